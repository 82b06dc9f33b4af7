"""A language is a column of the catalogues, and a test says what of it is missing: held by one that is made up."""

import os
import pathlib
import re
import shutil
import subprocess

import catalogues
import made_up
import pytest
from quotations import without_quotations

CASES = sorted((pathlib.Path(__file__).parents[1] / "cli/golden").glob("*.case"))


def run(program, *arguments, **environment):
    return subprocess.run([os.environ[program], *arguments], capture_output=True, text=True, check=False, timeout=60,
                          env={"TZ": "UTC", "LC_ALL": "C.UTF-8", **environment})


def test_nothing_is_missing():
    assert list(catalogues.missing()) == []


def test_a_text_that_is_missing_is_named(tmp_path):
    made_up.make(tmp_path, without=["user.csv: seal.headline", "info-codes.csv: 7"])
    assert list(catalogues.missing(tmp_path)) == ["info-codes.csv: 7 has no qaa", "user.csv: seal.headline has no qaa"]
    owner = next(catalogues.SOURCE.rglob("owner.csv"))
    shutil.copy(owner, tmp_path / owner.relative_to(catalogues.SOURCE))
    assert "owner.csv: no column qaa" in catalogues.missing(tmp_path)


def english(shown, case=None):
    """Two words and more in a row that no catalogue can have said, but for what is quoted."""
    return [found for line in without_quotations(shown, "en", case)
            for found in re.findall(r"(?<![\w.:/+-])[A-Za-z]?[a-z]+(?: [a-z]+)+(?![\w.])", line)]


def test_what_counts_as_english():
    assert english('бцд "not this" www.example. A\n<p lang="a">and this, too</p>') == ["and this"]


def test_all_is_said_in_the_new_language():
    said = run("EDIG_SAYS_MADE_UP", made_up.CODE)
    assert said.returncode == 0
    assert "мисмачшид" not in said.stdout
    left = set(english(said.stdout))
    # These have no cell, so that they are in English.
    assert left == {"There is no need to change settings of the lookup server"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_report_is_in_the_new_language(case):
    for options in ([], ["+all"], ["+explain=user"], ["+explain=operator"], ["+explain=owner"]):
        shown = run("EDIG_REPLAY_MADE_UP", case, "+lang=qaa", *options)
        assert "terminate" not in shown.stderr
        assert english(shown.stdout, case) == [], options
