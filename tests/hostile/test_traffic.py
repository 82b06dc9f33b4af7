"""What asking costs is counted where it is sent: what edig says of packets, octets and connections is what the servers saw.

The program counts as edig does, over the same code; see traffic.cc.
"""

import os
import pathlib
import subprocess

import pytest
from http2 import Http2

from asking import EDIG, environment
from messages import BADCOOKIE, FORMERR, NOERROR, QR_RD_RA, TC, address_record, option, record, reply

TRAFFIC = os.environ.get("EDIG_TRAFFIC", pathlib.Path(EDIG).parent / "tests" / "hostile" / "edig_traffic")
AAAA = 28


def count(*arguments):
    process = subprocess.run([TRAFFIC, *arguments], capture_output=True, timeout=20, check=True, env=environment())
    packets, octets, connections = map(int, process.stdout.split())
    return packets, octets, connections


def cost(*arguments):
    return count("+timeout=0.4", "+tries=1", *arguments)


def seen(*hosts):
    """As the servers count."""
    queries = [query for host in hosts for query in host.queries]
    return len(queries), sum(len(query.wire) for query in queries), sum(host.connections for host in hosts)


def truncated(query):
    return reply(query, answer=[], flags=QR_RD_RA | TC)


async def good(stream):
    while True:
        await stream.reply(reply(await stream.query()))


async def silent(stream):
    await stream.query()
    await stream.hang()


def test_one_datagram(stage):
    host = stage.host().udp(lambda query: [reply(query)])
    assert cost(f"@{host.address}", "www.valid.") == seen(host)
    assert seen(host)[0] == 1


def test_tries_and_one_without_edns(stage):
    host = stage.host().udp(lambda query: [])
    assert cost(f"@{host.address}", "www.valid.", "+tries=3") == seen(host)
    assert seen(host)[0] == 3


def test_several_servers(stage):
    hosts = [stage.host().udp(lambda query: []) for _ in range(3)]
    assert cost(*[f"@{host.address}" for host in hosts], "www.valid.") == seen(*hosts)
    assert seen(*hosts)[0] == 3


def test_tcp_after_truncation(stage):
    host = stage.host().udp(lambda query: [truncated(query)]).tcp(good)
    assert cost(f"@{host.address}", "www.valid.") == seen(host)
    assert seen(host)[0] == 2 and seen(host)[2] == 1


def test_without_edns_after_formerr(stage):
    host = stage.host().udp(lambda query: [reply(query, rcode=FORMERR if query.has_opt else NOERROR, additional=[])])
    assert cost(f"@{host.address}", "www.valid.") == seen(host)
    assert seen(host)[0] == 2


def test_badcookie_then_tcp(stage):
    def script(query):
        return [reply(query, rcode=BADCOOKIE, options=option(10, query.client_cookie + b"server's"))]
    host = stage.host().udp(script).tcp(good)
    assert cost(f"@{host.address}", "www.valid.") == seen(host)
    assert seen(host)[0] == 3


def test_a_second_address(stage):
    """Happy eyeballs: what went to the silent address counts."""
    v6 = stage.host("::1").udp(lambda query: [])
    v4 = stage.host("127.66.255.1").udp(lambda query: [reply(query)])
    assert cost("@twofold.hostile", "www.valid.", "+timeout=2") == seen(v6, v4)
    assert seen(v6, v4)[0] == 2


def test_a_second_connection(stage):
    """As does a connection that never came about."""
    stage.host("::1").full(53)
    v4 = stage.host("127.66.255.1").tcp(good)
    packets, octets, connections = seen(v4)
    packets, octets, connections = cost("@twofold.hostile", "www.valid.", "+tcp", "+timeout=2")
    assert (packets, octets) == seen(v4)[:2]
    assert connections == 2


def test_a_refused_connection(stage):
    host = stage.host()
    assert cost(f"@{host.address}", "www.valid.", "+tcp") == (0, 0, 1)


def test_looking_up_the_server(stage):
    """What the bootstrap resolver is asked counts, retries as well."""
    server = stage.host().udp(lambda query: [reply(query)])
    late = []

    def script(query):
        late.append(query)
        if len(late) <= 2:
            return []
        return [reply(query, answer=[address_record(server.address)] if query.rdtype == 1 else [])]
    resolver = stage.host().udp(script)
    names = cost("@dns.hostile", f"+bootstrap={resolver.address}", "www.valid.", "+tries=2", "+timeout=1")
    assert names == seen(server, resolver)
    assert len(resolver.queries) == 4 and len(server.queries) == 1


def test_many_questions_on_one_tls_connection(stage, tls):
    host = stage.host().tls(good, tls.context("dot"))
    names = [f"n{number}.valid." for number in range(20)]
    assert cost(f"@{host.address}", "+tls", *tls.trust, "+timeout=3", *names) == seen(host)
    assert seen(host)[0] == 20 and seen(host)[2] == 1


@pytest.mark.parametrize("method", ["+https", "+https-get"])
def test_https(stage, tls, method):
    """The DNS messages count, not the requests around them."""
    async def script(stream):
        http = await Http2(stream).start()
        while True:
            request = await http.request()
            await http.respond(request, reply(request.query))
    host = stage.host().https(script, tls.context("h2"))
    names = [f"n{number}.valid." for number in range(20)]
    assert cost(f"@{host.address}", method, *tls.trust, "+timeout=3", *names) == seen(host)
    assert seen(host)[0] == 20 and seen(host)[2] == 1


def test_a_server_that_closes_after_each_reply(stage):
    """What is put again over a new connection counts again."""
    async def script(stream):
        queries = [await stream.query()]
        await stream.reply(reply(queries[0]))
        while True:
            await stream.query()
    host = stage.host().tcp(script)
    names = [f"n{number}.valid." for number in range(6)]
    assert cost(f"@{host.address}", "+tcp", *names) == seen(host)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_what_a_diagnosis_fetches(stage, transport):
    host = stage.host()
    host = host.udp(lambda query: [reply(query)]) if transport == "udp" else host.tcp(good)
    names = [f"n{number}.valid." for number in range(8)]
    assert count("fetch", transport, host.address, *names) == seen(host)
    assert len(host.queries) == 8


def test_what_a_diagnosis_asks_alone(stage):
    """A server that closes on one question: those that went with it are asked one by one, each over its own connection."""
    async def script(stream):
        queries = [await stream.query()]
        while stream.host.connections == 1 and len(queries) < 6:
            queries.append(await stream.query())
        for query in queries:
            if query.labels[0] != "n3":
                await stream.reply(reply(query))
    host = stage.host().tcp(script)
    names = [f"n{number}.valid." for number in range(6)]
    assert count("fetch", "tcp", host.address, *names) == seen(host)
    assert len(host.queries) > 6 and host.connections > 1
