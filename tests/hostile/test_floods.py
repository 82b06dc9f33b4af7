"""Servers that send without end: no reply, no reading of what they are sent, only more of the same. edig ends by the
deadline or by a bound, takes no memory for it, and says what happened.
"""

import asyncio
import os
import struct

import pytest
from http2 import (ACK, CONTINUATION, DATA, END_HEADERS, HEADERS, MEDIA_TYPE, PING, RST_STREAM, SETTINGS, WINDOW_UPDATE,
                   Http2, frame, header_block)
from records import Records, server_secret

from asking import NO_REPLY, SANITIZED, measured
from messages import framed, message, name, record, reply, text_record

# What a flood may cost beyond an ordinary run over the same transport, in MiB; how far beyond the timeout it may go; and
# how many seconds of CPU it may take where a bound ends it before that.
MORE_MEMORY, LEEWAY, CPU = 32, 3.0, 3.0
# A sanitized build on a busy machine takes its time over megabytes of frames.
LONG, SHORT = 15.0 if SANITIZED else 6.0, 2.0


@pytest.fixture(scope="module")
def ordinary(loop, tls):
    """The memory of an ordinary run, over the transport that takes the most."""
    from stage import Stage
    stage = Stage(loop)

    async def script(stream):
        http = await Http2(stream).start()
        request = await http.request()
        await http.respond(request, reply(request.query))
    host = stage.host().https(script, tls.context("h2"))
    asked, taken = measured(f"@{host.address}", "www.valid.", "+https", *tls.trust)
    assert asked.status == 0
    stage.clear()
    return taken.peak


def withstands(ordinary, host, *options, timeout=SHORT):
    """The run of a question to a server that floods: no reply, and no more than is allowed."""
    asked, taken = measured(f"@{host.address}", "www.valid.", "+json", f"+timeout={timeout}", *options, limit=30)
    print(f"{asked.seconds:.2f} s, {taken}: {asked.json['error']['text']}")
    assert asked.status == NO_REPLY
    assert host.address in asked.json["error"]["text"]
    assert asked.seconds < timeout + LEEWAY, asked
    assert SANITIZED or taken.peak < ordinary + MORE_MEMORY, taken
    return asked.json["error"], taken


def reaches_a_bound(ordinary, host, kind, *options):
    """The same where edig does not wait for the timeout: it has had enough before."""
    error, taken = withstands(ordinary, host, *options, timeout=LONG)
    assert error["kind"] == kind, error
    assert SANITIZED or taken.cpu < CPU, taken


# ---- HTTP/2 ----

GOOD_HEADERS = header_block((":status", "200"), ("content-type", MEDIA_TYPE))


