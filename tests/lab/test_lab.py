"""Proves that the lab is as meant: each zone broken as its entry says, each server doing what it is there for.

    tests/lab/lab /usr/bin/python3 -m pytest -p no:cacheprovider tests/lab

The judges are the four resolvers and delv, none of which shares code with edig or with zones.py. They are real programs
with quirks of their own, so three of four decide.
"""

import base64
import hashlib
import os
import socket
import ssl
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ask import Reply, ask, exchange, query
from description import LAB, LAB_DIR, SERVERS
from delv import DIFFERS, delv

HERE = os.path.dirname(os.path.abspath(__file__))
JUDGES = ("unbound", "named", "kresd", "pdns")
CASES = {case["name"]: case for case in LAB["cases"]}
COMMON = [case for case in LAB["cases"] if not case["via"] and "server" not in case["expect"]]
FAILURES = ("SERVFAIL", "timeout")


def named(case: dict) -> str:
    return case["name"]


@pytest.fixture(scope="session")
def replies() -> dict[tuple[str, str], Reply]:
    """What each judge says of each common case, asked all at once: some need half a minute for a dead server."""
    pairs = [(case["name"], judge) for case in COMMON for judge in JUDGES]

    def one(pair):
        case = CASES[pair[0]]
        return pair, ask(SERVERS[pair[1]]["address"], case["qname"], case["qtype"])

    with ThreadPoolExecutor(40) as pool:
        return dict(pool.map(one, pairs))


def status_of(reply: Reply) -> str:
    """How a validator's reply reads."""
    if reply.rcode in FAILURES:
        return "fails"
    return "secure" if reply.ad else "insecure"


@pytest.mark.parametrize("case", COMMON, ids=named)
def test_resolvers_agree_with_the_entry(case, replies):
    meant = case["expect"]["status"] if case["expect"]["status"] in ("secure", "insecure") else "fails"
    said = {judge: replies[case["name"], judge] for judge in JUDGES}
    agreeing = [judge for judge, reply in said.items() if status_of(reply) == meant]
    assert len(agreeing) >= 3, {judge: reply.short() for judge, reply in said.items()}


@pytest.mark.parametrize("case", [case for case in COMMON if case["expect"]["status"] == "bogus"], ids=named)
def test_what_is_bogus_can_be_had_without_validation(case):
    """Else it would be unresolvable, not bogus."""
    reply = ask(SERVERS["iterator"]["address"], case["qname"], case["qtype"])
    assert reply.rcode in ("NOERROR", "NXDOMAIN")


# Every resolver that says anything names a consequence, not the cause.
UNNAMED = {"rrsig-exp-before-all", "rrsig-exp-before-a", "nsec3-not-covering", "parent-no-ds-expired"}


@pytest.mark.parametrize("case", [case for case in COMMON if "info_code" in case["expect"]], ids=named)
def test_no_resolver_names_another_cause_only(case, replies):
    """Where resolvers say something, at least one says what the entry says, or the entry explains itself."""
    said = {code for judge in JUDGES for code in replies[case["name"], judge].info_codes} - {0}
    right = {case["expect"]["info_code"], *case["expect"].get("accept", [])}
    assert not said or said & right or case["why"] or case["name"] in UNNAMED


DELV_CASES = [case for case in COMMON if case["expect"]["status"] != "unresolvable"]


@pytest.fixture(scope="session")
def delv_says() -> dict[str, str | None]:
    def one(case):
        return case["name"], delv(SERVERS["iterator"]["address"], case["qname"], case["qtype"])

    with ThreadPoolExecutor(12) as pool:
        return dict(pool.map(one, DELV_CASES))


@pytest.mark.parametrize("case", [case for case in DELV_CASES if case["name"] not in DIFFERS], ids=named)
def test_delv_agrees_with_the_entry(case, delv_says):
    assert delv_says[case["name"]] == case["expect"]["status"]


POLICY = [case for case in LAB["cases"] if case["group"] == "policy" and case["via"]]


@pytest.mark.parametrize("case", [case for case in POLICY if case["expect"]["fault"] == "resolver"], ids=named)
def test_policy_holds_through_its_resolver_only(case):
    there = ask(SERVERS[case["via"]]["address"], case["qname"], case["qtype"], patience=3)
    elsewhere = ask(SERVERS["iterator"]["address"], case["qname"], case["qtype"])
    assert elsewhere.rcode == "NOERROR" and elsewhere.answers == 2
    assert there.answers < 2
    if there.info_codes:
        told = case["expect"].get("info_code", case["expect"].get("claims"))  # true, or what it claims
        assert {told, *case["expect"].get("accept", [])} & set(there.info_codes)


@pytest.mark.parametrize("case", [case for case in POLICY if case["expect"]["fault"] == "zone"], ids=named)
def test_negative_trust_anchors_hide_a_bogus_zone(case):
    there = ask(SERVERS[case["via"]]["address"], case["qname"], case["qtype"])
    elsewhere = ask(SERVERS["dnsdist" if case["via"] != "unbound" else "kresd"]["address"], case["qname"], case["qtype"])
    assert (there.rcode, there.ad) == ("NOERROR", False)
    assert elsewhere.rcode == "SERVFAIL"


def test_any_info_code_can_be_had():
    for code in (0, 14, 24, 33, 49152):
        assert ask(SERVERS["pdns"]["address"], f"ede-{code}.policy.example.", "A").extended_errors == [(code, "as asked")]


@pytest.mark.parametrize("name", ("refusing", "prohibiting"))
def test_refusing_resolvers(name):
    reply = ask(SERVERS[name]["address"], "www.valid.example.", "A")
    assert (reply.rcode, reply.info_codes) == ("REFUSED", [18])


