#!/usr/bin/python3
"""Servers that misbehave in ways real ones cannot be made to, each on an address of its own.

    authority.py CONFIGURATION.json

`listeners` is a list of [address, behaviour, backend]: a query goes to the backend, or if that is null to the NSD that has
the zone (`zones` lists them), and what comes back is passed on as the behaviour says. Add a behaviour: a function of
(query, reply) that returns the message or the octets to send, or None to stay silent; its name, with `-` for `_`, goes
into network.MISBEHAVING. `rule_servers` are those that a catalogue tells by rules how to behave (rules.py).
"""

import asyncio
import functools
import json
import os
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
from dns.message import Message

import rules
from network import authority_address
from rules import ask_backend

BACKEND_SECONDS = 2.0


class World:
    """Who has which zone, and whether `switch` is on."""

    def __init__(self, zones: list[str], down_file: str):
        self.zones = {dns.name.from_text(zone) for zone in zones}
        self.down_file = down_file

    def authority(self, name: dns.name.Name) -> str:
        while name not in self.zones:
            name = name.parent()
        return authority_address(len(name) - 1, 1)

    def is_down(self) -> bool:
        return os.path.exists(self.down_file)


def error(query: Message, rcode: int, options: list = ()) -> Message:
    reply = dns.message.make_response(query)
    reply.set_rcode(rcode)
    if options and query.edns >= 0:
        reply.use_edns(0, 0, 1232, options=list(options))
    return reply


def without(reply: Message, *rdtypes: int) -> Message:
    for section in (reply.answer, reply.authority, reply.additional):
        section[:] = [rrset for rrset in section if rrset.rdtype not in rdtypes]
    return reply


def silent(query, reply):
    """Never answers."""


def refuse(query, reply):
    return error(query, dns.rcode.REFUSED)


def not_authoritative(query, reply):
    """Knows that it does not have the zone, and says so (INFO-CODE 20)."""
    return error(query, dns.rcode.REFUSED, [dns.edns.EDEOption(20)])


def servfail(query, reply):
    return error(query, dns.rcode.SERVFAIL)


def lame(query, reply):
    """Answers as somebody's resolver would: without AA."""
    reply.flags = (reply.flags & ~dns.flags.AA) | dns.flags.RA
    return reply


def upward(query, reply):
    """Refers to the root, as servers did that have hints but not the zone."""
    referral = dns.message.make_response(query)
    referral.authority.append(dns.rrset.from_text(".", 518400, "IN", "NS", "a.root.", "b.root."))
    return referral


def noedns(query, reply):
    """Older than EDNS: ignores the OPT, sends none, knows no DNSSEC."""
    reply.use_edns(False)
    return without(reply, dns.rdatatype.RRSIG, dns.rdatatype.NSEC, dns.rdatatype.NSEC3)


def formerr(query, reply):
    """Older than EDNS, and takes the OPT for a mistake."""
    if query.edns < 0:
        return noedns(query, reply)
    plain = dns.message.make_query(query.question[0].name, query.question[0].rdtype, id=query.id)
    return error(plain, dns.rcode.FORMERR)


def notimp(query, reply):
    """Older than EDNS, and does not know what to do with the OPT."""
    if query.edns < 0:
        return noedns(query, reply)
    plain = dns.message.make_query(query.question[0].name, query.question[0].rdtype, id=query.id)
    return error(plain, dns.rcode.NOTIMP)


def drop_edns(query, reply):
    """Behind a firewall that lets no OPT through."""
    return noedns(query, reply) if query.edns < 0 else None


def garbage(query, reply):
    """A header that promises an answer, and a name that points into itself."""
    return struct.pack("!6H", query.id, 0x8400, 1, 1, 0, 0) + b"\xc0\x0c\x00\x01\x00\x01" + os.urandom(20)


def strip_rrsig(query, reply):
    """As through a middlebox that knows no DNSSEC records in answers."""
    return without(reply, dns.rdatatype.RRSIG)


def truncate(query, reply):
    """TC over UDP, always; TCP is refused, for nothing listens."""
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.TC
    return reply


