"""The JSON as Python, Node and a shell read it in ten lines each: all three say the same."""

import os
import shutil
import subprocess

import pytest

from edig_lab import EDIG, address, loop, stage  # noqa: F401
from examples import BROKEN, EXAMPLES, SOUND, controls
from messages import SERVFAIL, ede, reply

NAMES = f"{SOUND}\n{BROKEN} AAAA\nnx.valid-nxdomain.example\nvalid.example MX\n"
RUNNERS = {"read-json": None, "read-json.py": "python3", "read-json.mjs": "node"}


def read(name: str, names: str, server: str) -> str:
    if RUNNERS[name] and not shutil.which(RUNNERS[name]):
        pytest.skip(f"no {RUNNERS[name]}")
    return subprocess.run([EXAMPLES / name], input=names, capture_output=True, text=True, check=True, timeout=60, env={
        **os.environ, "PATH": os.path.dirname(EDIG) + ":" + os.environ["PATH"], "LC_ALL": "C.UTF-8",
        "EDIG_SERVER": server}).stdout


@pytest.mark.parametrize("name", RUNNERS)
def test_names_are_told_of(name):
    sound, broken, *rest = read(name, NAMES, address("unbound")).splitlines()
    assert sound == f"{SOUND}. A: answer"
    assert broken.startswith(f"{BROKEN}. AAAA: ")
    assert [line.partition(": ")[2].split(":")[0] for line in rest] == ["nxdomain", "nodata"]


@pytest.mark.parametrize("name", RUNNERS)
def test_all_say_the_same(name):
    expected = read("read-json", f"{BROKEN}\n", address("unbound"))
    assert "expired" in expected and expected.endswith("whose turn: zone\n")
    assert read(name, f"{BROKEN}\n", address("unbound")) == expected


@pytest.mark.parametrize("name", RUNNERS)
def test_foreign_text_stays_text(name, stage):  # noqa: F811
    evil = "\u202e\x1b[2J\u2028"
    host = stage.host().udp(lambda query: [reply(query, rcode=SERVFAIL, options=ede(0, evil.encode()))])
    assert controls(read(name, "a.example\n", host.address)) == []


@pytest.mark.parametrize("name", RUNNERS)
def test_they_are_short(name):
    lines = (EXAMPLES / name).read_text().splitlines()
    assert len([line for line in lines if line.strip()]) <= 14


def test_shellcheck():
    checked = subprocess.run(["shellcheck", "--shell=sh", EXAMPLES / "read-json"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")
