"""Ctrl-C, and readers that go away: edig ends at once, and what it has written are whole objects and whole lines."""

import json
import os
import signal
import subprocess
import tempfile
import time

import pytest

from asking import EDIG, check, edig, environment, finish, start
from messages import reply
from stage import After

# As many as a socket's buffer surely holds when they come at once: none is lost.
NAMES = [f"n{number:03}.valid." for number in range(100)]


def interrupted(arguments, delay, number=signal.SIGINT):
    """A run that is interrupted after `delay` seconds. It writes to a file, as a pipe that nobody reads can be full."""
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        process = start("+timeout=20", "+tries=1", *arguments, stdout=output)
        time.sleep(delay)
        process.send_signal(number)
        sent = time.monotonic()
        asked = finish(process, started)
        assert time.monotonic() - sent < 2, "it does not end at once"
        output.seek(0)
        asked.stdout = output.read()
        return asked


def assert_ended_by_signal(asked, number=signal.SIGINT):
    """As a shell expects it, to end a loop: by the signal, or with the status that stands for it."""
    assert asked.status in (-number, 128 + number), asked


def whole_objects(asked):
    assert asked.stdout == b"" or asked.stdout.endswith(b"\n")
    return [json.loads(line) for line in asked.lines]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_while_waiting(stage, number):
    host = stage.host().udp(lambda query: [])
    asked = interrupted([f"@{host.address}", "www.valid.", "+json"], 0.3, number)
    assert_ended_by_signal(asked, number)
    assert asked.stdout == b""
    assert b"terminate" not in asked.stderr


def test_while_some_have_answers(stage):
    """The first half has one: all of these are printed, in order, and nothing else."""
    host = stage.host().udp(lambda query: [reply(query)] if int(query.labels[0][1:]) < 50 else [])
    asked = interrupted([f"@{host.address}", "+json", *NAMES], 2)
    assert_ended_by_signal(asked)
    shown = whole_objects(asked)
    assert [value["question"]["name"] for value in shown] == NAMES[:50], "what is known is shown, the rest is waited for"


@pytest.mark.parametrize("form", ["text", "+dig", "+short"])
def test_in_other_formats(stage, form):
    host = stage.host().udp(lambda query: [reply(query)] if int(query.labels[0][1:]) < 50 else [])
    asked = interrupted([f"@{host.address}", *(() if form == "text" else (form,)), *NAMES], 0.3)
    assert_ended_by_signal(asked)
    assert asked.stdout == b"" or asked.stdout.endswith(b"\n")


def test_at_any_moment(stage):
    """Answers dribble in for 60 ms; interrupted somewhere from the start to the end, no line is ever cut off."""
    host = stage.host().udp(lambda query: [After(0.0006 * int(query.labels[0][1:]), reply(query))])
    whole = edig("+timeout=20", f"@{host.address}", "+json", *NAMES).seconds
    sizes = set()
    for step in range(25):
        asked = interrupted([f"@{host.address}", "+json", *NAMES], whole * step / 20)
        shown = whole_objects(asked)
        sizes.add(len(shown))
        assert [value["question"]["name"] for value in shown] == NAMES[:len(shown)]
    assert len(sizes) > 1, sizes


@pytest.mark.parametrize("transport", ["tcp", "tls", "https"])
def test_during_connections(stage, tls, transport):
    async def hang(stream):
        await stream.hang()
    host = stage.host()
    host.plain(hang, {"tcp": 53, "tls": 853, "https": 443}[transport])
    asked = interrupted([f"@{host.address}", "www.valid.", f"+{transport}", "+json"], 0.3)
    assert_ended_by_signal(asked)
    assert asked.stdout == b""


def test_the_reader_goes_away(stage):
    """`edig ... | head -1`: no complaint, no endless loop."""
    host = stage.host().udp(lambda query: [reply(query)])
    for form in ("+json", "+dig", "+short"):
        reading, writing = os.pipe()
        process = subprocess.Popen([EDIG, f"@{host.address}", form, "+timeout=2", *NAMES], stdout=writing,
                                   stderr=subprocess.PIPE, env=environment())
        os.close(writing)
        os.close(reading)
        _, stderr = process.communicate(timeout=10)
        assert b"terminate" not in stderr and b"anitizer" not in stderr, stderr
        assert process.returncode not in (0, 1), process.returncode


def test_output_that_cannot_be_written(stage):
    """A full disk is no success."""
    host = stage.host().udp(lambda query: [reply(query)])
    with open("/dev/full", "wb") as full:
        process = subprocess.run([EDIG, f"@{host.address}", "www.valid.", "+json"], stdout=full, stderr=subprocess.PIPE,
                                 env=environment(), timeout=10, check=False)
    assert process.returncode not in (0, 2, 3)
    assert process.stderr


def test_a_slow_reader_gets_everything(stage):
    """A pipe that is full for a while loses nothing."""
    async def script(stream):
        while True:
            await stream.reply(reply(await stream.query()))
    host = stage.host().tcp(script)
    started = time.monotonic()
    process = start("+timeout=5", "+tcp", "+json", f"@{host.address}", *NAMES * 5)
    time.sleep(0.5)
    asked = finish(process, started)
    check(asked)
    assert len(asked.stdout) > 100_000      # a pipe holds 64 KiB
    assert len(asked.json_lines) == 5 * len(NAMES)
