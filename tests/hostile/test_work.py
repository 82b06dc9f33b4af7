"""A zone made to cost: sixteen servers that each fill their replies to the last octet with records and signatures. What
+why spends on it is bounded, and edig(1), BOUNDS, says by how much."""

import struct
import time

import dns.dnssec
import dns.name
import dns.rdatatype
import dns.rrset
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from asking import FAILURE, SANITIZED, measured
from messages import NAME_OF_QUESTION, SERVFAIL, TC, message, name, record, reply

SERVERS, PACKETS, QUESTIONS = 16, 300, 200
CPU = 3.0       # seconds, of a busy machine; edig(1) says what it takes
PEAK = 256      # MiB
QR, AA = 0x8000, 0x0400
A, NS, DS, RRSIG, DNSKEY = 1, 2, 43, 46, 48
FULL = 65535
OPT_DO = record(b"\0", 41, b"", ttl=1 << 15, cls=1232)


class Zone:
    """A zone with one key."""

    def __init__(self, apex: str):
        self.apex = dns.name.from_text(apex)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.dnskey = dns.dnssec.make_dnskey(self.key.public_key(), dns.dnssec.Algorithm.ECDSAP256SHA256, flags=257)
        self.ds = dns.dnssec.make_ds(self.apex, self.dnskey, "SHA256")

    def signed(self, owner: dns.name.Name, rdata) -> list[bytes]:
        """An RRset of one record and its signature."""
        now = int(time.time())
        rrsig = dns.dnssec.sign(dns.rrset.from_rdata(owner, 300, rdata), self.key, self.apex, self.dnskey,
                                inception=now - 3600, expiration=now + 3600)
        return [record(owner.to_wire(), rdata.rdtype, rdata.to_wire()), record(owner.to_wire(), RRSIG, rrsig.to_wire())]

    def false_signature(self, query, number: int) -> bytes:
        """By the zone's key, as far as can be seen without trying."""
        now = int(time.time())
        head = struct.pack("!HBBIIIH", query.rdtype, 13, len(query.labels), 300, now + 3600 + number, now - 60,
                           dns.dnssec.key_id(self.dnskey))
        return record(NAME_OF_QUESTION, RRSIG, head + self.apex.to_wire() + struct.pack("!I", number) * 16)


def filled(zone, query, records, signatures):
    """So many of both, or as many as there is room for."""
    answer = [zone.false_signature(query, number) for number in range(signatures)]
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
            answer = root.signed(root.apex, root.dnskey)
        elif query.rdtype == DS and query.labels == ["valid"]:
            answer = root.signed(zone.apex, zone.ds)
        elif query.labels and query.labels[-1] == "valid":
            flags = QR
            authority = [record(name("valid."), NS, name(f"ns{n}.valid.")) for n in range(SERVERS)]
            authority += root.signed(zone.apex, zone.ds)
            additional = [*glue, OPT_DO]
        return [message(query.identity, query.question, answer, authority, additional, flags)]

    def whole(query):
        if query.rdtype == DNSKEY and query.labels == ["valid"]:
            return message(query.identity, query.question, zone.signed(zone.apex, zone.dnskey), additional=[OPT_DO],
                           flags=QR | AA)
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
    anchor.write_text(f". 3600 IN DS {root.ds.to_text()}\n")
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
