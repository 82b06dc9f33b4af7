"""`edig-desk --help` and edig-desk(8) name the same options; what is said of its page is there in each language."""

import csv
import pathlib
import re
import subprocess

from desk import DESK, SOURCE

MAN = (SOURCE / "man" / "edig-desk.8").read_text()


def output(*words: str) -> str:
    return subprocess.run([DESK, *words], capture_output=True, text=True, check=True, timeout=20).stdout


def test_help_and_man_page_name_the_same_options():
    helped = set(re.findall(r"--([a-z-]+)", output("--help")))
    assert helped == {name.replace("\\", "") for name in re.findall(r"^\.It .*?Fl Fl ([a-z-]+)", MAN, re.MULTILINE)}
    assert output("-h") == output("--help")


def test_defaults_are_the_same():
    helped = dict(re.findall(r"--([a-z-]+) N\s.*?\(default (\d+)\)", output("--help"), re.DOTALL))
    told = dict(re.findall(r"Fl Fl ([a-z-]+) Ns = Ns Ar N\n[^(]*\(default (\d+)\)", MAN))
    assert told and helped == told


def test_version():
    assert output("--version").startswith("edig-desk 1.")


def test_each_phrase_is_there_in_each_language():
    with (SOURCE / "src" / "desk" / "phrases.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert all(row.values()), row
            slots = [set(re.findall(r"\{\d\}", row[language])) for language in ("en", "ja")]
            assert slots[0] == slots[1], row
