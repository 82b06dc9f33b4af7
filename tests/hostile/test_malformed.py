"""Messages that no server should send: names that loop or are too long, counts and lengths that lie, RDATA that is none.

The server's RCODE is read all the same, the problem is named with its offset, and edig neither hangs nor crashes.
"""

import struct
import time

import pytest

from asking import FAILURE, SUCCESS, SUSPECT, edig, in_all_formats
from messages import (A, CNAME, GOOD_ADDRESS, NAME_OF_QUESTION, NS, SOA, TXT, address_record, framed, message, opt, record,
                      reply)

MX, SRV, NAPTR, DNAME, DS, RRSIG, NSEC, DNSKEY = 15, 33, 35, 39, 43, 46, 47, 48

QUESTION_SIZE = 12 + len("www.valid.") + 1 + 4      # where the first answer begins


def pointer(offset: int) -> bytes:
    return struct.pack("!H", 0xc000 | offset)


# Owner names of the first answer, which begins at QUESTION_SIZE.
BAD_NAMES = {
    "points to itself": pointer(QUESTION_SIZE),
    "points forward": pointer(QUESTION_SIZE + 20),
    "points to the end": pointer(0x3fff),
    "label then itself": b"\x01a" + pointer(QUESTION_SIZE),
    "reserved label type 0x40": b"\x41a\0",
    "reserved label type 0x80": b"\x81a\0",
    "longer than 255 octets": b"\x3f" + b"a" * 63 + (b"\x3f" + b"b" * 63) * 3 + b"\x3f" + b"c" * 63 + b"\0",
    "longer by a pointer": (b"\x3f" + b"a" * 63) * 3 + b"\x36" + b"b" * 54 + NAME_OF_QUESTION,
    "into the header": pointer(0),
    "never ends": b"\x01a" * 3,
}
# Of these the owner is a name after all, or can be taken for one: no complaint is demanded.
MAY_BE_READ = {"into the header", "never ends"}


@pytest.mark.parametrize("kind", BAD_NAMES)
def test_bad_owner_names(stage, kind):
    answer = record(BAD_NAMES[kind], A, b"\xc0\x00\x02\x01")
    host = stage.host().udp(lambda query: [reply(query, answer=[answer], additional=[])])
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    shown = runs["json"].json
    assert shown["rcode"]["name"] == "NOERROR"
    if kind not in MAY_BE_READ:
        assert [problem for problem in shown["problems"] if problem["offset"] >= QUESTION_SIZE], shown
        assert "malformed" in runs["text"].said


# Types with a name in their RDATA, and what stands before it.
BEFORE_NAME = {CNAME: b"", NS: b"", SOA: b"", MX: b"\0\1", SRV: bytes(6), NAPTR: b"\0\1\0\1\0\0\0", DNAME: b"",
               RRSIG: bytes(18), NSEC: b""}
COMPRESSIBLE = {CNAME, NS, SOA, MX}      # RFC 3597 section 4: in others a pointer is wrong wherever it leads


@pytest.mark.parametrize("rdtype", BEFORE_NAME)
@pytest.mark.parametrize("target", ["loop", "forward", "too long", "reserved"])
def test_bad_names_inside_rdata(stage, rdtype, target):
    """Shown as it came, in the form of RFC 3597, and named as malformed."""
    start = QUESTION_SIZE + 12 + len(BEFORE_NAME[rdtype])
    bad_name = {"loop": pointer(start), "forward": pointer(start + 2), "too long": (b"\x3f" + b"x" * 63) * 5 + b"\0",
                "reserved": b"\x7fabc\0"}[target]
    rdata = BEFORE_NAME[rdtype] + bad_name
    host = stage.host().udp(lambda query: [reply(query, answer=[record(NAME_OF_QUESTION, rdtype, rdata)])])
    shown = in_all_formats(f"@{host.address}", "www.valid.", f"TYPE{rdtype}")["json"].json
    assert len(shown["answer"]) == 1
    if target != "forward" or rdtype in COMPRESSIBLE:
        assert shown["problems"], shown
        assert shown["answer"][0]["rdata"].lower() == f"\\# {len(rdata)} {rdata.hex()}"


@pytest.mark.parametrize("rdtype", [A, NS, CNAME, SOA, MX, TXT, 28, SRV, NAPTR, RRSIG, NSEC, DNSKEY, DS])
def test_no_rdata_at_all(stage, rdtype):
    """Only where a type may be without: none of these is."""
    host = stage.host().udp(lambda query: [reply(query, answer=[record(NAME_OF_QUESTION, rdtype, b"")])])
    shown = in_all_formats(f"@{host.address}", "www.valid.", f"TYPE{rdtype}")["json"].json
    assert shown["answer"][0]["rdata"] == "\\# 0"
    assert shown["problems"]


LYING_COUNTS = {
    "65535 of each": (1, 65535, 65535, 65535),
    "65535 answers": (1, 65535, 0, 1),
    "one answer too many": (1, 2, 0, 1),
    "OPT counted as answer": (1, 2, 0, 0),
    "more than counted": (1, 0, 0, 0),
}


