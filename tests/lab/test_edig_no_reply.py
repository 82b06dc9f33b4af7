"""No reply is a result too: which server, which transport, why, how often, and what to try next; as text and as `error`."""

import pytest

from edig_lab import LAB, NO_REPLY, USAGE, address, asking, edig, speaks, way

QUESTION = "www.valid.example."
NOTHING_LISTENS = "127.0.99.1"
TRANSPORTS = ("udp", "tcp", "tls", "https")


def no_reply(server: str, transport: str, *words: str, kind: str):
    """All formats say so; the JSON `error` has kind (of several, separated by spaces, any), text and hint."""
    how = [] if transport == "udp" else ["+" + transport]
    runs = asking.in_all_formats("@" + server, *how, QUESTION, "+timeout=0.4", "+tries=2", *words)
    value = runs["json"].json
    assert runs["json"].status == NO_REPLY
    assert value["error"]["kind"] in kind.split()
    assert server in value["error"]["text"]
    assert value["error"]["hint"]
    assert "rcode" not in value and "flags" not in value
    assert value["server"]["transport"] == transport
    assert runs["text"].text.startswith("NO REPLY") and QUESTION in runs["text"].text
    assert server in runs["short"].errors and runs["short"].text == ""
    return value


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_refused(transport):
    no_reply(NOTHING_LISTENS, transport, kind="refused")


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_no_route(transport):
    """The namespace has nothing but loopback."""
    no_reply("192.0.2.1", transport, kind="unreachable")
    no_reply("2001:db8::1", transport, kind="unreachable")


def test_silence():
    value = no_reply(LAB["misbehaving"]["silent"], "udp", kind="timeout")
    assert [attempt["outcome"] for attempt in value["attempts"]] == ["timeout"]    # the one without EDNS
    assert "without EDNS" in value["error"]["text"]


def test_garbage():
    value = no_reply(LAB["misbehaving"]["garbage"], "udp", kind="timeout")
    assert value["dropped"] >= 1


def test_another_question():
    value = no_reply(LAB["misbehaving"]["other-question"], "udp", kind="timeout")
    assert value["dropped"] >= 1


def test_truncation_without_end():
    """`truncate` sets TC always, over TCP as well."""
    asked = edig("@" + LAB["misbehaving"]["truncate"], QUESTION, "+json")
    assert asked.status in (0, NO_REPLY)
    assert asked.seconds < 10


@pytest.mark.parametrize("server, transport", [("pdns", "tls"), ("pdns", "https"), ("iterator", "tls")])
def test_a_transport_that_the_server_does_not_speak(server, transport):
    assert not speaks(server, transport)
    no_reply(address(server), transport, kind="refused")


def test_tls_on_the_port_of_tcp():
    """Unbound takes the ClientHello for the beginning of a long message, and waits for the rest, as long as it has time."""
    value = no_reply(address("unbound"), "tls", "-p", "53", kind="closed timeout")
    assert value["server"]["port"] == 53


def test_https_on_the_port_of_tls():
    """Unbound agrees to h2 there too, and then waits for the rest of a DNS message."""
    asked = edig(*way("unbound", "https"), "-p", "853", QUESTION, "+json", "+timeout=1")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] in ("http", "tls", "closed", "timeout")


def test_tls_on_the_port_of_https():
    asked = edig(*way("named", "tls"), "-p", "443", QUESTION, "+json", "+timeout=1")
    assert asked.status == NO_REPLY


@pytest.mark.parametrize("server, status", [("named", 404), ("dnsdist", 404), ("unbound", 404)])
def test_https_with_another_path(server, status):
    """Each make of server says so in its own way; which path and status is in the text."""
    asked = edig(*way(server, "https"), "+https=/nowhere", QUESTION, "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "http"
    assert str(status) in asked.json["error"]["text"]
    assert asked.json["server"]["http"]["status"] == status


def test_one_of_several():
    """The reply of another server is the result, and what went before is told."""
    asked = edig("@" + NOTHING_LISTENS, "@" + LAB["misbehaving"]["silent"], "@" + address("unbound"), QUESTION, "+json",
                 "+timeout=0.4")
    assert asked.status == 0
    assert [attempt["outcome"] for attempt in asked.json["attempts"]] == ["refused", "timeout"]


def test_none_of_several():
    asked = edig("@" + NOTHING_LISTENS, "@127.0.99.2", QUESTION, "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "refused"
    assert "other server" in asked.json["error"]["text"]


def test_the_worst_of_several_questions():
    unbound = "@" + address("unbound")
    asked = edig("+json", QUESTION, unbound, "www.rrsig-exp-a.example.", unbound, QUESTION, "@" + NOTHING_LISTENS)
    assert asked.status == NO_REPLY
    assert ["error" in value for value in asked.json_lines] == [False, False, True]


def test_servers_without_an_address():
    """Nothing was sent, so it is a matter of the command line."""
    asked = edig("@no-such-host.valid.example", QUESTION)
    assert asked.status == USAGE
    assert "no-such-host.valid.example" in asked.errors
    assert asked.stdout == b""


def test_a_slow_server():
    """LAB_SLOW answers after 20 ms: time enough, and the time shown is the server's."""
    value = edig("@127.0.2.11", QUESTION, "+json").json
    assert 20 <= value["ms"] < 2000
