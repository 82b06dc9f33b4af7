"""What other DNS tools were told of in public, made again: signed zones whose records cost, mislead or cannot be read, and
resolvers that stand between. See test_reports.py.
"""

import base64
import random
import struct

import pytest

from asking import FAILURE, NO_REPLY, SANITIZED, SUSPECT, edig, measured
from messages import FORMERR, NAME_OF_QUESTION, NXDOMAIN, QR_RD_RA, TC, address_record, message, name, record
from signed import AA, DNSKEY, DS, NS, OPT_DO, QR, RRSIG, A, World, key_of, key_tag, with_tag
from stage import After

HTTPS, NSEC3 = 65, 50
FORGED = "192.0.2.66"
PACKETS = 300


@pytest.fixture(name="world")
def fixture_world(stage, tmp_path):
    return World(stage, tmp_path)


def kinds(diagnosis):
    return [finding["kind"] for finding in diagnosis["findings"]]


# ---- records that cannot be read ----

RSASHA256, ECDSA = 8, 13
UNUSABLE_KEYS = {
    "zonemaster/zonemaster-engine#800 no octets": b"\1\1\3\x08",
    "dnsviz/dnsviz#110 an exponent longer than the key": b"\1\1\3\x08\0\xff\xff\1",
    "dnsviz/dnsviz#110 an exponent of no octets": b"\1\1\3\x08\0\0\0\1",
    "dnsviz/dnsviz#17 63 octets": b"\1\1\3\x0d" + bytes(range(63)),
    "two octets of flags": b"\1\1",
}


@pytest.mark.parametrize("kind", UNUSABLE_KEYS)
def test_a_key_that_cannot_be_read(world, kind):
    """zonemaster/zonemaster-engine#800, dnsviz/dnsviz#110, dnsviz/dnsviz#17: it verifies nothing, not even what names its
    tag, and the good key beside it does."""
    key = UNUSABLE_KEYS[kind]
    zone = world.zone
    for owner, rdtype, rdatas in (("valid.", DNSKEY, [zone.dnskey, key]), ("www.valid.", A, [b"\xc0\0\2\1"])):
        zone.put(owner, rdtype, *rdatas)
        zone.answers[name(owner), rdtype].insert(1, record(name(owner), RRSIG, zone.signature(
            name(owner), rdtype, rdatas, tag=key_tag(key))))
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["status"] == "secure", diagnosis["findings"]
    (told,) = [finding for finding in diagnosis["findings"] if finding["kind"] == "dnskey-unreadable"]
    assert told["severity"] == "note" and told["text"].startswith(f"DNSKEY {key_tag(key)} cannot be read")


@pytest.mark.parametrize("kind", [kind for kind, key in UNUSABLE_KEYS.items() if len(key) >= 4])
def test_a_parent_that_names_such_a_key(world, kind):
    """zonemaster/zonemaster-engine#800 and the others: with no DS but for that key nothing holds."""
    key = UNUSABLE_KEYS[kind]
    world.zone.put("valid.", DNSKEY, world.zone.dnskey, key)
    world.ds = [world.zone.ds_of(key)]
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["status"] == "bogus"
    first = diagnosis["findings"][0]
    assert (first["kind"], first["info_code"], first["fault"]) == ("ds-matches-no-key", 9, "zone"), first
    assert f"DNSKEY {key_tag(key)} cannot be read" in first["text"]


def test_more_labels_than_the_name_has(world):
    """dnsviz/dnsviz#123: the signature is right to the last bit, and says 40 labels."""
    world.zone.put("www.valid.", A, b"\xc0\0\2\1", labels=40)
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["status"] == "bogus"
    assert kinds(diagnosis)[0] == "wrong-labels"


@pytest.mark.parametrize("rdata", [b"\0\1\0\0\1\0\xff\2h2", b"\0\1\0\0\3\0\2\1\xbb\0\3\0\2\x20\xfb"],
                         ids=["hickory-dns/hickory-dns#1464", "PowerDNS/pdns#16710"])
def test_a_signed_record_that_is_malformed(world, rdata):
    """hickory-dns/hickory-dns#1464, PowerDNS/pdns#16710: the zone signed these octets, which do not make sense."""
    world.zone.put("www.valid.", HTTPS, rdata)
    value = world.why("www.valid.", "HTTPS").json
    assert value["diagnosis"]["status"] == "secure"
    assert value["answer"][0]["rdata"].lower() == f"\\# {len(rdata)} {rdata.hex()}"
    assert value["problems"]


def test_types_that_nobody_asked_for(world):
    """systemd/systemd#30661: known, new, unknown and reserved types in the answer, and no word of the signed one lost."""
    def mixed(query):
        wire = world.zones_reply(query)
        if key_of(query) != (name("www.valid."), A):
            return wire
        more = [record(name("www.valid."), rdtype, b"\0\1\0") for rdtype in (HTTPS, 64, 65400, 0, 65535, 255)]
        return message(query.identity, query.question, more + world.zone.answers[key_of(query)] + more, additional=[OPT_DO],
                       flags=QR | AA)
    world.at_zone = mixed
    value = world.why("www.valid.").json
    assert value["diagnosis"]["status"] in ("secure", "bogus")
    assert len(value["answer"]) == 14


