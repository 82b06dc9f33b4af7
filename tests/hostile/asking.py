"""Run edig as a user would, and judge what holds of every run: it ends in time, does not crash, says what it says in
JSON by the schema, and sends nothing to the terminal that a terminal would act on.

The program is the one that the environment variable EDIG names.
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from typing import IO

import jsonschema

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = SOURCE / "src" / "report" / "edig.schema.json"
EDIG = os.path.abspath(os.environ.get("EDIG", SOURCE / "build" / "edig"))
# AddressSanitizer keeps what is freed, and reserves terabytes: of memory such a build says nothing.
SANITIZED = b"__asan_init" in pathlib.Path(EDIG).read_bytes()

SUCCESS, USAGE, FAILURE, SUSPECT, FILE, NO_REPLY, INTERNAL = 0, 1, 2, 3, 8, 9, 10
SANITIZER_STATUS = 99
# Longer than any run below takes, sanitizers and a busy machine included; shorter than edig's own default of 3 times 5 s.
LIMIT = 13.0
FORMATS = ("text", "dig", "short", "json")

# What no output may hold. Cc: control characters; Cf: bidirectional, zero-width and other formatting ones; Zl, Zp: line
# and paragraph separators; Cs, Co, Cn: no characters at all. 
FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


@dataclass
class Asked:
    """One run of edig."""

    arguments: tuple[str, ...]
    status: int
    stdout: bytes
    stderr: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.stdout.decode("utf-8")

    @property
    def errors(self) -> str:
        return self.stderr.decode("utf-8")

    @property
    def said(self) -> str:
        """All that a person would see."""
        return self.text + self.errors

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def json(self) -> dict:
        """The one object of a run with +json, which knows the run's exit status."""
        value = valid(json.loads(self.text))
        assert value["exit_status"] == self.status
        return value

    @property
    def json_lines(self) -> list[dict]:
        """The objects of a run with +json and several questions."""
        assert self.stdout.endswith(b"\n"), f"the last line is cut off: {self.stdout[-80:]!r}"
        return [valid(json.loads(line)) for line in self.lines]


def validator() -> jsonschema.Draft202012Validator:
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


VALIDATOR = validator()


def valid(value: dict) -> dict:
    """`value`, which fulfils the schema that scripts rely on."""
    VALIDATOR.validate(value)
    return value


def environment(**changes: str) -> dict[str, str]:
    """Nothing of the tester's own configuration, but the lab's in the lab; sanitizers tell by the exit status."""
    lab = {"EDIG_CONFIG": os.environ["EDIG_CONFIG"]} if "LAB_DIR" in os.environ else {}
    return lab | {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "ASAN_OPTIONS": f"exitcode={SANITIZER_STATUS}:detect_leaks=0",
            "UBSAN_OPTIONS": f"exitcode={SANITIZER_STATUS}:print_stacktrace=1", **changes}


def start(*arguments: str, stdout: int | IO = subprocess.PIPE, **changes: str) -> subprocess.Popen:
    """edig, started and not waited for."""
    return subprocess.Popen([EDIG, *arguments], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                            env=environment(**changes))


def finish(process: subprocess.Popen, started: float, limit: float = LIMIT) -> Asked:
    try:
        stdout, stderr = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        stdout, stderr = process.communicate()
        raise AssertionError(f"edig {process.args[1:]} still runs after {limit} s: {stdout[-500:]!r} {stderr!r}")
    return Asked(tuple(process.args[1:]), process.returncode, stdout, stderr, time.monotonic() - started)


IMPATIENT = ("+timeout=0.5", "+tries=1")


def edig(*arguments: str, limit: float = LIMIT, **changes: str) -> Asked:
    """Run edig with one try of half a second, which `arguments` may overrule, and check what holds of every run."""
    started = time.monotonic()
    asked = finish(start(*IMPATIENT, *arguments, **changes), started, limit)
    check(asked)
    return asked


# Runs a program and writes what it took into a file: the most memory in KiB, and CPU time in seconds. Of its own, as what
# wait4 says of a child goes back to before it became another program, and a test that starts it is large.
LAUNCHER = """
import os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as file:
    print(usage.ru_maxrss, usage.ru_utime + usage.ru_stime, file=file)
sys.exit(abs(os.waitstatus_to_exitcode(status)))
"""


@dataclass
class Taken:
    """What a run took."""

    peak: float    # MiB of memory, at the most
    cpu: float     # seconds, of user and system


def measured(*arguments: str, limit: float = LIMIT, **changes: str) -> tuple[Asked, Taken]:
    """As `edig`, and what it took."""
    with tempfile.NamedTemporaryFile("r") as file:
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, "-ISc", LAUNCHER, file.name, EDIG, *IMPATIENT, *arguments],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=environment(**changes), start_new_session=True)
        try:
            asked = finish(process, started, limit)
        finally:
            if process.returncode != 0 and not file.read(1):
                os.killpg(process.pid, signal.SIGKILL)
            file.seek(0)
        check(asked)
        kib, seconds = file.read().split()
        return asked, Taken(int(kib) / 1024, float(seconds))


def check(asked: Asked) -> None:
    """No crash, no sanitizer report, and nothing that a terminal acts on."""
    assert asked.status in (SUCCESS, USAGE, FAILURE, SUSPECT, FILE, NO_REPLY), f"status {asked.status}: {asked}"
    assert_harmless(asked.stdout)
    assert_harmless(asked.stderr)


def all_from(terminal: int) -> str:
    """What came on a pseudo terminal whose other end only edig has, until edig ends."""
    shown = b""
    try:
        while more := os.read(terminal, 65536):
            shown += more
    except OSError:    # the other end is closed
        pass
    os.close(terminal)
    return shown.decode()


def assert_harmless(output: bytes) -> None:
    """Valid UTF-8 without characters that a terminal acts on or that hide or turn what stands next to them."""
    text = output.decode("utf-8")
    for line in text.split("\n"):
        bad = [f"U+{ord(c):04X}" for c in line if c != "\t" and unicodedata.category(c) in FORBIDDEN_CATEGORIES]
        assert not bad, f"{bad[:10]} in the line {line[:200]!r}"


def in_all_formats(*arguments: str, **changes: str) -> dict[str, Asked]:
    """The same question in each format, at the same time; every run is checked."""
    started = time.monotonic()
    processes = {name: start(*IMPATIENT, *arguments, *(() if name == "text" else ("+" + name,)), **changes)
                 for name in FORMATS}
    runs = {name: finish(process, started) for name, process in processes.items()}
    for run in runs.values():
        check(run)
    runs["json"].json  # noqa: B018  validates
    assert len({run.status for run in runs.values()}) == 1, {name: run.status for name, run in runs.items()}
    return runs


def killed_at_random(words: list, times: int, shortest: float, longest: float, **changes: str) -> int:
    """The command begun so often, and killed after so many seconds; how often that was before its end."""
    chance = random.Random(1)
    killed = 0
    for _ in range(times):
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=environment(**changes))
        time.sleep(chance.uniform(shortest, longest))
        killed += process.poll() is None
        process.kill()
        process.wait()
    return killed


def survey_rows(output: str) -> dict[int, dict]:
    """Of a survey's output, by line: each is valid, and there once."""
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    rows = {}
    for line in output.splitlines():
        row = json.loads(line)
        validator.validate(row)
        assert row["line"] not in rows, "a line ends once"
        rows[row["line"]] = row
    return rows
