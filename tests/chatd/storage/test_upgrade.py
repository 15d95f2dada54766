"""A database of every earlier revision, with a conversation in it, becomes one of today's."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import alembic.command
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from chatd.desks.replay import replay
from chatd.storage.engine import Database, sync_engine
from chatd.storage.migrate import MIGRATIONS, migrate
from chatd.storage.sqlite import SqliteStore
from tests.clients import agent, buyer
from tests.serving import running_server

pytestmark = pytest.mark.slow


def scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


REVISIONS = [one.revision for one in ScriptDirectory.from_config(scripts()).walk_revisions()][::-1]


JOURNAL_BY_BATCHES = "0008"
"""Before it a step was a row of the journal's."""


def change(path: Path, command: Callable[[Config, str], None], revision: str) -> None:
    """Bring a database's tables to a revision, up or down."""
    engine = sync_engine(Database(path))
    with engine.begin() as connection:
        config = scripts()
        config.attributes["connection"] = connection
        command(config, revision)
    engine.dispose()


def columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns of every table but Alembic's."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
        for (name,) in names
        if name != "alembic_version"
    }


def rows(path: Path, tables: dict[str, list[str]]) -> dict[str, list[Any]]:
    """What stands in these columns."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {
            name: sorted(connection.execute(f'SELECT {quoted(names)} FROM "{name}"'), key=repr)
            for name, names in tables.items()
            if name != "journal"
        }


def quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def fill(path: Path, source: Path) -> dict[str, list[str]]:
    """Write a database's rows into one of an earlier revision. Returns its tables' columns."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tables = columns(connection)
        connection.execute("ATTACH ? AS source", (str(source),))
        for name, names in tables.items():
            connection.execute(f'DELETE FROM main."{name}"')  # names of our tables
            connection.execute(
                f'INSERT INTO main."{name}" ({quoted(names)})'
                f' SELECT {quoted(names)} FROM source."{name}"'
            )
        connection.commit()
    return tables


@pytest.mark.parametrize("revision", REVISIONS[:-1])
async def test_conversation_of_an_earlier_version_goes_on_after_the_upgrade(
    tmp_path: Path, revision: str
) -> None:
    async with (
        running_server(tmp_path) as server,
        agent(server.url, "x") as xenia,
        agent(server.url, "y"),
        buyer(server.websocket_url) as ann,
        buyer(server.websocket_url) as ben,
    ):
        session = (await ann.say("hello"))["session"]
        await xenia.say("hi", session=session)
        await xenia.call(t="invitation.send", session=session, to="y", mode="join")
        closed = (await ben.say("and I?"))["session"]
        await ben.call(t="session.rate", session=closed, score=5, comment="good")
    source, old = tmp_path / "data" / "chatd.db", tmp_path / "old.db"
    if revision < JOURNAL_BY_BATCHES:
        change(source, alembic.command.downgrade, "0007")
    change(old, alembic.command.upgrade, revision)
    tables = fill(old, source)
    change(source, alembic.command.upgrade, REVISIONS[-1])
    before = rows(old, tables)
    assert before["messages"]
    assert migrate(f"sqlite:///{old}") == (revision, REVISIONS[-1])
    assert rows(old, tables) == before
    here, there = SqliteStore(f"sqlite:///{source}"), SqliteStore(f"sqlite:///{old}")
    try:
        stored = await there.load_desk("acme")
        assert stored is not None
        assert stored == await here.load_desk("acme")
        assert [step async for step in replay(there, stored)]
    finally:
        await here.close()
        await there.close()
