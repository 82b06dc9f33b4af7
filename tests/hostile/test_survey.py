"""+survey against servers that do what no real one does: whoever is to blame for a line is whoever it says, and every line
ends once."""

import json
import resource
import signal
import struct
import subprocess
import time

import pytest

from asking import EDIG, environment
from mail_world import MX, MailWorld, strings
from messages import (A, BADCOOKIE, COOKIE, NAME_OF_QUESTION, REFUSED, TC, TXT, address_record, name, option, record, reply,
                      text_record)
from surveying import is_check, survey

FORGED = "203.0.113.66"


def test_replies_to_other_questions_and_with_others_cookies_are_not_taken(stage, names):
    def script(query):
        wrong = reply(query, answer=[address_record(FORGED)], rcode=REFUSED,
                      options=option(COOKIE, bytes(byte ^ 1 for byte in query.client_cookie) + b"\1" * 8))
        return [wrong, reply(query, identity=query.identity ^ 1, rcode=REFUSED), query.wire, reply(query)[:11], reply(query)]
    host = stage.host().udp(script)
    done, rows = survey(f"@{host.address}", names(*(f"n{i}.valid" for i in range(50))))
    assert done.returncode == 0 and len(rows) == 50
    assert {row["rcode"]["name"] for row in rows.values()} == {"NOERROR"}


def test_only_others_cookies_is_no_reply(stage, names):
    def script(query):
        cookie = bytes(byte ^ (0 if is_check(query) else 1) for byte in query.client_cookie)
        return [reply(query, options=option(COOKIE, cookie))]
    host = stage.host().udp(script)
    done, rows = survey(f"@{host.address}", names("a.valid"))
    assert done.returncode == 0
    assert rows[1]["error"]["kind"] == "timeout"


@pytest.mark.parametrize("why", ["truncated", "badcookie"])
def test_what_udp_does_not_give_is_asked_over_tcp(stage, names, why):
    def script(query):
        if is_check(query):
            return [reply(query)]
        if why == "truncated":
            return [reply(query, answer=[], flags=0x8180 | TC)]
        return [reply(query, answer=[], rcode=BADCOOKIE, options=option(COOKIE, query.client_cookie + b"\1" * 8))]

    async def stream(connection):
        while True:
            await connection.reply(reply(await connection.query()))
    host = stage.host().udp(script).tcp(stream)
    _, rows = survey(f"@{host.address}", names(*(f"n{i}.valid" for i in range(20))))
    assert len(rows) == 20
    for row in rows.values():
        assert (row["rcode"]["name"], row["server"]["transport"]) == ("NOERROR", "tcp")
        assert [attempt["outcome"] for attempt in row["attempts"]] == [why]


def test_malformed_answers_are_told_and_what_could_be_read_is_there(stage, names):
    good = address_record()
    answers = {
        "short": ([record(NAME_OF_QUESTION, A, b"\xc0\x00\x02")], None),
        "cut": ([good], (1, 1000, 0, 0)),
        "loop": ([record(b"\xc0\x20", A, b"\xc0\x00\x02\x01")] * 3, None),
    }

    def script(query):
        if is_check(query):
            return [reply(query)]
        answer, counts = answers[query.labels[0].split("-")[0]]
        return [reply(query, answer=answer, counts=counts, additional=[])]
    host = stage.host().udp(script)
    _, rows = survey("+answer", f"@{host.address}", names("short.valid", "cut.valid", "loop.valid"))
    assert rows[1]["answer"][0]["rdata"].startswith("\\# 3 ") and rows[1]["problems"]
    assert rows[2]["error"]["kind"] == "malformed" and rows[2]["answer"][0]["rdata"] == "192.0.2.1"
    assert "promises 1000" in rows[2]["problems"][0]["text"]
    assert rows[3]["problems"]


def test_an_answer_of_64_kilobytes_is_cut_and_read_back(stage, names, tmp_path):
    """Each octet of it four in presentation format and five in JSON: a line stays one that +resume and +summary read."""
    records = [text_record(b"\1" * 255)] * 230

    async def stream(connection):
        while True:
            query = await connection.query()
            await connection.reply(reply(query) if is_check(query) else reply(query, answer=records))

    def truncated(query):
        return [reply(query)] if is_check(query) else [reply(query, answer=[], flags=0x8180 | TC)]
    host = stage.host().udp(truncated).tcp(stream)
    _, rows = survey("+answer", f"@{host.address}", names("a.valid TXT"))
    row = rows[1]
    assert row["server"]["transport"] == "tcp"
    assert len(row["answer"]) + row["answer_omitted"] == len(records)
    assert 40 < len(row["answer"]) and len(json.dumps(row)) < 100000
    (tmp_path / "rows").write_text(json.dumps(row) + "\n")
    assert subprocess.run([EDIG, "+summary", tmp_path / "rows"], capture_output=True, timeout=30, check=False, env=environment()).returncode == 0


def test_a_reset_is_told_as_one(stage, names):
    async def stream(connection):
        while is_check(query := await connection.query()):
            await connection.reply(reply(query))
        connection.reset()
    host = stage.host().tcp(stream)
    _, rows = survey("+tcp", f"@{host.address}", names("a.valid"))
    assert rows[1]["error"]["kind"] == "reset"


