"""Sets up the rooms of a round: who connects, says hello, and gets which session."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from bench.load import Fleet, Room, new_cid
from bench.servers import Server
from bench.wire import Wire, connect

MERCHANT: Final = "bench"
SHOP: Final = "bench-shop"
PASSWORD: Final = "correct horse battery"
WINDOWS_MAX: Final = 200
"""The most windows an agent can have."""

_AT_ONCE: Final = 20

T = TypeVar("T")


def provision(agents: int, supervisors: int, windows: int = 1) -> str:
    """A merchant whose agents have room for `agents * windows` sessions, one agent for each."""
    accounts = [
        ("main", "owner", 1, "main = true\nreceives = false"),
        *((f"agent{n}", "agent", windows, "") for n in range(agents)),
        *((f"supervisor{n}", "supervisor", 1, "") for n in range(supervisors)),
    ]
    return "\n".join(
        [
            f'merchant = "{MERCHANT}"\nname = "Bench"',
            "[settings]\nbuyer_grace_ms = 86400000",
            f'[[shops]]\nid = "{SHOP}"\nname = "Bench"\norigins = []',
            *(
                f'[[agents]]\nusername = "{username}"\nname = "{username}"\nrole = "{role}"\n'
                f'password = "{PASSWORD}"\nwindows_max = {w}\nreception_max = {w}\n{more}'
                for username, role, w, more in accounts
            ),
        ]
    )


@asynccontextmanager
async def relay_fleet(server: Server, size: int) -> AsyncIterator[Fleet]:
    """Rooms on the bare relay."""

    async def join(room: int, role: str) -> Wire:
        wire = await connect(server.port)
        await wire.ask("hello", room=f"s_{room:026d}", role=role)
        return wire

    async def build(number: int) -> Room:
        buyer, agent, supervisor = [
            await join(number, role) for role in ("buyer", "agent", "supervisor")
        ]
        return Room(buyer, (agent, supervisor), f"s_{number:026d}")

    rooms = await _each(range(size), build)
    try:
        yield Fleet(server, rooms)
    finally:
        _close(rooms)


@asynccontextmanager
async def chatd_fleet(server: Server, size: int) -> AsyncIterator[Fleet]:
    """Rooms on chatd: each agent has one open session, each supervisor watches one."""
    agents = await join_agents(server, [f"agent{n}" for n in range(size)])
    supervisors = await join_agents(server, [f"supervisor{n}" for n in range(size)])
    rooms = await open_rooms(server, agents, supervisors)
    try:
        yield Fleet(server, rooms)
    finally:
        _close(rooms)


async def open_rooms(
    server: Server, agents: Sequence[Wire], supervisors: Sequence[Wire]
) -> list[Room]:
    """One session after the other: the first buyer's goes to the first free agent, and so on."""
    posted: asyncio.Queue[tuple[str, Wire]] = asyncio.Queue()
    for agent in agents:
        agent.listen(_session_finder(posted, agent))
    rooms: list[Room] = []
    for supervisor in supervisors:
        number = len(rooms)
        buyer = await join_buyer(server, source=f"127.1.{number // 256}.{number % 256}")
        session = await open_session(buyer)
        async with asyncio.timeout(10):
            served, agent = await posted.get()
        assert served == session
        await supervisor.ask("session.watch", session=session)
        rooms.append(Room(buyer, (agent, supervisor), session))
    return rooms


async def open_silent(server: Server, sessions: int) -> None:
    """Sessions whose buyers say one thing and leave."""

    async def open_one(_number: int) -> None:
        buyer = await join_buyer(server)
        await open_session(buyer)
        buyer.close()

    await _each(range(sessions), open_one)


async def join_buyer(server: Server, source: str = "127.0.0.1") -> Wire:
    """A new visitor's connection, from an address of this machine's."""
    wire = await connect(server.port, source=source)
    await wire.ask("hello", shop=SHOP)
    return wire


async def open_session(buyer: Wire) -> str:
    """Write a first message; the session must have found an agent with a free window."""
    answer = await buyer.ask("message.send", cid=new_cid(), kind="text", body={"text": "Hello"})
    if answer["phase"] != "open":
        raise RuntimeError(f"no agent is free: {answer}")
    return str(answer["session"])


async def join_agents(server: Server, usernames: Sequence[str]) -> list[Wire]:
    """A connection for each account."""

    async def join(username: str) -> Wire:
        token = await asyncio.to_thread(_log_in, server.port, username)
        wire = await connect(server.port)
        await wire.ask("hello", token=token)
        return wire

    return await _each(usernames, join)


def _session_finder(
    posted: asyncio.Queue[tuple[str, Wire]], agent: Wire
) -> Callable[[bytes, float], None]:
    def on_frame(payload: bytes, _received: float) -> None:
        frame: dict[str, Any] = json.loads(payload)
        if frame["t"] == "message.posted":
            posted.put_nowait((frame["session"], agent))

    return on_frame


def _log_in(port: int, username: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    account = {"merchant": MERCHANT, "username": username, "password": PASSWORD}
    connection.request(
        "POST", "/api/login", json.dumps(account), {"Content-Type": "application/json"}
    )
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"log-in of {username}: {response.status} {body!r}")
    return str(json.loads(body)["access_token"])


async def _each(things: Sequence[Any], make: Callable[[Any], Awaitable[T]]) -> list[T]:
    """As many at once as a listening socket takes without dropping any, results in order."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(thing: Any) -> T:
        async with gate:
            return await make(thing)

    return list(await asyncio.gather(*(one(thing) for thing in things)))


def _close(rooms: Sequence[Room]) -> None:
    for room in rooms:
        for wire in (room.buyer, *room.listeners):
            wire.close()
