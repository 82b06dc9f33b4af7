"""edig as dig (its name is dig, or +asdig is given) beside the dig that is installed, over hundreds of command lines: layout
and exit status are the same, but where dig-differences.csv says why not.

What differs between any two runs (ID, times, TTLs that count down, cookies) is taken out, and the line with which edig
says how to find out more; the rest must be the same, line by line.
"""

import concurrent.futures
import contextlib
import csv
import os
import pathlib
import re
import shlex
import subprocess
import threading
import time
from dataclasses import dataclass

import pytest

import dig_lines
import dig_transfer_lines
import transfer_servers
from certificates import CertificateMaker
from dig_layout import sections, stable
from edig_lab import EDIG

HERE = pathlib.Path(__file__).parent
ROUNDS = 4    # servers turn RRsets and change what they say of a name from one question to the next
AT_ONCE = 6
CHAOS = threading.Lock()    # named answers three questions of class CH a second, and not the others

OF_THE_PROGRAM = (
    (r"^\n?; <<>> DiG .*\n", "; <<>> DiG\n"),
    (r"(TSIG[\t ]\S+) .*? ([A-Z]{6,}) (\d+) \S*$", r"\1 ... \2 \3"),
    (r"(TSIG \S+) \d+ 300 32 \(\n\s+\S+ \) \d+ ", r"\1 ... (\n... ) "),
    (r"^;; To find out why: .*\n", ""),
    (r"from (server )?(127\.0\.1\d)\.\d(#53\(ns\d)?", r"from \1\2"),     # of a zone's servers +trace asks any
    (r"^;; SERVER: (127\.0\.1\d)\.\d#53\(ns\d", r"SERVER: \1"),
)


@dataclass
class Ended:
    status: int
    stdout: str

    @property
    def layout(self) -> list[str]:
        return sections(stable(self.stdout, *OF_THE_PROGRAM))


def differs(one: Ended, other: Ended) -> str:
    return "status" if one.status != other.status else "layout" if one.layout != other.layout else ""


@pytest.fixture(name="dig", scope="module")
def _dig(tmp_path_factory) -> str:
    """edig under dig's name."""
    link = tmp_path_factory.mktemp("as-dig") / "dig"
    link.symlink_to(EDIG)
    return str(link)


@pytest.fixture(name="given", scope="module")
def _given(tmp_path_factory) -> list[tuple[tuple[str, ...], str]]:
    """All command lines, with a server for those that transfer zones, and the keys that they name."""
    directory = tmp_path_factory.mktemp("transfer")
    dig_transfer_lines.write_keys(directory)
    server = transfer_servers.start_named(directory, CertificateMaker(str(directory)))
    for number in range(3):
        server.change(f"w{number}.changing.test.", f"192.0.2.{number}")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)
        yield dig_lines.lines() + dig_transfer_lines.lines(server)
    server.stop()


def run(program: str, words: tuple[str, ...], stdin: str, home: str = "/nonexistent") -> Ended:
    environment = {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC",
                   "ASAN_OPTIONS": "detect_leaks=0"}
    done = subprocess.run([program, *words], input=stdin, capture_output=True, text=True, errors="replace", timeout=90,
                          env=environment, check=False)
    return Ended(done.returncode, done.stdout)


def difference(ours: str, words: tuple[str, ...], stdin: str) -> tuple[str, str]:
    """How the runs differ, and what to show of it."""
    for _ in range(ROUNDS):
        with CHAOS if {"CH", "CHAOS"} & set(words) else contextlib.nullcontext() as waits:
            time.sleep(1 if waits else 0)
            before, mine, after = (run(program, words, stdin) for program in ("dig", ours, "dig"))
        how = min(differs(mine, before), differs(mine, after), key=len)
        if not how:
            return "", ""
    return how, f"dig: {before}\nedig: {mine}"


def known() -> list[dict[str, str]]:
    with open(HERE / "dig-differences.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_layout_and_status_are_those_of_dig(dig, given):
    assert len(given) > 900
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda line: difference(dig, *line), given))
    unused, unknown = known(), []
    for (words, _), (how, shown) in zip(given, found):
        if not how:
            continue
        rows = [row for row in known() if re.search(row["words"], shlex.join(words)) and row["differs"] == how]
        unused = [row for row in unused if row not in rows]
        if not rows:
            unknown.append(f"{shlex.join(words)}\n{how}: {shown}")
    assert not unknown, "\n\n".join(unknown)
    assert not unused, "nothing differs so any more"


# Of these edig has an option of that very name, or two that fit.
OTHERWISE = {"ds", "https-", "http-plain-"}
DIGS = """aaflag aaonly additional adflag all answer authority badcookie besteffort bufsize=512 cdflag class cmd comments cookie
    crypto defname dns64prefix dnssec do domain=a dscp=1 edns=0 ednsflags=1 ednsnegotiation ednsopt=nsid expandaaaa expire fail
    fuzztime=1 header-only https https-get https-post http-plain http-plain-get http-plain-post identify idnin idnout ignore
    keepalive keepopen mapped multiline ndots=1 nsid nssearch onesoa opcode=0 padding=8 qid=1 qr question raflag rdflag recurse
    retry=1 rrcomments search short showbadcookie showsearch sigchase split=4 stats subnet=0 tcflag tcp timeout=1 tls tls-ca
    tls-hostname=a topdown trace tries=1 trusted-key=a ttlid ttlunits unexpected unknownformat vc yaml
    zflag""".split()
NOTHING = ("@127.0.0.99", "-p", "9", "+tries=1", "a")


def is_taken(program: str, option: str) -> bool:
    """Whatever stands behind it: dig reads on past the end of some."""
    return all("nvalid option" not in told and "option +" not in told for told in (
        subprocess.run([program, option, *words], capture_output=True, text=True, timeout=30, check=False).stderr
        for words in (NOTHING, (NOTHING[-1], *NOTHING[:-1]))))


def test_what_dig_takes_for_an_abbreviation_edig_takes(dig):
    """Each beginning of each option of dig."""
    options = {f"+{name[:length]}{'=' * bool(value)}{value}" for name, _, value in (option.partition("=") for option in DIGS)
               for length in range(1, len(name) + 1) if name[:length] not in OTHERWISE}
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        refused = [option for option, taken in pool.map(lambda option: (option, is_taken("dig", option)), sorted(options))
                   if taken and not is_taken(dig, option)]
    assert not refused


def test_digrc_holds_for_all_questions(dig, tmp_path):
    (tmp_path / ".digrc").write_text("+short\n+noedns\n")
    words = ("@" + os.environ["LAB_NAMED"], "www.valid.example.")
    theirs, mine = (run(program, words, "", home=str(tmp_path)) for program in ("dig", dig))
    assert not differs(theirs, mine)
    assert mine.stdout == "192.0.2.1\n"
    assert "HEADER" in run(dig, ("-r", *words), "", home=str(tmp_path)).stdout


def test_a_failure_says_how_to_ask_why(dig):
    shown = run(dig, ("@" + os.environ["LAB_NAMED"], "www.rrsig-exp-a.example."), "")
    assert shown.status == 0
    assert f";; To find out why: edig +why @{os.environ['LAB_NAMED']} www.rrsig-exp-a.example\n" in shown.stdout


def test_asdig_is_the_same_as_the_name(dig):
    words = ("@" + os.environ["LAB_NAMED"], "nx.valid.example.")
    assert not differs(run(EDIG, ("+asdig", *words), ""), run(dig, words, ""))
    assert run(dig, ("+noasdig", *words), "").stdout.startswith("NXDOMAIN")
