"""OPT and its options as they should not be (RFC 6891 section 6.1.1, RFC 8914 section 2): every extended error that
arrived is shown, wherever it stood, and what is wrong with the rest is said."""

import json
import struct

import pytest

from asking import FAILURE, SUCCESS, SUSPECT, edig, in_all_formats
from messages import EDE, NSID, SERVFAIL, address_record, ede, framed, opt, option, reply

FILTERED = 17


def shown(stage, **spoiled):
    host = stage.host().udp(lambda query: [reply(query, **spoiled)])
    return in_all_formats(f"@{host.address}", "www.valid.")


def codes(value):
    return [error.get("info_code") for error in value.get("extended_errors", [])]


def test_several_opts(stage):
    """FORMERR by RFC 6891; a client that diagnoses shows what all of them say."""
    runs = shown(stage, rcode=SERVFAIL, additional=[opt(ede(6, b"first")), opt(ede(9, b"second")), opt(ede(22))])
    assert codes(runs["json"].json) == [6, 9, 22]
    assert [p for p in runs["json"].json["problems"] if "3 OPT" in p["text"]]
    for form in ("text", "dig"):
        assert "first" in runs[form].text and "second" in runs[form].text, form


def test_the_rcode_is_of_the_first_opt(stage):
    """Two OPTs that disagree about the upper bits: the first one counts, as it is the one that others read."""
    value = shown(stage, rcode=SERVFAIL, additional=[opt(rcode=0), opt(rcode=16)])["json"].json
    assert value["rcode"]["value"] == SERVFAIL


@pytest.mark.parametrize("section", ["answer", "authority"])
def test_opt_in_another_section(stage, section):
    misplaced = {"answer": [address_record()], section: [opt(ede(FILTERED, b"misplaced"))], "additional": []}
    runs = shown(stage, **misplaced)
    assert codes(runs["json"].json) == [FILTERED]
    assert [problem for problem in runs["json"].json["problems"] if section in problem["text"]]
    assert runs["json"].status == SUSPECT
    assert "misplaced" in runs["text"].text


def test_opt_of_another_owner(stage):
    runs = shown(stage, additional=[opt(ede(FILTERED), owner=b"\x01x\0")])
    assert codes(runs["json"].json) == [FILTERED]
    assert runs["json"].json["problems"]


def test_unknown_edns_version_in_the_reply(stage):
    value = shown(stage, additional=[opt(ede(FILTERED), version=1)])["json"].json
    assert value["edns"]["version"] == 1
    assert codes(value) == [FILTERED]


TRUNCATED_OPTIONS = {
    "no length": struct.pack("!H", EDE),
    "one octet": b"\0",
    "length without data": struct.pack("!HH", EDE, 30),
    "length past the end": option(EDE, struct.pack("!H", 9) + b"cut o", length=50),
    "length 65535": option(EDE, struct.pack("!H", 9) + b"cut o", length=65535),
    "half an INFO-CODE": option(EDE, b"\0", length=2),
}


@pytest.mark.parametrize("kind", TRUNCATED_OPTIONS)
def test_truncated_options(stage, kind):
    """What came before is complete and shown; the rest is shown as far as it goes."""
    runs = shown(stage, rcode=SERVFAIL, options=ede(22, b"whole") + TRUNCATED_OPTIONS[kind])
    value = runs["json"].json
    assert codes(value)[0] == 22
    assert value["problems"]
    assert runs["text"].status == FAILURE
    if kind.startswith("length "):
        assert value["edns"]["options"][-1]["truncated"]
    if "past" in kind or "65535" in kind:
        assert codes(value) == [22, 9]
        assert value["extended_errors"][1]["extra_text"] == "cut o"
        assert "malformed" in value["extended_errors"][1]


@pytest.mark.parametrize("data", [b"", b"\x11"])
def test_an_error_without_info_code(stage, data):
    """An error all the same: it is shown as one that lacks its INFO-CODE, and changes no exit status."""
    runs = shown(stage, options=option(EDE, data))
    value = runs["json"].json
    assert len(value["extended_errors"]) == 1
    assert "info_code" not in value["extended_errors"][0]
    assert value["extended_errors"][0]["malformed"]
    assert runs["json"].status == SUCCESS
    assert "EDE" in runs["text"].text and "INFO-CODE" in runs["text"].text


@pytest.mark.parametrize("info_code, purpose", [(36, "Unassigned"), (49151, "Unassigned"), (49152, "Private Use"),
                                                (65535, "Private Use")])
def test_unregistered_info_codes(stage, info_code, purpose):
    """Shown by number, and no cause for a script to distrust the answer."""
    runs = shown(stage, options=ede(info_code, b"something new"))
    error = runs["json"].json["extended_errors"][0]
    assert error["info_code"] == info_code
    assert error["category"] == "unknown"
    assert error["extra_text"] == "something new"
    assert str(info_code) in runs["text"].text and str(info_code) in runs["dig"].text
    assert purpose.lower() in runs["text"].text.lower()
    assert runs["json"].status == SUCCESS


def test_every_info_code_keeps_its_place(stage):
    """All 65536 of them, in replies of 4096: each is shown, in the order of the reply."""
    def errors(query):
        first = int(query.labels[0][1:]) * 4096
        return b"".join(ede(code) for code in range(first, first + 4096))

    async def script(stream):
        while True:
            query = await stream.query()
            await stream.reply(reply(query, options=errors(query)))
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "+tcp", "+json", "+timeout=40", *[f"b{block}.valid." for block in range(16)], limit=60)
    assert [code for line in asked.lines for code in codes(json.loads(line))] == list(range(65536))


def test_as_many_errors_as_fit(stage):
    """16,000 errors in 64 KiB: slow output would be an attack."""
    async def script(stream):
        query = await stream.query()
        await stream.send(framed(reply(query, options=ede(FILTERED) * 10900, answer=[])))
        await stream.hang()
    host = stage.host().tcp(script)
    for form in (), ("+dig",), ("+json",), ("+short",), ("+all", "+multiline"):
        asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+timeout=5", *form)
        assert asked.status == SUSPECT
        assert asked.seconds < 5


def test_errors_and_other_options_keep_their_order(stage):
    options = option(NSID, b"ns1") + ede(9) + option(65001, b"\1\2") + ede(6) + option(NSID, b"ns2")
    value = shown(stage, rcode=SERVFAIL, options=options)["json"].json
    assert codes(value) == [9, 6]
    assert [(o["code"], o.get("text")) for o in value["edns"]["options"] if o["code"] == NSID] == [
        (NSID, "ns1"), (NSID, "ns2")]


@pytest.mark.parametrize("code", [3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 22, 23, 24, 25, 26, 4, 65535])
@pytest.mark.parametrize("data", [b"", b"\xff", b"\0\1\x20", bytes(range(0, 200))])
def test_options_that_do_not_fit_their_format(stage, code, data):
    """Every option that has a text form, with data that has none; a cookie so spoiled is not this query's reply."""
    host = stage.host().udp(lambda query: [reply(query, options=option(code, data))])
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+nocookie")
    assert asked.status == SUCCESS
    received = asked.json["edns"]["options"][0]
    assert received["code"] == code and received.get("hex", "") == data.hex()
    edig(f"@{host.address}", "www.valid.", "+all", "+nocookie")
    edig(f"@{host.address}", "www.valid.", "+dig", "+nocookie")
