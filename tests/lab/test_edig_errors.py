"""The extended errors of every broken zone and every policy: what edig shows is what dnspython decodes from the same
server, the exit status follows from it by the contract, and every format can show it."""

from concurrent.futures import ThreadPoolExecutor

import dns.rcode
import pytest

from ask import ask as patient_ask
from edig_lab import (LAB, NO_REPLY, SUSPECT, SUSPECT_CODES, address, ask, edig, expected_status, extended_errors,
                      reference, shown_errors, shown_records, records, way)

RESOLVERS = ("unbound", "named", "kresd", "pdns")
POLICY = [case for case in LAB["cases"] if case["via"]]
COMMON = [case for case in LAB["cases"] if not case["via"] and case["expect"]["status"] != "unresolvable"
          and "server" not in case["expect"]]
PAIRS = [(case, server) for case in COMMON for server in RESOLVERS] + [(case, case["via"]) for case in POLICY]


def named(pair) -> str:
    return f"{pair[0]['name']}-{pair[1]}"


@pytest.fixture(scope="session")
def answered() -> set[str]:
    """The pairs that get a reply in a few seconds. All are asked at once, twice, so that the caches know what they can."""
    def one(pair):
        case, server = pair
        replies = [patient_ask(address(server), case["qname"], case["qtype"], patience=4) for _ in range(2)]
        return named(pair), replies[1].rcode != "timeout"
    with ThreadPoolExecutor(48) as pool:
        return {name for name, replied in pool.map(one, PAIRS) if replied}


def test_nearly_all_are_answered(answered):
    """Else the tests below would test little."""
    assert len(answered) > 0.95 * len(PAIRS), {named(pair) for pair in PAIRS} - answered


ROUNDS = 4  # some resolvers change what they say of the same name from one question to the next


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_what_dnspython_decodes(pair, answered):
    """Asked before and after: from its cache a resolver may say less than the first time, and forget again."""
    case, server = pair
    if named(pair) not in answered:
        pytest.skip("no reply in time: see test_nearly_all_are_answered")
    for _ in range(ROUNDS):
        before = reference(server, case["qname"], case["qtype"])
        asked = ask(server, case["qname"], case["qtype"], "+json")
        value = asked.json
        after = reference(server, case["qname"], case["qtype"])
        fitting = [message for message in (before, after) if extended_errors(message) == shown_errors(value)]
        if fitting:
            break
    assert fitting, (extended_errors(before), shown_errors(value), extended_errors(after))
    assert value["rcode"]["value"] in {message.rcode() for message in fitting}
    assert {rdata for *_, rdata in shown_records(value.get("answer", []))} in [
        {rdata for *_, rdata in records(message.answer)} for message in fitting]
    assert asked.status == expected_status(value["rcode"]["value"], [code for code, _ in shown_errors(value)])


def test_there_is_much_to_see(answered):
    """The codes that the four resolvers give for the zones of the lab, all of them through edig."""
    seen = set()
    for case, server in PAIRS:
        if named((case, server)) in answered and server in ("unbound", "kresd", "pdns") and "info_code" in case["expect"]:
            seen |= {code for code, _ in shown_errors(ask(server, case["qname"], case["qtype"], "+json").json)}
    assert {4, 6, 7, 9, 10, 12, 15, 16, 17} <= seen, seen


SILENT = {"dropped-unbound"}


@pytest.mark.parametrize("case", [case for case in POLICY if case["name"] not in SILENT], ids=lambda case: case["name"])
def test_policies_in_every_format(case):
    """The INFO-CODE stands in text and in dig's layout; the exit status is the same in all."""
    words = (case["qname"], case["qtype"])
    value = ask(case["via"], *words, "+json")
    for form in ([], ["+dig"], ["+short"], ["+all"], ["+lang=ja"]):
        asked = ask(case["via"], *words, *form)
        assert asked.status == value.status
        for code, _ in shown_errors(value.json):
            assert f"EDE {code}" in asked.said or f"EDE: {code}" in asked.said or form == ["+short"]


