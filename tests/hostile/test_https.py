"""HTTPS (RFC 8484) on HTTP/2 (RFC 9113): statuses, types and bodies that are no DNS reply, and frames that no server sends.

Every failure is an `http` error that says what came, or a plain end of the connection; none lasts longer than the timeout.
"""

import asyncio
import struct

import pytest
from http2 import (CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, MEDIA_TYPE, PADDED, PING, PUSH_PROMISE,
                   RST_STREAM, SETTINGS, WINDOW_UPDATE, Http2, frame, header_block)

from asking import NO_REPLY, SUCCESS, edig, in_all_formats
from messages import GOOD_ADDRESS, address_record, ede, reply

FAILED = ("http", "closed", "reset", "timeout", "malformed", "tls")


def serve(stage, tls, script, **settings):
    """A server of HTTP/2 that has done the start of the connection when `script(http)` takes over."""
    async def whole(stream):
        await script(await Http2(stream, **settings).start())
    return stage.host().https(whole, tls.context("h2"))


async def answer_all(http):
    while True:
        request = await http.request()
        await http.respond(request, reply(request.query))


def ask(host, tls, *options):
    return edig(f"@{host.address}", "www.valid.", "+https", *tls.trust, "+json", *options)


def failed(host, tls, *options, kinds=("http",), formats=True):
    arguments = (f"@{host.address}", "www.valid.", "+https", *tls.trust, *options)
    runs = in_all_formats(*arguments) if formats else {"json": edig(*arguments, "+json")}
    value = runs["json"].json
    assert runs["json"].status == NO_REPLY
    assert value["error"]["kind"] in kinds, value["error"]
    assert host.address in value["error"]["text"], value["error"]
    assert all(run.seconds < 3 for run in runs.values())
    return runs


# ---- what works ----

def test_post(stage, tls):
    host = serve(stage, tls, answer_all)
    asked = ask(host, tls)
    assert asked.status == SUCCESS
    value = asked.json
    assert value["answer"][0]["rdata"] == GOOD_ADDRESS
    assert value["server"]["authenticated"] is True
    assert value["server"]["http"] == {"version": "2", "status": 200}
    assert value["server"]["transport"] == "https"


def recorded(stage, tls, *arguments):
    """The requests that a run of edig sends."""
    requests = []

    async def script(http):
        while True:
            request = await http.request()
            requests.append(request)
            await http.respond(request, reply(request.query))
    host = serve(stage, tls, script)
    asked = edig(*[argument.format(host.address) for argument in arguments], *tls.trust)
    assert asked.status == SUCCESS, asked
    return requests


def test_the_post_request(stage, tls):
    (request,) = recorded(stage, tls, "@{}", "www.valid.", "+https")
    assert request.headers[":method"] == "POST"
    assert request.headers[":scheme"] == "https"
    assert request.headers[":path"] == "/dns-query"
    assert request.headers["content-type"] == MEDIA_TYPE
    assert request.headers["accept"] == MEDIA_TYPE
    assert request.headers["content-length"] == str(len(request.body))
    assert len(request.body) % 128 == 0


def test_the_get_request(stage, tls):
    """RFC 8484 section 4.1: base64url without padding; an ID of 0 lets caches work."""
    (request,) = recorded(stage, tls, "@{}", "www.valid.", "+https-get")
    assert request.headers[":method"] == "GET"
    assert request.headers[":path"].startswith("/dns-query?dns=")
    assert "=" not in request.headers[":path"].split("dns=")[1]
    assert request.headers["accept"] == MEDIA_TYPE
    assert request.query.identity == 0
    assert "content-type" not in request.headers and not request.body


@pytest.mark.parametrize("server, path", [("@https://{}/a/b", "/a/b"), ("@https://{}/dns-query{{?dns}}", "/dns-query")])
def test_paths_and_templates(stage, tls, server, path):
    (request,) = recorded(stage, tls, server, "www.valid.")
    assert request.path == path
    (request,) = recorded(stage, tls, "@{}", "www.valid.", f"+https-get={path}")
    assert request.headers[":path"].startswith(path + "?dns=")


def test_many_streams_answered_in_reverse(stage, tls):
    names = [f"n{number:02}.valid." for number in range(30)]

    async def script(http):
        requests = [await http.request() for _ in names]
        for request in reversed(requests):
            await http.respond(request, reply(request.query))
        await http.stream.hang()
    host = serve(stage, tls, script)
    asked = edig(f"@{host.address}", "+https", *tls.trust, "+json", "+timeout=3", *names)
    assert [value["answer"][0]["name"] for value in asked.json_lines] == names
    assert host.connections == 1


