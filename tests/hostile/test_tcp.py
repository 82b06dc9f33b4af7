"""TCP (RFC 7766): TC leads to it; framing, order and the end of the connection are the server's to spoil."""

import asyncio
import re
import struct

import pytest

from asking import FAILURE, NO_REPLY, SUCCESS, SUSPECT, edig, in_all_formats
from messages import (GOOD_ADDRESS, SERVFAIL, TC, QR_RD_RA, address_record, ede, framed, message, reply, text_record)

FORGED = "203.0.113.66"


def truncated(query):
    """As a server says that the reply does not fit into a datagram."""
    return reply(query, answer=[], flags=QR_RD_RA | TC)


async def good(stream):
    while True:
        await stream.reply(reply(await stream.query()))


def addresses(value):
    return [record["rdata"] for record in value["answer"]]


def test_a_silent_connection_is_tried_as_often_as_is_said(stage):
    async def silent(stream):
        await stream.query()
        await stream.hang()
    host = stage.host().tcp(silent)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json", "+tries=3", "+timeout=0.3")
    assert asked.status == NO_REPLY
    assert len(host.queries) == 3 and all(query.has_opt for query in host.queries)
    assert [attempt["outcome"] for attempt in asked.json["attempts"]] == ["timeout"] * 2


def test_a_wrong_reply_on_a_connection_is_told_as_that(stage):
    async def wrong(stream):
        query = await stream.query()
        await stream.reply(reply(query, identity=query.identity ^ 1))
        await stream.hang()
    host = stage.host().tcp(wrong)
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+tcp")
    assert "with the ID" in runs["json"].json["mismatches"][0]
    assert "Warning: ID mismatch" in runs["dig"].text
    for name in ("text", "short"):
        assert "with the ID" in runs[name].said.replace("\n", " ")


# ---- truncation ----

def test_tc_leads_to_tcp(stage):
    host = stage.host().udp(lambda query: [truncated(query)]).tcp(good)
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    value = runs["json"].json
    assert addresses(value) == [GOOD_ADDRESS]
    assert value["server"]["transport"] == "tcp"
    assert [(attempt["transport"], attempt["outcome"]) for attempt in value["attempts"]] == [("udp", "truncated")]
    assert runs["json"].status == SUCCESS
    assert sorted(host.asked_over()) == ["tcp"] * 4 + ["udp"] * 4


def test_tc_with_part_of_the_answer(stage):
    """The part in the datagram is not mixed with the whole."""
    host = stage.host().tcp(good).udp(lambda query: [reply(query, answer=[address_record(FORGED)], flags=QR_RD_RA | TC)])
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert addresses(asked.json) == [GOOD_ADDRESS]
    assert FORGED not in asked.said


def test_ignore_keeps_the_truncated_reply(stage):
    host = stage.host().udp(lambda query: [truncated(query)]).tcp(good)
    asked = edig(f"@{host.address}", "www.valid.", "+ignore", "+json")
    assert "tc" in asked.json["flags"]
    assert host.asked_over() == ["udp"]
    assert "truncated" in edig(f"@{host.address}", "www.valid.", "+ignore").text


def test_a_truncated_reply_that_is_kept_is_never_good_and_told_in_every_format(stage):
    host = stage.host().udp(lambda query: [truncated(query)])
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+ignore")
    assert {run.status for run in runs.values()} == {SUSPECT}
    for run in runs.values():
        assert "is truncated (TC)" in run.errors


def test_tc_and_tcp_refused(stage):
    host = stage.host().udp(lambda query: [truncated(query)])
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    value = runs["json"].json
    assert runs["json"].status == NO_REPLY
    assert value["error"]["kind"] == "refused"
    assert value["server"]["transport"] == "tcp"
    assert value["attempts"][0]["outcome"] == "truncated"
    assert "truncated" in runs["text"].said and "TCP" in runs["text"].said


def test_tc_and_tcp_never_established(stage):
    host = stage.host().udp(lambda query: [truncated(query)]).full(53)
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "timeout"
    assert asked.seconds < 3


def test_tc_over_tcp_is_not_followed(stage):
    """It makes no sense there, and must not lead in circles."""
    async def script(stream):
        while True:
            await stream.reply(truncated(await stream.query()))
    host = stage.host().udp(lambda query: [truncated(query)]).tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status == SUSPECT
    assert "tc" in asked.json["flags"]
    assert host.asked_over() == ["udp", "tcp"]


# ---- framing ----

def test_one_octet_at_a_time(stage):
    async def script(stream):
        for octet in framed(reply(await stream.query(), options=ede(29, b"slow but whole"))):
            await stream.send(bytes([octet]))
            await asyncio.sleep(0.001)
        await stream.hang()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json", "+timeout=3")
    assert addresses(asked.json) == [GOOD_ADDRESS]
    assert asked.json["extended_errors"][0]["extra_text"] == "slow but whole"


def test_a_trickle_does_not_prolong_the_timeout(stage):
    """One octet each tenth of a second would take ten seconds: the timeout is for the reply, not for an octet."""
    async def script(stream):
        for octet in framed(reply(await stream.query())):
            await stream.send(bytes([octet]))
            await asyncio.sleep(0.1)
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "cut"
    assert asked.seconds < 2


