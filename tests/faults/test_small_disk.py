"""Fault: the database on a disk of 4 MiB that fills up.

Invariant: refused and never acknowledged, what is stored can be read, and it goes on by itself
when there is room. Control: a message that was acknowledged and is not stored is noticed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import Note
from tests.faults.persona import TEMPORARY
from tests.faults.scale import sample
from tests.faults.watch import WAIT_S
from tests.serving import LEFT_LIMITLESS, serving
from tests.wire.client import Frame, WireClient

ROUNDS = sample(1, 10)
DISK_BYTES = 4 * 1024 * 1024
FILLER_BYTES = 1024 * 1024
LINES_MAX = 3_000
LINE = "x" * 4_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MiB where a server keeps its data."""
    if os.geteuid() != 0:
        pytest.skip("mounting a tmpfs takes root; test_disk_full.py does without")
    path = tmp_path / "data"
    path.mkdir()
    options = f"size={DISK_BYTES}"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "chatd-small-disk", str(path)],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode != 0:
        pytest.skip(f"no tmpfs here: {mounted.stderr.strip()}; test_disk_full.py does without")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


async def test_full_disk_refuses_and_goes_on_when_there_is_room(
    tmp_path: Path, small_disk: Path, note: Note
) -> None:
    filler = small_disk / "filler"
    acknowledged: dict[str, Frame] = {}
    with serving(
        tmp_path, commands_per_s=10_000, commands_burst=10_000, **LEFT_LIMITLESS
    ) as server:
        buyer = await WireClient.open(server.url)
        await buyer.ask("hello", shop="acme")
        for number in range(ROUNDS):
            filler.write_bytes(bytes(FILLER_BYTES // ROUNDS * (ROUNDS - number)))
            refused = await write_until_refused(buyer, acknowledged)
            assert shutil.disk_usage(small_disk).free < 64 * 1024, "refused for another reason"
            check_stored(server.database_path, acknowledged, refused)
            page = await buyer.ask(
                "history.fetch",
                session=next(iter(acknowledged.values()))["session"],
                channel="public",
                limit=100,
            )
            assert page["messages"], "what is stored can be read all the time"
            filler.unlink()
            acknowledged[refused] = await write_until_acknowledged(buyer, refused)
            check_stored(server.database_path, acknowledged, None)
        seqs = sorted(answer["seq"] for answer in acknowledged.values())
        assert seqs == list(range(1, len(seqs) + 1))
        server.kill()
        again = await asyncio.to_thread(server.start_again)
        check_stored(server.database_path, acknowledged, None)
        again.kill()
        await buyer.close()
        with pytest.raises(AssertionError, match="lost"):
            check_stored(server.database_path, acknowledged | {"never sent": {}}, None)
    note(
        f"disk of {DISK_BYTES // 1024**2} MiB full, x {ROUNDS}",
        "refused as unavailable, never acknowledged, on again when there is room",
        f"{len(acknowledged)} acknowledged, all stored, seq without a gap",
    )


async def write_until_refused(buyer: WireClient, acknowledged: dict[str, Frame]) -> str:
    """The first cid that was refused."""
    for _ in range(LINES_MAX):
        cid = f"line-{len(acknowledged)}"
        answer = await buyer.start(line(cid))
        if answer["t"] == "error":
            assert (answer["code"], answer["temporary"]) == ("unavailable", True)
            return cid
        acknowledged[cid] = answer
    raise AssertionError("the disk never became full")


async def write_until_acknowledged(buyer: WireClient, cid: str) -> Frame:
    """The server tries again by itself; so does the buyer."""
    async with asyncio.timeout(WAIT_S):
        while (answer := await buyer.start(line(cid)))["t"] == "error":
            assert answer["code"] in TEMPORARY
            await asyncio.sleep(answer.get("retry_after_ms", 100) / 1_000)
    return answer


def check_stored(database: Path, acknowledged: dict[str, Frame], refused: str | None) -> None:
    """What was acknowledged is there, what was refused is not."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        stored = {cid for (cid,) in connection.execute("SELECT cid FROM messages")}
    lost = acknowledged.keys() - stored
    assert not lost, f"lost: {lost}"
    assert refused not in stored, "refused, and stored all the same"


def line(cid: str) -> Frame:
    return {"t": "message.send", "cid": cid, "kind": "text", "body": {"text": LINE}}
