"""edig +services +connect among exchanges that are Postfix: what it makes of their certificates and TLSA records, and what
Postfix's own client, which delivers by them, makes of the same."""

import pathlib
import shutil
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent)]

from edig_lab import LAB_DIR  # noqa: E402
from postfix import can_run, postfix  # noqa: E402
from world import World, application, kinds  # noqa: E402

pytestmark = pytest.mark.skipif(not can_run(), reason="Postfix cannot run: not installed, or not as root's lab --users")
FINGER = shutil.which("posttls-finger") or shutil.which("posttls-finger", path="/usr/sbin")

# Of an exchange: what is wrong with its certificate, its TLSA records (`!`: of another key), what DANE comes to, and the
# findings of DANE and of encryption.
EXCHANGES = {
    "sound": ("", ["3 1 1"], "works", [], []),
    "whole": ("", ["3 0 1"], "works", [], []),
    "authority": ("", ["2 1 1"], "works", [], []),
    "rolling": ("", ["3 1 1", "!3 1 1"], "works", ["dane-record-without-certificate"], []),
    "rolling-with-authority": ("", ["2 1 1", "!3 1 1"], "works", ["dane-record-without-certificate"], []),
    "rolled": ("", ["!3 1 1"], "broken", ["dane-certificate-differs", "dane-no-exchange-usable"], []),
    "expired": ("expired", ["3 1 1"], "works", [], []),
    "expired-authority": ("expired", ["2 1 1"], "broken", ["dane-certificate-expired", "dane-no-exchange-usable"], []),
    "misnamed": ("wrong-name", ["3 1 1"], "works", [], []),
    "misnamed-authority": ("wrong-name", ["2 1 1"], "broken", ["dane-certificate-other-name", "dane-no-exchange-usable"], []),
    "self-signed": ("self-signed", ["3 1 1"], "works", [], []),
    "clear": ("", ["3 1 1"], "broken", ["mail-starttls-missing", "dane-no-exchange-usable"], ["mail-in-the-clear"]),
}
PARAMETERS = {"clear": {"smtpd_tls_security_level": "none"}}


def tlsa(world, made, numbers):
    record = world.tlsa(made, numbers.strip("!"))
    return record if numbers[0] != "!" else record[:-8] + "00000000"


@pytest.fixture(scope="module")
def world():
    folder = pathlib.Path(LAB_DIR) / "exchanges"
    world, listeners = World(folder), {}
    for name, (problem, records, *_) in EXCHANGES.items():
        host = f"mx.{name}.lab.example"
        made = world.certificate(host, problem)
        listeners[world.host(host)] = {"smtpd_tls_chain_files": f"{made.key},{made.chain}"} | PARAMETERS.get(name, {})
        world.put(f"{name}.lab.example MX 10 {host}.", *(f"_25._tcp.{host} TLSA {tlsa(world, made, one)}" for one in records))
    with world.up(), postfix(folder / "postfix", listeners):
        yield world


@pytest.mark.parametrize("name", EXCHANGES)
def test_dane(world, name):
    _, _, state, of_dane, of_tls = EXCHANGES[name]
    services = world.services(f"{name}.lab.example")
    assert (application(services, "dane")["state"], kinds(services, "dane")) == (state, of_dane)
    assert kinds(services, "mail-tls") == of_tls
    (visit,) = services["connection"]["visits"]
    assert visit["outcome"] == ("no-starttls" if name == "clear" else "seen")


@pytest.mark.parametrize("name", EXCHANGES)
def test_its_client_thinks_the_same(world, name):
    done = subprocess.run([FINGER, "-c", "-t", "10", "-T", "10", "-l", "dane", f"[mx.{name}.lab.example]"], capture_output=True,
                          text=True, timeout=60, check=False)
    said = done.stdout + done.stderr
    assert ("Verified TLS connection established" in said) == (EXCHANGES[name][2] == "works"), said
