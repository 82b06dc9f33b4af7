#!/usr/bin/python3
"""Shows a recorded case to the real dig, so that +dig can be held against it: real_dig.py CASE [dig option...].

Runs inside a network namespace of its own: serves the case's reply at the case's address, over UDP and TCP.
"""
import os
import re
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

INSIDE = "EDIG_REAL_DIG_INSIDE"


def read_case(path):
    fields = {}
    for line in Path(path).read_text().splitlines():
        key, separator, value = line.partition(": ")
        if separator and not line.startswith("#"):
            fields.setdefault(key, value)
    return fields


def with_id(reply, query):
    return query[:2] + reply[2:]


def serve_udp(listener, reply):
    while True:
        query, client = listener.recvfrom(65535)
        listener.sendto(with_id(reply, query), client)


def serve_tcp(listener, reply):
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as stream:
            length, = struct.unpack("!H", stream.read(2))
            message = with_id(reply, stream.read(length))
            stream.write(struct.pack("!H", len(message)) + message)
            stream.flush()
            connection.recv(1)


def listen(address, kind, reply, serve):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, kind)
    listener.bind((address, 53))
    if kind == socket.SOCK_STREAM:
        listener.listen()
    threading.Thread(target=serve, args=(listener, reply), daemon=True).start()


def run_dig(case, options):
    fields = read_case(case)
    address, _, transport, *_ = fields.get("server", "192.0.2.53 53 udp").split()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    prefix = ["/128", "nodad"] if ":" in address else ["/32"]
    subprocess.run(["ip", "addr", "add", address + prefix[0], *prefix[1:], "dev", "lo"], check=True)
    reply = bytes.fromhex(fields["reply"])
    listen(address, socket.SOCK_DGRAM, reply, serve_udp)
    listen(address, socket.SOCK_STREAM, reply, serve_tcp)
    name, rtype, *cls = fields["question"].split()
    command = ["dig", f"@{address}", "-q", name, "-t", rtype, "-c", cls[0] if cls else "IN", "+tries=1", "+time=2",
               "+nodnssec" if "8000" not in fields["sent"][-60:] else "+dnssec", "+tcp" if transport != "udp" else "+notcp"]
    cookie = re.search("000a0008([0-9a-f]{16})", fields["sent"])
    command.append(f"+cookie={cookie[1]}" if cookie else "+nocookie")
    done = subprocess.run(command + options, capture_output=True, env={**os.environ, "TZ": "UTC"}, check=False)
    sys.stdout.buffer.write(done.stdout)
    sys.stdout.buffer.flush()


def main():
    if os.environ.get(INSIDE):
        run_dig(sys.argv[1], sys.argv[2:])
        return
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "-rnpf", "--mount-proc", "--kill-child=SIGKILL", sys.executable, *sys.argv])


if __name__ == "__main__":
    main()
