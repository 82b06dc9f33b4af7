"""edig --mcp as its clients have it: by the reference SDK, and line by line."""

import json
import os
import pathlib
import queue
import subprocess
import sys
import threading

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lab")]
sys.dont_write_bytecode = True

from edig_lab import EDIG, address, loop, stage  # noqa: E402, F401

SERVERS = (f"@{address('unbound')}", f"@{address('named')}")
ENVELOPE = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}


class Lines:
    """A process that is spoken with line by line."""

    def __init__(self, *command: str, **more: str):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env={**os.environ, **more})
        self.lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(b"")

    def write(self, octets: bytes) -> None:
        self.process.stdin.write(octets)
        self.process.stdin.flush()

    def read(self, timeout: float = 50.0) -> dict:
        line = self.lines.get(timeout=timeout)
        assert line.endswith(b"\n"), self.process.stderr.read()
        return json.loads(line)

    def is_silent(self, seconds: float) -> bool:
        try:
            self.lines.get(timeout=seconds)
        except queue.Empty:
            return True
        return False

    def end(self) -> tuple[int, bytes]:
        """Standard input is closed: the status and what was said on standard error."""
        self.process.stdin.close()
        return self.process.wait(timeout=10), self.process.stderr.read()


class Wire(Lines):
    """edig --mcp, line by line."""

    def __init__(self, *arguments: str):
        super().__init__(EDIG, "--mcp", *arguments)

    def send(self, method: str, identity: "int | str | None" = None, **params: object) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if identity is not None:
            message |= {"id": identity, "params": {"_meta": ENVELOPE, **params}}
        self.write(json.dumps(message).encode() + b"\n")

    def call(self, identity: "int | str", tool: str, /, **arguments: object) -> None:
        self.send("tools/call", identity, name=tool, arguments=arguments)


class Client(Lines):
    """The reference SDK's client: each method of it that is called answers with its result, or its error."""

    def __init__(self, mode: str, *arguments: str):
        super().__init__("node", str(HERE / "client.js"), mode, EDIG, "--mcp", *arguments)

    def __getattr__(self, method: str):
        def call(*given: object, **more: object) -> dict:
            self.write(json.dumps({"do": method, "with": given, **more}).encode() + b"\n")
            return self.read()
        return call

    def tool(self, name: str, /, **arguments: object) -> dict:
        answer = self.callTool({"name": name, "arguments": arguments})
        assert "error" not in answer, answer
        return answer["result"]


@pytest.fixture(params=["auto", "legacy"])
def client(request):
    """Of both kinds: who speaks the newest revision, and who begins with initialize."""
    made = Client(request.param, *SERVERS)
    yield made
    status, said = made.end()
    assert (status, said) == (0, b"")


@pytest.fixture
def wire():
    made = Wire(*SERVERS)
    yield made
    made.process.kill()
