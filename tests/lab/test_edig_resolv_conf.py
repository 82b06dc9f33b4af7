"""The system's nameservers (resolv.conf(5)) where no server is given: search list, ndots, attempts, timeout; EDIG_SERVER."""

import time

import pytest

from edig_lab import FAILURE, NO_REPLY, SUCCESS, USAGE, address, asking, edig, loop, stage  # noqa: F401
from messages import reply

SILENT = "127.0.20.2"


def with_conf(tmp_path, text: str, *words: str):
    """edig with a resolv.conf of the test's; without the patience that the other tests put on the command line."""
    path = tmp_path / "resolv.conf"
    path.write_text(text)
    started = time.monotonic()
    asked = asking.finish(asking.start("+json", *words, EDIG_RESOLV_CONF=str(path)), started, 20)
    asking.check(asked)
    return asked


def test_the_systems_own():
    """In the lab /etc/resolv.conf names Unbound."""
    value = edig("www.valid.example.", "+json").json
    assert value["server"]["address"] == address("unbound")


def test_a_file_of_ones_own(tmp_path):
    conf = f"# comment\nnameserver {address('kresd')} # not unbound\n; nameserver 192.0.2.1\noptions edns0\n"
    assert with_conf(tmp_path, conf, "www.valid.example.").json["server"]["address"] == address("kresd")
    path = tmp_path / "resolv.conf"
    assert edig("--resolv-conf=" + str(path), "www.valid.example.", "+json").json["server"]["address"] == address("kresd")


def test_a_file_that_is_not_there():
    asked = edig("--resolv-conf=/no/such/file", "www.valid.example.")
    assert asked.status == 8
    assert "/no/such/file" in asked.errors


@pytest.mark.parametrize("text", ["", "nameserver nonsense\n", "\0\xff\n" * 100, "nameserver\noptions\nsearch\n"])
def test_a_file_without_a_nameserver(tmp_path, text):
    """As resolv.conf(5) has it: then the one on this machine is meant, and nothing listens there."""
    asked = with_conf(tmp_path, text, "www.valid.example.", "+timeout=0.3", "+tries=1")
    assert asked.status in (USAGE, NO_REPLY)
    if asked.status == NO_REPLY:
        assert asked.json["server"]["address"] in ("127.0.0.1", "::1")


def test_the_next_nameserver(tmp_path):
    """The first is silent, the second refuses, the third answers."""
    conf = f"nameserver {SILENT}\nnameserver 127.0.20.99\nnameserver {address('unbound')}\noptions timeout:1 attempts:1\n"
    asked = with_conf(tmp_path, conf, "www.valid.example.")
    assert asked.status == SUCCESS
    assert asked.json["server"]["address"] == address("unbound")
    assert [(attempt["address"], attempt["outcome"]) for attempt in asked.json["attempts"]] == [
        (SILENT, "timeout"), ("127.0.20.99", "refused")]


@pytest.mark.parametrize("attempts", [1, 3])
def test_attempts_and_timeout(tmp_path, stage, attempts):
    """`timeout:1`, and as many tries as `attempts` says, then once without EDNS."""
    host = stage.host().udp(lambda query: [])
    asked = with_conf(tmp_path, f"nameserver {host.address}\noptions timeout:1 attempts:{attempts}\n", "www.valid.example.")
    assert asked.status == NO_REPLY
    assert [query.has_opt for query in host.queries] == [True] * attempts + [False]
    assert attempts <= asked.seconds < attempts + 3


def test_the_command_line_wins(tmp_path, stage):
    host = stage.host().udp(lambda query: [])
    conf = f"nameserver {host.address}\noptions timeout:30 attempts:5\n"
    asked = with_conf(tmp_path, conf, "www.valid.example.", "+timeout=0.2", "+tries=2")
    assert len(host.queries) == 2
    assert asked.seconds < 3


