"""Who the server is (RFC 7858, RFC 8310): by name, by address, by pin; and certificates that are wrong on purpose.

Strict by default: where the identity cannot be verified there is no reply, the reason is OpenSSL's, and the words of it
tell a person what to do.
"""

import contextlib
import datetime
import os
import pty

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from certificates import DAY, builder, subject, write
from edig_lab import CA, EDIG, NO_REPLY, SERVERS, SUCCESS, USAGE, address, edig, way

TRANSPORTS = ("tls", "https")
# what the error text has to name
BAD = {"expired": "expired", "not-yet-valid": "not valid before", "self-signed": "self-signed", "wrong-name": "",
       "unknown-issuer": "issuer"}
QUESTION = "www.valid.example."


def tls(server: str, transport: str, *words: str):
    return edig("@" + address(server), "+" + transport, QUESTION, "+json", *words)


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("problem", BAD)
def test_bad_certificates(problem, transport):
    """By name, as its operator says it should be called."""
    asked = tls(problem, transport, "+tls-ca=" + CA, "+tls-hostname=" + SERVERS[problem]["tls"]["name"])
    value = asked.json
    assert asked.status == NO_REPLY
    assert value["error"]["kind"] == "tls"
    assert BAD[problem] in value["error"]["text"].lower()
    assert value["error"]["hint"]
    assert value["server"]["authenticated"] is False
    assert "answer" not in value and "rcode" not in value


@pytest.mark.parametrize("problem", BAD)
def test_bad_certificates_in_words(problem):
    """In the text a person reads: which server, and what is wrong with its certificate."""
    asked = edig("@" + address(problem), "+tls", QUESTION, "+tls-ca=" + CA,
                 "+tls-hostname=" + SERVERS[problem]["tls"]["name"])
    assert asked.status == NO_REPLY
    assert address(problem) in asked.text
    assert "certificate" in asked.text.lower()
    assert asked.text.startswith("NO REPLY")


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("problem", BAD)
def test_insecure_asks_all_the_same_and_says_so(problem, transport):
    asked = tls(problem, transport, "+tls-insecure")
    server = asked.json["server"]
    assert asked.status == SUCCESS
    assert server["authenticated"] is False and server["tls"]["verified"] is False
    assert "+tls-insecure" in edig("@" + address(problem), "+" + transport, QUESTION, "+tls-insecure").text


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_systems_cas_do_not_know_the_labs(transport):
    asked = tls("unbound", transport, "+tls-hostname=" + SERVERS["unbound"]["tls"]["name"])
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "tls"


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("server", ["unbound", "named", "kresd", "dnsdist"])
def test_verification_by_address(server, transport):
    """The certificates have their address as a subjectAltName."""
    asked = tls(server, transport, "+tls-ca=" + CA)
    assert asked.status == SUCCESS
    assert asked.json["server"]["authenticated"] is True


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_address_that_is_not_in_the_certificate(transport):
    """wrong-name's certificate is sound, but for another host."""
    asked = tls("wrong-name", transport, "+tls-ca=" + CA)
    assert asked.status == NO_REPLY
    assert "127.0.1.2" in asked.json["error"]["text"]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_name_decides(transport):
    right = tls("wrong-name", transport, "+tls-ca=" + CA, "+tls-hostname=elsewhere.lab.example")
    assert right.status == SUCCESS and right.json["server"]["authenticated"] is True
    wrong = tls("unbound", transport, "+tls-ca=" + CA, "+tls-hostname=named.lab.example")
    assert wrong.status == NO_REPLY
    assert "named.lab.example" in wrong.json["error"]["text"]


def test_names_are_no_patterns():
    for name in ("lab.example", "unbound.lab.example.evil.example", "unbound"):
        assert tls("unbound", "tls", "+tls-ca=" + CA, "+tls-hostname=" + name).status == NO_REPLY, name
    for name in ("*.lab.example", ".lab.example"):
        assert tls("unbound", "tls", "+tls-ca=" + CA, "+tls-hostname=" + name).status == USAGE, name
    for name in ("UNBOUND.Lab.Example", "unbound.lab.example."):
        assert tls("unbound", "tls", "+tls-ca=" + CA, "+tls-hostname=" + name).status == SUCCESS, name


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("server", ["unbound", "self-signed", "expired", "unknown-issuer", "wrong-name"])
def test_the_right_pin_is_enough(server, transport):
    """RFC 7858 section 4.2: whoever has the key is the server, whatever the certificate says."""
    asked = tls(server, transport, "+tls-pin=" + SERVERS[server]["tls"]["pin"])
    assert asked.status == SUCCESS
    assert asked.json["server"]["authenticated"] is True


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_wrong_pin(transport):
    """Even where the certificate is sound."""
    asked = tls("unbound", transport, "+tls-ca=" + CA, "+tls-hostname=" + SERVERS["unbound"]["tls"]["name"],
                "+tls-pin=" + SERVERS["named"]["tls"]["pin"])
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "tls"
    assert "pin" in asked.json["error"]["text"].lower()


