"""Read cases.toml, or another catalogue: which zones there are, and which question of them shows what.

A case has a zone of its own, `<name>.example.` with the members of ZoneSpec that the entry sets, unless `zone` names
another or `share` the case whose zone it asks. `zones.<name>` adds further zones (relative: below the case's own).
`policy` is a policies.Policy for the question's name, which the server named by `via` applies.

A case's `rules` are authoritative servers that behave by rule (rules.py), its `forwarders` the same between a client and a
resolver; of both, the names are the case's own. `[resolvers.<name>]` are further resolvers for all cases.
"""

import dataclasses
import os
import tomllib
from dataclasses import dataclass, field

import dns.name

from policies import Policy
from zones import ZoneSpec

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.toml")
ZONE_MEMBERS = {member.name for member in dataclasses.fields(ZoneSpec)} - {"name"}
OWN_MEMBERS = {"name", "group", "text", "why", "qname", "qtype", "via", "zone", "share", "zones", "expect", "policy",
               "rules", "forwarders", "source", "letters", "control", "ways", "options", "not_to_blame", "before", "expect_by",
               "clock", "hints", "services", "domain"}
RULE_SERVERS, FORWARDERS, RESOLVERS = "127.0.3{}.{}", "127.0.24.{}", "127.0.25.{}"


@dataclass
class Case:
    """A question and what is known to be right about it."""

    name: str
    group: str
    text: str
    zone: str
    qname: str
    qtype: str
    expect: dict
    why: str = ""
    via: str = ""      # the one server through which this holds (policy); empty: through every validating resolver
    source: str = ""   # the public report that the case was made after
    letters: list[str] = field(default_factory=list)
    control: bool = False                                            # sound, and easily taken for one that is not
    ways: list[str] = field(default_factory=list)                    # to the evidence, where not by all
    options: list[str] = field(default_factory=list)                 # of edig's command line
    not_to_blame: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)                  # questions for the first act: `NAME TYPE`
    expect_by: dict[str, dict] = field(default_factory=dict)         # what differs by the way
    clock: int = 0                                                   # seconds that this machine's clock is off
    hints: str = ""                                                  # a server that stands for the root's, to edig
    domain: str = ""                                                 # whose services are looked at
    services: list[str] = field(default_factory=list)                # APPLICATION STATE [FINDING ZONE TURN]


@dataclass
class RuleServer:
    """An address of rules.py: of `zones`, or in front of the server `to`."""

    address: str
    rules: list[str]
    origin: str
    zones: list[str] = field(default_factory=list)
    to: str = ""


@dataclass
class Resolver:
    """One more resolver: a kind of servers.py with `extra` lines in its configuration."""

    name: str
    address: str
    kind: str
    extra: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)     # unbound: what follows the server clause
    root: str = ""                                       # who stands for the root's servers


