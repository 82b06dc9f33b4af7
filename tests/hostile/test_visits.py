"""What edig sees of mail and web servers (+connect): STARTTLS on port 25, the MTA-STS policy on port 443, from servers
that put words in, never end, or say nothing."""

import asyncio
import queue

import pytest
from http2 import (ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING, PUSH_PROMISE, RST_STREAM, SETTINGS,
                   Http2, frame, header_block)
from mail_server import mail, mail_host, visit

POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: mx.shop.example\r\nmax_age: 2419200\r\n"


def policy_host(stage, tls, response, hang=False):
    async def script(stream):
        await stream.reader.readuntil(b"\r\n\r\n")
        for part in response if isinstance(response, list) else [response]:
            await stream.send(part)
        if hang:
            await stream.hang()

    return stage.host().https(script, tls.context("http/1.1"))


def ok(body=POLICY, more=b""):
    return (b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + more + b"Content-Length: %d\r\n\r\n" % len(body)
            + body)


def test_mail(stage, tls):
    seen = queue.SimpleQueue()
    host = mail_host(stage, mail(tls.context(), seen=seen))
    value = visit("mail", host, tls)
    assert value["certificates"] >= 1 and value["verified"], value
    assert "error" not in value and "smtp_fault" not in value
    said = [seen.get(timeout=10) for _ in range(3)]  # the last may be read when the visit is over
    assert said[0].startswith(b"EHLO [127.") and said[1:] == [b"STARTTLS\r\n", b"QUIT\r\n"]


def test_mail_of_another_name_is_seen_all_the_same(stage, tls):
    host = mail_host(stage, mail(tls.context()))
    value = visit("mail", host, tls, name="other.example")
    assert value["certificates"] >= 1 and not value["verified"]


@pytest.mark.parametrize("script, kind", [
    (dict(ready=b"220 go ahead\r\n250 injected\r\n"), "out-of-turn"),
    (dict(greeting=b"220 mx\r\n250-mx\r\n250 STARTTLS\r\n"), "out-of-turn"),
    (dict(capabilities=b"250-mx\r\n250 SIZE\r\n"), "no-starttls"),
    (dict(greeting=b"554 go away\r\n"), "refused"),
    (dict(greeting=b"SSH-2.0-OpenSSH\r\n"), "no-smtp"),
    (dict(greeting=b"2" * 100000), "too-long"),
    (dict(greeting=b"220-more\r\n" * 10000), "too-long"),
    (dict(capabilities=b"250-mx\r\n" * 10000), "too-long"),
])
def test_mail_before_tls(stage, tls, script, kind):
    value = visit("mail", mail_host(stage, mail(tls.context(), **script)), tls)
    assert value["smtp_fault"]["kind"] == kind, value
    assert value["certificates"] == 0


def test_mail_that_says_nothing(stage, tls):
    async def silent(stream):
        await stream.hang()

    assert visit("mail", mail_host(stage, silent), tls, milliseconds=500)["error"]["kind"] == "timeout"


def test_mail_that_trickles(stage, tls):
    async def trickle(stream):
        while True:
            await stream.send(b"220-")
            await asyncio.sleep(0.1)

    value = visit("mail", mail_host(stage, trickle), tls, milliseconds=1000)
    assert value.get("error", {}).get("kind") == "timeout" or value["smtp_fault"]["kind"] == "no-smtp"


def test_mail_that_goes_away(stage, tls):
    async def leave(stream):
        await stream.send(b"220-one moment\r\n")

    assert visit("mail", mail_host(stage, leave), tls)["smtp_fault"]["kind"] == "ended"


def test_mail_whose_tls_is_none_or_stops(stage, tls):
    async def no_tls(stream):
        for said in (b"220 mx\r\n", b"250-mx\r\n250 STARTTLS\r\n", b"220 go\r\n"):
            await stream.send(said)
            await stream.reader.read(100)
        await stream.send(b"this is no TLS" * 100)
        await stream.hang()

    async def stops(stream):
        for said in (b"220 mx\r\n", b"250-mx\r\n250 STARTTLS\r\n", b"220 go\r\n"):
            await stream.send(said)
            await stream.reader.read(100)
        await stream.hang()

    assert visit("mail", mail_host(stage, no_tls), tls)["error"]["kind"] == "tls"
    assert visit("mail", mail_host(stage, stops), tls, milliseconds=500)["error"]["kind"] == "timeout"