def test_one_of_several_pins():
    pins = ["+tls-pin=" + SERVERS[server]["tls"]["pin"] for server in ("named", "unbound", "kresd")]
    assert tls("unbound", "tls", *pins).status == SUCCESS
    assert tls("dnsdist", "tls", *pins).status == NO_REPLY


def test_pins_are_shown_to_be_used():
    """What +tls-insecure shows once can be pinned from then on."""
    pin = tls("self-signed", "tls", "+tls-insecure").json["server"]["tls"]["spki_pin"]
    assert tls("self-signed", "tls", "+tls-pin=" + pin).json["server"]["authenticated"] is True


def test_a_ca_file_that_is_none(tmp_path):
    missing = edig("@" + address("unbound"), "+tls", QUESTION, "+tls-ca=/no/such/file")
    assert missing.status == 8
    assert "/no/such/file" in missing.errors
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate")
    asked = edig("@" + address("unbound"), "+tls", QUESTION, f"+tls-ca={empty}")
    assert asked.status in (8, NO_REPLY)
    assert "empty.pem" in asked.said


def test_the_self_signed_certificate_as_its_own_ca():
    certificate = SERVERS["self-signed"]["tls"]["certificate"]
    name = SERVERS["self-signed"]["tls"]["name"]
    assert tls("self-signed", "tls", "+tls-ca=" + certificate, "+tls-hostname=" + name).status == SUCCESS


def test_ca_from_the_environment():
    """OpenSSL's own variables name the system's CAs."""
    asked = edig("@" + address("unbound"), "+tls", QUESTION, "+json", SSL_CERT_FILE=CA)
    assert asked.status == SUCCESS and asked.json["server"]["authenticated"] is True


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_key_log(transport, tmp_path):
    """SSLKEYLOGFILE, for Wireshark: appended to, readable by its owner only."""
    log = tmp_path / "keys"
    for _ in range(2):
        assert edig(*way("unbound", transport), QUESTION, SSLKEYLOGFILE=str(log)).status == SUCCESS
    lines = log.read_text(encoding="ascii").splitlines()
    assert len([line for line in lines if line.startswith("CLIENT_HANDSHAKE_TRAFFIC_SECRET ")]) == 2
    assert all(len(line.split()) == 3 for line in lines if not line.startswith("#"))
    assert log.stat().st_mode & 0o077 == 0


def test_a_key_log_that_cannot_be_written():
    """No reason to fail."""
    assert edig(*way("unbound", "tls"), QUESTION, SSLKEYLOGFILE="/no/such/directory/keys").status == SUCCESS


def test_several_servers_one_bad():
    """The next server is asked when the first one's identity fails, and the failure is on record."""
    asked = edig("@" + address("expired"), "@" + address("unbound"), "+tls", "+tls-ca=" + CA, QUESTION, "+json")
    assert asked.status == SUCCESS
    assert asked.json["server"]["address"] == address("unbound")
    assert [attempt["outcome"] for attempt in asked.json["attempts"]] == ["tls"]


def typed(passphrase: bytes, *words: str) -> tuple[int, str]:
    """The exit status, and all that edig says to the terminal at which that is typed."""
    process, terminal = pty.fork()
    if process == 0:
        os.execv(EDIG, [EDIG, *words])
    said = b""
    with contextlib.suppress(OSError):    # how a terminal ends
        while part := os.read(terminal, 4096):
            said += part
            if said.endswith(b"pass phrase:"):
                os.write(terminal, passphrase + b"\n")
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), said.decode()


def test_the_key_of_a_client_certificate_may_be_encrypted(tmp_path):
    """In the older form too (RFC 1421), whose header names the cipher."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = subject("client")
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = builder("client", name, key.public_key(), now - DAY, now + DAY).sign(key, hashes.SHA256())
    write(str(tmp_path / "cert.pem"), certificate.public_bytes(Encoding.PEM))
    write(str(tmp_path / "key.pem"), key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL,
                                                       BestAvailableEncryption(b"sesame")))
    words = ("@" + address("unbound"), "+tls", QUESTION, "+tls-ca=" + CA, f"+tls-certfile={tmp_path}/cert.pem",
             f"+tls-keyfile={tmp_path}/key.pem")
    assert "DEK-Info: AES-256-CBC" in (tmp_path / "key.pem").read_text()
    status, said = typed(b"sesame", *words)
    assert status == SUCCESS, said
    assert "are not a certificate and its key" in typed(b"wrong", *words)[1]
