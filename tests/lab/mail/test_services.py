"""+services against domains with mail: what each application comes to, through resolvers and by +direct."""

import pathlib
import re
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from edig_lab import SUCCESS, SUSPECT, address, edig  # noqa: E402
from description import LAB  # noqa: E402

# Domain: state and cause of SPF, of DMARC, and the kind of finding that says why a look-up failed.
DOMAINS = {
    "healthy": ("works", None, "works", None, None),
    "unsigned-mail": ("works", None, "works", None, None),
    "no-mail-records": ("not-used", None, "not-used", None, None),
    "spf-expired": ("broken", "spf-failed", "works", None, "signature-expired"),
    "include-expired": ("broken", "spf-failed", "not-used", None, "signature-expired"),
    "dmarc-expired": ("works", None, "broken", "dmarc-failed", "signature-expired"),
    "eleven-lookups": ("broken", "spf-lookups", "not-used", None, None),
    "misspelt": ("broken", "spf-unknown-mechanism", "broken", "dmarc-no-processing", None),
}
WAYS = {"unbound": [], "named": [], "direct": ["+direct"]}
ROUND_TRIPS = 8


def services(domain, *words, way="unbound"):
    server = [] if way == "direct" else ["@" + address(way)]
    return edig("+json", "+services", *WAYS[way], *server, *words, domain + ".example")


def application(done, name):
    return next(each for each in done.json["services"]["applications"] if each["application"] == name)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_what_each_application_comes_to(domain, way):
    done = services(domain, way=way)
    spf, dmarc = (application(done, name) for name in ("spf", "dmarc"))
    assert (spf["state"], spf.get("cause"), dmarc["state"], dmarc.get("cause")) == DOMAINS[domain][:4]
    kinds = [cause["kind"] for cause in done.json["services"].get("causes", [])]
    assert kinds == [kind for kind in DOMAINS[domain][4:] if kind]
    assert done.status == (SUSPECT if done.json["services"]["state"] == "broken" else SUCCESS)


@pytest.mark.parametrize("way", WAYS)
def test_what_cannot_be_had_is_not_taken_for_what_is_not_there(way):
    spf = application(services("txt-fails", way=way), "spf")
    assert spf["state"] in ("broken", "not-evaluated")
    assert [finding["kind"] for finding in spf["findings"]] == ["spf-failed"]


def test_a_domain_with_everything_takes_few_round_trips():
    cost = services("library").json["services"]["cost"]
    assert cost["round_trips"] <= ROUND_TRIPS


def test_what_a_diagnosis_costs_comes_on_top():
    looked_up = services("healthy").json["services"]["cost"]
    diagnosed = edig("+json", "+why", "@" + address("unbound"), "spf-expired.example", "TXT").json["diagnosis"]["cost"]
    both = services("spf-expired").json["services"]["cost"]
    for what in ("packets", "round_trips"):
        assert both[what] > max(looked_up[what], diagnosed[what]), what


def test_nobody_is_connected_to_at_documentation_addresses():
    done = services("healthy", "+connect")
    visits = done.json["services"]["connection"]["visits"]
    assert {(visit["purpose"], visit["outcome"]) for visit in visits} == {("mail", "special-address"), ("web", "special-address")}
    assert "connecting" not in done.errors
    assert application(done, "mail-tls")["state"] == "not-evaluated"


@pytest.mark.parametrize("sender, result, term", [
    ("192.0.2.12", "pass", "mx"), ("198.51.100.8", "pass", "include:_s8.healthy.example"), ("203.0.113.1", "fail", "-all"),
    ("2001:db8::11", "pass", "mx")])
def test_who_may_send(sender, result, term):
    check = services("healthy", "+ip=" + sender, "+mail-from=someone@healthy.example").json["services"]["spf_check"]
    assert (check["result"], check["term"], check["domain"]) == (result, term, "healthy.example")


def test_the_text_names_the_cause_and_whose_turn_it_is():
    text = edig("+services", "@" + address("unbound"), "spf-expired.example").text
    assert re.search(r"SPF +broken", text)
    assert "Whose turn: the operator of spf-expired.example" in text
    assert "The cause: the signature over spf-expired.example TXT expired" in text


def test_each_domain_is_looked_at():
    """Here, or by what cases.toml says of it (test_applications.py)."""
    assert {case["name"] for case in LAB["cases"] if not case["services"]} == set(DOMAINS) | {"txt-fails"}


def test_exchanges_without_ipv6_are_no_void_lookups():
    """The term mx finds exchanges (RFC 7208 section 4.6.4), whichever family the sender has."""
    check = services("spf-mx-ipv4", "+ip=2001:db8::1").json["services"]["spf_check"]
    assert (check["result"], check["void_lookups"]) == ("softfail", 0)
