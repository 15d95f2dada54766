"""Coroutines that begin at once, and need no task.

A command takes a few microseconds until it waits for its commit. A task would begin it a turn of
the loop later, and cost about as much as the command.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


def run_now(coroutine: Coroutine[Any, None, None]) -> None:
    """Run a coroutine as far as it gets, and the rest whenever what it awaits is done.

    It must deal with its own exceptions. It may await futures and other coroutines; there is no
    current task, so nothing that needs one, such as `asyncio.timeout`.
    """
    _Running(coroutine).go_on()


class _Running:
    """Kept by the callback of what it awaits."""

    __slots__ = ("_coroutine",)

    def __init__(self, coroutine: Coroutine[Any, None, None]) -> None:
        self._coroutine = coroutine

    def go_on(self, _done: asyncio.Future[Any] | None = None) -> None:
        try:
            awaited: asyncio.Future[Any] | None = self._coroutine.send(None)
        except StopIteration:
            return
        if awaited is None:  # a bare turn of the loop: `asyncio.sleep(0)`
            asyncio.get_running_loop().call_soon(self.go_on)
        else:
            awaited.add_done_callback(self.go_on)
