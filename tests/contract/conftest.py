"""The stores that the contract holds for. A twin is added here and nowhere else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chatd.storage.sqlite import SqliteStore
from chatd.storage.store import Store
from tests.contract.rows import Committer, contact, merchant, session, touch
from tests.databases import new_database


@pytest.fixture(params=["sqlite"])
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database, its tables up to date."""
    path = new_database(tmp_path / "chatd.db")
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
