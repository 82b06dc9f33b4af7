"""Zone transfers that break off, lie or never end: what came is printed, a line on standard error says that it is not all,
and the exit status says so."""

import hashlib
import hmac
import json
import os
import signal
import struct
import time

import pytest

from asking import FAILURE, NO_REPLY, SANITIZED, SUCCESS, SUSPECT, edig, finish, in_all_formats, measured, start
from messages import (NAME_OF_QUESTION, NOERROR, REFUSED, SERVFAIL, SOA, TXT, address_record, ede, message, name, opt, record,
                      reply)

AA = 0x8400
SECRET = b"secret"
KEY = ("-y", "hmac-sha256:key.test:c2VjcmV0")
KEY_NAME, ALGORITHM = name("key.test"), name("hmac-sha256")


def soa(serial=7, owner=NAME_OF_QUESTION):
    return record(owner, SOA, name("ns.test") + name("host.test") + struct.pack("!5I", serial, 1, 1, 1, 1))


def part(query, *records, **more):
    return reply(query, answer=records, flags=AA, **more)


def transferring(*parts, end=None):
    """A server that sends these messages, and then does what `end` says: hangs, unless it is said."""
    async def script(stream):
        query = await stream.query()
        for records in parts:
            await stream.reply(part(query, *records) if isinstance(records, tuple) else records(query))
        if end:
            await end(stream)
        else:
            await stream.hang()
    return script


async def close(stream):
    pass


async def reset(stream):
    stream.reset()


def assert_incomplete(asked, records, word):
    assert asked.status == NO_REPLY
    assert f"incomplete after {records} records" in asked.errors and word in asked.errors
    assert len(asked.errors.splitlines()) == 1


def test_a_whole_one(stage):
    host = stage.host().tcp(transferring((soa(),), (address_record(),), (address_record("192.0.2.2"), soa())))
    runs = in_all_formats(f"@{host.address}", "zone.test", "AXFR")
    for asked in runs.values():
        assert asked.status == SUCCESS and asked.errors == ""
    value = runs["json"].json
    assert [entry["type"] for entry in value["records"]] == ["SOA", "A", "A", "SOA"]
    assert value["transfer"] == {"form": "zone", "complete": True, "serial": 7, "records": 4, "messages": 3,
                                 "octets": value["transfer"]["octets"]}


@pytest.mark.parametrize("end, word", [(close, "closed"), (reset, "reset"), (None, "nothing more came")],
                         ids=["FIN", "RST", "hangs"])
def test_cut_between_messages(stage, end, word):
    host = stage.host().tcp(transferring((soa(), address_record()), end=end))
    runs = in_all_formats(f"@{host.address}", "zone.test", "AXFR")
    for asked in runs.values():
        assert_incomplete(asked, 2, word)
    assert "192.0.2.1" in runs["text"].text and "INCOMPLETE" in runs["text"].text
    assert runs["short"].lines[1] == "192.0.2.1"
    assert runs["dig"].text.endswith(";; no servers could be reached\n")
    value = runs["json"].json
    assert value["outcome"] == "incomplete" and not value["transfer"]["complete"] and len(value["records"]) == 2


def test_as_dig_a_cut_transfer_is_asked_for_again(stage):
    """+tries is meant for it, and the records come again from the first one; not so where they are one value."""
    def breaking_off(times):
        async def script(stream):
            nonlocal times
            times -= 1
            query = await stream.query()
            await stream.reply(part(query, soa(), address_record(), *(() if times >= 0 else (soa(),))))
        return script
    ask = lambda times, *words: edig(f"@{stage.host().tcp(breaking_off(times)).address}", "zone.test", "AXFR", "+asdig", *words)
    again = ask(1, "+tries=2")
    assert again.status == SUCCESS and again.errors == ""
    assert again.text.count("\tA\t") == 2 and again.text.count("end of file") == 1
    assert ask(1, "+tries=1").status == NO_REPLY
    assert ask(2, "+tries=2").text.count("end of file") == 2
    assert len(ask(1, "+tries=2", "+json").json["records"]) == 2
    assert ask(1, "+tries=2", "+yaml").text.count("- type: MESSAGE\n") == 2
    assert ask(1, "+tries=1", "+yaml").text.endswith("- type: DIG_ERROR\n  message: |\n    no servers could be reached\n")


