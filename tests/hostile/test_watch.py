"""+watch against servers whose every reply is known: what is told, what is not, how often it asks, and how it ends."""

import json
import signal
import subprocess
import time

import pytest

from asking import (EDIG, FAILURE, LIMIT, NO_REPLY, SANITIZED, SUCCESS, SUSPECT, all_from, assert_harmless, check, environment,
                    finish, start, valid)
from messages import NXDOMAIN, SERVFAIL, ede, framed, name, record, reply

SOA = 6
FAST = ("+watch=1", "+timeout=0.3", "+tries=1")


def denial(query, ttl, minimum):
    """NXDOMAIN whose SOA says how long it is kept."""
    rdata = name("ns.valid.") + name("admin.valid.") + b"".join(n.to_bytes(4, "big") for n in (1, 7200, 3600, 604800, minimum))
    return reply(query, rcode=NXDOMAIN, authority=[record(name("valid."), SOA, rdata, ttl=ttl)])


def failing(query, *codes):
    return reply(query, rcode=SERVFAIL, options=b"".join(ede(code) for code in codes))


def sequence(*replies):
    """One reply after the other; the last one for ever. None: no reply."""
    def script(query):
        made = replies[min(query.number, len(replies) - 1)]
        return [made(query)] if made else []
    return script


def watch(host, *words, after=None, number=signal.SIGINT, limit=LIMIT, **changes):
    """A run, ended by a signal `after` so many seconds."""
    started = time.monotonic()
    process = start(f"@{host.address}", *FAST, *words, **changes)
    if after:
        time.sleep(after)
        process.send_signal(number)
        sent = time.monotonic()
    asked = finish(process, started, limit)
    if after:
        assert time.monotonic() - sent < 1, "it does not end at once"
    check(asked)
    return asked


def outcomes(asked):
    """What each line says behind time and name, up to the server."""
    return [line.split("  ", 2)[2].split("; from")[0] for line in asked.lines]


def test_it_ends_when_the_name_works(stage):
    host = stage.host().udp(sequence(failing, reply))
    asked = watch(host, "www.valid.")
    assert (asked.status, asked.stderr) == (SUCCESS, b"")
    assert outcomes(asked)[:2] == ["SERVFAIL", "works: NOERROR, after 1 s"]
    assert len(host.queries) == 3, "once more at once, to be sure"
    assert 0.9 < asked.seconds < 3
    assert "RFC 9520" in asked.lines[2] and len(asked.lines) == 3


def test_a_name_that_works_says_so_and_ends(stage):
    host = stage.host().udp(sequence(reply))
    asked = watch(host, "www.valid.")
    assert (asked.status, outcomes(asked), len(host.queries)) == (SUCCESS, ["works: NOERROR"], 1)


def test_a_lost_packet_prints_nothing(stage):
    host = stage.host().udp(sequence(failing, None, failing, failing, None, failing))
    asked = watch(host, "www.valid.", after=4.5)
    assert outcomes(asked)[0] == "SERVFAIL" and len(asked.lines) == 2
    assert "watched for 4 s: SERVFAIL" in asked.lines[1]
    assert len(host.queries) >= 6
    assert asked.status == FAILURE


def test_silence_that_goes_on_is_told(stage):
    host = stage.host().udp(sequence(failing, None))
    asked = watch(host, "www.valid.", after=3.5)
    assert [text.split(",")[0] for text in outcomes(asked)] == ["SERVFAIL", "NO REPLY: timed out", "watched for 3 s: NO REPLY: timed out"]
    assert asked.status == NO_REPLY


def test_a_cached_failure_says_less_and_is_no_change(stage):
    """Unbound 1.17 gives the INFO-CODE of a DNSSEC failure once, and 6 from its cache."""
    host = stage.host().udp(sequence(lambda query: failing(query, 7), lambda query: failing(query, 6), lambda query: failing(query),
                                     lambda query: failing(query, 7, 13), lambda query: failing(query, 9)))
    asked = watch(host, "www.valid.", after=5.5)
    assert outcomes(asked)[:2] == ["SERVFAIL, EDE 7 (Signature Expired)", "SERVFAIL, EDE 9 (DNSKEY Missing)"]
    assert len(asked.lines) == 3


