"""Servers under the same load in turn, so that whatever else the machine does meets each alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bench.load import Figures, Fleet

_TRIES: Final = 3
"""Turns for each that is wanted: one in which the generator was late says nothing."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Turns:
    """What each server did at one rate, turn by turn. `discarded`: the generator was late."""

    rate: int
    by_server: dict[str, list[Figures]]
    discarded: int
    all_late: bool

    def median(self, server: str, field: str) -> float:
        """Of one of the figures' fields."""
        return statistics.median([float(getattr(one, field)) for one in self.by_server[server]])

    def ratios(self, server: str, peer: str) -> list[float]:
        """CPU a message, server to peer, of each turn; ascending."""
        pairs = zip(self.by_server[server], self.by_server[peer], strict=True)
        return sorted(ours.cpu_us / max(theirs.cpu_us, 1e-9) for ours, theirs in pairs)


async def take_turns(
    fleets: Sequence[Fleet], rate: int, seconds: float, rounds: int, say: Say
) -> Turns:
    """As many turns as wanted in which the generator kept up with everybody.

    On a machine so busy that there are none, those in which it did not.
    """
    good: list[list[Figures]] = []
    late: list[list[Figures]] = []
    while len(good) < rounds and len(good) + len(late) < rounds * _TRIES:
        turn = []
        for fleet in fleets:
            turn.append(await fleet.round(rate, seconds))
            say(line(turn[-1]))
        (good if all(one.is_valid for one in turn) else late).append(turn)
    taken = good or late[-rounds:]
    names = [fleet.server.name for fleet in fleets]
    by_server = {name: [turn[n] for turn in taken] for n, name in enumerate(names)}
    return Turns(rate, by_server, discarded=len(late), all_late=not good)


def warning(turns: Sequence[Turns]) -> str:
    """What a reader must know before believing the figures; "" if nothing."""
    if any(one.all_late for one in turns):
        return "\n**The generator was late in every turn at some rate: measure again.**\n"
    return ""


def line(figures: Figures) -> str:
    """One round, for whoever watches."""
    verdict = "" if figures.is_valid else f"  generator late: {figures.lag_p99_ms:.1f} ms"
    lost = f"  lost {figures.lost}" if figures.lost else ""
    return (
        f"{figures.server:14} {figures.rate:6}/s  {figures.cpu_us:6.1f} us "
        f"(loop's {figures.main_thread_us:5.1f}, system {figures.system_us:5.1f})  "
        f"p50 {figures.p50_ms:6.2f}  p99 {figures.p99_ms:7.2f} ms  "
        f"core {figures.busy:4.0%}{lost}{verdict}"
    )
