"""A signed root and a signed zone valid. below it, each with a server of its own, and a resolver before them; their
records and signatures are made octet by octet, so that a test can spoil any of them.

    world = World(stage, tmp_path)
    world.zone.put("www.valid.", A, b"\\xc0\\0\\2\\1")      # signed
    diagnosis = world.why("www.valid.").json["diagnosis"]
"""

import struct
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from asking import edig
from messages import QR_RD_RA, message, name, record

A, NS, SOA, DS, RRSIG, DNSKEY = 1, 2, 6, 43, 46, 48
QR, AA = 0x8000, 0x0400
TTL = 300
ECDSAP256SHA256 = 13
OPT_DO = record(b"\0", 41, b"", ttl=1 << 15, cls=1232)


def key_tag(dnskey: bytes) -> int:
    """RFC 4034 appendix B."""
    total = sum(octet << (0 if index & 1 else 8) for index, octet in enumerate(dnskey))
    return (total + (total >> 16)) & 0xffff


def with_tag(dnskey: bytes, tag: int) -> bytes:
    """The DNSKEY with other two octets at its end, so that it has this tag."""
    missing = tag - key_tag(dnskey[:-2] + b"\0\0")
    candidates = (dnskey[:-2] + struct.pack("!H", (missing + carry) & 0xffff) for carry in (0, -1, 1))
    return next(candidate for candidate in candidates if key_tag(candidate) == tag)


class Zone:
    """A zone with one key: its apex and the RRsets that its server answers with, whole records in wire format."""

    def __init__(self, apex: str):
        self.apex = name(apex)
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_numbers()
        self.dnskey = struct.pack("!HBB", 257, 3, ECDSAP256SHA256) + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")
        self.ds = self.ds_of(self.dnskey)
        self.answers: dict[tuple[bytes, int], list[bytes]] = {}
        self.late = 0  # by how many seconds the signer's clock is off
        self.put(apex, DNSKEY, self.dnskey)
        self.put(apex, SOA, b"\0\0" + struct.pack("!IIIII", 1, 3600, 600, 86400, TTL))

    def ds_of(self, dnskey: bytes) -> bytes:
        """With a SHA-256 digest."""
        digest = hashes.Hash(hashes.SHA256())
        digest.update(self.apex + dnskey)
        return struct.pack("!HBB", key_tag(dnskey), dnskey[3], 2) + digest.finalize()

    def ds_text(self) -> str:
        tag, algorithm, digest_type = struct.unpack_from("!HBB", self.ds)
        return f"{tag} {algorithm} {digest_type} {self.ds[4:].hex()}"

    def signature(self, owner: bytes, rdtype: int, rdatas: list[bytes], *, labels: int | None = None,
                  tag: int | None = None) -> bytes:
        """The RRSIG of an RRset, RDATA only; `labels` and `tag` lie, and are signed as they are."""
        now = int(time.time()) + self.late
        head = struct.pack("!HBBIIIH", rdtype, ECDSAP256SHA256, count_labels(owner) if labels is None else labels, TTL,
                           now + 3600, now - 3600, key_tag(self.dnskey) if tag is None else tag) + self.apex
        fixed = owner + struct.pack("!HHI", rdtype, 1, TTL)
        data = head + b"".join(fixed + struct.pack("!H", len(rdata)) + rdata for rdata in sorted(rdatas))
        r, s = utils.decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return head + r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def signed(self, owner: str, rdtype: int, *rdatas: bytes, **lies: int) -> list[bytes]:
        """The records of an RRset and their signature."""
        wire = name(owner)
        return [*[record(wire, rdtype, rdata) for rdata in rdatas],
                record(wire, RRSIG, self.signature(wire, rdtype, list(rdatas), **lies))]

    def put(self, owner: str, rdtype: int, *rdatas: bytes, **lies: int) -> None:
        self.answers[name(owner), rdtype] = self.signed(owner, rdtype, *rdatas, **lies)


def count_labels(wire: bytes) -> int:
    count = 0
    while wire[0]:
        count, wire = count + 1, wire[1 + wire[0]:]
    return count


def key_of(query) -> tuple[bytes, int]:
    return name(".".join(query.labels).lower()), query.rdtype


