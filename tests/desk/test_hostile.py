"""What hostile clients do to edig-desk: it goes on, and lets nothing through."""

import concurrent.futures
import contextlib
import html
import re
import socket
import time
import urllib.parse

import pytest

from conftest import hold

HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"


@pytest.fixture(autouse=True)
def goes_on(desk):
    """Whatever a test does, the desk is there afterwards, with no process left of a question."""
    yield
    assert desk.get("/healthz").text == "ok\n"
    until = time.monotonic() + 40
    while desk.children():
        assert time.monotonic() < until
        time.sleep(0.05)


def status_of(octets: bytes) -> int | None:
    return int(octets.split(b" ", 2)[1]) if octets.startswith(b"HTTP/1.1 ") else None


@pytest.mark.parametrize("length, status", [(5_000, {414}), (30_000, {414, 431}), (1_000_000, {414, 431, None})])
def test_long_addresses(desk, length, status):
    assert status_of(desk.octets(b"GET /?name=" + b"a" * length + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")) in status


@pytest.mark.parametrize("count, size, status", [(300, 60, {431}), (1, 20_000, {431}), (1, 1_000_000, {431, None}),
                                                 (20_000, 20, {431, None})])
def test_floods_of_headers(desk, count, size, status):
    assert status_of(desk.octets(HEAD + b"X: ".ljust(size, b"x") * 1 + b"\r\n" + b"".join(
        b"X%d: " % i + b"x" * size + b"\r\n" for i in range(count)) + b"\r\n")) in status


@pytest.mark.parametrize("octets", [
    b"\r\n\r\n", b"\x00" * 100, b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
    b"GET /healthz HTTP/1.1\nHost: evil.example\n\n"])
def test_odd_octets_are_no_request(desk, octets):
    back = desk.octets(octets)
    assert status_of(back) in (None, 400, 404, 405, 421, 505)
    assert b"ok\n" not in back


@pytest.mark.parametrize("head", [
    b"Content-Length: 44\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
    b"Content-Length: 5\r\nContent-Length: 44\r\n", b"Content-Length: +44\r\n", b"Transfer-Encoding: xchunked\r\n",
    b"Content-Length: 99999999999999999999\r\n"])
def test_what_follows_a_request_with_content_is_no_request(desk, head):
    smuggled = b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    back = desk.octets(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head + b"\r\n0\r\n\r\n" + smuggled)
    assert b"edig_desk_" not in back
    assert status_of(back) in (None, 400, 413)


@pytest.mark.parametrize("head", [b"POST / HTTP/1.1\r\nContent-Length: 1000000\r\n", b"GET /healthz HTTP/1.1\r\nTransfer-Encoding: chunked\r\n",
                                  b"PUT /api/v1/why HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n"])
def test_slow_bodies_are_not_waited_for(desk, head):
    """The answer is there before the body, and what comes of that ends the connection."""
    with desk.stream() as stream:
        stream.settimeout(5)
        stream.sendall(head + b"Host: 127.0.0.1\r\n\r\n")
        assert status_of(stream.recv(65536)) in (405, 413)
        with contextlib.suppress(ConnectionError):
            for _ in range(20):
                stream.sendall(b"1\r\n")
                time.sleep(0.05)
            while stream.recv(65536):
                pass


ATTACKS = ["\"><script>alert(1)</script>", "' onmouseover='x", "javascript:alert(1)", "{{7*7}}", "${jndi:ldap://a/b}", "../../etc/passwd",
           "@127.0.0.1", "+ask-special", "-f/etc/passwd", "--config=/etc/passwd", "`id`", "$(id)", "; id", "a\r\nSet-Cookie: x=1",
           "a\0b", "\u202eevil", "a" * 2048, "." * 300, "%", "%zz", "\\000.example", "\xff", "www.example@192.0.2.1#53"]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
@pytest.mark.parametrize("parameter", ["name", "type", "lang", "x"])
def test_what_is_put_into_parameters_stays_text(desk, parameter, attack):
    given = {"name": "www.valid.example", parameter: attack}
    for path in ("/?", "/api/v1/why?"):
        response = desk.get(path + urllib.parse.urlencode(given, errors="surrogateescape"))
        assert response.status in (200, 400)
        if response.headers["Content-Type"].startswith("text/html"):
            assert "<script>alert" not in response.text
        else:
            assert response.headers["Content-Type"] in ("application/json", "application/problem+json")
        if response.status == 400 and path != "/?":
            assert not any(hidden in response.problem["detail"] for hidden in ("\r", "\n", "\0", "\u202e"))
        assert "Set-Cookie" not in response.headers
        assert "root:x:" not in response.text


@pytest.mark.parametrize("attack", [*ATTACKS[:2], "\u202eevil", "%0d%0aSet-Cookie:x=1", "0;url=https://evil.example"])
def test_the_page_that_waits_holds_it_as_text(open_desk, stage, attack):
    """That of a name which is looked at, and of one in the queue; where both lead is to the same question."""
    host, let = hold(stage)
    desk = open_desk("--at-once=1", server=host.address)
    for number in range(3):
        given = f"https://n{number}.example/{attack}"
        page = desk.get("/?" + urllib.parse.urlencode({"name": given, "lang": "en"}))
        assert page.status == 200 and ("more before it" in page.text) == (number == 2)
        assert html.escape(given.replace("\u202e", "\\u{202e}")).replace("&#x27;", "&#39;") in page.text
        led = re.findall(r'(?:content="1; url=|href=")(/\?[^"]*)"', page.text)
        assert urllib.parse.quote(given, safe="") in led[0] and len(set(led)) == 3
        assert "Set-Cookie" not in page.headers
    let.set()


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/desk.css/../../etc/passwd", "/%00", "/desk.js%00.txt",
                                  "//etc/passwd", "/..%5c..%5cetc", "/.%00/"])
