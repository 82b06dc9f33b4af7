"""`edig +dig` beside dig: what reads dig's output reads edig's. Beside kdig: the same records and RCODE.

Both are run with the same words. What differs between any two runs (ID, times, TTLs that count down, cookies) is taken
out; the rest must be the same, line by line.
"""

import re
import subprocess

import pytest

from dig_layout import sections, stable
from edig_lab import CA, PATIENT, SERVERS, address, ask, edig

SERVER_NAMES = ("unbound", "named", "kresd", "pdns")
OF_THE_PROGRAM = (
    (r"^; <<>>.*\n", ""),
    (r"^;; Query time: .*\n", ""),
    (r"^;; MSG SIZE +rcvd: .*\n", ""),     # a cookie more or less
    (r"\n\n+", "\n\n"),
)
# INFO-CODEs that dig 9.18 knows no name of
UNNAMED = re.compile(r"^(; EDE: (?:2[5-9]|[3-9]\d|\d{3,}))( \([^)]*\))?(.*)$", re.MULTILINE)


def comparable(text: str) -> str:
    text = stable(text, *OF_THE_PROGRAM)
    return UNNAMED.sub(lambda match: match[1] + (match[3] if ":" in match[3] else ""), text).strip()


def dig(*words: str) -> str:
    done = subprocess.run(["dig", *PATIENT, *words], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done
    return done.stdout


ROUNDS = 4  # some resolvers change what they say of the same name from one question to the next


def assert_alike(*words: str) -> str:
    """As dig shows it before or after; asked once before, so that both are answered from the same cache."""
    dig(*words)
    for left in reversed(range(ROUNDS)):
        before, ours, after = (comparable(text) for text in (dig(*words), edig("+dig", *words).text, dig(*words)))
        theirs = [sections(before), sections(after)]
        if sections(ours) in theirs:
            break
        assert left > 0, (ours, before, after)
    return ours


QUESTIONS = [
    ["www.valid.example."], ["www.valid.example.", "AAAA"], ["nx.valid.example."], ["valid.example.", "SOA"],
    ["valid.example.", "NS"], ["alias.valid.example."], [".", "NS"], ["valid.example.", "DNSKEY"],
    ["www.valid.example.", "+dnssec"], ["nx.valid.example.", "+dnssec"], ["valid.example.", "DNSKEY", "+dnssec"],
    ["valid.example.", "DS", "+dnssec"], ["valid.example.", "NSEC3PARAM"], ["a.wild.valid.example.", "+dnssec"],
    ["www.unsigned.example."], ["www.rrsig-exp-a.example."], ["www.no-ksk.example."], ["www.rrsig-exp-a.example.", "+cd"],
    ["lab.example.", "TXT"],
]


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
@pytest.mark.parametrize("server", SERVER_NAMES)
def test_the_same_as_dig(server, words):
    assert_alike("@" + address(server), *words)


OPTIONS = [
    "+noall +answer", "+noall +comments", "+nocomments", "+noquestion", "+noanswer", "+noauthority", "+noadditional",
    "+nostats", "+nocmd", "+short", "+short +dnssec", "+short +identify", "+nottlid", "+noclass", "+ttlunits",
    "+multiline", "+multiline +dnssec", "+dnssec +nocrypto", "+dnssec +rrcomments", "+noedns", "+norecurse", "+noadflag",
    "+aaflag +noadflag", "+nocookie", "+tcp", "+bufsize=4096", "+noall +answer +multiline", "+unknownformat", "+cdflag",
    "+noall +authority", "+noall +stats", "+noall +question", "+short +multiline", "+noall",
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("question", [["www.valid.example."], ["valid.example.", "DNSKEY"], ["nx.valid.example."]],
                         ids=" ".join)
def test_the_same_options(options, question):
    assert_alike("@" + address("unbound"), *question, *options.split())


ARGUMENTS = [
    "-x 192.0.2.1", "-x 2001:db8::1", "-t MX -q valid.example.", "-t TYPE65534 www.valid.example.", "-c CH -t TXT id.server.",
    "version.bind. TXT CH", "-4 www.valid.example.", "-p 53 www.valid.example.", "www.valid.example. IN TYPE1",
    "WWW.Valid.Example.", "www.valid.example. nx.valid.example.", "www.valid.example. +short nx.valid.example. SOA",
    r"a\.b.valid.example.", r"\000\255.valid.example.",
]


@pytest.mark.parametrize("words", ARGUMENTS)
def test_the_same_arguments(words):
    assert_alike("@" + address("unbound"), *words.split())


def test_nsid():
    assert "NSID:" in assert_alike("@" + address("pdns"), "www.valid.example.", "+nsid")


def test_client_subnet():
    assert "CLIENT-SUBNET: 192.0.2.0/24/0" in assert_alike("@" + address("named"), "www.valid.example.",
                                                           "+subnet=192.0.2.0/24")


def test_cookies():
    assert "(good)" in assert_alike("@" + address("named"), "www.valid.example.")


@pytest.mark.parametrize("info_code", [*range(36), 49151, 49152, 65535])
def test_every_info_code(info_code):
    ours = assert_alike("@" + address("pdns"), f"ede-{info_code}.policy.example.")
    assert re.search(rf"^; EDE: {info_code}\b.*\(as asked\)$", ours, re.MULTILINE)


def test_several_servers_are_refused_alike():
    """A name without an address as the server: dig and edig both say so and ask nothing."""
    words = ["@no-such-server.valid.example.", "www.valid.example."]
    assert subprocess.run(["dig", *words], capture_output=True, timeout=30, check=False).returncode != 0
    assert edig(*words).status != 0


def kdig(*words: str) -> str:
    return subprocess.run(["kdig", "+timeout=5", *words], capture_output=True, text=True, timeout=30, check=False).stdout


def record_lines(text: str) -> set[str]:
    """Records without their TTL and white space: dig and kdig break base64 in different places."""
    lines = [line.split() for line in text.splitlines() if line and not line.startswith(";")]
    return {" ".join(words[:1] + words[2:4]) + " " + "".join(words[4:]) for words in lines}


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls", "https"])
@pytest.mark.parametrize("words", [["www.valid.example.", "A"], ["valid.example.", "DNSKEY"], ["valid.example.", "MX"],
                                   ["nx.valid.example.", "A"], ["www.rrsig-exp-a.example.", "A"]], ids=" ".join)
@pytest.mark.parametrize("server", ("unbound", "named", "kresd"))
def test_the_same_as_kdig(server, words, transport):
    how = {"udp": [], "tcp": ["+tcp"], "tls": ["+tls-ca=" + CA], "https": ["+https", "+tls-ca=" + CA]}
    if transport in ("tls", "https"):
        how[transport].append("+tls-hostname=" + SERVERS[server]["tls"]["name"])
    theirs = kdig("@" + address(server), *how[transport], *words)
    rcode = re.search(r"HEADER.* status: (\w+)", theirs)[1]
    assert ask(server, *words, "+json", transport=transport).json["rcode"]["name"] == rcode
    ours = ask(server, *words, "+dig", "+noall", "+answer", transport=transport).text
    only_answer = kdig("@" + address(server), *how[transport], *words, "+noall", "+answer")
    assert record_lines(ours) == record_lines(only_answer)
