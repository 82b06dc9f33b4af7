"""The summary of rows at random is the one that a jq script makes of them, whatever files they are in."""

import csv
import datetime
import json
import os
import pathlib
import random
import subprocess

import jsonschema
import pytest

HERE = pathlib.Path(__file__).parent
SOURCE = HERE.parents[1] / "src"
SUMMARIZE = os.environ["EDIG_SUMMARIZE"]
SCHEMA = json.loads((SOURCE / "report/edig.schema.json").read_text())
KINDS = ["timeout", "refused", "unreachable", "closed", "malformed"]


def suspect():
    with (SOURCE / "ede/info-codes.csv").open(newline="", encoding="utf-8") as file:
        return [int(row["info_code"]) for row in csv.DictReader(file) if row["suspect_answer"] == "yes"]


def row(line, chance):
    made = {"schema": 1, "line": line,
            "question": {"name": f"www{line}.example.", "type": chance.choice(["A", "AAAA", "MX"]), "class": "IN"}}
    if chance.random() < 0.02:
        made["input"] = made.pop("question")["name"]
        return made | {"ms": 0, "outcome": "no-reply", "exit_status": 1, "error": {"kind": "usage", "text": "'%'"}}
    made["server"] = {"address": chance.choice(["192.0.2.1", "192.0.2.2", "2001:db8::53"]), "port": 53,
                      "transport": chance.choice(["udp", "tls"]), "authenticated": False}
    made["ms"] = round(chance.random() * 30, 3)
    at = datetime.datetime(2026, 11, 27, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=chance.randrange(9000))
    made["time"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if chance.random() < 0.1:
        made["error"] = {"kind": chance.choice(KINDS)}
    else:
        made["rcode"] = {"value": chance.choice([0, 0, 0, 2, 3, 5]), "name": "x"}
        codes = chance.choices([3, 4, 9, 22, 29, 65000], k=chance.choice([0, 0, 1, 2]))
        if codes:
            made["extended_errors"] = [{"info_code": code, "extra_text": "é\u202e"} for code in codes]
    if chance.random() < 0.2:
        zone = f"z{chance.randrange(12)}."
        made["diagnosis"] = {"status": "bogus", "findings": [
            {"kind": chance.choice(["ds-without-key", "lame"]), "zone": zone, "fault": chance.choice(["zone", "parent"]),
             "text": "x"}, {"kind": "other", "zone": "other.", "fault": "network"}]}
    for member in "recovered", "doubtful":
        if chance.random() < 0.05:
            made[member] = True
    if chance.random() < 0.3:
        made["weight"] = chance.choice([0, 0.5, 7, 1000])
    return made


def write(path, rows):
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), encoding="utf-8")
    return path


def summarize(form, *paths):
    return subprocess.run([SUMMARIZE, form, *paths], capture_output=True, text=True, check=True).stdout


def summary(*paths):
    made = json.loads(summarize("json", *paths))
    jsonschema.Draft202012Validator(SCHEMA).validate(made)
    return made["summary"]


def recomputed(*paths):
    command = ["jq", "-s", "--argjson", "suspect", json.dumps(suspect()), "-f", HERE / "recompute.jq", *paths]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def count(made):
    return made["rows"], pytest.approx(made.get("weight", made["rows"]))


def keyed(entries, *members):
    """As the script has them: the key a value or a list of values."""
    def key(entry):
        values = [entry[member] for member in members]
        return json.dumps(values if len(values) > 1 else values[0])
    return {key(entry): (count(entry), entry["examples"]) for entry in entries}


def expected(entries):
    return {json.dumps(entry["key"]): (count(entry), entry["examples"]) for entry in entries}


@pytest.mark.parametrize("seed", range(8))
def test_a_summary_is_what_jq_makes_of_the_rows(tmp_path, seed):
    chance = random.Random(seed)
    rows = [row(line, chance) for line in range(1, chance.choice([1, 50, 3000]) + 1)]
    chance.shuffle(rows)
    cut = chance.randrange(len(rows) + 1)
    first, second = write(tmp_path / "0.jsonl", rows[:cut]), write(tmp_path / "1.jsonl", rows[cut:])
    made, right = summary(first, second), recomputed(first, second)
    assert count(made) == count(right["all"])
    nothing = {"rows": 0, "weight": 0}
    for name, one in made["classes"].items():
        assert count(one) == count(right["classes"].get(name, nothing))
    for name in "recovered", "doubtful":
        assert count(made[name]) == count(right[name])
    for name, members in {"info_codes": ["info_code"], "servers": ["address", "transport"], "zones": ["zone"],
                          "parties": ["fault"], "causes": ["kind", "zone"]}.items():
        assert keyed(made[name], *members) == expected(right[name])
    assert keyed([entry | {"key": entry["rcode"]["value"]} for entry in made["rcodes"]], "key") == expected(right["rcodes"])
    assert sum(sum(span.values()) for span in made.get("time", {}).get("spans", [])) == right["time"]
    assert f"{made['rows']:,} fail" in summarize("text", first, second)


def test_a_line_that_is_in_two_outputs_counts_once(tmp_path):
    chance = random.Random(7)
    rows = [row(line, chance) for line in range(1, 200)]
    first, second = write(tmp_path / "0.jsonl", rows[:150]), write(tmp_path / "1.jsonl", rows[100:])
    made = summary(first, second)
    assert made["rows"] == 199
    assert made["outputs"]["inputs"][0]["twice"] == 50


def test_two_surveys_compared(tmp_path):
    chance = random.Random(9)
    before = [row(line, chance) for line in range(1, 2000)]
    after = [row(line, chance) for line in range(500, 2500)]

    def states(rows):
        codes = suspect()
        fine = {}
        for one in rows:
            if one.get("error", {}).get("kind") == "usage":
                continue
            well = one.get("rcode", {}).get("value") in (0, 3) and not any(
                error["info_code"] in codes for error in one.get("extended_errors", []))
            fine[one["question"]["name"], one["question"]["type"]] = well
        return fine

    old, new = states(before), states(after)
    made = summary(write(tmp_path / "new", after), "--", write(tmp_path / "old", before))["against"]
    both = old.keys() & new.keys()
    assert made["broke"]["rows"] == sum(old[name] and not new[name] for name in both)
    assert made["mended"]["rows"] == sum(not old[name] and new[name] for name in both)
    assert made["still-fine"]["rows"] == sum(old[name] and new[name] for name in both)
    assert made["other-cause"]["rows"] + made["same-cause"]["rows"] == sum(not old[name] and not new[name] for name in both)
    assert made["added"]["rows"] == len(new.keys() - old.keys())
    assert made["gone"]["rows"] == len(old.keys() - new.keys())
