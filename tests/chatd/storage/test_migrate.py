import sqlite3
from pathlib import Path

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from chatd.errors import Unavailable
from chatd.storage.engine import Database, sync_engine
from chatd.storage.migrate import MIGRATIONS, NewerDatabase, migrate
from chatd.storage.tables import SLOTS, metadata


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path / 'data' / 'chatd.db'}"


def test_empty_database_gets_the_present_tables(tmp_path: Path) -> None:
    assert migrate(url(tmp_path))[0] is None
    engine = sync_engine(Database.of_url(url(tmp_path)))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        slots = connection.exec_driver_sql("SELECT count(*), sum(version) FROM slots").one()
        assert tuple(slots) == (SLOTS, 0)


def test_database_that_is_up_to_date_is_left_alone(tmp_path: Path) -> None:
    _, after = migrate(url(tmp_path))
    before = (tmp_path / "data" / "chatd.db").read_bytes()
    assert migrate(url(tmp_path)) == (after, after)
    assert (tmp_path / "data" / "chatd.db").read_bytes() == before


def test_every_revision_goes_back_to_nothing(tmp_path: Path) -> None:
    migrate(url(tmp_path))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = sync_engine(Database.of_url(url(tmp_path)))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.command.downgrade(config, "base")
    with sqlite3.connect(tmp_path / "data" / "chatd.db") as left:
        names = [name for (name,) in left.execute("SELECT name FROM sqlite_master")]
    assert names in (["alembic_version"], ["alembic_version", "sqlite_autoindex_alembic_version_1"])
    assert migrate(url(tmp_path))[0] is None


def test_there_is_one_line_of_revisions() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "data" / "chatd.db"
    path.parent.mkdir()
    path.write_bytes(b"something else entirely" * 100)
    with pytest.raises(Unavailable):
        migrate(url(tmp_path))


def test_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    migrate(url(tmp_path))
    path = tmp_path / "data" / "chatd.db"
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match=r"revision 9999.*newer version"):
        migrate(url(tmp_path))
    assert path.read_bytes() == before
