"""Servers that give their zones away: NSD, named and Knot DNS with the same zones, each on an address of its own in the
lab's namespace.

    one.test    has a record beside its SOA and NS
    many.test   has 10,000
    closed.test is refused to everybody
    signed.test is given only to those who sign with a key of KEYS

and one more NSD, for who needs it, with million.test: a million records.
"""

import base64
import dataclasses
import os
import pathlib
import subprocess
import time

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.update

SECRET = base64.b64encode(b"a secret that is shared by few").decode()
ALGORITHMS = ("hmac-md5", "hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512")
KEYS = {algorithm: f"{algorithm}.key" for algorithm in ALGORITHMS}    # names, by their algorithm
SERIAL = 2026010100
HEAD = f"$TTL 300\n@ SOA ns host {SERIAL} 3600 600 86400 300\n@ NS ns\nns A 127.0.30.1\n"
READY_SECONDS = 20.0


def many_records() -> str:
    """Ten thousand, of the types that zones have."""
    lines = []
    for number in range(2000):
        lines += [f"h{number} A 10.0.{number >> 8}.{number & 255}", f"h{number} AAAA 2001:db8::{number:x}",
                  f"h{number} MX 10 mail{number % 7}", f'h{number} TXT "v=spf1 -all" "n {number} \\"quoted\\" \\255"',
                  f"_s._tcp.h{number} SRV 0 5 5060 h{number}"]
    lines += ["big TXT " + " ".join('"' + "x" * 255 + '"' for _ in range(40)), "c CAA 0 issue \"ca.test\"",
              "l LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m", "t TYPE65280 \\# 4 C0000201",
              "s HTTPS 1 . alpn=h2 port=8443", "n NAPTR 10 10 \"u\" \"E2U+sip\" \"!^.*$!sip:a@b.test!\" .",
              "xn--bcher-kva A 192.0.2.1", "_443._tcp.w TLSA 3 1 1 " + "AB" * 32, "a\\.b\\032c CNAME d\\\"e"]
    return HEAD + "\n".join(lines) + "\n"


ZONES = {"one": HEAD + "www A 192.0.2.1\n", "many": many_records(), "closed": HEAD, "signed": HEAD + "www A 192.0.2.1\n"}


MILLION = 1_000_000


def million_records() -> str:
    """With the SOA, NS and A of the head."""
    return HEAD + "".join(f"h{number} A 10.{number >> 16}.{number >> 8 & 255}.{number & 255}\n" for number in range(MILLION - 3))


