"""Read cases.toml: which zones there are, and which question of them shows what.

A case has a zone of its own, `<name>.example.` with the members of ZoneSpec that the entry sets, unless `zone` names
another or `share` the case whose zone it asks. `zones.<name>` adds further zones (relative: below the case's own).
`policy` is a policies.Policy for the question's name, which the server named by `via` applies.
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
OWN_MEMBERS = {"name", "group", "text", "why", "qname", "qtype", "via", "zone", "share", "zones", "expect", "policy"}


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


@dataclass
class Catalogue:
    cases: list[Case] = field(default_factory=list)
    specs: dict[dns.name.Name, ZoneSpec] = field(default_factory=dict)
    policies: dict[str, list[Policy]] = field(default_factory=dict)


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
    expect = dict(entry["expect"])
    if "zone" in expect:
        expect["zone"] = absolute(expect["zone"], zone)
    case = Case(name=entry["name"], group=entry["group"], text=entry["text"], why=entry.get("why", ""),
                zone=zone, qname=absolute(entry.get("qname", "www"), zone), qtype=entry.get("qtype", "A"),
                via=entry.get("via", ""), expect=expect)
    specs = [] if "share" in entry else [spec_of(zone, entry)]
    specs += [spec_of(absolute(name, zone), below) for name, below in entry.get("zones", {}).items()]
    return case, specs


def read(path: str = PATH) -> Catalogue:
    with open(path, "rb") as file:
        data = tomllib.load(file)
    catalogue = Catalogue()
    specs = [spec_of(name, entry) for name, entry in data["zones"].items()]
    zone_of: dict[str, str] = {}
    for entry in data["case"]:
        case, more = read_case(entry, zone_of)
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
