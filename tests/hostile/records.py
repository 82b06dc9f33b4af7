"""TLS 1.3 records made octet by octet (RFC 8446 section 5), to be written past the server's own TLS, which makes none of
these kinds. The server's secret comes from its key log.
"""

import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

HANDSHAKE, APPLICATION_DATA = 22, 23
NEW_SESSION_TICKET, KEY_UPDATE = 4, 24


def server_secret(keylog: str) -> bytes:
    """Of the last connection in the log: what the server's application data are protected by."""
    with open(keylog, encoding="ascii") as file:
        lines = [line.split() for line in file if line.startswith("SERVER_TRAFFIC_SECRET_0 ")]
    return bytes.fromhex(lines[-1][2])


def expand(secret: bytes, label: bytes, length: int) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446 section 7.1)."""
    label = b"tls13 " + label
    info = struct.pack("!HB", length, len(label)) + label + b"\0"
    return HKDFExpand(hashes.SHA384(), length, info).derive(secret)


class Records:
    """Of TLS_AES_256_GCM_SHA384, from a server that has sent no application data and no ticket yet."""

    def __init__(self, secret: bytes):
        self.start(secret)

    def start(self, secret: bytes) -> None:
        self.secret, self.sequence = secret, 0
        self.aead = AESGCM(expand(secret, b"key", 32))
        self.iv = int.from_bytes(expand(secret, b"iv", 12), "big")

    def record(self, content: bytes, kind: int = APPLICATION_DATA) -> bytes:
        header = bytes([APPLICATION_DATA, 3, 3]) + struct.pack("!H", len(content) + 1 + 16)
        nonce = (self.iv ^ self.sequence).to_bytes(12, "big")
        self.sequence += 1
        return header + self.aead.encrypt(nonce, content + bytes([kind]), header)

    def handshake(self, kind: int, body: bytes) -> bytes:
        return self.record(bytes([kind]) + struct.pack("!I", len(body))[1:] + body, HANDSHAKE)

    def ticket(self) -> bytes:
        """A session ticket that nobody asked for (section 4.6.1), with a nonce of its own."""
        nonce = struct.pack("!Q", self.sequence)
        return self.handshake(NEW_SESSION_TICKET, struct.pack("!II", 7200, 1) + b"\x08" + nonce + b"\0\x20" + bytes(32)
                              + b"\0\0")

    def key_update(self) -> bytes:
        """The server goes on to its next key, and asks the client to do the same (section 4.6.3)."""
        record = self.handshake(KEY_UPDATE, b"\1")
        self.start(expand(self.secret, b"traffic upd", 48))
        return record