@pytest.mark.parametrize("kind", LYING_COUNTS)
def test_lying_counts(stage, kind):
    host = stage.host().udp(lambda query: [reply(query, counts=LYING_COUNTS[kind])])
    shown = in_all_formats(f"@{host.address}", "www.valid.")["json"].json
    assert shown["problems"]
    if kind != "more than counted":
        assert shown["answer"][0]["rdata"] == GOOD_ADDRESS


@pytest.mark.parametrize("length", [0, 3, 5, 255, 65535])
def test_lying_rdlength(stage, length):
    lie = record(NAME_OF_QUESTION, A, b"\xc0\x00\x02\x01", length=length)
    host = stage.host().udp(lambda query: [reply(query, answer=[lie], additional=[])])
    shown = in_all_formats(f"@{host.address}", "www.valid.")["json"].json
    assert shown["problems"]


def test_octets_after_the_message(stage):
    host = stage.host().udp(lambda query: [reply(query) + b"<script>\x1b[31m"])
    shown = in_all_formats(f"@{host.address}", "www.valid.")["json"].json
    assert shown["answer"][0]["rdata"] == GOOD_ADDRESS
    assert shown["problems"]


@pytest.mark.parametrize("rdtype", range(1, 110))
def test_rdata_of_one_octet(stage, rdtype):
    """Too little for almost every type: shown in the form of RFC 3597, or as what the type makes of it."""
    host = stage.host().udp(lambda query: [reply(query, answer=[record(NAME_OF_QUESTION, rdtype, b"\x9b")])])
    asked = edig(f"@{host.address}", "www.valid.", f"TYPE{rdtype}", "+json", "+noedns")
    assert asked.status == (SUSPECT if "problems" in asked.json else SUCCESS)
    if rdtype != 41:
        assert len(asked.json["answer"]) == 1


def test_all_type_numbers_with_random_rdata(stage):
    """257 types of ten random records each, down one connection; text and JSON can show each of them."""
    import random
    source = random.Random(1034)

    async def script(stream):
        while True:
            query = await stream.query()
            answers = [record(NAME_OF_QUESTION, query.rdtype, source.randbytes(source.randrange(80))) for _ in range(10)]
            await stream.reply(reply(query, answer=answers, additional=[]))
    host = stage.host().tcp(script)
    questions = [word for number in range(1, 258) if number not in (41, 250, 251, 252)
                 for word in ("www.valid.", f"TYPE{number}")]
    replies = edig(f"@{host.address}", "+tcp", "+json", "+timeout=20", *questions, limit=60).json_lines
    assert all(len(shown["answer"]) == 10 for shown in replies)
    for form in ("+multiline", "+dig", "+short"):
        edig(f"@{host.address}", "+tcp", form, "+timeout=20", *questions, limit=60)


def multiplied(query):
    """64 KiB in which every record asks for as much work as possible: names of 127 labels reached by pointers."""
    head = message(query.identity, query.question)
    labels = b"\x01a" * 120
    first = record(b"\0", NS, labels + b"\0")
    target = len(head) + 11
    again = record(pointer(target), NS, pointer(target))
    count = (65535 - len(head) - len(first)) // len(again)
    return message(query.identity, query.question, [first] + [again] * count)


def looping(query):
    """64 KiB of records whose RDATA points to itself."""
    head = message(query.identity, query.question)
    records, offset = [], len(head)
    while offset < 16000:
        records.append(record(b"\0", CNAME, pointer(offset + 11)))
        offset += len(records[-1])
    records += [record(b"\0", CNAME, pointer(len(head) + 11))] * ((65535 - offset) // 13)
    return message(query.identity, query.question, records)


@pytest.mark.parametrize("bomb", [multiplied, looping])
def test_work_is_bounded_by_the_size_of_the_message(stage, bomb):
    async def script(stream):
        await stream.send(framed(bomb(await stream.query())))
        await stream.hang()
    host = stage.host().tcp(script)
    started = time.monotonic()
    asked = edig(f"@{host.address}", "www.valid.", "NS", "+tcp", "+json", "+timeout=5", limit=20)
    assert asked.status == (SUSPECT if "problems" in asked.json else SUCCESS)
    assert len(asked.json["answer"]) > 4000
    assert time.monotonic() - started < 10


def test_a_reply_that_is_only_a_header(stage):
    """FORMERR as some servers send it: they could not even read the question."""
    host = stage.host().udp(lambda query: [message(query.identity, b"", rcode=1)])
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+noedns")
    assert asked.status == FAILURE
    assert asked.json["rcode"]["name"] == "FORMERR"


def test_opt_with_every_upper_rcode(stage):
    """The upper bits of an RCODE come from OPT (RFC 6891 section 6.1.3)."""
    def script(query):
        return [reply(query, answer=[], rcode=int(query.labels[0][1:]))]
    host = stage.host().udp(script)
    rcodes = [3841, 4095, 255, 22, 11, 17]
    shown = edig(f"@{host.address}", "+json", "+noall", *[f"r{rcode}.valid." for rcode in rcodes]).json_lines
    assert [one["rcode"]["value"] for one in shown] == rcodes


def test_additional_records_around_opt(stage):
    host = stage.host().udp(lambda query: [reply(query, additional=[address_record(), opt(), address_record()])])
    shown = edig(f"@{host.address}", "www.valid.", "+json", "+additional").json
    assert len(shown["additional"]) == 2 and "edns" in shown