def test_a_certificate_that_is_not_trusted_is_told_and_not_taken_for_silence(stage, names, tls):
    async def stream(connection):
        await connection.hang()
    host = stage.host().tls(stream, tls.context("dot"))
    done, rows = survey("+tls", "+tls-hostname=dns.example", f"@{host.address}", names("a.valid"))
    assert done.returncode == 9 and rows == {}
    assert "certificate" in done.stderr and "it is not asked" in done.stderr


def test_a_server_that_is_silent_about_many_names_is_not_taken_for_a_dead_one(stage, names):
    """Longer than a minute nothing comes but what shows that it is there: the run goes on until it is interrupted."""
    def script(query):
        return [reply(query)] if is_check(query) else []
    host = stage.host().udp(script)
    with pytest.raises(subprocess.TimeoutExpired):
        survey("+parallel=1", f"@{host.address}", names(*(f"n{i}.valid" for i in range(10))), limit=66)
    assert len({query.labels[0] for query in host.queries if not is_check(query)}) >= 4


def test_what_goes_over_tcp_counts_for_the_rate(stage, names):
    def truncated(query):
        return [reply(query)] if is_check(query) else [reply(query, answer=[], flags=0x8180 | TC)]

    async def stream(connection):
        while True:
            await connection.reply(reply(await connection.query()))
    host = stage.host().udp(truncated).tcp(stream)
    begun = time.monotonic()
    _, rows = survey("+rate=50", f"@{host.address}", names(*(f"n{i}.valid" for i in range(50))))
    assert len(rows) == 50
    assert time.monotonic() - begun > 1.8, "100 questions, 50 a second"


def test_an_open_connection_costs_nothing_while_there_is_nothing_to_ask(stage):
    async def stream(connection):
        while True:
            await connection.reply(reply(await connection.query()))
    host, pause = stage.host().tcp(stream), 8
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen([EDIG, "-r", "+tcp", f"@{host.address}", "+survey=-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, env=environment())
    process.stdin.write("a.valid\n")
    process.stdin.flush()
    time.sleep(pause)
    output, errors = process.communicate("b.valid\n", timeout=30)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert len(output.splitlines()) == 2, errors
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < pause / 2


def test_interrupted_in_the_second_pass_no_line_is_lost(stage, names, tmp_path):
    asked = set()

    def script(query):
        if is_check(query):
            return [reply(query)]
        if query.labels[0] in asked:
            return []
        asked.add(query.labels[0])
        return [reply(query, answer=[], rcode=REFUSED)]
    host = stage.host().udp(script)
    with (tmp_path / "out").open("w") as file:
        process = subprocess.Popen([EDIG, "-r", "+rate=0", f"@{host.address}", names(*(f"n{i}.valid" for i in range(50)))], stdout=file,
                                   stderr=subprocess.PIPE, env=environment())
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    rows = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert sorted(row["line"] for row in rows) == list(range(1, 51))
    assert all(row["doubtful"] and row["rcode"]["name"] == "REFUSED" for row in rows)


def test_a_pause_of_the_input_is_nobodys_silence(stage):
    host = stage.host().udp(lambda query: [reply(query)])
    process = subprocess.Popen([EDIG, "-r", f"@{host.address}", "+survey=-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, env=environment())
    process.stdin.write("a.valid\n")
    process.stdin.flush()
    time.sleep(12)
    checks = len(host.queries)
    output, errors = process.communicate("b.valid\n", timeout=30)
    assert process.returncode == 0, errors
    assert [json.loads(line)["line"] for line in output.splitlines()] == [1, 2]
    assert checks == 3, "two questions about the server, and the first name"


def test_a_domain_that_fans_out_into_silence_holds_up_no_other(stage, names, tmp_path):
    """What all of them need is asked for once."""
    world = MailWorld(stage, tmp_path)
    domains = [f"d{i}.lab.example" for i in range(16)]
    world.address("mx.lab.example")
    for domain in domains:
        world.put(domain, MX, b"\0\1" + name("mx.lab.example"))
    world.put("fans.lab.example", MX, *(struct.pack("!H", i) + name(f"m{i}.fans.lab.example") for i in range(60)))
    world.put("fans.lab.example", TXT, strings("v=spf1 " + " ".join(f"include:m{i}.fans.lab.example" for i in range(8)) + " -all"))

    def script(query):
        silent = "fans" in query.labels and query.labels[0].startswith("m")
        return [] if silent else [world.fitting(query, world.reply(query))]
    host = stage.host().udp(script)
    done = subprocess.run([EDIG, "-r", "+rate=0", "+services", *world.trust(), f"@{host.address}",
                           names("fans.lab.example", *domains)],
                          capture_output=True, text=True, timeout=100, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(row["line"] for row in rows) == list(range(1, 18))
    assert rows[-1]["line"] == 1, "it was begun first, and the others went on meanwhile"
    mail = [next(one["state"] for one in row["services"]["applications"] if one["application"] == "mx") for row in rows]
    assert set(mail[:-1]) == {"works"} and mail[-1] == "not-evaluated"
    asked = [(".".join(query.labels), query.rdtype) for query in host.queries]
    for shared in [("example", 48), ("mx.lab.example", 1)]:
        assert 1 <= asked.count(shared) <= 3, shared
