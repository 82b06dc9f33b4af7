"""What other DNS tools were told of in public, made again: connections, and caches in the path.

Each test names the report, as repository#number.
"""

import asyncio
import socket
import struct

import pytest
from http2 import Http2

from asking import FAILURE, NO_REPLY, SANITIZED, SUCCESS, edig, in_all_formats, measured
from messages import (BADCOOKIE, COOKIE, FORMERR, GOOD_ADDRESS, QR_RD_RA, TC, address_record, framed, message, name, option,
                      reply)
from stage import After, From

FORGED = "203.0.113.66"
FOREIGN_COOKIE = bytes(range(8)) + b"servrcookie!"


def addresses(value):
    return [shown["rdata"] for shown in value["answer"]]


def forged(query, **spoiled):
    return reply(query, answer=[address_record(FORGED)], **spoiled)


# ---- whose reply it is ----

OTHER_NAME = name("www.other.") + struct.pack("!HH", 1, 1)


def wrong_ones(query):
    """Five replies that are none, each with an answer."""
    return [forged(query, identity=query.identity ^ 1), forged(query, question=OTHER_NAME),
            forged(query, question=query.question[:-4] + struct.pack("!HH", 28, 1)),
            message(query.identity, b"", [address_record(FORGED, owner=name("www.valid."))])]


@pytest.mark.parametrize("comes", [True, False])
def test_only_the_last_one_counts(stage, comes):
    """semihalev/sdns#469, folbricht/routedns#545, meow-rs/meow-rs#365, hickory-dns/hickory-dns#629 and #3526: wrong ID,
    name, type, no question, another address; then the reply, or none, which is silence and no refusal."""
    host, other = stage.host(), stage.host()
    host.udp(lambda query: [*wrong_ones(query), From(forged(query), other.address, 53),
                            *([After(0.1, reply(query))] if comes else [])])
    value = edig(f"@{host.address}", "www.valid.", "+json").json
    assert value["dropped"] == 4
    assert addresses(value) == [GOOD_ADDRESS] if comes else value["error"]["kind"] == "timeout"


def test_only_the_last_one_counts_on_a_connection(stage):
    """semihalev/sdns#469 over TCP: what belongs to another question does not end the wait."""
    async def script(stream):
        query = await stream.query()
        await stream.reply(forged(query, identity=query.identity ^ 1))
        await stream.reply(reply(query))
        await stream.hang()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json")
    assert addresses(asked.json) == [GOOD_ADDRESS]


def test_another_question_over_https(stage, tls):
    """meow-rs/meow-rs#365 over HTTPS, where the ID is 0 for everybody: the stream alone does not make it the reply."""
    async def script(stream):
        http = await Http2(stream).start()
        while True:
            request = await http.request()
            await http.respond(request, forged(request.query, question=OTHER_NAME))
    host = stage.host().https(script, tls.context("h2"))
    asked = edig(f"@{host.address}", "www.valid.", "+https", *tls.trust, "+json")
    assert asked.status == NO_REPLY
    assert FORGED not in asked.said


def test_near_misses(stage):
    """PowerDNS/pdns#9846: tens of thousands of replies with other IDs, and the reply after them; again, as a full
    socket may lose it."""
    def script(query):
        near = [forged(query, identity=(query.identity + number) & 0xffff) for number in range(1, 51)]
        bursts = [After(0.002 * burst, wire) for burst in range(400) for wire in near]
        return [*bursts, *[After(1 + 0.5 * late, reply(query)) for late in range(12)]]
    host = stage.host().udp(script)
    asked, taken = measured(f"@{host.address}", "www.valid.", "+json", "+timeout=8", "+noednsnegotiation", limit=20)
    assert addresses(asked.json) == [GOOD_ADDRESS]
    assert asked.json["dropped"] > 5000
    assert SANITIZED or taken.cpu < 2, taken


def test_each_late_reply_is_its_own_questions(stage):
    """MichaCo/DnsClient.NET#132: every reply comes when edig has asked again, and others beside it."""
    def script(query):
        return [After(0.4, reply(query, answer=[address_record(f"192.0.2.{query.labels[0][1:]}")]))]
    host = stage.host().udp(script)
    names = [f"n{number}.valid." for number in range(20)]
    values = edig(f"@{host.address}", "+json", "+timeout=0.3", "+tries=3", *names).json_lines
    assert [addresses(value) for value in values] == [[f"192.0.2.{number}"] for number in range(20)]


# ---- connections ----

