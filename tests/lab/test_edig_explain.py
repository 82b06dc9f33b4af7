"""+explain among real servers: of every case the words for users name the party whose turn it is and no other, in both
languages and without jargon; and a name that is in order is said to be so."""

import json
import pathlib
import re
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from edig_lab import FAILURE, LAB, LAB_DIR, SUCCESS, SUSPECT, address, edig, way
from asking import EDIG, environment, valid  # noqa: I100  edig_lab shows where it is

TRUST = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints")
LANGUAGES = ("en", "ja")
SOUND = {"sound", "nxdomain", "nodata", "local"}
RESOLVER = {"en": "The people who run the lookup server", "ja": "DNS サーバーの管理者"}
# Delegations without end keep a resolver busy for longer than the rest takes.
LEFT_OUT = {"ns-endless"}
AT_ONCE = 8
CASES = {case["name"]: case for case in LAB["cases"] if case["name"] not in LEFT_OUT}


def explain_all(via: str, language: str, cases: list[dict]) -> dict[tuple[str, str], dict]:
    """One process for many names."""
    words = [word for case in cases for word in (case["qname"], case["qtype"])]
    done = subprocess.run([EDIG, f"@{address(via)}", *TRUST, "+explain", "+json", f"+lang={language}", *words],
                          capture_output=True, text=True, timeout=500, check=False, env=environment())
    objects = [valid(json.loads(line)) for line in done.stdout.splitlines()]
    assert len(objects) == len(cases), done.stderr
    return {(language, case["name"]): value for case, value in zip(cases, objects)}


@pytest.fixture(scope="module")
def told() -> dict[tuple[str, str], dict]:
    """What edig says of each case, by language and case."""
    jobs = []
    for via in ("unbound", "kresd", "pdns", "named"):
        cases = [case for case in CASES.values() if (case["via"] or "unbound") == via]
        slices = AT_ONCE if len(cases) > 100 else 1
        jobs += [(via, language, cases[first::slices]) for first in range(slices) for language in LANGUAGES]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        parts = list(pool.map(lambda job: explain_all(*job), jobs))
    return {key: value for part in parts for key, value in part.items()}


def section(value: dict, key: str) -> str:
    return "\n".join(text for one in value["explanation"]["sections"] if one["key"] == key for text in one["text"])


def everything(value: dict) -> str:
    explanation = value["explanation"]
    return "\n".join([explanation["headline"], *(line for one in explanation["sections"] if one["key"] != "desk"
                                                  for line in [one["heading"], *one["text"]])])


def is_sound(expect: dict) -> bool:
    return expect["fault"] == "none" or expect.get("severity") == "note"


def denied(value: dict) -> bool:
    return value.get("rcode", {}).get("name") in ("NOERROR", "NXDOMAIN") and not value.get("answer")


def test_every_case_is_explained_in_both_languages(told):
    assert set(told) == {(language, name) for language in LANGUAGES for name in CASES}
    assert len(CASES) > 215


def wrong_party(language: str, case: dict, value: dict) -> str:
    """What is wrong with whose turn it is said to be; empty where nothing is."""
    explanation, expect = value["explanation"], case["expect"]
    if is_sound(expect) or (expect.get("severity") == "warning" and denied(value)):
        # What is only to be noted is the zone's to look at.
        noted = explanation["situation"] == "noted" and expect.get("severity") == "note"
        return "" if noted or (explanation["fault"] == "none" and explanation["situation"] in SOUND) else "not sound"
    if explanation["fault"] != expect["fault"]:
        return f"{explanation['fault']} in place of {expect['fault']}"
    contact = section(value, "contact")
    if expect["fault"] == "resolver":
        names_it = RESOLVER[language] in contact or explanation["situation"] == "filtered"
        return "" if names_it else "the resolver is not named: " + contact
    if RESOLVER[language] in contact:
        return "the resolver is named: " + contact
    return "" if expect["zone"].rstrip(".") in contact else "the zone is not named: " + contact


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_party_is_named_and_no_other(told, language):
    wrong = {name: wrong_party(language, case, told[language, name]) for name, case in CASES.items()}
    assert {name: why for name, why in wrong.items() if why} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_are_about_the_same(told, language):
    for name in CASES:
        # From its cache a resolver may say less, and it may have met the other one of two servers.
        if CASES[name]["expect"].get("server"):
            continue
        one, other = (told[each, name]["explanation"] for each in LANGUAGES)
        assert (one["topic"], one["fault"]) == (other["topic"], other["fault"]), name


def test_a_name_in_order_is_said_to_be_so(told):
    assert told["en", "valid"]["explanation"]["headline"] == "Nothing is wrong with the address of www.valid.example."
    assert told["ja", "valid"]["explanation"]["headline"] == "www.valid.example の接続先の情報に、問題は見つかりませんでした。"
    assert told["en", "valid-nxdomain"]["explanation"]["situation"] == "nxdomain"


