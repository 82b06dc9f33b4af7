"""Build a zone and sign it: from a ZoneSpec to RRsets with signatures, a zone file and the DS records for its parent.

Written on dnspython and cryptography, not on ldns, so that what edig makes of a zone is judged by code it does not
share. Faults come afterwards, from faults.py; here everything is done right, with such keys as the spec asks for.
"""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass, field

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, utils
from dns.rdtypes.ANY.RRSIG import RRSIG as Rrsig
from dns.rdatatype import A, AAAA, DNSKEY, DS, NS, NSEC, NSEC3, NSEC3PARAM, RRSIG, SOA

from network import MISBEHAVING, server_address

DAY = 86400
IN = dns.rdataclass.IN
REVOKE, SEP, ZONE_KEY = 0x80, 0x01, 0x100
ALLOW_ALL = dns.dnssec.SimpleDeny(set(), set(), set(), set())

# validity of a signature, in seconds from now: (inception, expiration)
WINDOWS = {
    "now": (-2 * DAY, 28 * DAY),
    "expired": (-40 * DAY, -10 * DAY),
    "just-expired": (-30 * DAY, -3600),
    "future": (10 * DAY, 40 * DAY),
    "inverted": (2 * DAY, -2 * DAY),
    "soon": (-28 * DAY, 6 * 3600),
    "fresh": (-3600, 28 * DAY),
}


@dataclass
class ZoneSpec:
    """One zone as cases.toml describes it; every member has the value of a healthy zone as its default."""

    name: dns.name.Name
    keys: dict[str, str] = field(default_factory=lambda: {"ksk": "13", "zsk": "13"})
    dnskey_by: list[str] = field(default_factory=list)
    denial: str = "nsec3"
    records: list[str] = field(default_factory=list)
    mutate: list[str] = field(default_factory=list)
    ds: list[str] = field(default_factory=lambda: ["ksk"])
    ns: list[str] = field(default_factory=lambda: ["ns1 auth1", "ns2 auth2"])
    parent_ns: list[str] | None = None
    hosted: list[str] | None = None      # servers that have the zone; others that an NS points to refuse
    allow_query: str = ""
    ttl: int = 300
    bare: bool = False                   # no records but SOA, NS and what `records` has
    delegated: bool = True               # False: its servers have it, and the parent knows nothing of it
    variants: dict[str, dict] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        return len(self.name) - 1

    def hosts(self) -> list[str]:
        """Servers that load the zone: those its NS lines name, or the first, for a misbehaving one to ask."""
        if self.hosted is not None:
            return self.hosted
        named = {word for line in [*self.ns, *(self.parent_ns or [])] for word in line.split()[1:]}
        real = sorted(named & {"auth1", "auth2"})
        return sorted({*real, "auth1"}) if named & set(MISBEHAVING) else real

    @property
    def signed(self) -> bool:
        return bool(self.keys)


