"""What a resolver that validates nothing makes of a scenario's servers, as a forwarder's upstream would with CD=1.

It starts at the root's addresses of the configuration (stub-zone, forward-zone), goes down along referrals, chases CNAME
and DNAME, and puts each signature beside what it signs, wherever in the reply it stood. A server that a scenario leaves
silent has failed. Delegations once learned are kept, so what can be asked grows with the questions, as in a real cache.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field

import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
from dns.rdatatype import AAAA, ANY, CNAME, DNAME, DS, NS, NSEC, NSEC3, RRSIG, SOA, A

from rpl import Entry, Query, Question, Record, Scenario

STEPS, ALIASES, DEPTH = 24, 12, 3
PROOFS = (NSEC, NSEC3)
DENIALS = (SOA, *PROOFS)
ANSWERS = (dns.rcode.NOERROR, dns.rcode.NXDOMAIN, dns.rcode.YXDOMAIN)    # the last: RFC 6672 section 2.2


@dataclass
class Reply:
    rcode: int = dns.rcode.NOERROR
    sections: dict[str, list[Record]] = field(default_factory=lambda: {"ANSWER": [], "AUTHORITY": [], "ADDITIONAL": []})


FAILURE = Reply(dns.rcode.SERVFAIL)


@dataclass
class Cut:
    """A zone, and what leads to its servers."""

    zone: dns.name.Name
    addresses: list[str]
    servers: list[dns.name.Name] = field(default_factory=list)
    ds: Reply | None = None     # what the referral said of the zone's DS
    recursive: bool = False     # forwarded to: a resolver, whose answer is whole


class Message:
    """A reply of a server, its records by RRset and with their signatures."""

    def __init__(self, entry: Entry):
        self.rcode, self.entry = entry.rcode, entry
        self.signatures: dict[tuple, list[Record]] = {}
        for record in entry.records:
            if record.type == RRSIG:
                self.signatures.setdefault((record.owner, record.rdata.type_covered), []).append(record)

    def select(self, section: str, owner: dns.name.Name, rdtype: int) -> list[Record]:
        """The RRset with its signatures, each record once."""
        found = [r for r in self.entry.sections[section] if r.owner == owner and r.type == rdtype]
        return list(dict.fromkeys(found + self.signatures.get((owner, rdtype), []))) if found else []

    def authority(self, types: tuple[int, ...]) -> list[Record]:
        owners = dict.fromkeys((r.owner, r.type) for r in self.entry.sections["AUTHORITY"] if r.type in types)
        return [record for owner, rdtype in owners for record in self.select("AUTHORITY", owner, rdtype)]

    def referral(self, zone: dns.name.Name, question: Question) -> dns.name.Name | None:
        """The zone that the message refers to, below `zone`."""
        authority = self.entry.sections["AUTHORITY"]
        if self.entry.sections["ANSWER"] or self.rcode or any(r.type == SOA for r in authority):
            return None
        below = [r.owner for r in authority if r.type == NS and r.owner != zone and r.owner.is_subdomain(zone)
                 and question.name.is_subdomain(r.owner)]
        return below[0] if below else None


class Recursion:
    def __init__(self, scenario: Scenario, step: int):
        self.scenario, self.steps = scenario, [step]
        self.cache: list[Message] = []    # replies that users got
        self.hosts: dict[dns.name.Name, list[str]] = {}
        self.cuts = {cut.zone: cut for cut in configured(scenario)}

    def go_on(self, step: int, reply: Entry) -> None:
        """To a later step, at which a user gets this reply. What can be asked no more is taken from the cache."""
        self.steps.insert(0, step)
        self.cache.insert(0, Message(reply))

    def find(self, address: str, question: Question) -> Entry | None:
        found = (self.scenario.find(address, Query(question), step) for step in self.steps)
        return next(filter(None, found), None)

    def resolve(self, question: Question, depth: int = 0) -> Reply:
        reply, name = Reply(), question.name
        for _ in range(ALIASES):
            asked = Question(name, question.type)
            found = self.ask(asked, depth)
            if not found:
                return self.ds_of_referral(question) or self.cached(question) or FAILURE
            message, cut = found
            records, target = follow(message, asked, cut.zone, past_dname=False)
            reply.sections["ANSWER"] += records
            if target is None or cut.recursive:
                reply.rcode = message.rcode
                reply.sections["AUTHORITY"] += message.authority((*DENIALS, NS))
                reply.sections["ADDITIONAL"] += [r for r in message.entry.sections["ADDITIONAL"] if r.type in (A, AAAA)]
                return reply
            reply.sections["AUTHORITY"] += message.authority(PROOFS)
            name = target
        return FAILURE

    def ds_of_referral(self, question: Question) -> Reply | None:
        cut = self.cuts.get(question.name) if question.type == DS else None
        return cut.ds if cut else None

    def cached(self, question: Question) -> Reply | None:
        """From a reply that a user got, to this question or to one whose aliases lead to this name."""
        for message in self.cache:
            if message.rcode == dns.rcode.SERVFAIL or message.entry.question.type != question.type:
                continue
            records, _ = follow(message, question, dns.name.root)
            end = follow(message, message.entry.question, dns.name.root)[1] or message.entry.question.name
            if records or end == question.name:
                return Reply(message.rcode, {"ANSWER": records, "ADDITIONAL": [],
                                             "AUTHORITY": message.authority((*DENIALS, NS))})
        return None

    def ask(self, question: Question, depth: int) -> tuple[Message, Cut] | None:
        """The answer, and whose servers gave it."""
        cut = self.closest(question)
        for _ in range(STEPS):
            for address in self.addresses(cut, depth):
                entry = self.find(address, question)
                if not entry or entry.raw is not None or entry.rcode not in ANSWERS:
                    continue
                message = Message(entry)
                self.note_hosts(message)
                below = message.referral(cut.zone, question)
                if below is None:
                    return message, cut
                if not (question.type == DS and below == question.name):
                    cut = self.learn(below, message)
                    break
            else:
                return None
        return None

    def closest(self, question: Question) -> Cut:
        name = question.name
        if question.type == DS and name != dns.name.root:
            name = name.parent()
        while name not in self.cuts:
            name = name.parent()
        return self.cuts[name]

    def note_hosts(self, message: Message) -> None:
        for record in message.entry.sections["ADDITIONAL"]:
            if record.type in (A, AAAA):
                addresses = self.hosts.setdefault(record.owner, [])
                addresses += [] if record.rdata.address in addresses else [record.rdata.address]

    def learn(self, zone: dns.name.Name, message: Message) -> Cut:
        servers = [r.rdata.target for r in message.select("AUTHORITY", zone, NS) if r.type == NS]
        glue = [address for server in servers for address in self.hosts.get(server, [])]
        return self.cuts.setdefault(zone, Cut(zone, glue, servers, ds_in(message, zone)))

    def addresses(self, cut: Cut, depth: int) -> list[str]:
        if not cut.addresses and depth < DEPTH:
            for server in cut.servers:
                reply = self.resolve(Question(server, A), depth + 1)
                cut.addresses += [r.rdata.address for r in reply.sections["ANSWER"] if r.type == A]
        return cut.addresses


def ds_in(message: Message, zone: dns.name.Name) -> Reply | None:
    """The DS that a referral holds, or the proof that there is none."""
    ds, proof = message.select("AUTHORITY", zone, DS), message.authority(PROOFS)
    return Reply(sections={"ANSWER": ds, "AUTHORITY": [] if ds else proof, "ADDITIONAL": []}) if ds or proof else None


def configured(scenario: Scenario) -> list[Cut]:
    """The zones whose servers the configuration names. Deckard names the root's only."""
    cuts = {dns.name.root: Cut(dns.name.root, [])}
    zone = dns.name.root
    for key, value in scenario.config:
        if key in ("stub-zone", "forward-zone"):
            zone = dns.name.root
        elif key == "name":
            zone = dns.name.from_text(value)
        elif key in ("stub-addr", "forward-addr"):
            cut = cuts.setdefault(zone, Cut(zone, []))
            cut.addresses.append(value.split("@")[0])
            cut.recursive = key == "forward-addr"
    return list(cuts.values())