def other_question(query, reply):
    """Answers what was not asked."""
    name = dns.name.from_text("other", query.question[0].name)
    wrong = dns.message.make_query(name, query.question[0].rdtype, id=query.id)
    wrong.flags = dns.flags.QR | dns.flags.AA
    return wrong


def endless_cname(query, reply):
    """`cN` is an alias of `cN+1`, for ever."""
    name = query.question[0].name
    label = name.labels[0].decode()
    if not (label[:1] == "c" and label[1:].isdigit()):
        return reply
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA
    following = dns.name.from_text(f"c{int(label[1:]) + 1}", name.parent())
    answer.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", str(following)))
    return answer


def endless_referral(query, reply):
    """Every name is delegated to servers whose names are, in turn, delegated, without an address anywhere."""
    name = query.question[0].name
    labels = [label for label in name.labels if label[:1].lower() == b"d" and label[1:].isdigit()]
    if not labels:
        return reply
    at = name.labels.index(labels[-1])
    number = int(labels[-1][1:])
    base = dns.name.Name(name.labels[at + 1:])
    referral = dns.message.make_response(query)
    referral.authority.append(dns.rrset.from_text(
        dns.name.Name(name.labels[at:]), 60, "IN", "NS", f"ns.d{number * 2}.{base}", f"ns.d{number * 2 + 1}.{base}"))
    return referral


def switch(query, reply):
    """Sound; `World.is_down` makes it silent."""
    return reply


def report_channel(query, reply):
    """Names an agent that wants to hear of failures (RFC 9567)."""
    if query.edns >= 0:
        agent = dns.name.from_text("agent.valid.example.")
        reply.use_edns(0, reply.ednsflags, 1232, options=[dns.edns.GenericOption(18, agent.to_wire())])
    return reply


@dataclass
class Listener:
    """One address: how it behaves, and whom it asks."""

    world: World
    behaviour: Callable
    backend: str | None

    @property
    def listens_tcp(self) -> bool:
        return self.behaviour is not truncate

    async def answer(self, wire: bytes, client: str, transport: str) -> bytes | None:
        if self.behaviour is switch and self.world.is_down():
            return None
        query = dns.message.from_wire(wire)
        backend = self.backend or self.world.authority(query.question[0].name)
        raw = await asyncio.wait_for(ask_backend(backend, wire), BACKEND_SECONDS)
        sent = self.behaviour(query, dns.message.from_wire(raw))
        return sent.to_wire(max_size=65535) if isinstance(sent, Message) else sent


def fit(wire: bytes, query: bytes) -> bytes:
    """For UDP: an answer too long for the asker's buffer becomes a truncated one."""
    question = dns.message.from_wire(query)
    if len(wire) <= max(512, question.payload if question.edns >= 0 else 512):
        return wire
    return truncate(question, None).to_wire()


class UdpSide(asyncio.DatagramProtocol):
    def __init__(self, listener: Listener | rules.RuleServer):
        self.listener = listener

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, client):
        asyncio.ensure_future(self.reply(data, client))

    async def reply(self, data, client):
        wire = await self.listener.answer(data, client[0], "udp")
        if wire is not None:
            self.transport.sendto(fit(wire, data), client)


async def serve_tcp(listener: Listener | rules.RuleServer, reader, writer) -> None:
    client = writer.get_extra_info("peername")[0]
    try:
        while True:
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            wire = await listener.answer(await reader.readexactly(length), client, "tcp")
            if wire is not None:
                writer.write(struct.pack("!H", len(wire)) + wire)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def listen(address: str, listener: Listener | rules.RuleServer) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(functools.partial(UdpSide, listener), local_addr=(address, 53))
    if listener.listens_tcp:
        await asyncio.start_server(functools.partial(serve_tcp, listener), address, 53)


async def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        configuration = json.load(file)
    world = World(configuration["zones"], configuration["down_file"])
    for address, name, backend in configuration["listeners"]:
        await listen(address, Listener(world, globals()[name.replace("-", "_")], backend))
    for entry in configuration["rule_servers"]:
        await listen(entry["address"], rules.from_configuration(entry, configuration["later_file"]))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
