"""Command lines of dig by the hundred: what people have in the fingers and in scripts, and what dig's own grammar allows
beside it. Each is (words, standard input)."""

import itertools
import os
import shlex

NAMED, UNBOUND = ("@" + os.environ[variable] for variable in ("LAB_NAMED", "LAB_UNBOUND"))
SILENT = "@" + os.environ["LAB_SILENT"]
NOBODY = "@127.0.0.99"    # where nothing listens

TYPES = """A AAAA NS SOA MX TXT CNAME DS DNSKEY NSEC NSEC3PARAM RRSIG ANY CAA SRV PTR HTTPS TLSA NAPTR TYPE65280 DLV
    CDS""".split()
LOOKS = ("", "+short", "+multi", "+dnssec", "+dnssec +multi +norrcomments")

NAMES = """www.valid.example. nx.valid.example. alias.valid.example. . WWW.Valid.Example. www.unsigned.example.
    www.rrsig-exp-a.example. www.no-ksk.example. lab.example. local. foo.local. 1.0.0.127.in-addr.arpa. example.
    nx.""".split()
PARTS = ("", "+short", "+dnssec", "+noall +answer", "+tcp")

FLAGS = """aaflag aaonly additional adflag all answer authority badcookie besteffort cdflag class cmd comments cookie crypto
    defname dnssec do edns ednsflags ednsnegotiation expandaaaa expire fail header-only identify idnin idnout ignore keepalive
    keepopen mapped multiline nsid onesoa qr question raflag rdflag recurse rrcomments search short showbadcookie showsearch
    sigchase split stats tcflag tcp topdown ttlid ttlunits unexpected unknownformat vc zflag""".split()

VALUES = """bufsize=512 bufsize=0 bufsize cookie=0011223344556677 edns=0 edns=1 ednsflags=0x70 ednsopt=nsid
    ednsopt=ede:0000666f6f ednsopt=ede ednsopt=ede:00 ednsopt=20:abcd ednsopt=ecs:00000000 noednsopt opcode=status
    opcode=NOTIFY opcode=5 opcode=9 noopcode padding=64 nopadding=2 qid=1234 noqid split=4 split=6 split=32 split=0 subnet=0
    subnet=0/0 subnet=10.53/15 subnet=192.0.2.1 subnet=::/0 subnet=2001:db8::/33 nosubnet timeout=3 time=2 tries=1 retry=1
    retries=0 ndots=3 domain=valid.example fuzztime fuzztime=100 nofuzztime dscp=3 dscp notrace nonssearch noyaml
    nodns64prefix notls nohttps nohttp-plain nosigchase notrusted-key""".split()

GRAMMAR = r"""
-x 192.0.2.1
-x 2001:db8::1
-x 10.1
-x 2001:db8
-x foo.bar
-q valid.example -t MX
-t MX valid.example
-c CH -t TXT version.bind
-c CHAOS -t TXT id.server
version.bind CH TXT
-t TYPE65534 www.valid.example
www.valid.example IN TYPE1
www.valid.example MX NS
www.valid.example A AAAA
-t MX
MX
-t bogus www.valid.example
-c bogus www.valid.example
www.valid.example BOGUS
www.valid.example. nx.valid.example.
www.valid.example +short valid.example SOA
valid.example +nocomments SOA www.valid.example
-4 www.valid.example
-p 53 www.valid.example
-p 53 -4 www.valid.example AAAA
-q -m
-m www.valid.example
-u www.valid.example
-u www.valid.example +short +identify
-i www.valid.example
-n www.valid.example
-r www.valid.example
+short +noshort www.valid.example
www.valid.example +short +comments
+noall +comments www.valid.example
+noall +stats www.valid.example
+nocmd +nostats www.valid.example
-b 127.0.0.1 www.valid.example
-b 127.0.0.1#0 www.valid.example
'a\.b.valid.example'
'\000\255.valid.example'
'a b.valid.example'
type=MX valid.example
class=IN valid.example
any valid.example
-t any valid.example +notcp
+multi valid.example +nomulti valid.example
+nottlid +noclass valid.example SOA
+yaml +noyaml www.valid.example
+ttlunits +multi valid.example SOA
+search www.valid.example
+search +domain=valid.example www
+showsearch +domain=valid.example www
+showsearch +domain=valid.example nx
+domain=valid.example www.valid.example.
+ndots=3 +search +domain=example www.valid
+noedns www.valid.example
+noedns +dnssec www.valid.example
+dnssec +noedns www.valid.example
+bufsize=512 +dnssec valid.example DNSKEY
+ignore +bufsize=512 +dnssec valid.example DNSKEY
+ignore +bufsize=512 +dnssec valid.example DNSKEY +qr
+bufsize=512 +dnssec valid.example DNSKEY +qr
+edns=100 www.valid.example
+edns=100 +noednsneg www.valid.example
+dns64prefix
+nodns64prefix www.valid.example
+short +identify www.valid.example
+identify +nostats www.valid.example
+identify www.valid.example
""".strip().splitlines()

