"""A zone made to cost: sixteen servers that each fill their replies to the last octet with records and signatures. What
+why spends on it is bounded, and edig(1), BOUNDS, says by how much."""

import struct
import time

import pytest

from asking import FAILURE, SANITIZED, measured
from messages import NAME_OF_QUESTION, SERVFAIL, TC, message, name, record, reply
from signed import AA, DNSKEY, DS, NS, OPT_DO, QR, RRSIG, A, Zone, key_tag

SERVERS, PACKETS, QUESTIONS = 16, 300, 200
CPU = 3.0       # seconds, of a busy machine; edig(1) says what it takes
PEAK = 256      # MiB
FULL = 65535


def false_signature(zone, query, number: int) -> bytes:
    """By the zone's key, as far as can be seen without trying."""
    now = int(time.time())
    head = struct.pack("!HBBIIIH", query.rdtype, 13, len(query.labels), 300, now + 3600 + number, now - 60,
                       key_tag(zone.dnskey))
    return record(NAME_OF_QUESTION, RRSIG, head + zone.apex + struct.pack("!I", number) * 16)


def filled(zone, query, records, signatures):
    """So many of both, or as many as there is room for."""
    answer = [false_signature(zone, query, number) for number in range(signatures)]
    size = 12 + len(query.question) + len(OPT_DO) + sum(map(len, answer))
    for number in range(records):
        rdata = struct.pack("!I", number) if query.rdtype == A else struct.pack("!HBB", number, 13, 2) + bytes(32)
        one = record(NAME_OF_QUESTION, query.rdtype, rdata)
        if size + len(one) > FULL:
            break
        size += len(one)
        answer.append(one)
    return message(query.identity, query.question, answer, flags=QR | AA, additional=[OPT_DO])


@pytest.mark.parametrize("records, signatures", [(4050, 2), (50, 550), (2000, 300)],
                         ids=["records", "signatures", "both"])
def test_sixteen_servers(stage, tmp_path, records, signatures):
    root, zone = Zone("."), Zone("valid.")
    hosts = [stage.host() for _ in range(SERVERS)]
    glue = [record(name(f"ns{n}.valid."), A, bytes(map(int, host.address.split(".")))) for n, host in enumerate(hosts)]

    def of_root(query):
        flags, answer, authority, additional = QR | AA, [], [], [OPT_DO]
        if query.rdtype == DNSKEY and not query.labels:
            answer = root.signed(".", DNSKEY, root.dnskey)
        elif query.rdtype == DS and query.labels == ["valid"]:
            answer = root.signed("valid.", DS, zone.ds)
        elif query.labels and query.labels[-1] == "valid":
            flags = QR
            authority = [record(name("valid."), NS, name(f"ns{n}.valid.")) for n in range(SERVERS)]
            authority += root.signed("valid.", DS, zone.ds)
            additional = [*glue, OPT_DO]
        return [message(query.identity, query.question, answer, authority, additional, flags)]

    def whole(query):
        if query.rdtype == DNSKEY and query.labels == ["valid"]:
            return message(query.identity, query.question, zone.signed("valid.", DNSKEY, zone.dnskey),
                           additional=[OPT_DO], flags=QR | AA)
        return filled(zone, query, records, signatures)

    async def script(stream):
        while True:
            await stream.reply(whole(await stream.query()))

    def truncated(query):
        return [message(query.identity, query.question, flags=QR | AA | TC, additional=[OPT_DO])]
    for host in hosts:
        host.udp(truncated).tcp(script)
    top, resolver = stage.host().udp(of_root), stage.host().udp(lambda query: [reply(query, rcode=SERVFAIL)])
    hints, anchor = tmp_path / "hints", tmp_path / "anchor"
    hints.write_text(f". 3600 IN NS ns.\nns. 3600 IN A {top.address}\n")
    anchor.write_text(f". 3600 IN DS {root.ds_text()}\n")
    asked, taken = measured(f"@{resolver.address}", "+why", "+json", "+ask-special", f"+root-hints={hints}",
                            f"+trust-anchor={anchor}", "www.valid.", "+timeout=5", limit=60)
    diagnosis = asked.json["diagnosis"]
    assert asked.status == FAILURE
    assert diagnosis["status"] == "bogus"
    assert "bound-reached" in [finding["kind"] for finding in diagnosis["findings"]]
    assert diagnosis["cost"]["questions"] <= QUESTIONS and diagnosis["cost"]["packets"] <= PACKETS
    assert all(host.queries for host in hosts)
    assert SANITIZED or taken.cpu < CPU, taken
    assert SANITIZED or taken.peak < PEAK, taken