@dataclasses.dataclass
class Server:
    name: str
    address: str
    directory: pathlib.Path
    zones: dict[str, str] = dataclasses.field(default_factory=lambda: ZONES)
    process: subprocess.Popen | None = None

    def write(self, name: str, text: str) -> str:
        path = self.directory / name
        path.write_text(text)
        return str(path)

    def configure(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> "Server":
        self.directory.mkdir(exist_ok=True)
        # named listens on what interfaces have.
        subprocess.run(["ip", "address", "replace", self.address + "/32", "dev", "lo"], check=True)
        for zone, text in self.zones.items():
            self.write(zone + ".zone", text)
        command = self.configure()
        with open(self.directory / "log", "wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + READY_SECONDS
        while not self.answers():
            assert time.monotonic() < deadline, f"{self.name}: {(self.directory / 'log').read_text()[-500:]}"
            time.sleep(0.1)
        return self

    def answers(self) -> bool:
        largest = max(self.zones, key=lambda zone: len(self.zones[zone]))
        try:
            return dns.query.udp(dns.message.make_query(largest + ".test", "SOA"), self.address, timeout=0.5).rcode() == 0
        except (dns.exception.DNSException, OSError):
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


class Nsd(Server):
    def configure(self):
        keys = "".join(f'key:\n  name: "{name}"\n  algorithm: {algorithm}\n  secret: "{SECRET}"\n'
                       for algorithm, name in KEYS.items())
        given = {"one": ["NOKEY"], "many": ["NOKEY", *KEYS.values()], "million": ["NOKEY"], "closed": [],
                 "signed": list(KEYS.values())}
        zones = "".join(f'zone:\n  name: "{zone}.test"\n  zonefile: "{self.directory}/{zone}.zone"\n'
                        + "".join(f"  provide-xfr: 0.0.0.0/0 {key}\n" for key in given[zone]) for zone in self.zones)
        return ["nsd", "-d", "-c", self.write("nsd.conf", f"""server:
  ip-address: {self.address}
  username: ""
  chroot: ""
  database: ""
  zonesdir: "{self.directory}"
  xfrdir: "{self.directory}"
  zonelistfile: "{self.directory}/zone.list"
  pidfile: ""
  rrl-ratelimit: 0
  server-count: 1
remote-control:
  control-enable: no
{keys}{zones}""")]


class Named(Server):
    """With TLS as well, and a zone that takes updates, so that there are differences."""

    certificate = None

    def configure(self):
        self.write("changing.zone", HEAD)
        keys = "".join(f'key "{name}" {{ algorithm {algorithm}; secret "{SECRET}"; }};\n' for algorithm, name in KEYS.items())
        given = {"one": "any;", "many": "any;", "closed": "none;",
                 "signed": " ".join(f'key "{name}";' for name in KEYS.values())}
        zones = "".join(f'zone "{zone}.test" {{ type primary; file "{zone}.zone"; allow-transfer {{ {given[zone]} }}; }};\n'
                        for zone in ZONES)
        tls = (f'tls local {{ cert-file "{self.certificate.chain}"; key-file "{self.certificate.key}"; }};\n'
               if self.certificate else "")
        listen = f"listen-on port 853 tls local {{ {self.address}; }};" if self.certificate else ""
        return ["named", "-g", "-n", "1", "-c", self.write("named.conf", f"""{tls}
options {{
  directory "{self.directory}"; pid-file none; session-keyfile none; recursion no; dnssec-validation no;
  listen-on {{ {self.address}; }}; {listen} listen-on-v6 {{ none; }};
  max-ixfr-ratio unlimited; notify no;
}};
controls {{ }};
{keys}{zones}
zone "changing.test" {{ type primary; file "changing.zone"; allow-transfer {{ any; }}; allow-update {{ any; }}; }};
""")]

    def change(self, owner: str, address: str) -> None:
        """One version later."""
        update = dns.update.UpdateMessage("changing.test")
        update.replace(owner, 300, "A", address)
        assert dns.query.tcp(update, self.address, timeout=5).rcode() == dns.rcode.NOERROR


class Knot(Server):
    def configure(self):
        keys = "".join(f"  - id: {name}.\n    algorithm: {algorithm}\n    secret: {SECRET}\n" for algorithm, name in KEYS.items())
        acl = f"""  - id: anybody
    address: 0.0.0.0/0
    action: transfer
  - id: key
    key: [{", ".join(name + "." for name in KEYS.values())}]
    action: transfer
"""
        given = {"one": "[anybody, key]", "many": "[anybody, key]", "closed": "", "signed": "key"}
        zones = "".join(f"  - domain: {zone}.test\n    file: {self.directory}/{zone}.zone\n"
                        + (f"    acl: {given[zone]}\n" if given[zone] else "") for zone in ZONES)
        return ["knotd", "-c", self.write("knot.conf", f"""server:
  rundir: "{self.directory}"
  listen: {self.address}@53
database:
  storage: "{self.directory}"
control:
  listen: "{self.directory}/sock"
log:
  - target: stdout
    any: info
key:
{keys}acl:
{acl}template:
  - id: default
    zonefile-sync: -1
    semantic-checks: off
zone:
{zones}""")]


def start_named(directory: pathlib.Path, certificates) -> Named:
    address = "127.0.30.2"
    Named.certificate = certificates.issue("transfer", address)
    return Named("named", address, directory / "named").start()


def start_large(directory: pathlib.Path) -> Nsd:
    return Nsd("large", "127.0.30.4", directory / "large", {"million": million_records()}).start()


def start_all(directory: pathlib.Path, certificates) -> dict[str, Server]:
    os.makedirs(directory, exist_ok=True)
    return {"nsd": Nsd("nsd", "127.0.30.1", directory / "nsd").start(), "named": start_named(directory, certificates),
            "knot": Knot("knot", "127.0.30.3", directory / "knot").start()}
