"""What other DNS tools were told of in public, made again: files, lists of names, and the limits of the machine.

Each test names the report, as repository#number.
"""

import resource
import subprocess
import time

import pytest

from asking import (EDIG, IMPATIENT, INTERNAL, NO_REPLY, SANITIZED, SUCCESS, USAGE, assert_harmless, check, edig,
                    environment, finish)
from messages import GOOD_ADDRESS, reply

# ---- resolv.conf ----

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


# ---- lists of names ----

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


# ---- the machine ----

@pytest.mark.skipif(SANITIZED, reason="UndefinedBehaviorSanitizer takes a pipe to look at an object")
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
    assert_harmless(asked.stdout)
    for value in asked.json_lines:
        assert "answer" in value or value["error"]["kind"] == "internal" and "open files" in value["error"]["text"], value
    assert asked.status == (SUCCESS if descriptors >= 8 else INTERNAL)
