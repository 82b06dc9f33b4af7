"""Certificates of a mail server against TLSA records: edig beside posttls-finger (Postfix), and records that danetool
(GnuTLS) makes."""

import base64
import hashlib
import itertools
import pathlib
import shutil
import ssl
import subprocess

import certificates
import pytest
from conftest import NAME
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from mail_server import mail, mail_host, visit
from messages import AD, QR_RD_RA, NAME_OF_QUESTION, address_record, record, reply

A, TLSA = 1, 52
FINGER = shutil.which("posttls-finger") or shutil.which("posttls-finger", path="/usr/sbin")


@pytest.fixture(scope="module")
def maker(tmp_path_factory):
    return certificates.CertificateMaker(str(tmp_path_factory.mktemp("dane")))


class Shown:
    """A server's certificate, with its CA's behind it, and the TLSA records that are made of them."""

    def __init__(self, maker, problem):
        made = maker.issue("hostile", problem=problem)
        self.leaf = x509.load_pem_x509_certificate(pathlib.Path(made.chain).read_bytes())
        self.authority = maker.authority.certificate
        chain = pathlib.Path(made.chain).with_suffix(".chain")
        chain.write_bytes(pathlib.Path(made.chain).read_bytes() + pathlib.Path(maker.ca_file).read_bytes())
        self.file = made.chain
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(chain, made.key)

    def data(self, usage, selector, matching):
        certificate = self.leaf if usage == 3 else self.authority
        data = (certificate.public_bytes(Encoding.DER) if selector == 0 else
                certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
        return [lambda: data, hashlib.sha256(data).digest, hashlib.sha512(data).digest][matching]()


def resolver(stage, address, records):
    """One that says of everything that it is validated (AD)."""

    def script(query):
        answer = []
        if query.rdtype == A:
            answer = [address_record(address)]
        if query.rdtype == TLSA:
            answer = [record(NAME_OF_QUESTION, TLSA, bytes(numbers) + data) for *numbers, data in records]
        return [reply(query, answer=answer, flags=QR_RD_RA | AD)]

    stage.host("127.0.0.1").udp(script)


# It gives up root's rights, which cannot be in a namespace that has no other user.
AS_SOMEBODY = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]


def finger():
    done = subprocess.run([*AS_SOMEBODY, FINGER, "-c", "-t", "5", "-T", "5", "-l", "dane", f"[{NAME}]"], capture_output=True, text=True,
                          timeout=60, check=False)
    return done.stdout + done.stderr


def words(records):
    return [str(word) for *numbers, data in records for word in (*numbers, data.hex())]


CASES = [(problem, [parameters]) for problem in ("", "expired", "wrong-name")
         for parameters in itertools.product((2, 3), (0, 1), (0, 1, 2))]
CASES += [("", [(3, 1, 1), (2, 1, 1)]), ("expired", [(3, 1, 1), (2, 1, 1)])]


@pytest.mark.skipif(not FINGER, reason="posttls-finger is not here")
@pytest.mark.parametrize("problem, parameters, spoilt", [
    *((*case, False) for case in CASES),
    *((*case, True) for case in CASES if all(matching for *_, matching in case[1]))])
def test_posttls_finger_thinks_the_same(stage, tls, maker, problem, parameters, spoilt):
    shown = Shown(maker, problem)
    records = [(*numbers, shown.data(*numbers)) for numbers in parameters]
    if spoilt:
        records = [(*numbers, bytes(len(data))) for *numbers, data in records]
    host = mail_host(stage, mail(shown.context))
    resolver(stage, host.address, records)
    theirs = finger()
    ours = visit("mail", host, tls, *words(records))
    assert ours["dane"]["proved"] == ("Verified TLS connection established" in theirs), (ours, theirs)
    assert "TLS connection established" in theirs, theirs
    assert problem or ours["dane"]["proved"] == (not spoilt)


@pytest.mark.skipif(not shutil.which("danetool"), reason="danetool is not here")
@pytest.mark.parametrize("options, expected", [([], "3 1 1"), (["--x509"], "3 0 1"), (["--hash", "sha512"], "3 1 2")])
def test_records_of_danetool(stage, tls, maker, options, expected):
    shown = Shown(maker, "")
    made = subprocess.run(["danetool", "--tlsa-rr", "--host", NAME, "--load-certificate", shown.file, "--port", "25",
                           *options], capture_output=True, text=True, check=True).stdout
    *numbers, data = made.split("(")[1].split(")")[0].split()
    numbers = [str(int(number, 16)) for number in numbers]
    assert " ".join(numbers) == expected
    host = mail_host(stage, mail(shown.context))
    assert visit("mail", host, tls, *numbers, data)["dane"]["proved"], made
