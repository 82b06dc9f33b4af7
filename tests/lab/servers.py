"""The servers of the lab: for each kind, what it is called, what its configuration says and how it is started.

A class is a kind of server. `configure` writes what the program needs into its own directory and returns the command
line; all of them stay in the foreground, write their log to standard error and need no user of their own.
"""

import json
import os
import sys
from dataclasses import dataclass

import policies
from certificates import Certificate
from network import MISBEHAVING
from policies import Policy

HERE = os.path.dirname(os.path.abspath(__file__))

DOH_PATH = "/dns-query"


@dataclass
class Context:
    """What configurations refer to."""

    state_dir: str
    anchor: str          # DS records of the root, presentation format
    addresses: dict[str, str]
    zones: list[str]
    policies: dict[str, list[Policy]]     # by the name of the server that applies them
    rule_servers: list[dict]              # as rules.from_configuration reads them

    @property
    def hints(self) -> str:
        return os.path.join(self.state_dir, "root.hints")

    def hints_to(self, name: str) -> str:
        """Root hints that lead to the server of that name; without one, the root's own."""
        if not name:
            return self.hints
        path = os.path.join(self.state_dir, f"{name}.hints")
        with open(path, "w", encoding="ascii") as file:
            file.write(f". 3600 IN NS {name}.lab.\n{name}.lab. 3600 IN A {self.addresses[name]}\n")
        return path

    def with_addresses(self, line: str) -> str:
        """A line of a configuration, with an address for each `{name}`."""
        return line.format(**self.addresses)

    @property
    def anchor_file(self) -> str:
        return os.path.join(self.state_dir, "root.key")


