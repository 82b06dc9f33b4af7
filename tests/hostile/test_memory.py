"""The bound of all memory: a process that reaches it ends with one clear line, and what it has printed is whole."""

import re
import resource
import subprocess
import time

import pytest

from asking import EDIG, IMPATIENT, INTERNAL, SANITIZED, assert_harmless, environment, finish
from messages import message, record

pytestmark = pytest.mark.skipif(SANITIZED, reason="sanitizers reserve more memory than that before they begin")

GIB = 1 << 30


def limits_of(stage, *limits):
    """Soft and hard limit of the memory that a running edig may write to, started with the limits given."""
    host = stage.host().udp(lambda query: [])
    before = (lambda: resource.setrlimit(resource.RLIMIT_DATA, limits)) if limits else None
    process = subprocess.Popen([EDIG, f"@{host.address}", "www.valid.", "+timeout=5", "+tries=1"], preexec_fn=before,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    try:
        while not host.queries:
            assert process.poll() is None
            time.sleep(0.01)
        with open(f"/proc/{process.pid}/limits", encoding="ascii") as file:
            return re.search(r"^Max data size +(\S+) +(\S+)", file.read(), re.MULTILINE).groups()
    finally:
        process.kill()
        process.wait()


def test_the_bound(stage):
    soft, hard = limits_of(stage)
    assert soft == str(GIB)
    assert hard == "unlimited"


def test_a_lower_bound_of_the_users_stays(stage):
    assert limits_of(stage, GIB // 4, GIB // 2) == (str(GIB // 4), str(GIB // 2))


def beyond(mib, *arguments):
    """One line on standard error, exit status 10, and no half report."""
    started = time.monotonic()
    process = subprocess.Popen([EDIG, *IMPATIENT, "+json", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (mib << 20, mib << 20)),
                               env=environment())
    asked = finish(process, started)
    assert asked.status == INTERNAL
    assert asked.errors.count("\n") == 1 and "out of memory" in asked.errors, asked.stderr[-300:]
    assert_harmless(asked.stderr)
    assert not asked.stdout or asked.json_lines


@pytest.mark.parametrize("mib", [1, 2, 3, 4, 6, 8])
def test_many_questions(stage, mib):
    """Wherever it is that memory ends."""
    beyond(mib, f"@{stage.host().address}", *[f"n{number:05}.valid." for number in range(20000)])


def test_large_replies(stage):
    """Each takes more than a megabyte, once it is read; that to the first question comes last, and all the others wait."""
    names = [f"n{number:02}.valid." for number in range(40)]
    records = record(b"\0", 65280, b"") * 5900

    async def script(stream):
        for query in reversed([await stream.query() for _ in names]):
            await stream.reply(message(query.identity, query.question, [records], counts=(1, 5900, 0, 0)))
        await stream.hang()
    host = stage.host().tcp(script)
    beyond(24, f"@{host.address}", "+tcp", "+timeout=5", *names)
