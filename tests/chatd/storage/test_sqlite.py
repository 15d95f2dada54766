"""What is SQLite's own: the file, the writer's thread, and how its errors are told."""

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import pytest

from chatd.errors import ConfigError, Unavailable
from chatd.storage import engine
from chatd.storage.batch import Batch
from chatd.storage.engine import Database, connect
from chatd.storage.errors import OwnershipLost
from chatd.storage.sqlite import SqliteStore
from chatd.storage.writer import Writer, write
from tests.databases import new_database
from tests.sqlite_faults import EarlyFailure, LateFailure, with_cursors

EMPTY = Batch("b", {}, ())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_database(tmp_path / "chatd.db")


@pytest.mark.parametrize(
    "url", ["postgresql+asyncpg://localhost/chatd", "sqlite://", "sqlite:///:memory:"]
)
def test_other_databases_are_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigError):
        Database.of_url(url)


def test_bound_on_pages_comes_with_the_url() -> None:
    database = Database.of_url("sqlite+aiosqlite:////tmp/a.db?max_page_count=12")
    assert database == Database(Path("/tmp/a.db"), 12)


def test_connection_is_durable_and_checks_references(path: Path) -> None:
    connection = connect(Database(path))
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
    assert found == ["wal", 2, 1, engine.BUSY_TIMEOUT_MS]
    connection.close()


async def test_locked_database_is_unavailable_and_later_is_not(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 1)
    store = SqliteStore(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        await store.commit(EMPTY)
    with pytest.raises(Unavailable, match="locked"):
        await store.remove_refresh("family")
    assert await store.slot_versions()
    other.execute("ROLLBACK")
    other.close()
    await store.commit(EMPTY)
    await store.close()


async def test_log_is_emptied_as_soon_as_nobody_reads_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 1)
    store, log = SqliteStore(f"sqlite:///{path}"), path.with_name("chatd.db-wal")
    await store.commit(Batch("a", {3: 0}, ()))
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM slots").fetchall()
    await store.commit(Batch("b", {3: 1}, ()))
    emptying = asyncio.create_task(store.truncate_log())
    await asyncio.wait([emptying], timeout=0.3)
    assert log.stat().st_size > 0
    reader.close()
    await emptying
    assert log.stat().st_size == 0
    await store.close()


def version_without_the_log(path: Path) -> int:
    """A slot's version as the database's own file has it."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        return int(connection.execute("SELECT version FROM slots WHERE slot = 3").fetchone()[0])


async def test_what_is_committed_is_carried_over_beside_the_commits(path: Path) -> None:
    store = SqliteStore(f"sqlite:///{path}")
    await store.commit(Batch("a", {3: 0}, ()))
    for _ in range(500):
        if version_without_the_log(path) == 1:
            break
        await asyncio.sleep(0.01)
    assert version_without_the_log(path) == 1
    await store.close()


@pytest.mark.parametrize("slots", [{3: 0}, {3: 0, 200: 0}])
def test_commit_that_failed_too_late_to_undo_it_is_done(path: Path, slots: dict[int, int]) -> None:
    connection = connect(Database(path))
    write(with_cursors(connection, LateFailure), Batch("a", slots, ()))
    with pytest.raises(OwnershipLost):
        write(connection, Batch("b", slots, ()))
    write(connection, Batch("b", dict.fromkeys(slots, 1), ()))
    connection.close()


def test_commit_that_failed_in_time_is_not_done(path: Path) -> None:
    connection = connect(Database(path))
    write(connection, Batch("a", {3: 0}, ()))
    with pytest.raises(Unavailable, match="disk I/O error"):
        write(with_cursors(connection, EarlyFailure), Batch("b", {3: 1}, ()))
    write(connection, Batch("c", {3: 1}, ()))
    connection.close()


async def test_file_without_tables_is_unavailable(tmp_path: Path) -> None:
    store = SqliteStore(f"sqlite:///{tmp_path / 'empty.db'}")
    for asked in (store.slot_versions(), store.find_contact("acme", "b")):
        with pytest.raises(Unavailable):
            await asked
    with pytest.raises(Unavailable):
        await store.commit(Batch("b", {1: 0}, ()))
    await store.close()


async def test_writer_does_one_batch_after_the_other_and_finishes_when_closed(path: Path) -> None:
    writer = Writer(Database(path))
    outcomes = [writer.submit(Batch(f"b{version}", {3: version}, ())) for version in range(20)]
    writer.close()
    await asyncio.gather(*outcomes)
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT version, batch FROM slots WHERE slot = 3").fetchone()
    assert found == (20, "b19")


async def test_writer_goes_on_when_nobody_waits_for_a_batch_any_more(path: Path) -> None:
    writer = Writer(Database(path))
    writer.submit(Batch("b0", {3: 0}, ())).cancel()
    await writer.submit(Batch("b1", {3: 1}, ()))
    writer.close()