def test_several_caches_behind_one_address(stage):
    """wso2/agent-manager#1816: a fleet of caches answers now so, now so, until the negative TTL has passed in all."""
    def every_other(query):
        return [reply(query) if query.number % 2 and query.number < 7 or query.number > 8 else denial(query, 1, 1)]
    host = stage.host().udp(every_other)
    asked = watch(host, "www.valid.", limit=20)
    assert [text.split(";")[0] for text in outcomes(asked)][:1] == ["NXDOMAIN"]
    assert len([text for text in outcomes(asked) if text.startswith("works")]) == 1
    assert asked.status == SUCCESS


def test_a_negative_answer_is_waited_for(stage):
    """cloudflare/cloudflared#745, cert-manager/cert-manager#4246: asking all the time gets the same from the cache."""
    host = stage.host().udp(sequence(lambda query: denial(query, 3, 3600), reply))
    asked = watch(host, "_acme-challenge.valid.", limit=20)
    assert asked.status == SUCCESS
    assert 3.5 < asked.seconds < 6
    assert len(host.queries) == 3
    first, works, caches = asked.lines
    assert "as the server answers from its cache until then" in first
    assert "caches may keep this for 1 h after the repair" in first
    assert "works: NOERROR, after 4 s" in works
    assert "at the latest: they keep that there was no such record for 1 h at the most (RFC 2308)" in caches


def test_the_minimum_counts_by_way_of_a_cache_and_the_ttl_of_the_zones_own_server(stage):
    """caddy-dns/desec#1: two numbers, of which the smaller counts; a cache shows what is left of it."""
    authoritative = lambda query: denial(query, 300, 3600)[:2] + b"\x84" + denial(query, 300, 3600)[3:]  # noqa: E731  QR, AA
    for script, keep in ((lambda query: denial(query, 300, 3600), 3600), (authoritative, 300)):
        host = stage.host().udp(sequence(script))
        asked = watch(host, "+json", "www.valid.", after=0.7)
        assert valid(json.loads(asked.lines[0]))["watch"]["caches"] == [{"by": "negative-ttl", "keep": keep}]


def test_it_never_asks_in_a_busy_loop(stage):
    """jwilder/dockerize#49: a name that could not be resolved was asked for without end."""
    host = stage.host().udp(sequence(failing))
    watch(host, "www.valid.", after=3.5)
    assert len(host.queries) == 4


def test_json_lines(stage):
    host = stage.host().udp(sequence(failing, lambda query: denial(query, 1, 60), lambda query: denial(query, 1, 60), reply))
    asked = watch(host, "+json", "www.valid.", limit=20)
    first, second, third = asked.json_lines
    assert [value["watch"]["works"] for value in (first, second, third)] == [False, False, True]
    assert [value["rcode"]["name"] for value in (first, second, third)] == ["SERVFAIL", "NXDOMAIN", "NOERROR"]
    assert first["watch"]["caches"] == [{"by": "failure-at-least", "keep": 300}]
    assert third["answer"][0]["rdata"] == "192.0.2.1"
    assert "next" in second["watch"] and "next" not in third["watch"]
    assert [entry["by"] for entry in third["watch"]["caches"]] == ["failure-at-least", "negative-ttl"]
    assert "caches_until" not in third["watch"], "of a failure nobody knows the whole"
    assert third["watch"]["since"] >= second["watch"]["since"] > first["watch"]["since"]


def test_json_says_until_when_where_it_is_known(stage):
    host = stage.host().udp(sequence(lambda query: denial(query, 1, 60), reply))
    last = watch(host, "+json", "www.valid.", limit=20).json_lines[-1]["watch"]
    assert last["caches_until"] == last["caches"][0]["until"]


def test_each_line_comes_at_once(stage):
    """As in `edig +watch | tee log`."""
    host = stage.host().udp(sequence(failing))
    process = start(f"@{host.address}", *FAST, "www.valid.")
    line = process.stdout.readline()
    assert b"SERVFAIL" in line
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == FAILURE
    assert b"watched for" in process.stdout.read()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_a_reply_is_waited_for(stage, number):
    host = stage.host().udp(sequence(failing, None))
    asked = watch(host, "+timeout=8", "www.valid.", after=2, number=number)
    assert "watched for" in asked.lines[-1] and asked.status == FAILURE


def test_a_signal_before_anything_came(stage):
    host = stage.host().udp(sequence(None))
    asked = watch(host, "+timeout=8", "www.valid.", after=0.5)
    assert (asked.status, asked.stdout) == (NO_REPLY, b"")


