"""edig, a server that never answers, and nothing of the tester's own configuration."""

import os
import socket
import subprocess

import pytest

EDIG = os.environ.get("EDIG", "")


@pytest.fixture(name="server")
def fixture_server():
    """A server that never answers; EDIG_SERVER points to it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.setblocking(False)
        yield listener


@pytest.fixture(name="edig")
def fixture_edig(server):
    """Runs edig with arguments and returns the finished process."""
    environment = {"EDIG_SERVER": f"127.0.0.1#{server.getsockname()[1]}", "EDIG_CONFIG": "", "LC_ALL": "C.UTF-8",
                   "PATH": os.environ["PATH"]}

    def run(*arguments, **more):
        variables = {**environment, **more.pop("variables", {})}
        return subprocess.run([EDIG, *arguments], env=variables, capture_output=True, text=True, timeout=60, **more)

    run.environment = environment
    return run


def received(server):
    """How many datagrams came."""
    count = 0
    while True:
        try:
            server.recv(65536)
            count += 1
        except BlockingIOError:
            return count
