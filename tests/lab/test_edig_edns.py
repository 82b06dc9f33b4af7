"""EDNS options that real servers act on: NSID, client subnet, cookies, padding, and servers that know no EDNS."""

import pytest

from edig_lab import LAB, NO_REPLY, SUCCESS, address, ask, edig

QUESTION = "www.valid.example."


def options(value: dict) -> dict[str, dict]:
    return {option["name"]: option for option in value["edns"].get("options", [])}


def test_nsid():
    option = options(ask("pdns", QUESTION, "+nsid", "+json").json)["NSID"]
    assert bytes.fromhex(option["hex"]).decode() == option["text"] != ""
    assert option["text"] in ask("pdns", QUESTION, "+nsid").text
    assert "NSID" not in options(ask("pdns", QUESTION, "+json").json)


@pytest.mark.parametrize("subnet, text, octets", [
    ("192.0.2.0/24", "192.0.2.0/24/0", "00011800c00002"), ("192.0.2.129/25", "192.0.2.128/25/0", "00011900c0000280"),
    ("2001:db8::/48", "2001:db8::/48/0", "0002300020010db80000"), ("0", "0.0.0.0/0/0", "00010000")])
def test_client_subnet(subnet, text, octets):
    """BIND gives the option back, with a scope of 0 as it has no use for it."""
    option = options(ask("named", QUESTION, "+subnet=" + subnet, "+json").json)["EDNS-CLIENT-SUBNET"]
    assert (option["text"], option["hex"]) == (text, octets)


def test_cookies():
    """BIND's are of RFC 9018: 16 octets, and they come with our own 8."""
    option = options(ask("named", QUESTION, "+cookie=0123456789abcdef", "+json").json)["COOKIE"]
    assert option["hex"].startswith("0123456789abcdef")
    assert len(option["hex"]) == 2 * 24
    assert "COOKIE" not in options(ask("named", QUESTION, "+nocookie", "+json").json)
    again = options(ask("named", QUESTION, "+cookie=" + option["hex"], "+json").json)["COOKIE"]
    assert again["hex"].startswith("0123456789abcdef")


def test_badcookie():
    """named-stale insists on a cookie: the first question brings it, the second has the answer."""
    asked = ask("named-stale", QUESTION, "+json")
    assert asked.status == SUCCESS
    assert [attempt["outcome"] for attempt in asked.json["attempts"]] == ["badcookie"]
    several = edig("@" + address("named-stale"), "+json", QUESTION, "nx.valid.example.", "alias.valid.example.")
    assert [value["rcode"]["name"] for value in several.json_lines] == ["NOERROR", "NXDOMAIN", "NOERROR"]


def test_badcookie_without_a_cookie_to_send():
    """+nocookie: the refusal is the result."""
    asked = ask("named-stale", QUESTION, "+nocookie", "+json")
    assert asked.json["rcode"]["name"] in ("BADCOOKIE", "NOERROR")


@pytest.mark.parametrize("server, transport, block", [("unbound", "tls", 468), ("kresd", "tls", 468), ("kresd", "https", 468)])
def test_replies_are_padded(server, transport, block):
    """RFC 8467 section 4.1: who pads its question gets a padded reply, from those servers that pad."""
    asked = ask(server, QUESTION, "+dig", transport=transport)
    assert int(asked.text.split("MSG SIZE  rcvd: ")[1].split()[0]) % block == 0
    assert "PADDING" in options(ask(server, QUESTION, "+json", transport=transport).json)
    assert "PADDING" not in options(ask("unbound", QUESTION, "+nopadding", "+json", transport="tls").json)


def test_badvers():
    """All real servers know version 0 and no other."""
    for server in ("unbound", "named", "kresd"):
        value = ask(server, QUESTION, "+edns=1", "+json").json
        if value["rcode"]["name"] == "NOERROR":
            assert value["edns"]["version"] == 0
        else:
            assert value["rcode"]["name"] == "BADVERS"


def test_dnssec_ok():
    for server in ("unbound", "named", "kresd", "pdns"):
        value = ask(server, QUESTION, "+dnssec", "+json").json
        assert value["edns"]["do"] is True, server
        assert "RRSIG" in {record["type"] for record in value["answer"]}, server


@pytest.mark.parametrize("name, outcome", [("formerr", "formerr"), ("notimp", "notimp"), ("drop-edns", "timeout")])
def test_servers_without_edns(name, outcome):
    """The lab's servers of that kind answer once EDNS is left away, and the report says what follows from it."""
    server = "@" + LAB["misbehaving"][name]
    value = edig(server, QUESTION, "+json", "+norecurse", "+timeout=0.5", "+tries=2").json
    assert [attempt["outcome"] for attempt in value["attempts"]][0] == outcome
    if value["rcode"]["name"] == "NOERROR":
        assert value["without_edns"] is True
        assert "without EDNS" in edig(server, QUESTION, "+norecurse", "+timeout=0.5", "+tries=2").text


def test_a_server_that_ignores_edns():
    """`noedns` answers as if there were no OPT: no second question is needed."""
    value = edig("@" + LAB["misbehaving"]["noedns"], QUESTION, "+json", "+norecurse").json
    assert "attempts" not in value and "edns" not in value
    assert value["rcode"]["name"] == "NOERROR"


def test_an_old_router():
    """The forwarder knows neither EDNS nor DNSSEC; a broken name looks like any failure through it."""
    asked = ask("forwarder", "www.rrsig-exp-a.example.", "+json")
    assert asked.status == 2
    assert "extended_errors" not in asked.json
    assert asked.json["rcode"]["name"] == "SERVFAIL"


def test_unknown_options_are_sent_as_given():
    """BIND ignores what it does not know, and the reply comes."""
    asked = ask("named", QUESTION, "+ednsopt=65001:abcd", "+ednsopt=NSID", "+json")
    assert asked.status == SUCCESS != NO_REPLY
