"""Servers that are bad at EDNS (RFC 6891 section 7) and at cookies (RFC 7873): edig gets its answer all the same, says
what it had to do for it, and never does so without end."""

import os
import struct
from collections import Counter

import pytest

from asking import FAILURE, NO_REPLY, SUCCESS, edig, in_all_formats
from messages import (BADCOOKIE, BADVERS, COOKIE, FORMERR, GOOD_ADDRESS, NOTIMP, REFUSED, SERVFAIL, address_record, ede,
                      message, opt, option, reply)

FORGED = "203.0.113.66"
SERVER_COOKIE = b"\x01\0\0\0" + b"servrcookie!"


def outcomes(value):
    return [attempt["outcome"] for attempt in value.get("attempts", [])]


def had_opt(host):
    return [query.has_opt for query in host.queries]


# ---- servers without EDNS ----

@pytest.mark.parametrize("rcode, outcome", [(FORMERR, "formerr"), (NOTIMP, "notimp")])
@pytest.mark.parametrize("echo", [True, False], ids=["with question", "header only"])
def test_error_without_opt_then_fine(stage, rcode, outcome, echo):
    def script(query):
        if not query.has_opt:
            return [reply(query)]
        return [message(query.identity, query.question if echo else b"", rcode=rcode)]
    host = stage.host().udp(script)
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    value = runs["json"].json
    assert runs["json"].status == SUCCESS
    assert value["answer"][0]["rdata"] == GOOD_ADDRESS
    assert outcomes(value) == [outcome]
    assert value["without_edns"] is True
    assert sorted(had_opt(host)) == [False] * 4 + [True] * 4
    assert "without EDNS" in runs["text"].text


def test_the_same_over_tcp(stage):
    async def script(stream):
        while True:
            query = await stream.query()
            await stream.reply(message(query.identity, query.question, rcode=FORMERR) if query.has_opt else reply(query))
    host = stage.host().tcp(script)
    value = edig(f"@{host.address}", "www.valid.", "+tcp", "+json").json
    assert outcomes(value) == ["formerr"] and value["without_edns"] is True


@pytest.mark.parametrize("rcode", [FORMERR, NOTIMP])
def test_never_fine(stage, rcode):
    """An error with and without EDNS: asked twice, and the second error is the result."""
    host = stage.host().udp(lambda query: [message(query.identity, query.question, rcode=rcode)])
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status == FAILURE
    assert asked.json["rcode"]["value"] == rcode
    assert len(host.queries) == 2


def test_an_error_with_opt_is_the_answer(stage):
    """The server understood EDNS; asking without would hide its extended error. Without options it is asked once."""
    host = stage.host().udp(lambda query: [reply(query, rcode=FORMERR, options=ede(0, b"no such thing"))])
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.json["extended_errors"][0]["extra_text"] == "no such thing"
    assert [bool(query.options) for query in host.queries] == [True, False]
    assert asked.json["attempts"][0]["outcome"] == "options-refused"


def test_other_errors_without_opt_are_the_answer(stage):
    for rcode in (SERVFAIL, REFUSED):
        host = stage.host().udp(lambda query, rcode=rcode: [message(query.identity, query.question, rcode=rcode)])
        assert edig(f"@{host.address}", "www.valid.").status == FAILURE
        assert len(host.queries) == 1


def test_nothing_changes_when_the_fallback_is_off(stage):
    host = stage.host().udp(lambda query: [message(query.identity, query.question, rcode=FORMERR)])
    assert edig(f"@{host.address}", "www.valid.", "+noednsnegotiation", "+nofallback").status != SUCCESS
    assert False not in had_opt(host)


def test_drops_queries_with_opt(stage):
    """As old firewalls do: silence with EDNS, an answer without."""
    host = stage.host().udp(lambda query: [] if query.has_opt else [reply(query)])
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+timeout=0.3", "+tries=2")
    value = runs["json"].json
    assert runs["json"].status == SUCCESS
    assert value["answer"][0]["rdata"] == GOOD_ADDRESS
    assert value["without_edns"] is True
    assert outcomes(value) == ["timeout"]
    assert "without EDNS" in runs["text"].text