def test_cut_inside_a_message(stage):
    async def script(stream):
        query = await stream.query()
        await stream.reply(part(query, soa()))
        await stream.send(struct.pack("!H", 500) + part(query, address_record())[:30])
    asked = edig(f"@{stage.host().tcp(script).address}", "zone.test", "AXFR")
    assert_incomplete(asked, 1, "cut after 30 of 500 octets")


BROKEN = {
    "another ID": lambda query: message(query.identity ^ 1, query.question, [address_record()], flags=AA),
    "another question": lambda query: message(query.identity, name("other.test") + query.question[-4:], [address_record()], flags=AA),
    "a query": lambda query: part(query, address_record())[:2] + b"\0" + part(query, address_record())[3:],
    "no message": lambda query: b"\1\2\3",
    "records that are not there": lambda query: part(query, address_record(), counts=(1, 9, 0, 0)),
    "SERVFAIL": lambda query: part(query, rcode=SERVFAIL),
    "another SOA": lambda query: part(query, soa(8)),
    "more behind the end": lambda query: part(query, soa(), address_record()),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_in_the_middle(stage, kind):
    host = stage.host().tcp(transferring((soa(), address_record()), BROKEN[kind]))
    runs = in_all_formats(f"@{host.address}", "zone.test", "AXFR")
    for asked in runs.values():
        assert asked.status == NO_REPLY and "incomplete after" in asked.errors
    assert runs["json"].json["records"][1]["rdata"] == "192.0.2.1"


@pytest.mark.parametrize("records", [(), (address_record(),), (soa(owner=name("other.test")),)], ids=["none", "A", "another's SOA"])
def test_what_is_no_transfer(stage, records):
    host = stage.host().tcp(transferring(records, end=close))
    for asked in in_all_formats(f"@{host.address}", "zone.test", "AXFR").values():
        assert asked.status == NO_REPLY
        assert "192.0.2.1" not in asked.text


def test_a_refusal_with_its_reason(stage):
    host = stage.host().tcp(transferring(lambda query: part(query, rcode=REFUSED, additional=[opt(ede(20, b"not mine"))])))
    for form, asked in in_all_formats(f"@{host.address}", "zone.test", "AXFR").items():
        assert asked.status == FAILURE
        assert form == "dig" or "not mine" in asked.said


def test_without_edns_where_the_server_knows_none(stage):
    async def script(stream):
        while True:
            query = await stream.query()
            await stream.reply(part(query, rcode=1, additional=[]) if query.has_opt else part(query, soa(), soa()))
    host = stage.host().tcp(script)
    value = edig(f"@{host.address}", "zone.test", "AXFR", "+json").json
    assert value["transfer"]["complete"]
    assert [attempt["outcome"] for attempt in value["attempts"]] == ["formerr"]


def test_messages_without_records_have_an_end(stage):
    async def for_ever(stream):
        while True:
            await stream.reply(message(stream.host.queries[-1].identity, b"", flags=AA))
    asked = edig(f"@{stage.host().tcp(transferring((soa(),), end=for_ever)).address}", "zone.test", "AXFR")
    assert_incomplete(asked, 1, "messages without a record")


def test_a_zone_without_end_takes_no_memory(stage):
    """Until nobody reads any more."""
    async def for_ever(stream):
        query = stream.host.queries[-1]
        full = part(query, *[record(NAME_OF_QUESTION, TXT, b"\xff" + b"x" * 255)] * 200)
        for _ in range(300):
            await stream.reply(full)
    host = stage.host().tcp(transferring((soa(),), end=for_ever))
    asked, taken = measured(f"@{host.address}", "zone.test", "AXFR", "+timeout=3", limit=60)
    assert_incomplete(asked, 60001, "closed")
    assert SANITIZED or taken.peak < 30


def test_foreign_text_is_harmless(stage):
    evil = record(b"\x05\x1b[2J\x07\xc0\x0c", TXT, b"\x08\x1b]0;x\x07\xe2\x80")
    host = stage.host().tcp(transferring((soa(), evil, record(NAME_OF_QUESTION, 65280, b"\x1b[2J"), soa())))
    for asked in in_all_formats(f"@{host.address}", "zone.test", "AXFR").values():
        assert asked.status == SUCCESS    # what is harmless is checked of every run


def test_malformed_rdata_is_told(stage):
    host = stage.host().tcp(transferring((soa(), record(NAME_OF_QUESTION, 1, b"\1\2\3"), soa())))
    for form, asked in in_all_formats(f"@{host.address}", "zone.test", "AXFR").items():
        assert asked.status == SUSPECT
        assert "malformed RDATA" in asked.errors
        assert "\\# 3 010203" in (asked.text if form != "json" else asked.json["records"][1]["rdata"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_what_came(stage, number):
    host = stage.host().tcp(transferring((soa(), address_record())))
    started = time.monotonic()
    process = start("+timeout=20", f"@{host.address}", "zone.test", "AXFR", "+json")
    time.sleep(0.7)
    process.send_signal(number)
    asked = finish(process, started)
    assert asked.seconds < 5
    assert asked.status in (-number, 128 + number)
    assert "interrupted" in asked.errors
    assert len(json.loads(asked.text)["records"]) == 2


def test_nobody_reads(stage):
    host = stage.host().tcp(transferring((soa(), address_record())))
    reading, writing = os.pipe()
    started = time.monotonic()
    process = start("+timeout=20", f"@{host.address}", "zone.test", "AXFR", stdout=writing)
    os.close(writing)
    time.sleep(0.7)
    os.close(reading)
    assert finish(process, started).seconds < 5


# ---- IXFR ----

def test_ixfr_asks_with_the_serial(stage):
    host = stage.host().tcp(transferring((soa(7),)))
    assert edig(f"@{host.address}", "zone.test", "IXFR=4294967295", "+json", "+noedns").status == NO_REPLY
    assert edig(f"@{host.address}", "zone.test", "IXFR=7", "+json").json["transfer"]["form"] == "up-to-date"
    question = b"\4zone\4test\0\0\xfb\0\1"
    soa_record = b"\xc0\x0c\0\6\0\1\0\0\0\0\0\x16\0\0" + b"\xff" * 4 + bytes(16)
    assert host.queries[0].wire[4:] == struct.pack("!4H", 1, 0, 1, 0) + question + soa_record


def test_ixfr_over_udp(stage):
    """The differences, where they fit; else they are asked for over TCP."""
    differences = (soa(9), soa(7), soa(9), address_record(), soa(9))
    host = stage.host().udp(lambda query: [part(query, *differences)]).tcp(transferring(differences))
    value = edig(f"@{host.address}", "zone.test", "IXFR=7", "+notcp", "+json").json
    assert value["server"]["transport"] == "udp" and value["transfer"]["form"] == "differences"
    host = stage.host().udp(lambda query: [part(query, soa(9))]).tcp(transferring(differences))
    value = edig(f"@{host.address}", "zone.test", "IXFR=7", "+notcp", "+json").json
    assert value["server"]["transport"] == "tcp" and len(value["records"]) == 5


def test_differences_that_do_not_join(stage):
    host = stage.host().tcp(transferring((soa(9), soa(7), soa(8), soa(9))))
    asked = edig(f"@{host.address}", "zone.test", "IXFR=7")
    assert asked.status == NO_REPLY and "do not follow from one another" in asked.errors


# ---- TSIG ----

def mac_of(wire):
    """Of a query that this key has signed: behind it are the original ID, the error and no other data."""
    return wire[-38:-6]


def signature(wire, before, secret=SECRET, at=None, first=True, unsigned=b"", error=0, other=b"", signed=True):
    """The TSIG record of the message `wire`."""
    at = int(time.time()) if at is None else at
    times = struct.pack("!HIH", at >> 32, at & 0xffffffff, 300)
    rest = struct.pack("!HH", error, len(other)) + other
    text = struct.pack("!H", len(before)) + before + unsigned + wire
    text += KEY_NAME + struct.pack("!HI", 255, 0) + ALGORITHM + times + rest if first else times
    mac = hmac.new(secret, text, hashlib.sha256).digest() if signed else b""
    return record(KEY_NAME, 250, ALGORITHM + times + struct.pack("!H", len(mac)) + mac + wire[:2] + rest, ttl=0, cls=255), mac


def with_tsig(wire, tsig):
    return wire[:10] + struct.pack("!H", struct.unpack("!H", wire[10:12])[0] + 1) + wire[12:] + tsig


def signed(query, wire, **how):
    return with_tsig(wire, signature(wire, mac_of(query.wire), **how)[0])


WRONG = {
    "unsigned": (lambda query, wire: wire, "missing", "Not signed"),
    "another secret": (lambda query, wire: signed(query, wire, secret=b"guessed"), "bad-mac", "BADSIG"),
    "an hour ago": (lambda query, wire: signed(query, wire, at=int(time.time()) - 3600), "bad-time", "BADTIME"),
    "changed": (lambda query, wire: signed(query, wire).replace(b"\xc0\x00\x02\x01", b"\xc0\x00\x02\x66"), "bad-mac", "BADSIG"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_reply_that_does_not_verify(stage, kind):
    make, verdict, word = WRONG[kind]
    host = stage.host().udp(lambda query: [make(query, part(query, address_record()))])
    runs = in_all_formats(f"@{host.address}", "www.test", *KEY)
    for asked in runs.values():
        assert asked.status == SUSPECT and word in asked.errors
    assert runs["json"].json["tsig"]["verdict"] == verdict
    assert word in runs["text"].text
    assert ";; Couldn't verify signature: " in runs["dig"].text


def test_a_reply_that_verifies(stage):
    host = stage.host().udp(lambda query: [signed(query, part(query, address_record()))])
    for asked in in_all_formats(f"@{host.address}", "www.test", *KEY).values():
        assert asked.status == SUCCESS and asked.errors == ""


@pytest.mark.parametrize("authentic", [True, False])
def test_a_wrong_clock(stage, authentic):
    now = 1_000_000_000
    host = stage.host().udp(lambda query: [signed(query, part(query, rcode=9), error=18, signed=authentic,
                                                  other=struct.pack("!HI", 0, now))])
    asked = edig(f"@{host.address}", "www.test", *KEY, "+json")
    tsig = asked.json["tsig"]
    assert (tsig["verdict"], tsig["error"], tsig["server_time"]) == ("rejected", "BADTIME", now)
    assert tsig.get("authentic", False) is authentic
    assert asked.status == FAILURE
    assert "2001-09-09T01:46:40Z" in asked.errors and ("unsigned" in asked.errors) is not authentic


def signed_transfer(count, every, spoil=lambda number, wire: wire, sign_last=True):
    """A zone in `count` messages, of which the first, every so many, and the last are signed."""
    async def script(stream):
        query = await stream.query()
        before, unsigned = mac_of(query.wire), b""
        for number in range(count):
            records = [soa()] if number in (0, count - 1) else [address_record(f"192.0.2.{number % 250}")]
            wire = part(query, *records)
            last = number == count - 1
            if number % every == 0 or (last and sign_last):
                tsig, before = signature(wire, before, first=number == 0, unsigned=unsigned)
                wire, unsigned = with_tsig(wire, tsig), b""
            else:
                unsigned += wire
            await stream.reply(spoil(number, wire))
        await stream.hang()
    return script


@pytest.mark.parametrize("every", [1, 3, 100])
def test_a_transfer_that_verifies(stage, every):
    host = stage.host().tcp(signed_transfer(205, every))
    value = edig(f"@{host.address}", "zone.test", "AXFR", "+json", "+timeout=5", *KEY).json
    assert value["tsig"]["verdict"] == "good" and value["transfer"]["records"] == 205


@pytest.mark.parametrize("script, word", [
    (signed_transfer(20, 5, lambda number, wire: wire.replace(b"\xc0\x00\x02\x07", b"\xc0\x00\x02\x66")), "BADSIG"),
    (signed_transfer(150, 101), "Not signed"),
    (signed_transfer(20, 7, sign_last=False), "Not signed"),
], ids=["one is changed", "a hundred in a row", "the last is not signed"])
def test_a_transfer_that_does_not_verify(stage, script, word):
    host = stage.host().tcp(script)
    for asked in in_all_formats(f"@{host.address}", "zone.test", "AXFR", "+timeout=5", *KEY).values():
        assert asked.status == SUSPECT
        assert "incomplete after" in asked.errors and word in asked.errors


def test_an_unsigned_transfer_shows_no_zone(stage):
    host = stage.host().tcp(transferring((soa(), address_record(), soa())))
    for asked in in_all_formats(f"@{host.address}", "zone.test", "AXFR", *KEY).values():
        assert asked.status == SUSPECT
        assert "192.0.2.1" not in asked.text
        assert "ot signed" in asked.said
