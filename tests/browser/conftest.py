"""The browser, and pages made by edig among the lab's servers."""

import concurrent.futures
import os
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lab")]
sys.dont_write_bytecode = True

from chromium import Chromium  # noqa: E402
from edig_lab import LAB_DIR, address, edig, loop, stage  # noqa: E402, F401

TRUST = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints")
UNBOUND, POLICY, ITERATOR, WRONG = (f"@{address(name)}" for name in ("unbound", "pdns", "iterator", "wrong-anchor"))
QUESTIONS = {
    "sound": (UNBOUND, "www.valid.example"),
    "unsigned": (UNBOUND, "www.unsigned.example"),
    "expired": (UNBOUND, "www.rrsig-exp-a.example"),
    "mismatch": (UNBOUND, "www.ds-bad-tag.example"),
    "alias": (UNBOUND, "alias.cname-into-broken.example"),
    "deep": (UNBOUND, "www.a.b.c.deep-broken-middle.example"),
    "one-of-two": (UNBOUND, "www.one-other-keys.example"),
    "blocked": (POLICY, "ede-15.policy.example"),
    "down": (ITERATOR, "www.servers-dead.example", "+timeout=1", "+tries=1"),
    "no-reply": ("@127.0.9.9", "www.valid.example", "+timeout=0.5", "+tries=1", "+nowhy"),
    "unanswered": ("@127.0.9.9", "www.valid.example", "+timeout=0.5", "+tries=1"),
    "compared": ("+compare", UNBOUND, ITERATOR, WRONG, "www.rrsig-exp-a.example"),
    "deep-japanese": (UNBOUND, "www.a.b.c.deep-broken-middle.example", "+lang=ja"),
    "idn": (UNBOUND, "www.日本語.example", "+lang=ja"),
    "long-japanese": (UNBOUND, "www.kyuushuu-shiten-jinji-bu-saiyou-tantou.a-rather-long-name-for-a-company-department"
                               ".subsidiary-in-europe.rrsig-exp-all.example", "+lang=ja"),
    "several": (UNBOUND, "www.valid.example", "www.rrsig-exp-a.example", "nx.valid-nxdomain.example"),
    "japanese": (UNBOUND, "www.rrsig-exp-a.example", "+lang=ja"),
    "services": (UNBOUND, "+services", "valid.example"),
    "services-broken": (UNBOUND, "+services", "rrsig-exp-all.example"),
    "services-japanese": (UNBOUND, "+services", "rrsig-exp-all.example", "+lang=ja"),
    "japanese-compared": ("+compare", UNBOUND, ITERATOR, WRONG, "www.rrsig-exp-a.example", "+lang=ja"),
}


@pytest.fixture(scope="session")
def browser():
    chromium = Chromium()
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory) -> dict[str, pathlib.Path]:
    """A page for each question; drawings beside them."""
    folder = tmp_path_factory.mktemp("pages")

    def make(name: str) -> pathlib.Path:
        page = folder / f"{name}.html"
        drawing = [f"+svg={page.with_suffix('.svg')}"] if name not in ("several", "no-reply") else []
        edig(*TRUST, *QUESTIONS[name], f"+html={page}", *drawing, TZ="Asia/Tokyo")
        return page

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return dict(zip(QUESTIONS, pool.map(make, QUESTIONS)))


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, which finds what keeps people from reading a page."""
    return (pathlib.Path(os.environ["EDIG_NODE_MODULES"]) / "axe-core" / "axe.min.js").read_text()
