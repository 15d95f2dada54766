"""Timers that follow the clock the desks are given."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from chatd.clock import Clock


class Timer(Protocol):
    """Something that will happen, unless it is cancelled."""

    def cancel(self) -> None:
        """Let it not happen."""


class Timers(Protocol):
    """Makes timers."""

    def at(self, when_ms: int, callback: Callable[[], None]) -> Timer:
        """Call back once, when the clock has reached a time; not before this returns."""


class LoopTimers:
    """Timers of the running event loop.

    A loop's timer may be early by the clock's reckoning (its date was changed, or rounding):
    then it waits on.

    Args:
        clock: Whose time counts.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def at(self, when_ms: int, callback: Callable[[], None]) -> Timer:
        """Call back once, when the clock has reached a time."""
        return _LoopTimer(self._clock, when_ms, callback)


class _LoopTimer:
    __slots__ = ("_callback", "_clock", "_handle", "_when_ms")

    def __init__(self, clock: Clock, when_ms: int, callback: Callable[[], None]) -> None:
        self._clock = clock
        self._when_ms = when_ms
        self._callback = callback
        self._handle = self._wait()

    def cancel(self) -> None:
        self._handle.cancel()

    def _wait(self) -> asyncio.TimerHandle:
        delay_s = max(0, self._when_ms - self._clock.now_ms()) / 1_000
        return asyncio.get_running_loop().call_later(delay_s, self._fire)

    def _fire(self) -> None:
        if self._clock.now_ms() < self._when_ms:
            self._handle = self._wait()
        else:
            self._callback()