@pytest.mark.parametrize("records", [True, False])
def test_truncated_over_tcp_as_well(stage, records):
    """CopernicaMarketingSoftware/DNS-CPP#33, coredns/coredns#154: shown as it is, and not asked for again."""
    def cut(query):
        return reply(query, answer=None if records else [], flags=QR_RD_RA | TC)

    async def script(stream):
        while True:
            await stream.reply(cut(await stream.query()))
    host = stage.host().udp(lambda query: [cut(query)]).tcp(script)
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    assert host.asked_over().count("tcp") == 4
    assert "tc" in runs["json"].json["flags"]
    assert "truncated" in runs["text"].text


def test_closed_after_accepting_for_ever(stage):
    """CopernicaMarketingSoftware/DNS-CPP#33: a server that hangs up on everybody is soon left alone."""
    async def script(stream):
        stream.reset()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json", "+tries=20", "+timeout=2")
    assert asked.json["error"]["kind"] == "reset"
    assert host.connections <= 40


@pytest.mark.parametrize("pieces", [(1,), (2,), (2, 14)])
def test_a_length_in_two_pieces(stage, pieces):
    """miekg/dns#448: segments end inside the length or right behind it."""
    async def script(stream):
        octets = framed(reply(await stream.query()))
        stream.writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start, end in zip((0, *pieces), (*pieces, len(octets))):
            await stream.send(octets[start:end])
            await asyncio.sleep(0.03)
        await stream.hang()
    host = stage.host().tcp(script)
    assert addresses(edig(f"@{host.address}", "www.valid.", "+tcp", "+json").json) == [GOOD_ADDRESS]


def test_half_of_the_longest_message(stage):
    """AdguardTeam/dnsproxy#523 and miekg/dns#448: 65535 octets are promised and 20 come."""
    async def script(stream):
        await stream.send(b"\xff\xff" + reply(await stream.query())[:20])
        await stream.hang()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json")
    assert asked.json["error"]["kind"] == "cut" and asked.seconds < 3
    assert "cut after 20 of 65535 octets" in asked.json["error"]["text"]


def test_half_of_a_message_after_a_truncated_one(stage):
    """miekg/dns#448: what became of TCP is among the attempts, where another server has the reply."""
    async def script(stream):
        await stream.send(framed(reply(await stream.query()))[:30])
    broken = stage.host().udp(lambda query: [reply(query, answer=[], flags=QR_RD_RA | TC)]).tcp(script)
    whole = stage.host().udp(lambda query: [reply(query)])
    runs = in_all_formats(f"@{broken.address}", f"@{whole.address}", "www.valid.")
    value = runs["json"].json
    assert addresses(value) == [GOOD_ADDRESS]
    assert [attempt["outcome"] for attempt in value["attempts"]] == ["truncated", "cut"]
    assert "was cut in the middle" in " ".join(runs["text"].text.split())


@pytest.mark.parametrize("end", ["RST", "FIN", "nothing"])
def test_an_error_and_an_answer_with_one_id(stage, end):
    """c-ares/c-ares#1172: the first is the reply, or leads to another question; the second is nobody's."""
    async def script(stream):
        query = await stream.query()
        first = message(query.identity, query.question, rcode=FORMERR)
        await stream.send(framed(first) + framed(forged(query)))
        if end == "RST":
            stream.reset()
        elif end == "nothing":
            await stream.hang()
    host = stage.host().tcp(script)
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+tcp")
    assert runs["json"].status in (FAILURE, NO_REPLY)
    assert FORGED not in runs["text"].said


def test_badcookie_and_the_end_in_one_segment(stage):
    """flatcar/Flatcar#1718: the question is put again while its connection closes."""
    async def script(stream):
        query = await stream.query()
        cookie = option(COOKIE, query.client_cookie + b"servrcookie!")
        wire = reply(query, answer=[], rcode=BADCOOKIE, options=cookie)
        if query.options[COOKIE][8:]:
            await stream.reply(reply(query, options=cookie))
        else:
            stream.writer.write(framed(wire))
            stream.writer.write_eof()
            await stream.hang()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json", "+timeout=2")
    assert asked.json.get("rcode", {}).get("name") in ("NOERROR", "BADCOOKIE")
    assert len(host.queries) <= 4


def test_nobody_at_home_while_asking_again(stage):
    """flatcar/Flatcar#1718: after an error without EDNS the server is gone, and the system says so at once."""
    def script(query):
        wire = message(query.identity, query.question, rcode=FORMERR)
        server = stage.opened[0]
        server.send(wire, query.peer)
        server.close()
        server.loop.call_later(5, lambda: None)
        return []
    host = stage.host().udp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    stage.opened.clear()
    assert asked.status in (FAILURE, NO_REPLY)
    assert "www.valid." in asked.text


