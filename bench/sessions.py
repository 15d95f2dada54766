"""Whether a message costs more the more sessions there are: it must not."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from bench import results, servers
from bench.fleets import (
    WINDOWS_MAX,
    join_agents,
    open_rooms,
    open_silent,
    provision,
)
from bench.load import Fleet
from bench.turns import Say, Turns, take_turns, warning

ROOMS: Final = 10
"""Sessions that are written in; all others are open and silent."""

BAR: Final = 1.2


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sessions", type=int, default=10_000, help="of the fuller server")
    parser.add_argument("--rate", type=int, default=1_000, help="messages a second")
    parser.add_argument("--seconds", type=float, default=20, help="of one measured round")
    parser.add_argument("--rounds", type=int, default=3, help="of each server")


async def run(options: argparse.Namespace, directory: Path, say: Say) -> str:
    async with AsyncExitStack() as stack:
        fleets = [
            await stack.enter_async_context(_fleet(sessions, options, directory, say))
            for sessions in (ROOMS, options.sessions)
        ]
        turns = await take_turns(fleets, options.rate, options.seconds, options.rounds, say)
    return report(turns, options)


@asynccontextmanager
async def _fleet(
    sessions: int, options: argparse.Namespace, directory: Path, say: Say
) -> AsyncIterator[Fleet]:
    """Both servers have the same agents; their buyers but for those of the rooms have left."""
    agents = -(-options.sessions // WINDOWS_MAX)
    toml = provision(agents, ROOMS, windows=WINDOWS_MAX)
    with servers.chatd(f"{sessions:,}", toml, directory / f"{sessions}") as server:
        wires = await join_agents(server, [f"agent{n}" for n in range(agents)])
        supervisors = await join_agents(server, [f"supervisor{n}" for n in range(ROOMS)])
        rooms = await open_rooms(server, wires, supervisors)
        await open_silent(server, sessions - len(rooms))
        say(f"{sessions:,} sessions are open")
        yield Fleet(server, rooms)
        for wire in (*wires, *supervisors, *(room.buyer for room in rooms)):
            wire.close()


def report(turns: Turns, options: argparse.Namespace) -> str:
    """The section of RESULTS.md."""
    few, many = turns.by_server
    ratios = turns.ratios(many, few)
    return f"""## Cost of a message, by how many sessions exist

{options.rate:,} messages a second as in J1, all in the same {ROOMS} sessions; the others are open
and silent, at the same {-(-options.sessions // WINDOWS_MAX)} agents on both servers, which took
turns. {many} sessions against {few}: **{ratios[len(ratios) // 2]:.2f}** ({ratios[0]:.2f} to
{ratios[-1]:.2f}) times the CPU a message. Bar: {BAR}.
{warning([turns])}
{results.table(["sessions", "CPU µs", "p50 ms", "p99 ms"], [_row(turns, few), _row(turns, many)])}
"""


def _row(turns: Turns, sessions: str) -> list[object]:
    return [
        sessions,
        f"{turns.median(sessions, 'cpu_us'):.1f}",
        f"{turns.median(sessions, 'p50_ms'):.2f}",
        f"{turns.median(sessions, 'p99_ms'):.2f}",
    ]
