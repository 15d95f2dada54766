import itertools
from collections.abc import AsyncIterator, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.chatd.desks.world import (
    ACME,
    NOW_MS,
    World,
    start_world,
)
from tests.chatd.fake_clock import FakeClock
from tests.databases import new_database


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged."""
    with capture_logs() as captured:
        yield captured


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Merchant acme (m, x, y, boss), nobody connected."""
    path = new_database(tmp_path / "chatd.db")
    world = await start_world(path, FakeClock(NOW_MS), itertools.count(1))
    await world.provision(ACME)
    yield world
    await world.stop()
