"""A signed root zone with everything in it, and a resolver that validates: with mail and web servers at addresses that are
for no special use, as edig connects to no other. In the lab's namespace they lead nowhere else.

Its records are made when it starts, since TLSA records hold what certificates have that were made before.
"""

import contextlib
import hashlib
import pathlib
import subprocess
import time

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import servers
from certificates import Certificate, CertificateMaker
from edig_lab import LAB_DIR, edig
from zones import ZoneSpec, build

AUTHORITY, RESOLVER = "127.0.30.41", "127.0.30.42"
PUBLIC = "8.8.4"


class World:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        folder.mkdir()
        self.maker = CertificateMaker(str(folder))
        self.records: list[str] = []
        self.hosts = 0
        subprocess.run(["ip", "route", "replace", "local", f"{PUBLIC}.0/24", "dev", "lo"], check=True)

    def put(self, *records: str) -> None:
        """`OWNER TYPE RDATA`, the owner without the last dot."""
        self.records += records

    def host(self, name: str) -> str:
        """A fresh address of its own."""
        self.hosts += 1
        self.put(f"{name} A {PUBLIC}.{self.hosts}")
        return f"{PUBLIC}.{self.hosts}"

    def certificate(self, name: str, problem: str = "") -> Certificate:
        """For NAME.lab.example; behind it in its file that of the CA."""
        made = self.maker.issue(name.removesuffix(".lab.example"), problem=problem)
        with open(made.chain, "ab") as chain:
            chain.write(pathlib.Path(self.maker.ca_file).read_bytes())
        return made

    def tlsa(self, made: Certificate, numbers: str) -> str:
        """`numbers`: usage, selector and matching type (1); of usage 2 for the CA."""
        usage, selector, matching = numbers.split()
        certificate = x509.load_pem_x509_certificate(
            pathlib.Path(made.chain if usage == "3" else self.maker.ca_file).read_bytes())
        octets = (certificate.public_bytes(Encoding.DER) if selector == "0" else
                  certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
        assert matching == "1"
        return f"{numbers} {hashlib.sha256(octets).hexdigest()}"

    @contextlib.contextmanager
    def up(self):
        for place in (AUTHORITY, RESOLVER):
            subprocess.run(["ip", "address", "replace", place + "/32", "dev", "lo"], check=True)
        zone = build(ZoneSpec(name=dns.name.root, ns=[f"ns.lab.example. {AUTHORITY}"], denial="nsec", records=self.records), [], 1)
        (self.folder / "root.zone").write_text(zone.to_text())
        (self.folder / "root.key").write_text(f". 300 IN DS {zone.ds_records()[0]}\n")
        (self.folder / "root.hints").write_text(f". 3600 IN NS ns.lab.example.\nns.lab.example. 3600 IN A {AUTHORITY}\n")
        context = servers.Context(state_dir=str(self.folder), anchor="", addresses={}, zones=[], policies={}, rule_servers=[])
        with contextlib.ExitStack() as stack:
            for server in (servers.Nsd(AUTHORITY, {".": str(self.folder / "root.zone")}, {}),
                           servers.Unbound(name="resolver", address=RESOLVER)):
                self.start(stack, server.name, server.configure(str(self.folder), context))
            wait_for(answers)
            stack.enter_context(system_resolver(RESOLVER))
            yield

    def start(self, stack: contextlib.ExitStack, name: str, command: list) -> None:
        with open(self.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        stack.callback(process.wait)
        stack.callback(process.terminate)

    def services(self, domain: str, *words: str) -> dict:
        done = edig("+json", "+services", "+connect", "@" + RESOLVER, f"+trust-anchor={self.folder}/root.key",
                    "+tls-ca=" + self.maker.ca_file, *words, domain)
        return done.json["services"]


def answers() -> bool:
    try:
        return dns.query.udp(dns.message.make_query("ns.lab.example.", "A"), RESOLVER, timeout=0.5).rcode() == dns.rcode.NOERROR
    except (dns.exception.DNSException, OSError):
        return False


def wait_for(what, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextlib.contextmanager
def system_resolver(address: str):
    """For programs that ask the system's."""
    path = pathlib.Path(LAB_DIR) / "resolv.conf"
    before = path.read_text()
    path.write_text(f"nameserver {address}\n")
    yield
    path.write_text(before)


def application(services: dict, name: str) -> dict:
    return next(one for one in services["applications"] if one["application"] == name)


def kinds(services: dict, name: str) -> list[str]:
    return [finding["kind"] for finding in application(services, name)["findings"]]
