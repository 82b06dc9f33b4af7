"""Whom the zones of a name lead the desk to: a zone's delegation may name any address, of the operator's own network as well."""

import socket
import subprocess

import pytest

from messages import SERVFAIL, name, record, reply

ROOT = "193.0.14.129"  # public, in a network of the test's own
INWARD = {"private": "10.53.0.1", "unique-local": "fd53::1", "link-local": "169.254.53.1", "loopback": "127.66.250.53", "this": "0.0.0.0"}
NETWORKS = {"private", "unique-local"}
NS, A, AAAA, REFERRAL = 2, 1, 28, 0x8000


@pytest.fixture
def world(stage, tmp_path):
    """A root that delegates KIND.example to an address of that kind, where somebody listens; whom the desk is told to ask."""
    for address in (ROOT, *INWARD.values()):
        if address != "0.0.0.0":
            subprocess.run(["ip", "address", "replace", address, "dev", "lo"], check=True)

    def refer(query):
        kind = query.labels[-2] if len(query.labels) > 1 else "none"
        if kind not in INWARD:
            return [reply(query, answer=[], flags=REFERRAL)]
        zone, address = name(f"{kind}.example"), INWARD[kind]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        glue = record(name(f"ns.{kind}.example"), AAAA if ":" in address else A, socket.inet_pton(family, address))
        return [reply(query, answer=[], flags=REFERRAL, authority=[record(zone, NS, name(f"ns.{kind}.example"))], additional=[glue])]

    root = stage.host(ROOT).udp(refer)
    inward = {kind: stage.host(address).udp(lambda query: [reply(query)]) for kind, address in INWARD.items() if kind != "this"}
    resolver = stage.host().udp(lambda query: [reply(query, rcode=SERVFAIL)])
    (tmp_path / "hints").write_text(f". 3600 IN NS k.root.\nk.root. 3600 IN A {ROOT}\n")
    return {"server": resolver.address, "trust": (f"+root-hints={tmp_path}/hints",)}, root, inward


@pytest.mark.parametrize("kind", INWARD)
def test_nobody_inside_is_asked_for_a_visitor(open_desk, world, kind):
    where, root, inward = world
    found = open_desk(**where).why(f"www.{kind}.example", lang="en")
    assert found.status == 200 and root.queries
    assert not any(host.queries or host.connections for host in inward.values())
    told = "servers at public addresses only" if kind in NETWORKS else f"{INWARD[kind]}): was not asked"
    assert any(told in finding["text"] for finding in found.json["diagnosis"]["findings"])


@pytest.mark.parametrize("kind", INWARD)
def test_with_permission_private_networks_are_and_nothing_else(open_desk, world, kind):
    where, _, inward = world
    assert open_desk("--ask-private", **where).why(f"www.{kind}.example").status == 200
    asked = {each for each, host in inward.items() if host.queries}
    assert asked == NETWORKS & {kind}