def test_nobody_there(stage, tls):
    host = stage.host()
    for purpose in ("mail", "web", "policy"):
        assert visit(purpose, host, tls)["error"]["kind"] == "refused"


def test_web(stage, tls):
    value = visit("web", policy_host(stage, tls, ok()), tls)
    assert value["certificates"] >= 1 and value["verified"] and value["status"] == 0


def test_policy(stage, tls):
    value = visit("policy", policy_host(stage, tls, ok()), tls)
    assert (value["status"], value["content_type"], value["octets"]) == (200, "text/plain", len(POLICY))
    assert value["http_fault"] == "none"


def test_policy_is_not_fetched_from_whom_no_ca_knows(stage, tls):
    asked = []

    async def script(stream):
        asked.append(await stream.reader.read(1000))

    host = stage.host().https(script, tls.context("http/1.1"))
    value = visit("policy", host, tls, name="mta-sts.other.example")
    assert not value["verified"] and value["status"] == 0
    assert not any(asked)


def test_policy_elsewhere_is_not_followed(stage, tls):
    other = policy_host(stage, tls, ok())
    moved = b"HTTP/1.1 301 Moved\r\nLocation: https://%s/\r\nContent-Length: 0\r\n\r\n" % other.address.encode()
    value = visit("policy", policy_host(stage, tls, moved), tls)
    assert value["status"] == 301 and other.address in value["location"]
    assert other.connections == 0


