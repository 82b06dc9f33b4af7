"""+watch among real servers: a root and one zone of this test's own, broken and then put right while edig watches. NSD
serves both, Unbound validates and resolves; the TTLs are short, so that its cache forgets in seconds."""

import json
import pathlib
import signal
import subprocess
import time

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rdatatype
import pytest

from edig_lab import FAILURE, LAB_DIR, SUCCESS, Asked, way
from servers import Nsd
from zones import ZoneSpec, build, make_keys

from asking import check, finish, start, valid  # found by edig_lab

AUTHORITY, RESOLVER = "127.0.40.1", "127.0.40.2"
TTL = 1
ROOT, ZONE = dns.name.root, dns.name.from_text("mended.")

UNBOUND = """server:
  directory: "{directory}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  interface: {address}
  do-not-query-localhost: no
  root-hints: "root.hints"
  trust-anchor-file: "root.key"
  ede: yes
  val-bogus-ttl: 1
  infra-host-ttl: 1
  num-threads: 1
remote-control:
  control-enable: no
"""


class World:
    """The two zones; each act builds them anew with the same keys and has NSD load them."""

    def __init__(self, directory: pathlib.Path):
        self.directory, self.serial = directory, 1
        self.keys = {ROOT: None, ZONE: None}
        self.processes = []
        self.load()
        (directory / "root.key").write_text(f". 3600 IN DS {self.anchor}\n")
        (directory / "root.hints").write_text(f". 3600 IN NS ns1.\nns1. 3600 IN A {AUTHORITY}\n")

    def spec(self, name, **changes) -> ZoneSpec:
        values = {"ns": [f"ns1 {AUTHORITY}"], "ttl": TTL, "bare": True, **changes}
        return ZoneSpec(name=name, **values)

    def load(self, records=("www A 192.0.2.1",), ds="ksk", window="now") -> None:
        """Both zones: `records` of the lower one, its DS in the upper one, and when the signatures
        over its data are valid."""
        specs = {ROOT: self.spec(ROOT), ZONE: self.spec(ZONE, records=list(records), ds=[ds])}
        for name, spec in specs.items():
            self.keys[name] = self.keys[name] or make_keys(spec)
        lower = build(specs[ZONE], [], self.serial, self.keys[ZONE])
        upper = build(specs[ROOT], [lower], self.serial, self.keys[ROOT])
        for owner, rdtype in list(lower.sigs):
            if rdtype != dns.rdatatype.DNSKEY:
                lower.sign(owner, rdtype, window)
        (self.anchor,) = upper.ds_records()
        (self.directory / "root.zone").write_text(upper.to_text())
        (self.directory / "mended.zone").write_text(lower.to_text())
        if self.processes:
            self.processes[0].send_signal(signal.SIGHUP)
            self.await_serial()
        self.serial += 1

    def await_serial(self) -> None:
        """Until NSD gives both as they are now."""
        for name in (ROOT, ZONE):
            query = dns.message.make_query(name, "SOA")
            while dns.query.udp(query, AUTHORITY, timeout=5).answer[0][0].serial != self.serial:
                time.sleep(0.02)

    def forget(self) -> None:
        """The operator of the resolver empties its cache: Unbound keeps a bad key for a minute."""
        self.processes[1].send_signal(signal.SIGHUP)

    def run(self, *command: str) -> None:
        with open(self.directory / f"{command[0]}.log", "wb") as log:
            self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def authority(self, address: str, directory: pathlib.Path) -> list[str]:
        """The command of an NSD that serves both zones as they are now."""
        zones = {".": str(self.directory / "root.zone"), "mended.": str(self.directory / "mended.zone")}
        return Nsd(address, zones, {}).configure(str(directory), None)

    def start(self) -> None:
        self.run(*self.authority(AUTHORITY, self.directory))
        await_server(AUTHORITY)
        path = self.directory / "unbound.conf"
        path.write_text(UNBOUND.format(address=RESOLVER, directory=self.directory))
        self.run("unbound", "-d", "-c", str(path))
        await_server(RESOLVER)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(10)


def await_server(where: str) -> None:
    query = dns.message.make_query(".", "SOA")
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            dns.query.udp(query, where, timeout=0.5)
            return
        except (dns.exception.Timeout, OSError):
            time.sleep(0.05)
    raise AssertionError(f"no server at {where}")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    world = World(tmp_path_factory.mktemp("watch"))
    world.start()
    yield world
    world.stop()


@pytest.fixture
def world(running):
    """Sound, and nothing of another test in the resolver's cache."""
    running.load()
    running.forget()
    time.sleep(0.3)
    await_server(RESOLVER)
    return running


def watch(*words: str, world: World | None = None, where: str = RESOLVER) -> subprocess.Popen:
    trust = [f"+trust-anchor={world.directory}/root.key", f"+root-hints={world.directory}/root.hints", "+ask-special"] if world else []
    return start(f"@{where}", "+watch=1", "+timeout=2", "+tries=1", *trust, *words)


