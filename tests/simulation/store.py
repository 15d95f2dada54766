"""The real store on a real file, without threads: its delays and failures come from the seed.

A write is one call, at one moment: whoever dies before it has written nothing, after it all of it.
So the file may lie in memory, and all processes may use the same connections to it.
"""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import Enum, auto
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from chatd.errors import Unavailable
from chatd.storage import engine
from chatd.storage.batch import Batch
from chatd.storage.engine import Database
from chatd.storage.known import SqliteKnown
from chatd.storage.lookups import Lookups
from chatd.storage.sqlite import SqliteStore
from chatd.storage.writer import write
from tests.sqlite_faults import LateFailure, with_cursors


class Fate(Enum):
    """What becomes of a commit."""

    STORED = auto()
    FAILED = auto()
    """Nothing is written, and the server learns that."""
    SLOW = auto()
    """It is written in the end."""
    UNNOTICED = auto()
    """It is written, and said to have failed."""


class _Now:
    """Does in this thread what the asynchronous engine does in another one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def run_sync(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return function(self._connection, *arguments)


class Disk:
    """The database of one run after the other, each beginning as a copy of the template."""

    def __init__(self, template: Path) -> None:
        self.path = template.with_name("run.db")
        self._template = template
        self._database = Database(self.path)
        # One for all runs: it compiles each statement once.
        self.engine = create_engine(
            f"sqlite:///{self.path}",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
        engine._listen(self.engine, self._database)
        self._is_open = False

    def renew(self) -> None:
        """A database of its own for one run."""
        self.close()
        self._copy()
        self.connection = engine.connect(self._database)
        self.lookups = Lookups(self._database, lambda: None)
        self._is_open = True

    def _copy(self) -> None:
        for left in self.path.parent.glob(f"{self.path.name}*"):
            left.unlink()
        shutil.copyfile(self._template, self.path)

    def close(self) -> None:
        """Let the file go."""
        if self._is_open:
            self.connection.close()
            self.lookups.close()
            self.engine.dispose()
            self._is_open = False


class SimulatedStore(SqliteStore):
    """A process's way to the database. Dead, it writes nothing and answers nothing."""

    def __init__(self, disk: Disk, chance: random.Random, fate: Callable[[], Fate]) -> None:
        self._chance = chance
        self._fate = fate
        self._connection = disk.connection
        self._lookups = disk.lookups
        self._sync = disk.engine
        self.known = SqliteKnown(self._reading, self._writing)
        self.is_dead = False
        self._is_closed = False
        self._unanswered: list[asyncio.Future[None]] = []

    async def close(self) -> None:
        """Answer nobody any more, those who still wait for a dead process's disk neither."""
        self._is_closed = True
        for future in self._unanswered:
            if not future.done():
                future.set_exception(Unavailable("dead"))

    async def commit(self, batch: Batch) -> None:
        """One transaction, at one moment between the call and its return."""
        fate = self._fate()
        await self._wait()
        if fate is Fate.SLOW:
            await asyncio.sleep(self._chance.uniform(0.1, 3))
            await self._wait()
        if fate is Fate.FAILED:
            raise Unavailable("injected: nothing was written")
        connection = self._connection
        if fate is Fate.UNNOTICED:
            connection = with_cursors(connection, LateFailure)
        write(connection, batch)
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
        is_slow = self._chance.random() < 0.02
        await asyncio.sleep(self._chance.expovariate(5 if is_slow else 500))
        if self._is_closed:
            raise Unavailable("dead")
        if self.is_dead:
            self._unanswered.append(asyncio.get_running_loop().create_future())
            await self._unanswered[-1]
