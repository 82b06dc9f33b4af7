"""Error reports (RFC 9567): nothing is sent unless told to, and no server can make one go round in circles."""

import struct

import pytest

from asking import edig
from messages import SERVFAIL, ede, message, opt, option

AGENT = b"\x05agent\x04evil\0"
REPORT_CHANNEL = 18


def failing(agent: bytes):
    """SERVFAIL with EDE 9 and this REPORT-CHANNEL, whatever is asked."""
    options = ede(9, b"") + option(REPORT_CHANNEL, agent)
    return lambda query: [message(query.identity, query.question, additional=[opt(options, rcode=SERVFAIL)], rcode=SERVFAIL)]


def asked_names(host):
    return [query.question[:-4] for query in host.queries]


@pytest.mark.parametrize("words, count", [([], 1), (["+report"], 1), (["+report=send"], 2), (["+report=send", "+noreport"], 1)])
def test_only_when_told_to(stage, words, count):
    host = stage.host().udp(failing(AGENT))
    edig(f"@{host.address}", "www.valid.", *words)
    names = asked_names(host)
    assert len(names) == count
    if count == 2:
        assert names[1] == b"\x03_er\x011\x03www\x05valid\x019\x03_er" + AGENT
        assert struct.unpack("!H", host.queries[1].question[-4:-2]) == (16,)


@pytest.mark.parametrize("agent", [b"\0", b"", b"\x05agen", b"\xc0\x0c", AGENT + b"x", b"\x05valid\0", (b"\x3f" + b"a" * 63) * 3 + b"\0"],
                         ids=["root", "empty", "cut off", "compressed", "too long an option", "the zone itself", "too long a name"])
def test_agents_that_are_none(stage, agent):
    host = stage.host().udp(failing(agent))
    name = "www.valid." if agent != (b"\x3f" + b"a" * 63) * 3 + b"\0" else "b" * 60 + ".valid."
    value = edig(f"@{host.address}", name, "+report=send", "+json").json
    assert value["error_report"]["sent"] is False and "query" not in value["error_report"]
    assert len(host.queries) == 1


def test_no_report_on_a_report(stage):
    host = stage.host().udp(failing(AGENT))
    edig(f"@{host.address}", "_er.1.www.valid.9._er.other.", "TXT", "+report=send")
    assert len(host.queries) == 1