def test_ipv6_nameservers(tmp_path):
    asked = with_conf(tmp_path, "nameserver fd00:1ab::11\n", "www.valid.example.")
    assert asked.json["server"]["address"] == "fd00:1ab::11"
    both = f"nameserver {address('unbound')}\nnameserver fd00:1ab::11\n"
    assert with_conf(tmp_path, both, "www.valid.example.", "-6").json["server"]["address"] == "fd00:1ab::11"
    assert with_conf(tmp_path, both, "www.valid.example.", "-4").json["server"]["address"] == address("unbound")


# ---- the search list ----

def asked_names(stage, tmp_path, options: str, name: str, *words: str):
    """The names that edig asks for, where only www.valid.example exists."""
    def script(query):
        exists = query.labels == ["www", "valid", "example"]
        return [reply(query, rcode=0 if exists else 3)]
    host = stage.host().udp(script)
    asked = with_conf(tmp_path, f"nameserver {host.address}\nsearch one.example valid.example two.example\n{options}\n",
                      name, *words)
    return [".".join(query.labels) for query in host.queries], asked


def test_search(stage, tmp_path):
    """A name with fewer dots than ndots: the list first, and it ends where a name exists."""
    names, asked = asked_names(stage, tmp_path, "", "www", "+search")
    assert names == ["www.one.example", "www.valid.example"]
    assert asked.status == SUCCESS
    assert asked.json["question"]["name"] == "www.valid.example."


def test_search_with_enough_dots(stage, tmp_path):
    names, asked = asked_names(stage, tmp_path, "", "www.nowhere", "+search")
    assert names == ["www.nowhere", "www.nowhere.one.example", "www.nowhere.valid.example", "www.nowhere.two.example"]
    assert asked.json["rcode"]["name"] == "NXDOMAIN"


def test_search_with_ndots(stage, tmp_path):
    names, _ = asked_names(stage, tmp_path, "options ndots:3", "a.b", "+search")
    assert names == ["a.b.one.example", "a.b.valid.example", "a.b.two.example", "a.b"]
    names, _ = asked_names(stage, tmp_path, "options ndots:3", "a.b", "+search", "+ndots=1")
    assert names[0] == "a.b"


def test_no_search_unasked(stage, tmp_path):
    """As dig: names are complete unless +search says else."""
    names, _ = asked_names(stage, tmp_path, "", "www")
    assert names == ["www"]


def test_no_search_for_absolute_names(stage, tmp_path):
    names, _ = asked_names(stage, tmp_path, "", "www.", "+search")
    assert names == ["www"]


def test_a_domain_instead_of_the_list(stage, tmp_path):
    names, asked = asked_names(stage, tmp_path, "", "www", "+domain=valid.example")
    assert names == ["www.valid.example"] and asked.status == SUCCESS


def test_a_failure_ends_the_search(stage, tmp_path):
    """SERVFAIL says nothing about whether the name exists: the next one would hide it."""
    host = stage.host().udp(lambda query: [reply(query, rcode=2)])
    asked = with_conf(tmp_path, f"nameserver {host.address}\nsearch a.example b.example\n", "www", "+search")
    assert asked.status == FAILURE
    assert len(host.queries) == 1


# ---- the environment ----

@pytest.mark.parametrize("server, transport", [("{}", "udp"), ("tcp://{}", "tcp"), ("{}#53", "udp")])
def test_edig_server(server, transport):
    asked = edig("www.valid.example.", "+json", EDIG_SERVER=server.format(address("named")))
    assert asked.json["server"]["address"] == address("named")
    assert asked.json["server"]["transport"] == transport


def test_edig_server_is_only_the_default():
    asked = edig("@" + address("unbound"), "www.valid.example.", "+json", EDIG_SERVER="192.0.2.1")
    assert asked.json["server"]["address"] == address("unbound")


def test_edig_server_that_is_none():
    asked = edig("www.valid.example.", EDIG_SERVER="ftp://nonsense")
    assert asked.status == USAGE
    assert "EDIG_SERVER" in asked.errors
