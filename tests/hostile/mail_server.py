"""Mail servers as far as STARTTLS (RFC 3207), and what edig sees of servers that are none of DNS."""

import json
import os
import queue
import subprocess
import time

from conftest import NAME

VISIT = os.environ["EDIG_VISIT"]


def visit(purpose, host, tls, *records, name=NAME, milliseconds=3000):
    """What edig sees there; `records`: TLSA, as words, to hold it against."""
    authority = tls.trust[0].removeprefix("+tls-ca=")
    started = time.monotonic()
    words = [VISIT, purpose, name, host.address, authority, str(milliseconds), *records]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=True)
    assert time.monotonic() - started < milliseconds / 1000 + 5
    assert host.faults == []
    return json.loads(done.stdout)


def mail(context, greeting=b"220 mx ESMTP\r\n", capabilities=b"250-mx\r\n250-STARTTLS\r\n250 OK\r\n",
         ready=b"220 go ahead\r\n", seen=None):
    """A mail server; what the client says is put into the queue `seen`."""
    seen = queue.SimpleQueue() if seen is None else seen

    async def script(stream):
        await stream.send(greeting)
        seen.put(await stream.reader.readuntil(b"\r\n"))
        await stream.send(capabilities)
        seen.put(await stream.reader.readuntil(b"\r\n"))
        await stream.send(ready)
        await stream.writer.start_tls(context)
        seen.put(await stream.reader.read(100))

    return script


def mail_host(stage, script):
    return stage.host().plain(script, port=25)
