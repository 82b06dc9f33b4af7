"""The pages of +html and the drawings of +svg in a real browser: quiet, alone, accessible, and as wide as the screen."""

import pytest

from chromium import NARROW, WIDE
from conftest import QUESTIONS

SCREENS = {"light": ("light", WIDE), "dark": ("dark", WIDE), "narrow": ("light", NARROW)}
# Dark, the page is the same but for its colours.
RULES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}, "narrow": {}}
UNFOLD = "document.querySelectorAll('details').forEach(fold => fold.open = true);"
OPEN_IN_PRINT = """
    return [...document.querySelectorAll('details:not(.json) > :not(summary)')].every(part => part.checkVisibility());"""
# What sticks out of the page to the right, but for what can be scrolled by itself.
TOO_WIDE = """
    const edge = document.documentElement.clientWidth;
    const scrolls = element => element.closest('pre') !== null;
    const out = [...document.querySelectorAll('body *')].filter(
        element => !scrolls(element) && element.getBoundingClientRect().right > edge + 1 && element.checkVisibility());
    return [document.documentElement.scrollWidth - edge, ...out.map(element => element.outerHTML.slice(0, 100))];"""


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_page(browser, pages, axe, name, screen):
    """Nothing on the console, nothing loaded, nothing wider than the screen, nothing that axe-core finds."""
    browser.show(pages[name], *SCREENS[screen])
    assert browser.console() == []
    assert browser.requests() == [pages[name].as_uri()]
    browser.run(UNFOLD)
    assert browser.run(TOO_WIDE) == [0]
    browser.run(axe)
    found = browser.driver.execute_async_script(
        "const [options, done] = arguments; axe.run(options).then(result => done(result.violations));", RULES[screen])
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_paper_shows_what_is_folded_away(browser, pages, name):
    browser.show(pages[name])
    assert not browser.run(OPEN_IN_PRINT)
    browser.show(pages[name], media="print")
    assert browser.run(OPEN_IN_PRINT)


@pytest.mark.parametrize("name", ["expired", "mismatch", "japanese"])
def test_the_drawing_alone(browser, pages, name):
    drawing = pages[name].with_suffix(".svg")
    for scheme, width in SCREENS.values():
        browser.show(drawing, scheme, width)
        assert browser.console() == []
        assert browser.requests() == [drawing.as_uri()]
    assert browser.run("return document.documentElement.getAttribute('role')") == "img"
    assert browser.run("return document.querySelector('desc').textContent.length") > 50


def test_no_link_leaves_the_page(browser, pages):
    browser.show(pages["several"])
    links = browser.run("return [...document.querySelectorAll('a')].map(link => link.getAttribute('href'))")
    assert links == ["#q1", "#q2", "#q3"]
