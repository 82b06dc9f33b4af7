#!/usr/bin/python3
"""A slow, lossy line to a server, for kernels without netem: a UDP and TCP proxy.

    delay.py MILLISECONDS LOSS_PERCENT LISTEN=SERVER...

Each LISTEN address stands for SERVER on ports 53 (UDP and TCP), 853 and 443 (TCP). What a client sends is held back by
half the time, what it gets by the other half, so an exchange takes MILLISECONDS longer. UDP datagrams get lost, one in
each direction with equal chance; TCP, which repairs loss, is only slow.
"""

import asyncio
import functools
import random
import sys

TCP_PORTS = (53, 853, 443)
CHUNK = 65536


class Line:
    """Delay (seconds, one way) and loss (0 to 1, one way)."""

    def __init__(self, milliseconds: float, loss_percent: float):
        self.delay = milliseconds / 2000
        self.loss = loss_percent / 200

    def carry(self, deliver, *args) -> None:
        if random.random() >= self.loss:
            asyncio.get_running_loop().call_later(self.delay, deliver, *args)


class ToServer(asyncio.DatagramProtocol):
    """The proxy's side towards the server, one per client socket."""

    def __init__(self, line: Line, deliver):
        self.line, self.deliver = line, deliver

    def datagram_received(self, data, _):
        self.line.carry(self.deliver, data)


class FromClients(asyncio.DatagramProtocol):
    def __init__(self, line: Line, server: str):
        self.line, self.server = line, server
        self.onward: dict[tuple, asyncio.Task] = {}

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, client):
        if client not in self.onward:
            self.onward[client] = asyncio.ensure_future(self.connect(client))
        self.line.carry(self.onward[client].add_done_callback, lambda task: task.result().sendto(data))

    async def connect(self, client):
        deliver = functools.partial(self.send_back, client)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            functools.partial(ToServer, self.line, deliver), remote_addr=(self.server, 53))
        asyncio.get_running_loop().call_later(30, self.forget, client)
        return transport

    def send_back(self, client, data):
        self.transport.sendto(data, client)

    def forget(self, client):
        self.onward.pop(client).result().close()


async def pump(line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on every piece `delay` after it came, and the end of the stream too."""
    loop = asyncio.get_running_loop()
    while data := await reader.read(CHUNK):
        loop.call_later(line.delay, writer.write, data)
    loop.call_later(line.delay, writer.close)


async def serve_tcp(line: Line, server: str, port: int, reader, writer) -> None:
    try:
        await asyncio.sleep(2 * line.delay)    # the handshake's round trip
        onward_reader, onward_writer = await asyncio.open_connection(server, port)
        await asyncio.gather(pump(line, reader, onward_writer), pump(line, onward_reader, writer))
    except ConnectionError:
        writer.close()


async def main() -> None:
    line = Line(float(sys.argv[1]), float(sys.argv[2]))
    loop = asyncio.get_running_loop()
    for pair in sys.argv[3:]:
        listen, server = pair.split("=")
        await loop.create_datagram_endpoint(functools.partial(FromClients, line, server), local_addr=(listen, 53))
        for port in TCP_PORTS:
            await asyncio.start_server(functools.partial(serve_tcp, line, server, port), listen, port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
