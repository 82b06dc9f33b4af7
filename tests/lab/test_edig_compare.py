"""+compare among real servers: who agrees, who stands alone, what that means, and how each stands against a diagnosis.

Each test names what only one explanation fits; the words are tested elsewhere, from values.
"""

import pytest

from edig_lab import CA, LAB_DIR, NO_REPLY, SUCCESS, SUSPECT, USAGE, address, edig

TRUST = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints", f"+tls-ca={CA}")
BOGUS, SOUND = "www.rrsig-exp-a.example", "www.valid.example"
DEAD = "127.0.9.9"


def compare(name: str, *servers: str, words: tuple[str, ...] = ()):
    """The run and the member `comparison` of its JSON; a server is a name of the lab's, or a word of the command line."""
    at = ["@" + (server if "." in server else address(server)) for server in servers]
    asked = edig(*TRUST, "+compare", "+json", *at, *words, name)
    return asked, asked.json["comparison"]


def kinds(comparison: dict) -> list[str]:
    return [meaning["kind"] for meaning in comparison["meanings"]]


def of_kind(comparison: dict, kind: str) -> dict:
    found = [meaning for meaning in comparison["meanings"] if meaning["kind"] == kind]
    assert found, kinds(comparison)
    return found[0]


def standings(comparison: dict) -> list[str]:
    return [server["standing"] for server in comparison["servers"]]


def test_all_agree_over_every_transport():
    asked, comparison = compare(SOUND, "unbound", "tcp://" + address("named"), "tls://" + address("kresd"),
                                "https://" + address("unbound"), "pdns")
    assert asked.status == SUCCESS
    assert kinds(comparison) == ["agree-validated"]
    assert comparison["groups"] == [[0, 1, 2, 3, 4]]
    assert [one["server"]["transport"] for one in comparison["servers"]] == ["udp", "tcp", "tls", "https", "udp"]
    assert not comparison["disagreement"] and "alone" not in comparison


@pytest.mark.parametrize("validator", ["unbound", "named", "kresd", "pdns"])
def test_a_broken_zone_is_told_by_who_fails(validator):
    """Whether or not the validator gives a reason: the data come when nothing is to be checked."""
    asked, comparison = compare(BOGUS, validator, "iterator")
    assert asked.status == SUSPECT
    meaning = of_kind(comparison, "dnssec-broken")
    assert (meaning["servers"], meaning["against"], meaning["certainty"]) == ([0], [1], "likely")


def test_a_broken_zone_where_all_validate():
    asked, comparison = compare(BOGUS, "unbound", "named", "kresd")
    assert "dnssec-broken-everywhere" in kinds(comparison)
    assert comparison["groups"] == [[0, 1, 2]] and not comparison["disagreement"]
    assert asked.status == 2


def test_a_resolver_with_a_wrong_anchor_is_not_taken_for_a_broken_zone():
    asked, comparison = compare(SOUND, "iterator", "wrong-anchor")
    assert asked.status == SUSPECT
    assert kinds(comparison) == ["server-ailing"]
    assert comparison["meanings"][0]["servers"] == [1]


@pytest.mark.parametrize("blocked, by, code", [("blocked-kresd", "kresd", 15), ("blocked-pdns", "pdns", 15),
                                               ("censored-pdns", "pdns", 16), ("filtered-pdns", "pdns", 17)])
def test_who_blocks_a_name(blocked, by, code):
    """The lab's other resolvers answer for it."""
    asked, comparison = compare(f"{blocked}.policy.example", "named", by, "iterator")
    assert asked.status == SUSPECT
    meaning = of_kind(comparison, "blocked")
    assert (meaning["servers"], meaning["info_code"], meaning["certainty"]) == ([1], code, "claimed")
    assert comparison["alone"] == 1


def test_a_block_without_a_word_is_left_open_and_why_settles_it():
    asked, comparison = compare("blocked-named.policy.example", "named", "unbound", "kresd")
    codes = [error["info_code"] for error in comparison["servers"][0].get("extended_errors", [])]
    meaning = comparison["meanings"][0]
    assert meaning["servers"] == [0]
    assert meaning["kind"] == ("blocked" if codes else "denied")
    asked, comparison = compare("blocked-named.policy.example", "named", "unbound", "kresd", words=("+why",))
    assert standings(comparison) == ["wrongly-denies", "agrees", "agrees"]
    assert asked.status == SUSPECT


def test_a_forged_address_beside_validated_ones():
    asked, comparison = compare("forged-unbound.policy.example", "unbound", "named", "kresd")
    assert comparison["alone"] == 0 and asked.status == SUSPECT
    assert comparison["meanings"][0]["kind"] in ("forged", "unvalidated-differs", "special-address")
    _, comparison = compare("forged-unbound.policy.example", "unbound", "named", "kresd", words=("+why",))
    assert standings(comparison) == ["other-data", "agrees", "agrees"]


def test_servers_that_refuse_and_one_that_is_not_there():
    asked, comparison = compare(SOUND, "unbound", "refusing", DEAD, "kresd", words=("+tries=1", "+timeout=1"))
    assert asked.status == SUSPECT
    assert of_kind(comparison, "prohibited")["servers"] == [1]
    assert of_kind(comparison, "no-connection")["servers"] == [2]
    assert comparison["groups"][0] == [0, 3]


def test_a_certificate_that_is_wrong_hides_an_answer():
    asked, comparison = compare(SOUND, "unbound", "tls://" + address("expired"))
    assert of_kind(comparison, "not-verified")["servers"] == [1]
    assert asked.status == SUSPECT


def test_no_server_replies():
    asked, comparison = compare(SOUND, DEAD, "127.0.9.10", words=("+tries=1", "+timeout=1"))
    assert kinds(comparison) == ["none-replies"]
    assert asked.status == NO_REPLY


def test_authoritative_servers_of_a_zone_side_by_side():
    asked, comparison = compare("valid.example", "127.0.12.1", "127.0.12.2", words=("SOA", "+norecurse"))
    assert kinds(comparison) == ["agree"]
    assert asked.status == SUCCESS


def test_the_diagnosis_is_the_measure():
    asked, comparison = compare(BOGUS, "iterator", "unbound", words=("+why",))
    assert asked.json["diagnosis"]["status"] == "bogus"
    assert standings(comparison) == ["unprotected", "rightly-fails"]
    asked, comparison = compare(SOUND, "wrong-anchor", "unbound", words=("+why",))
    assert asked.json["diagnosis"]["status"] == "secure"
    assert standings(comparison) == ["wrongly-fails", "agrees"]


def test_text_short_and_dig_show_each_server():
    at = ["@" + address("unbound"), "@" + address("iterator")]
    text = edig(*TRUST, "+compare", *at, BOGUS).text
    assert "2 servers side by side" in text and "SERVFAIL" in text and "NOERROR" in text
    short = edig(*TRUST, "+compare", "+short", *at, BOGUS)
    assert f"from server {address('iterator')}" in short.text
    assert short.errors.startswith("edig: SERVFAIL")
    assert edig(*TRUST, "+compare", "+dig", *at, BOGUS).text.count(";; ->>HEADER<<-") == 2


def test_one_server_is_a_wrong_command_line(tmp_path):
    asked = edig("+compare", "@" + address("unbound"), SOUND)
    assert asked.status == USAGE and "two or more servers" in asked.errors
    conf = tmp_path / "resolv.conf"
    conf.write_text(f"nameserver {address('unbound')}\nnameserver {address('named')}\n")
    asked = edig("+compare", "+json", SOUND, EDIG_RESOLV_CONF=str(conf))
    assert len(asked.json["comparison"]["servers"]) == 2
