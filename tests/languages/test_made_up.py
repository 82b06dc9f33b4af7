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


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    """Finds, in a report in the new language, two words and more in a row that are not in it, and not quoted."""
    copies = tmp_path_factory.mktemp("copies")
    made_up.make(copies)

    def found_in(shown, case=None):
        return [found for line in without_quotations(shown, made_up.CODE, case, copies)
                for found in re.findall(r"(?<![\w.:/+-])[A-Za-z]?[a-z]+(?: [a-z]+)+(?![\w.])", line)]

    return found_in


def test_what_counts_as_english(english):
    shown = 'бцд "not this" www.example. A\nand this\n<!DOCTYPE html><p lang="a">this, too</p><pre>not this</pre><b>and that</b>'
    assert english(shown) == ["and this", "and that"]


# It has no cell in the program that is built, so that it is English.
FALLBACK = "There is no need to change settings of the lookup"


def test_all_is_said_in_the_new_language(english):
    said = run("EDIG_SAYS_MADE_UP", made_up.CODE)
    assert said.returncode == 0
    assert set(english(said.stdout)) == {FALLBACK}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_report_is_in_the_new_language(case, english):
    for options in ([], ["+all"], ["+explain=user"], ["+explain=operator"], ["+explain=owner"]):
        shown = run("EDIG_REPLAY_MADE_UP", case, "+lang=qaa", *options)
        assert set(english(shown.stdout, case)) <= {FALLBACK}, options
        of_ticket = r"192\.0\.2\.53 \([^)]*\), \d{4}-"
        assert "192.0.2.53 (" not in re.sub(of_ticket, "", shown.stdout.partition("UTC")[0])


def test_it_is_set_by_its_conventions():
    shown = run("EDIG_REPLAY_MADE_UP", CASES[0].with_name("blocked-tls.case"), "+lang=qaa").stdout
    assert "dns.example ‹192.0.2.53· TLS· 9.0 ms· цоннецтед ин 30 ms›" in shown


def test_it_can_be_asked_for_by_option_and_by_locale():
    words = "но реплы"
    closed = ["@127.0.0.1", "-p", "1", "+time=1", "+tries=1", "a.example"]
    assert words in run("EDIG_MADE_UP", *closed, "+lang=qaa").stdout.lower()
    assert words in run("EDIG_MADE_UP", *closed, LC_ALL="qaa_QX.UTF-8").stdout.lower()
    assert words not in run("EDIG_MADE_UP", *closed, LC_ALL="qab_QX.UTF-8").stdout.lower()
    assert run("EDIG_MADE_UP", "+lang=xx", "a.example").stderr == "edig: +lang is en or ja or qaa, not 'xx'\n"
    assert "+lang=en|ja|qaa" in run("EDIG_MADE_UP", "--help").stdout
