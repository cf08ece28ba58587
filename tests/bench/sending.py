"""Sends requests over connections that stay open and says how it went; a process of its own: JSON in, JSON out.

Each connection has people of its own, so that nobody's requests overtake one another. `{turn}` and `{choice}` in a body are
filled in: how often this person has sent it, and a number from 1 to 5 that changes each time. Knows no framework.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

HEAD_END = b"\r\n\r\n"
PATIENCE = 60.0


@dataclass
class Tally:
    """What came of the requests: seconds of those that went well, statuses of all (0: no answer), and letters."""

    seconds: list[float] = field(default_factory=list)
    ends: Counter[int] = field(default_factory=Counter)
    letters: int = 0
    good: int = 0

    def told(self) -> dict[str, Any]:
        """As it goes over the line."""
        times = sorted(self.seconds)
        return {
            "ends": dict(self.ends),
            "good": self.good,
            "p50": at(times, 0.5) * 1000,
            "p95": at(times, 0.95) * 1000,
            "letters": self.letters // max(1, len(times)),
        }


def at(times: Sequence[float], share: float) -> float:
    """The time that `share` of the sorted `times` do not exceed; 0 for none."""
    return times[min(len(times) - 1, int(len(times) * share))] if times else 0.0


class Line(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[tuple[int, int]] | None = None
        self.transport: asyncio.Transport | None = None
        self.came = b""
        self.wanted = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, problem: Exception | None) -> None:
        self.transport = None
        if self.answer and not self.answer.done():
            self.answer.set_result((0, 0))

    def data_received(self, data: bytes) -> None:
        self.came += data
        if self.wanted < 0 and HEAD_END in self.came:
            self.wanted = self.came.index(HEAD_END) + len(HEAD_END) + length_of(self.came)
        if 0 <= self.wanted <= len(self.came) and self.answer and not self.answer.done():
            self.answer.set_result((int(self.came[9:12]), self.wanted))

    async def ask(self, request: bytes) -> tuple[int, int]:
        """Status and letters of the answer; 0 where none came."""
        assert self.transport
        self.came, self.wanted = b"", -1
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        try:
            return await asyncio.wait_for(self.answer, PATIENCE)
        except TimeoutError:
            return 0, 0


def length_of(head: bytes) -> int:
    """What an answer says of its length; our pages are never sent in pieces."""
    place = head.lower().find(b"\r\ncontent-length:")
    return int(head[place + 17 : head.index(b"\r\n", place + 17)]) if place >= 0 else 0


def written(request: Mapping[str, str], turn: int) -> bytes:
    """A request as it goes over the line."""
    body = request.get("body", "").replace("{turn}", str(turn)).replace("{choice}", str(turn % 5 + 1)).encode()
    lines = [f"{request['method']} {request['path']} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {request[name.lower()]}" for name in ("Cookie", "X-Autosave") if request.get(name.lower())]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + HEAD_END + body


@dataclass
class Order:
    """What is to be sent: by `wide` connections for so many `seconds`, or `most` requests in all; `first` is the first turn.

    With a `pause` each connection rests so many seconds after the moment at which it began its last request.
    """

    port: int
    requests: list[dict[str, str]]
    wide: int
    seconds: float
    most: int = 0
    first: int = 1
    pause: float = 0.0


async def connected(port: int) -> Line:
    """A new connection."""
    loop = asyncio.get_running_loop()
    return (await loop.create_connection(Line, "127.0.0.1", port))[1]


async def one(order: Order, place: int, tally: Tally, ends_at: float) -> None:
    """One connection's work."""
    own = order.requests[place :: order.wide] or [order.requests[place % len(order.requests)]]
    left = -(-order.most // order.wide) if order.most else -1
    await asyncio.sleep(order.pause * place / order.wide)
    line = await connected(order.port)  # only now: a server keeps a thread for whoever has come and says nothing
    count = 0
    while left and time.perf_counter() < ends_at:
        request = written(own[count % len(own)], order.first + count // len(own))
        began = time.perf_counter()
        # A server hangs up a connection that has rested; a browser begins another then, and so do we.
        line = line if line.transport else await connected(order.port)
        status, letters = await line.ask(request)
        if not status and line.transport is None and not line.came:
            line = await connected(order.port)
            status, letters = await line.ask(request)
        took = time.perf_counter() - began
        tally.ends[status] += 1
        if status == HTTPStatus.OK or (status == HTTPStatus.FOUND and request.startswith(b"POST")):
            tally.good += 1
            tally.seconds.append(took)
            tally.letters += letters
        count, left = count + 1, left - 1
        if order.pause:
            await asyncio.sleep(max(0.0, order.pause - took))
    if line.transport:
        line.transport.close()


async def carry_out(order: Order) -> dict[str, Any]:
    """Everything that `order` says; with the seconds it took by the clock and of the processor."""
    tally, began, own = Tally(), time.perf_counter(), time.process_time()
    ends_at = began + order.seconds
    await asyncio.gather(*(one(order, place, tally, ends_at) for place in range(order.wide)))
    return {**tally.told(), "took": time.perf_counter() - began, "own": time.process_time() - own}


def main() -> None:
    """Orders line by line, several a line to be carried out at once; one line back for each."""
    for line in sys.stdin:
        orders = [Order(**given) for given in json.loads(line)]
        sys.stdout.write(json.dumps(asyncio.run(all_of(orders))) + "\n")
        sys.stdout.flush()


async def all_of(orders: Sequence[Order]) -> list[dict[str, Any]]:
    """Several orders at once."""
    return list(await asyncio.gather(*(carry_out(order) for order in orders)))


if __name__ == "__main__":
    main()