def test_no_more_streams_than_allowed(stage, tls):
    """SETTINGS_MAX_CONCURRENT_STREAMS is the server's right (RFC 9113 section 5.1.2): h2 raises an error beyond it. A
    client may assume 100 until it has the server's SETTINGS."""
    names = [f"n{number:03}.valid." for number in range(300)]
    host = serve(stage, tls, answer_all, max_concurrent_streams=100)
    replies = edig(f"@{host.address}", "+https", *tls.trust, "+json", "+timeout=4", *names).json_lines
    assert [value["answer"][0]["name"] for value in replies] == names
    assert host.connections == 1


def test_an_answer_of_64_kib(stage, tls):
    async def script(http):
        request = await http.request()
        await http.respond(request, reply(request.query, options=ede(0, b"x" * 65000)))
        await http.stream.hang()
    host = serve(stage, tls, script)
    assert len(ask(host, tls, "+timeout=3").json["extended_errors"][0]["extra_text"]) == 65000


def test_body_in_frames_of_one_octet_with_padding(stage, tls):
    async def script(http):
        request = await http.request()
        await http.raw(frame(HEADERS, END_HEADERS, request.stream_id, header_block(
            (":status", "200"), ("content-type", MEDIA_TYPE))))
        for octet in reply(request.query):
            await http.raw(frame(DATA, PADDED, request.stream_id, bytes([3, octet]) + bytes(3)))
            await http.raw(frame(DATA, 0, request.stream_id))
        await http.raw(frame(DATA, END_STREAM, request.stream_id))
        await http.stream.hang()
    host = serve(stage, tls, script)
    assert ask(host, tls, "+timeout=3").status == SUCCESS


def test_informational_responses_and_trailers(stage, tls):
    async def script(http):
        request = await http.request()
        for status in ("100", "103"):
            await http.raw(frame(HEADERS, END_HEADERS, request.stream_id, header_block((":status", status))))
        await http.raw(frame(HEADERS, END_HEADERS, request.stream_id, header_block(
            (":status", "200"), ("content-type", MEDIA_TYPE))))
        await http.raw(frame(DATA, 0, request.stream_id, reply(request.query)))
        await http.raw(frame(HEADERS, END_HEADERS | END_STREAM, request.stream_id, header_block(("x-trailer", "1"))))
        await http.stream.hang()
    host = serve(stage, tls, script)
    assert ask(host, tls).status == SUCCESS


@pytest.mark.parametrize("media_type", ["application/dns-message;charset=utf-8", "Application/DNS-Message",
                                        "application/dns-message ; x=y"])
def test_media_types_that_are_the_right_one(stage, tls, media_type):
    async def script(http):
        request = await http.request()
        await http.respond(request, reply(request.query), media_type=media_type)
    assert ask(serve(stage, tls, script), tls).status == SUCCESS


# ---- responses that are no DNS reply ----

@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 429, 500, 502, 503])
def test_error_statuses(stage, tls, status):
    async def script(http):
        while True:
            await http.respond(await http.request(), b"<h1>\x1b[31mno</h1>", status, "text/html")
    host = serve(stage, tls, script)
    runs = failed(host, tls, formats=status in (404, 500))
    value = runs["json"].json
    assert value["server"]["http"]["status"] == status
    assert str(status) in value["error"]["text"]
    assert "<h1>" not in runs["json"].said


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(stage, tls, status):
    """A question must not end up with somebody the user did not name."""
    other = serve(stage, tls, answer_all)

    async def script(http):
        await http.respond(await http.request(), b"", status, None,
                           (("location", f"https://{other.address}/dns-query"),))
        await http.stream.hang()
    host = serve(stage, tls, script)
    runs = failed(host, tls, formats=False)
    assert str(status) in runs["json"].json["error"]["text"]
    assert other.connections == 0


def test_an_error_status_with_a_dns_message(stage, tls):
    """RFC 8484 section 4.2.1: only a 2xx response holds a reply."""
    async def script(http):
        request = await http.request()
        await http.respond(request, reply(request.query), 503)
        await http.stream.hang()
    failed(serve(stage, tls, script), tls, formats=False)


@pytest.mark.parametrize("media_type", ["text/html", "application/dns-json", "application/dns-messages", "", None,
                                        "text/\x9b31mred", "text/" + "x" * 4000, "text/\u00e9"])
