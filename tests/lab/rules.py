"""Servers that misbehave by rule: what catalogue files call `rules`, for authoritative servers and for forwarders.

A rule is a line `CONDITIONS -> ACTIONS`; the first rule whose conditions all hold says what is done, and what no rule
names is passed on as the server behind gave it. Conditions are words, each may be negated by a leading `!`:

    type=A,AAAA      the question's type            name=www         the question's name, relative to the case's zone
    under=a          that name, or one below it     below=a          a name below it only
    edns option do rd cd                            of the query     (option: any EDNS option but those of `allow=`)
    capital          a capital letter in the name   version>0        EDNS version
    udp tcp size>N   of the reply on the wire       rcode=NXDOMAIN   what the server behind says
    from=127.0.0.11  the client's address           every=3          each third query that meets the words before
    later            the second act has begun ($LAB_DIR/later exists)            *   always

Actions, several separated by `;`, are the functions below, `_` written as `-`.
"""

from __future__ import annotations

import asyncio
import functools
import os
import struct
from dataclasses import dataclass, field

import dns.dnssec
import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from dns.message import Message

from network import authority_address, server_address

BACKEND_SECONDS = 6.0


async def ask_backend(address: str, wire: bytes) -> bytes:
    """The real server's answer, over TCP so that it is whole."""
    reader, writer = await asyncio.open_connection(address, 53)
    try:
        writer.write(struct.pack("!H", len(wire)) + wire)
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        return await reader.readexactly(length)
    finally:
        writer.close()


def payload(query: Message) -> int:
    return max(512, query.payload if query.edns >= 0 else 512)


@dataclass
class Exchange:
    """One query, and what becomes of its reply."""

    query: Message
    wire: bytes
    client: str
    transport: str
    origin: dns.name.Name             # the zone that names in rules are relative to
    zone: dns.name.Name | None        # the zone that is asked, of a server that is authoritative
    backend: str                      # who has the answer
    later: str                        # the file that tells that the second act has begun
    octets: bytes | None = None       # the reply as it goes out, unless `reply` has been looked at
    silent: bool = False

    @functools.cached_property
    def reply(self) -> Message:
        """Read when a rule needs it, for most replies pass through."""
        octets, self.octets = self.octets, None
        return dns.message.from_wire(octets)

    @property
    def qname(self) -> dns.name.Name:
        return self.query.question[0].name

    @property
    def qtype(self) -> int:
        return self.query.question[0].rdtype

    async def ask(self, wire: bytes | None = None, backend: str | None = None) -> bytes:
        return await asyncio.wait_for(ask_backend(backend or self.backend, wire or self.wire), BACKEND_SECONDS)

    async def replace(self, wire: bytes | None = None, backend: str | None = None) -> None:
        """Another reply in place of the one that came."""
        self.octets = await self.ask(wire, backend)
        self.__dict__.pop("reply", None)

    async def about(self, name: dns.name.Name, rdtype: int) -> Message:
        """What the server behind says to another question, asked the same way."""
        query = dns.message.make_query(name, rdtype, use_edns=self.query.edns if self.query.edns >= 0 else None,
                                       want_dnssec=bool(self.query.ednsflags & dns.flags.DO), payload=4096)
        query.id, query.flags = self.query.id, self.query.flags
        return dns.message.from_wire(await self.ask(query.to_wire()))

    async def fresh(self, rcode: int = dns.rcode.NOERROR, authoritative: bool = False) -> Message:
        """An empty reply, as one who knows EDNS gives it."""
        reply = dns.message.make_response(self.query)
        reply.set_rcode(rcode)
        if self.query.edns >= 0:
            reply.use_edns(0, self.query.ednsflags & dns.flags.DO, 1232)
        if authoritative:
            reply.flags |= dns.flags.AA
        else:
            reply.flags |= dns.flags.RA
        self.octets, self.reply = None, reply
        return reply

    def size(self) -> int:
        """Octets that the reply has on the wire: too long for the client's buffer, it is sent truncated."""
        size = len(self.octets or self.reply.to_wire(max_size=65535))
        return 12 if self.transport == "udp" and size > payload(self.query) else size

    def name(self, text: str) -> dns.name.Name:
        return dns.name.from_text(text, self.origin)


def flag(exchange: Exchange, word: str) -> bool:
    """The conditions that are a word alone."""
    query = exchange.query
    match word:
        case "*":
            return True
        case "edns":
            return query.edns >= 0
        case "option":
            return query.edns >= 0 and bool(query.options)
        case "do":
            return bool(query.edns >= 0 and query.ednsflags & dns.flags.DO)
        case "rd":
            return bool(query.flags & dns.flags.RD)
        case "cd":
            return bool(query.flags & dns.flags.CD)
        case "capital":
            return any(65 <= octet <= 90 for label in exchange.qname.labels for octet in label)
        case "udp" | "tcp":
            return exchange.transport == word
        case "later":
            return os.path.exists(exchange.later)
    raise ValueError(f"no such condition: {word}")


