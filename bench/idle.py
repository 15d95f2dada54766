"""What a connection costs that says nothing: memory, and the time and work to get there."""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import results, servers
from bench.fleets import join_buyer, provision
from bench.j1 import CHATD, RELAYS
from bench.servers import Server
from bench.wire import Wire, connect, now

WARM_UP: Final = 200
"""Connections before the first look: what a process allocates once is not a connection's."""

_SETTLE_S: Final = 1.0
_KIB: Final = 1024

Say = Callable[[str], None]
Join = Callable[[Server, int], Awaitable[Wire]]


@dataclass(frozen=True, slots=True)
class Figures:
    """One server, full."""

    server: str
    connection_kib: float
    process_mib: float
    connect_p50_ms: float
    connect_p99_ms: float
    connects_per_s: float
    cpu_us: float


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=1_000)
    parser.add_argument("--at-once", type=int, default=50, help="connecting at the same time")
    parser.add_argument("--rounds", type=int, default=3, help="of each server, each a fresh one")


async def run(options: argparse.Namespace, directory: Path, say: Say) -> str:
    rounds: dict[str, list[Figures]] = {}
    for number in range(options.rounds):
        for name in (CHATD, *RELAYS):
            figures = await _measure(name, options, directory / f"{number}")
            say(f"{figures}")
            rounds.setdefault(name, []).append(figures)
    return report(rounds, options)


async def _measure(name: str, options: argparse.Namespace, directory: Path) -> Figures:
    if name == CHATD:
        with servers.chatd(name, provision(1, 0), directory) as server:
            return await _fill(server, _join_chatd, options)
    with servers.relay(name, RELAYS[name], directory.parent) as server:
        return await _fill(server, _join_relay, options)


async def _fill(server: Server, join: Join, options: argparse.Namespace) -> Figures:
    gate = asyncio.Semaphore(options.at_once)
    took_ms: list[float] = []

    async def one(number: int) -> Wire:
        async with gate:
            began = now()
            wire = await join(server, number)
            took_ms.append((now() - began) * 1_000)
            return wire

    wires = await asyncio.gather(*(one(number) for number in range(WARM_UP)))
    await asyncio.sleep(_SETTLE_S)
    took_ms.clear()
    gc.collect()
    memory, cpu, began = server.resident_bytes(), server.cpu(), now()
    numbers = range(WARM_UP, WARM_UP + options.connections)
    wires += await asyncio.gather(*(one(number) for number in numbers))
    filled_s = now() - began
    cpu_s = (server.cpu() - cpu).total_s
    await asyncio.sleep(_SETTLE_S)
    full = server.resident_bytes()
    for wire in wires:
        wire.close()
    took_ms.sort()
    return Figures(
        server=server.name,
        connection_kib=(full - memory) / options.connections / _KIB,
        process_mib=full / _KIB**2,
        connect_p50_ms=statistics.median(took_ms),
        connect_p99_ms=took_ms[int(0.99 * len(took_ms))],
        connects_per_s=options.connections / filled_s,
        cpu_us=cpu_s * 1e6 / options.connections,
    )


async def _join_chatd(server: Server, _number: int) -> Wire:
    return await join_buyer(server)


async def _join_relay(server: Server, number: int) -> Wire:
    wire = await connect(server.port)
    await wire.ask("hello", room=f"s_{number:026d}", role="buyer")
    return wire


def report(rounds: dict[str, list[Figures]], options: argparse.Namespace) -> str:
    """The section of RESULTS.md."""
    head = ["server", "KiB a connection", f"{CHATD}'s ratio", "MiB the process"]
    head += ["connect p50 ms", "connect p99 ms", "connects /s", "CPU µs a connect"]
    return f"""## An idle connection

Resident memory that {options.connections:,} buyers' connections add to a server that already has
{WARM_UP}, each after its hello. Connecting is the handshake and hello of a new visitor,
{options.at_once} at a time. Median of {options.rounds} fresh servers each.

{results.table(head, [_row(name, rounds) for name in rounds])}
"""


def _row(name: str, rounds: dict[str, list[Figures]]) -> list[object]:
    def median(server: str, field: str) -> float:
        return statistics.median([float(getattr(one, field)) for one in rounds[server]])

    ratio = median(CHATD, "connection_kib") / median(name, "connection_kib")
    return [
        name,
        f"{median(name, 'connection_kib'):.1f}",
        "" if name == CHATD else f"**{ratio:.2f}**",
        f"{median(name, 'process_mib'):.0f}",
        f"{median(name, 'connect_p50_ms'):.1f}",
        f"{median(name, 'connect_p99_ms'):.1f}",
        f"{median(name, 'connects_per_s'):,.0f}",
        f"{median(name, 'cpu_us'):.0f}",
    ]
