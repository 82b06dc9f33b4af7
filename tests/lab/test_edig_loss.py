"""edig +why where a tenth of all exchanges over UDP gets lost, on the way to the resolver and to every server: what it finds
is less, or the same, and no one is blamed for what got lost.

EDIG_LOSS_RUNS diagnoses of sound and as many of broken names, through a resolver and without one.
"""

import itertools
import json
import os
import pathlib
import subprocess

import pytest

from edig_lab import EDIG, LAB, LAB_DIR, address

HERE = pathlib.Path(__file__).resolve().parent
RUNS = int(os.environ.get("EDIG_LOSS_RUNS", "24"))
LOSS = os.environ.get("EDIG_LOSS_PERCENT", "10")
AT_ONCE = 4
NOBODY = "127.0.9.9"
WAYS = {"direct": [f"@{NOBODY}", "+direct", "+timeout=1", "+tries=1"], "resolver": ["@" + address("unbound")]}
TRUST = [f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints"]
PARTIES = {"zone", "parent", "resolver"}


def is_sound(case: dict) -> bool:
    return not case["via"] and case["expect"]["fault"] == "none" and case["expect"]["status"] in ("secure", "insecure")


def is_broken(case: dict) -> bool:
    expect = case["expect"]
    return not case["via"] and expect["status"] == "bogus" and expect["fault"] in PARTIES and "server" not in expect


def diagnoses(runs: list[tuple[dict, str]], loss: str, folder: pathlib.Path) -> list[dict]:
    """Each case by its way, some at a time."""
    folder.mkdir()
    lines = [" ".join([EDIG, *WAYS[way], *TRUST, "+why", "+json", case["qname"], case["qtype"], f">{folder}/{number}", "2>&1"])
             for number, (case, way) in enumerate(runs)]
    subprocess.run([HERE / "lossy", loss, "xargs", "-d", "\n", "-P", str(AT_ONCE), "-n", "1", "timeout", "60", "sh", "-c"],
                   input="\n".join(lines), text=True, check=False, timeout=800)
    return [json.loads((folder / str(number)).read_text())["diagnosis"] for number in range(len(runs))]


def blames(diagnosis: dict) -> set[tuple]:
    return {(one["fault"], one["zone"], one.get("info_code"), one.get("server")) for one in diagnosis["findings"]
            if one["severity"] != "note" and one["fault"] in PARTIES}


@pytest.mark.parametrize("kind", [is_sound, is_broken], ids=lambda kind: kind.__name__)
def test_no_one_is_blamed_for_what_got_lost(kind, tmp_path):
    cases = [case for case in LAB["cases"] if kind(case)]
    assert len(cases) > 5
    runs = list(itertools.islice(itertools.cycle(itertools.product(cases, WAYS)), RUNS))
    whole = diagnoses(runs[:2 * len(cases)], "0", tmp_path / "whole")
    usual = {(case["name"], way): found for (case, way), found in zip(runs, whole)}
    false = []
    for (case, way), found in zip(runs, diagnoses(runs, LOSS, tmp_path / "lossy"), strict=True):
        known, true = usual[case["name"], way], case["expect"]
        # What is true may be found, also where a busy machine was too slow for it without loss.
        more = {blame for blame in blames(found) - blames(known) if blame[:2] != (true["fault"], true.get("zone"))}
        if more or found["status"] not in (known["status"], true["status"], "indeterminate"):
            false.append({"case": case["name"], "way": way, "status": found["status"], "instead of": known["status"],
                          "findings": [one["text"] for one in found["findings"] if one["severity"] != "note"]})
    assert not false, f"{len(false)} of {len(runs)}: {json.dumps(false, indent=1)}"
