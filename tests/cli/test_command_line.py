"""The command line from outside: what is wrong with it is said in one line, and nothing is sent."""

import csv
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import time

import pytest

from conftest import EDIG, received

HERE = pathlib.Path(__file__).parent


def bad_command_lines():
    """Pairs of arguments and message."""
    lines = [line for line in (HERE / "bad_command_lines").read_text().splitlines() if line and line[0] != "#"]
    assert len(lines) % 2 == 0 and all(line.startswith("  ") for line in lines[1::2])
    return [(shlex.split(command)[1:], message.strip()) for command, message in zip(lines[::2], lines[1::2])]


@pytest.mark.parametrize("arguments, message", bad_command_lines(), ids=lambda value: value if value else "-")
def test_a_bad_command_line_is_explained_in_one_line(edig, server, arguments, message):
    process = edig(*arguments)
    assert process.stderr == f"edig: {message}\n"
    assert process.stdout == ""
    assert process.returncode == 1
    assert received(server) == 0


def dig_options():
    """All that dig of BIND 9.18 and 9.21 takes, one at a time: each name, with a value where it has one, and negated."""
    with open(HERE / "dig-options.csv", newline="") as file:
        return [row["words"] for row in csv.DictReader(file)]


NOWHERE = ("+asdig", "@127.0.0.1", "-p", "1", "+tries=1", "+timeout=1", "a.example")


@pytest.mark.parametrize("words", dig_options())
def test_nothing_of_dig_is_missing(edig, words):
    process = edig(*NOWHERE, *words.split())
    assert process.returncode in (0, 9)
    assert "unknown" not in process.stderr


@pytest.mark.parametrize("word, reason", [("-F", "FIPS"), ("+quic", "QUIC")])
def test_what_edig_does_not_do_is_refused_with_a_reason(edig, word, reason):
    process = edig(*NOWHERE, word)
    assert process.returncode == 1
    assert f"there is no {word}" in process.stderr and reason in process.stderr


def test_one_wrong_question_of_several_and_nothing_is_sent(edig, server):
    assert edig("a.example", "b.example", "c..example").returncode == 1
    assert received(server) == 0


@pytest.mark.parametrize("word", ["a\x1bb..", "a\u202eb..", b"a\xffb.."])
def test_messages_are_fit_for_a_terminal(edig, word):
    process = edig(word)
    assert process.returncode == 1
    assert process.stderr.rstrip("\n").isprintable()


def test_a_server_that_does_not_resolve(edig):
    process = edig("@nowhere.invalid", "example.com", "example.org")
    assert process.returncode == 1
    assert process.stdout == ""
    assert set(re.findall("nowhere.invalid", process.stderr)) == {"nowhere.invalid"}
    reply = json.loads(edig("@nowhere.invalid", "example.com", "+json").stdout)
    assert reply["error"]["kind"] == "resolve"


@pytest.mark.parametrize("arguments", [["-f", "/nonexistent"], ["--config", "/nonexistent", "example.com"],
                                       ["--resolv-conf", "/nonexistent", "+search", "example.com"],
                                       ["+tls", "+tls-ca=/nonexistent", "example.com"], ["-f", "/"],
                                       ["+html=/nonexistent/page.html", "example.com"], ["+svg=/", "example.com"]])
def test_a_file_that_cannot_be_used_is_status_8(edig, server, arguments):
    process = edig(*arguments)
    assert process.returncode == 8
    assert process.stderr.startswith("edig: ") and process.stderr.count("\n") == 1
    assert received(server) == 0


def test_no_reply_is_status_9_after_as_many_tries(edig, server):
    process = edig("example.com", "+timeout=0.1", "+tries=2", "+noednsnegotiation", "+json")
    assert process.returncode == 9
    assert json.loads(process.stdout)["error"]["kind"] == "timeout"
    assert received(server) == 2


IMPATIENT = ("+timeout=0.1", "+tries=1", "+deadline=0.5")


def test_a_page_beside_the_report(edig, tmp_path):
    page, drawing = tmp_path / "page.html", tmp_path / "drawing.svg"
    page.write_text("old")
    process = edig("example.com", f"+html={page}", f"+svg={drawing}", "+json", *IMPATIENT)
    assert process.returncode == 9
    report = json.loads(process.stdout)
    assert "diagnosis" in report
    assert page.read_text().startswith("<!DOCTYPE html>\n") and page.read_text().endswith("</html>\n")
    assert drawing.read_text().startswith("<svg ")
    assert sorted(tmp_path.iterdir()) == [drawing, page]


def test_a_page_of_several_questions_and_without_a_diagnosis(edig, tmp_path):
    page = tmp_path / "page.html"
    process = edig("+nowhy", "one.example", "two.example", f"+html={page}", *IMPATIENT)
    assert page.read_text().count("<article") == 2
    assert "<svg" not in page.read_text()
    assert process.stdout.count("NO REPLY") == 2


def test_a_page_that_fails_at_the_end_is_one_line_more(edig):
    process = edig("one.example", "+html=/dev/full", "+nowhy", *IMPATIENT)
    assert process.stderr == "edig: cannot write '/dev/full': No space left on device\n"
    assert process.stdout.startswith("NO REPLY")
    assert process.returncode == 9


def test_several_questions_are_json_lines_in_their_order(edig):
    names = [f"n{number}.example." for number in range(20)]
    process = edig("+json", "+timeout=0.1", "+tries=1", *names)
    assert [json.loads(line)["question"]["name"] for line in process.stdout.splitlines()] == names


def test_questions_from_standard_input(edig):
    process = edig("+json", "+timeout=0.1", "+tries=1", "-f", "-", input="# two\na.example MX\n\nb.example +tcp\n")
    replies = [json.loads(line) for line in process.stdout.splitlines()]
    assert [reply["question"]["type"] for reply in replies] == ["MX", "A"]
    assert replies[1]["server"]["transport"] == "tcp"


def test_the_search_list_is_tried_until_a_name_exists(edig, server):
    server.setblocking(True)
    server.settimeout(10)
    process = subprocess.Popen([EDIG, "www", "+domain=lab.example", "+short"], env=edig.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    asked = []
    for rcode in (3, 3):
        query, peer = server.recvfrom(512)
        asked.append(query[12:query.index(b"\0", 12)])
        server.sendto(query[:2] + bytes([0x81, 0x80 | rcode]) + query[4:], peer)
    process.communicate(timeout=10)
    assert asked == [b"\x03www\x03lab\x07example", b"\x03www"]
    assert process.returncode == 0


def test_an_interrupt_ends_at_once_and_leaves_no_half_json(edig):
    process = subprocess.Popen([EDIG, "+json", "+timeout=20", "a.example"], env=edig.environment,
                               stdout=subprocess.PIPE)
    time.sleep(0.3)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=10)
    assert time.monotonic() - started < 1
    assert output == b"" and process.returncode == -signal.SIGINT


def test_a_reader_that_leaves_is_no_error(edig):
    read_end, write_end = os.pipe()
    os.close(read_end)
    process = subprocess.run([EDIG, "a.example", "+timeout=0.1", "+tries=1"], env=edig.environment, stdout=write_end,
                             stderr=subprocess.PIPE, check=False)
    os.close(write_end)
    assert process.stderr == b""


def test_a_full_disk_is_one(edig):
    with open("/dev/full", "w", encoding="ascii") as full:
        process = subprocess.run([EDIG, "a.example", "+timeout=0.1", "+tries=1"], env=edig.environment, stdout=full,
                                 stderr=subprocess.PIPE, check=False)
    assert process.returncode == 10
    assert process.stderr == b"edig: cannot write: No space left on device\n"
