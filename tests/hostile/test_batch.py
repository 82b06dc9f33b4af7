"""A file of questions (-f) of any length, that may still be being written: read as its questions are asked, in bounded
memory, and a line that is wrong leaves the others alone."""

import json
import os
import pty
import re
import subprocess
import sys
import tempfile
import time

import pytest

from asking import (EDIG, FILE, IMPATIENT, LAUNCHER, NO_REPLY, SANITIZED, SUCCESS, USAGE, all_from, edig, environment,
                    valid)
from messages import record, reply
from stage import After

HEADER = IMPATIENT + ("+noedns", "+noednsnegotiation", "-f")


@pytest.fixture(name="names")
def fixture_names(tmp_path):
    """Writes a file of questions and returns its path."""
    def write(*lines):
        path = tmp_path / "names"
        path.write_text("".join(line + "\n" for line in lines))
        return str(path)
    return write


def begin(server, *options, **streams):
    return subprocess.Popen([EDIG, f"@{server}", *options, *HEADER, "-"], stdin=subprocess.PIPE, env=environment(),
                            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams})


def peak_memory(*arguments):
    """MiB at the most, seconds until something was printed, and whether all was."""
    with tempfile.NamedTemporaryFile("r") as file:
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, "-ISc", LAUNCHER, file.name, EDIG, *arguments], env=environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        first = process.stdout.readline()
        seconds = time.monotonic() - started
        lines = 1 + sum(piece.count(b"\n") for piece in iter(lambda: process.stdout.read1(1 << 20), b""))
        process.wait()
        assert valid(json.loads(first))
        return int(file.read().split()[0]) / 1024, seconds, lines


@pytest.mark.skipif(SANITIZED, reason="sanitizers keep what is freed")
def test_a_long_file(stage, names):
    """Nobody listens, so that each question is settled at once."""
    count = 200_000
    path = names(*(f"n{number}.valid." for number in range(count)))
    peak, first, lines = peak_memory(f"@{stage.host().address}", "+json", *HEADER, path)
    assert lines == count
    assert peak < 40, f"{peak:.1f} MiB"
    assert first < 2, f"the first answer came after {first:.1f} s"


@pytest.mark.skipif(SANITIZED, reason="sanitizers keep what is freed")
def test_large_replies_that_wait_for_the_first(stage, names):
    """60 kB each, which are 300 kB of JSON: only some are asked ahead of the one that is silent."""
    records = [record(b"\0", 65280, b"") * 5000]

    def script(query):
        return [] if query.labels[0] == "n0" else [reply(query, answer=records, counts=(1, 5000, 0, 0))]
    host = stage.host().udp(script)
    count = 100
    path = names(*(f"n{number}.valid." for number in range(count)))
    peak, _, lines = peak_memory(f"@{host.address}", "+json", "+timeout=3", "+tries=1", "+noedns", "-f", path)
    assert lines == count
    assert peak < 60, f"{peak:.1f} MiB"


def test_the_first_answer_comes_before_the_second_question(stage):
    host = stage.host().udp(lambda query: [reply(query)])
    process = begin(host.address, "+json")
    for number in range(3):
        process.stdin.write(f"n{number}.valid.\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["question"]["name"] == f"n{number}.valid."
        assert len(host.queries) == number + 1
    process.stdin.write(b"last.valid.")       # without a line break: it is asked when the stream ends
    process.stdin.close()
    assert json.loads(process.stdout.read())["question"]["name"] == "last.valid."
    assert process.wait(10) == SUCCESS


@pytest.mark.parametrize("options", [["+why", "+deadline=1"], ["+compare"], ["+report"]])
def test_so_with_more_to_do(stage, options):
    """A diagnosis, or servers side by side."""
    host, other = (stage.host().udp(lambda query: [reply(query)]) for _ in range(2))
    process = begin(host.address, f"@{other.address}", "+json", *options)
    for number in range(2):
        process.stdin.write(f"n{number}.valid.\n".encode())
        process.stdin.flush()
        assert valid(json.loads(process.stdout.readline()))["question"]["name"] == f"n{number}.valid."
    process.communicate(timeout=10)


def test_the_order_is_that_of_the_file(stage, names):
    """Also where the first reply comes last, and where a name is asked for again under the search list."""

    def script(query):
        if query.labels[-1] == "lab":
            return [reply(query, rcode=3)]
        return [After(0.3, reply(query))] if query.labels[0] == "n0" else [reply(query)]
    host = stage.host().udp(script)
    lines = [f"n{number}" for number in range(200)]
    asked = edig(f"@{host.address}", "+domain=lab", "+json", "-f", names(*lines))
    assert asked.status == SUCCESS
    assert [answer["question"]["name"] for answer in asked.json_lines] == [line + "." for line in lines]
    assert len(host.queries) == 400


def test_a_bad_line_is_told_in_its_place(stage, names):
    host = stage.host().udp(lambda query: [reply(query)])
    path = names("a.valid.", "b..valid.", "c.valid. +tpc", "", "# none", "d.valid.")
    output = subprocess.run([EDIG, f"@{host.address}", "+noall", "+answer", *HEADER, path], env=environment(), timeout=10,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert output.stdout.splitlines() == [
        "  a.valid.  300  A  192.0.2.1", f"edig: {path}:2: 'b..valid.' is not a legal name (empty label); check its spelling",
        f"edig: {path}:3: unknown option +tpc; did you mean +tcp?", "  d.valid.  300  A  192.0.2.1"]
    assert output.returncode == USAGE


def test_the_largest_status_counts(stage, names):
    path = names("a.valid. +tpc", "b.valid.")
    assert edig(f"@{stage.host().address}", "-f", path).status == NO_REPLY
    host = stage.host().udp(lambda query: [reply(query)])
    assert edig(f"@{host.address}", "-f", names("a.valid.", "x" * 70000, "b.valid.")).status == FILE
    assert len(host.queries) == 2, "a line that is too long is told, and what follows it is asked"


def test_questions_of_the_command_line_come_first(stage, names):
    host = stage.host().udp(lambda query: [reply(query)])
    asked = edig(f"@{host.address}", "+json", "first.valid.", "-f", names("second.valid.", "third.valid."))
    assert [answer["question"]["name"] for answer in asked.json_lines] == ["first.valid.", "second.valid.", "third.valid."]


def test_a_page_has_room_for_so_many(stage, names, tmp_path):
    host = stage.host().udp(lambda query: [reply(query)])
    page = tmp_path / "page.html"
    path = names(*(f"n{number}.valid." for number in range(1003)))
    asked = edig(f"@{host.address}", "+json", "+nowhy", f"+html={page}", "+timeout=5", "+tries=3", "-f", path, limit=60)
    assert asked.status == FILE
    assert asked.errors == f"edig: '{page}' has no room for 3 of the questions; ask them in several runs\n"
    assert len(asked.json_lines) == 1003
    assert page.read_text().count("<article") == 1000
    assert "3 more are not on this page." in page.read_text()


def test_progress_without_a_known_end(stage):
    host = stage.host().udp(lambda query: [reply(query)])
    terminal, its_other_end = pty.openpty()
    process = begin(host.address, "+json", stdout=subprocess.DEVNULL, stderr=its_other_end)
    os.close(its_other_end)
    for number in range(4):
        process.stdin.write(f"n{number}.valid.\n".encode())
        process.stdin.flush()
        time.sleep(0.5)
    process.stdin.close()
    shown = all_from(terminal)
    assert process.wait(10) == SUCCESS
    assert re.fullmatch(r"(\r[34] )+\r\x1b\[K", shown), shown