@pytest.mark.parametrize("response, fault", [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n", "too-large"),
    ([b"HTTP/1.1 200 OK\r\n\r\n"] + [b"a" * 10000] * 1000, "too-large"),
    ([b"HTTP/1.1 200 OK\r\n"] + [b"X: " + b"a" * 1000 + b"\r\n"] * 1000, "too-large"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\na", "too-large"),
    (b"220 mx ESMTP\r\n", "malformed"),
])
def test_policy_without_end_or_sense(stage, tls, response, fault):
    value = visit("policy", policy_host(stage, tls, response, hang=True), tls)
    assert value["http_fault"] == fault, value
    assert value["octets"] <= 65536


def test_policy_that_breaks_off(stage, tls):
    value = visit("policy", policy_host(stage, tls, ok()[:-5]), tls)
    assert value["http_fault"] == "ended" or value["error"]["kind"] == "closed", value


def test_policy_that_never_comes(stage, tls):
    assert visit("policy", policy_host(stage, tls, b"", hang=True), tls, milliseconds=500)["error"]["kind"] == "timeout"


# ---- the policy over HTTP/2 ----

HEAD = header_block((":status", "200"), ("content-type", "text/plain"))


class Http2Page(Http2):
    """Of requests that hold no DNS message."""

    def finish(self, request):
        self.complete.append(request)


def http2_host(stage, tls, script, *protocols):
    async def whole(stream):
        http = await Http2Page(stream).start()
        await script(http, await http.request())

    return stage.host().https(whole, tls.context(*(protocols or ("h2",))))


def frames_host(stage, tls, *frames):
    """Sends these when it is asked, and then nothing."""
    async def script(http, _):
        for each in frames:
            await http.raw(each)
        await http.stream.hang()

    return http2_host(stage, tls, script)


@pytest.mark.parametrize("protocols", [("h2",), ("h2", "http/1.1")])
def test_policy_over_http2(stage, tls, protocols):
    asked = []

    async def script(http, request):
        asked.append(request.headers)
        await http.respond(request, POLICY, media_type="text/plain")
        await http.stream.hang()

    value = visit("policy", http2_host(stage, tls, script, *protocols), tls)
    assert (value["protocol"], value["status"], value["octets"]) == ("h2", 200, len(POLICY))
    assert value["content_type"] == "text/plain"
    assert value["http_fault"] == "none"
    (headers,) = asked
    assert (headers[":method"], headers[":scheme"], headers[":path"]) == ("GET", "https", "/.well-known/mta-sts.txt")
    assert headers[":authority"] == "hostile.lab.example"


def test_policy_over_http1_where_that_is_chosen_or_nothing(stage, tls):
    """Http/1.1 is what a server speaks that knows nothing of ALPN."""
    for protocols in (("http/1.1",), ()):
        async def script(stream):
            await stream.reader.readuntil(b"\r\n\r\n")
            await stream.send(ok())

        value = visit("policy", stage.host().https(script, tls.context(*protocols)), tls)
        assert (value["protocol"], value["octets"]) == (protocols[0] if protocols else "", len(POLICY))


def test_policy_over_http2_is_not_fetched_from_whom_no_ca_knows(stage, tls):
    asked = []

    async def script(_, request):
        asked.append(request)

    value = visit("policy", http2_host(stage, tls, script), tls, name="mta-sts.other.example")
    assert not value["verified"] and value["status"] == 0 and not asked


def test_policy_elsewhere_is_not_followed_over_http2(stage, tls):
    other = policy_host(stage, tls, ok())

    async def script(http, request):
        await http.respond(request, b"", 301, None, (("location", f"https://{other.address}/"),))
        await http.stream.hang()

    value = visit("policy", http2_host(stage, tls, script), tls)
    assert value["status"] == 301 and other.address in value["location"]
    assert other.connections == 0


@pytest.mark.parametrize("frames, fault", [
    ([frame(RST_STREAM, 0, 1, b"\0\0\0\x08")], "ended"),
    ([frame(HEADERS, END_HEADERS, 1, HEAD), frame(DATA, 0, 1, POLICY), frame(RST_STREAM, 0, 1, b"\0\0\0\x02")], "ended"),
    ([frame(GOAWAY, 0, 0, bytes(8))], "ended"),
    ([frame(GOAWAY, 0, 0, bytes(7) + b"\x0b" + b"calm down")], "ended"),
    ([frame(HEADERS, END_HEADERS, 1, HEAD)] + [frame(DATA, 0, 1, b"a" * 16000)] * 100, "too-large"),
    ([frame(HEADERS, END_HEADERS, 1, HEAD)] + [frame(DATA, 0, 1)] * 100000, "too-large"),
    ([frame(HEADERS, END_HEADERS, 1, header_block((":status", "200"), *[(f"x{n}", "a" * 1000) for n in range(17)]))],
     "too-large"),
    ([frame(HEADERS, END_HEADERS, 1, header_block((":status", "103"), ("x", "a" * 1000)))] * 1000, "too-large"),
    ([frame(PING, ACK, 0, bytes(8))] * 100000, "too-large"),
    ([frame(DATA, 0, 1, POLICY)], "malformed"),
    ([frame(PUSH_PROMISE, END_HEADERS, 1, b"\0\0\0\x02" + HEAD)], "malformed"),
    ([b"220 mx ESMTP\r\n" * 100], "malformed"),
])
def test_policy_over_http2_without_end_or_sense(stage, tls, frames, fault):
    value = visit("policy", frames_host(stage, tls, *frames), tls)
    assert value["http_fault"] == fault, value
    assert value["octets"] <= 65536


@pytest.mark.parametrize("flood", [
    [frame(HEADERS, 0, 1, HEAD)] + [frame(CONTINUATION, 0, 1, b"")] * 100000,
    [frame(HEADERS, 0, 1, HEAD)] + [frame(CONTINUATION, 0, 1, header_block(("x", "a" * 100)))] * 10000,
    [frame(PING, 0, 0, bytes(8))] * 100000,
    [frame(SETTINGS, 0, 0)] * 100000,
])
def test_floods_over_http2(stage, tls, flood):
    """Whichever bound ends it, nghttp2's or ours."""
    value = visit("policy", frames_host(stage, tls, *flood), tls)
    assert value["http_fault"] in ("too-large", "malformed", "ended"), value


def test_policy_over_http2_that_never_comes(stage, tls):
    head = frame(HEADERS, END_HEADERS, 1, HEAD)
    for frames in ((), (head,), (head, frame(DATA, 0, 1, POLICY))):
        assert visit("policy", frames_host(stage, tls, *frames), tls, milliseconds=500)["error"]["kind"] == "timeout"


def test_policy_over_http2_that_breaks_off(stage, tls):
    async def script(http, request):
        await http.raw(frame(HEADERS, END_HEADERS, 1, HEAD) + frame(DATA, 0, 1, POLICY[:-5]))

    value = visit("policy", http2_host(stage, tls, script), tls)
    assert value["http_fault"] == "ended" or value["error"]["kind"] == "closed", value


def test_policy_over_http2_from_a_server_that_takes_leave(stage, tls):
    """GOAWAY for what comes later: the request is still answered (RFC 9113 section 6.8)."""
    value = visit("policy", frames_host(stage, tls, frame(GOAWAY, 0, 0, b"\0\0\0\1" + bytes(4)),
                                        frame(HEADERS, END_HEADERS, 1, HEAD), frame(DATA, END_STREAM, 1, POLICY)), tls)
    assert (value["status"], value["octets"], value["http_fault"]) == (200, len(POLICY), "none")
