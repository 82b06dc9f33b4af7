"""UDP: only the reply to the question counts (RFC 5452 section 9.1); what else arrives is dropped and counted."""

import os
import random
import struct

import pytest

from asking import NO_REPLY, SUCCESS, edig, in_all_formats
from messages import GOOD_ADDRESS, address_record, ede, message, name, reply
from stage import After, From

IN_A = struct.pack("!HH", 1, 1)
FORGED = "203.0.113.66"


def forged(query, **spoiled):
    """A reply that must not be taken: another address in it shows when it is."""
    return reply(query, answer=[address_record(FORGED)], **spoiled)


WRONG = {
    "another ID": lambda query: forged(query, identity=query.identity ^ 1),
    "ID with octets swapped": lambda query: forged(query, identity=(query.identity >> 8 | query.identity << 8 & 0xff00)
                                                   ^ 0x0100),
    "another name": lambda query: forged(query, question=name("www.other.") + IN_A),
    "another type": lambda query: forged(query, question=query.question[:-4] + struct.pack("!HH", 28, 1)),
    "another class": lambda query: forged(query, question=query.question[:-4] + struct.pack("!HH", 1, 3)),
    "the root's name": lambda query: forged(query, question=b"\0" + IN_A),
    "two questions": lambda query: forged(query, question=query.question * 2, counts=(2, 1, 0, 0)),
    "no question": lambda query: message(query.identity, b"", [address_record(FORGED, owner=name("www.valid."))]),
    "the query itself": lambda query: query.wire,
    "another opcode": lambda query: forged(query, flags=0x8180 | 4 << 11),
    "nothing": lambda query: b"",
    "one octet": lambda query: b"\x00",
    "the ID only": lambda query: query.wire[:2],
    "eleven octets": lambda query: reply(query)[:11],
    "the header only": lambda query: reply(query)[:12],
    "half a question": lambda query: reply(query)[:20],
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_reply_is_dropped_and_counted(stage, kind):
    host = stage.host().udp(lambda query: [WRONG[kind](query), reply(query)])
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status == SUCCESS
    assert [record["rdata"] for record in asked.json["answer"]] == [GOOD_ADDRESS]
    assert asked.json["dropped"] == 1


def test_only_wrong_ones_is_no_reply(stage):
    """All of them, and the right one never comes."""
    host = stage.host().udp(lambda query: [spoil(query) for spoil in WRONG.values()])
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "timeout"
    assert host.address in asked.json["error"]["text"]
    assert asked.json["dropped"] == len(WRONG)
    assert FORGED not in asked.said


def test_the_text_says_how_many_were_dropped(stage):
    host = stage.host().udp(lambda query: [forged(query, identity=query.identity ^ 2)] * 3 + [reply(query)])
    asked = edig(f"@{host.address}", "www.valid.")
    assert GOOD_ADDRESS in asked.text
    assert [line for line in asked.lines if "dropped" in line and line.rstrip().endswith("3")], asked.text


TOLD = {"another ID": "with the ID", "another name": "the question www.other./A/IN", "no question": "no question",
        "the query itself": "QR is not set", "another opcode": "OPCODE NOTIFY", "one octet": "1 octets"}
OF_DIG = {"another ID": "Warning: ID mismatch", "another name": "Question section mismatch", "no question": "mismatch",
          "the query itself": "query response not set", "another opcode": "Opcode mismatch: expected QUERY, got NOTIFY",
          "one octet": "short (< header size)"}


@pytest.mark.parametrize("kind", TOLD)
def test_a_wrong_reply_alone_is_told_as_that_and_not_as_silence(stage, kind):
    host = stage.host().udp(lambda query: [WRONG[kind](query)])
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    assert {run.status for run in runs.values()} == {NO_REPLY}
    assert OF_DIG[kind] in runs["dig"].text
    assert TOLD[kind] in runs["json"].json["mismatches"][0]
    for name in ("text", "short"):
        assert TOLD[kind] in runs[name].said.replace("\n", " "), runs[name]


@pytest.mark.parametrize("tries", [1, 2, 4])
def test_so_many_tries_are_so_many_queries(stage, tries):
    host = stage.host().udp(lambda query: [])
    assert edig(f"@{host.address}", "www.valid.", f"+tries={tries}", "+timeout=0.2").status == NO_REPLY
    assert len(host.queries) == tries
    assert [query.has_opt for query in host.queries] == [True] * (tries - 1) + [tries == 1], "the last is without"


@pytest.mark.parametrize("source", ["another address", "another port", "both"])
def test_a_reply_from_elsewhere_is_not_taken(stage, source):
    host, other = stage.host(), stage.host()
    address = host.address if source == "another port" else other.address
    port = 53 if source == "another address" else 5353
    host.udp(lambda query: [From(forged(query), address, port), After(0.1, reply(query))])
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status == SUCCESS
    assert [record["rdata"] for record in asked.json["answer"]] == [GOOD_ADDRESS]


def test_a_reply_from_elsewhere_alone_is_a_timeout(stage):
    host, other = stage.host(), stage.host()
    host.udp(lambda query: [From(forged(query), other.address, 53)])
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "timeout"


def test_the_reply_to_another_question_comes_first(stage):
    """As when a resolver mixes up two clients: each question gets its own answer, in the order of the questions."""
    waiting = []

    def crossed(query):
        waiting.append(query)
        octets = {"one": "192.0.2.11", "two": "192.0.2.22"}
        other = {"one": "two", "two": "one"}[query.labels[0]]
        mixed_up = reply(query, question=name(f"{other}.valid.") + IN_A, answer=[address_record(octets[other])])
        return [mixed_up, reply(query, answer=[address_record(octets[query.labels[0]])])]
    host = stage.host().udp(crossed)
    first, second = edig(f"@{host.address}", "one.valid.", "two.valid.", "+json").json_lines
    assert first["answer"][0]["rdata"] == "192.0.2.11" and first["dropped"] == 1
    assert second["answer"][0]["rdata"] == "192.0.2.22" and second["dropped"] == 1


def test_letter_case_of_the_question_does_not_matter(stage):
    """Names compare without regard to case (RFC 4343); some servers fold them."""
    def upper(query):
        return [reply(query, question=query.question[:-4].upper() + IN_A)]
    host = stage.host().udp(upper)
    assert edig(f"@{host.address}", "www.valid.").status == SUCCESS


def test_junk_before_the_reply(stage):
    """A thousand datagrams of every size do not hide the one that counts; that many fit into a socket's buffer."""
    source = random.Random(8914)

    def flood(query):
        head = struct.pack("!H", query.identity)
        junk = [head + source.randbytes(source.randrange(60)) for _ in range(100)]
        return [*junk, reply(query)]
    host = stage.host().udp(flood)
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+timeout=3")
    assert asked.status == SUCCESS
    assert asked.json["answer"][0]["rdata"] == GOOD_ADDRESS
    assert asked.json["dropped"] > 50    # a few random headers may fit the question by luck: they have none to compare


def test_endless_junk_is_a_timeout(stage):
    """Datagrams that go on for longer than the timeout do not prolong it."""
    host = stage.host().udp(lambda query: [After(0.02 * number, b"\0" * 40) for number in range(100)])
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+timeout=0.5", limit=5)
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "timeout"
    assert asked.json["dropped"] > 5
    assert asked.seconds < 2.0


def test_a_reply_that_is_later_than_its_try(stage):
    """A server that takes longer than the timeout of one try, but not than all of them, is no silent server."""
    host = stage.host().udp(lambda query: [After(0.75, reply(query))])
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+timeout=0.5", "+tries=3")
    assert asked.status == SUCCESS
    assert asked.json["answer"][0]["rdata"] == GOOD_ADDRESS
    assert [attempt["outcome"] for attempt in asked.json["attempts"]] == ["timeout"]
    assert asked.json["ms"] > 700, "from when the query was sent that it is the reply to"
    assert "without_edns" not in asked.json


def test_a_late_reply_goes_before_the_one_to_the_next_try(stage):
    """Whichever is there first: both were asked for."""
    def late_first(query):
        return [After(0.6, forged(query))] if query.number == 0 else [After(1.5, reply(query))]
    host = stage.host().udp(late_first)
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+timeout=0.5", "+tries=2")
    assert asked.json["answer"][0]["rdata"] == FORGED


def test_a_late_reply_of_another_server(stage):
    """The first server's reply comes while the second is asked: it is said to be the first one's."""
    first = stage.host().udp(lambda query: [After(0.75, reply(query))])
    second = stage.host().udp(lambda query: [])
    asked = edig(f"@{first.address}", f"@{second.address}", "www.valid.", "+json", "+timeout=0.5", "+tries=1")
    assert asked.status == SUCCESS
    assert asked.json["server"]["address"] == first.address
    assert [attempt["address"] for attempt in asked.json["attempts"]] == [first.address]


def test_a_late_reply_that_is_truncated(stage):
    """What it leads to is asked of the server that gave it."""
    async def whole(stream):
        await stream.reply(reply(await stream.query()))
    first = stage.host().udp(lambda query: [After(0.75, reply(query, answer=[], flags=0x8380))]).tcp(whole)
    second = stage.host().udp(lambda query: [])
    asked = edig(f"@{first.address}", f"@{second.address}", "www.valid.", "+json", "+timeout=0.5", "+tries=1")
    assert asked.status == SUCCESS
    assert (asked.json["server"]["address"], asked.json["server"]["transport"]) == (first.address, "tcp")
    assert [attempt["outcome"] for attempt in asked.json["attempts"]] == ["timeout", "truncated"]


def test_id_and_port_of_a_try_belong_together(stage):
    """The port of one try and the ID of another are no reply to either (RFC 5452 section 9.1)."""
    queries = []

    def crossed(query):
        queries.append(query)
        if len(queries) == 1:
            return []
        server.send(forged(query), queries[0].peer)
        server.send(forged(queries[0]), query.peer)
        return [After(0.2, reply(query))]
    host = stage.host().udp(crossed)
    (server,) = stage.opened
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+timeout=0.5", "+tries=2")
    assert asked.json["answer"][0]["rdata"] == GOOD_ADDRESS
    assert asked.json["dropped"] == 2


def test_late_replies_from_one_port(stage):
    """With a source port of one's own there is one socket at a time, so that each reply finds it."""
    host = stage.host().udp(lambda query: [] if query.number == 0 else [reply(query)])
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+timeout=0.5", "+tries=2", "-b", "127.0.0.1#54321")
    assert asked.status == SUCCESS
    assert {query.peer for query in host.queries} == {("127.0.0.1", 54321)}


def test_many_questions_to_a_silent_server(stage):
    """The sockets that wait for late replies leave the process enough for all of its questions."""
    host = stage.host().udp(lambda query: [])
    names = [f"n{number:03}.valid." for number in range(600)]
    asked = edig(f"@{host.address}", "+json", "+timeout=0.3", "+tries=4", *names)
    assert {value["error"]["kind"] for value in asked.json_lines} == {"timeout"}


def test_every_try_has_its_own_id_and_port(stage):
    """What an attacker off the path has to guess (RFC 5452 section 9.2)."""
    host = stage.host().udp(lambda query: [])
    asked = edig(f"@{host.address}", "www.valid.", "+json", "+timeout=0.1", "+tries=8")
    assert asked.status == NO_REPLY
    assert len(host.queries) == 8
    assert len({query.identity for query in host.queries}) > 6
    assert len({query.peer[1] for query in host.queries}) > 6
    assert len(asked.json["attempts"]) == 7


def test_a_large_reply_over_udp(stage):
    """More than was advertised: it came whole, so it is shown whole."""
    text = os.urandom(2000).hex().encode()
    host = stage.host().udp(lambda query: [reply(query, options=ede(0, text))])
    asked = edig(f"@{host.address}", "www.valid.", "+json")
    assert asked.json["extended_errors"][0]["extra_text"] == text.decode()


def test_answers_of_other_names_are_shown_as_they_are(stage):
    """edig is a magnifying glass, no cache: records that nobody asked for are shown, under their own name."""
    host = stage.host().udp(lambda query: [reply(query, answer=[address_record(), address_record(
        FORGED, name("bank.example."))])])
    answer = edig(f"@{host.address}", "www.valid.", "+json").json["answer"]
    assert [(record["name"], record["rdata"]) for record in answer] == [("www.valid.", GOOD_ADDRESS),
                                                                      ("bank.example.", FORGED)]