@dataclass
class Server:
    """One running program on one address."""

    name: str
    address: str
    purpose: str = ""
    certificate: Certificate | None = None
    address6: str = ""

    binary = ""
    package = ""
    transports = ("udp", "tcp")
    validates = False
    answers = True       # False: a client gets nothing but a refusal
    root = ""            # the name of who stands for the root's servers
    lines = ()           # more of its configuration, as a catalogue has it
    clauses = ()         # Unbound: more clauses

    def configure(self, directory: str, context: Context) -> list[str]:
        raise NotImplementedError

    def write(self, directory: str, name: str, text: str) -> str:
        path = os.path.join(directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


class Nsd(Server):
    """Authoritative server: `zones` maps zone names to zone files, `access` zone names to an allow-query line."""

    binary, package = "nsd", "nsd"

    def __init__(self, address: str, zones: dict[str, str], access: dict[str, str]):
        super().__init__(name=f"nsd-{address}", address=address, purpose="authoritative")
        self.zones, self.access = zones, access

    def configure(self, directory, context):
        lines = [f"""server:
  ip-address: {self.address}
  port: 53
  username: ""
  chroot: ""
  database: ""
  zonesdir: "{directory}"
  xfrdir: "{directory}"
  zonelistfile: "{directory}/zone.list"
  pidfile: ""
  rrl-ratelimit: 0
  server-count: 1
  tcp-count: 100
  minimal-responses: no
  verbosity: 1
  cookie-secret: "{os.urandom(16).hex()}"
remote-control:
  control-enable: no
"""]
        for name, path in self.zones.items():
            lines.append(f'zone:\n  name: "{name}"\n  zonefile: "{path}"\n')
            if name in self.access:
                lines.append(f"  allow-query: {self.access[name]}\n")
        return ["nsd", "-d", "-c", self.write(directory, "nsd.conf", "".join(lines))]


class Unbound(Server):
    """The resolver most others are measured by; the subclasses vary one thing each."""

    binary, package = "unbound", "unbound"
    transports = ("udp", "tcp", "tls", "https")
    validates = True
    modules = "respip validator iterator"
    access = "allow"
    anchor = "trust-anchor-file: {context.anchor_file}"
    extra = ""

    def designation(self):
        """Where it is encrypted, for those who ask (RFC 9462)."""
        if self.certificate is None:
            return ""
        return f"""  local-zone: resolver.arpa. static
  local-data: '_dns.resolver.arpa. 300 IN SVCB 1 {self.certificate.name}. alpn=dot ipv4hint={self.address}'
"""

    def configure(self, directory, context):
        tls = "" if self.certificate is None else f"""
  interface: {self.address}@853
  interface: {self.address}@443
  tls-port: 853
  https-port: 443
  http-endpoint: "{DOH_PATH}"
  tls-service-key: "{self.certificate.key}"
  tls-service-pem: "{self.certificate.chain}"
"""
        own = context.policies.get(self.name, [])
        rpz = self.write(directory, "rpz.zone", policies.rpz_zone(own))
        more = f"  interface: {self.address6}\n" if self.address6 else ""
        text = f"""server:
  directory: "{directory}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  val-log-level: 2
  num-threads: 1
  incoming-num-tcp: 60
  outgoing-num-tcp: 60
  interface: {self.address}
{more}{tls}
  access-control: 127.0.0.0/8 {self.access}
  access-control: ::/0 {self.access}
  do-not-query-localhost: no
  root-hints: "{context.hints_to(self.root)}"
  {self.anchor.format(context=context)}
  module-config: "{self.modules}"
  ede: yes
{self.designation()}{policies.unbound_server_lines(own)}
{self.extra}
{chr(10).join("  " + context.with_addresses(line) for line in self.lines)}
remote-control:
  control-enable: no
""" + (f"""rpz:
  name: "rpz.lab"
  zonefile: "{rpz}"
""" if own else "") + "\n".join(context.with_addresses(line) for line in self.clauses) + "\n"
        return ["unbound", "-d", "-c", self.write(directory, "unbound.conf", text)]


class UnboundIterator(Unbound):
    """Resolves, validates nothing."""

    transports = ("udp", "tcp")
    validates = False
    modules = "iterator"


class UnboundRefusing(Unbound):
    """Refuses every client."""

    transports = ("udp", "tcp")
    answers = False
    access = "refuse"


class UnboundWrongAnchor(Unbound):
    """Validates from a trust anchor that is not the root's: to it, all is bogus."""

    transports = ("udp", "tcp")
    answers = False
    extra = '\n  trust-anchor: ". DS 1 13 2 ' + 64 * "0" + '"\n'
    anchor = ""


class UnboundStale(Unbound):
    """Answers from its expired cache while authoritative servers are away (RFC 8767)."""

    transports = ("udp", "tcp")
    extra = """
  serve-expired: yes
  serve-expired-ttl: 3600
  serve-expired-reply-ttl: 5
  serve-expired-client-timeout: 0
  ede-serve-expired: yes
"""


def bind_anchors(anchor: str) -> str:
    """The trust anchor as named and delv read it."""
    lines = ["  . static-ds {} {} {} \"{}\";".format(*line.split(None, 3)) for line in anchor.splitlines()]
    return "\n".join(["trust-anchors {", *lines, "};"]) + "\n"


class Named(Server):
    """BIND."""

    binary, package = "named", "bind9"
    transports = ("udp", "tcp", "tls", "https")
    validates = True
    query_acl = "any"
    extra = ""

    def configure(self, directory, context):
        tls = listen = ""
        if self.certificate is not None:
            tls = (f'tls lab {{ cert-file "{self.certificate.chain}"; key-file "{self.certificate.key}"; }};\n'
                   f'http lab {{ endpoints {{ "{DOH_PATH}"; }}; }};\n')
            listen = (f"listen-on port 853 tls lab {{ {self.address}; }};\n"
                      f"  listen-on port 443 tls lab http lab {{ {self.address}; }};")
        rpz = self.write(directory, "rpz.zone", policies.rpz_zone(context.policies.get(self.name, [])))
        text = f"""{tls}
options {{
  directory "{directory}";
  pid-file none;
  lock-file none;
  session-keyfile none;
  listen-on {{ {self.address}; }};
  {listen}
  listen-on-v6 {{ none; }};
  recursion yes;
  allow-query {{ {self.query_acl}; }};
  allow-recursion {{ any; }};
  allow-query-cache {{ {self.query_acl}; }};
  dnssec-validation yes;
  empty-zones-enable no;
  response-policy {{ zone "rpz.lab"; }} break-dnssec yes;
  {self.extra}
  {" ".join(self.lines)}
}};
controls {{}};
{bind_anchors(context.anchor)}
zone "." {{ type hint; file "{context.hints_to(self.root)}"; }};
zone "rpz.lab" {{ type primary; file "{rpz}"; allow-query {{ none; }}; }};
"""
        return ["named", "-g", "-n", "1", "-c", self.write(directory, "named.conf", text)]


class NamedProhibiting(Named):
    """Lets no one ask, and says so (INFO-CODE 18)."""

    transports = ("udp", "tcp")
    answers = False
    query_acl = "none"


class NamedStale(Named):
    """Answers from its expired cache while authoritative servers are away; insists on cookies (BADCOOKIE, RFC 7873)."""

    transports = ("udp", "tcp")
    extra = ("stale-answer-enable yes; stale-answer-ttl 5; stale-answer-client-timeout 0; stale-refresh-time 30; "
             "max-stale-ttl 3600; stale-cache-enable yes; require-server-cookie yes;")


class KnotResolver(Server):
    """kresd."""

    binary, package = "kresd", "knot-resolver"
    transports = ("udp", "tcp", "tls", "https")
    validates = True

    def encrypted(self) -> str:
        if self.certificate is None:
            return ""
        return (f"net.listen('{self.address}', 853, {{ kind = 'tls' }})\n"
                f"net.listen('{self.address}', 443, {{ kind = 'doh2' }})\n"
                f"net.tls('{self.certificate.chain}', '{self.certificate.key}')")

    def configure(self, directory, context):
        anchors = "\n".join(f"trust_anchors.add('. IN DS {line}')" for line in context.anchor.splitlines())
        text = f"""
net.ipv6 = true
net.listen('{self.address}', 53, {{ kind = 'dns' }})
{self.encrypted()}
cache.open(20 * MB, 'lmdb://{directory}/cache')
for _, name in ipairs({{'ta_update', 'priming', 'ta_signal_query', 'detect_time_skew'}}) do modules.unload(name) end
modules.load('hints > iterate')
hints.root_file('{context.hints}')
option('ALLOW_LOCAL', true)
trust_anchors.remove('.')
{anchors}
{policies.kresd_lines(context.policies.get(self.name, []))}
{chr(10).join(self.lines)}
"""
        return ["kresd", "-n", "-c", self.write(directory, "kresd.conf", text), directory]


class PowerDns(Server):
    """PowerDNS Recursor."""

    binary, package = "pdns_recursor", "pdns-recursor"
    validates = True

    def configure(self, directory, context):
        anchors = "\n".join(f'addTA(".", "{line}")' for line in context.anchor.splitlines())
        own = context.policies.get(self.name, [])
        lua = self.write(directory, "config.lua", f'clearTA(".")\n{anchors}\n{policies.pdns_nta_lines(own)}\n')
        script = self.write(directory, "policy.lua", policies.pdns_script(own))
        self.write(directory, "recursor.conf", f"""
local-address={self.address}
local-port=53
allow-from=127.0.0.0/8
dont-query=
hint-file={context.hints}
lua-config-file={lua}
lua-dns-script={script}
socket-dir={directory}
setuid=
setgid=
security-poll-suffix=
disable-packetcache=yes
extended-resolution-errors=yes
dnssec=validate
threads=1
quiet=yes
daemon=no
disable-syslog=yes
write-pid=no
{chr(10).join(self.lines)}
""")
        return ["pdns_recursor", f"--config-dir={directory}"]


class Dnsdist(Server):
    """Load balancer and proxy in front of a resolver: plain, TLS and HTTPS."""

    binary, package = "dnsdist", "dnsdist"
    transports = ("udp", "tcp", "tls", "https")
    validates = True
    backend = "unbound"

    def listeners(self) -> list[Server]:
        return [self]

    @staticmethod
    def proxied():
        """Who asks from 127.0.3.9 has to be a proxy; whom it speaks for decides about one answer."""
        lines = ['setProxyProtocolACL({"127.0.3.9/32"})']
        for network, answer in (("192.0.2.7/32", "192.0.2.7"), ("2001:db8::7/128", "192.0.2.6")):
            lines.append(f'addAction(AndRule({{QNameRule("proxied.lab.example."), makeRule("{network}")}}), '
                         f'SpoofAction("{answer}"))')
        return lines

    def configure(self, directory, context):
        lines = ['setACL({"127.0.0.0/8"})', "setSecurityPollSuffix('')", *self.proxied(),
                 f'newServer({{address="{context.addresses[self.backend]}:53", healthCheckMode="up"}})']
        for listener in self.listeners():
            pem = f'"{listener.certificate.chain}", "{listener.certificate.key}"'
            if "udp" in listener.transports:
                lines.append(f'addLocal("{listener.address}:53")')
            lines.append(f'addTLSLocal("{listener.address}:853", {pem})')
            lines.append(f'addDOHLocal("{listener.address}:443", {pem}, "{DOH_PATH}")')
        return ["dnsdist", "--supervised", "--disable-syslog",
                "-C", self.write(directory, "dnsdist.conf", "\n".join(lines) + "\n")]


class Filter(Dnsdist):
    """In front of PowerDNS Recursor, so that what its policies say also comes encrypted."""

    backend = "pdns"


class TlsListener(Server):
    """One address of BadTls."""

    transports = ("tls", "https")
    validates = True


class BadTls(Dnsdist):
    """A dnsdist whose addresses each show a certificate that is wrong in its own way."""

    transports = ("udp", "tcp", "tls", "https")

    def __init__(self, name: str, address: str, purpose: str, certificate: Certificate, others: list[TlsListener]):
        super().__init__(name, address, purpose, certificate)
        self.others = others

    def listeners(self):
        return [self, *self.others]


class Misbehaving(Server):
    """authority.py: one process for all authoritative servers that do what NSD does not, and for an old forwarder."""

    binary, package = sys.executable, "python3"
    answers = False

    def __init__(self, forwarder: str):
        super().__init__("misbehaving", MISBEHAVING["refuse"], "authoritative servers that misbehave, on 127.0.20.x")
        self.forwarder = forwarder

    def configure(self, directory, context):
        listeners = [(address, name, None) for name, address in MISBEHAVING.items() if name != "dead"]
        listeners.append((self.forwarder, "noedns", context.addresses["unbound"]))
        path = self.write(directory, "configuration.json", json.dumps({
            "zones": context.zones, "listeners": listeners, "rule_servers": context.rule_servers,
            "later_file": os.path.join(context.state_dir, "later"),
            "down_file": os.path.join(context.state_dir, "authority-down")}))
        return [sys.executable, os.path.join(HERE, "authority.py"), path]


class Forwarder(Server):
    """As in an old router: no EDNS, no DNSSEC; or by rules. Served by Misbehaving."""


class SlowLine(Server):
    """delay.py: each resolver again on another address, some milliseconds away."""

    binary, package = sys.executable, "python3"

    def __init__(self, targets: dict[str, str], milliseconds: float, loss_percent: float):
        super().__init__("slow", next(iter(targets)), "resolvers behind a slow line, on 127.0.2.x")
        self.targets, self.milliseconds, self.loss_percent = targets, milliseconds, loss_percent

    def configure(self, directory, context):
        pairs = [f"{listen}={server}" for listen, server in self.targets.items()]
        return [sys.executable, os.path.join(HERE, "delay.py"), str(self.milliseconds), str(self.loss_percent), *pairs]


KINDS = {"unbound": Unbound, "named": Named, "kresd": KnotResolver, "pdns": PowerDns, "wrong-anchor": UnboundWrongAnchor,
         "iterator": UnboundIterator}


def one_more(resolver) -> Server:
    """A resolver as a catalogue describes it."""
    server = KINDS[resolver.kind](resolver.name, resolver.address, f"{resolver.kind}, set up for a case")
    server.transports = ("udp", "tcp")
    server.answers = False      # not before the cases: some are set up to fail
    server.lines, server.clauses, server.root = resolver.extra, resolver.clauses, resolver.root
    return server