def test_wrong_content_types(stage, tls, media_type):
    async def script(http):
        while True:
            request = await http.request()
            await http.respond(request, reply(request.query), media_type=media_type)
    host = serve(stage, tls, script)
    runs = failed(host, tls, kinds=("http", "closed"))
    assert len(runs["json"].json["error"]["text"]) < 1500
    if media_type == "text/html":
        assert "text/html" in runs["text"].said


BODIES = {
    "empty": lambda query: b"",
    "eleven octets": lambda query: reply(query)[:11],
    "a page": lambda query: b"<!DOCTYPE html><html>\x1b[31m" * 20,
    "JSON": lambda query: b'{"Status":0,"Answer":[{"data":"192.0.2.1"}]}',
    "framed as for TCP": lambda query: struct.pack("!H", len(reply(query))) + reply(query),
    "the query": lambda query: query.wire,
    "another question": lambda query: reply(query, question=b"\x05other\0\0\1\0\1", answer=[address_record("203.0.113.66",
                                                                                                        b"\0")]),
}


@pytest.mark.parametrize("kind", BODIES)
def test_bodies_that_are_no_reply(stage, tls, kind):
    async def script(http):
        while True:
            request = await http.request()
            await http.respond(request, BODIES[kind](request.query))
    host = serve(stage, tls, script)
    runs = failed(host, tls, kinds=("http", "malformed"))
    assert "203.0.113.66" not in runs["text"].said


def test_a_body_beyond_64_kib(stage, tls):
    """It cannot be a DNS message; nobody waits for its end."""
    async def script(http):
        request = await http.request()
        await http.respond(request, reply(request.query) + bytes(400000))
        await http.stream.hang()
    failed(serve(stage, tls, script), tls, kinds=("http", "malformed"), formats=False)


def test_an_endless_body(stage, tls):
    async def script(http):
        request = await http.request()
        http.h2.send_headers(request.stream_id, [(":status", "200"), ("content-type", MEDIA_TYPE)])
        while True:
            await http.send_some(request.stream_id, bytes(8000))
    failed(serve(stage, tls, script), tls, kinds=("http", "malformed"), formats=False)


@pytest.mark.parametrize("difference", [-5, 5, 100000])
def test_content_length_that_lies(stage, tls, difference):
    async def script(http):
        request = await http.request()
        body = reply(request.query)
        await http.raw(frame(HEADERS, END_HEADERS, request.stream_id, header_block(
            (":status", "200"), ("content-type", MEDIA_TYPE), ("content-length", str(len(body) + difference)))))
        await http.raw(frame(DATA, END_STREAM, request.stream_id, body))
        await http.stream.hang()
    failed(serve(stage, tls, script), tls, kinds=("http", "closed"), formats=False)


@pytest.mark.parametrize("status", ["", "0", "abc", "2000", "-1", "99", "200 OK"])
def test_statuses_that_are_none(stage, tls, status):
    async def script(http):
        request = await http.request()
        await http.raw(frame(HEADERS, END_HEADERS, request.stream_id, header_block(
            (":status", status), ("content-type", MEDIA_TYPE))))
        await http.raw(frame(DATA, END_STREAM, request.stream_id, reply(request.query)))
        await http.stream.hang()
    failed(serve(stage, tls, script), tls, kinds=("http", "closed"), formats=False)


# ---- connections that are no HTTP/2 ----

@pytest.mark.parametrize("protocols", [("http/1.1",), ()], ids=["ALPN http/1.1", "no ALPN"])
def test_http_1_1_only(stage, tls, protocols):
    async def script(stream):
        await stream.reader.read(4096)
        await stream.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    host = stage.host().https(script, tls.context(*protocols))
    runs = failed(host, tls)
    assert "HTTP/2" in runs["text"].said


def test_h2_promised_and_http_1_1_spoken(stage, tls):
    async def script(stream):
        await stream.reader.read(4096)
        await stream.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await stream.hang()
    failed(stage.host().https(script, tls.context("h2")), tls)


def test_no_http_at_all(stage, tls):
    """TLS on port 443 that speaks DNS instead: a mixed-up server."""
    async def script(stream):
        await stream.reader.read(4096)
        await stream.send(b"\0\x20" + b"\x1b[31m" * 6)
        await stream.hang()
    failed(stage.host().https(script, tls.context("h2")), tls, formats=False)


