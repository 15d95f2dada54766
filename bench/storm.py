"""Everybody comes back at once: the server is killed and started again under 5,000 buyers."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import results, servers
from bench.fleets import SHOP, WINDOWS_MAX, join_agents, open_session, provision
from bench.servers import Server
from bench.wire import Wire, WireError, connect, now

BACK_S: Final = 30.0
QUERIES: Final = 1.0
READS: Final = "chatd_database_reads_total"

_AT_ONCE: Final = 50
_RETRY_S: Final = 0.5
_SETTLE_S: Final = 2.0
_HELD: Final = 1_000
"""More messages than a session has: nothing was missed."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who comes back, and what they hold."""

    visitor: str
    session: str


@dataclass(frozen=True, slots=True)
class Figures:
    """One storm. Times are since everybody set off; `back_s` ascending."""

    back_s: list[float]
    retries: int
    queries: float
    cpu_s: float
    resident_mib: float


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=5_000)


async def run(options: argparse.Namespace, directory: Path, say: Say) -> str:
    size = options.connections
    toml, secret = provision(len(_agents(size)), 0, windows=WINDOWS_MAX), secrets.token_hex(32)
    with servers.chatd("chatd", toml, directory, settings={"CHATD_SECRET": secret}) as server:
        await join_agents(server, _agents(size))
        buyers = await _open_sessions(server, size)
        say(f"{size:,} sessions are open; the server is killed")
        server.process.kill()
        server.process.wait()
    with servers.chatd("again", toml, directory, settings={"CHATD_SECRET": secret}) as server:
        await join_agents(server, _agents(size))
        figures = await _storm(server, buyers)
    return report(figures, size)


def _agents(size: int) -> list[str]:
    """As many as have room for so many sessions."""
    return [f"agent{number}" for number in range(-(-size // WINDOWS_MAX))]


async def _open_sessions(server: Server, size: int) -> list[Buyer]:
    gate = asyncio.Semaphore(_AT_ONCE)
    wires = []

    async def one(_number: int) -> Buyer:
        async with gate:
            wire = await connect(server.port)
            wires.append(wire)
            welcome = await wire.ask("hello", shop=SHOP)
            return Buyer(welcome["visitor"], await open_session(wire))

    return await asyncio.gather(*(one(number) for number in range(size)))


async def _storm(server: Server, buyers: list[Buyer]) -> Figures:
    await asyncio.sleep(_SETTLE_S)
    back_s: list[float] = []
    wires: list[Wire] = []
    retries = 0
    queries, cpu, began = _reads(server), server.cpu(), now()

    async def one(buyer: Buyer) -> None:
        nonlocal retries
        resume = {buyer.session: {"public": _HELD}}
        while True:
            try:
                wire = await connect(server.port)
                welcome = await wire.ask("hello", shop=SHOP, visitor=buyer.visitor, resume=resume)
            except (OSError, WireError, TimeoutError):
                retries += 1
                await asyncio.sleep(_RETRY_S)
                continue
            if [session["id"] for session in welcome["sessions"]] != [buyer.session]:
                raise RuntimeError(f"not what {buyer.session} was: {welcome['sessions']}")
            wires.append(wire)
            back_s.append(now() - began)
            return

    await asyncio.gather(*(one(buyer) for buyer in buyers))
    used_s, asked = (server.cpu() - cpu).total_s, _reads(server) - queries
    figures = Figures(back_s, retries, asked, used_s, server.resident_bytes() / 1024**2)
    for wire in wires:
        wire.close()
    return figures


def _reads(server: Server) -> float:
    """Queries so far, as the server counts them."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=60) as answer:
        text = answer.read().decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(READS))


def report(figures: Figures, size: int) -> str:
    """The section of RESULTS.md."""
    last = figures.back_s[-1]
    head = ["connections", "all back", "half back", "99 % back", "queries a session"]
    head += ["CPU ms a return", "tries in vain", "MiB the process"]
    row = [
        f"{size:,}",
        f"**{last:.1f} s**",
        f"{figures.back_s[size // 2]:.1f} s",
        f"{figures.back_s[int(0.99 * size)]:.1f} s",
        f"**{figures.queries / size:.2f}**",
        f"{figures.cpu_s * 1_000 / size:.2f}",
        f"{figures.retries:,}",
        f"{figures.resident_mib:.0f}",
    ]
    return f"""## A reconnect storm

{size:,} buyers with an open session each. The server is killed with -9, started again, and all of
them reconnect in the same instant with hello and resume; back is who has their session again.
Bars: all back within {BACK_S:.0f} s on two cores (the buyers have one of them), at most
{QUERIES:.0f} query a session.

{results.table(head, [row])}
"""
