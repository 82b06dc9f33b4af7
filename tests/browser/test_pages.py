"""The pages of +html and the drawings of +svg in a real browser: quiet, alone, accessible, and as wide as the screen."""

import pytest

from chromium import NARROW, WIDE
from conftest import QUESTIONS

SCREENS = {"light": ("light", WIDE), "dark": ("dark", WIDE), "narrow": ("light", NARROW)}
# Dark, the page is the same but for its colours; narrow, but for its sizes.
RULES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}, "narrow": {"runOnly": ["scrollable-region-focusable", "meta-viewport"]}}
COLOURS = ("sound", "expired", "blocked", "compared", "several")  # all that pages have
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


@pytest.mark.parametrize("name, screen", [(name, screen) for name in QUESTIONS for screen in SCREENS
                                          if screen != "dark" or name in COLOURS])
def test_page(browser, pages, axe, name, screen):
    """Nothing on the console, nothing loaded, nothing wider than the screen, nothing that axe-core finds."""
    browser.show(pages[name], *SCREENS[screen])
    assert browser.console() == []
    assert browser.requests() == [pages[name].as_uri()]
    browser.run(UNFOLD)
    assert browser.run(TOO_WIDE) == [0]
    assert browser.violations(axe, RULES[screen]) == []


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


# Texts of a drawing that lie on each other, or stick out of it.
OVERLAPS = """
    const out = [];
    for (const svg of document.querySelectorAll('svg.drawing:not(.piece)')) {
        const frame = svg.viewBox.baseVal;
        const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()]);
        for (const [words, box] of boxes)
            if (box.x < 0 || box.x + box.width > frame.width + 0.5 || box.y + box.height > frame.height)
                out.push('outside: ' + words);
        boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
            const across = Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x);
            const down = Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y);
            if (across > 0 && down > 4) out.push(a + ' | ' + b);
        }));
    }
    return out;"""
# Of every text of a drawing: its contrast against the last shape below it that is filled (WCAG 2.2, 1.4.3).
CONTRAST = """
    const rgb = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = colour => rgb(colour).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
    const paper = getComputedStyle(document.body).backgroundColor;
    const low = [];
    for (const svg of document.querySelectorAll('svg.drawing:not(.piece)')) {
        const shapes = [...svg.querySelectorAll('rect')].filter(shape => getComputedStyle(shape).fill !== 'none');
        for (const text of svg.querySelectorAll('text, tspan')) {
            const box = (text.closest('text')).getBBox(), x = box.x + box.width / 2, y = box.y + box.height / 2;
            const below = shapes.map(shape => [shape, shape.getBBox()]).filter(
                ([, b]) => b.x <= x && x <= b.x + b.width && b.y <= y && y <= b.y + b.height).pop();
            const pair = [getComputedStyle(text).fill, below ? getComputedStyle(below[0]).fill : paper].map(light).sort();
            const ratio = (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
            if (ratio < 4.5) low.push([text.textContent, ratio]);
        }
    }
    return low;"""
# What the drawing of the chain says of record sets and zones, and the list that says the same in words.
DRAWN_WORDS = """
    const drawn = [...document.querySelectorAll('[id$="-zones-shapes"] :is(.state, .status:not(.leaf *))')];
    return [drawn.map(text => text.textContent), document.querySelector('.chain-words').textContent];"""
DRAWN = sorted(set(QUESTIONS) - {"several", "no-reply"})


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_in_a_drawing_lies_on_other_text(browser, pages, name):
    browser.show(pages[name])
    assert browser.run(OVERLAPS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["expired", "mismatch", "deep", "alias", "japanese"])
def test_contrast_in_the_drawing(browser, pages, name, scheme):
    browser.show(pages[name], scheme)
    assert browser.run(CONTRAST) == []


@pytest.mark.parametrize("name", ["expired", "mismatch", "alias", "deep", "sound", "unsigned"])
def test_the_list_says_what_the_drawing_shows(browser, pages, name):
    browser.show(pages[name])
    drawn, told = browser.run(DRAWN_WORDS)
    result, cause = drawn.pop(), "The cause is here"
    assert result and len(drawn) > 4
    assert [words for words in drawn if words != cause and words.removesuffix(".") not in told] == []


# The first page, the drawings with the list beside them, what the others are told, and the evidence. None is nearly empty:
# three lines are less than 300 glyphs.
@pytest.mark.parametrize("name, most", [
    ("sound", 4), ("expired", 5), ("deep", 6), ("deep-japanese", 6), ("alias", 6), ("japanese", 5), ("down", 4),
    ("long-japanese", 6)])
