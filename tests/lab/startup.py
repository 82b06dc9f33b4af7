"""Bring the lab up: zones, certificates, servers, readiness; and write down for the command what there is."""

import dataclasses
import json
import os
import shutil
import socket
import subprocess
import time

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode

import catalogue
import network
import servers
import universe
from certificates import CertificateMaker

READY_SECONDS = 25.0
PORTS = {"udp": 53, "tcp": 53, "tls": 853, "https": 443}

# name, address, class, has a certificate, purpose
RESOLVERS = (
    ("unbound", "127.0.0.11", servers.Unbound, "validating resolver"),
    ("named", "127.0.0.12", servers.Named, "validating resolver"),
    ("kresd", "127.0.0.13", servers.KnotResolver, "validating resolver"),
    ("pdns", "127.0.0.14", servers.PowerDns, "validating resolver"),
    ("dnsdist", "127.0.0.15", servers.Dnsdist, "proxy in front of unbound"),
    ("iterator", "127.0.0.16", servers.UnboundIterator, "resolver that does not validate"),
    ("refusing", "127.0.0.17", servers.UnboundRefusing, "refuses every client"),
    ("prohibiting", "127.0.0.18", servers.NamedProhibiting, "refuses every client, with INFO-CODE 18"),
    ("stale", "127.0.0.19", servers.UnboundStale, "answers from expired cache"),
    ("named-stale", "127.0.0.20", servers.NamedStale, "answers from expired cache"),
    ("wrong-anchor", "127.0.0.22", servers.UnboundWrongAnchor, "has a wrong trust anchor: to it, all is bogus"),
    ("filter", "127.0.0.21", servers.Filter, "in front of pdns: its policies, encrypted"),
)
ADDRESSES6 = {"unbound": "fd00:1ab::11"}
FORWARDER = ("forwarder", "127.0.0.23", "in front of unbound, as an old router: no EDNS, no DNSSEC")
BAD_TLS = {problem: f"127.0.1.{number}" for number, problem in enumerate(
    ("expired", "wrong-name", "self-signed", "unknown-issuer", "not-yet-valid"), start=1)}


ADDRESSES = {name: address for name, address, *_ in RESOLVERS}


class LabError(Exception):
    """One line for the user."""