def test_noedns_sends_none(stage):
    host = stage.host().udp(lambda query: [reply(query)])
    value = edig(f"@{host.address}", "www.valid.", "+noedns", "+json").json
    assert had_opt(host) == [False]
    assert "without_edns" not in value and "edns" not in value


def test_an_unasked_opt(stage):
    """RFC 6891 section 7 forbids it; what it says is shown."""
    host = stage.host().udp(lambda query: [reply(query, additional=[opt(ede(29))])])
    value = edig(f"@{host.address}", "www.valid.", "+noedns", "+json").json
    assert [error["info_code"] for error in value["extended_errors"]] == [29]


# ---- versions ----

def test_badvers_then_the_servers_version(stage):
    def script(query):
        if query.edns_version > 0:
            return [reply(query, answer=[], rcode=BADVERS)]
        return [reply(query)]
    host = stage.host().udp(script)
    value = edig(f"@{host.address}", "www.valid.", "+edns=7", "+json").json
    assert value["answer"][0]["rdata"] == GOOD_ADDRESS
    assert outcomes(value) == ["badvers"]
    assert [query.edns_version for query in host.queries] == [7, 0]


@pytest.mark.parametrize("version", [0, 1, 6, 7, 8, 255])
def test_badvers_for_ever(stage, version):
    """Whatever version the server says that it has: it is asked a few times at most."""
    host = stage.host().udp(lambda query: [reply(query, answer=[], additional=[opt(rcode=BADVERS, version=version)])])
    asked = edig(f"@{host.address}", "www.valid.", "+edns=7", "+json")
    assert asked.status == FAILURE
    assert asked.json["rcode"] == {"value": BADVERS, "name": "BADVERS"}
    assert len(host.queries) <= 3


def test_badvers_counting_down(stage):
    """Each time one version less: 255 questions would be a lot."""
    def script(query):
        return [reply(query, answer=[], additional=[opt(rcode=BADVERS, version=max(query.edns_version - 1, 0))])]
    host = stage.host().udp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+edns=255", "+json")
    assert asked.status == FAILURE
    assert len(host.queries) <= 10


# ---- cookies ----

def with_cookie(query, server_part=SERVER_COOKIE, **changes):
    return reply(query, options=option(COOKIE, query.client_cookie + server_part), **changes)


def test_badcookie_then_good(stage):
    """RFC 7873 section 5.2.3: asked again with the server's cookie."""
    def script(query):
        if query.options[COOKIE][8:] == SERVER_COOKIE:
            return [with_cookie(query)]
        return [with_cookie(query, answer=[], rcode=BADCOOKIE)]
    host = stage.host().udp(script)
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    value = runs["json"].json
    assert runs["json"].status == SUCCESS
    assert value["answer"][0]["rdata"] == GOOD_ADDRESS
    assert outcomes(value) == ["badcookie"]
    assert sorted(Counter(query.client_cookie for query in host.queries).values()) == [2] * 4      # the four formats'
    assert "BADCOOKIE" in runs["text"].text


def test_badcookie_for_ever(stage):
    """With UDP: TCP is the way out (RFC 7873 section 5.3); and when that has none either, the error is the result."""
    async def tcp(stream):
        while True:
            await stream.reply(with_cookie(await stream.query(), os.urandom(16), answer=[], rcode=BADCOOKIE))
    host = stage.host().udp(lambda query: [with_cookie(query, os.urandom(16), answer=[], rcode=BADCOOKIE)]).tcp(tcp)
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status == FAILURE
    assert asked.json["rcode"]["name"] == "BADCOOKIE"
    assert len(host.queries) <= 5
    assert "tcp" in host.asked_over()


def test_badcookie_without_a_cookie(stage):
    host = stage.host().udp(lambda query: [reply(query, answer=[], rcode=BADCOOKIE)])
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status in (FAILURE, NO_REPLY)
    assert len(host.queries) <= 5


