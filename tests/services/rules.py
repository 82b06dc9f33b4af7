"""The rules of the services room, asked through the program `edig_rules` (rules.cc), over a zone that is given."""

import json
import os
import subprocess

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
MAX_ROUNDS = 40
MAX_ALIASES = 8


def wire_of(name):
    """`name`: its labels between dots, octets as characters."""
    labels = [label.encode("latin-1") for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def text_of(wire):
    labels, at = [], 0
    while wire[at]:
        labels.append(wire[at + 1 : at + 1 + wire[at]].decode("latin-1"))
        at += 1 + wire[at]
    return ".".join(labels)


class Failure(Exception):
    """What stands in the way of an answer."""


class Rules:
    """One running `edig_rules`. `ask` gives it what it finds missing, from `answer(name, type)`: a list of RDATA, None
    where there is no such name; raises Failure."""

    def __init__(self):
        self.program = subprocess.Popen([os.environ["EDIG_RULES"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.rounds = 0

    def close(self):
        self.program.stdin.close()
        assert self.program.wait(10) == 0

    def ask(self, rule, answer, **given):
        lookups = []
        for self.rounds in range(MAX_ROUNDS):
            self.program.stdin.write(json.dumps({"rule": rule, **given, "lookups": lookups}) + "\n")
            self.program.stdin.flush()
            said = json.loads(self.program.stdout.readline())
            if "missing" not in said:
                return said
            assert said["missing"], "nothing is missing, and nothing is said"
            lookups += [self.lookup(question, answer) for question in said["missing"]]
        raise AssertionError(f"no result after {MAX_ROUNDS} rounds")

    @staticmethod
    def lookup(question, answer):
        name = text_of(bytes.fromhex(question["name"]))
        try:
            rdata = answer(name, question["type"])
        except Failure as failure:
            return {**question, "outcome": "failed", "failure": str(failure)}
        outcome = "no name" if rdata is None else "records" if rdata else "no data"
        return {**question, "outcome": outcome, "rdata": [octets.hex() for octets in rdata or []]}


def txt_rdata(strings):
    """`strings`: one, or a list of them."""
    rdata = b""
    for string in [strings] if isinstance(strings, str) else strings:
        octets = string.encode("latin-1")
        for at in range(0, max(len(octets), 1), 255):
            part = octets[at : at + 255]
            rdata += bytes([len(part)]) + part
    return rdata
