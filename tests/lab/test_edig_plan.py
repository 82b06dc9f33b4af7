"""+ns and +ds among real servers: zones judged by a delegation that is not there yet."""

import dns.dnssec
import dns.message
import dns.name
import dns.query
import dns.rdatatype
import pytest

from edig_lab import LAB_DIR, NO_REPLY, SUCCESS, SUSPECT, edig, way
from network import MISBEHAVING, authority_address

TRUST = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints")
AUTHORITIES = [authority_address(2, number) for number in (1, 2)]
NS = [f"+ns=ns{number}.{{}}/{address}" for number, address in enumerate(AUTHORITIES, start=1)]


def ns_of(zone: str) -> list[str]:
    return [option.format(zone) for option in NS]


def ds_of(zone: str) -> str:
    """The DS of the zone's KSK, made by dnspython from what its server publishes."""
    query = dns.message.make_query(zone, dns.rdatatype.DNSKEY)
    reply = dns.query.tcp(query, AUTHORITIES[0], timeout=5)
    (ksk,) = [key for key in reply.get_rrset(reply.answer, dns.name.from_text(zone), 1, dns.rdatatype.DNSKEY) if key.flags & 1]
    return dns.dnssec.make_ds(dns.name.from_text(zone), ksk, dns.dnssec.DSDigest.SHA256).to_text()


def spoilt(ds: str) -> str:
    return ds[:-1] + ("0" if ds[-1] != "0" else "1")


def judged(zone: str, *plan: str) -> tuple[int, dict]:
    asked = edig(*way("unbound"), *TRUST, *plan, "+json", zone)
    return asked.status, asked.json["diagnosis"]


def test_a_zone_that_is_not_delegated_yet_is_unsigned():
    status, diagnosis = judged("planned.example", *ns_of("planned.example"))
    assert (status, diagnosis["status"], diagnosis["findings"]) == (SUCCESS, "insecure", [])
    assert diagnosis["plan"] == {"zone": "planned.example.", "ns": [
        {"name": f"ns{number}.planned.example.", "addresses": [address]} for number, address in enumerate(AUTHORITIES, start=1)]}


def test_with_its_first_ds_it_is_secure():
    ds = ds_of("planned.example")
    status, diagnosis = judged("planned.example", *ns_of("planned.example"), f"+ds={ds}")
    assert (status, diagnosis["status"], diagnosis["findings"]) == (SUCCESS, "secure", [])
    assert [one["matches"] for one in diagnosis["chain"][-1]["ds"]] == [True]
    assert diagnosis["plan"]["ds"] == [ds]


@pytest.mark.parametrize("zone, servers", [("planned.example", True), ("valid.example", False), ("no-ds.example", False)])
def test_with_a_wrong_ds_it_is_bogus(zone, servers):
    status, diagnosis = judged(zone, *(ns_of(zone) if servers else []), f"+ds={spoilt(ds_of(zone))}")
    first = diagnosis["findings"][0]
    assert (status, diagnosis["status"]) == (SUSPECT, "bogus")
    assert (first["kind"], first["info_code"], first["zone"], first["fault"]) == ("ds-matches-no-key", 9, zone + ".", "zone")
    assert "DS" in first["remedy"]


@pytest.mark.parametrize("zone", ["valid.example", "no-ds.example", "ds-bogus-digest-value.example"])
def test_with_its_own_ds_it_is_secure_whatever_the_parent_has(zone):
    _, diagnosis = judged(zone, f"+ds={ds_of(zone)}")
    assert (diagnosis["status"], diagnosis["findings"]) == ("secure", [])


@pytest.mark.parametrize("zone", ["valid.example", "ds-bogus-digest-value.example"])
def test_without_a_ds_it_is_unsigned(zone):
    _, diagnosis = judged(zone, "+ds=none")
    assert (diagnosis["status"], diagnosis["findings"]) == ("insecure", [])


def test_a_server_that_refuses_the_zone_is_told():
    lame = MISBEHAVING["refuse"]
    status, diagnosis = judged("planned.example", ns_of("planned.example")[0], f"+ns=ns2.planned.example/{lame}")
    found = [(finding["kind"], finding.get("server")) for finding in diagnosis["findings"] if finding["severity"] == "warning"]
    assert ("server-lame", lame) in found
    assert (status, diagnosis["status"]) == (SUSPECT, "insecure")


