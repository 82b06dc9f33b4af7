"""What other DNS tools were told of in public, made again: connections, caches in the path, files and the machine's limits.

Each test names the report, as repository#number.
"""

import asyncio
import os
import pathlib
import resource
import socket
import struct
import subprocess
import tempfile
import time

import pytest
from http2 import Http2

from asking import (EDIG, FAILURE, FILE, IMPATIENT, NO_REPLY, SANITIZED, SUCCESS, USAGE, assert_harmless, check, edig,
                    environment, finish, in_all_formats, measured)
from messages import (BADCOOKIE, COOKIE, FORMERR, GOOD_ADDRESS, QR_RD_RA, SERVFAIL, TC, address_record, framed, message, name,
                      option, reply)
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
    """PowerDNS/pdns#9846: tens of thousands of replies with other IDs, and the reply after them."""
    def script(query):
        near = [forged(query, identity=(query.identity + number) & 0xffff) for number in range(1, 51)]
        bursts = [After(0.001 * burst, wire) for burst in range(1000) for wire in near]
        return [*bursts, After(1.5, reply(query))]
    host = stage.host().udp(script)
    asked, taken = measured(f"@{host.address}", "www.valid.", "+json", "+timeout=4", "+noednsnegotiation")
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
    assert asked.json["error"]["kind"] == "closed"
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
    assert asked.json["error"]["kind"] == "timeout" and asked.seconds < 3


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
    all the same, over TCP or without cookies, and the report says that something was dropped."""
    def script(query):
        if not query.has_opt and not even_unasked:
            return [reply(query)]
        return [reply(query, options=option(COOKIE, cookie))]

    async def whole(stream):
        while True:
            await stream.reply(reply(await stream.query()))
    host = stage.host().udp(script).tcp(whole)
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert addresses(asked.json) == [GOOD_ADDRESS]
    assert asked.json["without_edns"] or asked.json["server"]["transport"] == "tcp"


# ---- files ----

ODD_FILES = {
    "empty": b"",
    "comments": b"# nameserver 192.0.2.1\n; nameserver 192.0.2.1\n",
    "no address": b"nameserver\nnameserver \n",
    "no address but a port": b"nameserver 127.0.0.1:5353\n",
    "NUL first": b"\0nameserver 192.0.2.1\n\0\0\n",
    "NUL in an address": b"nameserver 127.0.0.1\0.2\n",
    "one long line": b"search " + b"a" * 900_000 + b"\n",
    "not text": bytes(range(256)) * 100,
}


@pytest.mark.parametrize("kind", ODD_FILES)
def test_resolv_conf_without_a_server(tmp_path, kind):
    """ogham/dog#94, natesales/q#36, Qubinode/qubinode-installer#38, flatcar/Flatcar#1375: told, or this host is asked."""
    path = tmp_path / "resolv.conf"
    path.write_bytes(ODD_FILES[kind])
    asked = edig("--resolv-conf", str(path), "www.valid.")
    assert asked.status in (USAGE, NO_REPLY)
    assert asked.status == USAGE or "127.0.0.1" in asked.said
    assert asked.seconds < 2


def test_resolv_conf_with_odd_options(stage, tmp_path):
    """c-ares/c-ares#1075: no timeout at all, and tries without end."""
    host = stage.host().udp(lambda query: [])
    path = tmp_path / "resolv.conf"
    path.write_text(f"nameserver {host.address}\noptions timeout:0 attempts:999999999 ndots:99 timeout: timeout:-1\n")
    started = time.monotonic()
    process = subprocess.Popen([EDIG, "--resolv-conf", str(path), "www.valid.", "+json"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=environment())
    asked = finish(process, started, 30)
    check(asked)
    assert asked.json["error"]["kind"] == "timeout"
    assert 4 < asked.seconds < 10 and len(host.queries) <= 6


BAD_LINES = {
    "label": "a" * 64 + ".valid.",
    "name": ".".join(["a" * 63] * 4) + ".valid.",
    "labels": "a." * 128,
    "dots": "..",
    "two dots": "a..valid.",
    "backslash": "a\\",
    "half an escape": "a\\25.valid.",
    "no octet": "a\\256.valid.",
}


def test_lines_that_are_no_names(stage, tmp_path):
    """Trellmor/bind-adblock#1: each is told by its line, and those between are asked."""
    host = stage.host().udp(lambda query: [reply(query)])
    file = tmp_path / "names"
    file.write_text("".join(f"{line}\nn{number}.valid.\n" for number, line in enumerate(BAD_LINES.values())) + ".\n")
    asked = edig(f"@{host.address}", "+short", "-f", str(file))
    assert asked.status == USAGE
    assert asked.lines == [GOOD_ADDRESS] * (len(BAD_LINES) + 1)
    told = asked.errors.splitlines()
    assert [line.split(":")[2] for line in told] == [str(2 * number + 1) for number in range(len(BAD_LINES))], told
    assert len(host.queries) == len(BAD_LINES) + 1


def test_lines_as_other_systems_end_them(stage, tmp_path):
    """darkoperator/dnsrecon#237, projectdiscovery/dnsx#993: CR LF, and no end of the last line; one result for each."""
    host = stage.host().udp(lambda query: [reply(query)])
    file = tmp_path / "names"
    file.write_bytes(b"one.valid.\r\ntwo.valid. AAAA\r\n\r\n# none\r\nthree.valid.")
    values = edig(f"@{host.address}", "+json", "-f", str(file)).json_lines
    assert [value["question"]["name"] for value in values] == ["one.valid.", "two.valid.", "three.valid."]


def test_a_line_of_nuls(stage, tmp_path):
    """darkoperator/dnsrecon#237: it is no name, and told without them."""
    host = stage.host().udp(lambda query: [reply(query)])
    file = tmp_path / "names"
    file.write_bytes(b"one.valid.\n" + bytes(100) + b"\ntwo.valid.\n")
    asked = edig(f"@{host.address}", "+short", "-f", str(file))
    assert asked.status == USAGE
    assert asked.lines == [GOOD_ADDRESS] * 2 and ":2:" in asked.errors


def test_names_without_end(stage):
    """blechschmidt/massdns#29, projectdiscovery/dnsx#378: an endless list, and a reader that has seen enough."""
    host = stage.host().udp(lambda query: [reply(query)])
    started = time.monotonic()
    shown = subprocess.run(["bash", "-c", f"yes n.valid. | '{EDIG}' @{host.address} +short -f - | head -3"],
                           env=environment(), capture_output=True, timeout=10, check=False)
    assert shown.stdout.decode().split() == [GOOD_ADDRESS] * 3
    assert shown.stderr == b""
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("descriptors", [4, 5, 6, 7, 8, 16])
def test_few_descriptors(stage, tmp_path, transport, descriptors):
    """zmap/zgrab2#342: what this machine does not have is nobody else's silence."""
    async def script(stream):
        while True:
            await stream.reply(reply(await stream.query()))
    host = stage.host().udp(lambda query: [reply(query)]).tcp(script)
    file = tmp_path / "names"
    file.write_text("".join(f"n{number}.valid.\n" for number in range(100)))
    over = "+tcp" if transport == "tcp" else "+notcp"
    process = subprocess.Popen([EDIG, f"@{host.address}", *IMPATIENT, "+json", over, "-f", str(file)],
                               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors)),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    asked = finish(process, time.monotonic())
    print(asked.status, asked.errors[:300], asked.lines[:1])
    assert_harmless(asked.stdout)
    for value in asked.json_lines if asked.stdout else []:
        assert "answer" in value or "files" in value["error"]["text"], value
    assert descriptors < 16 or asked.status == SUCCESS
