"""Ask one server one question as a patient client does, and keep of the reply what the lab compares.

Patient: asked again from the same socket, for Unbound drops replies that took it too long (discard-timeout), and Knot
Resolver, which may need 14 s for a dead server, answers only the socket that asked first. Unbound needs 29 s for one.
"""

import select
import socket
import time
from dataclasses import dataclass, field

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.rcode

PATIENCE, AGAIN = 32.0, 1.5


@dataclass
class Reply:
    """RCODE (or `timeout`), AD, number of answers, and the EDEs as (INFO-CODE, EXTRA-TEXT)."""

    rcode: str = "timeout"
    ad: bool = False
    answers: int = 0
    extended_errors: list[tuple[int, str]] = field(default_factory=list)

    @property
    def info_codes(self) -> list[int]:
        return [code for code, _ in self.extended_errors]

    def short(self) -> str:
        """`SERVFAIL 9`, `NOERROR AD`, ..."""
        return " ".join([self.rcode, *(["AD"] if self.ad else []), ",".join(map(str, self.info_codes))]).strip()


def digest(message: dns.message.Message) -> Reply:
    return Reply(rcode=dns.rcode.to_text(message.rcode()), ad=bool(message.flags & dns.flags.AD),
                 answers=len(message.answer),
                 extended_errors=[(int(option.code), option.text or "") for option in message.options
                                  if option.otype == dns.edns.EDE])


def query(name: str, rdtype: str) -> dns.message.Message:
    """A question as security-aware stubs ask it."""
    return dns.message.make_query(name, rdtype, flags=dns.flags.RD | dns.flags.AD, want_dnssec=True, payload=4096)


def exchange(address: str, question: dns.message.Message, patience: float) -> dns.message.Message | None:
    """The server's reply over UDP, or None."""
    wire = question.to_wire()
    deadline = time.monotonic() + patience
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((address, 53))
        while (left := deadline - time.monotonic()) > 0:
            again = time.monotonic() + min(AGAIN, left)
            try:
                sock.send(wire)
                while select.select([sock], [], [], max(0, again - time.monotonic()))[0]:
                    reply = dns.message.from_wire(sock.recv(65535))
                    if question.is_response(reply):
                        return reply
            except (OSError, dns.exception.DNSException):
                time.sleep(max(0, again - time.monotonic()))
    return None


def ask(address: str, name: str, rdtype: str, patience: float = PATIENCE) -> Reply:
    reply = exchange(address, query(name, rdtype), patience)
    return digest(reply) if reply else Reply()