@pytest.mark.parametrize("after", ["nothing", "SETTINGS", "request"])
def test_hangs(stage, tls, after):
    async def script(stream):
        if after != "nothing":
            http = await Http2(stream).start()
            if after == "request":
                await http.request()
        await stream.hang()
    failed(stage.host().https(script, tls.context("h2")), tls, kinds=("timeout",), formats=False)


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
@pytest.mark.parametrize("after", ["nothing", "request", "headers", "half the body"])
def test_closes(stage, tls, after, reset):
    async def script(stream):
        if after != "nothing":
            http = await Http2(stream).start()
            request = await http.request()
            if after in ("headers", "half the body"):
                http.h2.send_headers(request.stream_id, [(":status", "200"), ("content-type", MEDIA_TYPE)])
            if after == "half the body":
                http.h2.send_data(request.stream_id, reply(request.query)[:30])
            await http.flush()
            await asyncio.sleep(0.02)
        if reset:
            stream.reset()
    kinds = ("reset",) if reset else ("closed", "http")
    failed(stage.host().https(script, tls.context("h2")), tls, kinds=kinds, formats=False)


# ---- frames ----

def raw_script(octets):
    """`octets` (of the stream's ID) once the request is there; then silence."""
    async def script(http):
        request = await http.request()
        await http.raw(octets(request.stream_id))
        await http.stream.hang()
    return script


