"""+why does not wait for the question first: the diagnosis begins beside it, and one deadline holds for both.

edig(1) says 6 s through a silent resolver; the tests leave a busy machine some more, and hold what edig itself measured
to what it waits for.
"""

import asyncio
import os
import pty
import re
import subprocess
import time

import pytest

from asking import EDIG, NO_REPLY, all_from, check, environment, finish, start
from messages import A, SERVFAIL, ede, reply
from stage import After

SILENT = 8.0             # for the whole of it
QUESTION = 5.5           # for the tries of the question, in seconds of edig's own
NOBODY = "198.51.100.1"  # no route leads there


def why(tmp_path, *arguments, limit=30.0):
    """+why as users have it: with edig's own patience. The root's servers cannot be reached."""
    hints = tmp_path / "hints"
    hints.write_text(f". 3600 IN NS ns.\nns. 3600 IN A {NOBODY}\n")
    started = time.monotonic()
    asked = finish(start("+why", f"+root-hints={hints}", *arguments), started, limit)
    check(asked)
    return asked


def waited(value):
    """How long the question took of edig's time, all its tries."""
    return (sum(attempt["ms"] for attempt in value.get("attempts", [])) + value["ms"] + value.get("connect_ms", 0)) / 1000


async def hang(stream):
    await stream.hang()


def silent(stage, tls, transport):
    """A host that takes what it is asked and says nothing, and how to ask it."""
    host = stage.host()
    match transport:
        case "udp":
            return host.udp(lambda query: []), ()
        case "tcp":
            return host.tcp(hang), ("+tcp",)
        case "no connection":
            return host.full(53), ("+tcp",)
        case "no handshake":
            return host.plain(hang, 853), ("+tls", *tls.trust)
        case "tls":
            return host.tls(hang, tls.context("dot")), ("+tls", *tls.trust)
        case "https":
            return host.https(hang, tls.context("h2")), ("+https", *tls.trust)
    raise AssertionError(transport)


TRANSPORTS = ["udp", "tcp", "no connection", "no handshake", "tls", "https"]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_silent_resolver(stage, tls, tmp_path, transport):
    host, how = silent(stage, tls, transport)
    asked = why(tmp_path, f"@{host.address}", *how, "+json", "www.valid.")
    value = asked.json
    assert asked.status == NO_REPLY
    assert asked.stderr == b"", "there is no terminal"
    assert value["error"]["kind"] == "timeout"
    assert value["diagnosis"]["status"] == "indeterminate"
    assert waited(value) < QUESTION
    assert asked.seconds < SILENT
    assert value["diagnosis"]["cost"]["ms"] < SILENT * 1000


def test_its_tries_are_as_many_as_ever(stage, tmp_path):
    host = stage.host().udp(lambda query: [])
    value = why(tmp_path, f"@{host.address}", "+json", "www.valid.").json
    assert [attempt["outcome"] for attempt in value["attempts"]] == ["timeout"] * 3
    assert "tried 3 times, and without EDNS" in value["error"]["text"]


def test_several_silent_resolvers(stage, tmp_path):
    hosts = [stage.host().udp(lambda query: []) for _ in range(3)]
    asked = why(tmp_path, *(f"@{host.address}" for host in hosts), "+json", "www.valid.")
    assert asked.status == NO_REPLY
    assert waited(asked.json) < QUESTION
    assert asked.seconds < SILENT
    assert all(host.queries for host in hosts)


@pytest.mark.parametrize("transport", ["udp", "tcp", "no handshake", "https"])
def test_a_patient_user(stage, tls, tmp_path, transport):
    """With +timeout the question may take the time of the whole, and no more."""
    host, how = silent(stage, tls, transport)
    asked = why(tmp_path, f"@{host.address}", *how, "+json", "www.valid.", "+timeout=20", "+deadline=4")
    assert asked.status == NO_REPLY
    assert 3 < waited(asked.json) < 4.5
    assert asked.seconds < 5 + 1
    assert "deadline" not in str(asked.json["diagnosis"]["findings"])


def test_servers_side_by_side(stage, tmp_path):
    hosts = [stage.host().udp(lambda query: []) for _ in range(3)]
    asked = why(tmp_path, "+compare", *(f"@{host.address}" for host in hosts), "+json", "www.valid.", "+timeout=20",
                "+deadline=4")
    assert asked.seconds < 5 + 1
    assert all(waited(side) < 4.5 for side in asked.json["comparison"]["servers"])


class Slow:
    """A resolver that answers the user's question after some seconds, once, and says at what time it was asked what."""

    def __init__(self, seconds, others):
        self.seconds, self.others = seconds, others
        self.began, self.asked = None, []

    def __call__(self, query):
        self.began = self.began or time.monotonic()
        self.asked.append((time.monotonic() - self.began, query))
        if query.wire[3] & 0x10:    # CD: of the diagnosis
            return [reply(query, answer=[], rcode=SERVFAIL)] if self.others else []
        first = [asked for _, asked in self.asked if not asked.wire[3] & 0x10][0] is query
        return [After(self.seconds, reply(query, answer=[], rcode=SERVFAIL, options=ede(22, b"late")))] if first else []


def test_a_late_reply_is_shown_and_judged(stage, tmp_path):
    host = stage.host().udp(Slow(2.0, others=False))
    value = why(tmp_path, f"@{host.address}", "+json", "www.valid.").json
    assert value["rcode"]["name"] == "SERVFAIL"
    assert value["extended_errors"][0]["extra_text"] == "late"
    assert 2000 <= value["ms"] < 4000, "counted from when the question that it answers was sent"
    assert [attempt["outcome"] for attempt in value["attempts"]] == ["timeout"]
    assert value["diagnosis"]["claim"] != "absent"