def compare(exchange: Exchange, key: str, value: str) -> bool:
    """The conditions with a value."""
    match key:
        case "type":
            return dns.rdatatype.to_text(exchange.qtype) in value.split(",")
        case "name":
            return exchange.qname in [exchange.name(one) for one in value.split(",")]
        case "under":
            return exchange.qname.is_subdomain(exchange.name(value))
        case "below":
            return exchange.qname.is_subdomain(exchange.name(value)) and exchange.qname != exchange.name(value)
        case "rcode":
            return dns.rcode.to_text(exchange.reply.rcode()) == value
        case "from":
            return exchange.client in value.split(",")
    raise ValueError(f"no such condition: {key}=")


class Condition:
    def __init__(self, text: str):
        self.negated = text.startswith("!")
        self.text = text.lstrip("!")
        self.count = 0

    def holds(self, exchange: Exchange) -> bool:
        return self.judge(exchange) != self.negated

    def judge(self, exchange: Exchange) -> bool:
        if ">" in self.text:
            key, value = self.text.split(">")
            return {"size": exchange.size, "version": lambda: exchange.query.edns}[key]() > int(value)
        key, equals, value = self.text.partition("=")
        if key == "every":
            self.count += 1
            return self.count % int(value) == 0
        return compare(exchange, key, value) if equals else flag(exchange, key)


class Rule:
    def __init__(self, text: str):
        conditions, arrow, actions = text.partition("->")
        if not arrow:
            raise ValueError(f"no -> in rule: {text}")
        self.conditions = [Condition(word) for word in conditions.split()]
        self.actions = [action.split() for action in actions.split(";")]
        for verb, *_ in self.actions:
            if verb not in ACTIONS:
                raise ValueError(f"no such action: {verb}")

    def holds(self, exchange: Exchange) -> bool:
        return all(condition.holds(exchange) for condition in self.conditions)

    async def apply(self, exchange: Exchange) -> None:
        for verb, *words in self.actions:
            await ACTIONS[verb](exchange, *words)


# ---- actions ----

async def well(exchange):
    """As it is: a rule that keeps those below from being read."""


async def silence(exchange):
    exchange.silent = True


async def delay(exchange, milliseconds):
    await asyncio.sleep(int(milliseconds) / 1000)


async def error(exchange, rcode, *info_code_and_text):
    """`RCODE [INFO-CODE [EXTRA-TEXT]]`: an empty reply with it."""
    reply = await exchange.fresh(dns.rcode.from_text(rcode))
    if exchange.zone is not None:
        reply.flags &= ~dns.flags.RA
    if info_code_and_text and exchange.query.edns >= 0:
        code, *text = info_code_and_text
        reply.use_edns(0, reply.ednsflags, 1232, options=[dns.edns.EDEOption(int(code), " ".join(text) or None)])


async def formerr_bare(exchange):
    """A header alone: 12 octets, no question."""
    exchange.octets = struct.pack("!6H", exchange.query.id, 0x8001 | (exchange.query.flags & 0x0100), 0, 0, 0, 0)


async def refused_bare(exchange):
    exchange.octets = struct.pack("!6H", exchange.query.id, 0x8005 | (exchange.query.flags & 0x0100), 0, 0, 0, 0)


async def deny(exchange, rcode, with_soa):
    reply = await exchange.fresh(rcode, authoritative=exchange.zone is not None)
    if with_soa:
        soa = await exchange.about(exchange.zone or exchange.origin, dns.rdatatype.SOA)
        reply.authority = [rrset for rrset in soa.answer if rrset.rdtype == dns.rdatatype.SOA]


async def nxdomain(exchange):
    """With the SOA, unsigned."""
    await deny(exchange, dns.rcode.NXDOMAIN, True)


async def nodata(exchange):
    await deny(exchange, dns.rcode.NOERROR, True)


async def nxdomain_bare(exchange):
    """Without an SOA."""
    await deny(exchange, dns.rcode.NXDOMAIN, False)


async def nodata_bare(exchange):
    await deny(exchange, dns.rcode.NOERROR, False)


async def no_aa(exchange):
    exchange.reply.flags &= ~dns.flags.AA


async def aa(exchange):
    exchange.reply.flags |= dns.flags.AA


async def ra(exchange):
    exchange.reply.flags |= dns.flags.RA


async def no_ad(exchange):
    exchange.reply.flags &= ~dns.flags.AD


