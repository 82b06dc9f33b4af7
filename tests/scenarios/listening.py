"""Servers on UDP and TCP port 53 whose replies are decided by a function, and the replies' wire form.

dns.message would put the records of a reply in order; here they are sent as they stand, each as often as it stands.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rdatatype

from rpl import SECTIONS, Query, Question, Record

EDNS_SIZE, PLAIN_SIZE = 1232, 512
FLAGS = {"QR": dns.flags.QR, "AA": dns.flags.AA, "TC": dns.flags.TC, "RD": dns.flags.RD, "RA": dns.flags.RA,
         "AD": dns.flags.AD, "CD": dns.flags.CD}


@dataclass(frozen=True)
class Asked(Query):
    """A query as it came."""

    id: int = 0
    flags: int = 0
    do: bool = False
    size: int = PLAIN_SIZE


@dataclass
class Told:
    """A reply to send."""

    rcode: int
    flags: set[str]
    sections: dict[str, list[Record]] = field(default_factory=dict)
    info_code: int | None = None
    raw: bytes | None = None


Script = Callable[[str, Asked], Told | None]    # the server's address and the query; None: silence


def read_query(wire: bytes, transport: str) -> Asked:
    message = dns.message.from_wire(wire)
    rrset = message.question[0]
    edns = message.edns >= 0
    return Asked(Question(rrset.name, rrset.rdtype, rrset.rdclass), transport, edns, id=message.id, flags=message.flags,
                 do=bool(message.ednsflags & dns.flags.DO),
                 size=65535 if transport == "TCP" else max(PLAIN_SIZE, message.payload if edns else 0))


def question_wire(question: Question) -> bytes:
    return question.name.to_wire() + struct.pack("!HH", question.type, question.rdclass)


def record_wire(record: Record) -> bytes:
    rdata = record.rdata.to_wire()
    return record.owner.to_wire() + struct.pack("!HHIH", record.type, record.rdata.rdclass, record.ttl,
                                                len(rdata)) + rdata


def opt_wire(query: Asked, info_code: int | None) -> bytes:
    option = struct.pack("!HHH", 15, 2, info_code) if info_code is not None else b""
    return struct.pack("!BHHBBHH", 0, dns.rdatatype.OPT, EDNS_SIZE, 0, 0, 0x8000 if query.do else 0,
                       len(option)) + option


def render(query: Asked, told: Told) -> bytes:
    """The reply; where it is too long for the asker's buffer, an empty one with TC."""
    if told.raw is not None:
        return struct.pack("!H", query.id) + told.raw[2:]
    opt = opt_wire(query, told.info_code) if query.edns else b""
    flags = sum(FLAGS[word] for word in told.flags | {"QR"} if word in FLAGS)
    sections = [[record_wire(record) for record in told.sections.get(name, [])] for name in SECTIONS]
    for truncated in (0, dns.flags.TC):
        counts = [0 if truncated else len(section) for section in sections]
        wire = struct.pack("!HHHHHH", query.id, flags | truncated | told.rcode, 1, *counts[:2], counts[2] + bool(opt))
        wire += question_wire(query.question)
        if not truncated:
            wire += b"".join(b"".join(section) for section in sections)
        if len(wire) + len(opt) <= query.size:
            break
    return wire + opt


class Udp(asyncio.DatagramProtocol):
    def __init__(self, address: str, script: Script):
        self.address, self.script = address, script

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, client):
        query = read_query(data, "UDP")
        told = self.script(self.address, query)
        if told:
            self.transport.sendto(render(query, told), client)


async def listen(address: str, script: Script) -> list:
    """Opens the address; what is returned has to be closed."""
    async def serve(reader, writer):
        try:
            while True:
                (length,) = struct.unpack("!H", await reader.readexactly(2))
                query = read_query(await reader.readexactly(length), "TCP")
                told = script(address, query)
                if told:
                    wire = render(query, told)
                    writer.write(struct.pack("!H", len(wire)) + wire)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    loop = asyncio.get_running_loop()
    udp, _ = await loop.create_datagram_endpoint(lambda: Udp(address, script), local_addr=(address, 53))
    return [udp, await asyncio.start_server(serve, address, 53)]
