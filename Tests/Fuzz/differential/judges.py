"""Judges of (schema, instances). Each answers a list with a verdict an instance, or a text that says
why it refuses the schema."""

import json
import subprocess

import jsonschema_rs

from lines import read, write


class Rust:
    name = "jsonschema-rs"

    def takes(self, line):
        return True

    def judge_all(self, lines):
        return [self.judge(line) for line in lines]

    def judge(self, line):
        try:
            validator = jsonschema_rs.validator_for(
                line["schema"], validate_formats=line["formats"], offline=True
            )
        except Exception as error:
            return f"refused: {str(error)[:200]}"
        return [self.ask(validator, instance) for instance in line["instances"]]

    @staticmethod
    def ask(validator, instance):
        try:
            return validator.is_valid(instance)
        except Exception as error:
            return f"failed: {str(error)[:120]}"


class Process:
    """A judge that answers on its standard output, a line for a line. What is asked at once is
    answered without a wait for each; the answers together must fit a pipe."""

    def __init__(self, command, folder=None):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder
        )

    def judge(self, line):
        return self.judge_all([line])[0]

    def judge_all(self, lines):
        texts = [write({key: line[key] for key in self.asked}) for line in lines]
        self.process.stdin.writelines(text + "\n" for text in texts)
        self.process.stdin.flush()
        return [self.understood(self.answer(text)) for text in texts]

    def answer(self, text):
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"a judge has ended: {self.process.args}; asked was\n{text}")
        return read(answer)


class Ours(Process):
    name = "ours"
    asked = ("draft", "formats", "schema", "instances")

    def __init__(self, program):
        super().__init__([program, "judge"])

    def understood(self, answer):
        return answers(answer)


class Oracle(Process):
    """One of the validators for Node."""

    drafts = ("7", "2019-09", "2020-12")
    asked = ("draft", "schema", "instances")

    def __init__(self, name, folder):
        self.name = name
        super().__init__(["node", "validate.mjs", name], folder)

    def takes(self, line):
        """ajv always asserts formats, hyperjump never does."""
        has_format = '"format"' in json.dumps(line["schema"], default=str)
        asserts = self.name == "ajv"
        return line["draft"] in self.drafts and (not has_format or line["formats"] == asserts)

    def understood(self, answer):
        return answer if isinstance(answer, list) else f"refused: {answer['error']}"


def answers(line):
    """What our engine said in a line."""
    return f"refused: {line['error']}" if "error" in line else line["ours"]