def root_addresses(scenario: Scenario) -> list[str]:
    return next(cut.addresses for cut in configured(scenario) if cut.zone == dns.name.root)


def follow(message: Message, question: Question, zone: dns.name.Name,
           past_dname: bool = True) -> tuple[list[Record], dns.name.Name | None]:
    """What `message` says about the name, along its aliases as far as they stay within `zone`; and the last alias's
    target where it says nothing of that. Careful resolvers ask again for where a DNAME leads."""
    if question.type in (ANY, RRSIG):
        return [r for r in message.entry.sections["ANSWER"] if r.owner == question.name], None
    records: list[Record] = []
    name, start = question.name, question.name
    while name.is_subdomain(zone):
        found = message.select("ANSWER", name, question.type)
        if found:
            above = dname_above(message, name) if question.type == CNAME else []
            return records + above + found, None
        alias = message.select("ANSWER", name, CNAME) or synthesized(message, name)
        if alias and alias[0] in records:
            break
        records += [r for r in dname_above(message, name) if r not in records] + alias
        if not alias:    # and where there is a DNAME, the alias would be too long
            break
        name = alias[0].rdata.target
        if dname_above(message, alias[0].owner) and not past_dname:
            break
    return records, None if name == start else name


def dname_above(message: Message, name: dns.name.Name) -> list[Record]:
    owners = [r.owner for r in message.entry.sections["ANSWER"]
              if r.type == DNAME and name != r.owner and name.is_subdomain(r.owner)]
    return message.select("ANSWER", owners[0], DNAME) if owners else []


def synthesized(message: Message, name: dns.name.Name) -> list[Record]:
    """RFC 6672 section 3.1, where a server left it to the resolver."""
    for record in dname_above(message, name)[:1]:
        with contextlib.suppress(dns.name.NameTooLong):
            target = name.relativize(record.owner).concatenate(record.rdata.target)
            return [Record(name, 0, dns.rdata.from_text(dns.rdataclass.IN, CNAME, target.to_text()))]
    return []
