"""A back-up taken while more than twenty sockets write, restored elsewhere and served."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.faults.shop import BUSY_SHOP, Shop, read_messages
from tests.serving import LEFT_LIMITLESS, run_chatd, serving, settings_of

pytestmark = [pytest.mark.faults]

BEFORE = 400
DURING = 200


async def test_everything_acknowledged_before_a_back_up_is_in_it_when_taken_under_load(
    tmp_path: Path,
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    target = tmp_path / "backup.tar"
    rates = {"commands_per_s": 10_000, "commands_burst": 10_000, **LEFT_LIMITLESS}
    with serving(here, file=BUSY_SHOP, **rates) as server:
        shop = Shop(server, random.Random(1))
        await shop.open()
        try:
            await shop.write_until_acknowledged(BEFORE)
            promised = {
                cid: (answer["session"], answer["channel"], answer["seq"])
                for persona in shop.everybody
                for cid, answer in persona.acknowledged.items()
            }
            backing_up = asyncio.create_task(
                asyncio.to_thread(run_chatd, "backup", str(target), environ=server.environ)
            )
            await shop.write_until_acknowledged(DURING)
            done = await backing_up
            assert done.returncode == 0, done.stderr
            refused = await asyncio.to_thread(
                run_chatd, "restore", str(target), environ=server.environ
            )
            assert refused.returncode == 1
            assert "a server runs on this database" in refused.stderr
            await shop.settle()
            await shop.check()
        finally:
            await shop.close()
    environ = settings_of(there)
    restored = run_chatd("restore", str(target), environ=environ)
    assert restored.returncode == 0, restored.stderr
    replayed = run_chatd("replay", "acme", environ=environ)
    assert replayed.returncode == 0, replayed.stdout[-2000:] + replayed.stderr[-2000:]
    stored, seqs = read_messages(there / "data" / "chatd.db")
    assert len(promised) >= BEFORE
    assert {cid: stored.get(cid) for cid in promised} == {
        cid: [place] for cid, place in promised.items()
    }
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seqs.values())
    with serving(there, file=BUSY_SHOP) as server:  # it is a database to go on with
        assert server.stop() == 0
