"""edig-desk as a person sees it, in headless Chromium, among the lab's servers."""

import pathlib
import re
import sys
import urllib.request

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "desk"))

from conftest import TRUST, UNBOUND  # noqa: E402
from desk import Desk  # noqa: E402
from test_pages import RULES, SCREENS, TOO_WIDE, UNFOLD  # noqa: E402

HOME = "http://127.0.0.1:8053/"
BROKEN = "www.rrsig-no-a.example"
GOES_ON = re.compile('<meta http-equiv="refresh"[^>]*>')
SHEET = re.compile('<link rel="stylesheet"[^>]*>')
STILL = "return document.readyState === 'complete' && document.querySelector('meta[http-equiv=refresh]') === null"
ANSWERED = "return document.querySelector('article .verdict') !== null"


@pytest.fixture(scope="module", autouse=True)
def desk():
    opened = Desk(UNBOUND, *TRUST, "+ask-special", "--per-minute=1000")
    yield opened
    assert opened.stop()[0] == 0


def open_page(browser, path: str = "", *screen) -> None:
    browser.open(HOME + path, *screen)


def fetched(path: str) -> str:
    with urllib.request.urlopen(HOME + path, timeout=10) as response:
        return response.read().decode()


def until(browser, script: str):
    return WebDriverWait(browser.driver, 30).until(lambda _: browser.run(script))


def ask(browser, name: str) -> None:
    """As a person with a keyboard: the cursor is in the field, Enter asks."""
    field = browser.driver.switch_to.active_element
    assert field.get_attribute("name") == "name"
    field.clear()
    field.send_keys(name, Keys.ENTER)
    until(browser, ANSWERED)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("path", ["?lang=en", "?lang=ja", "?name=a%20b&lang=en", f"?name={BROKEN}&lang=en", f"?name=https://{BROKEN}/x&lang=ja",
                                  "?name=www.valid.example&lang=en", "?name=www.servers-dead.example&lang=ja"])
def test_page(browser, axe, path, screen):
    """Nothing on the console, nothing but its own sheet and script loaded, nothing too wide, nothing that axe-core finds."""
    open_page(browser, path, *SCREENS[screen])
    until(browser, STILL)
    assert [line for line in browser.console() if "status of 400" not in line] == []
    own = {HOME + path, HOME + "desk.css", HOME + "desk.js"}
    assert {url for url in browser.requests() if not url.startswith("data:")} - own <= {HOME + "favicon.ico"}
    browser.run(UNFOLD)
    assert browser.run(TOO_WIDE) == [0]
    assert browser.violations(axe, RULES[screen]) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_page_that_waits(browser, axe, tmp_path, screen):
    """It goes on by itself, for those without script, and would take what looks at it with it: a copy stays."""
    waiting, sheet = fetched(f"?name={screen}.servers-dead.example&lang=ja"), fetched("desk.css")
    assert GOES_ON.search(waiting)
    (tmp_path / "waiting.html").write_text(SHEET.sub(lambda _: f"<style>{sheet}</style>", GOES_ON.sub("", waiting)))
    browser.show(tmp_path / "waiting.html", *SCREENS[screen])
    assert browser.run(TOO_WIDE) == [0]
    assert browser.violations(axe, RULES[screen]) == []


def test_from_the_field_to_the_ticket(browser):
    open_page(browser)
    ask(browser, f"https://{BROKEN}/login?next=1")
    assert BROKEN in browser.driver.title
    assert "name=https%3A%2F%2F" in browser.driver.current_url
    assert browser.run("return [...document.querySelectorAll('.folds details')].map(fold => fold.open)")[:3] == [True, False, False]
    browser.tell("Browser.grantPermissions", origin=HOME, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.driver.find_element(By.CSS_SELECTOR, ".ticket button").click()
    until(browser, "return document.querySelector('.ticket [role=status]').textContent === 'Copied'")
    copied = browser.driver.execute_async_script("const [done] = arguments; navigator.clipboard.readText().then(done)")
    assert copied.startswith(f"{BROKEN}. A, SERVFAIL") or BROKEN in copied
    assert copied == browser.run("return document.querySelector('.ticket > span:nth-of-type(2)').textContent")


def test_switch_language_and_back_and_again(browser):
    open_page(browser, f"?name={BROKEN}&lang=en")
    browser.driver.find_element(By.LINK_TEXT, "日本語").click()
    until(browser, "return document.documentElement.lang === 'ja' && document.querySelector('article') !== null")
    assert browser.run("return document.querySelector('#name').value") == BROKEN
    browser.driver.back()
    until(browser, "return document.documentElement.lang === 'en' && document.querySelector('article') !== null")
    browser.driver.refresh()
    until(browser, ANSWERED)
    browser.driver.find_element(By.LINK_TEXT, "Check again").click()
    until(browser, ANSWERED)
    assert "lang=en" in browser.driver.current_url
    browser.driver.find_element(By.LINK_TEXT, "Another name").click()
    until(browser, "return document.activeElement.id === 'name' && document.activeElement.value === ''")
    assert browser.run("return document.documentElement.lang") == "en"


def test_two_windows(browser):
    open_page(browser, f"?name={BROKEN}&lang=en")
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("window")
    try:
        browser.driver.get(HOME + "?name=www.valid.example&lang=ja")
        until(browser, ANSWERED)
        assert "www.valid.example" in browser.driver.title
    finally:
        browser.driver.close()
        browser.driver.switch_to.window(first)
    assert BROKEN in browser.driver.title


def test_without_script(browser):
    browser.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        open_page(browser)
        browser.driver.find_element(By.ID, "name").send_keys("www.servers-dead.example", Keys.ENTER)
        WebDriverWait(browser.driver, 40).until(lambda driver: driver.find_elements(By.CSS_SELECTOR, "article .ticket"))
        assert browser.driver.find_elements(By.CSS_SELECTOR, ".ticket button") == []
        browser.driver.find_element(By.CSS_SELECTOR, ".advice-others summary").click()
    finally:
        browser.tell("Emulation.setScriptExecutionDisabled", value=False)


def test_keyboard_reaches_everything(browser):
    open_page(browser, f"?name={BROKEN}&lang=en")
    browser.run("document.body.focus()")
    reached = []
    for _ in range(14):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        element = browser.driver.switch_to.active_element
        reached.append(element.tag_name + ":" + (element.get_attribute("name") or element.text or "")[:20])
    assert {"input:name", "button:Check", "a:Check again", "button:Copy"} <= set(reached)
    assert sum(one.startswith("summary") for one in reached) >= 3
