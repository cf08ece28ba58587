"""A small balancer of our own on the loopback: asks each server whether it is ready, and hands requests on, as a real one does.

A request is tried at another server only where a connection was refused, so that nothing is ever sent twice. What a server
breaks off is told as 502, and counted. A server is taken out before it is stopped, as `nginx -s reload` or Kubernetes do.
"""

import asyncio
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

ROUND = 0.2
LONGEST = 30.0
ASKED = b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
NOBODY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nX-Balancer: %s\r\nConnection: close\r\n\r\n"


@dataclass
class Server:
    """One of the servers: whether it says that it is ready, whether it is taken out, and how many requests it has in hand."""

    port: int
    is_ready: bool = False
    is_out: bool = False
    busy: int = 0
    served: int = 0


@dataclass
class Balancer:
    """`refused` counts connections that were tried elsewhere, `broken` requests that a server broke off."""

    ports: Iterable[int]
    servers: list[Server] = field(init=False)
    port: int = 0
    refused: int = 0
    broken: int = 0
    turn: int = 0

    def __post_init__(self) -> None:
        self.servers = [Server(port) for port in self.ports]
        self.loop = asyncio.new_event_loop()
        self.is_open = threading.Event()
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=(self._live(),), daemon=True)
        self.thread.start()
        self.is_open.wait(LONGEST)

    def at(self, port: int) -> Server:
        return next(one for one in self.servers if one.port == port)

    def close(self) -> None:
        """Nobody is answered any more."""
        self.loop.call_soon_threadsafe(self.ended.set)
        self.thread.join(LONGEST)

    async def _live(self) -> None:
        self.ended = asyncio.Event()
        listening = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512)
        self.port = listening.sockets[0].getsockname()[1]
        watching = [asyncio.create_task(self._watch(one)) for one in self.servers]
        self.is_open.set()
        await self.ended.wait()
        listening.close()
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)

    async def _watch(self, server: Server) -> None:
        """Ask one server again and again whether it is ready."""
        while True:
            server.is_ready = b" 200 " in (await self._asked(server))[:16]
            await asyncio.sleep(ROUND)

    async def _asked(self, server: Server) -> bytes:
        with suppress(OSError, asyncio.TimeoutError):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(ASKED)
            try:
                return await asyncio.wait_for(reader.read(), LONGEST)
            finally:
                writer.close()
        return b""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            request = await _read(reader)
            writer.write(await self._handed_on(request))
            await writer.drain()
        with suppress(OSError):
            writer.close()

    async def _handed_on(self, request: bytes) -> bytes:
        """The answer of the first server that takes the request."""
        tried: set[int] = set()
        while server := self._next(tried):
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            except OSError:
                tried.add(server.port)
                server.is_ready = False
                self.refused += 1
                continue
            return await self._asked_of(server, reader, writer, request)
        return NOBODY % b"nobody is ready"

    async def _asked_of(
        self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
    ) -> bytes:
        server.busy += 1
        try:
            writer.write(request)
            answer = await asyncio.wait_for(reader.read(), LONGEST)
        except (TimeoutError, OSError):
            answer = b""
        finally:
            server.busy -= 1
            with suppress(OSError):
                writer.close()
        if not answer:
            self.broken += 1
            return NOBODY % b"broken off"
        server.served += 1
        return answer

    def _next(self, tried: set[int]) -> Server | None:
        """The servers in turn; one that has just failed to answer is asked only if no other is there."""
        open_to = [one for one in self.servers if not one.is_out and one.port not in tried]
        ready = [one for one in open_to if one.is_ready] or open_to
        self.turn += 1
        return ready[self.turn % len(ready)] if ready else None


async def _read(reader: asyncio.StreamReader) -> bytes:
    """One whole request, which asks for the connection to be closed after it."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    return lines[0] + b"\r\nConnection: close\r\n" + b"\r\n".join(lines[1:]) + await reader.readexactly(length)
