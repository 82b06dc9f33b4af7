"""Plays scenarios to edig in a namespace of its own: a forwarder on 127.0.0.1, or the authoritative servers at their own
addresses."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import os
import pathlib
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field

import dns.flags
import dns.rcode
import dns.rdatatype

import listening
import rpl
import unbound
from plays import Play, obstacle, plays
from recursion import Recursion, root_addresses
from rpl import Query, Question, Scenario
from transpose import transpose

FORWARDER = "127.0.0.1"
LIMIT = 25.0    # edig's own deadline is 15 s
SIGNATURE_TYPES = (dns.rdatatype.RRSIG, dns.rdatatype.NSEC, dns.rdatatype.NSEC3)


@dataclass
class Outcome:
    """One play, and what edig made of it."""

    scenario: str
    question: str
    step: int
    expected: str
    got: str = ""
    agrees: bool = False
    finding: dict = field(default_factory=dict)    # the first
    claim: str = ""
    unanswered: list[str] = field(default_factory=list)    # asked, and not in the scenario
    seconds: float = 0.0


def bring_up(mode: str) -> None:
    """Loopback; for servers at their own addresses every address is this machine's."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    if mode == "direct":
        for family in ("-4", "-6"):
            subprocess.run(["ip", family, "route", "add", "local", "default", "dev", "lo"], check=True)
        pathlib.Path("/proc/sys/net/ipv6/ip_nonlocal_bind").write_text("1")


def forwarder(recursion: Recursion, play: Play, unanswered: list[str], always_unchecked: bool) -> listening.Script:
    recursion.go_on(play.step, play.reply)
    recursion.resolve(play.question)

    def script(_: str, query: listening.Asked) -> listening.Told:
        unchecked = always_unchecked or bool(query.flags & dns.flags.CD)
        if query.question == play.question and not unchecked:
            return listening.Told(play.reply.rcode, play.reply.reply, play.reply.sections, play.reply.info_code())
        reply = recursion.resolve(query.question)
        if reply.rcode == dns.rcode.SERVFAIL:
            unanswered.append(str(query.question))
        sections = {name: [r for r in records if query.do or r.type not in SIGNATURE_TYPES]
                    for name, records in reply.sections.items()}
        return listening.Told(reply.rcode, {"RD", "RA", *(["CD"] if unchecked else [])}, sections)

    return script


def authority(scenario: Scenario, play: Play, unanswered: list[str]) -> listening.Script:
    def script(address: str, query: listening.Asked) -> listening.Told:
        entry = scenario.find(address, Query(query.question, query.transport, query.edns), play.step)
        if not entry:
            unanswered.append(f"{query.question} @{address}")
            return listening.Told(dns.rcode.SERVFAIL, set())
        return listening.Told(entry.rcode, entry.reply, entry.sections, raw=entry.raw)

    return script


@contextlib.asynccontextmanager
async def opened(addresses: list[str], script: listening.Script) -> AsyncIterator[None]:
    sockets = []
    for address in addresses:
        if ipaddress.ip_address(address).is_unspecified:    # 0.0.0.0: an address where nobody can be
            continue
        sockets += await listening.listen(address, script)
    try:
        yield
    finally:
        for one in sockets:
            one.close()
        await asyncio.sleep(0)    # asyncio closes in its next round


def judging_time(scenario: Scenario) -> str:
    """The clock of the scenario; where it has none (-1), one at which its signatures are valid."""
    date = scenario.value("val-override-date")
    if date.isdigit():
        return date
    inceptions = [r.rdata.inception for entry in scenario.entries() for r in entry.records
                  if r.type == dns.rdatatype.RRSIG]
    seconds = int(scenario.value("val-override-timestamp") or max(inceptions, default=0) + 1)
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(seconds))


class Files:
    """What edig is given as files."""

    def __init__(self, folder: str, scenario: Scenario):
        self.folder = folder
        self.anchors, self.hints = os.path.join(folder, "anchors"), os.path.join(folder, "hints")
        with open(self.anchors, "w", encoding="utf-8") as file:
            file.writelines(record.to_text() + "\n" for record in scenario.anchors)
        with open(self.hints, "w", encoding="utf-8") as file:
            for number, address in enumerate(root_addresses(scenario), 1):
                file.write(f". NS ns{number}.root-hints.\nns{number}.root-hints. "
                           f"{'AAAA' if ':' in address else 'A'} {address}\n")


