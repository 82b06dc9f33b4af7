"""HTTP/2 from the server's side: h2 for what is as it should be, single frames for what is not."""

import base64
import struct
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import h2.config
import h2.connection
import h2.events
import h2.settings
import hpack

from messages import Query
from stage import Stream

DATA, HEADERS, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 5, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS, PADDED = 1, 1, 4, 8
MEDIA_TYPE = "application/dns-message"


def frame(kind: int, flags: int, stream_id: int, payload: bytes = b"") -> bytes:
    """A frame, right or wrong (RFC 9113 section 4.1)."""
    return struct.pack("!I", len(payload))[1:] + bytes([kind, flags]) + struct.pack("!I", stream_id) + payload


def header_block(*headers: tuple[str, str]) -> bytes:
    """Headers in HPACK, with whatever names and values."""
    return hpack.Encoder().encode([(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers])


@dataclass
class Request:
    """One request, complete."""

    stream_id: int
    headers: dict[str, str]
    body: bytes = b""
    query: Query | None = field(default=None)

    @property
    def path(self) -> str:
        return urlsplit(self.headers[":path"]).path

    def message(self) -> bytes:
        """The DNS message of a POST or GET (RFC 8484 section 4.1)."""
        if self.headers[":method"] == "POST":
            return self.body
        text = parse_qs(urlsplit(self.headers[":path"]).query)["dns"][0]
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Http2:
    """The server's end of an HTTP/2 connection."""

    def __init__(self, stream: Stream, **settings: int):
        self.stream = stream
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(
            client_side=False, header_encoding="latin-1", validate_outbound_headers=False,
            normalize_outbound_headers=False))
        self.settings = settings
        self.open: dict[int, Request] = {}
        self.complete: list[Request] = []

    async def start(self) -> "Http2":
        """The server's SETTINGS, with those given by their names in small letters."""
        values = {h2.settings.SettingCodes[name.upper()]: value for name, value in self.settings.items()}
        self.h2.local_settings = h2.settings.Settings(client=False, initial_values=values)
        self.h2.initiate_connection()
        await self.flush()
        return self

    async def flush(self) -> None:
        await self.stream.send(self.h2.data_to_send())

    async def read(self) -> None:
        """Takes in some octets; ConnectionError when there are no more."""
        octets = await self.stream.reader.read(65536)
        if not octets:
            raise ConnectionResetError
        for event in self.h2.receive_data(octets):
            if isinstance(event, h2.events.RequestReceived):
                self.open[event.stream_id] = Request(event.stream_id, dict(event.headers))
            elif isinstance(event, h2.events.DataReceived):
                self.open[event.stream_id].body += event.data
                self.take_in(event)
            elif isinstance(event, h2.events.StreamEnded):
                self.finish(self.open.pop(event.stream_id))
        await self.flush()

    def take_in(self, event: h2.events.DataReceived) -> None:
        """Gives the client room for as much again."""
        self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)

    def finish(self, request: Request) -> None:
        request.query = self.stream.host.note(request.message(), "https", ())
        self.complete.append(request)

    async def request(self) -> Request:
        while not self.complete:
            await self.read()
        return self.complete.pop(0)

    async def respond(self, request: Request, body: bytes, status: int | str = 200, media_type: str | None = MEDIA_TYPE,
                      headers: tuple[tuple[str, str], ...] = ()) -> None:
        head = [(":status", str(status)), *([("content-type", media_type)] if media_type is not None else []), *headers]
        self.h2.send_headers(request.stream_id, head)
        await self.send_body(request.stream_id, body)

    async def send_body(self, stream_id: int, body: bytes) -> None:
        """As fast as the client's windows let it."""
        while len(body) > 8000:
            await self.send_some(stream_id, body[:8000])
            body = body[8000:]
        await self.send_some(stream_id, body, end_stream=True)

    async def send_some(self, stream_id: int, octets: bytes, end_stream: bool = False) -> None:
        """At most 8000 octets, once there is room for them."""
        while self.h2.local_flow_control_window(stream_id) < len(octets):
            await self.flush()
            await self.read()
        self.h2.send_data(stream_id, octets, end_stream=end_stream)
        await self.flush()

    async def raw(self, octets: bytes) -> None:
        await self.stream.send(octets)
