"""Whom +why blames where a reply is lost, stripped, cached or another's: signed zones whose evidence lacks something, and a
resolver before them. Nobody is blamed for what another did, or for what could not be seen.
"""

import struct

import pytest

from messages import AD, CD, NXDOMAIN, QR_RD_RA, SERVFAIL, message, name, record
from signed import AA, DNSKEY, DS, NS, OPT_DO, QR, A, World, Zone, key_of

DAY = 86400
NOWHERE = ". 3600 IN NS ns.\nns. 3600 IN A 198.51.100.1\n"


@pytest.fixture(name="world")
def fixture_world(stage, tmp_path):
    return World(stage, tmp_path)


def checks(query) -> bool:
    """The resolver is to validate."""
    return not struct.unpack_from("!H", query.wire, 2)[0] & CD


def with_flags(wire: bytes, flags: int) -> bytes:
    return wire[:2] + struct.pack("!H", struct.unpack_from("!H", wire, 2)[0] | flags) + wire[4:]


def failing(query) -> bytes:
    return message(query.identity, query.question, rcode=SERVFAIL, flags=QR_RD_RA, additional=[OPT_DO])


def blamed(diagnosis: dict) -> set[str]:
    return {finding["fault"] for finding in diagnosis["findings"] if finding["severity"] != "note"}


def kinds(diagnosis: dict) -> list[str]:
    return [finding["kind"] for finding in diagnosis["findings"]]


def spoil_times(zone: Zone, seconds: int) -> None:
    zone.late = seconds
    for owner, rdtype, *rdatas in [("valid.", DNSKEY, zone.dnskey), ("www.valid.", A, b"\xc0\0\2\1")]:
        zone.put(owner, rdtype, *rdatas)


def test_a_top_level_domain_whose_signatures_are_over_is_no_clock(world):
    """The root's are in time, and a resolver that says AD of the root says nothing of what lies below."""
    spoil_times(world.zone, -30 * DAY)

    def resolver(query):
        if checks(query):
            return failing(query) if query.labels else with_flags(world.resolvers_reply(query), AD)
        return world.resolvers_reply(query)
    world.at_resolver = resolver
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["status"] == "bogus"
    assert (diagnosis["findings"][0]["kind"], diagnosis["findings"][0]["fault"]) == ("signature-expired", "zone")


def test_all_of_the_root_out_of_time_where_a_resolver_takes_it_is_the_clock(world):
    for zone in (world.root, world.zone):
        zone.late = 30 * DAY
    world.root.put(".", DNSKEY, world.root.dnskey)
    world.at_resolver = lambda query: with_flags(world.resolvers_reply(query), AD if checks(query) else 0)
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert (diagnosis["status"], kinds(diagnosis)) == ("indeterminate", ["clock-of-this-machine"])


def test_a_resolver_that_fails_for_all_strips_nothing(world):
    """Nobody else can be asked: that no signature came, where nothing came, shows nothing."""
    world.hints.write_text(NOWHERE)
    world.at_resolver = failing
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["status"] == "indeterminate"
    assert "resolver-strips-dnssec" not in kinds(diagnosis)


def test_a_forged_key_of_the_root_is_not_the_anchors_fault(world):
    """What does not fit the anchor came by a resolver that nobody vouches for."""
    world.hints.write_text(NOWHERE)
    other = Zone(".")
    world.at_resolver = lambda query: message(query.identity, query.question, other.signed(".", DNSKEY, other.dnskey),
                                              flags=QR_RD_RA, additional=[OPT_DO]) \
        if key_of(query) == (name("."), DNSKEY) else world.resolvers_reply(query)
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["status"] == "indeterminate"
    assert blamed(diagnosis) == {"unknown"}


def test_old_keys_at_the_resolver_are_not_a_broken_zone(world):
    """It still has DS, keys and answer from before; the zone and its parent have the new ones, and all of it is sound."""
    before = Zone("valid.")
    before.put("www.valid.", A, b"\xc0\0\2\1")
    before.put("valid.", NS, name("ns.valid."))
    before.answers[name("ns.valid."), A] = before.signed("ns.valid.", A, bytes(map(int, world.authority.address.split("."))))

    def resolver(query):
        if key_of(query) == (name("valid."), DS):
            return message(query.identity, query.question, world.root.signed("valid.", DS, before.ds), flags=QR_RD_RA,
                           additional=[OPT_DO])
        reply = world.whole(before, query, QR_RD_RA) if query.labels else world.resolvers_reply(query)
        return with_flags(reply, AD if checks(query) else 0)
    world.at_resolver = resolver
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["status"] == "secure"
    assert not blamed(diagnosis) & {"zone", "parent"}


def test_a_good_copy_of_a_broken_zone(world):
    """The zone's signatures are over; the resolver has those from before."""
    before = {key: list(records) for key, records in world.zone.answers.items()}
    spoil_times(world.zone, -30 * DAY)

    def resolver(query):
        answer = before.get(key_of(query))
        reply = world.resolvers_reply(query) if answer is None else message(
            query.identity, query.question, answer, additional=[OPT_DO], flags=QR_RD_RA)
        return with_flags(reply, AD if checks(query) else 0)
    world.at_resolver = resolver
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert (diagnosis["status"], diagnosis["findings"][0]["kind"]) == ("bogus", "signature-expired")
    assert "good-copy-left" in kinds(diagnosis)
    assert "resolver" not in blamed(diagnosis)


@pytest.mark.parametrize("denied", [NS, DNSKEY])
def test_what_a_resolver_denies_is_not_the_zones_contradiction(world, denied):
    """A router that says NXDOMAIN to types it does not know; the zone's servers do not."""
    sub = name("deep.valid.")
    world.zone.put("www.deep.valid.", A, b"\xc0\0\2\1")

    def resolver(query):
        if key_of(query)[0] in (sub, name("www.deep.valid.")) and query.rdtype in (denied, DS):
            return message(query.identity, query.question, rcode=NXDOMAIN, flags=QR_RD_RA, additional=[OPT_DO])
        return world.resolvers_reply(query)
    world.at_resolver = resolver
    diagnosis = world.why("www.deep.valid.").json["diagnosis"]
    assert not {"empty-non-terminal-denied", "name-denied-for-other-types"} & set(kinds(diagnosis))


def test_a_key_set_without_signatures_at_hand_is_no_old_copy(world):
    """The zone's servers are heard without EDNS only: what they give then has no signatures that could be newer."""
    def plain(query):
        reply = world.zones_reply(query)
        return message(query.identity, query.question, [record(name("valid."), DNSKEY, Zone("valid.").dnskey)],
                       flags=QR | AA) if query.rdtype == DNSKEY else reply
    world.at_zone = plain
    world.at_resolver = lambda query: failing(query) if checks(query) else world.resolvers_reply(query)
    assert "old-copy-in-cache" not in kinds(world.why("www.valid.").json["diagnosis"])