def jargon() -> dict[str, list[str]]:
    path = pathlib.Path(__file__).resolve().parents[1] / "data" / "jargon.txt"
    words = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {"en": [word for word in words if word.isascii()], "ja": [word for word in words if not word.isascii()]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_user_meets_jargon(told, language):
    words = jargon()
    english = re.compile(r"(?<![\w.-])(" + "|".join(map(re.escape, words["en"])) + r")(?![\w-]|\.\w)", re.IGNORECASE)
    assert english.search("the zone's keys") and not english.search("www.zone.example")
    found = {}
    for name in CASES:
        text = everything(told[language, name])
        # Names of the lab's speak of what is broken; the type asked for is quoted as it is.
        text = re.sub(r"[\w.-]+\.example", "NAME", text)
        text = re.sub(r"[(（](A|AAAA|MX|TXT|DS|SOA|DNSKEY|NSEC|CNAME)[)）]", "", text)
        hits = english.findall(text) + [word for word in words["ja"] if word in text]
        if hits:
            found[name] = hits
    assert found == {}


def test_nobody_is_told_to_weaken_anything(told):
    """What could be done about the protection is only ever said as what not to do."""
    for (language, name), value in told.items():
        advice = section(value, "do")
        for words in ("safety check", "switch off", "turn off", "another lookup server",
                      "安全確認", "無効", "切り替え", "サーバーに変更"):
            assert words not in advice, (language, name)


def test_what_may_be_used_of_a_structured_error_is_quoted():
    words = (*TRUST, "+explain", "structured-pdns.policy.example")
    plain = edig("@" + address("pdns"), *words)
    assert "Lab Filter" not in plain.text and "help@lab.example" not in plain.text
    trusted = edig(*way("filter", "tls"), *words)
    for part in ("harmful programs", "“Lab Filter”", "“known to spread malware”", "help@lab.example"):
        assert part in trusted.text


def test_without_why_it_is_the_servers_word():
    asked = edig("@" + address("unbound"), "+explain", "+nowhy", "www.ds-bad-tag.example")
    assert "We have not checked it here." in asked.text
    assert "as the lookup server says" in asked.text


def test_a_false_claim_is_not_believed():
    asked = edig("@" + address("pdns"), *TRUST, "+explain", "false-bogus-pdns.policy.example")
    assert "because of a fault at the lookup server" in asked.lines[0]
    operator = edig("@" + address("pdns"), *TRUST, "+explain=operator", "false-bogus-pdns.policy.example")
    assert "is not true" in operator.text


@pytest.mark.parametrize("server, way_, first", [
    ("refusing", (), "The lookup server that was asked does not serve the machine that asked."),
    ("unbound", ("+tls",), "The lookup server that was asked was not used: its proof of who it is comes from someone we do not know."),
    ("wrong-anchor", (), "www.valid.example does not open because the lookup server that was asked fails for all names."),
])
def test_failures_of_the_server_itself(server, way_, first):
    asked = edig("@" + address(server), *way_, *TRUST, "+explain", "www.valid.example")
    assert asked.lines[0].startswith(first)


def test_the_exit_status_is_that_of_why():
    for name in ("www.valid.example", "www.rrsig-exp-a.example", "www.one-dead.example"):
        words = ("@" + address("unbound"), *TRUST, name)
        assert edig(*words, "+explain").status == edig(*words, "+why").status


@pytest.mark.parametrize("audience", ["operator", "owner"])
@pytest.mark.parametrize("name", ["www.ds-bad-tag.example", "blocked-unbound.policy.example", "www.one-dead.example"])
def test_the_commands_can_be_run(audience, name):
    asked = edig("@" + address("unbound"), *TRUST, f"+explain={audience}", "+json", name).json
    commands = [command for one in asked["explanation"]["sections"] for command in one.get("commands", [])]
    own = [shlex.split(command) for command in commands if command.startswith("edig ")]
    assert own
    for program, *words in own:
        assert program == "edig"
        # In the lab the root is another one, and the system's resolver is named.
        named = () if any(word.startswith("@") for word in words) else ("@" + address("unbound"),)
        assert edig(*named, *TRUST, *words).status in (SUCCESS, FAILURE, SUSPECT)


def test_owners_learn_how_long_caches_hurt():
    asked = edig("@" + address("unbound"), *TRUST, "+explain=owner", "+json", "www.rrsig-exp-a.example").json
    assert "up to 5 minutes" in section(asked, "caches")


def told_of(*words: str, language: str = "en") -> list[str]:
    return edig("@" + address("unbound"), *TRUST, "+explain=short", f"+lang={language}", *words).lines


def test_in_short_it_is_two_sentences_and_the_line_for_the_ticket():
    lines = told_of("www.rrsig-exp-a.example")
    assert lines[0] == ("www.rrsig-exp-a.example does not open because a safety check fails. "
                        "The fault is with the people who run rrsig-exp-a.example, not with you.")
    assert lines[1:3] == ["", "For the ticket:"] and len(lines) == 4
    assert re.search(r"www\.rrsig-exp-a\.example\. A, SERVFAIL, .*127\.0\.0\.11 \(UDP\), 20.* UTC.*, edig [0-9.]+", lines[3])
    assert told_of("www.rrsig-exp-a.example", language="ja")[0].count("。") == 2


@pytest.mark.parametrize("given, first, headline", [
    ("https://www.valid.example/login?x=1", "Out of “https://www.valid.example/login?x=1” we took www.valid.example (A).",
     "Nothing is wrong with the address of www.valid.example."),
    ("http://www.rrsig-exp-a.example/", "Out of “http://www.rrsig-exp-a.example/” we took www.rrsig-exp-a.example (A).",
     "www.rrsig-exp-a.example does not open"),
    ("alice@rrsig-exp-all.example", "Out of “alice@rrsig-exp-all.example” we took rrsig-exp-all.example (MX).",
     "Mail to rrsig-exp-all.example may not get through"),
])
def test_what_a_caller_reads_out_is_asked_as_it_is_meant(given, first, headline):
    lines = told_of(given)
    assert lines[0] == first
    assert lines[1].startswith(headline)


@pytest.mark.parametrize("given", ["www valid example", "www,valid,example"])
def test_what_cannot_be_a_name_is_never_said_to_be_missing(given):
    asked = edig("@" + address("unbound"), "+explain", given)
    assert asked.status == 1 and "no such name" not in asked.text


@pytest.mark.parametrize("words, headline", [
    (("valid.example", "MX"), "valid.example names no server for mail of its own."),
    (("-x", "8.8.8.8"), "The address 8.8.8.8 has no name."),
    (("alias.cname-to-nothing.example",), "alias.cname-to-nothing.example is there, but it points to "),
    (("_sip._tcp.valid.example", "SRV"), "There is no entry for the service _sip._tcp.valid.example."),
    (("nas.local",), "nas.local is a name for use in one place only"),
    (("intranet",), "intranet is a name for use in one place only"),
    (("xyz.onion",), "xyz.onion opens in the Tor browser only."),
    (("silent.valid.example", "MX"), "silent.valid.example takes no mail: its people have set it so."),
    (("www.one-other-data.example",), "An address of www.one-other-data.example was found, but not all servers"),
    (("www.one-serial-behind.example",), "An address of www.one-serial-behind.example was found, but not all servers"),
    ((".", "A"), "The top of the name tree has no entry of the kind that was asked for (A)."),
])
def test_headlines_by_what_was_asked(words, headline):
    assert told_of(*words)[0].startswith(headline)


@pytest.mark.parametrize("server, reason, ticket", [
    ("expired", "ran out on 20", "certificate expired, 20"),
    ("wrong-name", "names elsewhere.lab.example", "certificate other-name, elsewhere.lab.example"),
    ("not-yet-valid", "only counts from 20", "certificate not-yet-valid, 20"),
    ("unknown-issuer", "someone we do not know", "certificate issuer, CN=a CA nobody trusts"),
    ("self-signed", "someone we do not know", "certificate issuer, "),
])
def test_the_reason_of_a_tls_failure_is_told_and_the_clock_only_where_dates_matter(server, reason, ticket):
    way_ = (f"@tls://{address(server)}", f"+tls-ca={LAB_DIR}/ca.pem")
    asked = edig(*way_, "+explain", "www.valid.example")
    assert reason in asked.lines[0] and ticket in asked.text
    assert ("date and time" in asked.text) == (server in ("expired", "not-yet-valid"))


def test_a_danger_is_in_the_headline_and_nobody_is_told_to_go_round_it():
    asked = edig(*way("filter", "tls"), *TRUST, "+explain", "structured-pdns.policy.example")
    assert "harmful programs" in asked.lines[0]
    assert "let through" not in asked.text and "If you have typed a password there" in asked.text
    assert "Lab Filter" in asked.lines[-1] and "help@lab.example" in asked.lines[-1]


def test_behind_a_router_without_dnssec_nobody_is_blamed_and_no_site_is_said_to_fail(tmp_path):
    hints = tmp_path / "dead.hints"
    hints.write_text(". 3600000 IN NS x.\nx. 3600000 IN A 127.9.9.9\n")
    for name in ("www.valid.example", "www.unsigned.example"):
        asked = edig("@" + address("forwarder"), TRUST[0], f"+root-hints={hints}", "+explain=short", name)
        assert asked.lines[0].startswith(f"An address of {name} was found, but we could not check from here")
