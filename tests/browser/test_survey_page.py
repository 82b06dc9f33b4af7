"""The page of a survey: it needs no script, holds to the screen, and says in tables what its drawings show."""

import subprocess

import pytest

from chromium import NARROW, WIDE
from conftest import TRUST, UNBOUND
from edig_lab import EDIG
from test_pages import RULES, SCREENS, TOO_WIDE, UNFOLD

FAULTS = ("rrsig-exp-a", "rrsig-exp-all", "ds-bad-tag", "ds-bogus-digest-value", "no-dnskey-any")
LANGUAGES = ("en", "ja")


@pytest.fixture(scope="module", name="surveys")
def pages_of_surveys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("survey")
    names = [f"www.{fault}.example" for fault in FAULTS for _ in range(9)] + ["www.valid.example"] * 60
    hostile = ["<script>document.title='hit'</script>.valid.example", 'a"onload="x.valid.example', "not a name at all"]
    old, new = folder / "old.jsonl", folder / "new.jsonl"

    def run(lines, out, *words):
        (folder / "names").write_text("".join(line + "\n" for line in lines))
        return subprocess.run([EDIG, "-r", *TRUST, "+ask-special", "+rate=0", UNBOUND, f"+survey={folder}/names", f"+resume={out}", *words],
                              capture_output=True, text=True, timeout=120, check=True)
    run(names[9:], old)
    run(names + hostile, new, "+why", f"+html={folder}/run.html")
    pages = {"run": folder / "run.html"}
    for language in LANGUAGES:
        pages[language] = folder / f"{language}.html"
        subprocess.run([EDIG, "-r", "+summary", old, "+against", new, f"+lang={language}", f"+html={pages[language]}"],
                       capture_output=True, check=True)
    return pages


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", ["run", *LANGUAGES])
def test_page(browser, surveys, axe, name, screen):
    browser.show(surveys[name], *SCREENS[screen])
    assert browser.console() == []
    assert browser.requests() == [surveys[name].as_uri()]
    assert browser.run("return document.querySelectorAll('script').length") == 0
    browser.run(UNFOLD)
    assert browser.run(TOO_WIDE) == [0]
    assert browser.violations(axe, RULES[screen]) == []


def test_each_drawing_has_its_table(browser, surveys):
    browser.show(surveys["run"])
    drawings, tables = (browser.run(f"return document.querySelectorAll('{what}').length") for what in ("svg", "table"))
    assert drawings >= 2 and tables >= drawings
    text = browser.run("return document.body.innerText")
    for fault in FAULTS:
        assert f"{fault}.example" in text


def test_hostile_lines_are_text(browser, surveys):
    browser.show(surveys["run"])
    assert "hit" not in browser.run("return document.title")
    assert browser.run("return [...document.querySelectorAll('*')].filter(one => [...one.attributes]"
                       ".some(it => it.name.startsWith('on'))).length") == 0


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_paper(browser, surveys, width):
    browser.show(surveys["run"], width=width, media="print")
    assert all(written > 5 for written in browser.paper())