def test_paper(browser, pages, name, most):
    browser.show(pages[name], media="print")
    printed = browser.paper()
    assert len(printed) <= most and min(printed) >= 300
    tall = browser.run("return [...document.querySelectorAll('.tall > .drawing')].filter(e => e.checkVisibility())"
                       ".map(piece => piece.getBoundingClientRect().height / piece.getBoundingClientRect().width)")
    assert all(ratio < 3 for ratio in tall)
    assert bool(tall) == (name in ("deep", "deep-japanese", "alias", "long-japanese"))


@pytest.mark.parametrize("lines", range(20, 80, 6))
def test_what_the_first_sheet_has_no_room_for_shares_the_next(browser, pages, lines):
    """However little it is, no sheet is left nearly empty."""
    browser.show(pages["expired"], media="print")
    browser.run("""
        for (let line = 0; line < arguments[0]; ++line)
            document.querySelector('.advice-first .advice').append(document.createElement('br'), 'one more line of advice');""", lines)
    assert min(browser.paper()) >= 300


def test_each_application_has_its_state_and_what_follows(browser, pages):
    browser.show(pages["services-broken"])
    items = browser.run("""
        return [...document.querySelectorAll('.applications > li')].map(
            item => [item.className, item.querySelector('.tone').textContent, item.querySelector('.effect') !== null]);""")
    assert len(items) == 11 and items[0][:2] == ["bad", "broken"]
    assert all(follows == (kind in ("bad", "warn")) for kind, _, follows in items)
    assert "expired" in browser.run("return document.querySelector('.cause').textContent")


@pytest.mark.parametrize("name, verdict", [
    ("services", "In order: valid.example. mail, TLS, certificates"),
    ("sound", "In order: www.valid.example. A (NOERROR)"), ("expired", "Fails: www.rrsig-exp-a.example. A (SERVFAIL)"),
    ("no-reply", "Fails: www.valid.example. A (NO REPLY)"), ("japanese", "障害：www.rrsig-exp-a.example. A、SERVFAIL")])
def test_title(browser, pages, name, verdict):
    browser.show(pages[name])
    assert browser.driver.title == verdict + " – edig"


NAMES_TORN = """
    const range = document.createRange();
    return [...document.querySelectorAll('h1 .whole')].filter(name => {
        range.selectNodeContents(name);
        return range.getClientRects().length !== 1;
    }).map(name => name.textContent);"""


def test_names_in_the_headline_are_whole(browser, pages):
    browser.show(pages["japanese"])
    assert browser.run("return document.querySelectorAll('h1 .whole').length") > 0
    for width in (WIDE, 700, 520):
        browser.show(pages["japanese"], width=width)
        assert browser.run(NAMES_TORN) == []
    browser.show(pages["idn"])
    assert "日本語" in browser.run("return document.querySelector('h1 .whole').textContent")
    assert browser.run(NAMES_TORN) == []


def test_names_of_parties_have_the_room_they_need(browser, pages):
    browser.show(pages["unanswered"])
    assert browser.run("""
        const range = document.createRange();
        return [...document.querySelectorAll('.party .who')].map(who => {
            range.selectNodeContents(who);
            return range.getClientRects().length;
        });""") == [1, 1, 1]


def test_commands_on_a_telephone_are_whole(browser, pages):
    browser.show(pages["expired"], width=NARROW)
    assert browser.run("""
        return [...document.querySelectorAll('.advice pre')].filter(pre => pre.checkVisibility())
            .map(pre => pre.scrollWidth - pre.clientWidth);""") == [0, 0]


def test_the_table_on_a_telephone(browser, pages):
    """Cells below one another with their labels, in ink, with air between the servers."""
    browser.show(pages["compared"], width=NARROW)
    body, rows = browser.run("""
        const rows = [...document.querySelectorAll('.servers tbody tr')];
        const gap = row => row.firstChild.getBoundingClientRect().top - row.getBoundingClientRect().top;
        return [getComputedStyle(document.body).color, rows.map(row => [getComputedStyle(row).color, gap(row) > 8])];""")
    assert rows == [[body, True]] * 3


def test_no_reply_is_somebodys_turn(browser, pages):
    for name in ("no-reply", "unanswered"):
        browser.show(pages[name])
        assert browser.run("return document.querySelectorAll('.party.at-fault').length") == 1
        assert "127.0.9.9" in browser.run("return document.querySelector('.cause').textContent")


def test_both_clocks(browser, pages):
    browser.show(pages["sound"])
    assert "JST" in browser.run("return document.querySelector('.facts').textContent")


def test_the_table_has_a_caption(browser, pages):
    for name in ("compared", "japanese-compared"):
        browser.show(pages[name])
        assert "www.rrsig-exp-a.example. A" in browser.run("return document.querySelector('caption').textContent")
