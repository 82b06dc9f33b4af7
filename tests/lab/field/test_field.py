"""edig +why against the cases from the field: each by every way to the evidence that its entry names."""

import csv
import json
import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from description import LAB    # noqa: E402

CASES = {case["name"]: case for case in LAB["cases"]}
# What edig does not get right yet, and why: not skipped, and listed where the next to work on it will look.
with open(HERE / "open.csv", encoding="utf-8") as table:
    OPEN = {row["case"]: row["what is not right yet"] for row in csv.DictReader(table)}
LETTERS = "ABCDEFGHIJKLMNOPQRSTU"

if not any(case["letters"] for case in CASES.values()):
    pytest.skip("runs in the lab of these cases: lab --cases tests/lab/field/cases.toml", allow_module_level=True)


# Of some seven hundred diagnoses: a reply is late for once where the machine itself stands still.
SECOND_LOOKS = 4


def play(cases: str = "*") -> list[dict]:
    done = subprocess.run([str(HERE / "play"), "--edig", os.environ["EDIG"], "--format", "json", "--cases", cases],
                          capture_output=True, text=True, check=True, timeout=600)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return play()


@pytest.fixture(scope="module")
def second_looks() -> list[str]:
    return []


def wrong_of(rows: list[dict]) -> dict[str, dict]:
    return {row["way"]: {"wrong": row["wrong"], "found": row["found"], "command": row["command"]} for row in rows
            if not row["exact"]}


@pytest.mark.parametrize("name", CASES)
def test_case(rows, second_looks, name):
    mine = [row for row in rows if row["case"] == name]
    assert mine
    wrong = wrong_of(mine)
    if wrong and name not in OPEN:
        second_looks.append(name)
        assert len(second_looks) <= SECOND_LOOKS, wrong
        wrong = wrong_of(play(name))
    if wrong and name in OPEN:
        pytest.xfail(OPEN[name])
    assert not wrong, json.dumps({"right": CASES[name]["expect"], "wrong": wrong}, indent=1)


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_has_cases_and_controls(letter):
    """What a check is worth shows in what it says of the sound that look alike."""
    of_letter = [case for case in CASES.values() if letter in case["letters"]]
    assert len([case for case in of_letter if case["source"]]) >= 2
    assert len([case for case in of_letter if case["control"]]) >= 2


def test_every_case_from_a_report_says_why():
    """A verdict that can be argued is argued, and those who must not be blamed are named."""
    for case in CASES.values():
        if case["source"] and not case["control"]:
            assert case["why"], case["name"]
            assert case["not_to_blame"] or case["expect"].get("severity") == "note", case["name"]


def test_what_is_open_is_a_case():
    assert set(OPEN) <= set(CASES)
