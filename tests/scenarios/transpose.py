"""Signs a scenario again with an algorithm of today.

Most of the old scenarios are signed with DSA, which no validator verifies any more (RFC 9904): all of them would count
as unsigned. So each DSA key is replaced by an ECDSA key, each DS that fits a DSA key by one that fits the new key, and
each signature that verifies by one of the new key, with the same times, labels and signer. What does not fit or verify
stays so: the point of the scenario is kept.
"""

import hashlib

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdataset
import zones    # of the lab
from cryptography.hazmat.primitives.asymmetric import utils
from dns.rdatatype import DNSKEY, DS, RRSIG
from dns.rdtypes.ANY.DNSKEY import DNSKEY as Dnskey
from dns.rdtypes.ANY.DS import DS as Ds
from dns.rdtypes.ANY.RRSIG import RRSIG as Rrsig

from rpl import Entry, Record, Scenario

OBSOLETE = {3, 6}    # DSA, DSA-NSEC3-SHA1
NEW = 13             # ECDSAP256SHA256
Owner = tuple        # (name, type)


def dsa_public_numbers(key: bytes) -> tuple[int, int, int, int]:
    """Q, P, G, Y (RFC 2536 section 2)."""
    size = 64 + 8 * key[0]
    number = lambda start, length: int.from_bytes(key[start:start + length], "big")
    return number(1, 20), number(21, size), number(21 + size, size), number(21 + 2 * size, size)


def dsa_verifies(key: bytes, signature: bytes, data: bytes) -> bool:
    """FIPS 186-4 section 4.7, for keys of any size. As Unbound, also of signatures in DER."""
    if len(signature) == 41:    # RFC 2536 section 3
        r, s = int.from_bytes(signature[1:21], "big"), int.from_bytes(signature[21:], "big")
    else:
        try:
            r, s = utils.decode_dss_signature(signature)
        except ValueError:
            return False
    q, p, g, y = dsa_public_numbers(key)
    if not (0 < r < q and 0 < s < q):
        return False
    w = pow(s, -1, q)
    digest = int.from_bytes(hashlib.sha1(data).digest(), "big")
    return pow(g, digest * w % q, p) * pow(y, r * w % q, p) % p % q == r


def signed_data(owner: Owner, rdatas: list[dns.rdata.Rdata], rrsig: Rrsig) -> bytes | None:
    rdataset = dns.rdataset.from_rdata_list(rrsig.original_ttl, rdatas)
    try:
        return dns.dnssec._make_rrsig_signature_data((owner[0], rdataset), rrsig)
    except dns.dnssec.ValidationFailure:    # more labels than the owner has
        return None


def make_ds(owner: dns.name.Name, key: Dnskey, digest: str) -> Ds:
    return dns.dnssec.make_ds(owner, key, digest, policy=zones.ALLOW_ALL)


class Transposition:
    def __init__(self, scenario: Scenario):
        self.scenario = scenario
        records = [*scenario.anchors, *(record for entry in scenario.entries() for record in entry.records)]
        self.old_keys = {(record.owner, record.rdata) for record in records
                         if isinstance(record.rdata, Dnskey) and record.rdata.algorithm in OBSOLETE}
        self.private = {rdata.key: zones.private_key(NEW, "") for _, rdata in self.old_keys}
        self.sets = [rrsets(entry.records) for entry in scenario.entries()]

    def run(self) -> None:
        self.scenario.anchors = [self.plain(record) for record in self.scenario.anchors]
        for entry in self.scenario.entries():
            self.sign_again(entry)

    def sign_again(self, entry: Entry) -> None:
        whole = rrsets(entry.records)
        for section, records in entry.sections.items():
            here = rrsets(records)
            entry.sections[section] = [
                Record(record.owner, record.ttl, self.signature(record, [here, whole, *self.sets]))
                if isinstance(record.rdata, Rrsig) and record.rdata.algorithm in OBSOLETE else self.plain(record)
                for record in records]

    def plain(self, record: Record) -> Record:
        rdata = record.rdata
        if isinstance(rdata, Dnskey) and rdata.algorithm in OBSOLETE:
            return Record(record.owner, record.ttl, self.new_key(rdata))
        if isinstance(rdata, Ds) and rdata.algorithm in OBSOLETE:
            return Record(record.owner, record.ttl, self.new_ds(record.owner, rdata))
        return record

    def new_key(self, old: Dnskey) -> Dnskey:
        return dns.dnssec.make_dnskey(self.private[old.key].public_key(), NEW, old.flags, old.protocol)

    def new_ds(self, owner: dns.name.Name, old: Ds) -> Ds:
        digest = {1: "SHA1", 2: "SHA256", 4: "SHA384"}.get(old.digest_type, "SHA1")
        for name, key in self.old_keys:
            if name == owner and make_ds(name, key, digest) == old:
                return make_ds(name, self.new_key(key), digest)
        same_tag = [key for name, key in self.old_keys if name == owner and dns.dnssec.key_id(key) == old.key_tag]
        tag = dns.dnssec.key_id(self.new_key(same_tag[0])) if same_tag else old.key_tag
        return old.replace(algorithm=NEW, key_tag=tag)

    def signature(self, record: Record, places: list[dict[Owner, list[dns.rdata.Rdata]]]) -> Rrsig:
        """By the new key, over the nearest RRset that the old signature is good for."""
        old, owner = record.rdata, (record.owner, record.rdata.type_covered)
        keys = [key for name, key in self.old_keys
                if name == old.signer and key.algorithm == old.algorithm and dns.dnssec.key_id(key) == old.key_tag]
        tag = dns.dnssec.key_id(self.new_key(keys[0])) if keys else old.key_tag
        new = old.replace(algorithm=NEW, key_tag=tag)
        for key in keys:
            for rdatas in (place[owner] for place in places if owner in place):
                data = signed_data(owner, rdatas, old)
                if data and dsa_verifies(key.key, old.signature, data):
                    mapped = [self.plain(Record(record.owner, 0, rdata)).rdata for rdata in rdatas]
                    return new.replace(signature=zones.signature(self.private[key.key], NEW,
                                                                 signed_data(owner, mapped, new)))
        return new.replace(signature=(old.signature + bytes(64))[:64])


def rrsets(records: list[Record]) -> dict[Owner, list[dns.rdata.Rdata]]:
    sets: dict[Owner, list[dns.rdata.Rdata]] = {}
    for record in records:
        if record.type != RRSIG:
            sets.setdefault((record.owner, record.type), []).append(record.rdata)
    return sets


def transpose(scenario: Scenario) -> None:
    Transposition(scenario).run()