def test_the_whole_64_kib(stage):
    text = [text_record(bytes([65 + number % 26]) * 200) for number in range(307)]

    async def script(stream):
        query = await stream.query()
        wire = reply(query, answer=text)
        assert 64000 < len(wire) <= 65535
        await stream.send(framed(wire))
        await stream.hang()
    host = stage.host().tcp(script)
    assert len(edig(f"@{host.address}", "www.valid.", "TXT", "+tcp", "+json", "+timeout=3").json["answer"]) == len(text)


# After so many octets; a reply of which the length is known, and not all of it comes, is cut.
HANGS = {
    "after accepting": 0,
    "inside the length": 1,
    "after the length": 2,
    "inside the header": 9,
    "one octet short": -1,
}


def check_cut(error, kind, otherwise):
    if HANGS[kind] in (0, 1):
        assert error["kind"] == otherwise
        return
    assert error["kind"] == "cut"
    came, promised = map(int, re.search(r"cut after (\d+) of (\d+) octets", error["text"]).groups())
    assert came == (HANGS[kind] - 2 if HANGS[kind] > 0 else promised - 1)


@pytest.mark.parametrize("kind", HANGS)
def test_hangs(stage, kind):
    async def script(stream):
        wire = framed(reply(await stream.query()))
        await stream.send(wire[:HANGS[kind]] if HANGS[kind] else b"")
        await stream.hang()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json")
    assert asked.status == NO_REPLY
    check_cut(asked.json["error"], kind, "timeout")
    assert host.address in asked.json["error"]["text"]
    assert asked.seconds < 3


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
@pytest.mark.parametrize("kind", HANGS)
def test_closes(stage, kind, reset):
    async def script(stream):
        wire = framed(reply(await stream.query()))
        await stream.send(wire[:HANGS[kind]] if HANGS[kind] else b"")
        if reset:
            await asyncio.sleep(0.02)
            stream.reset()
    host = stage.host().tcp(script)
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+tcp")
    assert runs["json"].status == NO_REPLY
    error = runs["json"].json["error"]
    if reset:
        assert error["kind"] == "reset" and "reset the connection" in error["text"]
        assert "connection was reset" in runs["text"].said and "connection reset" in runs["dig"].said
    else:
        check_cut(error, kind, "closed")
        assert ("closed" if HANGS[kind] in (0, 1) else "octets") in runs["text"].said
        assert "end of file" in runs["dig"].said
    assert runs["json"].seconds < 3


def test_closes_before_the_question(stage):
    async def script(stream):
        stream.reset()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "reset"


NO_REPLIES = {
    "length 0": b"\0\0",
    "length 1": b"\0\1A",
    "header cut off": framed(b"\0" * 11),
    "HTTP": b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
    "TLS alert": b"\x15\x03\x01\x00\x02\x02\x46",
    "escape sequences": b"\x1b[2J\x1b]0;owned\x07" * 20,
}


@pytest.mark.parametrize("kind", NO_REPLIES)
def test_something_else_than_dns(stage, kind):
    """Whether edig waits for better or gives up at once, it is no reply, and the octets do not reach the terminal."""
    async def script(stream):
        await stream.query()
        await stream.send(NO_REPLIES[kind])
    host = stage.host().tcp(script)
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+tcp")
    assert runs["json"].status == NO_REPLY
    assert runs["json"].json["error"]["kind"] in ("malformed", "closed")
    assert "owned" not in runs["text"].said


@pytest.mark.parametrize("kind", ["length 0", "header cut off"])
def test_garbage_before_the_reply(stage, kind):
    """Frames that belong to nobody do not cost the question its answer, or are named as the reason why they did."""
    async def script(stream):
        query = await stream.query()
        await stream.send(NO_REPLIES[kind] + framed(reply(query)))
        await stream.hang()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json")
    if asked.status == SUCCESS:
        assert addresses(asked.json) == [GOOD_ADDRESS]
    else:
        assert asked.json["error"]["kind"] == "malformed"
    assert asked.seconds < 3


@pytest.mark.parametrize("spoiled", [{"identity": 1}, {"question": b"\x03www\x05other\0" + struct.pack("!HH", 1, 1)}],
                         ids=["another ID", "another question"])
def test_a_reply_to_something_else(stage, spoiled):
    async def script(stream):
        query = await stream.query()
        if "identity" in spoiled:
            spoiled["identity"] = query.identity ^ 1
        await stream.reply(reply(query, answer=[address_record(FORGED)], **spoiled))
        await stream.hang()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] in ("timeout", "malformed")
    assert FORGED not in asked.said


def test_endless_frames_that_match_nothing(stage):
    """A server that never stops talking does not keep edig beyond the timeout."""
    async def script(stream):
        query = await stream.query()
        while True:
            await stream.reply(reply(query, identity=query.identity ^ 1))
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json")
    assert asked.status == NO_REPLY
    assert asked.seconds < 3


# ---- many questions down one connection ----

