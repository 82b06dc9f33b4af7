"""Unbound in edig's place, as a check of the player: asked through the forwarder, it is to come to the scenario's end.

Where it does not, a forwarder cannot play the scenario, or the player plays it wrong.
"""

from __future__ import annotations

import asyncio
import os
import time

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode

from rpl import Question, Scenario

ADDRESS = "127.0.0.2"
COPIED = ("val-nsec3-keysize-iterations", "harden-algo-downgrade", "harden-below-nxdomain", "val-max-restart")
CONFIGURATION = """\
server:
  chroot: ""
  username: ""
  pidfile: ""
  directory: "{folder}"
  use-syslog: no
  logfile: "{folder}/unbound.log"
  verbosity: 4
  interface: {address}
  do-ip6: no
  do-not-query-localhost: no
  module-config: "validator iterator"
  trust-anchor-file: "{anchors}"
  val-override-date: "{date}"
  trust-anchor-signaling: no
  aggressive-nsec: no
  unblock-lan-zones: yes
  local-zone: "test." nodefault
  local-zone: "example." nodefault
  {copied}
forward-zone:
  name: "."
  forward-addr: 127.0.0.1
"""


def configure(folder: str, scenario: Scenario, anchors: str, date: str) -> str:
    path = os.path.join(folder, "unbound.conf")
    copied = "\n  ".join(f'{key}: "{value}"' for key in COPIED for value in scenario.values(key))
    with open(path, "w", encoding="utf-8") as file:
        file.write(CONFIGURATION.format(folder=folder, address=ADDRESS, anchors=anchors, date=date, copied=copied))
    return path


def ask(question: Question) -> dns.message.Message | None:
    query = dns.message.make_query(question.name, question.type, want_dnssec=True)
    query.flags |= dns.flags.AD
    for _ in range(50):
        try:
            return dns.query.tcp(query, ADDRESS, timeout=6)
        except ConnectionRefusedError:    # not up yet
            time.sleep(0.02)
        except (dns.exception.DNSException, OSError, EOFError):
            return None
    return None


async def judge(folder: str, scenario: Scenario, question: Question, anchors: str, date: str) -> str:
    """secure, insecure, bogus, or what else came."""
    process = await asyncio.create_subprocess_exec("unbound", "-d", "-c", configure(folder, scenario, anchors, date),
                                                   stderr=asyncio.subprocess.DEVNULL)
    try:
        reply = await asyncio.to_thread(ask, question)
    finally:
        process.terminate()
        await process.wait()
    if reply is None:
        return "silent"
    if reply.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return "bogus" if reply.rcode() == dns.rcode.SERVFAIL else dns.rcode.to_text(reply.rcode())
    return "secure" if reply.flags & dns.flags.AD else "insecure"