class Lab:
    """State directory, running processes and descriptions of one lab."""

    def __init__(self, state_dir: str, only: set[str], delay_ms: float, loss_percent: float,
                 cases: str = catalogue.PATH):
        self.state_dir = state_dir
        self.cases = cases
        self.only = only
        self.line = (delay_ms, loss_percent)
        self.processes: dict[str, subprocess.Popen] = {}
        self.servers: list[servers.Server] = []

    def wants(self, name: str) -> bool:
        return not self.only or name in self.only

    def path(self, *parts: str) -> str:
        return os.path.join(self.state_dir, *parts)

    def start(self) -> None:
        for name in ("logs", "zones"):
            os.makedirs(self.path(name), exist_ok=True)
        self.catalogue = catalogue.read(self.cases)
        self.universe = universe.create(self.catalogue, self.path("zones"))
        self.write_root_files()
        authorities = [servers.Nsd(address, zones, self.universe.access)
                       for address, zones in self.universe.files.items()]
        self.servers = [*authorities, servers.Misbehaving(FORWARDER[1]), *self.resolvers()]
        check_packages(self.servers)
        context = servers.Context(self.state_dir, self.anchor, self.all_addresses(),
                                  [str(name) for name in self.universe.zones], self.catalogue.policies, self.rule_servers())
        for server in self.servers:
            self.launch(server, context)
        for server in self.servers:
            self.await_ready(server)
        self.write_description()

    def resolvers(self) -> list[servers.Server]:
        certificates = CertificateMaker(self.state_dir)
        chosen = []
        for name, address, kind, purpose in RESOLVERS:
            if self.wants(name):
                certificate = certificates.issue(name, address, ADDRESSES6.get(name)) if "tls" in kind.transports else None
                chosen.append(kind(name, address, purpose, certificate, ADDRESSES6.get(name, "")))
        if self.wants("slow"):
            chosen.append(servers.SlowLine({slow_address(server.address): server.address for server in chosen
                                            if server.validates}, *self.line))
        if self.wants("badtls"):
            listeners = [servers.TlsListener(problem, address, f"certificate: {problem}",
                                             certificates.issue(problem, address, problem=problem))
                         for problem, address in BAD_TLS.items()]
            chosen.append(servers.BadTls("badtls", "127.0.1.9", "process of the endpoints with wrong certificates",
                                         certificates.issue("badtls", "127.0.1.9"), listeners))
        return chosen + [servers.one_more(one) for one in self.catalogue.resolvers.values()]

    def all_addresses(self) -> dict[str, str]:
        """Who can be named in a catalogue: resolvers and forwarders."""
        return (ADDRESSES | network.MISBEHAVING | {FORWARDER[0]: FORWARDER[1]}
                | {name: one.address for name, one in self.catalogue.forwarders.items()}
                | {name: one.address for name, one in self.catalogue.resolvers.items()})

    def rule_servers(self) -> list[dict]:
        addresses_ = self.all_addresses()
        return [{"address": one.address, "rules": one.rules, "origin": one.origin, "zones": one.zones,
                 "backend": addresses_[one.to] if one.to else ""}
                for one in [*self.catalogue.rule_servers, *self.catalogue.forwarders.values()]]

    def write_root_files(self) -> None:
        """Root hints, and the trust anchor as DS records."""
        root = self.universe.root
        self.anchor = "\n".join(ds.to_text() for ds in root.ds_records())
        lines = []
        for line in root.spec.ns:
            name, server = line.split()
            lines += [f". 3600 IN NS {name}.", f"{name}. 3600 IN A {network.server_address(server, 0)}"]
        write(self.path("root.hints"), "\n".join(lines) + "\n")
        write(self.path("root.key"), "".join(f". 3600 IN DS {line}\n" for line in self.anchor.splitlines()))
        write(self.path("bind.keys"), servers.bind_anchors(self.anchor))

    def launch(self, server: servers.Server, context: servers.Context) -> None:
        directory = self.path(server.name)
        os.makedirs(directory, exist_ok=True)
        with open(self.path("logs", server.name + ".log"), "wb") as log:
            self.processes[server.name] = subprocess.Popen(
                server.configure(directory, context), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=directory)

    def await_ready(self, server: servers.Server) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not is_ready(server):
            if self.processes[server.name].poll() is not None:
                raise LabError(f"{server.name} ended at once: {self.last_line(server)}")
            if time.monotonic() > deadline:
                raise LabError(f"{server.name} does not answer after {READY_SECONDS:.0f} s: {self.last_line(server)}")
            time.sleep(0.03)

    def last_line(self, server: servers.Server) -> str:
        with open(self.path("logs", server.name + ".log"), encoding="utf-8", errors="replace") as log:
            return (log.read().strip().splitlines() or ["its log is empty"])[-1]

    def write_description(self) -> None:
        described = [describe(server) for server in [*self.servers, *self.others()]]
        write(self.path("lab.json"), json.dumps({
            "ca": self.path("ca.pem"), "root_hints": self.path("root.hints"), "trust_anchor": self.path("root.key"),
            "servers": {entry["name"]: entry for entry in described},
            "misbehaving": network.MISBEHAVING,
            "cases": [dataclasses.asdict(case) for case in self.catalogue.cases]}, indent=1))

    def others(self) -> list[servers.Server]:
        """Addresses that are served by the process of another."""
        forwarder = [servers.Forwarder(*FORWARDER)] if self.wants("unbound") else []
        forwarder += [servers.Forwarder(name, one.address, f"in front of {one.to}, by rules")
                      for name, one in self.catalogue.forwarders.items()]
        return forwarder + [other for server in self.servers for other in getattr(server, "others", [])]

    def environment(self) -> dict[str, str]:
        """What the command finds in its environment."""
        addresses_ = network.MISBEHAVING | {server.name: server.address for server in [*self.servers, *self.others()]
                                            if not isinstance(server, servers.Nsd)}
        # All of the lab is at addresses that edig asks only when told to, below a root of its own.
        config = os.path.join(self.state_dir, "edig.config")
        write(config, "ask-special\n"
                      f"trust-anchor={os.path.join(self.state_dir, 'root.key')}\n"
                      f"root-hints={os.path.join(self.state_dir, 'root.hints')}\n")
        return {"LAB_DIR": self.state_dir, "EDIG_CONFIG": config} | {
            "LAB_" + name.upper().replace("-", "_"): address for name, address in addresses_.items()}


def addresses(cases: str) -> list[str]:
    """Addresses that have to be on the interface: named binds to no others, and IPv6 has no range of its own."""
    more = [one.address for one in catalogue.read(cases).resolvers.values() if one.kind == "named"]
    return more + [address for _, address, kind, _ in RESOLVERS if issubclass(kind, servers.Named)] + list(ADDRESSES6.values())


def slow_address(address: str) -> str:
    """Where the resolver of that address is reached over the slow line."""
    return address.replace("127.0.0.", "127.0.2.")


def write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def describe(server: servers.Server) -> dict:
    """A server's entry in lab.json."""
    entry = {"name": server.name, "address": server.address, "purpose": server.purpose,
             **({"address6": server.address6} if server.address6 else {}),
             "ports": {transport: PORTS[transport] for transport in server.transports}, "validates": server.validates}
    if "https" in server.transports:
        entry["https_path"] = servers.DOH_PATH
    if server.certificate:
        entry["tls"] = {"name": server.certificate.name, "pin": server.certificate.pin,
                        "problem": server.certificate.problem, "certificate": server.certificate.chain}
    return entry


def check_packages(wanted: list[servers.Server]) -> None:
    missing = sorted({server.package for server in wanted if not shutil.which(server.binary)})
    if missing:
        raise LabError(f"missing: apt-get install {' '.join(missing)}")


def is_ready(server: servers.Server) -> bool:
    """Whether it answers for the root (a resolver: all the way from the root), and its TLS ports accept."""
    name = next(iter(server.zones)) if isinstance(server, servers.Nsd) else "."
    question = dns.message.make_query(name, "SOA", flags=dns.flags.RD)
    try:
        reply = dns.query.udp(question, server.address, timeout=1.0)
        if server.answers and reply.rcode() == dns.rcode.SERVFAIL:
            return False
        for transport in {"tls", "https"}.intersection(server.transports):
            socket.create_connection((server.address, PORTS[transport]), timeout=1.0).close()
    except (OSError, dns.exception.DNSException):
        return False
    return True
