"""Questions on one line go down one connection (RFC 7766 section 6.2.1, RFC 7858 section 3.4); counted by a relay in front
of the real servers."""

import asyncio

import pytest

from edig_lab import CA, NO_REPLY, SERVERS, SUCCESS, address, edig, loop, stage  # noqa: F401

NAMES = [f"n{number}.wild.valid.example." for number in range(25)]
PORTS = {"tcp": 53, "tls": 853, "https": 443}


async def copy(reader, writer):
    while octets := await reader.read(65536):
        writer.write(octets)
        await writer.drain()
    writer.close()


def relay(stage, server: str, transport: str):
    """A port that passes everything on to the server's and counts the connections."""
    async def script(stream):
        reader, writer = await asyncio.open_connection(address(server), PORTS[transport])
        await asyncio.gather(copy(stream.reader, writer), copy(reader, stream.writer))
    return stage.host().plain(script, PORTS[transport])


def words(host, server: str, transport: str) -> list[str]:
    trust = ["+tls-ca=" + CA, "+tls-hostname=" + SERVERS[server]["tls"]["name"]]
    return [f"@{host.address}", "+" + transport, *([] if transport == "tcp" else trust)]


@pytest.mark.parametrize("transport", PORTS)
@pytest.mark.parametrize("server", ["unbound", "named", "kresd", "dnsdist"])
def test_one_connection(stage, server, transport):
    """dnsdist ends a connection when the resolver behind it is late with one answer: the rest is asked over another."""
    host = relay(stage, server, transport)
    asked = edig(*words(host, server, transport), "+json", *NAMES)
    values = asked.json_lines
    assert asked.status == SUCCESS
    assert [value["question"]["name"] for value in values] == NAMES
    assert [value["answer"][0]["rdata"] for value in values] == ["192.0.2.7"] * len(NAMES)
    assert host.connections == 1 or server == "dnsdist" and host.connections == 2


@pytest.mark.parametrize("transport", PORTS)
def test_the_connection_is_counted_once(stage, transport):
    """connect_ms belongs to the question that had to wait for the connection; others say what they waited for the reply."""
    host = relay(stage, "unbound", transport)
    values = edig(*words(host, "unbound", transport), "+json", *NAMES).json_lines
    assert values[0]["connect_ms"] > 0
    assert all(0 < value["ms"] < 5000 for value in values)


def test_each_server_has_its_own(stage):
    """Questions with other servers or transports do not share."""
    first, second = relay(stage, "unbound", "tcp"), relay(stage, "kresd", "tcp")
    asked = edig("+tcp", "+json", "www.valid.example.", f"@{first.address}", "www.valid.example.", f"@{second.address}",
                 "nx.valid.example.", f"@{first.address}")
    values = asked.json_lines
    assert [value["server"]["address"] for value in values] == [first.address, second.address, first.address]
    assert (first.connections, second.connections) == (1, 1)


def test_tls_connections_are_not_shared_across_policies(stage):
    """A question that verifies the server must not ride on a connection that did not."""
    host = relay(stage, "unbound", "tls")
    asked = edig("+tls", "+json", f"@{host.address}", "www.valid.example.", "+tls-insecure", "www.valid.example.",
                 "+tls-ca=" + CA, "+tls-hostname=unbound.lab.example", "www.valid.example.", "+tls-ca=" + CA,
                 "+tls-hostname=named.lab.example")
    values = asked.json_lines
    assert [value["server"]["authenticated"] for value in values] == [False, True, False]
    assert values[2]["error"]["kind"] == "tls"
    assert asked.status == NO_REPLY
    assert host.connections == 3


def test_after_truncation(stage):
    """All that were truncated over UDP share one connection."""
    host = relay(stage, "unbound", "tcp")

    def truncated(query):
        from messages import QR_RD_RA, TC, reply
        return [reply(query, answer=[], flags=QR_RD_RA | TC)]
    host.udp(truncated)
    asked = edig(f"@{host.address}", "+json", *NAMES[:10])
    assert [value["server"]["transport"] for value in asked.json_lines] == ["tcp"] * 10
    assert host.connections == 1


@pytest.mark.parametrize("transport", PORTS)
def test_a_hundred_questions(stage, transport):
    """More than a server takes at once over one connection (Unbound: 100 streams), all the same answered."""
    host = relay(stage, "unbound", transport)
    names = [f"m{number}.wild.valid.example." for number in range(150)]
    asked = edig(*words(host, "unbound", transport), "+json", *names)
    assert asked.status == SUCCESS
    assert [value["answer"][0]["name"] for value in asked.json_lines] == names
    assert host.connections <= 3
