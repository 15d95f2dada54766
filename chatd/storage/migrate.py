"""Brings a database to the present tables, from nothing or from any earlier version."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import alembic.command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from chatd.errors import Unavailable
from chatd.storage.engine import Database, set_up

MIGRATIONS: Final = Path(__file__).with_name("migrations")


def migrate(url: str) -> tuple[str | None, str | None]:
    """Run what is missing; blocks. A database that is up to date is left alone.

    Returns:
        The revision before and the one after; None is an empty database.

    Raises:
        Unavailable: The database cannot be written.
    """
    database = Database.of_url(url)
    database.path.parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(database)
    try:
        with engine.begin() as connection:
            before = MigrationContext.configure(connection).get_current_revision()
            head = ScriptDirectory.from_config(_config()).get_current_head()
            if before != head:
                config = _config()
                config.attributes["connection"] = connection
                alembic.command.upgrade(config, "head")
    except OperationalError as error:
        raise Unavailable(f"the database could not be migrated: {error.orig}") from error
    finally:
        engine.dispose()
    return before, head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _engine(database: Database) -> Engine:
    """One transaction for all of it: a migration that fails leaves nothing half done."""
    engine = create_engine(f"sqlite:///{database.path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def connected(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined] # of sqlite3
        set_up(connection, database)

    @event.listens_for(engine, "begin")
    def begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined] # of SQLAlchemy

    return engine
