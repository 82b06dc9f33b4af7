#!/usr/bin/python3
"""Shows a recorded case to another program, so that edig can be held against it:
shown_by.py dig|kdig CASE [option...].

Runs inside a network namespace of its own: serves the case's reply at the case's address, over UDP and TCP.
"""
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

INSIDE = "EDIG_SHOWN_BY_INSIDE"


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


def await_route(address):
    """On a busy machine it is there a moment later than the address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for _ in range(100):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 53))
            return
        except OSError:
            time.sleep(0.02)


def serve(fields, address):
    prefix = ["/128", "nodad"] if ":" in address else ["/32"]
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "addr", "add", address + prefix[0], *prefix[1:], "dev", "lo"], check=True)
    await_route(address)
    reply = bytes.fromhex(fields["reply"])
    listen(address, socket.SOCK_DGRAM, reply, serve_udp)
    listen(address, socket.SOCK_STREAM, reply, serve_tcp)


def command(program, fields, address, transport):
    """The question of the case, in words that dig and kdig share."""
    name, rtype, *cls = fields["question"].split()
    cookie = re.search("000a0008([0-9a-f]{16})", fields["sent"])
    words = [program, f"@{address}", "-q", name, "-t", rtype, "-c", cls[0] if cls else "IN"]
    words += ["+dnssec" if "8000000c000a" in fields["sent"] else "+nodnssec"]
    words += ["+notcp" if transport == "udp" else "+tcp", f"+cookie={cookie[1]}" if cookie else "+nocookie"]
    return words + {"dig": ["+tries=1", "+time=2"], "kdig": ["+retry=0", "+time=2"]}[program]


def show(program, case, options):
    fields = read_case(case)
    address, _, transport, *_ = fields.get("server", "192.0.2.53 53 udp").split()
    serve(fields, address)
    done = subprocess.run(command(program, fields, address, transport) + options, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env={**os.environ, "TZ": "UTC"}, check=False)
    sys.stdout.buffer.write(done.stdout)
    sys.stdout.buffer.flush()


def main():
    if os.environ.get(INSIDE):
        show(sys.argv[1], sys.argv[2], sys.argv[3:])
        return
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "-rnpf", "--mount-proc", "--kill-child=SIGKILL", sys.executable, *sys.argv])


if __name__ == "__main__":
    main()