def test_the_diagnosis_begins_beside_the_question(stage, tmp_path):
    slow = Slow(3.0, others=True)
    host = stage.host().udp(slow)
    asked = why(tmp_path, f"@{host.address}", "+json", "www.valid.", "+timeout=10")
    assert asked.json["rcode"]["name"] == "SERVFAIL"
    first = min(seconds for seconds, query in slow.asked if query.rdtype != A)
    assert first < 2.5, "what the diagnosis asks waits for the reply"
    assert len([query for _, query in slow.asked if not query.wire[3] & 0x10]) == 1


@pytest.mark.parametrize("transport", ["udp", "tls"])
def test_each_is_counted_where_it_belongs(stage, tls, tmp_path, transport):
    """The question and the diagnosis beside it: together what the server saw."""
    async def script(stream):
        while True:
            query = await stream.query()
            if not query.wire[3] & 0x10:
                await asyncio.sleep(1)
            await stream.reply(reply(query, answer=[], rcode=SERVFAIL))
    host, how = stage.host(), ()
    if transport == "udp":
        host.udp(Slow(3.0, others=True))
    else:
        host.tls(script, tls.context("dot"))
        how = ("+tls", *tls.trust)
    value = why(tmp_path, f"@{host.address}", *how, "+json", "www.valid.", "+timeout=10").json
    one, other = value["cost"], value["diagnosis"]["cost"]
    assert one["packets"] == len([query for query in host.queries if not query.wire[3] & 0x10]) == 1
    assert one["packets"] + other["packets"] == len(host.queries)
    assert one["octets"] + other["octets"] == sum(len(query.wire) for query in host.queries)
    assert one["connections"] + other["connections"] == host.connections


def test_an_answer_at_once_comes_before_all(stage, tmp_path):
    """So that the resolver has what the diagnosis asks for."""
    replies = []

    def script(query):
        replies.append(query)
        return [reply(query)]
    host = stage.host().udp(script)
    value = why(tmp_path, f"@{host.address}", "+json", "www.valid.").json
    assert value["rcode"]["name"] == "NOERROR" and "attempts" not in value
    assert not replies[0].wire[3] & 0x10
    assert all(query.wire[3] & 0x10 for query in replies[1:10])


def test_many_questions_are_asked_at_once(stage, tmp_path):
    """Each diagnosis comes after the one before, but its question has gone out with the first."""
    host = stage.host().udp(lambda query: [])
    names = [f"n{number}.valid." for number in range(4)]
    asked = why(tmp_path, f"@{host.address}", "+json", *names)
    assert [value["question"]["name"] for value in asked.json_lines] == names
    assert [query.labels[0] for query in host.queries[:4]] == [name.split(".", maxsplit=1)[0] for name in names]


def test_a_connection_that_ends_with_the_diagnosis(stage, tls, tmp_path):
    """A server that closes on what the diagnosis asks, while it still thinks about the question: that gets its reply."""
    async def script(stream):
        query = await stream.query()
        if query.wire[3] & 0x10:
            return
        try:
            await asyncio.wait_for(stream.query(), 1.5)
        except asyncio.TimeoutError:
            await stream.reply(reply(query))
            await stream.hang()
    host = stage.host().tls(script, tls.context("dot"))
    value = why(tmp_path, f"@{host.address}", "+tls", *tls.trust, "+json", "www.valid.").json
    assert value["rcode"]["name"] == "NOERROR"


def on_a_terminal(*arguments, both=True):
    """What a person sees of edig, as it came; with `both` also what is for standard output."""
    terminal, its_other_end = pty.openpty()
    process = subprocess.Popen([EDIG, *arguments], stdin=subprocess.DEVNULL, env=environment(),
                               stdout=its_other_end if both else subprocess.DEVNULL, stderr=its_other_end)
    os.close(its_other_end)
    shown = all_from(terminal)
    assert process.wait(10) == NO_REPLY
    return shown


@pytest.mark.parametrize("both", [True, False])
def test_a_person_sees_what_is_asked(stage, both):
    host = stage.host().udp(lambda query: [])
    shown = on_a_terminal(f"@{host.address}", "www.valid.", "MX", "+timeout=1.5", "+tries=1", both=both)
    line = f"\rasking {host.address} for www.valid. MX"
    assert shown.startswith(line + "\r\x1b[K"), shown
    rest = shown.removeprefix(line + "\r\x1b[K")
    assert "NO REPLY" in rest if both else rest == ""
    assert "asking" not in rest


def test_a_person_sees_nothing_of_short_work(stage):
    host = stage.host().udp(lambda query: [])
    assert "asking" not in on_a_terminal(f"@{host.address}", "www.valid.", "+timeout=0.3", "+tries=1")


def test_a_person_sees_what_the_diagnosis_asks(stage, tmp_path):
    host = stage.host().udp(Slow(3.0, others=False))
    hints = tmp_path / "hints"
    hints.write_text(f". 3600 IN NS ns.\nns. 3600 IN A {NOBODY}\n")
    shown = on_a_terminal(f"@{host.address}", "+why", f"+root-hints={hints}", "www.valid.", "+timeout=2", "+tries=1",
                          "+noednsnegotiation", both=False)
    assert re.fullmatch(r"(\rasking \S+ for \S+ [A-Z]+|\r\x1b\[K)+", shown), shown
    assert shown.endswith("\r\x1b[K") and shown.count("asking") >= 2


def test_a_long_name_stays_in_its_line(stage):
    host = stage.host().udp(lambda query: [])
    name = ".".join(["x" * 60] * 3) + "."
    shown = on_a_terminal(f"@{host.address}", name, "+timeout=1.5", "+tries=1", both=False)
    assert max(len(part) for part in re.split(r"\r(?:\x1b\[K)?", shown)) <= 79
