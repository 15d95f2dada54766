"""kill -9 in the moments after an acknowledgement, while more than twenty sockets write."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest

from tests.faults.conftest import Note
from tests.faults.shop import BUSY_SHOP, Shop
from tests.serving import LEFT_LIMITLESS, run_chatd, serving

pytestmark = [pytest.mark.faults, pytest.mark.slow]

KILLS = int(os.environ.get("FAULTS_KILLS", "25"))
SEED = int(os.environ.get("FAULTS_SEED", "1"))
INSTANT_MAX_S = 0.020
SETTINGS = {
    "commands_per_s": 10_000,
    "commands_burst": 10_000,
    "access_token_ms": 24 * 60 * 60_000,  # hundreds of kills take longer than a token lives
    **LEFT_LIMITLESS,
}


async def test_nothing_acknowledged_is_lost_or_doubled_when_killed_at_any_instant(
    tmp_path: Path, note: Note
) -> None:
    chance = random.Random(SEED)
    with serving(tmp_path, file=BUSY_SHOP, **SETTINGS) as server:
        shop = Shop(server, chance)
        await shop.open()
        try:
            for kill in range(KILLS):
                await shop.write_until_acknowledged(chance.randrange(20, 120))
                await asyncio.sleep(chance.uniform(0, INSTANT_MAX_S))
                shop.server.kill()
                shop.server = await asyncio.to_thread(shop.server.start_again)
                await shop.settle()
                try:
                    await shop.check()
                except AssertionError as error:
                    error.add_note(f"kill {kill + 1} of FAULTS_SEED={SEED}")
                    raise
            moved = sum(len(persona.acknowledged) for persona in shop.everybody)
            assert moved >= KILLS * 20
        finally:
            await shop.close()
            if shop.server.process.poll() is None:
                shop.server.stop()
        replayed = run_chatd("replay", "acme", environ=server.environ)
        assert replayed.returncode == 0, replayed.stdout[-2000:] + replayed.stderr[-2000:]
    note(
        f"kill -9 x {KILLS}, each within 20 ms of an acknowledgement, 22 sockets writing, transfers"
        " and claims in flight",
        "nothing acknowledged lost or doubled, every view equals a fresh one, replay is the same",
        f"{moved} messages acknowledged, all stored once",
    )
