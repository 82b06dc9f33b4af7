"""What the tests share: the stage, certificates, and the certainty of being alone in a namespace."""

import pathlib
import socket
import ssl
import sys
import tempfile

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lab")]
sys.dont_write_bytecode = True

import certificates  # noqa: E402  of the lab
from stage import loop, stage  # noqa: E402, F401
from surveying import names  # noqa: E402, F401

NAME = "hostile.lab.example"


def pytest_sessionstart(session):
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        pytest.exit("not in a namespace of its own: run tests/hostile/hostile", returncode=4)


class Tls:
    """The server's certificate as TLS contexts, and what edig has to know to accept it."""

    def __init__(self, directory: str):
        maker = certificates.CertificateMaker(directory)
        self.certificate = maker.issue("hostile", "127.0.0.1")
        self.trust = ("+tls-ca=" + maker.ca_file, "+tls-hostname=" + NAME)

    def context(self, *protocols: str) -> ssl.SSLContext:
        """`protocols`: what the server offers by ALPN."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate.chain, self.certificate.key)
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context


@pytest.fixture(scope="session")
def tls():
    with tempfile.TemporaryDirectory(prefix="edig-hostile.") as directory:
        yield Tls(directory)
