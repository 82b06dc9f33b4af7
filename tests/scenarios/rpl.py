"""Reads scenarios in the form that Unbound's testbound and Deckard play (.rpl).

A scenario holds a configuration, ranges (what the server at an address answers, from one step to another) and steps (the
questions of a user, and the replies to expect). Only what matters to a player of questions and replies is kept.
"""

from __future__ import annotations

import base64
import re
import struct
from dataclasses import dataclass, field

import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype

DEFAULT_TTL = 3600
SECTIONS = ("ANSWER", "AUTHORITY", "ADDITIONAL")
RCODES = {*dns.rcode.Rcode.__members__, "NOTIMPL"}
COMMENT = re.compile(r'^((?:[^;"]|"(?:[^"\\]|\\.)*")*);.*$')
CLASSES = ("IN", "CH", "HS", "ANY", "NONE")


class ScenarioError(Exception):
    """The file is not in the form, with the line."""


@dataclass(frozen=True)
class Record:
    owner: dns.name.Name
    ttl: int
    rdata: dns.rdata.Rdata

    @property
    def type(self) -> int:
        return self.rdata.rdtype

    def to_text(self) -> str:
        return f"{self.owner} {self.ttl} IN {dns.rdatatype.to_text(self.type)} {self.rdata}"


@dataclass(frozen=True)
class Question:
    name: dns.name.Name
    type: int
    rdclass: int = dns.rdataclass.IN

    def __str__(self) -> str:
        return f"{self.name} {dns.rdatatype.to_text(self.type)}"


@dataclass(frozen=True)
class Query:
    """What a server is asked, and how."""

    question: Question
    transport: str = "UDP"
    edns: bool = True


@dataclass
class Entry:
    """A reply, and the queries that it is for; also a user's query, and the reply that a user is to get."""

    line: int
    match: set[str] = field(default_factory=set)
    reply: set[str] = field(default_factory=set)
    adjust: set[str] = field(default_factory=set)
    question: Question | None = None
    sections: dict[str, list[Record]] = field(default_factory=lambda: {name: [] for name in SECTIONS})
    raw: bytes | None = None    # the whole reply

    @property
    def rcode(self) -> int:
        word = next(iter(self.reply & RCODES), "NOERROR")
        return dns.rcode.from_text("NOTIMP" if word == "NOTIMPL" else word)

    @property
    def records(self) -> list[Record]:
        return [record for section in SECTIONS for record in self.sections[section]]

    def info_code(self) -> int | None:
        """The extended error that the reply is to have."""
        codes = [word[4:] for word in self.match if word.startswith("ede=")]
        return int(codes[0]) if codes and codes[0].isdigit() else None

    def matches(self, query: Query) -> bool:
        """As testbound compares. What a reply's content is matched for (all, answer) says nothing about queries; an
        entry without any rule is for its own question, since there may be others than testbound asks."""
        asked, mine = query.question, self.question
        match = self.match or {"qname", "qtype"}
        if mine is None:
            return not match & {"qname", "qtype", "question", "subdomain"}
        rules = {
            "qname": mine.name == asked.name,
            "qtype": mine.type == asked.type,
            "question": mine == asked,
            "subdomain": asked.name.is_subdomain(mine.name),
            "UDP": query.transport == "UDP",
            "TCP": query.transport == "TCP",
            "DO": query.edns,
            "noedns": not query.edns,
        }
        return all(holds for word, holds in rules.items() if word in match)


@dataclass
class Range:
    first: int
    last: int
    addresses: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def covers(self, step: int) -> bool:
        return self.first <= step <= self.last


@dataclass
class Step:
    number: int
    kind: str
    entry: Entry | None = None


@dataclass
class Scenario:
    title: str = ""
    config: list[tuple[str, str]] = field(default_factory=list)   # in the order of the file; sections have no value
    commands: set[str] = field(default_factory=set)               # AUTOTRUST_FILE, TEMPFILE_CONTENTS ...
    anchors: list[Record] = field(default_factory=list)           # trust anchors
    ranges: list[Range] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def values(self, key: str) -> list[str]:
        return [value for name, value in self.config if name == key]

    def value(self, key: str, default: str = "") -> str:
        return next(iter(self.values(key)), default)

    def find(self, address: str, query: Query, step: int) -> Entry | None:
        """What the server at `address` says; nothing where the scenario is silent."""
        for scene in self.ranges:
            if scene.covers(step) and (not scene.addresses or address in scene.addresses):
                for entry in scene.entries:
                    if entry.matches(query):
                        return entry
        return None

    def addresses(self) -> list[str]:
        return sorted({address for scene in self.ranges for address in scene.addresses})

    def entries(self) -> list[Entry]:
        return [entry for scene in self.ranges for entry in scene.entries] + \
               [step.entry for step in self.steps if step.entry]


def uncommented(line: str) -> str:
    match = COMMENT.match(line)
    text = (match[1] if match else line).strip()
    return "" if text.startswith("#") else text


def read_name(text: str) -> dns.name.Name:
    return dns.name.from_text(text, dns.name.root)


def read_question(text: str, line: int) -> Question:
    words = text.split()
    classes = [word.upper() for word in words[1:-1] if word.upper() in CLASSES]
    try:
        return Question(read_name(words[0]), dns.rdatatype.from_text(words[1:][-1]),
                        dns.rdataclass.from_text(classes[0] if classes else "IN"))
    except (dns.exception.DNSException, ValueError, IndexError) as error:
        raise ScenarioError(f"line {line}: no question: {text}") from error


