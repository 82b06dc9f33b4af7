"""What the tests of edig in the lab share: the servers, how to ask them over each transport, and dnspython's view of the
same question, which shares no code with edig."""

import pathlib
import sys

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "hostile"))

import asking  # noqa: E402
from asking import EDIG, FAILURE, NO_REPLY, SUCCESS, SUSPECT, USAGE, Asked  # noqa: E402, F401
from description import LAB, LAB_DIR, SERVERS  # noqa: E402, F401
from stage import loop, stage  # noqa: E402, F401

CA = LAB["ca"]
TRANSPORTS = ("udp", "tcp", "tls", "https", "https-get")
PATIENT = ("+timeout=5", "+tries=3")
SUSPECT_CODES = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 19, 24, 25, 28, 33, 34, 35}


def address(server: str) -> str:
    return SERVERS[server]["address"]


def speaks(server: str, transport: str) -> bool:
    return transport.split("-")[0] in SERVERS[server]["ports"]


def way(server: str, transport: str = "udp") -> list[str]:
    """The words of a command line that lead to the server over the transport, with its identity verified by name."""
    words = ["@" + address(server)] + ([] if transport == "udp" else ["+" + transport])
    if "tls" in SERVERS[server] and transport not in ("udp", "tcp"):
        words += ["+tls-ca=" + CA, "+tls-hostname=" + SERVERS[server]["tls"]["name"]]
    return words


def edig(*words: str, **changes: str) -> Asked:
    """A patient run of edig, checked as every run is."""
    return asking.edig(*PATIENT, *words, limit=40, **changes)


def ask(server: str, *words: str, transport: str = "udp") -> Asked:
    return edig(*way(server, transport), *words)


def reference(server: str, qname: str, qtype: str, payload: int = 1232, want_dnssec: bool = False) -> dns.message.Message:
    """dnspython's reply to the question as edig asks it; over TCP after truncation."""
    question = dns.message.make_query(qname, qtype, flags=dns.flags.RD | dns.flags.AD, use_edns=0, payload=payload,
                                      want_dnssec=want_dnssec)
    return dns.query.udp_with_fallback(question, address(server), timeout=8)[0]


def extended_errors(message: dns.message.Message) -> list[tuple[int, str]]:
    """(INFO-CODE, EXTRA-TEXT), in the reply's order."""
    return [(int(option.code), option.text or "") for option in message.options if option.otype == dns.edns.EDE]


def shown_errors(value: dict) -> list[tuple[int, str]]:
    """The same of edig's JSON."""
    return [(error["info_code"], error.get("extra_text", "")) for error in value.get("extended_errors", [])]


def records(section: list) -> set[tuple]:
    """Of dnspython's sections: owner, type and RDATA of each record."""
    return {(rrset.name.canonicalize(), rrset.rdtype, rdata) for rrset in section for rdata in rrset}


def shown_records(shown: list[dict]) -> set[tuple]:
    """The same of edig's JSON, its RDATA read by dnspython from the presentation format."""
    found = set()
    for record in shown:
        rdtype = dns.rdatatype.from_text(record["type"])
        rdata = dns.rdata.from_text(dns.rdataclass.from_text(record["class"]), rdtype, record["rdata"])
        found.add((dns.name.from_text(record["name"]).canonicalize(), rdtype, rdata))
    return found


def expected_status(rcode: int, info_codes: list[int]) -> int:
    """The exit status by the contract."""
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return FAILURE
    return SUSPECT if SUSPECT_CODES & set(info_codes) else SUCCESS
