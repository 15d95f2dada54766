"""A database that cannot grow: refused and never acknowledged, and on again when there is room."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.persona import TEMPORARY
from tests.serving import LEFT_LIMITLESS, ServerProcess, serving
from tests.wire.client import Frame, WireClient

pytestmark = [pytest.mark.faults, pytest.mark.slow]

SPARE_PAGES = 200
BLOB_BYTES = 4_096
FILLER_BYTES = 4 * 1024 * 1024
LINE = "x" * 4_000
LINES_MAX = 1_000
ROOM_TIMEOUT_S = 30.0


async def test_full_disk_refuses_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with serving(
        tmp_path, commands_per_s=10_000, commands_burst=10_000, **LEFT_LIMITLESS
    ) as server:
        server.stop()
        pages = _fill(server.database_path)
        url = f"sqlite:///{server.database_path}?max_page_count={pages + SPARE_PAGES}"
        server.environ["CHATD_DATABASE_URL"] = url
        limited = await asyncio.to_thread(server.start_again)
        try:
            await _write_until_refused_then_make_room(limited)
        finally:
            limited.kill()


async def _write_until_refused_then_make_room(server: ServerProcess) -> None:
    buyer = await WireClient.open(server.url)
    await buyer.ask("hello", shop="acme")
    acknowledged: dict[str, Frame] = {}
    refused = await _write_until_refused(buyer, acknowledged)
    assert acknowledged, "there was room for a few"

    stored = _stored(server.database_path)
    assert set(acknowledged) <= stored
    assert refused not in stored
    assert (await buyer.start(_line(refused)))["t"] == "error"

    session = next(iter(acknowledged.values()))["session"]
    page = await buyer.ask("history.fetch", session=session, channel="public", limit=100)
    assert page["messages"], "what is stored can be read all the time"

    with closing(sqlite3.connect(server.database_path)) as database, database:
        database.execute("DELETE FROM filler")
    answer = await _write_until_acknowledged(buyer, refused)
    assert answer["seq"] == len(acknowledged) + 1
    assert await buyer.start(_line(refused)) | {"re": 0} == answer | {"re": 0}
    await buyer.close()


async def _write_until_refused(buyer: WireClient, acknowledged: dict[str, Frame]) -> str:
    for index in range(LINES_MAX):
        cid = f"line-{index}"
        answer = await buyer.start(_line(cid))
        if answer["t"] == "error":
            assert answer["code"] == "unavailable"
            assert answer["temporary"]
            return cid
        acknowledged[cid] = answer
    raise AssertionError("the disk never became full")


async def _write_until_acknowledged(buyer: WireClient, cid: str) -> Frame:
    """The server tries again by itself; so does the buyer."""
    async with asyncio.timeout(ROOM_TIMEOUT_S):
        while True:
            answer = await buyer.start(_line(cid))
            if answer["t"] == "ok":
                return answer
            assert answer["code"] in TEMPORARY
            await asyncio.sleep(answer.get("retry_after_ms", 100) / 1000)


def _line(cid: str) -> Frame:
    return {"t": "message.send", "cid": cid, "kind": "text", "body": {"text": LINE}}


def _fill(database_path: Path) -> int:
    """Put something into the database that can be taken out again; its size in pages."""
    with closing(sqlite3.connect(database_path)) as database, database:
        database.execute("CREATE TABLE filler (content BLOB)")
        for _ in range(FILLER_BYTES // BLOB_BYTES):
            database.execute("INSERT INTO filler VALUES (zeroblob(?))", (BLOB_BYTES,))
    with closing(sqlite3.connect(database_path)) as database:
        pages: int = database.execute("PRAGMA page_count").fetchone()[0]
        return pages


def _stored(database_path: Path) -> set[str]:
    with closing(sqlite3.connect(database_path)) as database:
        return {cid for (cid,) in database.execute("SELECT cid FROM messages")}
