"""Brings a database to the present tables, from nothing or from any earlier version."""

from __future__ import annotations

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


def migrate(url: str) -> tuple[str | None, str | None]:
    """Run what is missing, in one transaction; blocks.

    Returns:
        The revision before and the one after; None is an empty database.

    Raises:
        Unavailable: The database cannot be written.
    """
    database = Database.of_url(url)
    database.path.parent.mkdir(parents=True, exist_ok=True)
    engine = sync_engine(database).execution_options(immediate=True)
    try:
        with engine.begin() as connection:
            before = MigrationContext.configure(connection).get_current_revision()
            head = ScriptDirectory.from_config(_config()).get_current_head()
            if before != head:
                config = _config()
                config.attributes["connection"] = connection
                alembic.command.upgrade(config, "head")
    except DBAPIError as error:
        raise Unavailable(f"the database could not be migrated: {error.orig}") from error
    finally:
        engine.dispose()
    return before, head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
