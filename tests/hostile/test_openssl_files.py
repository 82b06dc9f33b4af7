"""The files that the environment names for TLS may be fifos with nobody at the other end: edig does not wait for one."""

import os
import stat

import pytest

from asking import NO_REPLY, SUCCESS, edig
from messages import reply


async def good(stream):
    while True:
        await stream.reply(reply(await stream.query()))


@pytest.fixture
def fifo(tmp_path):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return str(path)


def test_cas(stage, tls, fifo):
    host = stage.host().tls(good, tls.context("dot"))
    asked = edig(f"@{host.address}", "www.valid.", "+tls", "+json", SSL_CERT_FILE=fifo)
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "tls"


@pytest.mark.parametrize("variable", ["OPENSSL_CONF", "SSLKEYLOGFILE"])
def test_configuration_and_secrets(stage, tls, fifo, variable):
    host = stage.host().tls(good, tls.context("dot"))
    assert edig(f"@{host.address}", "www.valid.", "+tls", *tls.trust, **{variable: fifo}).status == SUCCESS


def test_secrets_are_for_their_owner(stage, tls, tmp_path):
    path = tmp_path / "keys"
    host = stage.host().tls(good, tls.context("dot"))
    assert edig(f"@{host.address}", "www.valid.", "+tls", *tls.trust, SSLKEYLOGFILE=str(path)).status == SUCCESS
    assert "CLIENT_TRAFFIC_SECRET_0" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
