"""Fault: SIGTERM while more than twenty sockets write.

Invariant: nothing acknowledged is lost or doubled, every client is told 1012, and the process is
gone within 2 s. Control: SIGKILL, of which nobody is told.
"""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

import pytest

from tests.faults.conftest import Note
from tests.faults.persona import Persona
from tests.faults.scale import FULL, sample
from tests.faults.shop import BUSY_SHOP, Shop
from tests.serving import LEFT_LIMITLESS, serving

STOPS = sample(2, 50)
STOP_MAX_S = 2.0
PATIENT_S = 8.0
"""The limit where other work may disturb the machine."""

LIMITLESS = {"commands_per_s": 10_000, "commands_burst": 10_000, **LEFT_LIMITLESS}


async def test_stop_under_load_loses_nothing_and_tells_everybody(
    tmp_path: Path, note: Note
) -> None:
    chance = random.Random(1)
    stopped_s, paused_s = [], []
    with serving(tmp_path, file=BUSY_SHOP, **LIMITLESS) as server:
        shop = Shop(server, chance)
        await shop.open()
        try:
            for _ in range(STOPS):
                await shop.write_until_acknowledged(chance.randrange(100, 300))
                greeted = all_greeted(shop)
                began = time.monotonic()
                assert await asyncio.to_thread(shop.server.stop) == 0
                stopped_s.append(time.monotonic() - began)
                await check_told(greeted)
                shop.server = await asyncio.to_thread(shop.server.start_again)
                await shop.write_until_acknowledged(1)
                paused_s.append(time.monotonic() - began)
                await shop.settle()
                await shop.check()
            await check_that_a_kill_is_noticed(shop)
        finally:
            await shop.close()
            shop.server.kill()
    assert max(stopped_s) < (STOP_MAX_S if FULL else PATIENT_S)
    note(
        f"SIGTERM x {STOPS}, 22 sockets writing",
        f"nothing acknowledged lost, everybody told 1012, gone within {STOP_MAX_S:.0f} s",
        f"gone after {max(stopped_s):.2f} s at most; until the first answer of the next process "
        f"{max(paused_s):.2f} s",
    )


async def check_that_a_kill_is_noticed(shop: Shop) -> None:
    """The control."""
    await shop.write_until_acknowledged(50)
    greeted = all_greeted(shop)
    shop.server.kill()
    with pytest.raises(AssertionError, match="expected 1012"):
        await check_told(greeted)


def all_greeted(shop: Shop) -> list[Persona]:
    """Who has a connection now; what they are told of its end is what counts from here on."""
    greeted = [persona for persona in shop.everybody if persona.is_connected]
    for persona in greeted:
        persona.closings.clear()
    return greeted


async def check_told(personas: list[Persona]) -> None:
    """Each one's connection ended with 1012.

    Raises:
        AssertionError: Somebody was told otherwise, or nothing.
    """
    assert len(personas) > 10, "there was hardly anybody to tell"
    async with asyncio.timeout(20):
        while not all(persona.closings for persona in personas):  # noqa: ASYNC110  # no event
            await asyncio.sleep(0.01)
    codes = {persona.name: persona.closings[0] for persona in personas}
    assert set(codes.values()) == {1012}, f"expected 1012: {codes}"
