"""What of a scenario can be played to a client of a resolver, and what is to come of it.

A play is a question of a user and the reply that the scenario has a validating resolver give.
"""

from __future__ import annotations

import csv
import pathlib
from dataclasses import dataclass

import dns.rcode
import dns.rdataclass

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
    expected: str      # secure, insecure, bogus; answered: one of the first two, the user did not ask which


def expected(query: Entry, reply: Entry) -> str:
    if reply.rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return "bogus"
    if "AD" in reply.reply:
        return "secure"
    return "insecure" if query.reply & {"DO", "AD"} else "answered"


def plays(scenario: Scenario) -> list[Play]:
    """Questions to the resolver's cache (no RD) and of who validates himself (CD) are left out."""
    found, queries = [], []
    for step in scenario.steps:
        if step.kind == "QUERY" and step.entry and step.entry.question:
            queries.append(step.entry)
        elif step.kind == "CHECK_ANSWER" and step.entry:
            query = next((q for q in reversed(queries) if q.question == step.entry.question), None)
            if query and "RD" in query.reply and "CD" not in query.reply and \
                    query.question.rdclass == dns.rdataclass.IN:
                found.append(Play(query.question, step.number, step.entry, expected(query, step.entry)))
    return found


def exceptions(mode: str) -> dict[str, str]:
    """Scenarios by name that cannot be played (in one mode or in any), and why."""
    with open(HERE / "not-playable.csv", encoding="utf-8") as file:
        return {row["scenario"]: row["reason"] for row in csv.DictReader(file) if row["mode"] in ("", mode)}


def obstacle(mode: str, name: str, scenario: Scenario) -> str:
    """Why the scenario cannot be played; empty if it can."""
    keys = [key for key, _ in scenario.config]
    reasons = [exceptions("direct" if mode == "direct" else "forward").get(name, ""),
               *(reason for command, reason in COMMANDS.items() if command in scenario.commands),
               *(reason for key, reason in OPTIONS.items() if key in keys),
               "" if scenario.anchors else "nothing to validate: no trust anchor",
               "" if "validator" in scenario.value("module-config", "validator") else "the resolver does not validate",
               "" if plays(scenario) else "no question of a user with its reply"]
    return next(filter(None, reasons), "")
