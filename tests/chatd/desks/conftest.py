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
    copy_template,
    make_template,
    start_world,
)
from tests.chatd.fake_clock import FakeClock


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged."""
    with capture_logs() as captured:
        yield captured


@pytest.fixture
async def world(template: Path, tmp_path: Path) -> AsyncIterator[World]:
    """Merchant acme (m, x, y, boss), nobody connected."""
    path = copy_template(template, tmp_path)
    world = await start_world(path, FakeClock(NOW_MS), itertools.count(1))
    await world.provision(ACME)
    yield world
    await world.stop()
