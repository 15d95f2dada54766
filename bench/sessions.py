"""Whether a message costs more the more sessions there are: it must not."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from bench import results, servers
from bench.fleets import (
    WINDOWS_MAX,
    join_agents,
    join_buyer,
    open_rooms,
    open_session,
    provision,
)
from bench.load import Figures, Fleet
from bench.servers import Server

ROOMS: Final = 10
"""Sessions that are written in; all others are open and silent."""

Say = Callable[[str], None]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sessions", type=int, default=10_000, help="of the fuller server")
    parser.add_argument("--rate", type=int, default=1_000, help="messages a second")
    parser.add_argument("--seconds", type=float, default=20, help="of one measured round")
    parser.add_argument("--rounds", type=int, default=3, help="of each server")


async def run(options: argparse.Namespace, directory: Path, say: Say) -> str:
    turns: dict[int, list[Figures]] = {}
    async with AsyncExitStack() as stack:
        fleets = {
            sessions: await stack.enter_async_context(_fleet(sessions, options, directory, say))
            for sessions in (ROOMS, options.sessions)
        }
        for _ in range(options.rounds):
            for sessions, fleet in fleets.items():
                figures = await fleet.round(options.rate, options.seconds)
                say(f"{figures}")
                turns.setdefault(sessions, []).append(figures)
    return report(turns, options)


@asynccontextmanager
async def _fleet(
    sessions: int, options: argparse.Namespace, directory: Path, say: Say
) -> AsyncIterator[Fleet]:
    """Both servers have the same agents; their buyers but for those of the rooms have left."""
    agents = -(-options.sessions // WINDOWS_MAX)
    toml = provision(agents, ROOMS, windows=WINDOWS_MAX)
    with servers.chatd(f"{sessions} sessions", toml, directory / f"{sessions}") as server:
        wires = await join_agents(server, [f"agent{n}" for n in range(agents)])
        supervisors = await join_agents(server, [f"supervisor{n}" for n in range(ROOMS)])
        rooms = await open_rooms(server, wires, supervisors)
        await _open_silent(server, sessions - len(rooms), say)
        yield Fleet(server, rooms)
        for wire in (*wires, *supervisors, *(room.buyer for room in rooms)):
            wire.close()


async def _open_silent(server: Server, sessions: int, say: Say) -> None:
    for number in range(sessions):
        buyer = await join_buyer(server)
        await open_session(buyer)
        buyer.close()
        if number % 1_000 == 999:
            say(f"{number + 1:,} silent sessions")


def report(turns: dict[int, list[Figures]], options: argparse.Namespace) -> str:
    """The section of RESULTS.md."""
    few, many = sorted(turns)
    ratio = statistics.median(
        full.cpu_us / lean.cpu_us for lean, full in zip(turns[few], turns[many], strict=True)
    )
    return f"""## Cost of a message, by how many sessions exist

{options.rate:,} messages a second as in J1, all in the same {ROOMS} sessions; the others are open
and silent, at the same {-(-options.sessions // WINDOWS_MAX)} agents on both servers. The servers
took turns. {many:,} sessions against {few}: **{ratio:.2f}** times the CPU a message.

{results.table(["sessions", "CPU µs", "p50 ms", "p99 ms"], [_row(n, turns[n]) for n in turns])}
"""


def _row(sessions: int, rounds: list[Figures]) -> list[object]:
    return [
        f"{sessions:,}",
        f"{statistics.median(one.cpu_us for one in rounds):.1f}",
        f"{statistics.median(one.p50_ms for one in rounds):.2f}",
        f"{statistics.median(one.p99_ms for one in rounds):.2f}",
    ]