@functools.lru_cache(maxsize=None)
def rsa_key(bits: int, label: str) -> rsa.RSAPrivateKey:
    """Slow to make, so zones of one start share it."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def private_key(algorithm: int, label: str):
    """A fresh private key for a DNSSEC algorithm number."""
    match algorithm:
        case 1 | 5 | 7 | 8 | 10:
            return rsa_key(1280 if algorithm < 8 else 2048, label)
        case 3 | 6:
            return dsa.generate_private_key(1024)
        case 13:
            return ec.generate_private_key(ec.SECP256R1())
        case 14:
            return ec.generate_private_key(ec.SECP384R1())
        case 15:
            return ed25519.Ed25519PrivateKey.generate()
        case 16:
            return ed448.Ed448PrivateKey.generate()
    raise ValueError(f"no key for algorithm {algorithm}")


class Key:
    """A DNSKEY with its private half.

    Spec: the algorithm's number, then any of `flags=N`, `as=N` (published under another algorithm number), `revoked`,
    `inactive` (published, signs nothing), `unpublished` (signs, is not in the DNSKEY RRset).
    """

    def __init__(self, label: str, spec: str):
        words = spec.split()
        options = dict(word.split("=") for word in words[1:] if "=" in word)
        self.label = label
        self.ksk = label.startswith(("ksk", "csk"))
        self.signs_zone = not label.startswith("ksk")
        self.active = "inactive" not in words
        self.published = "unpublished" not in words
        self.algorithm = int(words[0])
        flags = int(options.get("flags", ZONE_KEY | (SEP if self.ksk else 0))) | (REVOKE if "revoked" in words else 0)
        self.private = private_key(self.algorithm, label)
        self.rdata = dns.dnssec.make_dnskey(self.private.public_key(), self.algorithm, flags).replace(
            algorithm=int(options.get("as", self.algorithm)))
        self.tag = dns.dnssec.key_id(self.rdata)

    def sign(self, rrset: dns.rrset.RRset, signer: dns.name.Name, window: tuple[int, int]) -> dns.rdata.Rdata:
        """The RRSIG of `rrset`, valid within `window` (seconds from now)."""
        now = int(time.time())
        labels = len(rrset.name) - 1 - rrset.name.is_wild()
        unsigned = Rrsig(IN, RRSIG, rrset.rdtype, self.rdata.algorithm, labels, rrset.ttl, now + window[1],
                         now + window[0], self.tag, signer, b"")
        data = dns.dnssec._make_rrsig_signature_data(rrset, unsigned)
        return unsigned.replace(signature=signature(self.private, self.algorithm, data))


def signature(private, algorithm: int, data: bytes) -> bytes:
    """The signature field for a DNSSEC algorithm (RFC 2536, 3110, 5702, 6605, 8080)."""
    if algorithm in (15, 16):
        return private.sign(data)
    digest = {1: hashes.MD5, 10: hashes.SHA512, 8: hashes.SHA256, 13: hashes.SHA256, 14: hashes.SHA384}.get(
        algorithm, hashes.SHA1)()
    if algorithm in (1, 5, 7, 8, 10):
        return private.sign(data, padding.PKCS1v15(), digest)
    if algorithm in (3, 6):
        r, s = utils.decode_dss_signature(private.sign(data, digest))
        return bytes([private.key_size // 64 - 8]) + r.to_bytes(20, "big") + s.to_bytes(20, "big")
    r, s = utils.decode_dss_signature(private.sign(data, ec.ECDSA(digest)))
    size = private.key_size // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def make_keys(spec: ZoneSpec) -> dict[str, Key]:
    """Fresh keys, no two with the same key tag: mutations tell signatures apart by it."""
    while True:
        keys = {label: Key(label, text) for label, text in spec.keys.items()}
        if len({key.tag for key in keys.values()}) == len(keys):
            return keys


class Zone:
    """RRsets by (owner, type) and their RRSIGs by (owner, covered type)."""

    def __init__(self, spec: ZoneSpec, keys: dict[str, Key]):
        self.spec = spec
        self.name = spec.name
        self.keys = keys
        self.rrsets: dict[tuple[dns.name.Name, int], dns.rrset.RRset] = {}
        self.sigs: dict[tuple[dns.name.Name, int], dns.rrset.RRset] = {}

    def add(self, owner: dns.name.Name, rdtype: int, *rdatas: str | dns.rdata.Rdata, ttl: int | None = None) -> None:
        rrset = self.rrsets.setdefault((owner, rdtype), dns.rrset.RRset(owner, IN, rdtype))
        for rdata in rdatas:
            if isinstance(rdata, str):
                rdata = dns.rdata.from_text(IN, rdtype, rdata, origin=self.name, relativize=False)
            rrset.add(rdata, self.spec.ttl if ttl is None else ttl)

    def add_line(self, line: str) -> None:
        """`OWNER TYPE RDATA...`, the owner relative to the zone (`@`: the apex)."""
        owner, rdtype, rdata = line.split(None, 2)
        self.add(self.owner(owner), dns.rdatatype.from_text(rdtype), rdata)

    def owner(self, text: str) -> dns.name.Name:
        return dns.name.from_text(text, self.name)

    def cuts(self) -> set[dns.name.Name]:
        """Owners of NS RRsets below the apex."""
        return {owner for owner, rdtype in self.rrsets if rdtype == NS and owner != self.name}

    def cut_of(self, owner: dns.name.Name, cuts: set[dns.name.Name]) -> dns.name.Name | None:
        """The delegation that `owner` is at or below."""
        while owner != self.name:
            if owner in cuts:
                return owner
            owner = owner.parent()
        return None

    def authoritative(self) -> list[tuple[dns.name.Name, int]]:
        """What the zone signs: no glue, and of a delegation only the parent's side of it."""
        cuts = self.cuts()
        return [(owner, rdtype) for owner, rdtype in self.rrsets
                if (cut := self.cut_of(owner, cuts)) is None or (cut == owner and rdtype in (DS, NSEC))]

    def types_by_owner(self) -> dict[dns.name.Name, set[int]]:
        """Types at each name as NSEC and NSEC3 list them."""
        types: dict[dns.name.Name, set[int]] = {cut: {NS} for cut in self.cuts()}
        for owner, rdtype in self.authoritative():
            types.setdefault(owner, set()).add(rdtype)
        return types

    def active_keys(self, rdtype: int) -> list[Key]:
        """Keys that sign an RRset of this type by default."""
        active = [key for key in self.keys.values() if key.active]
        if rdtype == DNSKEY:
            if self.spec.dnskey_by:
                return [self.keys[label] for label in self.spec.dnskey_by]
            return [key for key in active if key.ksk]
        zone_keys = [key for key in active if key.signs_zone]
        return zone_keys or active

    def sign(self, owner: dns.name.Name, rdtype: int, window: str = "now", keys: list[Key] | None = None) -> None:
        """Sign one RRset afresh; signatures that were there are replaced."""
        rrset = self.rrsets[owner, rdtype]
        sigs = dns.rrset.RRset(owner, IN, RRSIG, covers=rdtype)
        for key in keys or self.active_keys(rdtype):
            sigs.add(key.sign(rrset, self.name, WINDOWS[window]), rrset.ttl)
        self.sigs[owner, rdtype] = sigs

    def sign_all(self) -> None:
        self.add(self.name, DNSKEY, *(key.rdata for key in self.keys.values() if key.published))
        add_denial(self)
        for owner, rdtype in self.authoritative():
            self.sign(owner, rdtype)

    def ds_records(self) -> list[dns.rdata.Rdata]:
        return [make_ds(self.name, self.keys, line) for line in self.spec.ds] if self.spec.signed else []

    def to_text(self) -> str:
        ordered = sorted(self.rrsets.values(), key=lambda rrset: (rrset.rdtype != SOA, rrset.name))
        return "\n".join(rrset.to_text() for rrset in [*ordered, *self.sigs.values()] if len(rrset)) + "\n"


