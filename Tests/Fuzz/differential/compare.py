"""Compares the engine's verdicts about random pairs with those of validators that are not ours.

    compare.py --program pairs --seed 1 --pairs 1000000 [--oracles FOLDER --oracle-pairs 50000]

Each disagreement is reduced. Those that explained.py knows, and in which no judge contradicts us whom
it does not know to be at fault, are counted; any other is shown, and makes the exit status 1.
"""

import argparse
import itertools
import re
import subprocess
import sys
from collections import Counter, defaultdict

from explained import cures, explanation
from judges import Oracle, Ours, Rust, answers
from lines import read, write
from progress import Progress
from shrink import shrink

INSTANCES = 10
CHUNK = 100
SHOWN_MAX = 25
REDUCED_MAX = 150


class Comparison:
    """One judge's verdicts against ours."""

    def __init__(self, judge, ours, progress):
        self.judge, self.ours, self.progress = judge, ours, progress
        self.witnesses = []
        self.pairs = 0
        self.agreed = Counter()
        self.explained = Counter()
        self.unexplained = defaultdict(list)

    def take_all(self, lines):
        self.progress.does(f"{self.judge.name} judges {len(lines)} schemas")
        for line, theirs in zip(lines, self.judge.judge_all(lines)):
            self.take(line, theirs)

    def take(self, line, theirs):
        ours = answers(line)
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
        self.progress.does(f"reduces what {self.judge.name} says of {write(line['schema'])[:300]}")
        kinds = (kind(our), kind(their))

        def disagree(schema, instance):
            asked = {**line, "schema": schema, "instances": [instance]}
            if "error" in asked:
                del asked["error"]
            return self.kinds(asked) == kinds

        for name, cure, side in cures(self.judge.name, line["draft"]):
            schema, cured = cure(line["schema"], instance)
            verdict = kinds[0] if side == "ours" else kinds[1]
            if self.kinds({**line, "schema": schema, "instances": [cured]}) == (verdict, verdict):
                self.explained[name] += 1
                return
        if sum(map(len, self.unexplained.values())) >= REDUCED_MAX:
            self.explained["not looked at: too many"] += 1
            return
        schema, small = shrink(line["schema"], instance, disagree)
        reduced = {**line, "schema": schema, "instances": [small]}
        our, their = first(self.ours.judge(reduced)), first(self.judge.judge(reduced))
        known = explanation(self.judge.name, reduced, our, their)
        if known and self.others_agree(reduced, our):
            self.explained[known] += 1
        else:
            self.unexplained[tuple(sorted(schema))].append((line["draft"], line["formats"], schema, small, our, their))

    def others_agree(self, line, our):
        """Whether the other judges that take the pair say what we do, or have a known fault too."""
        for witness in self.witnesses:
            if witness.takes(line):
                said = first(witness.judge(line))
                if kind(said) != kind(our) and not explanation(witness.name, line, our, said):
                    return False
        return True

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


def chunks(lines):
    """Lines in lists of some, so that judges in processes of their own are asked about many at once."""
    while chunk := list(itertools.islice(lines, CHUNK)):
        yield chunk


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

    count = (wanted.pairs + INSTANCES - 1) // INSTANCES
    ours, progress = Ours(wanted.program), Progress(count * INSTANCES)
    judges = [] if wanted.no_rust else [Rust()]
    judges += [Oracle(name, wanted.oracles) for name in ("ajv", "hyperjump")] if wanted.oracles else []
    comparisons = [Comparison(judge, ours, progress) for judge in judges]
    for comparison in comparisons:
        comparison.witnesses = [judge for judge in judges if judge is not comparison.judge]
    generator = subprocess.Popen(
        [wanted.program, "generate", str(wanted.seed), str(wanted.first), str(count), str(INSTANCES), wanted.drafts],
        stdout=subprocess.PIPE, text=True,
    )
    contradictions = 0
    for lines in chunks(map(read, generator.stdout)):
        for line in lines:
            for answer in line.get("ours", []):
                if isinstance(answer, str) and answer.startswith("contradiction"):
                    contradictions += 1
                    print(f"OURS with itself: {answer} about {write(line)[:2000]}")
        for comparison in comparisons:
            limit = wanted.oracle_pairs if isinstance(comparison.judge, Oracle) else wanted.pairs
            taken = [line for line in lines if comparison.judge.takes(line)]
            if taken and comparison.pairs < limit:
                comparison.take_all(taken)
        progress.pairs += sum(len(line["instances"]) for line in lines)
        progress.does("waits for the next pairs")
    status = generator.wait()
    print(f"seed {wanted.seed}: {count} schemas of drafts {wanted.drafts} after {progress.seconds():.0f} s")
    well = [comparison.report() for comparison in comparisons]
    if status != 0 or contradictions:
        print(f"the generator ended with {status}; {contradictions} contradictions of ours")
    is_well = all(well) and status == 0 and not contradictions
    print("make differential: " + ("every disagreement is explained in Tests/Fuzz/Disagreements.md" if is_well else
                                   "FAILED; what is not explained is shown above"))
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