def test_it_is_clear_which_servers_are_planned_and_which_the_zone_names():
    """ns2 of the zone is dead, and no part of the plan."""
    zone = "one-dead.example"
    status, diagnosis = judged(zone, ns_of(zone)[0])
    (dead,) = [finding for finding in diagnosis["findings"] if finding["kind"] == "server-unreachable"]
    assert status == SUSPECT
    assert "a server that one-dead.example names itself, and the plan does not, fails" in dead["text"]
    assert dead["remedy"] == "bring the server back, or take it out of the zone's NS RRset"
    shown = edig(*way("unbound"), *TRUST, ns_of(zone)[0], "+why", zone).text
    assert f"\nPlanned servers: {AUTHORITIES[0]}; serial " in shown
    assert "\nServers that the zone itself names, and the plan does not: " in shown


def test_a_planned_server_is_to_be_set_up_before_the_zone_is_delegated_to_it():
    for server in (MISBEHAVING["refuse"], "127.0.99.1"):
        _, diagnosis = judged("planned.example", ns_of("planned.example")[0], f"+ns=ns2.planned.example/{server}")
        (failing,) = [finding for finding in diagnosis["findings"] if finding.get("server") == server]
        assert "one of the 2 planned servers of planned.example fails" in failing["text"]
        assert "before the zone is delegated to it" in failing["remedy"]
        _, diagnosis = judged("planned.example", f"+ns=ns1.planned.example/{server}")
        assert "before it is delegated to them" in diagnosis["findings"][0]["remedy"]


def test_a_planned_ds_is_mended_in_the_plan():
    _, diagnosis = judged("valid.example", f"+ds={spoilt(ds_of('valid.example'))}")
    assert diagnosis["findings"][0]["remedy"].startswith("plan a DS")


@pytest.mark.parametrize("audience, says", [("user", "not about planned.example as it is now"), ("owner", "With the planned")])
def test_explained_as_a_plan(audience, says):
    shown = edig(*way("unbound"), *TRUST, f"+explain={audience}", "planned.example",
                 f"+ns=ns1.planned.example/{MISBEHAVING['refuse']}")
    assert says in " ".join(shown.text.split())
    assert "judged by a planned delegation, edig found no-reachable-authority at planned.example." in shown.text


def test_where_all_refuse_it_nothing_answers():
    status, diagnosis = judged("planned.example", f"+ns=ns1.planned.example/{MISBEHAVING['refuse']}")
    assert (status, diagnosis["status"], diagnosis["findings"][0]["kind"]) == (SUSPECT, "unresolvable", "no-reachable-authority")


def test_a_server_of_the_zone_above_that_denies_the_zone_is_none_of_it():
    _, diagnosis = judged("planned.example", f"+ns=ns1.planned.example/{authority_address(1, 1)}")
    assert (diagnosis["status"], diagnosis["findings"][0]["kind"]) == ("unresolvable", "no-reachable-authority")


def test_servers_within_the_zone_need_their_addresses():
    _, diagnosis = judged("valid.example", "+ns=ns1.valid.example")
    assert diagnosis["findings"][0]["kind"] == "no-reachable-authority"
    assert "+ns=NAME/ADDRESS" in diagnosis["findings"][0]["text"]


@pytest.mark.parametrize("zone, status", [("valid.example", "secure"), ("ds-bogus-digest-value.example", "bogus")])
def test_planned_servers_have_to_fit_the_ds_that_the_parent_has(zone, status):
    _, diagnosis = judged(zone, *ns_of(zone))
    assert diagnosis["status"] == status


def test_names_elsewhere_are_looked_up():
    _, diagnosis = judged("planned.example", "+ns=ns1.valid.example")
    assert diagnosis["status"] == "insecure"
    assert {finding["kind"] for finding in diagnosis["findings"]} == {"ns-differ"}


def test_ds_without_servers_for_a_zone_that_nobody_delegates():
    status, diagnosis = judged("planned.example", f"+ds={ds_of('planned.example')}")
    first = diagnosis["findings"][0]
    assert (status, diagnosis["status"], first["fault"]) == (SUSPECT, "indeterminate", "client")
    assert "+ns=" in first["remedy"]


def test_the_report_says_by_what_it_judged_and_needs_no_resolver():
    shown = edig("@127.0.9.9", "+timeout=1", "+tries=1", *TRUST, "+ds=none", "valid.example")
    assert shown.status == NO_REPLY
    text = " ".join(shown.text.split())
    assert "Judged by a planned delegation, not by the parent's: valid.example with the servers that the parent names, no DS." in text
    assert "delegated so, the zone has no DS" in text
