"""Who a server is, by other means than its name in the command line: a stapled OCSP response (RFC 6066 section 8), a DNS
stamp with certificate hashes, and the word of a resolver that designates it (RFC 9462).

dnsdist staples, and OpenSSL's s_server what dnsdist would not; Unbound designates.
"""

import base64
import contextlib
import datetime
import hashlib
import itertools
import json
import pathlib
import socket
import subprocess
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

import certificates
from edig_lab import CA, NO_REPLY, SERVERS, SUCCESS, USAGE, address, edig

QUESTION = "www.valid.example."
NOW = datetime.datetime.utcnow().replace(microsecond=0)
DAY = datetime.timedelta(days=1)
addresses = (f"127.0.3.{last}" for last in itertools.count(1))


@contextlib.contextmanager
def running(arguments, where, port):
    """A server, as soon as it takes connections."""
    with open(where.with_suffix(".log"), "wb") as log:
        process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=log, stderr=log)
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection((str(where.name), port), 1):
                    break
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(10)


def stapled(directory, status, **changes):
    """Arguments for a server at the next address: its certificate, key, and OCSP response. And its CA as edig is told."""
    here = next(addresses)
    authority = certificates.make_authority("Stapling CA")
    own = certificates.issue(str(directory), authority, "stapling", [here], "")
    ca = directory / "ca.pem"
    ca.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    leaf = x509.load_pem_x509_certificate(pathlib.Path(own.chain).read_bytes())
    revoked = status == ocsp.OCSPCertStatus.REVOKED
    times = {"this_update": NOW - DAY, "next_update": NOW + DAY, **changes}
    response = (ocsp.OCSPResponseBuilder()
                .add_response(cert=leaf, issuer=authority.certificate, algorithm=hashes.SHA1(), cert_status=status,
                              revocation_time=NOW - DAY if revoked else None, revocation_reason=None, **times)
                .responder_id(ocsp.OCSPResponderEncoding.HASH, authority.certificate)
                .sign(authority.key, hashes.SHA256()))
    file = directory / "ocsp.der"
    file.write_bytes(response.public_bytes(Encoding.DER))
    return here, own, file, ("@tls://" + here, "+tls-ca=" + str(ca), "+tls-ocsp-stapling", QUESTION)


@contextlib.contextmanager
def answering(directory, staples=True):
    """The way to a dnsdist, which staples good responses only."""
    here, own, file, way = stapled(directory, ocsp.OCSPCertStatus.GOOD)
    configuration = directory / "dnsdist.conf"
    options = f', {{ocspResponses={{"{file}"}}}}' if staples else ""
    configuration.write_text(f"""setACL({{"127.0.0.0/8"}})
setSecurityPollSuffix('')
newServer({{address="{address("unbound")}:53", healthCheckMode="up"}})
addLocal("{here}:53")
addTLSLocal("{here}:853", "{own.chain}", "{own.key}"{options})
""")
    command = ["dnsdist", "--supervised", "--disable-syslog", "-C", str(configuration)]
    with running(command, directory / here, 853):
        yield way


@contextlib.contextmanager
def silent(directory, status, **changes):
    """The way to OpenSSL's own server, which staples any response, and then says nothing."""
    here, own, file, way = stapled(directory, status, **changes)
    command = ["openssl", "s_server", "-quiet", "-accept", here + ":853", "-cert", own.chain, "-key", own.key, "-alpn", "dot",
               "-status_file", str(file)]
    with running(command, directory / here, 853):
        yield (*way, "+timeout=1")


def test_a_good_certificate(tmp_path):
    with answering(tmp_path) as way:
        asked = edig(*way, "+json")
        assert asked.status == SUCCESS
        assert asked.json["server"]["tls"]["ocsp"] == {"status": "good", "until": (NOW + DAY).isoformat() + "Z"}
        assert "the certificate is good" in edig(*way).text
        assert "ocsp" not in edig(*way, "+notls-ocsp-stapling", "+json").json["server"]["tls"]