BODIES = {
    "a page": (200, "text/html", b"<html>" * 300, ()),
    "a page that says it is DNS": (200, "application/dns-message", b"<html>lalala</html>" * 10, ()),
    "base64": (200, "application/dns-message", b"AACBgAABAAEAAAAAA3d3dwV2YWxpZAAAAQABwAwAAQABAAABLAAEwAACAQ", ()),
    "nothing": (204, "application/dns-message", b"", ()),
    "a redirect to plain HTTP": (302, "text/plain", b"", (("location", "http://127.0.0.1/dns-query"),)),
    "70000 octets": (200, "application/dns-message", bytes(70000), ()),
    "compressed": (200, "application/dns-message", b"\x1f\x8b\x08\0\0\0\0\0\0\3" + bytes(40), (("content-encoding", "gzip"),)),
}


@pytest.mark.parametrize("kind", BODIES)
def test_https_bodies_that_are_no_message(stage, tls, kind):
    """lsongdev/node-dns#89: none of it is read as a message, and no other server is asked."""
    status, media_type, body, headers = BODIES[kind]

    async def script(stream):
        http = await Http2(stream).start()
        while True:
            await http.respond(await http.request(), body, status, media_type, headers)
    host = stage.host().https(script, tls.context("h2"))
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+https", *tls.trust)
    value = runs["json"].json
    assert value["error"]["kind"] in ("http", "malformed") and "rcode" not in value
    assert value["server"]["http"]["status"] == status
    assert "lalala" not in runs["text"].said


def test_a_server_that_hardly_reads(stage, tmp_path):
    """c-ares/c-ares#488: 1500 questions for a connection that takes some octets at a time; none is lost."""
    async def script(stream):
        raw = stream.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 512)
        while True:
            await stream.reply(reply(await stream.query()))
    host = stage.host().tcp(script)
    file = tmp_path / "names"
    file.write_text("".join(f"n{number}.valid.\n" for number in range(1500)))
    asked, taken = measured(f"@{host.address}", "+tcp", "+short", "+timeout=10", "-f", str(file), limit=60)
    assert asked.status == SUCCESS
    assert asked.lines == [GOOD_ADDRESS] * 1500
    assert SANITIZED or taken.peak < 64, taken


# ---- a cache in the path ----

@pytest.mark.parametrize("cookie", [FOREIGN_COOKIE, FOREIGN_COOKIE[:7], b""], ids=["foreign", "seven octets", "empty"])
@pytest.mark.parametrize("even_unasked", [False, True])
def test_a_cache_that_keeps_cookies(stage, cookie, even_unasked):
    """c-ares/c-ares#1271, dnsimple/erldns#53: every reply over UDP has a cookie of another client; there is an answer
    all the same, over TCP and with EDNS, without waiting for a timeout, and every format says how it came about."""
    def script(query):
        if not query.has_opt and not even_unasked:
            return [reply(query)]
        return [reply(query, options=option(COOKIE, cookie))]

    async def whole(stream):
        while True:
            await stream.reply(reply(await stream.query()))
    host = stage.host().udp(script).tcp(whole)
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+timeout=3")
    value = runs["json"].json
    assert addresses(value) == [GOOD_ADDRESS] and runs["json"].seconds < 2
    assert "without_edns" not in value and value["server"]["transport"] == "tcp" and value["dropped"] == 1
    assert [attempt["outcome"] for attempt in value["attempts"]] == ["foreign-cookie"]
    assert "returns another client's cookie" in " ".join(runs["text"].text.split())
    assert len(host.queries) == 4 * 2


@pytest.mark.parametrize("even_unasked", [False, True])
def test_a_cache_that_keeps_cookies_and_knows_no_tcp(stage, even_unasked):
    """The same without TCP: asked without the option, EDNS kept; where a cookie comes even then, without EDNS."""
    def script(query):
        if COOKIE in query.options or (even_unasked and query.has_opt):
            return [reply(query, options=option(COOKIE, FOREIGN_COOKIE))]
        return [reply(query)]
    host = stage.host().udp(script)
    value = edig(f"@{host.address}", "www.valid.", "+json").json
    assert addresses(value) == [GOOD_ADDRESS]
    assert ("without_edns" in value) == even_unasked
    outcomes = [attempt["outcome"] for attempt in value["attempts"]]
    assert outcomes == ["foreign-cookie", "refused", "foreign-cookie"][:3 if even_unasked else 2]


def test_a_cache_that_keeps_cookies_and_gives_nothing_else(stage):
    """That is what is said, and not that no reply came."""
    host = stage.host().udp(lambda query: [reply(query, options=option(COOKIE, FOREIGN_COOKIE))] if query.has_opt else [])
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+timeout=0.5")
    value = runs["json"].json
    assert value["error"]["kind"] == "foreign-cookie" and runs["json"].status == NO_REPLY
    assert [attempt["outcome"] for attempt in value["attempts"]] == ["refused", "foreign-cookie", "timeout"]
    assert "another client's cookie" in runs["text"].said