NAMES = [f"n{number:02}.valid." for number in range(20)]


def answer_of(query):
    return reply(query, answer=[address_record(f"192.0.2.{int(query.labels[0][1:])}")])


def check_own_answers(replies):
    assert [addresses(value) for value in replies] == [[f"192.0.2.{number}"] for number in range(len(NAMES))]


def test_replies_in_reverse_order(stage):
    """RFC 7766 section 6.2.1.1: each finds its question, and the output keeps the order of the questions."""
    async def script(stream):
        queries = [await stream.query() for _ in NAMES]
        for query in reversed(queries):
            await stream.reply(answer_of(query))
        await stream.hang()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "+tcp", "+json", "+timeout=3", *NAMES)
    check_own_answers(asked.json_lines)
    assert host.connections == 1
    assert asked.status == SUCCESS


def test_replies_in_one_segment_and_split_anywhere(stage):
    """The borders between messages are not those between segments."""
    async def script(stream):
        queries = [await stream.query() for _ in NAMES]
        octets = b"".join(framed(answer_of(query)) for query in queries)
        for start in range(0, len(octets), 7):
            await stream.send(octets[start:start + 7])
            if start % 35 == 0:
                await asyncio.sleep(0.001)
        await stream.hang()
    host = stage.host().tcp(script)
    check_own_answers(edig(f"@{host.address}", "+tcp", "+json", "+timeout=3", *NAMES).json_lines)


def test_one_question_is_never_answered(stage):
    """It times out alone."""
    async def script(stream):
        while True:
            query = await stream.query()
            if query.labels[0] != "n07":
                await stream.reply(answer_of(query))
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "+tcp", "+json", *NAMES)
    replies = asked.json_lines
    assert asked.status == NO_REPLY
    assert replies[7]["error"]["kind"] == "timeout"
    assert all(addresses(value) for value in replies[:7] + replies[8:])


def test_the_same_id_twice(stage):
    """A second reply to a question that is settled is nobody's."""
    async def script(stream):
        while True:
            query = await stream.query()
            await stream.reply(answer_of(query))
            await stream.reply(reply(query, answer=[address_record(FORGED)]))
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "+tcp", "+json", "+timeout=3", *NAMES)
    check_own_answers(asked.json_lines)
    assert FORGED not in asked.said


def test_closes_after_each_reply(stage):
    """Servers may close at any time; the client asks the rest anew (RFC 7766 section 6.2.4), or says who was cut off."""
    async def script(stream):
        await stream.reply(answer_of(await stream.query()))
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "+tcp", "+json", "+timeout=3", *NAMES[:4])
    replies = asked.json_lines
    assert len(replies) == 4
    for number, value in enumerate(replies):
        if "error" in value:
            assert value["error"]["kind"] == "closed"
        else:
            assert addresses(value) == [f"192.0.2.{number}"]
    assert [value for value in replies if "answer" in value]


def test_closing_after_each_reply_does_not_multiply_the_questions(stage):
    """Each is put again a few times, not as often as there are others, and has its answer."""
    async def script(stream):
        await stream.reply(reply(await stream.query()))
        stream.writer.write_eof()
        try:
            while await asyncio.wait_for(stream.query(), 1):
                pass
        except asyncio.TimeoutError:
            pass
    host = stage.host().tcp(script)
    names = [f"n{number:03}.valid." for number in range(200)]
    asked = edig(f"@{host.address}", "+tcp", "+json", "+timeout=5", *names)
    assert all(addresses(value) == [GOOD_ADDRESS] for value in asked.json_lines)
    assert len(host.queries) <= 6 * len(names) and host.connections == len(names)


def test_ids_on_one_connection_differ(stage):
    async def script(stream):
        queries = [await stream.query() for _ in NAMES]
        assert len({query.identity for query in queries}) == len(queries)
        for query in queries:
            await stream.reply(answer_of(query))
        await stream.hang()
    host = stage.host().tcp(script)
    assert edig(f"@{host.address}", "+tcp", "+json", "+timeout=3", *NAMES).status == SUCCESS


def test_status_is_the_worst_of_several(stage):
    async def script(stream):
        while True:
            query = await stream.query()
            await stream.reply(reply(query, rcode=SERVFAIL if query.labels[0] == "n02" else 0))
    host = stage.host().tcp(script)
    assert edig(f"@{host.address}", "+tcp", "+json", *NAMES[:5]).status == FAILURE


def test_a_header_only_error_on_a_connection(stage):
    async def script(stream):
        query = await stream.query()
        await stream.reply(message(query.identity, b"", rcode=SERVFAIL))
        await stream.hang()
    host = stage.host().tcp(script)
    asked = edig(f"@{host.address}", "www.valid.", "+tcp", "+json")
    assert asked.status == FAILURE
    assert asked.json["rcode"]["name"] == "SERVFAIL"


def test_refused(stage):
    host = stage.host()
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+tcp")
    assert runs["json"].status == NO_REPLY
    assert runs["json"].json["error"]["kind"] == "refused"
    assert host.address in runs["json"].json["error"]["text"]