class World:
    """The two zones, and who answers for them. `at_root`, `at_zone` and `at_resolver` may be set to another script."""

    def __init__(self, stage, tmp_path):
        self.root, self.zone = Zone("."), Zone("valid.")
        self.top, self.authority, self.resolver = stage.host(), stage.host(), stage.host()
        address = bytes(map(int, self.authority.address.split(".")))
        self.glue = [record(name("ns.valid."), A, address)]
        self.zone.put("valid.", NS, name("ns.valid."))
        self.zone.put("ns.valid.", A, address)
        self.zone.put("www.valid.", A, b"\xc0\0\2\1")
        self.root.put(".", NS, name("ns."))
        self.ds = [self.zone.ds]
        self.at_root = self.roots_reply
        self.at_zone = self.zones_reply
        self.at_resolver = self.resolvers_reply
        self.top.udp(lambda query: [self.fitting(query, self.at_root(query))])
        self.top.tcp(self.over_tcp(lambda query: self.at_root(query)))
        self.authority.udp(lambda query: [self.fitting(query, self.at_zone(query))])
        self.authority.tcp(self.over_tcp(lambda query: self.at_zone(query)))
        self.resolver.udp(self.resolver_over_udp)
        self.resolver.tcp(self.over_tcp(lambda query: self.at_resolver(query)))
        self.hints, self.anchor = tmp_path / "hints", tmp_path / "anchor"
        self.hints.write_text(f". 3600 IN NS ns.\nns. 3600 IN A {self.top.address}\n")
        self.anchor.write_text(f". 3600 IN DS {self.root.ds_text()}\n")

    def resolver_over_udp(self, query) -> list[bytes]:
        """A script that gives None drops the query."""
        wire = self.at_resolver(query)
        return [] if wire is None else [self.fitting(query, wire)]

    @staticmethod
    def over_tcp(script):
        async def serve(stream):
            while True:
                await stream.reply(script(await stream.query()))
        return serve

    @staticmethod
    def fitting(query, wire: bytes) -> bytes:
        """The reply, or that it does not fit into a datagram."""
        if len(wire) <= 1232:
            return wire
        return message(query.identity, query.question, flags=struct.unpack_from("!H", wire, 2)[0] & 0xfff0 | 0x0200,
                       additional=[OPT_DO])

    def whole(self, zone: Zone, query, flags: int) -> bytes:
        """What the zone has of it, or that it has none such."""
        answer = zone.answers.get(key_of(query), [])
        authority = [] if answer else zone.answers[zone.apex, SOA]
        return message(query.identity, query.question, answer, authority, [OPT_DO], flags)

    def roots_reply(self, query) -> bytes:
        if key_of(query) == (name("valid."), DS):
            return message(query.identity, query.question, self.root.signed("valid.", DS, *self.ds), additional=[OPT_DO],
                           flags=QR | AA)
        if query.labels and query.labels[-1].lower() == "valid":
            authority = [record(name("valid."), NS, name("ns.valid.")), *self.root.signed("valid.", DS, *self.ds)]
            return message(query.identity, query.question, authority=authority, additional=[*self.glue, OPT_DO], flags=QR)
        return self.whole(self.root, query, QR | AA)

    def zones_reply(self, query) -> bytes:
        return self.whole(self.zone, query, QR | AA)

    def resolvers_reply(self, query) -> bytes:
        """What the zone's server says; of the root's own, the root's."""
        if not query.labels or key_of(query) == (name("valid."), DS):
            source = self.at_root(query)
        else:
            source = self.at_zone(query)
        return source[:2] + struct.pack("!H", QR_RD_RA | struct.unpack_from("!H", source, 2)[0] & 0x020f) + source[4:]

    def options(self) -> list[str]:
        return [f"@{self.resolver.address}", "+why", "+ask-special", f"+root-hints={self.hints}",
                f"+trust-anchor={self.anchor}", "+timeout=2"]

    def why(self, *arguments: str, ask=edig, limit: float = 30.0):
        """The run of a diagnosis, as JSON."""
        return ask(*self.options(), "+json", *arguments, limit=limit)
