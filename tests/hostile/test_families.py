"""Servers with an IPv6 and an IPv4 address of which one is dead (RFC 8305), and names of servers that lead nowhere.

`twofold.hostile` is ::1 and 127.66.255.1, `four.hostile` 127.66.255.2, by the namespace's /etc/hosts.
"""

import pytest

from asking import NO_REPLY, SUCCESS, USAGE, edig
from messages import NXDOMAIN, address_record, record, reply
from stage import After

V6, V4 = "::1", "127.66.255.1"
TRANSPORTS = ("udp", "tcp", "tls")
AAAA = 28
PORTS = {"udp": 53, "tcp": 53, "tls": 853}


async def good(stream):
    while True:
        await stream.reply(reply(await stream.query()))


def live(stage, address, transport, tls):
    host = stage.host(address)
    if transport == "udp":
        return host.udp(lambda query: [reply(query)])
    return host.tcp(good) if transport == "tcp" else host.tls(good, tls.context("dot"))


def silent(stage, address, transport):
    """Behind a firewall that drops all."""
    host = stage.host(address)
    return host.udp(lambda query: []) if transport == "udp" else host.full(PORTS[transport])


def ask(transport, tls, *options):
    how = () if transport == "udp" else (f"+{transport}",)
    trust = tls.trust if transport == "tls" else ()
    return edig("@twofold.hostile", "www.valid.", "+json", "+timeout=3", *how, *trust, *options)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_silent_v6(stage, tls, transport):
    """The user notices nothing: v4 answers after a fraction of a second, on the first try."""
    silent(stage, V6, transport)
    host = live(stage, V4, transport, tls)
    asked = ask(transport, tls)
    assert asked.status == SUCCESS
    assert asked.json["server"]["address"] == V4
    assert asked.json["server"]["name"].rstrip(".") == "twofold.hostile"
    assert asked.seconds < 1.5
    assert len(host.queries) == 1


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_silent_v4(stage, tls, transport):
    silent(stage, V4, transport)
    live(stage, V6, transport, tls)
    asked = ask(transport, tls)
    assert asked.status == SUCCESS
    assert asked.json["server"]["address"] == V6
    assert asked.seconds < 1.5


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("dead, alive", [(V6, V4), (V4, V6)], ids=["v6", "v4"])
def test_refused(stage, tls, transport, dead, alive):
    """Nothing listens there: the other is asked at once."""
    live(stage, alive, transport, tls)
    asked = ask(transport, tls)
    assert asked.status == SUCCESS
    assert asked.json["server"]["address"] == alive
    assert asked.seconds < 1.0
    assert dead != alive


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_both_live(stage, tls, transport):
    """The first address is asked, and the other left alone."""
    first, second = live(stage, V6, transport, tls), live(stage, V4, transport, tls)
    asked = ask(transport, tls)
    assert asked.status == SUCCESS
    assert len(first.queries) + len(second.queries) == 1


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("option, address", [("-4", V4), ("-6", V6)])
def test_only_one_family(stage, tls, transport, option, address):
    hosts = {V6: live(stage, V6, transport, tls), V4: live(stage, V4, transport, tls)}
    asked = ask(transport, tls, option)
    assert asked.json["server"]["address"] == address
    assert [bool(hosts[one].queries) for one in (V6, V4)] == [address == V6, address == V4]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_only_one_family_and_that_one_dead(stage, tls, transport):
    live(stage, V4, transport, tls)
    asked = ask(transport, tls, "-6")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] in ("refused", "unreachable")


def test_a_server_without_an_address_of_the_family():
    asked = edig("@four.hostile", "www.valid.", "-6")
    assert asked.status in (USAGE, NO_REPLY)
    assert "four.hostile" in asked.said


def test_both_silent(stage, tls):
    """The timeout holds for both together."""
    silent(stage, V6, "tcp")
    silent(stage, V4, "tcp")
    asked = ask("tcp", tls, "+timeout=0.6")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "timeout"
    assert asked.seconds < 3


# ---- +bootstrap: who says where a server is ----

def bootstrap(stage, script):
    return stage.host().udp(script)