def test_a_resolver_with_a_wrong_trust_anchor_finds_all_bogus():
    reply = ask(SERVERS["wrong-anchor"]["address"], "www.valid.example.", "A")
    assert reply.rcode == "SERVFAIL" and set(reply.info_codes) & {6, 9}


MISBEHAVIOUR = {
    "silent": "timeout", "refuse": "REFUSED", "not-authoritative": "REFUSED 20", "servfail": "SERVFAIL", "lame": "NOERROR",
    "upward": "NOERROR", "noedns": "NOERROR", "formerr": "FORMERR", "notimp": "NOTIMP", "drop-edns": "timeout",
    "garbage": "timeout", "strip-rrsig": "NOERROR", "truncate": "NOERROR", "other-question": "timeout",
    "endless-cname": "NOERROR", "endless-referral": "NOERROR", "switch": "NOERROR",
    "report-channel": "NOERROR", "dead": "timeout"}


@pytest.mark.parametrize("name", LAB["misbehaving"])
def test_misbehaving_servers_misbehave(name):
    assert ask(LAB["misbehaving"][name], "www.valid.example.", "A", patience=2).short() == MISBEHAVIOUR[name]


def test_the_forwarder_knows_neither_edns_nor_dnssec():
    reply = exchange(SERVERS["forwarder"]["address"], query("www.valid.example.", "A"), patience=5)
    assert reply.edns == -1 and len(reply.answer) == 1


def test_named_stale_insists_on_cookies():
    command = ["dig", f"@{SERVERS['named-stale']['address']}", "+cookie", "+nobadcookie", "www.valid.example"]
    assert "BADCOOKIE" in subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout


@pytest.mark.parametrize("name", ("stale", "named-stale"))
def test_stale_answers_while_the_authority_is_away(name):
    address = SERVERS[name]["address"]
    switch = os.path.join(LAB_DIR, "authority-down")
    assert ask(address, "www.stale.example.", "A").info_codes == []
    with open(switch, "w", encoding="ascii"):
        time.sleep(2.1)
    try:
        reply = ask(address, "www.stale.example.", "A")
        assert (reply.rcode, reply.info_codes) == ("NOERROR", [3])
    finally:
        os.remove(switch)


def verify(server: dict, port: int) -> tuple[str, str]:
    """OpenSSL's verdict on the certificate shown at a server's port, and the pin of its key."""
    context = ssl.create_default_context(cafile=LAB["ca"])
    trusting = ssl._create_unverified_context()
    with socket.create_connection((server["address"], port), timeout=5) as sock:
        with trusting.wrap_socket(sock, server_hostname=server["tls"]["name"]) as tls:
            shown = x509.load_der_x509_certificate(tls.getpeercert(binary_form=True))
    spki = shown.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(spki).digest()).decode()
    try:
        with socket.create_connection((server["address"], port), timeout=5) as sock:
            with context.wrap_socket(sock, server_hostname=server["tls"]["name"]):
                return "sound", pin
    except ssl.SSLCertVerificationError as error:
        return error.verify_message, pin


VERDICTS = {"": "sound", "expired": "certificate has expired", "not-yet-valid": "certificate is not yet valid",
            "self-signed": "self-signed certificate", "unknown-issuer": "unable to get local issuer certificate"}


@pytest.mark.parametrize("transport", ("tls", "https"))
@pytest.mark.parametrize("name", [name for name, server in SERVERS.items() if "tls" in server])
def test_certificates_are_right_or_wrong_as_named(name, transport):
    server = SERVERS[name]
    verdict, pin = verify(server, server["ports"][transport])
    assert pin == server["tls"]["pin"]
    if server["tls"]["problem"] == "wrong-name":
        assert verdict.startswith("Hostname mismatch")
    else:
        assert verdict == VERDICTS[server["tls"]["problem"]]


@pytest.mark.parametrize("transport", ("tls", "https"))
@pytest.mark.parametrize("name", [name for name, server in SERVERS.items() if "https" in server["ports"]])
def test_encrypted_transports_answer(name, transport):
    command = ["kdig", f"+{transport}", f"@{SERVERS[name]['address']}", "+short", "www.valid.example"]
    assert subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout == "192.0.2.1\n"


def test_ipv6():
    command = ["dig", f"@{SERVERS['unbound']['address6']}", "+short", "www.valid.example"]
    assert subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout == "192.0.2.1\n"


@pytest.mark.parametrize("options", ("+notcp", "+tcp"))
def test_the_slow_line_is_slow_and_complete(options):
    slow = SERVERS["unbound"]["address"].replace("127.0.0.", "127.0.2.")
    started = time.monotonic()
    command = ["dig", f"@{slow}", "+short", options, "www.valid.example"]
    assert subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout == "192.0.2.1\n"
    assert time.monotonic() - started >= 0.02


def test_every_zone_of_the_paper_is_there():
    groups = ("control", "access", "DS", "RRSIG time", "RRSIG presence", "RRSIG value", "NSEC3", "DNSKEY", "algorithms",
              "glue IPv4", "glue IPv6")
    named_ = {case["name"] for case in LAB["cases"] if case["group"] in groups}
    assert len(named_ | {"nsec3-iter-200"}) == 63


def test_the_lab_gives_the_status_back_and_leaves_nothing(tmp_path):
    done = subprocess.run([os.path.join(HERE, "lab"), "--only", "none", "sh", "-c", "exit 7"],
                          env={**os.environ, "TMPDIR": str(tmp_path)}, check=False)
    assert done.returncode == 7
    assert not list(tmp_path.iterdir())
