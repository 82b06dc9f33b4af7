"""The status page of the examples in a real browser: quiet, alone, accessible, and as wide as the screen."""

import os
import subprocess

import pytest

from conftest import HERE, TRUST, UNBOUND
from edig_lab import EDIG
from test_pages import RULES, SCREENS, TOO_WIDE

STATUS_PAGE = HERE.parents[1] / "man" / "examples" / "status-page"
NAMES = ("www.valid.example", "www.rrsig-exp-a.example", "www.one-other-keys.example", "nx.valid-nxdomain.example",
         "valid.example", "MX", "a" * 63 + ".valid.example")


@pytest.fixture(scope="module", name="page")
def fixture_page(tmp_path_factory):
    page = tmp_path_factory.mktemp("status") / "page.html"
    path = os.path.dirname(os.path.abspath(EDIG)) + ":" + os.environ["PATH"]
    subprocess.run([STATUS_PAGE, page, *TRUST, UNBOUND, *NAMES], check=True, env={**os.environ, "PATH": path})
    return page


@pytest.mark.parametrize("screen", SCREENS)
def test_status_page(browser, page, axe, screen):
    browser.show(page, *SCREENS[screen])
    assert browser.console() == []
    assert browser.requests() == [page.as_uri()]
    assert browser.driver.title == "4 of 6 names fail, 1 in doubt"
    assert browser.run(TOO_WIDE) == [0]
    assert browser.violations(axe, RULES[screen]) == []


def test_what_fails_and_what_is_in_doubt_stand_out(browser, page):
    """Each state has a colour of its own, in light and dark; and "in doubt" stays on one line on a telephone."""
    style = "const style = getComputedStyle(document.querySelector(arguments[0])); return [style.color, style.backgroundColor];"
    seen = set()
    for scheme in ("light", "dark"):
        browser.show(page, scheme, 360)
        states = [tuple(browser.run(style, state)) for state in (".good", ".doubt", ".bad")]
        assert len(set(states)) == 3
        seen.update(states)
        lines = "return [...document.querySelectorAll('td span')].map(span => span.getClientRects().length)"
        assert set(browser.run(lines)) == {1}
    assert len(seen) == 6
