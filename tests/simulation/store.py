"""The real store on a real file, without threads: its delays and failures come from the seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlalchemy.util import LRUCache

from chatd.errors import Unavailable
from chatd.storage import engine
from chatd.storage.batch import Batch
from chatd.storage.engine import Database
from chatd.storage.known import SqliteKnown
from chatd.storage.lookups import Lookups
from chatd.storage.sqlite import SqliteStore
from chatd.storage.writer import write

_COMPILED: Final[LRUCache[Any, Any]] = LRUCache(1_000)
"""Statements compiled once for all processes: each would do it again for itself."""


class Fate(Enum):
    """What becomes of a commit."""

    STORED = auto()
    FAILED = auto()
    """Nothing is written, and the server learns that."""
    SLOW = auto()
    """It is written in the end."""


class _Now:
    """Does in this thread what the asynchronous engine does in another one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def run_sync(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return function(self._connection, *arguments)


class SimulatedStore(SqliteStore):
    """A process's way to the database. Dead, it writes nothing and answers nothing."""

    def __init__(self, path: Path, chance: random.Random, fate: Callable[[], Fate]) -> None:
        database = Database(path)
        self._chance = chance
        self._fate = fate
        self._connection = engine.connect(database)
        self._lookups = Lookups(database, lambda: None)
        self._sync = create_engine(
            f"sqlite:///{path}",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
        self._sync.update_execution_options(compiled_cache=_COMPILED)
        engine._listen(self._sync, database)
        self._connection.execute("PRAGMA synchronous = OFF")
        self.known = SqliteKnown(self._reading, self._writing)
        self.is_dead = False
        self.commits = 0
        self._is_closed = False
        self._unanswered: list[asyncio.Future[None]] = []

    async def close(self) -> None:
        """Let the file go, and whoever still waits for a dead process's disk."""
        self._is_closed = True
        for future in self._unanswered:
            if not future.done():
                future.set_exception(Unavailable("dead"))
        self._connection.close()
        self._lookups.close()
        self._sync.dispose()

    async def commit(self, batch: Batch) -> None:
        """One transaction, at one moment between the call and its return."""
        fate = self._fate()
        await self._wait()
        if fate is Fate.SLOW:
            await asyncio.sleep(self._chance.uniform(0.1, 3))
            await self._wait()
        if fate is Fate.FAILED:
            raise Unavailable("injected: nothing was written")
        write(self._connection, batch)
        self.commits += 1
        await self._wait()

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Any]:
        await self._wait()
        with self._sync.connect() as connection:
            yield _Now(connection)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Any]:
        await self._wait()
        with self._sync.execution_options(immediate=True).begin() as connection:
            yield _Now(connection)

    async def _wait(self) -> None:
        """A disk takes its time; a process that died meanwhile goes no further."""
        await asyncio.sleep(self._chance.expovariate(500))
        if self._is_closed:
            raise Unavailable("dead")
        if self.is_dead:
            self._unanswered.append(asyncio.get_running_loop().create_future())
            await self._unanswered[-1]
