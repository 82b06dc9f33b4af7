"""tests/demo-desk as a newcomer runs it, but for the build: the desk is there already."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from desk import DESK, SOURCE

PORT = 8099
HOME = f"http://localhost:{PORT}/"


@pytest.fixture
def demo(tmp_path):
    """How the script is started."""
    (tmp_path / "tests").symlink_to(SOURCE / "tests")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "edig-desk").symlink_to(DESK)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "cmake").symlink_to("/bin/true")
    return {"args": [tmp_path / "tests" / "demo-desk", str(PORT)], "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT,
            "start_new_session": True, "env": {**os.environ, "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}}


def test_the_page_that_it_names_says_why_the_name_fails(demo):
    script = subprocess.Popen(**demo)
    until, page = time.monotonic() + 120, ""
    while "Fails: www.rrsig-no-a.example" not in page:
        assert script.poll() is None and time.monotonic() < until, (script.stdout.read(), page)
        time.sleep(0.2)
        with contextlib.suppress(OSError, urllib.error.URLError):
            page = urllib.request.urlopen(HOME + "?name=www.rrsig-no-a.example&lang=en", timeout=30).read().decode()
    os.killpg(script.pid, signal.SIGINT)  # as Ctrl+C does
    assert f"Open {HOME}?name=www.rrsig-no-a.example; Ctrl+C ends it." in script.communicate(timeout=60)[0].decode()


def test_a_port_that_is_taken(demo):
    with socket.create_server(("127.0.0.1", PORT)):
        done = subprocess.run(**demo, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stdout.decode().splitlines()[-1] == f"cannot listen at port {PORT}: Address already in use"
