"""Negative controls: what the kill test relies on sees a server that breaks its promises."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.faults.shop import BUSY_SHOP, Shop
from tests.serving import LEFT_LIMITLESS, serving

pytestmark = [pytest.mark.faults, pytest.mark.slow]

PROMISED = 30


async def kill_and_check(directory: Path, *program: str) -> None:
    """One round of the kill test."""
    options = {"commands_per_s": 10_000, "commands_burst": 10_000, **LEFT_LIMITLESS}
    with serving(directory, file=BUSY_SHOP, program=program, **options) as server:
        shop = Shop(server, random.Random(1))
        await shop.open()
        try:
            await shop.write_until_acknowledged(PROMISED)
            shop.server.kill()
            shop.server = await asyncio.to_thread(shop.server.start_again)
            shop.stop_writing()
            shop.check_stored()
        finally:
            await shop.close()
            shop.server.kill()


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("early", r"was promised .*, stored: \[\]"),
        ("lost", r"was promised .*, stored: \[\]"),
        ("doubled", r"was promised .*, stored: \[\(.*\), \(.*\)\]"),
    ],
)
async def test_checker_sees_a_broken_promise(tmp_path: Path, fault: str, seen: str) -> None:
    with pytest.raises(AssertionError, match=seen):
        await kill_and_check(tmp_path, "tests.faults.broken", fault)


async def test_checker_is_content_with_the_server_as_it_is(tmp_path: Path) -> None:
    await kill_and_check(tmp_path, "chatd")
