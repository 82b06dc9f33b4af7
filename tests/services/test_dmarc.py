"""Which DMARC policy applies (RFC 9989): edig beside npm mailauth on generated domains. Where they differ,
dmarc-differences.csv says why."""

import csv
import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from rules import Failure, Rules, TYPES, txt_rdata

HERE = Path(__file__).parent
DOMAINS = 300
TAGS = {
    "p": ["none", "quarantine", "reject", "reject", "REJECT", "block", ""],
    "sp": ["none", "quarantine", "reject", "whatever"],
    "np": ["none", "quarantine", "reject", "x"],
    "psd": ["y", "n", "u", "maybe"],
    "t": ["y", "n"],
    "rua": ["mailto:dmarc@example.com", "mailto:a@b.example!10m,https://c.example/x", "dmarc@example.com"],
    "pct": ["50"],
    "x": ["unknown"],
}
LIKELY = {"p": 0.9, "sp": 0.4, "np": 0.3, "psd": 0.3, "t": 0.2, "rua": 0.6, "pct": 0.1, "x": 0.1}
BEGINNINGS = ["v=DMARC1"] * 20 + ["v = DMARC1", "V=DMARC1", "v=dmarc1", "v=DMARC2", " v=DMARC1", "v=DMARC1 x"]


def record(chance):
    tags = [f"{tag}={chance.choice(values)}" for tag, values in TAGS.items() if chance.random() < LIKELY[tag]]
    chance.shuffle(tags)
    if tags and chance.random() < 0.05:
        tags.append(tags[0])
    return chance.choice([";", "; ", " ; "]).join([chance.choice(BEGINNINGS), *tags]) + chance.choice(["", ";"])


def domain_and_zone(seed):
    """A domain and what is published at it and above. None: SERVFAIL."""
    chance = random.Random(seed)
    labels = [chance.choice("abcdefgh") for _ in range(chance.choice([1, 2, 3, 3, 4, 4, 5, 7, 8, 9, 12]))]
    parents = [".".join(labels[at:]) for at in range(len(labels))]
    zone, names = {}, []
    for name in parents:
        if chance.random() < 0.5:
            texts = [record(chance) for _ in range(chance.choice([1, 1, 1, 1, 1, 2]))]
            zone[f"_dmarc.{name} TXT"] = None if chance.random() < 0.04 else texts
            names.append(f"_dmarc.{name}")
    if chance.random() < 0.6:
        names.append(parents[0])
    return parents[0], zone, names


CASES = [domain_and_zone(seed) for seed in range(DOMAINS)]
DIFFERENCES = list(csv.DictReader((HERE / "dmarc-differences.csv").open(encoding="utf-8")))


def answer_from(zone, names):
    types = {value: text for text, value in TYPES.items()}

    def answer(name, rtype):
        records = zone.get(f"{name} {types[rtype]}", [])
        if records is None:
            raise Failure("SERVFAIL")
        exists = any(other == name or other.endswith(f".{name}") for other in names)
        return [txt_rdata(text) for text in records] if exists else None

    return answer


@pytest.fixture(scope="module")
def opinions():
    asked = "".join(json.dumps({"domain": domain, "zone": zone, "names": names}) + "\n" for domain, zone, names in CASES)
    said = subprocess.run(["node", HERE / "mailauth.js"], input=asked, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


@pytest.fixture(scope="module")
def verdicts():
    rules = Rules()
    said = [rules.ask("dmarc", answer_from(zone, names), domain=domain) for domain, zone, names in CASES]
    rules.close()
    return said


def reason(domain, zone):
    """The row of dmarc-differences.csv that argues why opinions on this domain may differ; None: none does."""
    texts = [text for texts in zone.values() for text in texts or []]
    return next((row for row in DIFFERENCES if any(text.startswith(row["beginning"]) for text in texts)), None)


def test_mailauth_agrees_or_the_difference_is_argued(opinions, verdicts):
    different, argued = [], set()
    for (domain, zone, _), theirs, ours in zip(CASES, opinions, verdicts, strict=True):
        expected = {"error": theirs["error"]} if "error" in theirs else theirs
        said = {"error": "ESERVFAIL"} if ours["failed"] else {key: ours[key] for key in theirs}
        if said == expected:
            continue
        why = reason(domain, zone)
        argued.add(why and why["beginning"])
        if not why:
            different.append((domain, zone, theirs, ours))
    assert not different, different[0]
    assert argued == {row["beginning"] for row in DIFFERENCES}, "a difference that is argued is none"
    assert sum("error" not in theirs and theirs["policy"] is not None for theirs in opinions) > DOMAINS / 4
