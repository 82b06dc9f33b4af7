"""Replies made octet by octet, because what these tests send no DNS library would write.

`reply` starts from what a good server would say to the query and lets a test spoil one thing.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

A, NS, CNAME, SOA, TXT, OPT, TSIG = 1, 2, 5, 6, 16, 41, 250
IN = 1
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = range(6)
BADVERS, BADCOOKIE = 16, 23
NSID, COOKIE, EDE = 3, 10, 15
QR_RD_RA = 0x8180
TC, AD, CD = 0x0200, 0x0020, 0x0010
NAME_OF_QUESTION = b"\xc0\x0c"   # a pointer to the first question

GOOD_ADDRESS = "192.0.2.1"


def name(text: str) -> bytes:
    """A name in wire format; only plain labels."""
    labels = [label.encode("latin-1") for label in text.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def record(owner: bytes, rdtype: int, rdata: bytes, ttl: int = 300, cls: int = IN, length: int | None = None) -> bytes:
    """A resource record; `length` lies about the RDATA."""
    return owner + struct.pack("!HHIH", rdtype, cls, ttl, len(rdata) if length is None else length) + rdata


def address_record(address: str = GOOD_ADDRESS, owner: bytes = NAME_OF_QUESTION) -> bytes:
    return record(owner, A, bytes(int(octet) for octet in address.split(".")))


def text_record(*strings: bytes) -> bytes:
    return record(NAME_OF_QUESTION, TXT, b"".join(bytes([len(text)]) + text for text in strings))


def option(code: int, data: bytes, length: int | None = None) -> bytes:
    """An EDNS option; `length` lies about its data."""
    return struct.pack("!HH", code, len(data) if length is None else length) + data


def ede(info_code: int, extra_text: bytes = b"") -> bytes:
    """An extended DNS error (RFC 8914 section 2)."""
    return option(EDE, struct.pack("!H", info_code) + extra_text)


def opt(options: bytes = b"", rcode: int = 0, version: int = 0, owner: bytes = b"\0", length: int | None = None) -> bytes:
    """An OPT record; `rcode` in full, of which the upper bits go here."""
    return record(owner, OPT, options, ttl=(rcode >> 4) << 24 | version << 16, cls=1232, length=length)


def message(identity: int, question: bytes, answer: Iterable[bytes] = (), authority: Iterable[bytes] = (),
            additional: Iterable[bytes] = (), flags: int = QR_RD_RA, rcode: int = 0,
            counts: tuple[int, int, int, int] | None = None) -> bytes:
    """A whole message; `counts` lies about the sections."""
    sections = [list(answer), list(authority), list(additional)]
    counts = counts or (1 if question else 0, *map(len, sections))
    return (struct.pack("!HHHHHH", identity, flags | rcode & 15, *counts) + question
            + b"".join(b"".join(section) for section in sections))


@dataclass
class Query:
    """A query as it came to the server."""

    wire: bytes
    transport: str = "udp"
    peer: tuple = ()
    number: int = 0              # how many came to this server before
    identity: int = field(init=False)
    question: bytes = field(init=False)   # the section, as it came
    labels: list[str] = field(init=False)
    rdtype: int = field(init=False)
    options: dict[int, bytes] = field(init=False)
    has_opt: bool = field(init=False, default=False)
    edns_version: int = field(init=False, default=0)

    def __post_init__(self):
        self.identity = struct.unpack_from("!H", self.wire)[0]
        end, self.labels = 12, []
        while self.wire[end]:
            self.labels.append(self.wire[end + 1:end + 1 + self.wire[end]].decode("latin-1"))
            end += 1 + self.wire[end]
        self.rdtype = struct.unpack_from("!H", self.wire, end + 1)[0]
        self.question = self.wire[12:end + 5]
        self.options = {}
        self.read_records(end + 5)

    def read_records(self, offset: int) -> None:
        """edig's queries may have an SOA record (IXFR), OPT, and TSIG behind the question."""
        for _ in range(sum(struct.unpack_from("!3H", self.wire, 6))):
            while (length := self.wire[offset]) and length < 0xc0:
                offset += 1 + length
            offset += 2 if length else 1
            rdtype, _, _, version, _, size = struct.unpack_from("!HHBBHH", self.wire, offset)
            offset += 10
            assert rdtype in (SOA, OPT, TSIG), "a query with something else behind the question"
            if rdtype == OPT:
                self.has_opt, self.edns_version = True, version
                self.read_options(offset, offset + size)
            offset += size

    def read_options(self, offset: int, end: int) -> None:
        while offset < end:
            code, length = struct.unpack_from("!HH", self.wire, offset)
            self.options[code] = self.wire[offset + 4:offset + 4 + length]
            offset += 4 + length

    @property
    def client_cookie(self) -> bytes:
        return self.options.get(COOKIE, b"")[:8]


def reply(query: Query, *, answer: Iterable[bytes] | None = None, options: bytes = b"", rcode: int = 0,
          identity: int | None = None, question: bytes | None = None, flags: int = QR_RD_RA,
          authority: Iterable[bytes] = (), additional: Iterable[bytes] | None = None,
          counts: tuple[int, int, int, int] | None = None) -> bytes:
    """The good reply to `query`, A 192.0.2.1, save for what is given. OPT is added where the query has one."""
    if answer is None:
        answer = [address_record()] if rcode == NOERROR else []
    if additional is None:
        additional = [opt(options, rcode)] if query.has_opt else []
    return message(query.identity if identity is None else identity, query.question if question is None else question,
                   answer, authority, additional, flags, rcode, counts)


def framed(wire: bytes) -> bytes:
    """With the two octets of length that TCP wants (RFC 1035 section 4.2.2)."""
    return struct.pack("!H", len(wire)) + wire
