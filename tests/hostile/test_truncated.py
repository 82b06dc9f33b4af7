"""A reply cut off after every single octet: what was readable is shown, what is missing is said, nothing is invented.

Many questions in one run: the first label of each says after how many octets its reply ends.
"""

import pytest

from asking import FAILURE, NO_REPLY, SUCCESS, SUSPECT, edig
from messages import NSID, QR_RD_RA, SERVFAIL, ede, framed, opt, option, record, reply, text_record

TXT = 16


def whole(query):
    """A reply with something of everything: two answers, authority, additional, OPT with several options."""
    soa = record(b"\0", 6, b"\x01a\0\x01b\0" + b"\0\0\0\1" * 5)
    return reply(query, answer=[text_record(b"some text", b"more"), text_record(b"again")], authority=[soa],
                 additional=[opt(ede(9, b"no key") + option(NSID, b"ns1") + ede(22, b"dead"), SERVFAIL)],
                 rcode=SERVFAIL, flags=QR_RD_RA)


def cut(query):
    """The reply, as far as the question's first label says."""
    return whole(query)[:int(query.labels[0][1:])]


def size_of_question(query_name):
    return 12 + len(query_name) + 1 + 4


NAMES = [f"c{length:03}.valid." for length in range(190)]
QUESTION_END = size_of_question(NAMES[0])


def ask_all(host, *options):
    """The JSON of each, in runs of as many questions as a socket's buffer surely holds."""
    replies, many = [], 95
    for start in range(0, len(NAMES), many):
        arguments = [word for query_name in NAMES[start:start + many] for word in (query_name, "TXT")]
        asked = edig(f"@{host.address}", "+json", "+noall", "+answer", "+authority", *options, *arguments, limit=30)
        assert asked.status == (NO_REPLY if start == 0 else FAILURE)
        replies += asked.json_lines
    return replies


def check_each(host, replies):
    """What each reply must show: everything that was complete, and a problem unless all of it was."""
    wires = {query.labels[0]: whole(query) for query in host.queries}
    assert len(replies) == len(NAMES)
    incomplete = 0
    for length, shown in enumerate(replies[QUESTION_END:], QUESTION_END):
        wire = wires[f"c{length:03}"]
        assert shown["rcode"]["name"] == "SERVFAIL", shown
        assert bool(shown.get("problems")) == (length < len(wire)), (length, len(wire), shown)
        incomplete += length < len(wire)
    assert incomplete > 100
    assert [error["info_code"] for error in replies[-1]["extended_errors"]] == [9, 22]
    assert len(replies[-1]["answer"]) == 2 and len(replies[-1]["authority"]) == 1


def monotonous(replies, count):
    """More octets never show less."""
    numbers = [count(shown) for shown in replies]
    assert numbers == sorted(numbers), numbers


def test_over_udp(stage):
    """Shorter than its question it is no reply, and dropped."""
    host = stage.host().udp(lambda query: [cut(query)])
    replies = ask_all(host)
    for shown in replies[:QUESTION_END]:
        assert shown["error"]["kind"] == "timeout", shown
        assert shown["dropped"] == 1
    check_each(host, replies)
    monotonous(replies[QUESTION_END:], lambda shown: len(shown.get("answer", [])))
    monotonous(replies[QUESTION_END:], lambda shown: len(shown.get("extended_errors", [])))


def test_over_tcp(stage):
    """On a connection the ID alone tells whose reply it is, so one that is too short is that question's malformed reply."""
    async def script(stream):
        while True:
            await stream.send(framed(cut(await stream.query())))
    host = stage.host().tcp(script)
    replies = ask_all(host, "+tcp")
    for shown in replies[:QUESTION_END]:
        assert shown["error"]["kind"] in ("malformed", "timeout", "closed"), shown
    check_each(host, replies)


@pytest.mark.parametrize("form", ["text", "+dig", "+short", "+all"])
@pytest.mark.parametrize("length", range(QUESTION_END, 190, 23))
def test_in_other_formats(stage, form, length):
    """As a picture of the same reply: no format fails where another does not."""
    host = stage.host().udp(lambda query: [cut(query)])
    asked = edig(f"@{host.address}", f"c{length:03}.valid.", "TXT", *(() if form == "text" else (form,)))
    assert asked.status == FAILURE
    assert "SERVFAIL" in asked.said


def test_truncated_rdata_is_shown_as_far_as_it_goes(stage):
    """A record that ends early is not silently dropped."""
    def short(query):
        wire = reply(query, answer=[record(b"\xc0\x0c", TXT, b"\x09some text")], additional=[])
        return [wire[:-4]]
    host = stage.host().udp(short)
    asked = edig(f"@{host.address}", "www.valid.", "TXT", "+json")
    assert asked.status == SUSPECT
    assert "malformed" in asked.errors
    assert b"some ".hex() in asked.json["answer"][0]["rdata"].replace(" ", "").lower() \
        or "some " in asked.json["answer"][0]["rdata"]
    assert asked.json["problems"]