def test_a_signal_that_is_ignored_stays_so(stage):
    """As in the background of a script."""
    host = stage.host().udp(sequence(failing, failing, reply))
    started = time.monotonic()
    process = subprocess.Popen(["sh", "-c", 'trap "" INT; exec "$@"', "sh", EDIG, f"@{host.address}", *FAST, "www.valid."],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert finish(process, started).status == SUCCESS


def test_no_such_name_is_no_success(stage):
    host = stage.host().udp(sequence(lambda query: denial(query, 60, 60)))
    assert watch(host, "www.valid.", after=0.7).status == SUSPECT


def test_it_ends_when_nobody_reads_any_more(stage):
    """Not only when there is something to write, which may be never."""
    host = stage.host().udp(sequence(failing))
    process = start(f"@{host.address}", "+watch=60", "www.valid.")
    assert b"SERVFAIL" in process.stdout.readline()
    process.stdout.close()
    assert process.wait(5) == FAILURE
    assert process.stderr.read() == b""


def test_short_is_the_data_when_it_works(stage):
    host = stage.host().udp(sequence(failing, reply))
    asked = watch(host, "+short", "www.valid.")
    assert (asked.status, asked.stdout) == (SUCCESS, b"192.0.2.1\n")
    assert "SERVFAIL" in asked.errors and "works" in asked.errors


def test_several_names_end_when_all_work(stage):
    host = stage.host().udp(lambda query: [reply(query) if query.labels[0] == "good" or query.number > 3 else failing(query)])
    asked = watch(host, "good.valid.", "bad.valid.")
    assert asked.status == SUCCESS
    assert [line.split("  ")[1] for line in asked.lines if "works" in line] == ["good.valid. A", "bad.valid. A"]


def test_each_name_has_its_server(stage):
    one, other = stage.host().udp(sequence(failing, reply)), stage.host().udp(sequence(reply))
    started = time.monotonic()
    asked = finish(start(*FAST, "www.valid.", f"@{one.address}", "www.valid.", f"@{other.address}"), started)
    assert asked.status == SUCCESS
    assert {host.address for host in (one, other) if f"works: NOERROR, after 1 s; from {host.address}" in asked.text} == {one.address}


def test_one_connection_is_used_again(stage):
    async def script(stream):
        while True:
            query = await stream.query()
            await stream.reply(failing(query) if query.number < 3 else reply(query))
    host = stage.host().tcp(script)
    asked = watch(host, "+tcp", "www.valid.")
    assert (asked.status, host.connections, len(host.queries)) == (SUCCESS, 1, 5)


def test_a_connection_that_the_server_closed_is_made_again(stage):
    """After each reply; silently, as it is no news that a server has closed an idle connection."""
    async def script(stream):
        query = await stream.query()
        await stream.reply(failing(query) if query.number < 3 else reply(query))
    host = stage.host().tcp(script)
    asked = watch(host, "+tcp", "www.valid.")
    assert asked.status == SUCCESS
    assert [text.split(",")[0] for text in outcomes(asked)[:2]] == ["SERVFAIL", "works: NOERROR"]
    assert host.connections >= 4


@pytest.mark.skipif(SANITIZED, reason="sanitizers keep what is freed")
def test_memory_stays_flat(stage):
    """Two hundred questions and more, by 40 names that never work."""
    host = stage.host().udp(sequence(failing))
    process = start(f"@{host.address}", *FAST, *[f"n{number}.valid." for number in range(40)])
    sizes = []
    for _ in range(2):
        time.sleep(2.6)
        with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
            sizes += [int(line.split()[1]) for line in file if line.startswith("VmRSS")]
    process.send_signal(signal.SIGINT)
    assert finish(process, time.monotonic()).status == FAILURE
    assert len(host.queries) >= 200
    assert sizes[1] - sizes[0] < 512, sizes


def test_a_terminal_sees_what_is_waited_for(stage):
    import os
    import pty
    host = stage.host().udp(sequence(failing))
    mine, theirs = pty.openpty()
    process = subprocess.Popen([EDIG, f"@{host.address}", "+watch=5", "www.valid."], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=theirs, env=environment())
    os.close(theirs)
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    shown = all_from(mine)
    assert process.wait(5) == FAILURE
    assert "www.valid. A: SERVFAIL; asks again in 4 s" in shown and "asks again in 3 s" in shown
    assert shown.endswith("\r\x1b[K"), "nothing is left of it"
    assert_harmless(process.stdout.read())
