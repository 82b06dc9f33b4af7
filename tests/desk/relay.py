"""relay.py FROM TO [COMMAND...]: takes connections at FROM on to TO, until COMMAND ends where there is one. Each is a port of
127.0.0.1 or the path of a socket, which leads from one network namespace into another."""

import asyncio
import contextlib
import os
import signal
import sys


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while octets := await reader.read(65536):
            writer.write(octets)
            await writer.drain()
    writer.close()


async def main(here: str, there: str, *command: str) -> int:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            way = (asyncio.open_connection("127.0.0.1", int(there)) if there.isdigit()
                   else asyncio.open_unix_connection(there))
            back, onward = await way
        except OSError:
            writer.close()
            return
        await asyncio.gather(pass_on(reader, onward), pass_on(back, writer))

    try:
        server = await (asyncio.start_server(take, "127.0.0.1", int(here)) if here.isdigit()
                        else asyncio.start_unix_server(take, here))
    except OSError as error:
        sys.exit(f"cannot listen at {'port ' if here.isdigit() else ''}{here}: {os.strerror(error.errno)}")
    if not command:
        await server.serve_forever()
    # Ctrl+C is for the command, and ends this by it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return await (await asyncio.create_subprocess_exec(*command)).wait()


with contextlib.suppress(KeyboardInterrupt):
    sys.exit(asyncio.run(main(*sys.argv[1:])))