def endless(first, again):
    """A server that sends one thing once and another for ever, and reads nothing meanwhile."""
    async def script(stream):
        http = await Http2(stream).start()
        request = await http.request()
        await http.raw(first(request.stream_id))
        octets = again(request.stream_id)
        octets *= max(1, 60000 // len(octets))
        while True:
            await http.raw(octets)
    return script


def nothing(_):
    return b""


# The value of a field is in the table once, and each octet after that refers to it: 4 kB an octet (RFC 7541).
BOMB = b"\x88\x40\x01a\x7f\xa1\x1e" + b"v" * 4000 + b"\xbe" * 12000

FLOODS = {
    "CONTINUATION": endless(lambda sid: frame(HEADERS, 0, sid, b"\x88"),
                            lambda sid: frame(CONTINUATION, 0, sid, b"\x40\x01a" + b"\x64" + b"v" * 100)),
    "empty CONTINUATION": endless(lambda sid: frame(HEADERS, 0, sid, b"\x88"), lambda sid: frame(CONTINUATION, 0, sid)),
    "PING": endless(nothing, lambda sid: frame(PING, 0, 0, bytes(8))),
    "PING ACK": endless(nothing, lambda sid: frame(PING, ACK, 0, bytes(8))),
    "SETTINGS": endless(nothing, lambda sid: frame(SETTINGS, 0, 0)),
    "SETTINGS of one entry": endless(nothing, lambda sid: frame(SETTINGS, 0, 0, struct.pack("!HI", 4, 65535))),
    "SETTINGS ACK": endless(nothing, lambda sid: frame(SETTINGS, ACK, 0)),
    "WINDOW_UPDATE": endless(nothing, lambda sid: frame(WINDOW_UPDATE, 0, sid, struct.pack("!I", 1))),
    "RST_STREAM": endless(nothing, lambda sid: frame(RST_STREAM, 0, sid, struct.pack("!I", 8))),
    "DATA for a stream that is closed": endless(lambda sid: frame(RST_STREAM, 0, sid, struct.pack("!I", 8)),
                                                lambda sid: frame(DATA, 0, sid, bytes(100))),
    "HEADERS for a stream that is closed": endless(lambda sid: frame(RST_STREAM, 0, sid, struct.pack("!I", 8)),
                                                   lambda sid: frame(HEADERS, END_HEADERS, sid, GOOD_HEADERS)),
    "empty DATA": endless(lambda sid: frame(HEADERS, END_HEADERS, sid, GOOD_HEADERS), lambda sid: frame(DATA, 0, sid)),
    "informational responses": endless(nothing, lambda sid: frame(HEADERS, END_HEADERS, sid, header_block(
        (":status", "103")))),
    "informational responses that grow": endless(nothing, lambda sid: frame(HEADERS, END_HEADERS, sid, BOMB.replace(
        b"\x88", b"\x08\x03103", 1))),
    "unknown frames": endless(nothing, lambda sid: frame(0xbe, 0, sid, bytes(100))),
    "PRIORITY": endless(nothing, lambda sid: frame(2, 0, sid + 2, bytes(5))),
}


@pytest.mark.parametrize("kind", FLOODS)
def test_http2(stage, tls, ordinary, kind):
    host = stage.host().https(FLOODS[kind], tls.context("h2"))
    reaches_a_bound(ordinary, host, "http", "+https", *tls.trust)


# ---- messages behind a length ----

def repeat(octets_of):
    """A server that answers the first query with the same octets for ever."""
    async def script(stream):
        octets = octets_of(await stream.query())
        octets *= max(1, 60000 // len(octets))
        while True:
            await stream.send(octets)
    return script


OTHER_QUESTION = name("www.other.") + struct.pack("!HH", 1, 1)
MESSAGES = {
    "of no octets": lambda query: framed(b""),
    "of an ID": lambda query: framed(struct.pack("!H", query.identity ^ 1)),
    "with another ID": lambda query: framed(reply(query, identity=query.identity ^ 1)),
    "of 64 kB with another ID": lambda query: framed(message(query.identity ^ 1, query.question,
                                                             [text_record(b"x" * 200)] * 300)),
    "with another question": lambda query: framed(reply(query, question=OTHER_QUESTION)),
    "of 64 kB with another question": lambda query: framed(message(query.identity, OTHER_QUESTION,
                                                                   [text_record(b"")] * 5000)),
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_messages_over_tcp(stage, ordinary, kind):
    host = stage.host().tcp(repeat(MESSAGES[kind]))
    reaches_a_bound(ordinary, host, "malformed", "+tcp")


@pytest.mark.parametrize("kind", ["of no octets", "with another ID"])
def test_messages_over_tls(stage, tls, ordinary, kind):
    host = stage.host().tls(repeat(MESSAGES[kind]), tls.context("dot"))
    reaches_a_bound(ordinary, host, "malformed", "+tls", *tls.trust)


@pytest.mark.parametrize("kind", ["of no octets", "with another ID"])
def test_messages_that_many_questions_wait_through(stage, ordinary, kind):
    """What belongs to nobody costs the same however many are waiting."""
    names = [f"n{number:03}.valid." for number in range(500)]
    host = stage.host().tcp(repeat(MESSAGES[kind]))
    asked, taken = measured(f"@{host.address}", "+tcp", "+json", f"+timeout={LONG}", *names, limit=30)
    assert {value["error"]["kind"] for value in asked.json_lines} == {"malformed"}
    assert SANITIZED or taken.cpu < CPU, taken
    assert SANITIZED or taken.peak < ordinary + MORE_MEMORY, taken


def test_messages_without_a_question(stage, ordinary):
    """These have to be read to the end, for an OPT record may stand there that says that they report an error."""
    host = stage.host().tcp(repeat(lambda query: framed(message(query.identity, b"", [record(b"\0", 65280, b"")] * 5000))))
    error, _ = withstands(ordinary, host, "+tcp")
    assert error["kind"] in ("timeout", "malformed", "cut")


@pytest.mark.parametrize("kind", ["with another ID", "with another question", "of 64 kB with another question"])
def test_datagrams(stage, ordinary, kind):
    """A thousand at once, and more as long as edig waits."""
    from stage import After

    def script(query):
        wire = MESSAGES[kind](query)[2:]
        return [wire] * 1000 + [After(0.05 + 0.02 * burst / 10, wire) for burst in range(1500)]
    host = stage.host().udp(script)
    error, _ = withstands(ordinary, host, "+noednsnegotiation")
    assert error["kind"] == "timeout"


# ---- TLS ----

async def write_past(stream, octets):
    """Onto the socket itself, whose TLS knows nothing of it. ConnectionError when the client is gone."""
    raw = stream.writer.get_extra_info("socket")
    while octets:
        if stream.writer.is_closing() or raw.fileno() < 0:
            raise ConnectionResetError
        try:
            octets = octets[os.write(raw.fileno(), octets):]
        except BlockingIOError:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0)


RECORDS = {
    "of zero length": lambda records: records.record(b""),
    "of zero length but one in thirty": lambda records: records.record(b"\0" if records.sequence % 30 == 0 else b""),
    "of one octet": lambda records: records.record(b"\0"),
    "of session tickets": Records.ticket,
    "of key updates": Records.key_update,
}


@pytest.mark.parametrize("kind", RECORDS)
def test_tls_records(stage, tls, ordinary, tmp_path, kind):
    context = tls.context("dot")
    context.keylog_filename = str(tmp_path / "keys")
    context.num_tickets = 0

    async def script(stream):
        await stream.query()
        records = Records(server_secret(context.keylog_filename))
        while True:
            await write_past(stream, b"".join(RECORDS[kind](records) for _ in range(200)))
    host = stage.host().tls(script, context)
    error, _ = withstands(ordinary, host, "+tls", *tls.trust)
    assert error["kind"] in ("timeout", "closed", "tls", "malformed"), error


def test_records_before_the_handshake(stage, tls, ordinary):
    """The record that middleboxes want to see (RFC 8446 appendix D.4), again and again in place of a ServerHello."""
    async def script(stream):
        await stream.reader.read(1)
        while True:
            await stream.send(bytes([20, 3, 3, 0, 1, 1]) * 5000)
    host = stage.host().plain(script, 853)
    error, _ = withstands(ordinary, host, "+tls", *tls.trust)
    assert error["kind"] in ("timeout", "tls"), error
