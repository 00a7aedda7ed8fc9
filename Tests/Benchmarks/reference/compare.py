"""Measures the engine against jsonschema-rs and simdjson on the same bytes.

Each party waits for its turn: one short round of one of them, then of the next, so that what else
the machine does falls on all alike. Figures are medians of the rounds. Run by `make bench-engine`.
"""
import argparse
import gc
import json
import pathlib
import random
import statistics
import subprocess
import sys
import time

import jsonschema_rs
import orjson

import inputs
import large

ROUND_MS = 25


class Party:
    """A program that answers each line of its input by one line."""

    def __init__(self, program):
        self.program = program
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        print(*words, sep="\t", file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        if not answer or answer.startswith("error"):
            sys.exit(f"bench-engine: {self.program}: {' '.join(map(str, words))}: {answer or 'no answer'}")
        return answer

    def round(self, *words):
        return float(self.ask("round", *words, ROUND_MS))


class Reference:
    """jsonschema-rs from bytes, as a Python program calls it."""

    def __init__(self, schema, lines):
        self.lines = lines
        self.is_valid = jsonschema_rs.validator_for(schema, validate_formats=True).is_valid

    def verdicts(self):
        return "".join("01"[self.is_valid(orjson.loads(line))] for line in self.lines)

    def round(self):
        is_valid, loads, lines = self.is_valid, orjson.loads, self.lines
        sweeps, start, elapsed = 0, time.perf_counter_ns(), 0
        while elapsed < ROUND_MS * 1e6:
            for line in lines:
                is_valid(loads(line))
            sweeps += 1
            elapsed = time.perf_counter_ns() - start
        return elapsed / sweeps / len(lines)


def medians(rounds, turns):
    """`turns` by name, asked one after another, again and again."""
    taken = {name: [] for name in turns}
    for turn in turns.values():
        turn()  # warms up
    for _ in range(rounds):
        for name, turn in turns.items():
            taken[name].append(turn())
    return {name: statistics.median(values) for name, values in taken.items()}


def measure(name, schema_path, records_path, parties, rounds):
    lines = [line for line in records_path.read_bytes().split(b"\n") if line]
    reference = Reference(json.loads(schema_path.read_text()), lines)
    for party in (parties.ours, parties.scalar):
        loaded = party.ask("load", name, schema_path, records_path, 1)
    parties.simdjson.ask("load", name, records_path)
    verdicts, expected = parties.ours.ask("verdicts", name), reference.verdicts()
    taken = medians(rounds, {
        "ours_ns": lambda: parties.ours.round(name, "validate"),
        "jsonschema_rs_ns": reference.round,
        "simdjson_parse_ns": lambda: parties.simdjson.round(name),
        "ours_parse_ns": lambda: parties.ours.round(name, "parse"),
        "ours_scalar_ns": lambda: parties.scalar.round(name, "validate"),
    })
    return {
        **taken, "ratio": taken["jsonschema_rs_ns"] / taken["ours_ns"],
        "scalar_ratio": taken["ours_scalar_ns"] / taken["ours_ns"],
        "records": len(lines), "bytes_per_record": sum(map(len, lines)) / len(lines),
        "valid": verdicts.count("1"), "disagreements": sum(a != b for a, b in zip(verdicts, expected)),
        "allocations": int(parties.ours.ask("allocations", name)), "schema_bytes": int(loaded.split()[1]),
    }


def table(results):
    columns = [("input", 20), ("bytes", 7), ("valid", 11), ("ours", 8), ("jsonschema-rs", 14), ("ratio", 6),
               ("simdjson parse", 15), ("our parse", 10), ("no SIMD", 8), ("allocations", 12), ("compiled KiB", 13)]
    print("\nNanoseconds a record, medians; ratio: jsonschema-rs / ours; no SIMD: ours without / with\n")
    print("".join(f"{title:<{width}}" if title == "input" else f"{title:>{width}}" for title, width in columns))
    for name, it in results.items():
        cells = [name, f"{it['bytes_per_record']:.0f}", f"{it['valid']}/{it['records']}", f"{it['ours_ns']:.0f}",
                 f"{it['jsonschema_rs_ns']:.0f}", f"{it['ratio']:.1f}", f"{it['simdjson_parse_ns']:.0f}",
                 f"{it['ours_parse_ns']:.0f}", f"{it['scalar_ratio']:.2f}", it["allocations"],
                 f"{it['schema_bytes'] / 1024:.0f}"]
        print("".join(f"{cell:<{width}}" if title == "input" else f"{cell:>{width}}"
                      for cell, (title, width) in zip(cells, columns)))
    for name, it in results.items():
        if it["disagreements"]:
            print(f"{name}: {it['disagreements']} verdicts differ from those of jsonschema-rs")


def contracts(parties, folder, rounds, count=1000):
    """What a record costs where one contract is loaded, and where a thousand are."""
    schema_path, records_path = inputs.write("city", folder)
    parties.ours.ask("load", "one", schema_path, records_path, 1)
    parties.ours.ask("load", "many", schema_path, records_path, count)
    taken = medians(rounds, {
        "one_ns": lambda: parties.ours.round("one", "validate"),
        "same_of_many_ns": lambda: parties.ours.round("many", "validate"),
        "turns_ns": lambda: parties.ours.round("many", "turns")})
    print(f"\n{count} contracts loaded: a record of one of them {taken['same_of_many_ns']:.0f} ns "
          f"({taken['same_of_many_ns'] / taken['one_ns']:.2f} times one contract alone); "
          f"each record of another {taken['turns_ns']:.0f} ns ({taken['turns_ns'] / taken['one_ns']:.2f} times)")
    return {**taken, "contracts": count}


def compilation(parties, folder, rounds):
    schema = folder / "large.schema.json"
    schema.write_text(json.dumps(large.large(random.Random("trucd large"))))
    records = folder / "large.jsonl"
    records.write_text("{}\n")
    size = int(parties.ours.ask("load", "large", schema, records, 1).split()[1])
    nanoseconds = statistics.median(
        float(parties.ours.ask("compile", "large", schema)) for _ in range(rounds))
    print(f"A schema of {schema.stat().st_size / 1000:.0f} KB compiles, from bytes, in {nanoseconds / 1e6:.2f} ms "
          f"and takes {size / 1024:.0f} KiB")
    return {"schema_file_bytes": schema.stat().st_size, "compile_ns": nanoseconds, "schema_bytes": size}


def main():
    parser = argparse.ArgumentParser()
    for name in ("ours", "scalar", "simdjson"):
        parser.add_argument(f"--{name}", required=True, type=Party)
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("--schema", type=pathlib.Path)
    parser.add_argument("--records", type=pathlib.Path)
    parser.add_argument("--input", action="append", choices=list(inputs.INPUTS))
    parser.add_argument("--rounds", type=int, default=21)
    arguments = parser.parse_args()
    folder = arguments.output.parent / "bench-engine"
    folder.mkdir(parents=True, exist_ok=True)
    gc.disable()
    if arguments.schema:
        files = {arguments.records.stem: (arguments.schema, arguments.records)}
    else:
        files = {name: inputs.write(name, folder) for name in arguments.input or inputs.INPUTS}
    results = {}
    for name, (schema, records) in files.items():
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        results[name] = measure(name, schema.resolve(), records.resolve(), arguments, arguments.rounds)
    table(results)
    print("Allocations: heap calls while all records were judged once more, counted by a malloc of the program's own.")
    # More about the engine stands beside the inputs only where all of them were measured.
    more = {}
    if not arguments.schema and not arguments.input:
        more = {"contracts": contracts(arguments, folder, arguments.rounds),
                "compilation": compilation(arguments, folder, arguments.rounds)}
    arguments.output.write_text(json.dumps(results, indent=1) + "\n")
    (folder / "more.json").write_text(json.dumps(more, indent=1) + "\n")


main()