def make_ds(name: dns.name.Name, keys: dict[str, Key], line: str) -> dns.rdata.Rdata:
    """A DS from `KEY [flags=N] [digest=N] [type=N] [algorithm=N] [tag=+N] [corrupt]`.

    `flags` takes the key as it was with other flags; `type` rewrites the digest type's number only.
    """
    label, *words = line.split()
    options = dict(word.split("=") for word in words if "=" in word)
    key = keys[label].rdata
    key = key.replace(flags=int(options.get("flags", key.flags)))
    ds = dns.dnssec.make_ds(name, key, dns.dnssec.DSDigest(int(options.get("digest", 2))), policy=ALLOW_ALL)
    tag = (ds.key_tag + int(options.get("tag", 0))) % 65536
    digest = bytes(byte ^ 0xFF for byte in ds.digest) if "corrupt" in words else ds.digest
    return dns.rdata.from_text(IN, DS, f"{tag} {options.get('algorithm', int(ds.algorithm))} "
                               f"{options.get('type', int(ds.digest_type))} {digest.hex()}")


def add_denial(zone: Zone) -> None:
    """NSEC or NSEC3 for every name, by `spec.denial`: `nsec`, or `nsec3 [iterations=N] [salt=HEX] [optout]`."""
    kind, *words = zone.spec.denial.split()
    if kind == "nsec":
        add_nsec(zone)
    else:
        options = dict(word.split("=") for word in words if "=" in word)
        add_nsec3(zone, int(options.get("iterations", 0)), options.get("salt", ""), "optout" in words)