# ---- work that grows ----

def keytrap(world, place, count):
    """So many keys of one tag, and signatures of every RRset; the good one at this place among them."""
    source = random.Random(50387)
    zone = world.zone
    tag = key_tag(zone.dnskey)
    keys = [with_tag(b"\1\1\3\x0d" + source.randbytes(64), tag) for _ in range(count)]
    keys.insert(place, zone.dnskey)
    for owner, rdtype, rdatas in (("valid.", DNSKEY, keys), ("www.valid.", A, [b"\xc0\0\2\1"])):
        good = zone.signature(name(owner), rdtype, rdatas)
        signatures = [good[:-64] + source.randbytes(64) for _ in range(count)]
        signatures.insert(place, good)
        zone.answers[name(owner), rdtype] = [record(name(owner), rdtype, rdata) for rdata in rdatas] + [
            record(name(owner), RRSIG, signature) for signature in signatures]
    world.ds = [struct.pack("!HBB", tag, 13, 2) + source.randbytes(32) for _ in range(20)] + [zone.ds]


@pytest.mark.parametrize("place", [0, 100, 200])
def test_keys_times_signatures(world, place):
    """systemd/systemd#31480, hickory-dns/hickory-dns#2533: all keys have one tag, and each might have made each signature."""
    keytrap(world, place, 200)
    asked, taken = world.why("www.valid.", ask=measured)
    diagnosis = asked.json["diagnosis"]
    assert diagnosis["status"] == ("secure" if place == 0 else "indeterminate")
    assert not [finding for finding in diagnosis["findings"] if finding["severity"] == "error" and finding["fault"] == "zone"]
    assert "bound-reached" in kinds(diagnosis)
    assert "ds-unused" not in kinds(diagnosis)
    assert SANITIZED or taken.cpu < 1, taken


@pytest.mark.parametrize("place", [0, 10, 20])
def test_some_keys_times_some_signatures(world, place):
    """systemd/systemd#31480 with fewer: all keys are looked at, and not all are tried, so none is called false."""
    keytrap(world, place, 20)
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["status"] == "secure" if place == 0 else kinds(diagnosis)[0] == "too-much-work"


def hash_label(number):
    return base64.b32hexencode(bytes([number]) * 20).decode().lower()


def denying(world, zone, iterations, apex):
    """A reply of NXDOMAIN with eight NSEC3, signed by the zone; their owners are below `apex`."""
    records = []
    for number in range(8):
        head = b"\1\0" + struct.pack("!H", iterations) + b"\xff" + bytes(255)
        rdata = head + b"\x14" + bytes([number * 30 + 29]) * 20 + b"\0\1\x40"
        records += zone.signed(f"{hash_label(number * 30)}.{apex}", NSEC3, rdata)

    def script(query):
        if query.rdtype == DNSKEY or len(query.labels) < 3:
            return world.zones_reply(query)
        return message(query.identity, query.question, [], [*zone.answers[zone.apex, 6], *records], [OPT_DO],
                       QR | AA | NXDOMAIN)
    return script


@pytest.mark.parametrize("iterations, apex", [(65535, "valid."), (0, "other."), (65535, "other.")])
def test_proofs_that_cost(world, iterations, apex):
    """hickory-dns/hickory-dns#2626, miekg/dns#611, rustsec/advisory-db#2835: many iterations for a name of many labels, and
    proofs of another zone."""
    world.at_zone = denying(world, world.zone, iterations, apex)
    asked, taken = world.why("a." * 110 + "valid.", ask=measured)
    diagnosis = asked.json["diagnosis"]
    assert diagnosis["status"] != "secure"
    assert SANITIZED or taken.cpu < 0.5, taken


# ---- referrals ----

def referral(query, zone, servers, glue=()):
    return message(query.identity, query.question, [], [record(name(zone), NS, name(server)) for server in servers],
                   [*glue, OPT_DO], QR)


@pytest.mark.parametrize("zone", ["valid.", "sub.valid.", "."])
def test_a_referral_that_does_not_go_down(world, zone):
    """TechnitiumSoftware/DnsServer#1554: the zone's server refers everybody to itself, for the same, another or the root's
    zone."""
    world.at_zone = lambda query: referral(query, zone, ["ns.valid."], world.glue)
    world.at_resolver = lambda query: message(query.identity, query.question, rcode=2)
    asked = world.why("www.valid.")
    diagnosis = asked.json["diagnosis"]
    assert kinds(diagnosis)[0] in ("servers-lame", "no-reachable-authority")
    assert diagnosis["findings"][0]["fault"] == "zone"
    assert diagnosis["cost"]["packets"] <= PACKETS


