"""The lab's certificate authority and its certificates: one sound one per resolver, and one for each way to be wrong."""

import base64
import datetime
import hashlib
import ipaddress
import os
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)
DOMAIN = "lab.example"


@dataclass
class Authority:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


@dataclass
class Certificate:
    """Files of one server's certificate, and what a client can be told to expect of it."""

    name: str
    chain: str
    key: str
    pin: str
    problem: str


def write(path: str, *parts: bytes) -> str:
    with open(path, "wb") as file:
        file.write(b"".join(parts))
    return path


def key_pem(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def spki_pin(public_key) -> str:
    """Base64 of the SHA-256 of the SubjectPublicKeyInfo (RFC 7858 section 4.2, RFC 7469)."""
    der = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def builder(name: str, issuer: x509.Name, public_key, not_before, not_after) -> x509.CertificateBuilder:
    return (x509.CertificateBuilder().subject_name(subject(name)).issuer_name(issuer).public_key(public_key)
            .serial_number(x509.random_serial_number()).not_valid_before(not_before).not_valid_after(not_after))


def make_authority(name: str) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.utcnow()
    certificate = (builder(name, subject(name), key.public_key(), now - 60 * DAY, now + 60 * DAY)
                   .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
                   .add_extension(x509.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True)
                   .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
                   .sign(key, hashes.SHA256()))
    return Authority(key, certificate)


def issue(directory: str, authority: Authority | None, server: str, addresses: list[str], problem: str) -> Certificate:
    """A certificate for `server`.lab.example and `addresses`; without an authority it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.utcnow()
    start, end = {"expired": (now - 30 * DAY, now - 3 * DAY),
                  "not-yet-valid": (now + 3 * DAY, now + 30 * DAY)}.get(problem, (now - DAY, now + 30 * DAY))
    name = f"{server}.{DOMAIN}"
    names = [x509.DNSName(f"elsewhere.{DOMAIN}")] if problem == "wrong-name" else [
        x509.DNSName(name), *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses)]
    issuer = authority.certificate.subject if authority else subject(name)
    signer = authority.key if authority else key
    certificate = (builder(name, issuer, key.public_key(), start, end)
                   .add_extension(x509.SubjectAlternativeName(names), critical=False)
                   .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                   .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
                   .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
                   .sign(signer, hashes.SHA256()))
    base = os.path.join(directory, server)
    return Certificate(name=name, problem=problem, pin=spki_pin(key.public_key()),
                       chain=write(base + ".pem", certificate.public_bytes(Encoding.PEM)),
                       key=write(base + ".key", key_pem(key)))


class CertificateMaker:
    """Makes the lab's CA (`ca.pem` in `state_dir`), another one nobody trusts, and certificates on demand."""

    def __init__(self, state_dir: str):
        self.directory = os.path.join(state_dir, "certificates")
        os.makedirs(self.directory, exist_ok=True)
        self.authority = make_authority("edig lab CA")
        self.stranger = make_authority("a CA nobody trusts")
        self.ca_file = write(os.path.join(state_dir, "ca.pem"), self.authority.certificate.public_bytes(Encoding.PEM))

    def issue(self, server: str, *addresses: str | None, problem: str = "") -> Certificate:
        authority = {"self-signed": None, "unknown-issuer": self.stranger}.get(problem, self.authority)
        return issue(self.directory, authority, server, [address for address in addresses if address], problem)