def test_no_path_leads_out(desk, path):
    assert status_of(desk.octets(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")) == 404


def test_slow_clients_are_cut_off(desk):
    """One that sends a line every second, which keeps it from being idle, and one that sends nothing."""
    dribbling, idle = desk.stream(), desk.stream()
    dribbling.sendall(b"GET /healthz HTTP/1.1\r\n")
    until, ended = time.monotonic() + 60, set()
    while len(ended) < 2 and time.monotonic() < until:
        for stream in {dribbling, idle} - ended:
            try:
                if stream is dribbling:
                    stream.sendall(b"X: y\r\n")
                stream.settimeout(0.5)
                if stream.recv(1000) == b"":
                    ended.add(stream)
            except TimeoutError:
                pass
            except OSError:
                ended.add(stream)
    assert len(ended) == 2


def test_a_log_that_nobody_reads_holds_up_nobody(desk):
    """A pipe takes 64 KiB."""
    stream = desk.stream()
    for _ in range(3500):
        stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        back = b""
        while not back.endswith(b"ok\n"):
            more = stream.recv(65536)
            assert more
            back += more
    stream.close()


def test_one_address_does_not_take_all_connections(open_desk):
    desk = open_desk("--connections=100")
    taken = []
    for _ in range(60):
        taken.append(socket.create_connection(("127.0.0.1", desk.port), 10, source_address=("127.0.0.66", 0)))
    assert desk.get("/healthz", source="127.0.0.67").text == "ok\n"
    for stream in taken:
        stream.close()


def test_visitors_that_leave_cost_nothing(desk):
    for i in range(50):
        stream = desk.stream()
        stream.sendall(b"GET /?name=www%d.rrsig-no-a.example HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % i)
        stream.close()
    until = time.monotonic() + 40
    while desk.figure("waiting") + desk.figure("under_way") > 0:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_crowd_loses_no_question(desk):
    names = [f"www.rrsig-no-a.example?{i}" if i % 2 else f"n{i}.valid.example" for i in range(100)]

    def ask(i):
        return desk.get("/api/v1/why?" + urllib.parse.urlencode({"name": names[i]}), source=f"127.1.0.{i + 1}").status

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        assert set(pool.map(ask, range(100))) == {200}
