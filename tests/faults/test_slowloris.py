"""Fault: peers that take for ever: no request, half a head, half a body, no hello, no reading.

Invariant: each is given up within its time, and others are served meanwhile. Control: a peer in
no hurry that stays within the times is served.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator

from tests.faults.conftest import Note
from tests.faults.scale import sample
from tests.faults.victim import Victim
from tests.faults.watch import wait_until
from tests.wire.raw import FIN_TEXT, HELLO, handshake, raw_peer

PEERS = sample(30, 300)
READERS = 30
"""More of them would be a flood of requests, which is another matter."""

REQUESTS = 400
READ_PAUSE_S = 0.03
GONE_S = 20.0
"""10 s each, and room for the machine."""

LOGIN = b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

SLOW = {
    "nothing at all": b"",
    "half a request line": b"GET /heal",
    "half a head": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "half a handshake": handshake(80)[:-2],
    "half a body": LOGIN + b'Content-Length: 100\r\n\r\n{"merchant"',
    "chunks that do not end": LOGIN + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
}


async def test_slow_peers_of_every_kind_are_given_up_in_time(victim: Victim, note: Note) -> None:
    """All at once: each takes as long as its time."""
    await asyncio.gather(
        take_for_ever(victim, note),
        drop_by_drop(victim),
        never_say_hello(victim, note),
        never_read(victim, note),
    )
    await victim.check()


async def take_for_ever(victim: Victim, note: Note) -> None:
    """Requests that never become whole."""
    async with contextlib.AsyncExitStack() as stack:
        peers = []
        for data in SLOW.values():
            for _ in range(PEERS // len(SLOW)):
                reader, writer = await stack.enter_async_context(opened(victim.server.port))
                writer.write(data)
                peers.append(reader)
        began = time.monotonic()
        await victim_is_served(victim)
        took_s = await asyncio.gather(*(ended(reader, began) for reader in peers))
    assert max(took_s) < GONE_S
    note(
        f"{len(peers)} slow requests: {', '.join(SLOW)}",
        "each gone within 10 s, others served",
        f"gone after {max(took_s):.1f} s",
    )


async def drop_by_drop(victim: Victim) -> None:
    """A byte a second is not progress: the head as a whole has its time."""
    async with opened(victim.server.port) as (reader, writer):
        began = time.monotonic()
        writer.write(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
        ending = asyncio.create_task(ended(reader, began))
        while not ending.done():
            writer.write(b"x")
            await asyncio.wait([ending], timeout=0.5)
        assert await ending < GONE_S


async def never_say_hello(victim: Victim, note: Note) -> None:
    """WebSockets of which nothing comes."""
    async with contextlib.AsyncExitStack() as stack:
        opening = [raw_peer(victim.server.port) for _ in range(PEERS)]
        peers = [await stack.enter_async_context(one) for one in opening]
        codes = await asyncio.gather(*(peer.close_code(GONE_S) for peer in peers))
    assert set(codes) == {4408}
    note(
        f"{PEERS} WebSockets that never say hello",
        "closed with 4408 after 10 s",
        f"{len(codes)} of {PEERS}",
    )


async def never_read(victim: Victim, note: Note) -> None:
    """Answers that nobody takes. Control: one that reads the same answers slowly gets them all."""
    request = b"GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(READERS):
            opening = opened(victim.server.port, receive_bytes=4_096)
            _, writer = await stack.enter_async_context(opening)
            writer.write(request * REQUESTS)
        reader, writer = await stack.enter_async_context(opened(victim.server.port))
        writer.write(request * REQUESTS)
        began = time.monotonic()
        answers = 0
        while answers < REQUESTS:
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split()[0]))
            answers += 1
            await asyncio.sleep(READ_PAUSE_S)
        await wait_until(lambda: victim.sockets() < READERS // 2, 60)
        took_s = time.monotonic() - began
    note(
        f"{READERS} HTTP peers that ask {REQUESTS} times and read nothing",
        "given up within 30 s; one that reads slowly gets everything",
        f"gone after {took_s:.0f} s",
    )


@contextlib.asynccontextmanager
async def opened(
    port: int, receive_bytes: int | None = None
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A plain TCP connection. `receive_bytes`: all that the kernel may hold for it."""
    connected = socket.socket()
    if receive_bytes is not None:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connected.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connected, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=connected, limit=receive_bytes or 1 << 16)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def ended(reader: asyncio.StreamReader, began: float) -> float:
    """Seconds until the server hung up, whatever it said before."""
    async with asyncio.timeout(60):
        with contextlib.suppress(ConnectionError):
            while await reader.read(4_096):
                pass
    return time.monotonic() - began


async def victim_is_served(victim: Victim) -> None:
    """Somebody else, in the middle of it."""
    async with raw_peer(victim.server.port) as peer:
        peer.send(FIN_TEXT, HELLO)
        assert (await peer.read_answer(1))["t"] == "ok"
