"""Break a signed zone: the mutations that cases.toml names, each small, to be combined at will and applied in order.

A mutation is a line `VERB TARGET [ARGS...]`. TARGET is OWNER/TYPE with the owner relative to the zone (`@`: apex, `*`:
wildcard), `any` standing for every owner or every type: `www/A`, `any/NSEC3`, `any/any`. Nothing is signed again unless
`resign` says so, for that is how zones break.
"""

import os

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdatatype
import dns.rrset
from dns.rdatatype import DNSKEY, NSEC, NSEC3, RRSIG

from zones import IN, Key, Zone

Target = tuple[dns.name.Name, int]


def break_zone(zone: Zone, mutations: list[str]) -> None:
    for line in mutations:
        verb, *args = line.split(maxsplit=2)
        VERBS[verb](zone, *args)


def targets(zone: Zone, text: str) -> list[Target]:
    """RRsets that TARGET names; none is an error in cases.toml."""
    owner, _, rdtype = text.rpartition("/")
    found = [key for key in zone.rrsets
             if (owner == "any" or key[0] == zone.owner(owner))
             and (rdtype == "any" or key[1] == dns.rdatatype.from_text(rdtype))]
    if not found:
        raise ValueError(f"{zone.name}: no RRset {text}")
    return found


def drop(zone: Zone, target: str) -> None:
    """Remove RRsets and their signatures."""
    for key in targets(zone, target):
        del zone.rrsets[key]
        zone.sigs.pop(key, None)


def drop_others(zone: Zone, target: str) -> None:
    """Of the RRsets of that type, keep the one at the owner (for NSEC3: at its hash)."""
    owner, _, rdtype = target.rpartition("/")
    keep = zone.owner(owner) if rdtype != "NSEC3" else hashed_owner(zone, zone.owner(owner))
    for key in targets(zone, f"any/{rdtype}"):
        if key[0] != keep:
            del zone.rrsets[key]
            zone.sigs.pop(key, None)


def change_signatures(zone: Zone, target: str, label: str, change) -> None:
    """Replace each RRSIG over the target (by key `label`, if given) with change(rrsig); None drops it."""
    tag = zone.keys[label].tag if label else None
    for key in targets(zone, target):
        old = zone.sigs.get(key)
        if old is None:
            continue
        new = dns.rrset.RRset(old.name, IN, RRSIG, covers=key[1])
        for rrsig in old:
            changed = rrsig if tag not in (None, rrsig.key_tag) else change(rrsig)
            if changed is not None:
                new.add(changed, old.ttl)
        zone.sigs[key] = new


def drop_rrsig(zone: Zone, target: str, label: str = "") -> None:
    change_signatures(zone, target, label, lambda rrsig: None)


def corrupt_rrsig(zone: Zone, target: str, label: str = "") -> None:
    """Signatures of the right length and form that do not verify."""
    change_signatures(zone, target, label, lambda rrsig: rrsig.replace(
        signature=rrsig.signature[:8] + bytes(byte ^ 0x55 for byte in rrsig.signature[8:16]) + rrsig.signature[16:]))


def set_signer(zone: Zone, target: str, signer: str) -> None:
    """Signatures that name another zone as their signer."""
    change_signatures(zone, target, "", lambda rrsig: rrsig.replace(signer=zone.owner(signer)))


def resign(zone: Zone, target: str, args: str = "now") -> None:
    """`WINDOW [KEY...]`: sign as the zone stands now, within a window of zones.WINDOWS, by the keys named."""
    window, *labels = args.split()
    for owner, rdtype in targets(zone, target):
        if (owner, rdtype) in zone.sigs:
            zone.sign(owner, rdtype, window, [zone.keys[label] for label in labels])


def add_rrsig(zone: Zone, target: str, args: str) -> None:
    """`WINDOW KEY`: one signature more."""
    window, label = args.split()
    for owner, rdtype in targets(zone, target):
        had = zone.sigs[owner, rdtype]
        zone.sign(owner, rdtype, window, [zone.keys[label]])
        zone.sigs[owner, rdtype].update(had)


def add_record(zone: Zone, target: str, rdata: str) -> None:
    owner, _, rdtype = target.rpartition("/")
    zone.add(zone.owner(owner), dns.rdatatype.from_text(rdtype), rdata)


def set_record(zone: Zone, target: str, rdata: str) -> None:
    """Other data under the old signature."""
    (key,) = targets(zone, target)
    del zone.rrsets[key]
    add_record(zone, target, rdata)


def alter_key(zone: Zone, label: str, change: str) -> None:
    """`flags=N`, `algorithm=N`, `corrupt` or `absent`: what the zone publishes is not the key that signed."""
    old = zone.keys[label].rdata
    rrset = zone.rrsets[zone.name, DNSKEY]
    rrset.remove(old)
    if change == "corrupt":
        rrset.add(old.replace(key=old.key[:-8] + bytes(byte ^ 0x55 for byte in old.key[-8:])))
    elif change != "absent":
        name, value = change.split("=")
        rrset.add(old.replace(**{name: int(value)}))


def shift_hash(text: str) -> str:
    """Another base32hex label: the first three characters replaced."""
    return ("000" if not text.upper().startswith("000") else "VVV") + text[3:]