def type_list(types: set[int]) -> str:
    return " ".join(dns.rdatatype.to_text(rdtype) for rdtype in sorted(types))


def add_nsec(zone: Zone) -> None:
    types = zone.types_by_owner()
    owners = sorted(types)
    for owner, following in zip(owners, owners[1:] + owners[:1]):
        zone.add(owner, NSEC, f"{following} {type_list(types[owner] | {RRSIG, NSEC})}")


def with_empty_non_terminals(zone: Zone, types: dict[dns.name.Name, set[int]]) -> None:
    for owner in list(types):
        while owner != zone.name:
            owner = owner.parent()
            types.setdefault(owner, set())


def add_nsec3(zone: Zone, iterations: int, salt: str, optout: bool) -> None:
    parameters = f"{iterations} {salt or '-'}"
    zone.add(zone.name, NSEC3PARAM, f"1 0 {parameters}", ttl=0)
    types = zone.types_by_owner()
    if optout:
        types = {owner: kinds for owner, kinds in types.items() if not (owner != zone.name and kinds == {NS})}
    with_empty_non_terminals(zone, types)
    hashed = sorted((dns.dnssec.nsec3_hash(owner, salt, iterations, 1), kinds) for owner, kinds in types.items())
    for (this, kinds), (following, _) in zip(hashed, hashed[1:] + hashed[:1]):
        bits = kinds | ({RRSIG} if kinds and kinds != {NS} else set())
        zone.add(zone.owner(this), NSEC3, f"1 {int(optout)} {parameters} {following} {type_list(bits)}")


def add_name_server(zone: Zone, child: ZoneSpec, line: str) -> None:
    """From a line `NAME [ADDRESS or server...]`: an NS of `child` (or of the zone itself), and addresses that fit in."""
    name, *servers = line.split()
    target = dns.name.from_text(name, child.name)
    zone.add(child.name, NS, str(target))
    for server in servers if target.is_subdomain(zone.name) else []:
        address = server_address(server, child.depth)
        zone.add(target, AAAA if ":" in address else A, address)


def add_default_records(zone: Zone, serial: int) -> None:
    """SOA, and below the top-level domains addresses, unless the zone is told to be bare."""
    zone.add(zone.name, SOA, f"ns1 hostmaster {serial} 3600 900 1209600 {zone.spec.ttl}")
    if zone.spec.depth >= 2 and not zone.spec.bare:
        for owner in (zone.name, zone.owner("www")):
            zone.add(owner, A, "192.0.2.1")
            zone.add(owner, AAAA, "2001:db8::1")
        zone.add(zone.owner("txt"), dns.rdatatype.TXT, f'"{zone.name}"')


def delegate(parent: Zone, child: Zone) -> None:
    """NS, glue and DS of `child` in `parent`."""
    for line in child.spec.ns if child.spec.parent_ns is None else child.spec.parent_ns:
        add_name_server(parent, child.spec, line)
    if ds := child.ds_records():
        parent.add(child.name, DS, *ds)


def build(spec: ZoneSpec, children: list[Zone], serial: int, keys: dict[str, Key] | None = None) -> Zone:
    """A zone with the delegations of its children, signed with `keys`, or with fresh ones."""
    zone = Zone(spec, keys or make_keys(spec))
    add_default_records(zone, serial)
    for line in spec.ns:
        add_name_server(zone, spec, line)
    for line in spec.records:
        zone.add_line(line)
    for child in children:
        if child.spec.delegated:
            delegate(zone, child)
    if spec.signed:
        zone.sign_all()
    return zone
