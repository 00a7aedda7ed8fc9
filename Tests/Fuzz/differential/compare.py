"""Compares the engine's verdicts about random pairs with those of validators that are not ours.

    compare.py --program pairs --seed 1 --pairs 1000000 [--oracles FOLDER --oracle-pairs 50000]

Each disagreement is reduced. Those that explained.py knows are counted; any other is shown, and makes
the exit status 1.
"""

import argparse
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict

from explained import cures, explanation
from judges import Oracle, Ours, Rust, answers
from lines import read, write
from shrink import shrink

INSTANCES = 10
SHOWN_MAX = 25
REDUCED_MAX = 150


class Comparison:
    """One judge's verdicts against ours."""

    def __init__(self, judge, ours):
        self.judge, self.ours = judge, ours
        self.pairs = 0
        self.agreed = Counter()
        self.explained = Counter()
        self.unexplained = defaultdict(list)

    def take(self, line):
        theirs, ours = self.judge.judge(line), answers(line)
        if isinstance(ours, str) or isinstance(theirs, str):
            self.pairs += len(line["instances"])
            if isinstance(ours, str) != isinstance(theirs, str):
                self.differ(line, line["instances"][0], first(ours), first(theirs))
            else:
                self.agreed["refused"] += len(line["instances"])
            return
        for instance, our, their in zip(line["instances"], ours, theirs):
            self.pairs += 1
            if our == their:
                self.agreed["valid" if our else "invalid"] += 1
            else:
                self.differ(line, instance, our, their)

    def differ(self, line, instance, our, their):
        kinds = (kind(our), kind(their))

        def disagree(schema, instance):
            asked = {**line, "schema": schema, "instances": [instance]}
            if "error" in asked:
                del asked["error"]
            return self.kinds(asked) == kinds

        for name, cure in cures(self.judge.name, line["draft"]):
            cured = {**line, "schema": cure(line["schema"]), "instances": [instance]}
            answers = self.kinds(cured)
            if answers == (kinds[0], kinds[0]):
                self.explained[name] += 1
                return
        if sum(map(len, self.unexplained.values())) >= REDUCED_MAX:
            self.explained["not looked at: too many"] += 1
            return
        schema, small = shrink(line["schema"], instance, disagree)
        reduced = {**line, "schema": schema, "instances": [small]}
        our, their = first(self.ours.judge(reduced)), first(self.judge.judge(reduced))
        known = explanation(self.judge.name, reduced, our, their)
        if known:
            self.explained[known] += 1
        else:
            self.unexplained[tuple(sorted(schema))].append((line["draft"], line["formats"], schema, small, our, their))

    def kinds(self, line):
        return kind(first(self.ours.judge(line))), kind(first(self.judge.judge(line)))

    def report(self):
        print(f"{self.judge.name}: {self.pairs} pairs; agreed {dict(self.agreed)}")
        for name, count in self.explained.most_common():
            print(f"  explained: {count} × {name}")
        groups = sorted(self.unexplained.values(), key=len, reverse=True)
        for group in groups[:SHOWN_MAX]:
            draft, formats, schema, instance, our, their = min(group, key=lambda x: len(write(x[2])))
            print(f"  NOT explained: {len(group)} × such as {write(instance)[:300]} by {write(schema)[:1500]}")
            print(f"    draft {draft}, formats {formats}: ours {str(our)[:300]}, {self.judge.name} {their}")
        return not groups and not self.explained["not looked at: too many"]


def kind(answer):
    """Refusals are alike where their words begin alike, up to a name or number."""
    return re.split("['\"0-9“]", answer)[0] if isinstance(answer, str) else answer


def first(answer):
    return answer if isinstance(answer, str) else answer[0]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--pairs", type=int, default=1_000_000)
    options.add_argument("--drafts", default="4,6,7,2019-09,2020-12")
    options.add_argument("--oracles")
    options.add_argument("--oracle-pairs", type=int, default=50_000)
    options.add_argument("--no-rust", action="store_true")
    wanted = options.parse_args()

    ours = Ours(wanted.program)
    rust = [] if wanted.no_rust else [Comparison(Rust(), ours)]
    oracles = [Comparison(Oracle(n, wanted.oracles), ours) for n in ("ajv", "hyperjump")] if wanted.oracles else []
    count = (wanted.pairs + INSTANCES - 1) // INSTANCES
    generator = subprocess.Popen(
        [wanted.program, "generate", str(wanted.seed), str(wanted.first), str(count), str(INSTANCES), wanted.drafts],
        stdout=subprocess.PIPE, text=True,
    )
    start = time.monotonic()
    contradictions = 0
    for number, text in enumerate(generator.stdout):
        line = read(text)
        for answer in line.get("ours", []):
            if isinstance(answer, str) and answer.startswith("contradiction"):
                contradictions += 1
                print(f"OURS with itself: {answer} about {text[:2000]}")
        for comparison in rust:
            comparison.take(line)
        for comparison in oracles:
            if comparison.pairs < wanted.oracle_pairs and comparison.judge.takes(line):
                comparison.take(line)
        if number % 10_000 == 9_999:
            print(f"{number + 1} schemas after {time.monotonic() - start:.0f} s", file=sys.stderr)
    status = generator.wait()
    print(f"seed {wanted.seed}: {count} schemas of drafts {wanted.drafts} after {time.monotonic() - start:.0f} s")
    well = [comparison.report() for comparison in rust + oracles]
    if status != 0 or contradictions:
        print(f"the generator ended with {status}; {contradictions} contradictions of ours")
    is_well = all(well) and status == 0 and not contradictions
    print("make differential: " + ("every disagreement is explained in Tests/Fuzz/Disagreements.md" if is_well else
                                   "FAILED; what is not explained is shown above"))
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