def test_nothing_is_stapled(tmp_path):
    with answering(tmp_path, staples=False) as way:
        asked = edig(*way, "+json")
        assert asked.status == SUCCESS
        assert asked.json["server"]["tls"]["ocsp"] == {"status": "none"}


def test_a_revoked_certificate_is_a_failure(tmp_path):
    with silent(tmp_path, ocsp.OCSPCertStatus.REVOKED) as way:
        asked = edig(*way, "+json")
        assert asked.status == NO_REPLY
        assert asked.json["error"]["kind"] == "tls"
        assert "is revoked" in asked.json["error"]["text"]
        assert asked.json["server"]["tls"]["ocsp"]["status"] == "revoked"
        assert edig(*way, "+tls-insecure", "+json").json["error"]["kind"] == "timeout"


@pytest.mark.parametrize("status, changes, shown", [
    (ocsp.OCSPCertStatus.GOOD, {}, "good"),
    (ocsp.OCSPCertStatus.UNKNOWN, {}, "unknown"),
    (ocsp.OCSPCertStatus.GOOD, {"this_update": NOW - 9 * DAY, "next_update": NOW - DAY}, "invalid"),
    (ocsp.OCSPCertStatus.REVOKED, {"this_update": NOW - 9 * DAY, "next_update": NOW - DAY}, "invalid"),
], ids=["good", "unknown", "old", "old-revoked"])
def test_what_is_not_revoked_is_shown_and_asked(tmp_path, status, changes, shown):
    with silent(tmp_path, status, **changes) as way:
        asked = edig(*way, "+json")
        assert asked.json["error"]["kind"] == "timeout"
        assert asked.json["server"]["tls"]["ocsp"]["status"] == shown


def prefixed(*strings):
    """LP() of each."""
    return b"".join(bytes([len(string)]) + string for string in strings)


def stamp(protocol, *rest):
    return "@sdns://" + base64.urlsafe_b64encode(bytes([protocol]) + bytes(8) + b"".join(rest)).decode().rstrip("=")


def tbs_hash(path):
    certificate = x509.load_pem_x509_certificate(pathlib.Path(path).read_bytes())
    return hashlib.sha256(certificate.tbs_certificate_bytes).digest()


def parts(server, certificate_hash=b""):
    name = SERVERS[server]["tls"]["name"].encode()
    return prefixed(address(server).encode()), prefixed(certificate_hash), prefixed(name)


@pytest.mark.parametrize("hashed", [False, True], ids=["without", "with"])
def test_stamps_are_used(hashed):
    fields = parts("unbound", tbs_hash(CA) if hashed else b"")
    for protocol, rest, transport in ((3, (), "tls"), (2, (prefixed(b"/dns-query"),), "https")):
        asked = edig(stamp(protocol, *fields, *rest), "+tls-ca=" + CA, QUESTION, "+json")
        assert asked.status == SUCCESS
        assert asked.json["server"]["transport"] == transport
        assert asked.json["server"]["authenticated"]
    assert edig(stamp(0, fields[0]), QUESTION, "+json").json["server"]["transport"] == "udp"