def test_a_policy_of_silence():
    """It looks like a dead server: only the name tells."""
    silence = ask("unbound", "dropped-unbound.policy.example.", "+json", "+timeout=0.3", "+tries=1")
    assert silence.status == NO_REPLY
    assert silence.json["error"]["kind"] == "timeout"
    assert ask("unbound", "allowed.policy.example.", "+json", "+timeout=0.3").status == 0


@pytest.mark.parametrize("info_code", [*range(36), 36, 49152, 65535])
def test_every_info_code(info_code):
    asked = ask("pdns", f"ede-{info_code}.policy.example.", "+json")
    (error,) = asked.json["extended_errors"]
    assert (error["info_code"], error["extra_text"]) == (info_code, "as asked")
    assert error["category"] in ("dnssec", "policy", "network", "cache", "server", "information", "unknown")
    assert error["explanation"] and error["fault"] and error["retry"]
    assert asked.status == expected_status(dns.rcode.SERVFAIL, [info_code])
    japanese = ask("pdns", f"ede-{info_code}.policy.example.", "+json", "+lang=ja").json["extended_errors"][0]
    assert japanese["explanation"] != error["explanation"]


def test_suspect_codes_beside_an_answer():
    """A forged answer: the RCODE is fine, the exit status is not."""
    asked = ask("pdns", "forged-pdns.policy.example.", "+json")
    value = asked.json
    assert value["rcode"]["name"] == "NOERROR" and value["answer"]
    assert {code for code, _ in shown_errors(value)} & SUSPECT_CODES
    assert asked.status == SUSPECT


def structured_of(server: str, transport: str) -> dict:
    value = edig(*way(server, transport), "structured-pdns.policy.example.", "+json").json
    return value["extended_errors"][0]["structured"]


@pytest.mark.parametrize("transport", ["tls", "https"])
def test_structured_errors_over_an_authenticated_channel(transport):
    structured = structured_of("filter", transport)
    assert structured["usable"] is True
    assert structured["contact"] == ["mailto:help@lab.example", "tel:+81-3-0000-0000"]
    assert structured["suberror"] == {"code": 1, "name": "Malware"}
    assert structured["justification"] == "known to spread malware"


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_structured_errors_in_the_clear(transport):
    """Anyone may have written it: a client does not use it."""
    structured = structured_of("pdns", transport)
    assert not structured["usable"]
    assert structured["ignored"]


def test_structured_errors_without_verification():
    words = [f"@{address('filter')}", "+tls", "+tls-insecure", "structured-pdns.policy.example.", "+json"]
    structured = edig(*words).json["extended_errors"][0]["structured"]
    assert "organization" not in structured and "contact" not in structured


@pytest.mark.parametrize("transport", ["tls", "https"])
def test_text_made_for_a_terminal(transport):
    """What check() looks for on every run, from a real resolver."""
    for form in ([], ["+dig"], ["+short"], ["+json"], ["+all"]):
        asked = edig(*way("filter", transport), "hostile-text-pdns.policy.example.", *form)
        assert "red" in asked.said or form == ["+short"]


def test_the_claim_is_marked_by_its_channel():
    name = "structured-pdns.policy.example."
    assert "not authenticated" in ask("pdns", name).text
    assert "authenticated channel" in ask("filter", name, transport="tls").text
    insecure = edig(f"@{address('filter')}", "+tls", "+tls-insecure", name).text
    assert "not verified" in insecure


@pytest.mark.parametrize("server", ["refusing", "prohibiting"])
def test_refusals(server):
    asked = ask(server, "www.valid.example.", "+json")
    assert asked.json["rcode"]["name"] == "REFUSED"
    assert shown_errors(asked.json) == extended_errors(reference(server, "www.valid.example.", "A"))
    assert asked.status == 2


def test_a_resolver_with_a_wrong_trust_anchor():
    asked = ask("wrong-anchor", "www.valid.example.", "+json")
    assert asked.json["rcode"]["name"] == "SERVFAIL"
    assert {code for code, _ in shown_errors(asked.json)} & {6, 9}
