"""The stores that the contract holds for. A twin is added here and nowhere else."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chatd.storage.migrate import migrate
from chatd.storage.sqlite import SqliteStore
from chatd.storage.store import Store
from tests.contract.rows import Committer, contact, merchant, session, touch


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy: migrating costs more than most tests."""
    path = tmp_path_factory.mktemp("contract") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite"])
async def store(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database, its tables up to date."""
    path = shutil.copy(sqlite_template, tmp_path / "chatd.db")
    opened = SqliteStore(f"sqlite+aiosqlite:///{path}")
    yield opened
    await opened.close()


@pytest.fixture
async def commit(store: Store) -> Committer:
    """Merchant acme with contact b in session s1."""
    await store.provision(merchant())
    committer = Committer(store)
    await committer(contacts=[contact()], sessions=[session()], touches=[touch()])
    return committer
