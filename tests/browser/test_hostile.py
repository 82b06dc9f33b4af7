"""Whatever a server puts into a reply, the page shows it and does nothing of it."""

import pytest

from asking import edig
from messages import SERVFAIL, ede, name, record, reply, text_record

# Each leaves its mark on the page where it is taken for markup.
MARK = "document.documentElement.dataset.hit=1"
HOSTILE = {
    "script": f"<script>{MARK}</script>",
    "end of title": f"</title><script>{MARK}</script>",
    "end of text": f"</pre></details></main><script>{MARK}</script>",
    "end of style": f"</style><script>{MARK}</script>",
    "end of drawing": f"</text></svg><script>{MARK}</script>",
    "CDATA": f"]]><svg><script>{MARK}</script></svg>",
    "image": f"<img src=x onerror={MARK}>",
    "attribute": f"\" onmouseover=\"{MARK}\" autofocus onfocus=\"{MARK}\" x=\"",
    "apostrophe": f"' onmouseover='{MARK}' x='",
    "drawing": f"<svg onload={MARK}>",
    "frame": f"<iframe srcdoc='<script>parent.{MARK}</script>'>",
    "redirect": "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "link": f"<a href=javascript:{MARK}>x</a>",
    "style": "<style>*{display:none}</style><link rel=stylesheet href=//evil.example/x.css>",
    "comment": "<!--",
    "entity": f"&lt;script&gt;{MARK}&lt;/script&gt;&#60;b&#62;",
    "UTF-7": f"+ADw-script+AD4-{MARK}+ADw-/script+AD4-",
}
TREE = "return [...document.querySelectorAll('*')].map(element => element.tagName + ' ' + element.getAttributeNames())"
TREES = {}  # of harmless pages
HIT = "return document.documentElement.dataset.hit === '1'"


def page_of(stage, tmp_path, words: str, kind: str):
    """The page about a server that puts `words` wherever it can."""
    octets = words.encode()
    label = words[:63].replace(".", "!")

    def script(query):
        answer = [text_record(octets), record(name(label + ".valid."), 16, bytes([len(octets)]) + octets)]
        return [reply(query, rcode=SERVFAIL if kind == "failure" else 0, answer=[] if kind == "failure" else answer,
                      options=ede(9, octets) + ede(15, octets))]

    host = stage.host().udp(script)
    page = tmp_path / "page.html"
    asked = "".join(c if c.isalnum() else f"\\{ord(c):03}" for c in label) + ".valid."
    edig(f"@{host.address}", asked, "TXT", "+nowhy", f"+html={page}")
    return page


@pytest.mark.parametrize("kind", ["failure", "answer"])
@pytest.mark.parametrize("trick", HOSTILE)
def test_nothing_runs_and_nothing_is_hidden(browser, stage, tmp_path, trick, kind):
    words = HOSTILE[trick]
    if kind not in TREES:
        browser.show(page_of(stage, tmp_path, "harmless", kind))
        TREES[kind] = browser.run(TREE)
    page = page_of(stage, tmp_path, words, kind)
    browser.show(page)
    assert not browser.run(HIT)
    assert browser.run(TREE) == TREES[kind]
    assert browser.console() == []
    assert browser.requests() == [page.as_uri()]
    assert words.replace('"', '\\"') in browser.run("return document.body.textContent")


def test_the_tricks_are_tricks(browser, tmp_path):
    """Taken for markup, they would be noticed."""
    noticed = set()
    for trick, words in HOSTILE.items():
        page = tmp_path / "page.html"
        page.write_text(f"<!DOCTYPE html><html><head></head><body><main><details open><pre title=\"x\">{words}</pre>")
        browser.show(page)
        if browser.run(HIT) or browser.requests() != [page.as_uri()]:
            noticed.add(trick)
    assert {"script", "end of text", "image", "drawing", "frame", "redirect", "style"} <= noticed


def test_the_policy_stops_what_escaping_would_miss(browser, pages, tmp_path):
    """The second line of defence: markup put into the page by hand is refused."""
    page = tmp_path / "page.html"
    page.write_text(pages["sound"].read_text().replace("<main>", "<main>" + HOSTILE["image"] + HOSTILE["script"]))
    browser.show(page)
    assert not browser.run(HIT)
    assert any("Content Security Policy" in line for line in browser.console())