def first_line(process: subprocess.Popen) -> str:
    return process.stdout.readline().decode()


def rest(process: subprocess.Popen, limit: float = 20) -> Asked:
    asked = finish(process, time.monotonic(), limit)
    check(asked)
    return asked


def test_a_zone_is_signed_again(world):
    world.load(window="expired")
    process = watch("www.mended.")
    assert "SERVFAIL, EDE 7 (Signature Expired)" in first_line(process)
    time.sleep(2.5)      # several looks at the cached failure, which says less: no change
    world.load()
    world.forget()
    asked = rest(process)
    assert asked.status == SUCCESS
    works, caches = asked.lines
    assert "  www.mended. A  works: NOERROR, after " in works and "asks again" not in works
    assert "5 min, RFC 9520" in caches and "is not known" in caches


def test_the_ds_is_put_right(world):
    """With +why the line has the cause, and the TTL of the DS bounds what caches keep."""
    world.load(ds="ksk corrupt")
    process = watch("+why", "+json", "www.mended.", world=world)
    broken = valid(json.loads(first_line(process)))
    world.load()
    world.forget()
    lines = rest(process).json_lines
    assert process.returncode == SUCCESS
    assert broken["diagnosis"]["findings"][0]["kind"] == "ds-matches-no-key"
    assert broken["watch"]["caches"] == [{"by": "failure", "keep": 300}], "which outlives a TTL of 1 s"
    assert lines[-1]["watch"]["works"] and lines[-1]["diagnosis"]["status"] == "secure"
    assert lines[-1]["watch"]["caches_until"] > lines[-1]["watch"]["time"]
    assert len(lines) == 1


def test_the_ttl_of_a_ds_is_not_what_a_cache_has_left_of_it():
    """Others may have fetched it later."""
    trust = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints")
    for pause in (2, 0):
        process = start(*way("unbound"), *trust, "+watch", "+why", "+json", "ds-bogus-digest-value.example.")
        first = valid(json.loads(first_line(process)))
        process.send_signal(signal.SIGINT)
        rest(process)
        assert first["diagnosis"]["findings"][0]["evidence"]["ds_ttl"] == 300
        time.sleep(pause)


def test_a_second_fault_behind_the_first_is_told(world):
    """Half of the repair is a change of the cause, though the resolver goes on saying SERVFAIL."""
    world.load(ds="ksk corrupt", window="expired")
    process = watch("+why", "+direct", "www.mended.", world=world)
    assert "the DS" in first_line(process)
    world.load(window="expired")
    assert "cause in mended.: the signature" in first_line(process)
    world.load()
    world.forget()
    asked = rest(process)
    assert asked.status == SUCCESS and "works: " in asked.lines[0]


def test_a_record_is_added(world):
    """Not asked for again before the cache has forgotten that there is none."""
    process = watch("+json", "new.mended.", "TXT")
    missing = valid(json.loads(first_line(process)))
    assert missing["rcode"]["name"] == "NXDOMAIN"
    assert missing["watch"]["caches"] == [{"by": "negative-ttl", "keep": TTL}]
    world.load(records=["www A 192.0.2.1", 'new TXT "here"'])
    last = rest(process).json_lines[-1]
    assert process.returncode == SUCCESS
    assert last["answer"][0]["rdata"] == '"here"'
    assert last["watch"]["caches_until"]


def test_the_zones_own_server_shows_it_first(world):
    process = watch("+norecurse", "new.mended.", "TXT", where=AUTHORITY)
    assert "NXDOMAIN" in first_line(process)
    world.load(records=["www A 192.0.2.1", 'new TXT "here"'])
    assert rest(process).status == SUCCESS


def test_a_server_is_started(world, tmp_path):
    """Nobody listens; then somebody does."""
    elsewhere = "127.0.40.3"
    process = watch("www.mended.", where=elsewhere)
    assert "NO REPLY: connection refused" in first_line(process)
    command = world.authority(elsewhere, tmp_path)
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert rest(process).status == SUCCESS
    finally:
        server.terminate()
        server.wait(10)


@pytest.mark.parametrize("transport", ["tcp", "tls", "https"])
@pytest.mark.parametrize("server", ["unbound", "named", "kresd"])
def test_over_every_transport_and_to_every_resolver(server, transport):
    """A failure that stays: no second line but the last one, however it is put when it comes from the cache."""
    process = start(*way(server, transport), "+watch=1", "www.rrsig-exp-all.example.", "www.valid.example.")
    time.sleep(3.5)
    process.send_signal(signal.SIGINT)
    asked = rest(process)
    told = [line for line in asked.lines if "watched for" not in line and "rrsig-exp-all" in line]
    assert len(told) == 1 and "SERVFAIL" in told[0], asked.text
    assert any("www.valid.example. A  works: NOERROR" in line for line in asked.lines)
    assert asked.status == FAILURE

