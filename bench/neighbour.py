"""What a neighbour notices of a client that floods or sends noise, ratio in one run."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from bench import results, servers
from bench.fleets import SHOP, chatd_fleet, provision
from bench.load import Figures, Fleet
from bench.servers import Server
from bench.turns import line
from bench.wire import Wire, WireError, connect, masked_frame

BAR: Final = 2.0
FLOOD_PER_S: Final = 10_000
ABUSER: Final = "127.0.0.2"
LIMITS: Final = {
    "CHATD_CONNECTIONS_PER_S": "10",
    "CHATD_CONNECTIONS_BURST": "20",
    "CHATD_COMMANDS_PER_S": "20",
    "CHATD_COMMANDS_BURST": "60",
    "CHATD_ADDRESS_COMMANDS_PER_S": "100",
    "CHATD_ADDRESS_COMMANDS_BURST": "200",
    "CHATD_TABS_MAX": "16",
}
"""The defaults: they are what protects the neighbours."""

_TICK_S: Final = 0.005
_TRIES: Final = 2
_TEXT: Final = 0x81
_NOISE: Final = masked_frame(_TEXT, b'{"t":"message.send","id":1,"body":' + b"[" * 30_000)

Say = Callable[[str], None]


@dataclass(slots=True)
class Done:
    """What an abuser got done."""

    sent: int = 0
    connections: int = 0
    is_over: bool = False


Abuse = Callable[[Server, Done], Awaitable[None]]


@dataclass(slots=True)
class Pair:
    """Rounds without and with one kind of abuse, in turns."""

    quiet: list[Figures] = field(default_factory=list)
    abused: list[Figures] = field(default_factory=list)
    done: Done = field(default_factory=Done)
    all_late: bool = False


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rooms", type=int, default=50)
    parser.add_argument("--rate", type=int, default=200, help="messages a second, in all rooms")
    parser.add_argument("--seconds", type=float, default=8, help="of one round")
    parser.add_argument("--rounds", type=int, default=3, help="without and with, of each kind")


async def run(options: argparse.Namespace, directory: Path, say: Say) -> str:
    toml = provision(options.rooms, options.rooms)
    pairs: dict[str, Pair] = {}
    with servers.chatd("chatd", toml, directory, settings=LIMITS) as server:
        async with chatd_fleet(server, options.rooms) as fleet:
            for name, abuse in KINDS.items():
                pairs[name] = await _take_turns(fleet, abuse, options, say)
    return report(pairs, options)


async def _take_turns(fleet: Fleet, abuse: Abuse, options: argparse.Namespace, say: Say) -> Pair:
    """Rounds in which the generator kept time; on a machine so busy that there are none, others."""
    pair, late = Pair(), Pair(all_late=True)
    late.done = pair.done
    for _ in range(options.rounds * _TRIES):
        quiet = await fleet.round(options.rate, options.seconds)
        say(line(quiet))
        pair.done.is_over = False
        abusing = asyncio.create_task(_for_ever(abuse, fleet.server, pair.done))
        abused = await fleet.round(options.rate, options.seconds)
        pair.done.is_over = True
        await abusing
        say(f"{line(abused)}  with abuse")
        taken = pair if quiet.is_valid and abused.is_valid else late
        taken.quiet.append(quiet)
        taken.abused.append(abused)
        if len(pair.quiet) == options.rounds:
            break
    return pair if pair.quiet else late


async def _for_ever(abuse: Abuse, server: Server, done: Done) -> None:
    """Cut, it comes back at once; for ever is until it is over."""
    while not done.is_over:
        with contextlib.suppress(OSError, RuntimeError, TimeoutError, WireError):
            await abuse(server, done)
        done.connections += 1
        await asyncio.sleep(_TICK_S)


async def _flood(server: Server, done: Done) -> None:
    wire = await _join(server)
    numbers = range(int(FLOOD_PER_S * _TICK_S))
    batch = b"".join(masked_frame(_TEXT, _message(number)) for number in numbers)
    while not (wire.lost or done.is_over):
        wire.send_raw(batch)
        done.sent += len(numbers)
        await asyncio.sleep(_TICK_S)
    wire.close()


async def _noise(server: Server, done: Done) -> None:
    wire = await _join(server)
    while not (wire.lost or done.is_over):
        wire.send_raw(_NOISE)
        done.sent += 1
        await asyncio.sleep(_TICK_S)
    wire.close()


async def _join(server: Server) -> Wire:
    wire = await connect(server.port, source=ABUSER)
    await wire.ask("hello", shop=SHOP)
    wire.listen(lambda _payload, _received: None)
    return wire


def _message(number: int) -> bytes:
    body = {"text": "x" * 200}
    return msgspec.json.encode(
        {"t": "message.send", "id": number + 2, "cid": f"f{number}", "kind": "text", "body": body}
    )


KINDS: Final[dict[str, Abuse]] = {"flood": _flood, "noise": _noise}


def report(pairs: dict[str, Pair], options: argparse.Namespace) -> str:
    """The section of RESULTS.md."""
    head = ["abuse", "p99 without", "p99 with", "ratio", "p50 without", "p50 with", "CPU of a core"]
    head += ["frames sent", "connections tried"]
    return f"""## The neighbour of a bad client

{options.rate} messages a second as in J1 in {options.rooms} rooms, with the default limits, while
one client abuses the server: *flood* sends {FLOOD_PER_S:,} messages a second, *noise* frames of
30 KiB that nest; both come back as soon as they are cut, always from one address. Median of up to
{options.rounds} rounds without and with, in turns. Bar: the neighbour's p99 at most doubles
({BAR:.0f}).

{results.table(head, [_row(name, pair) for name, pair in pairs.items()])}
"""


def _row(name: str, pair: Pair) -> list[object]:
    def median(rounds: list[Figures], field: str) -> float:
        return statistics.median([float(getattr(one, field)) for one in rounds])

    quiet, abused = median(pair.quiet, "p99_ms"), median(pair.abused, "p99_ms")
    lost = sum(one.lost for one in (*pair.quiet, *pair.abused))
    notes = [f"{lost} messages lost"] if lost else []
    notes += ["**generator late in every round: measure again**"] if pair.all_late else []
    return [
        ", ".join([name, *notes]),
        f"{quiet:.1f} ms",
        f"{abused:.1f} ms",
        f"**{abused / quiet:.2f}**",
        f"{median(pair.quiet, 'p50_ms'):.1f} ms",
        f"{median(pair.abused, 'p50_ms'):.1f} ms",
        f"{median(pair.quiet, 'busy'):.0%} → {median(pair.abused, 'busy'):.0%}",
        f"{pair.done.sent:,}",
        f"{pair.done.connections:,}",
    ]
