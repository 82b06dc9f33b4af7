"""The example of nginx in front, without its TLS: what it passes on, and what it does not."""

import contextlib
import shutil
import socket
import subprocess
import time

import pytest

from desk import SOURCE, Desk
from conftest import TRUST
from edig_lab import address

PORT = 8090
EXAMPLE = (SOURCE / "man" / "examples" / "nginx-edig-desk.conf").read_text()


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """A desk; ask it by way of nginx at PORT."""
    if not shutil.which("nginx"):
        pytest.skip("no nginx")
    folder = tmp_path_factory.mktemp("nginx")
    lines = [line for line in EXAMPLE.replace("listen 443 ssl;", f"listen 127.0.0.1:{PORT};").splitlines()
             if "[::]:443" not in line and "ssl_certificate" not in line]
    temporary = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; user root; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ {temporary}\n" + "\n".join(lines) + "\n}\n")
    desk = Desk(f"@{address('unbound')}", *TRUST, "--proxy=127.0.0.1", "--host=desk.example", "--per-minute=5")
    nginx = subprocess.Popen(["nginx", "-e", folder / "error.log", "-c", folder / "nginx.conf"])
    until = time.monotonic() + 20
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", PORT), 1):
            break
        assert nginx.poll() is None and time.monotonic() < until
        time.sleep(0.05)
    yield desk
    nginx.terminate()
    nginx.wait(20)
    assert desk.stop()[0] == 0


@pytest.fixture
def front(behind):
    """The same, asked through nginx."""
    through = object.__new__(Desk)
    through.process, through.port = behind.process, PORT
    return through


def ask(front, name: str, source: str, **headers: str):
    return front.get(f"/api/v1/why?name={name}", source=source, Host="desk.example", **headers)


def test_it_says_who_asks(front):
    for i in range(5):
        assert ask(front, f"n{i}.valid.example", "127.0.0.31").status == 200
    # What a visitor says of himself is not believed.
    assert ask(front, "n5.valid.example", "127.0.0.31", X_Forwarded_For="192.0.2.1").status == 429
    assert ask(front, "n5.valid.example", "127.0.0.32").status == 200


def test_the_page(front):
    page = front.page("www.rrsig-no-a.example", Host="desk.example", Accept_Language="en")
    assert page.status == 200 and "Fails: www.rrsig-no-a.example" in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("head, body", [
    (b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\nG"),
    (b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", b"5c\r\n"),
    (b"Transfer-Encoding : chunked\r\nContent-Length: 70\r\n", b"0\r\n\r\n"),
    (b"Transfer-Encoding:\x0bchunked\r\nContent-Length: 70\r\n", b"0\r\n\r\n"),
    (b"Content-Length: 0\r\nContent-Length: 70\r\n", b""), (b"Content-Length: 70\r\n", b""),
    (b"Connection: Content-Length\r\nContent-Length: 70\r\n", b""), (b"X: a\rTransfer-Encoding: chunked\r\n", b"")])
def test_no_request_is_smuggled(front, behind, head, body):
    """The second request is for what nginx keeps from it, and would be seen in the desk's answer to another visitor."""
    smuggled = b"GET /nothing-%d HTTP/1.1\r\nHost: desk.example\r\nX-Smuggled: yes\r\n\r\n" % len(head)
    back = front.octets(b"GET /healthz HTTP/1.1\r\nHost: desk.example\r\n" + head + b"\r\n" + body + smuggled)
    assert back.count(b"HTTP/1.1 200") <= 1
    for _ in range(3):
        assert front.get("/healthz", Host="desk.example").text == "ok\n"


def test_metrics_are_the_operators(front):
    assert front.get("/metrics", Host="desk.example", source="127.0.0.33").status == 403
    assert front.get("/metrics", Host="desk.example").status == 200