def shift_nsec3_owner(zone: Zone, target: str) -> None:
    """Move NSEC3 RRsets, signatures with them, to hashes of names that do not exist."""
    for key in targets(zone, target):
        label = key[0].labels[0].decode()
        owner = zone.owner(shift_hash(label))
        for store in (zone.rrsets, zone.sigs):
            old = store.pop(key)
            new = dns.rrset.RRset(owner, IN, old.rdtype, covers=old.covers)
            new.update(old)
            store[owner, NSEC3] = new


def shift_nsec3_next(zone: Zone, target: str) -> None:
    """NSEC3 records whose next hashed owner is right behind their own: they cover nothing."""
    for key in targets(zone, target):
        rrset = zone.rrsets[key]
        (old,) = rrset
        words = old.to_text().split()
        words[4] = key[0].labels[0].decode()[:-1] + ("V" if words[4][-1] != "V" else "U")
        rrset.clear()
        rrset.add(dns.rdata.from_text(IN, NSEC3, " ".join(words)), rrset.ttl)


def publish(zone: Zone, keys: list[dns.rdata.Rdata]) -> None:
    """Add DNSKEYs, and sign the set again."""
    zone.add(zone.name, DNSKEY, *keys)
    zone.sign(zone.name, DNSKEY)


def flood_keys(zone: Zone, label: str, count: str) -> None:
    """`COUNT` more keys like key `label`, that sign nothing."""
    publish(zone, [Key(label, zone.spec.keys[label]).rdata for _ in range(int(count))])


def collide_keys(zone: Zone, label: str, count: str) -> None:
    """The same, each with the key tag of `label`."""
    like = zone.keys[label]
    publish(zone, [with_tag(like.rdata, like.tag) for _ in range(int(count))])


def with_tag(like: dns.rdata.Rdata, tag: int) -> dns.rdata.Rdata:
    """A DNSKEY of random material with that key tag: the tag is a sum of 16-bit words, so the last one can set it."""
    while True:
        body = os.urandom(len(like.key) - 2)
        missing = (tag - dns.dnssec.key_id(like.replace(key=body + b"\0\0"))) % 65535
        key = like.replace(key=body + missing.to_bytes(2, "big"))
        if dns.dnssec.key_id(key) == tag % 65536:
            return key


def set_types(zone: Zone, target: str, types: str) -> None:
    """`TYPE...` (`-`: none): the bitmap of NSEC at the owner, or of its NSEC3, says so, properly signed."""
    owner, _, rdtype = target.rpartition("/")
    change_denial(zone, zone.owner(owner), dns.rdatatype.from_text(rdtype), types="" if types == "-" else types)


def set_next(zone: Zone, target: str, following: str) -> None:
    """The next owner of the NSEC or NSEC3 at the owner, properly signed: a name, for NSEC3 hashed."""
    owner, _, rdtype = target.rpartition("/")
    change_denial(zone, zone.owner(owner), dns.rdatatype.from_text(rdtype), following=zone.owner(following))


def hashed_owner(zone: Zone, name: dns.name.Name) -> dns.name.Name:
    """Where the NSEC3 of the name is."""
    (parameters,) = zone.rrsets[zone.name, dns.rdatatype.NSEC3PARAM]
    _, _, iterations, salt = parameters.to_text().split()
    return zone.owner(dns.dnssec.nsec3_hash(name, "" if salt == "-" else salt, int(iterations), 1))


def change_denial(zone: Zone, owner: dns.name.Name, rdtype: int, types: str | None = None,
                  following: dns.name.Name | None = None) -> None:
    if rdtype == NSEC3:
        owner = hashed_owner(zone, owner)
    rrset = zone.rrsets[owner, rdtype]
    (old,) = rrset
    fixed = 1 if rdtype == NSEC else 5
    parts = old.to_text().split()
    if following is not None:
        parts[fixed - 1] = str(following) if rdtype == NSEC else hashed_owner(zone, following).labels[0].decode()
    parts = parts[:fixed] + (parts[fixed:] if types is None else types.split())
    rrset.clear()
    rrset.add(dns.rdata.from_text(IN, rdtype, " ".join(parts)), zone.spec.ttl)
    zone.sign(owner, rdtype)


def flood_rrsigs(zone: Zone, target: str, count: str) -> None:
    """`COUNT` signatures more, alike but for a value that does not verify."""
    for key in targets(zone, target):
        (good,) = zone.sigs[key]
        for _ in range(int(count)):
            zone.sigs[key].add(good.replace(signature=os.urandom(len(good.signature))))


VERBS = {
    "drop": drop,
    "drop-rrsig": drop_rrsig,
    "corrupt-rrsig": corrupt_rrsig,
    "set-signer": set_signer,
    "resign": resign,
    "add-rrsig": add_rrsig,
    "add": add_record,
    "set": set_record,
    "alter-key": alter_key,
    "shift-nsec3-owner": shift_nsec3_owner,
    "shift-nsec3-next": shift_nsec3_next,
    "flood-keys": flood_keys,
    "collide-keys": collide_keys,
    "flood-rrsigs": flood_rrsigs,
    "drop-others": drop_others,
    "set-types": set_types,
    "set-next": set_next,
}
