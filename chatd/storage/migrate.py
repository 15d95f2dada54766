"""Brings a database to the present tables, from nothing or from any earlier version."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

import alembic.command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from chatd.errors import Unavailable
from chatd.storage.engine import Database, sync_engine

MIGRATIONS: Final = Path(__file__).with_name("migrations")


class NewerDatabase(Unavailable):
    """A newer program has migrated the database; there is no way back."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is at revision {revision}, which this version of chatd does not know:"
            " use the newer version, or restore a back-up made before the upgrade"
        )


def check_known(revision: str) -> None:
    """See that a database can be used, as it is or migrated.

    Raises:
        NewerDatabase: It cannot.
    """
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision not in known:
        raise NewerDatabase(revision)


def revision_of(connection: sqlite3.Connection) -> str | None:
    """What revision a database is at; None when it was never migrated."""
    if not connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    ).fetchone():
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def migrate(url: str) -> tuple[str | None, str | None]:
    """Run what is missing, in one transaction; blocks.

    Returns:
        The revision before and the one after; None is an empty database.

    Raises:
        NewerDatabase: A newer program was here; there are no downgrades.
        Unavailable: The database cannot be written.
    """
    database = Database.of_url(url)
    database.path.parent.mkdir(parents=True, exist_ok=True)
    engine = sync_engine(database).execution_options(immediate=True)
    try:
        with engine.begin() as connection:
            before = MigrationContext.configure(connection).get_current_revision()
            head = _scripts().get_current_head()
            if before is not None:
                check_known(before)
            if before != head:
                config = _config()
                config.attributes["connection"] = connection
                alembic.command.upgrade(config, "head")
    except DBAPIError as error:
        raise Unavailable(f"the database could not be migrated: {error.orig}") from error
    finally:
        engine.dispose()
    return before, head


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
