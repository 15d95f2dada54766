"""The only reader of time. Everything else is given `now_ms` or a `Clock`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

_NS_PER_MS = 1_000_000


class Clock(Protocol):
    """What tells the time."""

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch; never less than it was."""

    def monotonic_ms(self) -> float:
        """Milliseconds since some moment, for durations; unmoved by changes of the date."""


class SystemClock:
    """The machine's clock, made to never go back.

    The wall clock is followed when it goes forward, jumps included. When it jumps back, time
    goes on at half speed until the wall clock has caught up: a clock that stood still would
    hold up every deadline for as long as the jump was wide.

    Args:
        wall_ns: Nanoseconds since the epoch.
        monotonic_ns: Nanoseconds of a clock that never jumps.
    """

    def __init__(
        self,
        wall_ns: Callable[[], int] = time.time_ns,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._wall_ns = wall_ns
        self._monotonic_ns = monotonic_ns
        self._now_ns = wall_ns()
        self._read_at_ns = monotonic_ns()

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch; never less than it was."""
        read_at_ns = self._monotonic_ns()
        slow_ns = self._now_ns + (read_at_ns - self._read_at_ns) // 2
        self._now_ns = max(self._wall_ns(), slow_ns)
        self._read_at_ns = read_at_ns
        return self._now_ns // _NS_PER_MS

    def monotonic_ms(self) -> float:
        """Milliseconds since some moment, for durations."""
        return self._monotonic_ns() / _NS_PER_MS