def command(mode: str, scenario: Scenario, play: Play, files: Files) -> list[str]:
    where = [f"@{FORWARDER}"] if mode != "direct" else ["+direct", "+root-hints=" + files.hints]
    return [os.environ["EDIG"], *where, "+why", "+json", "+trust-anchor=" + files.anchors,
            "+at=" + judging_time(scenario), str(play.question.name), dns.rdatatype.to_text(play.question.type)]


async def run(arguments: list[str]) -> dict:
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    try:
        stdout, _ = await asyncio.wait_for(process.communicate(), LIMIT)
        return json.loads(stdout)
    except asyncio.TimeoutError:
        process.kill()
        await process.wait()
        return {"diagnosis": {"status": "timeout", "findings": []}}
    except json.JSONDecodeError:
        return {"diagnosis": {"status": f"exit {process.returncode}", "findings": []}}


def agrees(play: Play, diagnosis: dict) -> bool:
    """An error in a name that is in order is a false alarm, whatever the status; a failure needs one."""
    fails = play.expected in ("bogus", "unresolvable")
    errors = [finding for finding in diagnosis["findings"] if finding["severity"] == "error"]
    return diagnosis["status"] in play.accepted() and fails == bool(errors)


async def play_one(mode: str, name: str, scenario: Scenario, recursion: Recursion, play: Play, files: Files) -> Outcome:
    outcome = Outcome(name, str(play.question), play.step, play.expected)
    script = authority(scenario, play, outcome.unanswered) if mode == "direct" else \
        forwarder(recursion, play, outcome.unanswered, mode == "check")
    started = time.monotonic()
    async with opened([FORWARDER] if mode != "direct" else scenario.addresses(), script):
        if mode == "check":
            outcome.got = await unbound.judge(files.folder, scenario, play.question, files.anchors,
                                              judging_time(scenario))
            outcome.agrees = outcome.got in play.accepted()
            outcome.seconds = round(time.monotonic() - started, 2)
            return outcome
        report = await run(command(mode, scenario, play, files))
    diagnosis = report.get("diagnosis", {"status": "none", "findings": []})
    outcome.seconds = round(time.monotonic() - started, 2)
    outcome.got = diagnosis["status"]
    outcome.agrees = agrees(play, diagnosis)
    outcome.finding = next(iter(diagnosis["findings"]), {})
    outcome.claim = diagnosis.get("claim", "")
    return outcome


def read(path: str) -> Scenario:
    return rpl.read(pathlib.Path(path).read_text(encoding="latin-1"))


def leads_there(scenario: Scenario, play: Play) -> bool:
    """Whether the servers lead from the root to the answer and the keys, without a cache."""
    fresh = Recursion(scenario, play.step)
    keys = [Question(anchor.owner, dns.rdatatype.DNSKEY) for anchor in scenario.anchors
            if play.question.name.is_subdomain(anchor.owner)]
    return all(fresh.resolve(question).rcode != dns.rcode.SERVFAIL for question in [play.question, *keys])


async def perform(mode: str, path: str) -> list[dict]:
    """Each play of a scenario, or the obstacle."""
    name = pathlib.Path(path).stem
    try:
        scenario = read(path)
    except rpl.ScenarioError as error:
        return [{"scenario": name, "obstacle": f"not read: {error}"}]
    if reason := obstacle(mode, name, scenario):
        return [{"scenario": name, "obstacle": reason}]
    played = [play for play in plays(name, scenario) if mode != "direct" or leads_there(scenario, play)]
    if not played:
        return [{"scenario": name, "obstacle": "the servers do not lead there from the root"}]
    transpose(scenario)
    with tempfile.TemporaryDirectory(prefix="edig-scenarios.") as folder:
        files, recursion = Files(folder, scenario), Recursion(scenario, 0)
        return [asdict(await play_one(mode, name, scenario, recursion, play, files)) for play in played]
