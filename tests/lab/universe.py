"""Build every zone of the catalogue, children before parents, and lay the zone files out per authoritative server."""

import copy
import os
import time
from dataclasses import dataclass, field, replace

import dns.name

from catalogue import Catalogue
from faults import break_zone
from network import server_address
from zones import Key, Zone, ZoneSpec, build


@dataclass
class Universe:
    zones: dict[dns.name.Name, Zone] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)   # server address -> zone name -> zone file
    access: dict[str, str] = field(default_factory=dict)             # zone name -> NSD's allow-query

    @property
    def root(self) -> Zone:
        return self.zones[dns.name.root]


def parent_name(name: dns.name.Name, specs: dict[dns.name.Name, ZoneSpec]) -> dns.name.Name:
    """The nearest enclosing zone."""
    name = name.parent()
    while name not in specs:
        name = name.parent()
    return name


def with_labels(keys: dict[str, Key], labels: dict[str, str]) -> dict[str, Key]:
    """The same keys, as other words of a spec say whether they are published and sign."""
    changed = {}
    for label, text in labels.items():
        changed[label] = copy.copy(keys[label])
        changed[label].active, changed[label].published = "inactive" not in text, "unpublished" not in text
    return changed


def with_other_ds(children: list[Zone], ds: dict[str, list[str]], parent: Zone) -> list[Zone]:
    """The children as the parent knew them at another time: `ds` has the lines for some."""
    others = []
    for child in children:
        other = copy.copy(child)
        other.spec = replace(child.spec, ds=next((lines for name, lines in ds.items()
                                                  if parent.owner(name) == child.name), child.spec.ds))
        others.append(other)
    return others


def older_or_other(zone: Zone, changes: dict, children: list[Zone], serial: int) -> Zone:
    """The zone as one of its servers has it: `serial` added, `mutate` applied on top, `fresh_keys` for keys of its own;
    `spec` has other values for members of ZoneSpec, `ds` other DS records for its children."""
    spec = replace(zone.spec, **changes.get("spec", {}))
    keys = None if changes.get("fresh_keys") else with_labels(zone.keys, spec.keys)
    other = build(spec, with_other_ds(children, changes.get("ds", {}), zone), serial + changes.get("serial", 0), keys)
    break_zone(other, spec.mutate + changes.get("mutate", []))
    return other


def write(universe: Universe, directory: str, zone: Zone, servers: list[str]) -> None:
    """One zone file, for the `servers` that have this version."""
    path = os.path.join(directory, f"{str(zone.name).rstrip('.') or 'root'}.{'.'.join(servers)}.zone")
    with open(path, "w", encoding="ascii") as file:
        file.write(zone.to_text())
    for server in servers:
        universe.files.setdefault(server_address(server, zone.spec.depth), {})[str(zone.name)] = path


def create(catalogue: Catalogue, directory: str) -> Universe:
    """Build, break and write all zones below `directory`."""
    universe = Universe()
    serial = int(time.time())
    children: dict[dns.name.Name, list[Zone]] = {}
    for spec in sorted(catalogue.specs.values(), key=lambda spec: -spec.depth):
        below = children.get(spec.name, [])
        zone = build(spec, below, serial)
        break_zone(zone, spec.mutate)
        universe.zones[spec.name] = zone
        if spec.allow_query:
            universe.access[str(spec.name)] = spec.allow_query
        if spec.depth:
            children.setdefault(parent_name(spec.name, catalogue.specs), []).append(zone)
        if alike := [server for server in spec.hosts() if server not in spec.variants]:
            write(universe, directory, zone, alike)
        for server, changes in spec.variants.items():
            write(universe, directory, older_or_other(zone, changes, below, serial), [server])
    return universe