async def truncated(exchange):
    """TC and nothing else, whatever the size."""
    await exchange.fresh(authoritative=exchange.zone is not None)
    exchange.reply.flags |= dns.flags.TC


async def strip(exchange, types, *covers):
    """Remove records of these types (of RRSIG: those that cover one of the types that follow)."""
    kinds = {dns.rdatatype.from_text(one) for one in types.split(",")}
    covered = {dns.rdatatype.from_text(one) for one in covers}
    for section in (exchange.reply.answer, exchange.reply.authority, exchange.reply.additional):
        section[:] = [rrset for rrset in section
                      if rrset.rdtype not in kinds or (covered and rrset.covers not in covered)]


async def strip_section(exchange, name):
    getattr(exchange.reply, name).clear()


async def strip_name(exchange, owner, types):
    """Remove the RRsets of these types at one name only."""
    kinds = {dns.rdatatype.from_text(one) for one in types.split(",")}
    for section in (exchange.reply.answer, exchange.reply.authority, exchange.reply.additional):
        section[:] = [rrset for rrset in section if not (rrset.name == exchange.name(owner) and
                                                         {rrset.rdtype, rrset.covers} & kinds)]


async def no_opt(exchange):
    """The reply to a query with EDNS has no OPT, and none of the records that DO asks for."""
    exchange.reply.use_edns(False)
    await strip(exchange, "RRSIG,NSEC,NSEC3")


async def plain(exchange):
    """The reply that the same query without EDNS would get."""
    query = dns.message.from_wire(exchange.wire)
    query.use_edns(False)
    await exchange.replace(query.to_wire())


async def copy(exchange, server):
    """What another of the servers behind says: `auth2`, for the copy of the zone that it has."""
    await exchange.replace(backend=server_address(server, len(exchange.zone) - 1))


async def of(exchange, zone):
    """What the servers of this zone say."""
    await exchange.replace(backend=authority_address(len(exchange.name(zone)) - 1, 1))


async def records(exchange, owner, rdtype, *rdata):
    """AA and this record in the answer; `.` for the question's own name."""
    reply = await exchange.fresh(authoritative=exchange.zone is not None)
    await also(exchange, "answer", owner, rdtype, *rdata)
    return reply


async def also(exchange, section, owner, rdtype, *rdata):
    """One record more in a section."""
    name = exchange.qname if owner == "." else exchange.name(owner)
    value = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.from_text(rdtype), " ".join(rdata), origin=exchange.origin,
                                relativize=False)
    getattr(exchange.reply, section).append(dns.rrset.from_rdata(name, 300, value))


async def only_nsec3(exchange, owner):
    """Of the NSEC3 records only the one that matches this name (no salt, no iterations)."""
    matching = dns.name.from_text(dns.dnssec.nsec3_hash(exchange.name(owner), "", 0, 1), exchange.zone)
    exchange.reply.authority[:] = [rrset for rrset in exchange.reply.authority if rrset.name == matching or
                                   dns.rdatatype.NSEC3 not in (rrset.rdtype, rrset.covers)]


async def rcode(exchange, text):
    exchange.reply.set_rcode(dns.rcode.from_text(text))


async def referral(exchange):
    """A reply to DS as one gives who only refers: DS or its denial in the authority section, no AA, no SOA."""
    other = await exchange.about(dns.name.from_text("a-name-below", exchange.qname), dns.rdatatype.A)
    exchange.reply.answer, exchange.reply.authority, exchange.reply.additional = [], other.authority, other.additional
    exchange.reply.flags &= ~dns.flags.AA
    exchange.reply.set_rcode(dns.rcode.NOERROR)


async def spoil(exchange, *types):
    """Signatures (over these types) that do not verify."""
    wanted = {dns.rdatatype.from_text(one) for one in types}
    for section in (exchange.reply.answer, exchange.reply.authority):
        for at, rrset in enumerate(section):
            if rrset.rdtype == dns.rdatatype.RRSIG and (not wanted or rrset.covers in wanted):
                bad = [one.replace(signature=bytes(octet ^ 0x55 for octet in one.signature)) for one in rrset]
                section[at] = dns.rrset.from_rdata_list(rrset.name, rrset.ttl, bad)


async def lower(exchange):
    """The question in lower case, whatever came."""
    for rrset in exchange.reply.question:
        rrset.name = rrset.name.canonicalize()


async def ttl(exchange, seconds):
    for section in (exchange.reply.answer, exchange.reply.authority):
        for rrset in section:
            rrset.ttl = int(seconds)


