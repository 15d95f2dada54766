"""J1: a buyer writes, the agent and the supervisor have it, and it is stored.

First the highest rate of each server is found by stepping up. Then all of them take turns at a
fixed low rate and at chatd's highest, so that whatever else the machine does meets each alike.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bench import results, servers
from bench.fleets import chatd_fleet, provision, relay_fleet
from bench.load import LAG_P99_MAX_MS, TEXT_BYTES, Figures, Fleet

CHATD: Final = "chatd"
RELAYS: Final = {"relay, ASGI": "asgi", "relay, direct": "direct"}
P99_MAX_MS: Final = 100.0
LOW_RATE: Final = 1_000
_MISSES: Final = 2
_TRIES: Final = 6

Say = Callable[[str], None]
Verdict = Literal["held", "missed", "late"]


@dataclass(frozen=True, slots=True)
class Top:
    """The highest rate a server held. `by_generator`: it might have held more."""

    rate: int
    by_generator: bool = False

    def __str__(self) -> str:
        return f"{self.rate:,}{' at least (the generator ends there)' * self.by_generator}"


Turns = dict[tuple[str, int], list[Figures]]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rooms", type=int, default=100, help="sessions, three sockets each")
    parser.add_argument("--seconds", type=float, default=20, help="of one measured round")
    parser.add_argument("--rounds", type=int, default=3, help="of each server at each rate")
    parser.add_argument("--probe-seconds", type=float, default=4, help="of one step upwards")
    parser.add_argument("--step", type=float, default=1.15, help="factor from rate to rate")
    parser.add_argument("--top", type=int, default=0, help="the highest rate, if known: no search")
    parser.add_argument("--relay-only", action="store_true", help="the peers by themselves")


async def run(options: argparse.Namespace, directory: Path, say: Say) -> str:
    async with AsyncExitStack() as stack:
        fleets = {
            name: await stack.enter_async_context(_fleet(name, options.rooms, directory))
            for name in ([] if options.relay_only else [CHATD]) + list(RELAYS)
        }
        say(f"{len(fleets)} servers, {options.rooms} rooms on each")
        subject = next(iter(fleets))
        tops = {subject: Top(options.top)}
        if not options.top:
            tops = {name: await _highest(fleet, options, say) for name, fleet in fleets.items()}
        rates = list(dict.fromkeys([LOW_RATE, max(LOW_RATE, tops[subject].rate)]))
        turns = await _take_turns(list(fleets.values()), rates, options, say)
    return report(subject, tops, turns, options.rooms)


@asynccontextmanager
async def _fleet(name: str, rooms: int, directory: Path) -> AsyncIterator[Fleet]:
    if name == CHATD:
        with servers.chatd(name, provision(rooms, rooms), directory / "chatd") as server:
            async with chatd_fleet(server, rooms) as fleet:
                yield fleet
    else:
        with servers.relay(name, RELAYS[name], directory) as server:
            async with relay_fleet(server, rooms) as fleet:
                yield fleet


async def _highest(fleet: Fleet, options: argparse.Namespace, say: Say) -> Top:
    """The highest rate held, stepping up until one is missed."""
    held, rate = 0, LOW_RATE
    while (verdict := await _probe(fleet, rate, options, say)) == "held":
        held, rate = rate, max(rate + 100, round(rate * options.step / 100) * 100)
    return Top(held, by_generator=verdict == "late")


async def _probe(fleet: Fleet, rate: int, options: argparse.Namespace, say: Say) -> Verdict:
    """Miss a rate twice to fail it; what a late generator saw does not count."""
    missed = 0
    for _ in range(_TRIES):
        figures = await fleet.round(rate, options.probe_seconds)
        say(_line(figures))
        if figures.is_valid and figures.holds(P99_MAX_MS):
            return "held"
        missed += figures.is_valid
        if missed == _MISSES:
            return "missed"
    return "late"


async def _take_turns(
    fleets: Sequence[Fleet], rates: Sequence[int], options: argparse.Namespace, say: Say
) -> Turns:
    turns: Turns = {}
    for rate in rates:
        for _ in range(options.rounds):
            for fleet in fleets:
                figures = await fleet.round(rate, options.seconds)
                say(_line(figures))
                turns.setdefault((fleet.server.name, rate), []).append(figures)
    return turns


def _line(figures: Figures) -> str:
    verdict = "" if figures.is_valid else f"  generator late: {figures.lag_p99_ms:.1f} ms"
    lost = f"  lost {figures.lost}" if figures.lost else ""
    return (
        f"{figures.server:14} {figures.rate:6}/s  {figures.cpu_us:6.1f} us "
        f"(loop's {figures.main_thread_us:5.1f}, system {figures.system_us:5.1f})  "
        f"p50 {figures.p50_ms:6.2f}  p99 {figures.p99_ms:7.2f} ms  "
        f"core {figures.busy:4.0%}{lost}{verdict}"
    )


def report(subject: str, tops: dict[str, Top], turns: Turns, rooms: int) -> str:
    """The section of RESULTS.md."""
    rows = [_row(subject, key, turns) for key in turns]
    lags = [one.lag_p99_ms for rounds in turns.values() for one in rounds]
    head = ["server", "rate /s", "CPU µs", "of it system", "of it loop's thread"]
    head += [f"{subject}'s ratio", "p50 ms", "p99 ms", "ack p99 ms", "core busy", "invalid"]
    highest = "; ".join(f"{name} {top}" for name, top in tops.items())
    return f"""## J1: a message from a buyer to an agent and a supervisor

{rooms} sessions, three sockets each; {TEXT_BYTES}-byte messages in JSON, Poisson arrivals, open
loop: the clock runs from the instant a message is due until both have it. Server and generator
have a core each (`taskset`). CPU is of the whole process, all threads, a message; the median of
the rounds, which the servers took in turn. A round in which the generator's own p99 lag exceeds
{LAG_P99_MAX_MS:.0f} ms is invalid; the worst was {max(lags):.2f} ms.

chatd stores each message with a synchronous commit before it acknowledges, and sends four frames
for one: the acknowledgement and the author's own event (together in one write), the agent's
event, the supervisor's. The relays store nothing and send three: acknowledgement, agent's,
supervisor's. *ASGI*: uvicorn's WebSocket class under a raw ASGI application. *direct*: chatd's own
socket class, which goes past ASGI; what is left of the difference is chatd's work on a message.

{results.table(head, rows)}

Highest rate with p99 <= {P99_MAX_MS:.0f} ms, a second: {highest}.
"""


def _row(subject: str, key: tuple[str, int], turns: Turns) -> list[object]:
    name, rate = key
    rounds = turns[key]

    def median(field: str) -> float:
        return statistics.median([float(getattr(one, field)) for one in rounds])

    pairs = zip(turns[subject, rate], rounds, strict=True)
    ratio = statistics.median(ours.cpu_us / theirs.cpu_us for ours, theirs in pairs)
    return [
        name,
        f"{rate:,}",
        f"{median('cpu_us'):.1f}",
        f"{median('system_us'):.1f}",
        f"{median('main_thread_us'):.1f}",
        "" if name == subject else f"**{ratio:.2f}**",
        f"{median('p50_ms'):.2f}",
        f"{median('p99_ms'):.2f}",
        f"{median('ack_p99_ms'):.2f}",
        f"{median('busy'):.0%}",
        sum(not one.is_valid for one in rounds) or "",
    ]
