"""An event loop whose time is simulated: a run is a function of its seed and the code alone.

Nothing waits: when no callback is ready, time leaps to the next timer. Callbacks run in the order
asyncio promises (the code may rely on it); which interleavings happen is up to the delays that
the network, the disk and the clients draw from the seed.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from unittest import mock

T = TypeVar("T")


END_S: Final = 3_600.0
"""No run lasts so long: what goes on beyond it would go on for ever."""


class Stuck(Exception):
    """Nothing is ready and nothing ever will be, or nothing comes to an end."""


class SimulatedLoop(asyncio.BaseEventLoop):
    """Runs callbacks and timers, and knows no file descriptors and no threads."""

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._selector = self
        self.failures: list[dict[str, Any]] = []
        self.set_exception_handler(lambda _loop, context: self.failures.append(context))

    def time(self) -> float:
        """Simulated seconds since the run began."""
        return self._now_s

    def leap(self, seconds: float) -> None:
        """Let time pass for everybody without anything happening in it: a pause of the machine."""
        self._now_s += seconds

    def select(self, timeout: float | None) -> list[Any]:
        """What `BaseEventLoop` calls to wait."""
        if timeout is None or self._now_s > END_S:
            raise Stuck
        self._now_s += timeout
        return []

    def _process_events(self, _events: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody waits to be woken."""


def run_simulated(main: Awaitable[T], loop: SimulatedLoop) -> T:
    """Run a coroutine to its end in simulated time, then whatever it has left behind."""
    try:
        return loop.run_until_complete(main)
    finally:
        loop.run_until_complete(_end_what_is_left())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _end_what_is_left() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@contextmanager
def seeded_secrets(chance: random.Random) -> Iterator[None]:
    """Ids and tokens come from the seed as well."""
    with mock.patch.object(secrets, "_sysrand", chance):
        yield
