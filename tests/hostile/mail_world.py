"""A signed root and the signed zone example. below it, behind a resolver that validates, with mail and web servers at
addresses that are for no special use: edig +services +connect goes there and to no loopback address. In the namespace
they lead nowhere else.

    world = MailWorld(stage, tmp_path)
    world.exchange("mx.shop.lab.example", context)            # a mail server, in the MX records of the domain
    world.put("_25._tcp.mx.shop.lab.example", TLSA, data)
    services = world.services(tls)                            # edig +services +connect +json
"""

import ipaddress
import itertools
import struct
import subprocess

from asking import edig
from messages import CNAME, SERVFAIL, TXT, message, name, opt, record
from signed import DS, NS, RRSIG, SOA, Zone, key_of

A, MX, AAAA, NSEC, TLSA = 1, 15, 28, 47, 52
QR_RD_RA_AD, CD = 0x81A0, 0x0010
DOMAIN = "shop.lab.example"


def strings(text):
    """A TXT record of one string."""
    return bytes([len(text)]) + text.encode()


def bitmap(*types):
    """Of NSEC, for types below 256 (RFC 4034 section 4.1.2)."""
    octets = bytearray(max(types) // 8 + 1)
    for rdtype in types:
        octets[rdtype // 8] |= 0x80 >> rdtype % 8
    return bytes([0, len(octets)]) + bytes(octets)


class MailWorld:
    """`unsigned`: apexes of zones below example. that have no DS. Questions in `failing` get SERVFAIL, those in `bogus`
    get it unless CD is set, and their signatures are wrong."""

    _numbers = itertools.count(1)

    def __init__(self, stage, tmp_path):
        # Global unicast addresses are this machine's own; nothing of them is reached from here.
        subprocess.run(["ip", "route", "replace", "local", "8.8.4.0/24", "dev", "lo"], check=True)
        self.stage, self.anchor = stage, tmp_path / "anchor"
        self.root, self.zone = Zone("."), Zone("example.")
        self.anchor.write_text(f". 3600 IN DS {self.root.ds_text()}\n")
        self.unsigned, self.failing, self.bogus = set(), set(), set()
        self.root.put(".", NS, name("ns."))
        self.root.put("example.", DS, self.zone.ds)
        self.zone.put("example.", NS, name("ns.example."))
        self.exchanges = []
        self.resolver = stage.host("127.0.0.1").udp(lambda query: [self.fitting(query, self.reply(query))])
        self.resolver.tcp(self.over_tcp)

    async def over_tcp(self, stream):
        while True:
            await stream.reply(self.reply(await stream.query()))

    @staticmethod
    def fitting(query, wire):
        if len(wire) <= 1232:
            return wire
        flags = struct.unpack_from("!H", wire, 2)[0] & 0xFFF0 | 0x0200
        return message(query.identity, query.question, flags=flags, additional=[opt()])

    def is_unsigned(self, owner):
        return any(owner == apex or owner.endswith(apex) for apex in self.unsigned)

    def answer(self, owner, rdtype):
        """The records, along aliases."""
        zone = self.root if owner == b"\0" or (owner, rdtype) == (name("example."), DS) else self.zone
        found = zone.answers.get((owner, rdtype))
        alias = zone.answers.get((owner, CNAME))
        if not found and alias:
            target = alias[0][len(owner) + 10:]
            return [*alias, *self.answer(target, rdtype)[0]], *self.answer(target, rdtype)[1:]
        return found or [], owner, zone

    def denial(self, owner, rdtype, zone):
        """That there is no such type; as if the signer made it at once (RFC 4470), every name is there."""
        types = [NS, RRSIG, NSEC] if owner in self.unsigned else [RRSIG, NSEC]
        proof = b"\1\0" + owner + bitmap(*types)
        return [*zone.answers[zone.apex, SOA], record(owner, NSEC, proof),
                record(owner, RRSIG, zone.signature(owner, NSEC, [proof]))]

    def reply(self, query):
        key = key_of(query)
        flags = QR_RD_RA_AD | struct.unpack_from("!H", query.wire, 2)[0] & CD
        if key in self.failing or (key in self.bogus and not flags & CD):
            return message(query.identity, query.question, additional=[opt()], flags=flags & ~0x20, rcode=SERVFAIL)
        answer, owner, zone = self.answer(*key)
        unsigned = self.is_unsigned(owner) and query.rdtype != DS
        authority = [] if any(type_of(one) == query.rdtype for one in answer) else self.denial(owner, query.rdtype, zone)
        if unsigned:
            answer = [one for one in answer if type_of(one) != RRSIG]
            authority, flags = [], flags & ~0x20
        if key in self.bogus:
            answer = [one[:-1] + bytes([one[-1] ^ 1]) if type_of(one) == RRSIG else one for one in answer]
        return message(query.identity, query.question, answer, authority, [opt()], flags)

    def put(self, owner, rdtype, *rdatas):
        self.zone.put(owner, rdtype, *rdatas)

    def address(self, *owners, version=4):
        """A fresh one, of these names."""
        number = next(self._numbers)
        text = f"8.8.4.{number % 250 + 1}"
        if version == 6:
            text = f"2a00:1:2:3::{number:x}"
            subprocess.run(["ip", "addr", "replace", text + "/128", "dev", "lo", "nodad"], check=True)
        for owner in owners:
            self.put(owner, A if version == 4 else AAAA, ipaddress.ip_address(text).packed)
        return text

    def host(self, *owners, version=4):
        """A server that is yet to be given what it says."""
        return self.stage.host(self.address(*owners, version=version))

    def exchange(self, owner, script, domain=DOMAIN):
        """A mail server, and its MX record beside those before it."""
        self.exchanges.append(struct.pack("!H", 10 * len(self.exchanges) + 10) + name(owner))
        self.put(domain, MX, *self.exchanges)
        return self.host(owner).plain(script, port=25)

    def policy(self, script, context, owner="mta-sts." + DOMAIN):
        """The server of an MTA-STS policy, and the record that announces it."""
        self.put("_" + owner, TXT, strings("v=STSv1; id=1;"))
        return self.host(owner).https(script, context)

    def run(self, tls, *arguments, domain=DOMAIN, limit=60.0):
        return edig("@127.0.0.1", "+services", "+connect", "+timeout=2", *self.trust(), tls.trust[0], *arguments, domain,
                    limit=limit)

    def trust(self):
        return [f"+trust-anchor={self.anchor}"]

    def services(self, tls, *arguments, **more):
        return self.run(tls, "+json", *arguments, **more).json["services"]


def type_of(wire):
    end = 0
    while wire[end]:
        end += 1 + wire[end]
    return struct.unpack_from("!H", wire, end + 1)[0]