def addresses(query, v6=b"", v4=""):
    """The answer about a server's name, for A or AAAA."""
    if query.rdtype == AAAA:
        return reply(query, answer=[record(b"\xc0\x0c", AAAA, v6)] if v6 else [])
    return reply(query, answer=[address_record(v4)] if v4 else [])


def test_bootstrap(stage):
    host = stage.host().udp(lambda query: [reply(query)])
    guide = bootstrap(stage, lambda query: [addresses(query, v4=host.address)])
    asked = edig("@dns.hostile", f"+bootstrap={guide.address}", "www.valid.", "+json")
    assert asked.status == SUCCESS
    assert asked.json["server"]["address"] == host.address
    assert {query.rdtype for query in guide.queries} <= {1, AAAA} and guide.queries


def test_bootstrap_that_is_silent_about_v6(stage):
    """Only the answer for A comes: that is enough, and soon (RFC 8305 section 3)."""
    host = stage.host().udp(lambda query: [reply(query)])
    guide = bootstrap(stage, lambda query: [] if query.rdtype == AAAA else [addresses(query, v4=host.address)])
    asked = edig("@dns.hostile", f"+bootstrap={guide.address}", "www.valid.", "+json", "+timeout=3")
    assert asked.status == SUCCESS
    assert asked.seconds < 1.5


def test_bootstrap_that_knows_no_such_name(stage):
    guide = bootstrap(stage, lambda query: [reply(query, rcode=NXDOMAIN)])
    asked = edig("@dns.hostile", f"+bootstrap={guide.address}", "www.valid.")
    assert asked.status == USAGE
    assert "dns.hostile" in asked.said


def test_bootstrap_that_is_silent(stage):
    guide = bootstrap(stage, lambda query: [])
    asked = edig("@dns.hostile", f"+bootstrap={guide.address}", "www.valid.")
    assert asked.status in (USAGE, NO_REPLY)
    assert "dns.hostile" in asked.said
    assert asked.seconds < 4


def test_bootstrap_is_not_believed_blindly(stage):
    """A forged answer with the wrong ID leads nowhere."""
    host, evil = (stage.host().udp(lambda query: [reply(query)]) for _ in range(2))
    guide = bootstrap(stage, lambda query: [reply(query, identity=query.identity ^ 1, answer=[address_record(evil.address)]),
                                            After(0.05, addresses(query, v4=host.address))])
    asked = edig("@dns.hostile", f"+bootstrap={guide.address}", "www.valid.", "+json")
    assert asked.json["server"]["address"] == host.address
    assert not evil.queries


def test_a_name_that_the_system_does_not_know():
    asked = edig("@no-such-name.hostile", "www.valid.")
    assert asked.status in (USAGE, NO_REPLY)
    assert "no-such-name.hostile" in asked.said


# ---- where the questions come from ----

def test_source_address_and_port(stage):
    host = stage.host().udp(lambda query: [reply(query)]).tcp(good)
    assert edig(f"@{host.address}", "-b", "127.66.254.7", "www.valid.").status == SUCCESS
    assert edig(f"@{host.address}", "-b", "127.66.254.7#40053", "www.valid.").status == SUCCESS
    assert edig(f"@{host.address}", "-b", "127.66.254.7#40054", "+tcp", "www.valid.").status == SUCCESS
    assert host.queries[0].peer[0] == "127.66.254.7"
    assert [query.peer[:2] for query in host.queries[1:]] == [("127.66.254.7", 40053), ("127.66.254.7", 40054)]


def test_source_address_of_another_family():
    """Nothing can be sent so."""
    asked = edig("@127.0.0.1", "-b", "::1", "www.valid.")
    assert asked.status in (USAGE, NO_REPLY)
    assert asked.said.strip()


def test_source_address_that_is_not_ours(stage):
    host = stage.host().udp(lambda query: [reply(query)])
    asked = edig(f"@{host.address}", "-b", "192.0.2.77", "www.valid.")
    assert asked.status in (USAGE, NO_REPLY)
    assert not host.queries
    assert "source address" in asked.said


def test_another_port(stage):
    host = stage.host().tcp(good, port=5353)
    asked = edig(f"@{host.address}", "-p", "5353", "+tcp", "www.valid.", "+json")
    assert asked.json["server"]["port"] == 5353
    assert edig(f"@{host.address}#5353", "+tcp", "www.valid.").status == SUCCESS