def test_servers_in_many_other_zones(world):
    """coredns/coredns#3903: 200 names of servers in 100 zones, each of which has 200 again."""
    def script(query):
        if not query.labels:
            return world.roots_reply(query)
        top = query.labels[-1]
        start = int(top[1:]) if top[1:].isdigit() else 0
        return referral(query, top + ".", [f"ns{number}.z{start * 100 + number // 2}." for number in range(200)])
    world.at_root = script
    world.at_resolver = lambda query: message(query.identity, query.question, rcode=2)
    asked, taken = world.why("www.valid.", ask=measured)
    diagnosis = asked.json["diagnosis"]
    assert diagnosis["cost"]["packets"] <= PACKETS
    assert len(world.top.queries) <= PACKETS
    assert diagnosis["status"] not in ("secure", "bogus")
    assert SANITIZED or taken.cpu < 1, taken


def test_servers_that_name_each_other(world):
    """PowerDNS/pdns#2758, pjps/ndjbdns#15: valid. is served from other., and other. from valid., without an address."""
    other = {"valid": "ns.other.", "other": "ns.valid."}

    def script(query):
        if query.labels and query.labels[-1] in other and key_of(query)[1] != DS:
            return referral(query, query.labels[-1] + ".", [other[query.labels[-1]]])
        return world.roots_reply(query)
    world.at_root = script
    world.at_resolver = lambda query: message(query.identity, query.question, rcode=2)
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["findings"][0]["fault"] in ("zone", "parent")
    assert diagnosis["cost"]["packets"] <= 60


# ---- in the path ----

def stripping(world):
    """A resolver that forges one answer, sets AD, and passes no signature on."""
    zones = {(name("."), DNSKEY): (world.root.dnskey,), (name("valid."), DNSKEY): (world.zone.dnskey,),
             (name("valid."), DS): world.ds}

    def script(query):
        answer = [record(NAME_OF_QUESTION, query.rdtype, rdata) for rdata in zones.get(key_of(query), ())]
        if key_of(query) == (name("www.valid."), A):
            answer = [address_record(FORGED)]
        return message(query.identity, query.question, answer, flags=QR_RD_RA | 0x20, additional=[OPT_DO])
    return script


@pytest.mark.parametrize("reachable", [True, False])
def test_signatures_stripped_and_ad_set(world, reachable):
    """systemd/systemd#25676, systemd/systemd#8901: AD is what the resolver says, and nothing here says it too."""
    world.at_resolver = stripping(world)
    if not reachable:
        world.hints.write_text(". 3600 IN NS ns.\nns. 3600 IN A 198.51.100.1\n")
    asked = world.why("www.valid.")
    diagnosis = asked.json["diagnosis"]
    assert "ad" in asked.json["flags"]
    if reachable:
        assert kinds(diagnosis)[0] == "forged"
    else:
        assert diagnosis["status"] == "indeterminate" and kinds(diagnosis) == ["resolver-strips-dnssec"]


def test_a_forged_reply_that_is_faster(stage, world):
    """net4people/bbs#172, PowerDNS/pdns#9846: somebody in the path answers first, the resolver 30 ms later."""
    resolver = stage.host().udp(lambda query: [
        *([message(query.identity, query.question, [address_record(FORGED)])] if key_of(query) == (name("www.valid."), A)
          else []), After(0.03, world.resolvers_reply(query))])
    asked = edig(f"@{resolver.address}", *world.options()[1:], "+json", "www.valid.", limit=30)
    diagnosis = asked.json["diagnosis"]
    assert diagnosis["findings"][0]["fault"] in ("resolver", "network")


@pytest.mark.parametrize("options", [[], ["+direct"], ["+explain"], ["+compare"]])
def test_a_resolver_that_cannot_read(world, tmp_path, options):
    """dnsviz/dnsviz#99, dnsviz/dnsviz#44: FORMERR to everything, without RA; no zone, no answer and no chain to draw."""
    world.at_resolver = lambda query: message(query.identity, query.question, rcode=FORMERR, flags=QR)
    world.hints.write_text(". 3600 IN NS ns.\nns. 3600 IN A 198.51.100.1\n")
    page, drawing = tmp_path / "page.html", tmp_path / "drawing.svg"
    more = [f"@{world.authority.address}"] if options == ["+compare"] else []
    for form in ([], ["+json"], ["+dig"], ["+short"], ["+lang=ja"]):
        asked = edig(*world.options(), *more, "+deadline=2", "www.valid.", *options, *form, f"+html={page}",
                     limit=30)
        assert asked.status in (FAILURE, NO_REPLY, SUSPECT), asked
        assert page.read_text().rstrip().endswith("</html>")
    if not more:
        edig(*world.options(), "+deadline=2", "www.valid.", *options, f"+svg={drawing}", limit=30)


def test_a_zone_cut_over_tcp_as_well(world):
    """coredns/coredns#154: what the zone's server says never comes whole, which is no proof that there is no more."""
    def script(query):
        if key_of(query)[1] == DNSKEY:
            return world.zones_reply(query)
        return message(query.identity, query.question, flags=QR | AA | TC, additional=[OPT_DO])
    world.at_zone = script
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["status"] == "indeterminate"
    assert [finding for finding in diagnosis["findings"] if "truncated" in finding["text"]]
