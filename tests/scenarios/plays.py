"""What of a scenario can be played to a client of a resolver, and what is to come of it.

A play is a question of a user and the reply that the scenario has a validating resolver give.
"""

from __future__ import annotations

import csv
import pathlib
from dataclasses import dataclass

import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from recursion import Message, follow, root_addresses
from rpl import Entry, Question, Scenario

HERE = pathlib.Path(__file__).resolve().parent

# Configurations that make the reply more, or something else, than what the servers' data are worth.
OPTIONS = {
    "auth-zone": "the resolver has the zone itself",
    "rpz": "the resolver's policy (RPZ) makes the reply",
    "response-ip": "the resolver's policy makes the reply",
    "response-ip-tag": "the resolver's policy makes the reply",
    "local-data": "the resolver has data of its own",
    "serve-expired": "the reply comes from an old cache",
    "domain-insecure": "the resolver has a negative trust anchor",
    "dns64-prefix": "the reply is made up by DNS64",
    "disable-edns-do": "the resolver asks without DO",
    "ignore-cd-flag": "the resolver validates what it is told not to",
    "val-permissive-mode": "the resolver passes on what is bogus",
}
COMMANDS = {"AUTOTRUST_FILE": "trust anchors that change with time (RFC 5011)"}


@dataclass
class Play:
    question: Question
    step: int          # at which the servers are asked
    reply: Entry       # that the user gets
    # secure, insecure, bogus, unresolvable; unanchored: no trust anchor above; answered: secure or insecure, for the user
    # did not ask which
    expected: str

    def accepted(self) -> tuple[str, ...]:
        """The states of a diagnosis (RFC 4033 section 5) that are right."""
        return {"answered": ("secure", "insecure"), "unanchored": ("insecure", "indeterminate")}.get(
            self.expected, (self.expected,))


def homes(question: Question, reply: Entry) -> list[dns.name.Name]:
    """The zones that the reply is from, as far as it shows: those that signed, and names whose records are unsigned."""
    message = Message(reply)
    signers = [record.rdata.signer for record in reply.records if record.type == dns.rdatatype.RRSIG]
    bare = [record.owner for record in reply.sections["ANSWER"]
            if record.type != dns.rdatatype.RRSIG and (record.owner, record.type) not in message.signatures]
    return signers + bare or [follow(message, question, dns.name.root)[1] or question.name]


def expected(scenario: Scenario, query: Entry, reply: Entry) -> str:
    if reply.rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return "bogus"
    if "AD" in reply.reply:
        return "secure"
    # Of a DS the parent answers.
    anchors = [a.owner for a in scenario.anchors
               if query.question.type != dns.rdatatype.DS or a.owner != query.question.name]
    if not all(any(home.is_subdomain(anchor) for anchor in anchors) for home in homes(query.question, reply)):
        return "unanchored"
    return "insecure" if query.reply & {"DO", "AD"} else "answered"


def plays(name: str, scenario: Scenario) -> list[Play]:
    """Questions to the resolver's cache (no RD) and of who validates himself (CD) are left out."""
    found, queries = [], []
    for step in scenario.steps:
        if step.kind == "QUERY" and step.entry and step.entry.question:
            queries.append(step.entry)
        elif step.kind == "CHECK_ANSWER" and step.entry:
            query = next((q for q in reversed(queries) if q.question == step.entry.question), None)
            if query and "RD" in query.reply and "CD" not in query.reply and \
                    query.question.rdclass == dns.rdataclass.IN:
                end = other_ends().get(name) or expected(scenario, query, step.entry)
                found.append(Play(query.question, step.number, step.entry, end))
    return found


def table(file_name: str) -> list[dict[str, str]]:
    with open(HERE / file_name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def other_ends() -> dict[str, str]:
    """Where SERVFAIL and the like do not mean bogus."""
    return {row["scenario"]: row["expected"] for row in table("other-ends.csv")}


def exceptions(mode: str) -> dict[str, str]:
    """Scenarios by name that cannot be played (in one mode or in any), and why."""
    return {row["scenario"]: row["reason"] for row in table("not-playable.csv") if row["mode"] in ("", mode)}


def obstacle(mode: str, name: str, scenario: Scenario) -> str:
    """Why the scenario cannot be played; empty if it can."""
    keys = [key for key, _ in scenario.config]
    reasons = [exceptions("direct" if mode == "direct" else "forward").get(name, ""),
               *(reason for command, reason in COMMANDS.items() if command in scenario.commands),
               *(reason for key, reason in OPTIONS.items() if key in keys),
               "" if scenario.anchors else "nothing to validate: no trust anchor",
               "" if "validator" in scenario.value("module-config", "validator") else "the resolver does not validate",
               "" if mode != "direct" or root_addresses(scenario) else "the scenario has no server of the root",
               "" if plays(name, scenario) else "no question of a user with its reply"]
    return next(filter(None, reasons), "")