GOOD_HEADERS = header_block((":status", "200"), ("content-type", MEDIA_TYPE))
FRAMES = {
    "RST_STREAM INTERNAL_ERROR": lambda sid: frame(RST_STREAM, 0, sid, struct.pack("!I", 2)),
    "RST_STREAM REFUSED_STREAM": lambda sid: frame(RST_STREAM, 0, sid, struct.pack("!I", 7)),
    "RST_STREAM HTTP_1_1_REQUIRED": lambda sid: frame(RST_STREAM, 0, sid, struct.pack("!I", 13)),
    "RST_STREAM unknown": lambda sid: frame(RST_STREAM, 0, sid, struct.pack("!I", 0xdeadbeef)),
    "RST_STREAM after headers": lambda sid: frame(HEADERS, END_HEADERS, sid, GOOD_HEADERS) + frame(
        RST_STREAM, 0, sid, struct.pack("!I", 8)),
    "GOAWAY, request not processed": lambda sid: frame(GOAWAY, 0, 0, struct.pack("!II", 0, 0)),
    "GOAWAY ENHANCE_YOUR_CALM": lambda sid: frame(GOAWAY, 0, 0, struct.pack("!II", 0, 11) + b"\x1b[31mcalm\x1b]0;x\x07"),
    "DATA before HEADERS": lambda sid: frame(DATA, END_STREAM, sid, b"x"),
    "HEADERS without status": lambda sid: frame(HEADERS, END_HEADERS | END_STREAM, sid, header_block(("a", "b"))),
    "HEADERS on another stream": lambda sid: frame(HEADERS, END_HEADERS, sid + 100, GOOD_HEADERS),
    "HEADERS of no HPACK": lambda sid: frame(HEADERS, END_HEADERS, sid, b"\xff" * 40),
    "header with newline": lambda sid: frame(HEADERS, END_HEADERS, sid, header_block((":status", "200"), ("x", "a\r\nb"))),
    "header with capitals": lambda sid: frame(HEADERS, END_HEADERS, sid, header_block((":status", "200"), ("X-A", "b"))),
    "CONTINUATION alone": lambda sid: frame(CONTINUATION, END_HEADERS, sid, GOOD_HEADERS),
    "PUSH_PROMISE": lambda sid: frame(PUSH_PROMISE, END_HEADERS, sid, struct.pack("!I", 2) + GOOD_HEADERS),
    "frame longer than agreed": lambda sid: frame(DATA, 0, sid, bytes(40000)),
    "SETTINGS of odd length": lambda sid: frame(SETTINGS, 0, 0, b"abcde"),
    "SETTINGS of a huge window": lambda sid: frame(SETTINGS, 0, 0, struct.pack("!HI", 4, 0xffffffff)),
    "WINDOW_UPDATE 0": lambda sid: frame(WINDOW_UPDATE, 0, 0, struct.pack("!I", 0)),
    "WINDOW_UPDATE overflow": lambda sid: frame(WINDOW_UPDATE, 0, 0, struct.pack("!I", 0x7fffffff)) * 2,
    "PING of seven octets": lambda sid: frame(PING, 0, 0, bytes(7)),
    "half a frame": lambda sid: frame(HEADERS, END_HEADERS, sid, GOOD_HEADERS)[:12],
    "DATA padded beyond its end": lambda sid: frame(HEADERS, END_HEADERS, sid, GOOD_HEADERS) + frame(
        DATA, PADDED, sid, b"\xff\0"),
    # one header of 4 kB in the dynamic table, then 12,000 references to it: 48 MB in 16 kB
    "a header block that grows": lambda sid: frame(HEADERS, END_HEADERS | END_STREAM, sid, b"\x88\x40\x01a\x7f\xa1\x1e"
                                                   + b"v" * 4000 + b"\xbe" * 12000),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_frames(stage, tls, kind):
    host = serve(stage, tls, raw_script(FRAMES[kind]))
    runs = failed(host, tls, kinds=FAILED, formats="ESC" in kind or "CALM" in kind)
    kind_said = runs["json"].json["error"]["kind"]
    assert kind_said != "timeout" or kind in ("half a frame", "WINDOW_UPDATE overflow", "HEADERS on another stream"), \
        "a broken connection is no timeout"


def test_no_settings(stage, tls):
    """RFC 9113 section 3.4: SETTINGS is the first frame."""
    async def script(stream):
        await stream.reader.read(4096)
        await stream.send(frame(HEADERS, END_HEADERS, 1, GOOD_HEADERS))
        await stream.hang()
    failed(stage.host().https(script, tls.context("h2")), tls, kinds=("http", "closed"), formats=False)


MANY = [f"n{number:03}.valid." for number in range(560)]      # of 128 octets each: more than a window of 65,535


def test_a_window_that_fills_up(stage, tls):
    """The server takes the first questions and gives no room for more: they go unanswered, in time and without a busy
    loop, and those that got through have their answers."""
    async def script(http):
        http.take_in = lambda event: None
        await answer_all(http)
    host = serve(stage, tls, script)
    asked = edig(f"@{host.address}", "+https", *tls.trust, "+json", "+timeout=4", *MANY, limit=20)
    answered = ["answer" in value for value in asked.json_lines]
    assert asked.status == NO_REPLY
    assert 400 < sum(answered) < len(MANY)
    assert asked.seconds < 12


def test_a_window_that_opens_again(stage, tls):
    """More questions than fit into the window, and a server that makes room: all of them on one connection."""
    host = serve(stage, tls, answer_all)
    asked = edig(f"@{host.address}", "+https", *tls.trust, "+json", "+timeout=4", *MANY)
    assert all("answer" in value for value in asked.json_lines)
    assert host.connections == 1


def test_goaway_between_two_of_several(stage, tls):
    """Those that the server says it did not process are asked again or said to have failed; the others have answers."""
    names = [f"n{number}.valid." for number in range(6)]

    async def script(http):
        requests = [await http.request() for _ in names]
        for request in requests[:3]:
            await http.respond(request, reply(request.query))
        await http.raw(frame(GOAWAY, 0, 0, struct.pack("!II", requests[2].stream_id, 0)))
        await http.stream.hang()
    host = serve(stage, tls, script)
    asked = edig(f"@{host.address}", "+https", *tls.trust, "+json", "+timeout=1", *names)
    replies = asked.json_lines
    assert len(replies) == 6
    assert [value["answer"][0]["name"] for value in replies[:3]] == names[:3]
    for value in replies[3:]:
        assert "answer" in value or value["error"]["kind"] in ("http", "closed", "timeout")


def test_goaway_after_the_reply_is_no_failure(stage, tls):
    async def script(http):
        request = await http.request()
        await http.respond(request, reply(request.query))
        await http.raw(frame(GOAWAY, 0, 0, struct.pack("!II", request.stream_id, 0)))
    assert ask(serve(stage, tls, script), tls).status == SUCCESS


def test_one_bad_stream_does_not_harm_the_others(stage, tls):
    names = [f"n{number}.valid." for number in range(6)]

    async def script(http):
        while True:
            request = await http.request()
            if request.query.labels[0] == "n3":
                await http.respond(request, b"gone", 410, "text/plain")
            elif request.query.labels[0] == "n4":
                await http.raw(frame(RST_STREAM, 0, request.stream_id, struct.pack("!I", 2)))
            else:
                await http.respond(request, reply(request.query))
    host = serve(stage, tls, script)
    replies = edig(f"@{host.address}", "+https", *tls.trust, "+json", "+timeout=1", *names).json_lines
    assert [("error" in value) for value in replies] == [False, False, False, True, True, False]
    assert "410" in replies[3]["error"]["text"]
