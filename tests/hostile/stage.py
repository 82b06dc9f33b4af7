"""Scripted DNS servers, in this process: a test says in a few lines of Python how its server behaves.

    host = stage.host()                                  # an address nobody else uses
    host.udp(lambda query: [reply(query, identity=1)])   # what is sent back, datagram by datagram
    host.tcp(script)                                     # async def script(stream): ...

What the server received is in `host.queries`. The servers live on an event loop in a thread of its own, while the test
waits for edig.
"""

import asyncio
import itertools
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import pytest

from messages import Query, framed

PORTS = {"udp": 53, "tcp": 53, "tls": 853, "https": 443}


@dataclass
class From:
    """A datagram that is sent from another address or port than the query went to."""

    wire: bytes
    address: str
    port: int


@dataclass
class After:
    """A datagram that is sent later."""

    seconds: float
    wire: bytes


UdpScript = Callable[[Query], Iterable[bytes | From | After]]


class Stream:
    """One connection, seen from the server."""

    def __init__(self, host: "Host", transport: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.host, self.transport, self.reader, self.writer = host, transport, reader, writer

    async def query(self) -> Query:
        """The next query; IncompleteReadError when the client is done."""
        (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        return self.host.note(await self.reader.readexactly(length), self.transport,
                              self.writer.get_extra_info("peername"))

    async def send(self, octets: bytes) -> None:
        """ConnectionError when the client is gone: asyncio itself would let a script write for ever."""
        if self.writer.is_closing():
            raise ConnectionResetError
        self.writer.write(octets)
        await self.writer.drain()
        await asyncio.sleep(0)

    async def reply(self, wire: bytes) -> None:
        await self.send(framed(wire))

    async def hang(self) -> None:
        """Until the client goes away or the test is over; what comes is read, so that the client can write."""
        while await self.reader.read(65536):
            pass
        await asyncio.sleep(3600)

    def reset(self) -> None:
        """RST instead of FIN."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


StreamScript = Callable[[Stream], Awaitable[None]]


class UdpServer:
    """A socket and its script. No asyncio protocol, for those send no empty datagrams."""

    def __init__(self, host: "Host", script: UdpScript, port: int):
        self.host, self.script, self.loop = host, script, asyncio.get_running_loop()
        self.socket = socket.socket(socket.AF_INET6 if ":" in host.address else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((host.address, port))
        self.loop.add_reader(self.socket, self.received)

    def received(self) -> None:
        data, client = self.socket.recvfrom(65535)
        try:
            for step in self.script(self.host.note(data, "udp", client)):
                self.take(step, client)
        except Exception as fault:  # noqa: BLE001  the test shall know
            self.host.faults.append(fault)

    def take(self, step: "bytes | From | After", client: tuple) -> None:
        if isinstance(step, From):
            send_from(step, client)
        elif isinstance(step, After):
            self.loop.call_later(step.seconds, self.send, step.wire, client)
        else:
            self.send(step, client)

    def send(self, wire: bytes, client: tuple) -> None:
        if self.socket.fileno() >= 0:
            self.socket.sendto(wire, client)

    def close(self) -> None:
        self.loop.remove_reader(self.socket)
        self.socket.close()


def send_from(datagram: From, to: tuple) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((datagram.address, datagram.port))
        other.sendto(datagram.wire, to)


class Host:
    """A server on an address of its own, with a script for each transport that it speaks."""

    def __init__(self, stage: "Stage", address: str):
        self.stage, self.address = stage, address
        self.queries: list[Query] = []
        self.connections = 0
        self.faults: list[BaseException] = []    # of a script: a mistake in the test itself

    def note(self, wire: bytes, transport: str, peer: tuple) -> Query:
        query = Query(wire, transport, peer, number=len(self.queries))
        self.queries.append(query)
        return query

    def asked_over(self) -> list[str]:
        """The transports of the queries, in their order."""
        return [query.transport for query in self.queries]

    def udp(self, script: UdpScript) -> "Host":
        self.stage.call(self._udp(script))
        return self

    def tcp(self, script: StreamScript, port: int = 53) -> "Host":
        return self._listen("tcp", script, port, None)

    def tls(self, script: StreamScript, context: ssl.SSLContext, port: int = 853) -> "Host":
        return self._listen("tls", script, port, context)

    def https(self, script: StreamScript, context: ssl.SSLContext, port: int = 443) -> "Host":
        return self._listen("https", script, port, context)

    def plain(self, script: StreamScript, port: int) -> "Host":
        """A script that does TLS itself, or something else, on the port of another transport."""
        return self._listen("tcp", script, port, None)

    def full(self, port: int) -> "Host":
        """A port whose connections are never established, as behind a firewall that drops them."""
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.bind((self.address, port))
        listener.listen(0)
        self.stage.kept.append(listener)
        for _ in range(3):
            filler = socket.socket(family, socket.SOCK_STREAM)
            filler.setblocking(False)
            filler.connect_ex((self.address, port))
            self.stage.kept.append(filler)
        return self

    async def _udp(self, script: UdpScript) -> None:
        self.stage.opened.append(UdpServer(self, script, PORTS["udp"]))

    def _listen(self, transport: str, script: StreamScript, port: int, context: ssl.SSLContext | None) -> "Host":
        async def serve(reader, writer):
            self.connections += 1
            task = asyncio.current_task()
            self.stage.tasks.add(task)
            try:
                await script(Stream(self, transport, reader, writer))
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
                pass
            except BaseException as fault:  # noqa: BLE001  the test shall know
                self.faults.append(fault)
            finally:
                self.stage.tasks.discard(task)
                writer.close()

        async def listen():
            self.stage.opened.append(await asyncio.start_server(serve, self.address, port, ssl=context, limit=1 << 20,
                                                                ssl_handshake_timeout=5 if context else None))
        self.stage.call(listen())
        return self


class Stage:
    """The event loop, and all that a test put on it."""

    _numbers = itertools.count(1)

    def __init__(self, loop: asyncio.AbstractEventLoop):
        self.loop = loop
        self.hosts: list[Host] = []
        self.opened: list = []
        self.kept: list[socket.socket] = []
        self.tasks: set[asyncio.Task] = set()

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    def host(self, address: str = "") -> Host:
        """A server on a fresh address of 127.66.0.0/16, or on the one given."""
        number = next(self._numbers)
        host = Host(self, address or f"127.66.{number // 250}.{number % 250 + 1}")
        self.hosts.append(host)
        return host

    def clear(self) -> None:
        """Everybody off; a mistake in a script is a failure of its test."""
        self.call(self._clear())
        for kept in self.kept:
            kept.close()
        for host in self.hosts:
            if host.faults:
                raise host.faults[0]

    async def _clear(self) -> None:
        for opened in self.opened:
            opened.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.sleep(0)


def start_loop() -> asyncio.AbstractEventLoop:
    """An event loop in a thread of its own; handshakes that edig breaks off are no news."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


@pytest.fixture(scope="session")
def loop():
    return start_loop()


@pytest.fixture
def stage(loop):
    stage = Stage(loop)
    yield stage
    stage.clear()
