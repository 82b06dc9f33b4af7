"""Desks among the lab's servers."""

import pathlib
import sys
import threading

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lab"), str(HERE.parent / "hostile")]
sys.dont_write_bytecode = True

from desk import Desk  # noqa: E402
from edig_lab import LAB_DIR, address  # noqa: E402
from messages import reply  # noqa: E402
from stage import loop, stage  # noqa: E402, F401

TRUST = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints", "+ask-special")


def hold(stage):
    """A resolver that answers once it is let: what is asked before is lost."""
    host, let = stage.host(), threading.Event()
    host.udp(lambda query: [reply(query, rcode=2)] if let.is_set() else [])
    return host, let


@pytest.fixture
def open_desk():
    """Opens desks, and sees that they end well."""
    desks = []

    def opened(*words: str, server: str = address("unbound"), trust: tuple[str, ...] = TRUST, **more) -> Desk:
        desks.append(Desk(f"@{server}", *trust, *words, port=8053 + len(desks), **more))
        return desks[-1]

    yield opened
    for desk in desks:
        if desk.process.poll() is None:
            assert desk.stop()[0] == 0


@pytest.fixture(scope="module")
def desk():
    """One for all tests of a file that change nothing about it."""
    opened = Desk(f"@{address('unbound')}", *TRUST, "--per-minute=100000", "--connections=4000", port=8044)
    yield opened
    assert opened.process.poll() is None
    assert opened.stop()[0] == 0