async def thrice(exchange):
    """Each record of the answer that is no signature, three times in the message."""
    plain_ones = [rrset for rrset in exchange.reply.answer if rrset.rdtype != dns.rdatatype.RRSIG]
    exchange.reply.authority, exchange.reply.additional = [], []
    wire = bytearray(exchange.reply.to_wire(max_size=65535))
    extra = b"".join(record_wire(rrset) for rrset in plain_ones)
    end = end_of_answer(bytes(wire), len(exchange.reply.question),
                        sum(len(rrset) for rrset in exchange.reply.answer))
    (count,) = struct.unpack("!H", wire[6:8])
    wire[6:8] = struct.pack("!H", count + 2 * sum(len(rrset) for rrset in plain_ones))
    exchange.octets = bytes(wire[:end] + extra + extra + wire[end:])


def record_wire(rrset) -> bytes:
    """Uncompressed, with the TTL and class of the RRset."""
    out = b""
    for rdata in rrset:
        body = rdata.to_wire()
        out += rrset.name.to_wire() + struct.pack("!HHIH", rrset.rdtype, rrset.rdclass, rrset.ttl, len(body)) + body
    return out


def skip_name(wire: bytes, at: int) -> int:
    while wire[at]:
        if wire[at] >= 0xC0:
            return at + 2
        at += 1 + wire[at]
    return at + 1


def end_of_answer(wire: bytes, questions: int, answers: int) -> int:
    """Where the authority section begins."""
    at = 12
    for _ in range(questions):
        at = skip_name(wire, at) + 4
    for _ in range(answers):
        at = skip_name(wire, at)
        (length,) = struct.unpack("!H", wire[at + 8:at + 10])
        at += 10 + length
    return at


async def zeros(exchange, count):
    """No OPT, and zero octets between the question and the answer."""
    exchange.reply.use_edns(False)
    await strip(exchange, "RRSIG,NSEC,NSEC3")
    wire = exchange.reply.to_wire(max_size=65535)
    at = end_of_answer(wire, 1, 0)
    exchange.octets = wire[:at] + bytes(int(count)) + wire[at:]


async def trailing(exchange, count):
    """Zero octets behind the message."""
    exchange.octets = exchange.reply.to_wire(max_size=65535) + bytes(int(count))


async def options(exchange, code, octets):
    """An EDNS option in the reply, whatever the query has."""
    if exchange.query.edns >= 0:
        others = [one for one in exchange.reply.options if int(one.otype) != int(code)]
        exchange.reply.use_edns(0, exchange.reply.ednsflags, 1232,
                                options=[*others, dns.edns.GenericOption(int(code), bytes.fromhex(octets))])


ACTIONS = {name.replace("_", "-"): action for name, action in list(globals().items())
           if asyncio.iscoroutinefunction(action) and name not in ("ask_backend", "deny")}


@dataclass
class RuleServer:
    """One address with rules: an authoritative server of `zones`, or, with none, a forwarder to `backend`."""

    rules: list[Rule]
    origin: dns.name.Name
    later: str
    zones: list[dns.name.Name] = field(default_factory=list)
    backend: str = ""
    listens_tcp: bool = True

    def zone_of(self, name: dns.name.Name, rdtype: int) -> dns.name.Name | None:
        """The zone that a server of several answers from: a DS is the parent's."""
        found = [zone for zone in self.zones if name.is_subdomain(zone)
                 and not (rdtype == dns.rdatatype.DS and name == zone
                          and any(zone != other and zone.is_subdomain(other) for other in self.zones))]
        return max(found, key=len, default=None)

    async def answer(self, wire: bytes, client: str, transport: str) -> bytes | None:
        """None where the rules say so, or where the server behind is silent."""
        try:
            return await self.answer_by_rule(wire, client, transport)
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            return None

    async def answer_by_rule(self, wire: bytes, client: str, transport: str) -> bytes | None:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        zone = self.zone_of(question.name, question.rdtype)
        backend = self.backend or (authority_address(len(zone) - 1, 1) if zone is not None else "")
        exchange = Exchange(query, wire, client, transport, self.origin, zone, backend, self.later)
        if exchange.backend:
            await exchange.replace()
        else:
            await exchange.fresh(dns.rcode.REFUSED)
            exchange.reply.flags &= ~dns.flags.RA
        rule = next((rule for rule in self.rules if rule.holds(exchange)), None)
        if rule:
            await rule.apply(exchange)
        if exchange.silent:
            return None
        return exchange.octets or exchange.reply.to_wire(max_size=65535)


def from_configuration(entry: dict, later: str) -> RuleServer:
    """As startup writes it for authority.py."""
    return RuleServer([Rule(text) for text in entry["rules"] if text != "no-tcp"], dns.name.from_text(entry["origin"]), later,
                      [dns.name.from_text(zone) for zone in entry["zones"]], entry["backend"],
                      "no-tcp" not in entry["rules"])
