"""Many questions to servers whose every reply falls as the dice do: whatever comes in whichever order, edig does not crash,
and each question ends once. EDIG_SEEDS=1000 tries that many."""

import asyncio
import itertools
import json
import os
import random
import struct
import subprocess

import pytest

from asking import EDIG, FAILURE, SUCCESS, edig, environment
from messages import BADCOOKIE, COOKIE, FORMERR, NXDOMAIN, REFUSED, SERVFAIL, TC, framed, option, reply
from stage import After
from surveying import is_check, survey

SEEDS = range(int(os.environ.get("EDIG_SEEDS", "4")))
LINES = 300


def with_cookie(query, rcode):
    return reply(query, rcode=rcode, options=option(COOKIE, query.client_cookie + b"\1" * 8))


# What a server makes of a query: the datagrams that it sends.
OVER_UDP = [
    (12, lambda query, dice: [reply(query)]),
    (6, lambda query, dice: [After(dice.random() * 0.05, reply(query))]),
    (4, lambda query, dice: [reply(query, answer=[], flags=0x8180 | TC)]),
    (2, lambda query, dice: [After(dice.random() * 0.05, reply(query, answer=[], flags=0x8180 | TC))]),
    (1, lambda query, dice: [with_cookie(query, BADCOOKIE)]),
    (3, lambda query, dice: [reply(query, rcode=dice.choice([FORMERR, SERVFAIL, NXDOMAIN, REFUSED]))]),
    (1, lambda query, dice: [reply(query, identity=query.identity ^ 1), reply(query)]),
    (1, lambda query, dice: [reply(query)[:dice.randrange(40)]]),
    (1, lambda query, dice: [reply(query), reply(query), After(0.9, reply(query, rcode=SERVFAIL))]),
    (1, lambda query, dice: [After(0.7 + dice.random() / 2, reply(query))]),
    (1, lambda query, dice: []),
]


async def answer_late(connection, query, dice):
    await asyncio.sleep(dice.random() * 0.05)
    await connection.reply(reply(query))


async def answer_in_pieces(connection, query, dice):
    wire = framed(reply(query))
    cut = dice.randrange(len(wire))
    await connection.send(wire[:cut])
    await asyncio.sleep(0.01)
    await connection.send(wire[cut:])


async def answer_and_end(connection, query, dice):
    await connection.reply(reply(query))
    raise ConnectionResetError


async def end(connection, query, dice):
    connection.reset() if dice.random() < 0.5 else connection.writer.close()
    raise ConnectionResetError


async def say_nonsense(connection, query, dice):
    await connection.send(struct.pack("!H", 20) + dice.randbytes(dice.randrange(20)))


async def fail(connection, query, dice):
    await connection.reply(reply(query, rcode=SERVFAIL))


OVER_TCP = [(12, lambda connection, query, dice: connection.reply(reply(query))), (3, answer_late), (3, answer_in_pieces),
            (2, answer_and_end), (1, end), (1, say_nonsense), (1, fail)]


def one_of(choices, dice):
    return dice.choices([what for _, what in choices], [weight for weight, _ in choices])[0]


def server(stage, tls, dice, has_tcp):
    async def stream(connection):
        while True:
            query = await connection.query()
            await (connection.reply(reply(query)) if is_check(query) else one_of(OVER_TCP, dice)(connection, query, dice))
    host = stage.host().udp(lambda query: [reply(query)] if is_check(query) else one_of(OVER_UDP, dice)(query, dice))
    return host.tcp(stream).tls(stream, tls.context("dot")) if has_tcp else host


@pytest.fixture(name="servers")
def fixture_servers(stage, tls):
    def make(dice, count):
        return [f"@{server(stage, tls, dice, has_tcp=i == 0 or dice.random() < 0.8).address}" for i in range(count)]
    return make


@pytest.mark.parametrize("seed", SEEDS)
def test_each_line_of_a_survey_ends_once(servers, names, tls, seed):
    dice = random.Random(seed)
    others = servers(dice, 3)
    lines = [f"n{i}.d{i % 7}.valid" + (f" {dice.choice(others)}" if dice.random() < 0.2 else "") for i in range(LINES)]
    words = dice.choice([[], ["+rate=2000"], ["+ignore"], ["+answer"], ["+tcp"], ["+tls", *tls.trust]])
    done, rows = survey(*servers(dice, dice.randrange(1, 5)), *words, names(*lines), limit=120)
    assert done.returncode in (SUCCESS, FAILURE), done.stderr
    assert sorted(rows) == list(range(1, LINES + 1)), done.stderr


@pytest.mark.parametrize("seed", SEEDS)
def test_each_line_is_compared_once_at_each_server(servers, names, seed):
    dice = random.Random(seed)
    compared = servers(dice, 3)
    command = [EDIG, "-r", "+rate=0", "+compare", *compared, names(*(f"n{i}.valid" for i in range(100)))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment())
    assert done.returncode in (SUCCESS, FAILURE), done.stderr
    rows = map(json.loads, done.stdout.splitlines())
    told = sorted((row["line"], "@" + row["server"]["address"]) for row in rows)
    assert told == sorted(itertools.product(range(1, 101), compared))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_line_of_a_batch_has_its_answer(servers, tmp_path, tls, seed):
    dice = random.Random(seed)
    asked = [f"n{i}.valid." for i in range(LINES)]
    ways = ["", "TXT", "+tcp", "+keepopen +tcp", " ".join(["+tls", *tls.trust])]
    (tmp_path / "names").write_text("".join(f"{name} {dice.choice(ways)}\n" for name in asked))
    run = edig(*servers(dice, dice.randrange(1, 3)), "+json", "+tries=2", "-f", str(tmp_path / "names"), limit=120)
    assert [answer["question"]["name"] for answer in run.json_lines] == asked