FAILURES = rf"""
{NOBODY} -p 5399 www.valid.example
{NOBODY} -p 5399 +tcp www.valid.example
{NOBODY} -p 5399 +short www.valid.example
{NOBODY} -p 5399 +qr www.valid.example
@192.0.2.1 +time=1 +tries=1 www.valid.example
@192.0.2.1 +tcp www.valid.example
@::1 -4 www.valid.example
{NAMED} -6 www.valid.example
-4 -6 www.valid.example
@nosuch.invalid. www.valid.example
+nosuch
-z
{NAMED} +tries
{NAMED} '\0.'
{NAMED} a..b
{NAMED} +ednsopt=:
{NAMED} +subnet=x
{NAMED} +timeout=x a
{NAMED} -p x a
{NAMED} -p
{NAMED} -b 300.1.1.1 a
{NAMED} -f /nonexistent
{NAMED} +qid=70000 a
{NAMED} +cookie=zz a
{NAMED} +edns=300 a
{NAMED} +padding=600 a
-b 192.0.2.77 {NAMED} www.valid.example
{NAMED} {UNBOUND} www.valid.example
{NOBODY} {NAMED} www.valid.example
{NAMED} www.valid.example {NOBODY} www.valid.example +nocomments
{NOBODY} www.valid.example {NAMED} www.valid.example +nocomments
{NAMED} www.valid.example MX %remark +qr SOA
{NAMED} -q %valid.example SOA % valid.example
+tcp {NOBODY} {NAMED} www.valid.example
@::ffff:127.0.0.12 www.valid.example
@fe80::1%nosuch www.valid.example
{NAMED} {"a" * 64}.example
{SILENT} www.valid.example +tries=1 +time=1
{SILENT} www.valid.example +tries=2 +time=1
{SILENT} www.valid.example +tries=1 +time=1 +short
{SILENT} www.valid.example +tries=1 +time=1 +qr
{SILENT} www.valid.example +tries=1 +time=1 +tcp
{SILENT} {NAMED} www.valid.example +tries=1 +time=1
""".strip().splitlines()

WALKS = """
www.valid.example
nx.valid.example
alias.valid.example MX
-x 192.0.2.1
+short www.valid.example
+short +identify www.valid.example
+all www.valid.example
+all +qr www.valid.example
+stats www.valid.example
+multi www.valid.example DNSKEY
+nodnssec www.valid.example
+noauthority www.valid.example
+noall +answer www.valid.example
+nocmd www.unsigned.example AAAA
+tcp www.valid.example
-4 www.valid.example
+bufsize=512 www.rrsig-exp-a.example
www.servers-upward.example
www.servers-lame.example
www.servers-refuse.example
+nodnssec www.v4-loopback.example
+notrace www.valid.example
@127.0.10.1 www.valid.example
@127.0.12.1 www.valid.example
@127.0.0.99 www.valid.example
""".strip().splitlines()

SEARCHES = """
valid.example
www.valid.example
nx.valid.example
valid.example +qr
valid.example +tcp
. +multi
servers-refuse.example
one-silent.example +time=1
@127.0.10.1 valid.example
@127.0.11.1 valid.example
@127.0.0.99 valid.example
""".strip().splitlines()

MISBEHAVING = ("LAB_REFUSE", "LAB_LAME", "LAB_FORMERR", "LAB_REFUSING", "LAB_SERVFAIL")
WAYS = ("", "+short", "+tcp", "+nofail", "+dnssec", "+noedns", "+qr")

BATCHES = (
    (f"{NAMED} -f -", "www.valid.example\nvalid.example SOA +short\n\n# c\n; d\nnx.valid.example MX\n"),
    (f"-f - {NAMED} +short", "www.valid.example\nvalid.example SOA\n"),
    (f"{NAMED} -f - +noall +answer", "www.valid.example A\n-x 192.0.2.1\n"),
)


def lines() -> list[tuple[tuple[str, ...], str]]:
    written = [f"{NAMED} valid.example. {qtype} {look}" for qtype, look in itertools.product(TYPES, LOOKS)]
    written += [f"{NAMED} {name} {part}" for name, part in itertools.product(NAMES, PARTS)]
    for flag, no in itertools.product(FLAGS, ("", "no")):
        written += [f"{NAMED} valid.example. DNSKEY +{no}{flag}", f"{NAMED} www.valid.example. +{no}{flag} AAAA"]
    for value in VALUES:
        written += [f"{NAMED} www.valid.example +{value} +qr", f"{NAMED} valid.example SSHFP +{value}"]
    written += [f"{server} {line}" for server, line in itertools.product((NAMED, UNBOUND), GRAMMAR)]
    written += [f"+trace {line}" for line in WALKS] + [f"+nssearch {line}" for line in SEARCHES]
    written += [f"{option} @{os.environ['LAB_REFUSING']} valid.example" for option in ("+trace", "+nssearch")
                if "LAB_REFUSING" in os.environ]
    written += FAILURES
    written += [f"@{os.environ[server]} www.valid.example {way}"
                for server, way in itertools.product(MISBEHAVING, WAYS) if server in os.environ]
    given = [(tuple(shlex.split(line)), "") for line in written]
    given += [(tuple(shlex.split(line)), stdin) for line, stdin in BATCHES]
    return list(dict.fromkeys(given))
