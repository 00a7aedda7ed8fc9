"""Plants faults in a copy of the engine and asks our own tests, without the official suite, about
each.

    mutate.py COPY [NUMBER…]

All faults of mutations.txt are compiled into one build of the copy, each behind a question for its
number, so that a fault costs a test run and no build; the sources of the project stay as they are.
"""

import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = ("JSON", "ECMAPattern", "JSONSchema")
TIMEOUT_S = 240

SWITCH = """import Glibc

/// The fault that this run is to have.
enum Mutant {
  static let number = getenv("MUTANT").flatMap { Int(String(cString: $0)) } ?? 0
}
"""


class Mutation:
    def __init__(self, number, block):
        lines = block.splitlines()
        self.number, self.file = number, lines[0]
        self.old = "\n".join(line[2:] for line in lines if line.startswith("- "))
        self.new = "\n".join(line[2:] for line in lines if line.startswith("+ "))
        occurrence = [line[2:] for line in lines if line.startswith("@ ")]
        self.occurrence = int(occurrence[0]) if occurrence else None

    def __str__(self):
        return f"{self.number}. {Path(self.file).name}: {self.old} → {self.new}"


def mutations():
    text = (HERE / "mutations.txt").read_text()
    blocks = [b for b in re.split(r"\n\s*\n", text.strip()) if not b.startswith("#")]
    return [Mutation(number, block) for number, block in enumerate(blocks, 1)]


def place(mutation, text):
    """Where the old text stands; the project's sources have moved on where it does not."""
    count = text.count(mutation.old)
    if count == 0 or count > 1 and mutation.occurrence is None:
        sys.exit(f"stale: stands {count} times, not once: {mutation}")
    start = -1
    for _ in range(mutation.occurrence or 1):
        start = text.index(mutation.old, start + 1)
    return start


def planted(old, group):
    """The old text with the faults of a group before it."""
    head = re.match(r"(case .*?: )?return ", old)
    if head:
        cut = head.end()
        chain = "".join(f"Mutant.number == {m.number} ? ({m.new[cut:]}) : " for m in group)
        return f"{old[:cut]}{chain}({old[cut:]})"
    assignment = re.match(r"[\w.\[\] >]+ \|= ", old)
    cut = assignment.end() if assignment else 0
    chain = "".join(f"Mutant.number == {m.number} ? ({m.new[cut:]}) : " for m in group)
    whole = f"({chain}({old[cut:]}))"
    return old[:cut] + whole if cut else whole


def plant(copy, all_of_them):
    files = defaultdict(lambda: defaultdict(list))
    for mutation in all_of_them:
        text = (copy / mutation.file).read_text()
        files[mutation.file][(place(mutation, text), mutation.old)].append(mutation)
    for name, places in files.items():
        text = (copy / name).read_text()
        for (start, old), group in sorted(places.items(), reverse=True):
            text = text[:start] + planted(old, group) + text[start + len(old) :]
        (copy / name).write_text(text)
    for module in MODULES:
        (copy / "Sources" / module / "Mutant.swift").write_text(SWITCH)


def tests_pass(copy, number, log):
    """Whether all tests pass with a fault; a crash or a hang is a fault that was noticed."""
    program = copy / ".build/release/mutantsPackageTests.xctest"
    environment = {**os.environ, "MUTANT": str(number), "JSON_SCHEMA_TEST_SUITE": "/nowhere", "SWIFT_BACKTRACE": "enable=no"}
    command = [program, "--testing-library", "swift-testing"]
    with open(log, "wb") as output:
        try:
            return subprocess.run(command, env=environment, stdout=output, stderr=output, timeout=TIMEOUT_S, cwd=copy).returncode == 0
        except subprocess.TimeoutExpired:
            return False


def main():
    copy = Path(sys.argv[1]).resolve()
    everything = mutations()
    plant(copy, everything)
    build = ["swift", "build", "-c", "release", "--build-tests", "-Xswiftc", "-enable-testing", "--package-path", str(copy)]
    with open(copy / "build.log", "wb") as log:
        if subprocess.run(build, stdout=log, stderr=log).returncode != 0:
            sys.exit(f"the copy with its faults does not build: see {copy}/build.log")
    if not tests_pass(copy, 0, copy / "test-0.log"):
        sys.exit(f"the tests fail without a fault: see {copy}/test-0.log")
    wanted = set(map(int, sys.argv[2:])) or {m.number for m in everything}
    start, survivors = time.monotonic(), []
    for mutation in (m for m in everything if m.number in wanted):
        survived = tests_pass(copy, mutation.number, copy / f"test-{mutation.number}.log")
        print(f"{'SURVIVED' if survived else 'caught  '} {mutation}", flush=True)
        if survived:
            survivors.append(mutation)
    seconds = time.monotonic() - start
    print(f"{len(wanted) - len(survivors)} of {len(wanted)} planted faults are caught, after {seconds:.0f} s")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
