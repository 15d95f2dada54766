"""A server that breaks a promise on purpose: `python -m tests.faults.broken HOW serve …`.

What the checker of the kill test must see. The product has no such switch: this replaces parts of
it from outside.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Final

from chatd.cli import run
from chatd.desks.runtime import DeskRuntime
from chatd.storage.batch import Batch
from chatd.storage.sqlite import SqliteStore

_commit: Final = SqliteStore.commit


async def _at_once(_runtime: DeskRuntime) -> None:
    """Wait for no commit."""


async def _never(_store: SqliteStore, _batch: Batch) -> None:
    """A disk that takes for ever."""
    await asyncio.Event().wait()


async def _losing(store: SqliteStore, batch: Batch) -> None:
    """Every other message of a channel is left out."""
    for writes in batch.writes:
        writes.messages[:] = [message for message in writes.messages if message.seq % 2]
    await _commit(store, batch)


async def _doubling(store: SqliteStore, batch: Batch) -> None:
    """Each message is stored a second time, far behind, as if somebody else had sent it."""
    for writes in batch.writes:
        writes.messages += [
            message._replace(seq=message.seq + 10_000, author=f"{message.author}-again")
            for message in writes.messages
        ]
    await _commit(store, batch)


def acknowledge_before_the_commit() -> None:
    """What is promised is on no disk yet."""
    DeskRuntime._committed = _at_once  # type: ignore[assignment, method-assign]  # the fault
    SqliteStore.commit = _never  # type: ignore[assignment, method-assign]  # the fault


def lose_messages() -> None:
    """What is promised is not stored."""
    SqliteStore.commit = _losing  # type: ignore[assignment, method-assign]  # the fault


def double_messages() -> None:
    """What is promised is stored twice."""
    SqliteStore.commit = _doubling  # type: ignore[assignment, method-assign]  # the fault


FAULTS: Final[dict[str, Callable[[], None]]] = {
    "early": acknowledge_before_the_commit,
    "lost": lose_messages,
    "doubled": double_messages,
}

if __name__ == "__main__":
    FAULTS[sys.argv[1]]()
    sys.exit(run(sys.argv[2:]))
