#!/usr/bin/python3
"""Records replies of real servers as cases: run in the lab, `tests/lab/lab tests/cli/golden/record.py`.

What is recorded stays as it is; record anew only to add a case, and then commit that one alone.
"""
import os
import secrets
import socket
import sys
import time
from pathlib import Path

import dns.edns
import dns.flags
import dns.message

FOLDER = Path(__file__).parent

# name of the case: server by its variable in the lab, question, DO
RECORDINGS = {
    "unbound-bogus": ("LAB_UNBOUND", "www.no-ksk.example. A", False),
    "unbound-nxdomain": ("LAB_UNBOUND", "nosuch.valid.example. A", True),
    "unbound-keys": ("LAB_UNBOUND", "valid.example. DNSKEY", True),
    "named-bogus": ("LAB_NAMED", "www.rrsig-exp-all.example. A", False),
    "kresd-bogus": ("LAB_KRESD", "www.rrsig-exp-all.example. A", False),
    "recursor-bogus": ("LAB_PDNS", "www.rrsig-exp-all.example. A", False),
    "prohibiting": ("LAB_PROHIBITING", "www.valid.example. A", False),
    "refusing": ("LAB_REFUSING", "www.valid.example. A", False),
    "noedns": ("LAB_NOEDNS", "www.valid.example. A", False),
}


def ask(server, question, want_dnssec):
    owner, rtype = question.split()
    options = [dns.edns.GenericOption(dns.edns.COOKIE, secrets.token_bytes(8)),
               dns.edns.GenericOption(dns.edns.NSID, b"")]
    query = dns.message.make_query(owner, rtype, want_dnssec=want_dnssec, use_edns=0, payload=1232, options=options)
    query.flags |= dns.flags.AD
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(15)
        client.connect((server, 53))
        begin = time.monotonic()
        client.send(query.to_wire())
        reply = client.recv(65535)
    return query.to_wire(), reply, (time.monotonic() - begin) * 1000


def record(name, server, question, want_dnssec):
    sent, reply, ms = ask(server, question, want_dnssec)
    (FOLDER / f"{name}.case").write_text(
        f"# Recorded from a real server in the lab\nquestion: {question}\nserver: {server} 53 udp\nms: {ms:.1f}\n"
        f"at: {int(time.time())}\nsent: {sent.hex()}\nreply: {reply.hex()}\n")


def main():
    for name in sys.argv[1:] or RECORDINGS:
        variable, *rest = RECORDINGS[name]
        record(name, os.environ[variable], *rest)


if __name__ == "__main__":
    main()
