"""J1: a buyer writes, the agent and the supervisor have it, and it is stored.

First the highest rate of each server is found by stepping up. Then all of them take turns at a
fixed low rate and at chatd's highest; if it does not hold that one in its turns, at the next lower.
"""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bench import results, servers
from bench.fleets import chatd_fleet, provision, relay_fleet
from bench.load import LAG_P99_MAX_MS, TEXT_BYTES, Fleet
from bench.turns import Say, Turns, line, take_turns, warning

CHATD: Final = "chatd"
RELAYS: Final = {"relay, ASGI": "asgi", "relay, direct": "direct"}
P99_MAX_MS: Final = 100.0
LOW_RATE: Final = 1_000
_STRIDE: Final = 2.0
"""The factor of the first steps up; smaller ones follow from the last rate held."""

_MISSES: Final = 2
_TRIES: Final = 6

Verdict = Literal["held", "missed", "late"]


@dataclass(frozen=True, slots=True)
class Top:
    """The highest rate a server held. `by_generator`: it might have held more."""

    rate: int
    by_generator: bool = False

    def __str__(self) -> str:
        return f"{self.rate:,}{' at least (the generator ends there)' * self.by_generator}"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rooms", type=int, default=100, help="sessions, three sockets each")
    parser.add_argument("--seconds", type=float, default=20, help="of one measured round")
    parser.add_argument("--rounds", type=int, default=5, help="of each server at each rate")
    parser.add_argument("--probe-seconds", type=float, default=4, help="of one step upwards")
    parser.add_argument("--step", type=float, default=1.1, help="factor of the last steps upwards")
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
        turns = [await _turns(fleets, LOW_RATE, options, say)]
        if tops[subject].rate > LOW_RATE:
            turns.append(await _held_turns(fleets, tops[subject].rate, options, say))
            if turns[-1].rate < tops[subject].rate:
                tops[subject] = Top(turns[-1].rate)
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


async def _turns(
    fleets: dict[str, Fleet], rate: int, options: argparse.Namespace, say: Say
) -> Turns:
    return await take_turns([*fleets.values()], rate, options.seconds, options.rounds, say)


async def _held_turns(
    fleets: dict[str, Fleet], rate: int, options: argparse.Namespace, say: Say
) -> Turns:
    """At a rate that the first of the servers holds in most of its turns."""
    subject = next(iter(fleets))
    turns = await _turns(fleets, rate, options, say)
    while turns.median(subject, "p99_ms") > P99_MAX_MS and rate > LOW_RATE:
        rate = max(LOW_RATE, round(rate / options.step / 100) * 100)
        turns = await _turns(fleets, rate, options, say)
    return turns


async def _highest(fleet: Fleet, options: argparse.Namespace, say: Say) -> Top:
    """The highest rate held: by long strides until one is missed, then by short ones."""
    held, verdict = 0, "held"
    for factor in (_STRIDE, options.step):
        rate = _next(held, factor)
        while (verdict := await _probe(fleet, rate, options, say)) == "held":
            held, rate = rate, _next(rate, factor)
    return Top(held, by_generator=verdict == "late")


def _next(held: int, factor: float) -> int:
    return max(held + 100, round(held * factor / 100) * 100) if held else LOW_RATE


async def _probe(fleet: Fleet, rate: int, options: argparse.Namespace, say: Say) -> Verdict:
    """Miss a rate twice to fail it; what a late generator saw does not count."""
    missed = 0
    for _ in range(_TRIES):
        figures = await fleet.round(rate, options.probe_seconds)
        say(line(figures))
        if figures.is_valid and figures.holds(P99_MAX_MS):
            return "held"
        missed += figures.is_valid
        if missed == _MISSES:
            return "missed"
    return "late"


def report(subject: str, tops: dict[str, Top], turns: Sequence[Turns], rooms: int) -> str:
    """The section of RESULTS.md."""
    head = ["server", "rate /s", "CPU µs", "of it system", "of it loop's thread"]
    head += [f"{subject}'s ratio (least–most)", "p50 ms", "p99 ms", "ack p99 ms", "core busy"]
    rows = [_row(subject, name, one) for one in turns for name in one.by_server]
    lags = [
        lag.lag_p99_ms for one in turns for name in one.by_server for lag in one.by_server[name]
    ]
    highest = "; ".join(f"{name} {top}" for name, top in tops.items())
    return f"""## J1: a message from a buyer to an agent and a supervisor

{rooms} sessions, three sockets each; {TEXT_BYTES}-byte messages in JSON, Poisson arrivals, open
loop: the clock runs from the instant a message is due until both have it. Server and generator
have a core each (`taskset`). CPU is of the whole process, all threads, a message; medians of the
rounds, which the servers took in turn. A turn in which the generator's own p99 lag exceeds
{LAG_P99_MAX_MS:.0f} ms is discarded ({sum(one.discarded for one in turns)} were); the worst lag
of the others was {max(lags):.2f} ms.

chatd stores each message with a synchronous commit before it acknowledges, and sends four frames
for one: the acknowledgement and the author's own event (together in one write), the agent's
event, the supervisor's. The relays store nothing and send three: acknowledgement, agent's,
supervisor's. *ASGI*: uvicorn's WebSocket class under a raw ASGI application. *direct*: chatd's own
socket class, which goes past ASGI; what is left of the difference is chatd's work on a message.
{warning(turns)}
{results.table(head, rows)}

Highest rate with p99 <= {P99_MAX_MS:.0f} ms, a second: {highest}.
"""


def _row(subject: str, name: str, turns: Turns) -> list[object]:
    ratios = turns.ratios(subject, name)
    ratio = f"**{ratios[len(ratios) // 2]:.2f}** ({ratios[0]:.2f}–{ratios[-1]:.2f})"
    return [
        name,
        f"{turns.rate:,}",
        f"{turns.median(name, 'cpu_us'):.1f}",
        f"{turns.median(name, 'system_us'):.1f}",
        f"{turns.median(name, 'main_thread_us'):.1f}",
        "" if name == subject else ratio,
        f"{turns.median(name, 'p50_ms'):.2f}",
        f"{turns.median(name, 'p99_ms'):.2f}",
        f"{turns.median(name, 'ack_p99_ms'):.2f}",
        f"{turns.median(name, 'busy'):.0%}",
    ]
