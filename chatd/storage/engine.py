"""Connections to SQLite: where the file is, and how each connection is set up.

Three kinds: the writer's (one thread, whole batches), the loop's (point look-ups) and those of
SQLAlchemy's asynchronous engine (everything else). WAL lets them read while one writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from chatd.errors import ConfigError

BUSY_TIMEOUT_MS: Final = 5_000
PAGE_BYTES: Final = 2_048
"""Of a new database. A message changes few rows on as many pages; each is written whole, twice."""

WAL_PAGES_MAX: Final = 16 * 1024 * 1024 // PAGE_BYTES
"""A WAL this long is begun anew by the commit that finds it so, unless somebody still reads it."""

_CONNECTIONS_MAX: Final = 4
_CACHED_STATEMENTS: Final = 256


@dataclass(frozen=True, slots=True)
class Database:
    """An SQLite file. `pages_max` bounds its size (`?max_page_count=` in the URL)."""

    path: Path
    pages_max: int | None = None

    @classmethod
    def of_url(cls, url: str) -> Database:
        """Read an SQLAlchemy URL.

        Raises:
            ConfigError: It is not an SQLite file's.
        """
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            raise ConfigError([f"no store for {parsed.get_backend_name()} in this version"])
        if not parsed.database or parsed.database == ":memory:":
            raise ConfigError(["the SQLite database must be a file"])
        pages = parsed.query.get("max_page_count")
        return cls(Path(parsed.database), int(str(pages)) if pages else None)


def connect(database: Database) -> sqlite3.Connection:
    """A connection whose transactions begin and end by statements alone."""
    connection = sqlite3.connect(
        database.path,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_CACHED_STATEMENTS,
    )
    _set_up(connection, database)
    return connection


def async_engine(database: Database, on_query: Callable[[], None]) -> AsyncEngine:
    """The engine for everything that may return many rows.

    A transaction reads one state of the database; with the execution option `immediate` it
    takes the write lock at its beginning.

    Args:
        database: Where to.
        on_query: Called for each statement but those that begin and end transactions.
    """
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{database.path}", pool_size=_CONNECTIONS_MAX, max_overflow=0
    )
    _listen(engine.sync_engine, database)

    @event.listens_for(engine.sync_engine, "before_execute")
    def about_to_execute(*_about: Any) -> None:
        on_query()

    return engine


def sync_engine(database: Database) -> Engine:
    """As `async_engine`, for where there is no event loop; keeps no connection open."""
    engine = create_engine(f"sqlite:///{database.path}", poolclass=NullPool)
    _listen(engine, database)
    return engine


def truncate_wal(connection: Connection) -> bool:
    """Empty the WAL, which still holds what pages were before.

    Returns:
        False: somebody reads it, or carries it over just now.
    """
    connection.exec_driver_sql("ROLLBACK")
    is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
    connection.exec_driver_sql("BEGIN")
    return not is_busy


def _listen(engine: Engine, database: Database) -> None:
    """Transactions begin where SQLAlchemy says so, reads included."""

    @event.listens_for(engine, "connect")
    def connected(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        _set_up(dbapi_connection, database)
        dbapi_connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _set_up(connection: Any, database: Database) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES_MAX}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What is overwritten in a page is zero in the file, too; the engines below zero whole pages.
    cursor.execute("PRAGMA secure_delete = FAST")
    if database.pages_max is not None:
        cursor.execute(f"PRAGMA max_page_count = {database.pages_max}")
    cursor.close()