WRONG_COOKIES = {
    "another client cookie": lambda query: bytes(8) + SERVER_COOKIE,
    "one bit off": lambda query: bytes([query.client_cookie[0] ^ 1]) + query.client_cookie[1:] + SERVER_COOKIE,
    "too short": lambda query: query.client_cookie[:7],
    "empty": lambda query: b"",
    "server cookie too short": lambda query: query.client_cookie + b"short",
    "too long": lambda query: query.client_cookie + bytes(33),
}


@pytest.mark.parametrize("kind", WRONG_COOKIES)
def test_wrong_cookies_are_dropped(stage, kind):
    """Who does not know the client cookie has not seen the query (RFC 7873 section 5.3)."""
    def script(query):
        wrong = option(COOKIE, WRONG_COOKIES[kind](query))
        return [reply(query, answer=[address_record(FORGED)], options=wrong), with_cookie(query)]
    host = stage.host().udp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status == SUCCESS
    assert asked.json["answer"][0]["rdata"] == GOOD_ADDRESS
    assert asked.json["dropped"] == 1


def test_a_wrong_cookie_alone_is_no_reply(stage):
    """Not as the reply; and where it comes even to a query without a cookie, not then either."""
    def script(query):
        return [reply(query, answer=[address_record(FORGED)], options=option(COOKIE, bytes(8) + SERVER_COOKIE))]
    host = stage.host().udp(lambda query: script(query) if query.has_opt else [])
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+timeout=0.3")
    assert asked.status == NO_REPLY
    assert asked.json["dropped"] == 1
    assert asked.json["error"]["kind"] == "foreign-cookie"
    assert FORGED not in asked.said


def test_the_servers_cookie_is_sent_from_then_on(stage):
    """In the same run: what a connection or an answer taught is used for the next question."""
    def script(query):
        return [with_cookie(query)]
    host = stage.host().udp(script)
    edig(f"@{host.address}", "www.valid.", "+json", "+tries=2")
    assert host.queries[0].options[COOKIE] == host.queries[0].client_cookie
    assert len(host.queries[0].client_cookie) == 8


def test_client_cookies_are_not_reused_between_runs(stage):
    """Else they would be a tracking mark (RFC 7873 section 8.2)."""
    host = stage.host().udp(lambda query: [with_cookie(query)])
    for _ in range(3):
        assert edig(f"@{host.address}", "www.valid.").status == SUCCESS
    assert len({query.client_cookie for query in host.queries}) == 3


def test_nocookie_and_a_given_one(stage):
    host = stage.host().udp(lambda query: [reply(query)])
    edig(f"@{host.address}", "www.valid.", "+nocookie")
    edig(f"@{host.address}", "www.valid.", "+cookie=0123456789abcdef")
    assert COOKIE not in host.queries[0].options
    assert host.queries[1].options[COOKIE] == bytes.fromhex("0123456789abcdef")


# ---- what the query itself holds ----

def test_the_default_query(stage):
    """1232 octets, DO off, option 26 asks for structured errors; no padding in the clear."""
    host = stage.host().udp(lambda query: [reply(query)])
    edig(f"@{host.address}", "www.valid.")
    query = host.queries[0]
    size, extended_rcode, version, flags = struct.unpack_from("!HBBH", query.wire, 12 + len(query.question) + 3)
    assert (size, extended_rcode, version, flags) == (1232, 0, 0, 0)
    assert set(query.options) == {COOKIE, 26}
    edig(f"@{host.address}", "www.valid.", "+nosde")
    assert 26 not in host.queries[1].options


def test_padding_on_request(stage):
    """To a multiple of the block (RFC 8467 section 4.1)."""
    host = stage.host().udp(lambda query: [reply(query)])
    for block in (32, 128, 468):
        edig(f"@{host.address}", "www.valid.", f"+padding={block}")
        assert len(host.queries[-1].wire) % block == 0
        assert 12 in host.queries[-1].options
