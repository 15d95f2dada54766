import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chatd.desks.world import (
    ACME,
    NOW_MS,
    World,
    copy_template,
    make_template,
    start_world,
)
from tests.chatd.fake_clock import FakeClock


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
async def world(template: Path, tmp_path: Path) -> AsyncIterator[World]:
    """Merchant acme (m, x, y, boss), nobody connected."""
    path = copy_template(template, tmp_path)
    world = await start_world(path, FakeClock(NOW_MS), itertools.count(1))
    await world.provision(ACME)
    yield world
    await world.stop()