@dataclass
class Catalogue:
    cases: list[Case] = field(default_factory=list)
    specs: dict[dns.name.Name, ZoneSpec] = field(default_factory=dict)
    policies: dict[str, list[Policy]] = field(default_factory=dict)
    rule_servers: list[RuleServer] = field(default_factory=list)
    forwarders: dict[str, RuleServer] = field(default_factory=dict)
    resolvers: dict[str, Resolver] = field(default_factory=dict)

    def add_rule_server(self, server: RuleServer) -> RuleServer:
        number = len(self.rule_servers)
        server.address = RULE_SERVERS.format(number // 250, number % 250 + 1)
        self.rule_servers.append(server)
        return server

    def add_forwarders(self, entries: dict, origin: str) -> None:
        for name, entry in entries.items():
            self.forwarders[name] = RuleServer(FORWARDERS.format(len(self.forwarders) + 1), entry.get("rules", []), origin,
                                               to=entry["to"])


def absolute(text: str, origin: str) -> str:
    return str(dns.name.from_text(text, dns.name.from_text(origin)))


def spec_of(name: str, entry: dict) -> ZoneSpec:
    return ZoneSpec(name=dns.name.from_text(name),
                    **{key: value for key, value in entry.items() if key in ZONE_MEMBERS})


def read_case(entry: dict, shared: dict[str, str]) -> tuple[Case, list[ZoneSpec]]:
    unknown = set(entry) - OWN_MEMBERS - ZONE_MEMBERS
    if unknown:
        raise ValueError(f"cases.toml: case {entry.get('name')}: unknown {', '.join(sorted(unknown))}")
    zone = shared[entry["share"]] if "share" in entry else entry.get("zone", f"{entry['name']}.example.")
    case = Case(zone=zone, qname=absolute(entry.get("qname", "www"), zone), qtype=entry.get("qtype", "A"),
                expect=with_absolute_zone(entry.get("expect", {}) if "services" in entry else entry["expect"], zone),
                domain=absolute(entry.get("domain", "@"), zone), services=entry.get("services", []),
                expect_by={way: with_absolute_zone(one, zone) for way, one in entry.get("expect_by", {}).items()},
                group=entry.get("group", "".join(entry.get("letters", []))),
                **{name: entry[name] for name in ("name", "text", "why", "via", "source", "letters", "control", "ways",
                                                  "options", "not_to_blame", "before", "clock", "hints") if name in entry})
    specs = [] if "share" in entry else [spec_of(zone, entry)]
    specs += [spec_of(absolute(name, zone), below) for name, below in entry.get("zones", {}).items()]
    return case, specs


def with_absolute_zone(expect: dict, zone: str) -> dict:
    """`any` is for expect_by: no matter which."""
    return {**expect, "zone": absolute(expect["zone"], zone)} if expect.get("zone", "any") != "any" else dict(expect)


def place_rule_servers(catalogue: Catalogue, entry: dict, zone: str, specs: list[ZoneSpec]) -> None:
    """Addresses for a case's rule servers, in place of their names in the zones' NS lines."""
    for name, rules in entry.get("rules", {}).items():
        server = catalogue.add_rule_server(RuleServer("", rules, zone))
        for spec in specs:
            if not any(name in line.split()[1:] for line in [*spec.ns, *(spec.parent_ns or [])]):
                continue
            server.zones.append(str(spec.name))
            if spec.hosted is None:
                spec.hosted = sorted({*spec.hosts(), "auth1", *spec.variants})
            spec.ns = [with_address(line, name, server.address) for line in spec.ns]
            if spec.parent_ns is not None:
                spec.parent_ns = [with_address(line, name, server.address) for line in spec.parent_ns]


def with_address(line: str, name: str, address: str) -> str:
    owner, *words = line.split()
    return " ".join([owner, *(address if word == name else word for word in words)])


def read(path: str = PATH) -> Catalogue:
    with open(path, "rb") as file:
        data = tomllib.load(file)
    catalogue = Catalogue()
    specs = [spec_of(name, entry) for name, entry in data["zones"].items()]
    catalogue.add_forwarders(data.get("forwarders", {}), ".")
    for number, (name, entry) in enumerate(data.get("resolvers", {}).items(), start=1):
        catalogue.resolvers[name] = Resolver(name, RESOLVERS.format(number), **entry)
    zone_of: dict[str, str] = {}
    for entry in data["case"]:
        case, more = read_case(entry, zone_of)
        place_rule_servers(catalogue, entry, case.zone, more)
        catalogue.add_forwarders(entry.get("forwarders", {}), case.zone)
        zone_of[case.name] = case.zone
        catalogue.cases.append(case)
        specs += more
        if policy := entry.get("policy"):
            name = case.zone if policy["action"] == "nta" else case.qname
            catalogue.policies.setdefault(case.via, []).append(Policy(name, **policy))
    for spec in specs:
        if spec.name in catalogue.specs:
            raise ValueError(f"cases.toml: zone {spec.name} is there twice")
        catalogue.specs[spec.name] = spec
    return catalogue
