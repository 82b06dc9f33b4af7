"""An edig-desk that a test starts, and how it is asked: by http.client, which shares no code with it, or octet by octet."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.parse
from dataclasses import dataclass

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DESK = os.path.abspath(os.environ.get("EDIG_DESK", SOURCE / "build" / "edig-desk"))
LIMIT = 60.0


@dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def problem(self) -> dict:
        """The problem details (RFC 9457), checked."""
        assert self.headers["Content-Type"] == "application/problem+json"
        assert self.json["status"] == self.status
        assert self.json["title"] == http.HTTPStatus(self.status).phrase or self.status in (413, 414)
        return self.json


class Desk:
    """One that runs. `words` are of its command line."""

    def __init__(self, *words: str, port: int = 8053):
        self.port = port
        listen = [] if "--listen" in " ".join(words) else [f"--listen=127.0.0.1:{port}"]
        self.process = subprocess.Popen([DESK, *listen, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until = time.monotonic() + LIMIT
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            assert self.process.poll() is None and time.monotonic() < until, self.process.stderr.read()
            time.sleep(0.05)

    def get(self, path: str, method: str = "GET", source: str | None = None, **headers: str) -> Response:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT,
                                                source_address=(source, 0) if source else None)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            reply = connection.getresponse()
            return Response(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def why(self, name: str, source: str | None = None, **parameters: str) -> Response:
        return self.get("/api/v1/why?" + urllib.parse.urlencode({"name": name, **parameters}), source=source)

    def page(self, name: str, **headers: str) -> Response:
        """The answer page: again, as the browser does, until it is there."""
        until = time.monotonic() + LIMIT
        while True:
            response = self.get("/?" + urllib.parse.urlencode({"name": name}), **headers)
            if 'http-equiv="refresh"' not in response.text:
                return response
            assert time.monotonic() < until

    def figure(self, name: str) -> float:
        lines = self.get("/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"edig_desk_{name} "))

    def stream(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), LIMIT)

    def octets(self, octets: bytes) -> bytes:
        """What comes back until the connection ends, or is quiet for a second."""
        with self.stream() as stream:
            with contextlib.suppress(ConnectionError):
                stream.sendall(octets)
            stream.settimeout(1)
            back = b""
            with contextlib.suppress(ConnectionError, TimeoutError):
                while more := stream.recv(65536):
                    back += more
            return back

    def memory(self) -> int:
        """Resident, in KiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))

    def children(self) -> list[int]:
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(child) for task in tasks for child in task.read_text().split()]

    def stop(self) -> tuple[int, str]:
        """Its exit status, and what it wrote to standard error."""
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=LIMIT)
        return self.process.returncode, errors.decode("utf-8")