def test_a_stamp_of_another_certificate_is_no_proof():
    asked = edig(stamp(3, *parts("unbound", bytes(32))), "+tls-ca=" + CA, QUESTION, "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "tls"
    assert "the stamp names" in asked.json["error"]["text"]


def test_a_stamp_of_dnscrypt_is_refused():
    asked = edig(stamp(1, prefixed(b"192.0.2.1")), QUESTION)
    assert asked.status == USAGE
    assert "DNSCrypt" in asked.errors and asked.errors.count("\n") == 1


@contextlib.contextmanager
def designating(directory, *rdata):
    """The address of an Unbound that has these SVCB records for _dns.resolver.arpa."""
    here = next(addresses)
    data = "".join(f"  local-data: '_dns.resolver.arpa. 300 IN SVCB {one.format(here=here)}'\n" for one in rdata)
    certificate = certificates.issue(str(directory), None, "own", [here], "")
    configuration = directory / "unbound.conf"
    configuration.write_text(f"""server:
  directory: "{directory}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  log-queries: yes
  num-threads: 1
  interface: {here}
  interface: {here}@853
  tls-port: 853
  tls-service-key: "{certificate.key}"
  tls-service-pem: "{certificate.chain}"
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  module-config: "iterator"
  local-zone: resolver.arpa. static
{data}remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: {address("unbound")}
""")
    with running(["unbound", "-d", "-c", str(configuration)], directory / here, 53):
        yield here


def designated(here, *words):
    return edig("@" + here, "+ddr", QUESTION, "+json", *words)


def test_a_designated_resolver_whose_certificate_is_for_the_address():
    """Unbound of the lab designates itself."""
    here = address("unbound")
    asked = designated(here, "+tls-ca=" + CA)
    server = asked.json["server"]
    assert asked.status == SUCCESS
    assert (server["transport"], server["address"], server["port"]) == ("tls", here, 853)
    assert server["authenticated"]
    assert server["designated_by"] == {"address": here, "name": "unbound.lab.example."}
    assert "its certificate is for that address" in " ".join(edig("@" + here, "+ddr", QUESTION, "+tls-ca=" + CA).text.split())


def test_a_local_resolver_may_designate_its_own_address_unproved(tmp_path):
    with designating(tmp_path, "1 dns.example. alpn=dot ipv4hint={here}") as here:
        asked = designated(here)
        assert asked.status == SUCCESS
        assert asked.json["server"]["transport"] == "tls"
        assert asked.json["server"]["authenticated"] is False
        text = edig("@" + here, "+ddr", QUESTION).text
        assert "no certificate proves it" in " ".join(text.split())
        assert "+tls-insecure" not in text


def test_the_questions_of_a_batch_discover_once(tmp_path):
    with designating(tmp_path, "1 dns.example. alpn=dot ipv4hint={here}") as here:
        batch = tmp_path / "batch"
        batch.write_text("".join(f"www.valid.example. {rtype} +ddr @{here} +json\n" for rtype in ("A", "AAAA", "MX", "TXT") * 5))
        values = [json.loads(line) for line in edig("-f", str(batch)).lines]
        log = next(tmp_path.glob("*.log")).read_text()
    assert [value["server"]["transport"] for value in values] == ["tls"] * 20
    assert all(value["server"]["designated_by"]["address"] == here for value in values)
    assert log.count("_dns.resolver.arpa. SVCB IN") == 1


def test_another_address_has_to_be_proved(tmp_path):
    with designating(tmp_path, "1 unbound.lab.example. alpn=dot ipv4hint=" + address("unbound")) as here:
        asked = designated(here, "+tls-ca=" + CA)
        assert asked.status == NO_REPLY
        assert asked.json["error"]["kind"] == "tls"
        assert "answer" not in asked.json


def test_what_edig_speaks_is_taken_in_the_order_of_priority(tmp_path):
    hint = " ipv4hint=" + address("unbound")
    with designating(tmp_path, "3 c.example. alpn=dot" + hint, "1 a.example. alpn=doq" + hint,
                     "2 unbound.lab.example. alpn=h2 key7=/dns-query{{?dns}}" + hint) as here:
        asked = designated(here, "+tls-insecure")
        assert asked.status == SUCCESS
        assert asked.json["server"]["transport"] == "https"
        assert asked.json["server"]["designated_by"]["name"] == "unbound.lab.example."


def test_a_target_without_addresses_is_looked_up_at_the_resolver(tmp_path):
    with designating(tmp_path, "1 unbound.lab.example. alpn=dot") as here:
        asked = designated(here, "+tls-insecure")
        assert asked.status == SUCCESS
        assert asked.json["server"]["address"] == address("unbound")


def test_none_is_designated(tmp_path):
    with designating(tmp_path) as here:
        asked = edig("@" + here, "+ddr", QUESTION)
        assert asked.status != SUCCESS
        assert "designates no encrypted resolver" in asked.errors


def test_several_questions_go_there():
    values = edig("@" + address("unbound"), "+ddr", "+tls-ca=" + CA, "+json", QUESTION, "A", "AAAA").json_lines
    assert [value["server"]["transport"] for value in values] == ["tls", "tls"]
