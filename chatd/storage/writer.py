"""The one thread that writes. A batch is one hop to it and one transaction in it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from itertools import chain
from queue import SimpleQueue
from typing import Final

from chatd.errors import Unavailable
from chatd.storage.batch import Batch
from chatd.storage.engine import Database, connect
from chatd.storage.errors import DuplicateCid, OwnershipLost
from chatd.storage.statements import ADVANCE_SLOT, IN_ORDER, SLOT_BATCH

_CHECKPOINT_PAUSE_S: Final = 0.5
_CID_INDEX: Final = "messages.cid, messages.author, messages.role, messages.merchant"


def write(connection: sqlite3.Connection, batch: Batch) -> None:
    """Commit a batch, or nothing of it. An error that came too late to undo it is none.

    Raises:
        OwnershipLost: A slot's version was another.
        DuplicateCid: A message's `cid` is stored already.
        Unavailable: The disk is full, the database is locked or cannot be written.
    """
    try:
        cursor = connection.execute("BEGIN IMMEDIATE")
        _write_rows(cursor, batch)
        cursor.execute("COMMIT")
    except sqlite3.IntegrityError as error:
        if _CID_INDEX in str(error):
            raise DuplicateCid from error
        raise
    except sqlite3.Error as error:
        _roll_back(connection)
        if not _is_stored(connection, batch):
            raise Unavailable(f"the database could not write: {error}") from error
    finally:
        _roll_back(connection)


def _write_rows(cursor: sqlite3.Cursor, batch: Batch) -> None:
    for slot, version in batch.versions.items():
        cursor.execute(ADVANCE_SLOT, (batch.id, slot, version))
        if cursor.rowcount != 1:
            raise OwnershipLost(slot)
    for name, statement in IN_ORDER:
        rows = list(chain.from_iterable(getattr(writes, name) for writes in batch.writes))
        if rows:
            cursor.executemany(statement, rows)


def _is_stored(connection: sqlite3.Connection, batch: Batch) -> bool:
    """Whether a commit that was said to have failed took place: the slots tell by the batch's id.

    Raises:
        Unavailable: That cannot be read either.
    """
    try:
        found = [connection.execute(SLOT_BATCH, (slot,)).fetchone() for slot in batch.versions]
    except sqlite3.Error as error:
        raise Unavailable(f"the database could not write: {error}") from error
    return bool(found) and all(row == (batch.id,) for row in found)


def _roll_back(connection: sqlite3.Connection) -> None:
    """After a commit there is nothing to roll back; after some errors SQLite already has."""
    if connection.in_transaction:
        connection.rollback()


class Checkpointer:
    """Carries what is committed from the WAL into the database, beside the commits.

    Done by a commit it would hold up everybody who waits for one: it is random writes and a sync
    of its own. What is left for the commit that finds the WAL full is what came meanwhile.
    """

    def __init__(self, database: Database) -> None:
        self._connection = connect(database)
        self._is_due = threading.Event()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._work, name="storage-checkpoints", daemon=True)
        self._thread.start()

    def note_commit(self) -> None:
        """There is something to carry over."""
        self._is_due.set()

    def close(self) -> None:
        """End the thread and the connection."""
        self._end.set()
        self._is_due.set()
        self._thread.join()
        self._connection.close()

    def _work(self) -> None:
        while self._is_due.wait() and not self._end.is_set():
            self._is_due.clear()
            # The WAL holds it all: what cannot be carried over now can be next time.
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._end.wait(_CHECKPOINT_PAUSE_S)


class Writer:
    """Owns the writing connection and its thread. Jobs are done one after the other."""

    def __init__(self, database: Database) -> None:
        self._connection = connect(database)
        self._checkpointer = Checkpointer(database)
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="storage-writer", daemon=True)
        self._thread.start()

    def submit(self, batch: Batch) -> asyncio.Future[None]:
        """Write a batch; the future, of the running loop, has the outcome."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[None] = loop.create_future()

        def job() -> None:
            failure: Exception | None = None
            try:
                write(self._connection, batch)
                self._checkpointer.note_commit()
            except Exception as error:  # noqa: BLE001 # it is handed to who waits, whatever it is
                failure = error
            loop.call_soon_threadsafe(_settle, outcome, failure)

        self._jobs.put(job)
        return outcome

    def close(self) -> None:
        """Do what was submitted, then end the thread and the connection."""
        self._jobs.put(None)
        self._thread.join()
        self._checkpointer.close()
        self._connection.close()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _settle(outcome: asyncio.Future[None], failure: Exception | None) -> None:
    if outcome.cancelled():
        return
    if failure is None:
        outcome.set_result(None)
    else:
        outcome.set_exception(failure)