def read_record(text: str, line: int) -> Record:
    """One record: owner, then TTL and class in any order or not at all, type, data."""
    owner, _, rest = re.sub(r"\s+", " ", text.strip()).partition(" ")
    ttl = DEFAULT_TTL
    while rest:
        word, _, rest = rest.partition(" ")
        if word.isdigit():
            ttl = int(word)
        elif word.upper() not in CLASSES:
            break
    try:
        return Record(read_name(owner), ttl, read_rdata(dns.rdatatype.from_text(word), rest))
    except (dns.exception.DNSException, ValueError) as error:
        raise ScenarioError(f"line {line}: {error}: {text}") from error


def read_rdata(rdtype: int, text: str) -> dns.rdata.Rdata:
    try:
        return dns.rdata.from_text(dns.rdataclass.IN, rdtype, text, origin=dns.name.root, relativize=False)
    except (dns.exception.DNSException, ValueError):
        return read_odd_rdata(rdtype, text.split())


def read_odd_rdata(rdtype: int, words: list[str]) -> dns.rdata.Rdata:
    """What dnspython takes for wrong: scenarios are wrong on purpose."""
    if words[0] == "\\#":
        return dns.rdata.GenericRdata(dns.rdataclass.IN, rdtype, bytes.fromhex("".join(words[2:])))
    if rdtype == dns.rdatatype.DS:    # a digest that is not as long as its type has it
        octets = struct.pack("!HBB", *map(int, words[:3])) + bytes.fromhex("".join(words[3:]))
        return dns.rdata.GenericRdata(dns.rdataclass.IN, rdtype, octets)
    if rdtype == dns.rdatatype.RRSIG:    # no signature, or not padded
        signature = base64.b64decode("".join(words[8:]) + "==")
        return read_rdata(rdtype, " ".join([*words[:8], "AA=="])).replace(signature=signature)
    raise ValueError("not understood")


class Reader:
    """Goes through the lines once; what a line means depends on where it stands."""

    def __init__(self, text: str):
        self.scenario = Scenario()
        self.lines = enumerate(text.splitlines(), 1)

    def read(self) -> Scenario:
        self.read_config()
        for number, line in self.lines:
            words = uncommented(line).split()
            match words:
                case ["SCENARIO_BEGIN", *title]:
                    self.scenario.title = " ".join(title)
                case ["RANGE_BEGIN", first, last, *addresses]:
                    self.scenario.ranges.append(self.read_range(Range(int(first), int(last), addresses)))
                case ["STEP", step, kind, *_]:
                    self.scenario.steps.append(Step(int(step), kind))
                case ["ENTRY_BEGIN"]:
                    self.scenario.steps[-1].entry = self.read_entry(number)
                case ["SCENARIO_END"]:
                    return self.scenario
        raise ScenarioError("no SCENARIO_END")

    def read_config(self) -> None:
        end_of_contents = None
        for number, line in self.lines:
            text = uncommented(line)
            if text == "CONFIG_END":
                return
            word = text.split()[0] if text else ""
            if end_of_contents:
                end_of_contents = None if word == end_of_contents else end_of_contents
            elif word in ("AUTOTRUST_FILE", "TEMPFILE_CONTENTS"):
                self.scenario.commands.add(word)
                end_of_contents = word.split("_")[0] + "_END"
            elif ":" in text and re.fullmatch(r"[\w-]+", text.partition(":")[0]):
                key, _, value = re.sub(r"\s+#.*", "", text).partition(":")
                self.scenario.config.append((key, value.strip().strip("\"'")))
                if key == "trust-anchor":
                    self.scenario.anchors.append(read_record(self.scenario.config[-1][1], number))
        raise ScenarioError("no CONFIG_END")

    def read_range(self, scene: Range) -> Range:
        for number, line in self.lines:
            match uncommented(line).split():
                case ["ADDRESS", address, *_]:
                    scene.addresses.append(address)
                case ["ENTRY_BEGIN"]:
                    scene.entries.append(self.read_entry(number))
                case ["RANGE_END"]:
                    return scene
        raise ScenarioError("no RANGE_END")

    def read_entry(self, begin: int) -> Entry:
        entry, section = Entry(begin), "QUESTION"
        for number, line in self.lines:
            text = uncommented(line)
            match text.split():
                case []:
                    pass
                case ["ENTRY_END"]:
                    return entry
                case ["MATCH", *words]:
                    entry.match.update(words)
                case ["REPLY", *words]:
                    entry.reply.update(words)
                case ["ADJUST", *words]:
                    entry.adjust.update(words)
                case ["MANDATORY" | "OPTIONAL"]:
                    pass
                case ["SECTION", word]:
                    section = word
                case ["HEX_ANSWER_BEGIN"]:
                    entry.raw = self.read_hex("HEX_ANSWER_END")
                case ["HEX_EDNSDATA_BEGIN"]:
                    self.read_hex("HEX_EDNSDATA_END")
                case ["EXTRA_PACKET"]:
                    raise ScenarioError(f"line {number}: a transfer of several packets")
                case _ if section == "QUESTION":
                    entry.question = read_question(text, number)
                case _:
                    entry.sections[section].append(read_record(text, number))
        raise ScenarioError("no ENTRY_END")

    def read_hex(self, end: str) -> bytes:
        octets = b""
        for _, line in self.lines:
            text = uncommented(line)
            if text == end:
                return octets
            octets += bytes.fromhex(text)
        raise ScenarioError(f"no {end}")


def read(text: str) -> Scenario:
    return Reader(text).read()
