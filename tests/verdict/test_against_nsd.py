"""The replies that the verdict is tested on are those that NSD gives from the same zones: RCODE, AA, answer and authority section.

One NSD for each zone, for a server that has parent and child answers for both. Run in a namespace of its own (CMakeLists.txt).
"""

import os
import pathlib
import subprocess
import sys
import time

import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdatatype
import dns.zone
import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "lab"))

import network  # noqa: E402

ZONES = {path: dns.name.from_text("." if path.stem == "root" else path.stem) for path in sorted(HERE.glob("zones/*.zone"))}
TYPES = ("A", "NS", "SOA", "DS", "DNSKEY", "MX", "CNAME", "DNAME")
# Below a zone's apex: what is there, what is not, what a wildcard or a DNAME stands for, what is delegated. Not what a DNAME
# leads to where there is nothing: of that NSD 4.6 leaves away the NSEC that covers it.
NAMES = ("", "www", "nx", "a.nx", "www.www", "alias", "away", "any.wild", "a.any.wild", "wild", "b.ent", "a.b.ent", "ent",
         "c.ent", "old", "x.old", "moved", "www.moved", "new", "deep", "www.deep", "plain", "www.plain", "nsec", "hash",
         "www.nsec", "ns1", "example", "www.example", "zzz")
CONFIGURATION = """server:
  ip-address: {address}
  port: 53
  username: ""
  chroot: ""
  database: ""
  zonesdir: "{folder}"
  xfrdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  pidfile: ""
  rrl-ratelimit: 0
  server-count: 1
  minimal-responses: yes
remote-control:
  control-enable: no
zone:
  name: "{name}"
  zonefile: "{path}"
"""


def question(name: str, rdtype: str) -> dns.message.Message:
    return dns.message.make_query(name, rdtype, flags=0, want_dnssec=True, payload=4096)


def start(path: pathlib.Path, number: int, folder: pathlib.Path) -> tuple[str, subprocess.Popen]:
    folder.mkdir()
    address = f"127.0.0.{number}"
    configuration = folder / "nsd.conf"
    configuration.write_text(CONFIGURATION.format(address=address, folder=folder, name=ZONES[path], path=path))
    return address, subprocess.Popen(["nsd", "-d", "-c", configuration], stderr=subprocess.DEVNULL)


def wait_for(address: str, name: str) -> None:
    for _ in range(100):
        try:
            return dns.query.udp(question(name, "SOA"), address, timeout=0.2) and None
        except (OSError, dns.exception.Timeout):
            time.sleep(0.05)
    raise RuntimeError(f"no NSD at {address}")


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    network.bring_up([], "", keep=True)
    folder = tmp_path_factory.mktemp("nsd")
    running = {path: start(path, number, folder / str(number)) for number, path in enumerate(ZONES, start=11)}
    for path, (address, _) in running.items():
        wait_for(address, str(ZONES[path]))
    yield {path: address for path, (address, _) in running.items()}
    for _, process in running.values():
        process.kill()


def own_address(path: pathlib.Path) -> str:
    """Of the zone's first server, as the universe of the test knows it."""
    name = ZONES[path]
    lines = [line.split() for line in path.read_text().splitlines()]
    return next(words[4] for words in lines if words[0] == str(dns.name.from_text("ns1", name)) and words[3] == "A")


def replies(address: str, questions: list[tuple[str, str]]) -> list[dns.message.Message]:
    done = subprocess.run([os.environ["EDIG_VERDICT"], "reply"], input="".join(f"{address} {name} {rdtype}\n" for name, rdtype in questions),
                          capture_output=True, text=True, check=True)
    return [dns.message.from_wire(bytes.fromhex(line)) for line in done.stdout.split()]


def seen(message: dns.message.Message) -> dict:
    sections = {name: {(rrset.name.canonicalize(), rrset.rdtype, rrset.covers, rrset.ttl, rdata) for rrset in section for rdata in rrset}
                for name, section in (("answer", message.answer), ("authority", message.authority))}
    return {"rcode": message.rcode(), "aa": bool(message.flags & dns.flags.AA), **sections}


@pytest.mark.parametrize("path", [path for path in ZONES if path.stem != "dead.example"], ids=lambda path: path.stem)
def test_replies(path, servers):
    names = [str(dns.name.from_text(name, ZONES[path]) if name else ZONES[path]) for name in NAMES]
    questions = [(name, rdtype) for name in names for rdtype in TYPES]
    for (name, rdtype), ours in zip(questions, replies(own_address(path), questions), strict=True):
        theirs = dns.query.udp(question(name, rdtype), servers[path], timeout=10)
        assert seen(ours) == seen(theirs), f"{name} {rdtype}"
