"""Fault: connections that keep dying, storms of reconnecting, the same message sent many times.

Invariant: nothing acknowledged is lost or doubled, everybody is back with what they had, and a
storm costs the database at most one query a session. Controls: a doubled row and a lost one are
noticed; two messages that look the same and have different cids are two. (What `Shop.check` sees is
shown by the controls of test_kill.py.)
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from tests.faults.conftest import Note
from tests.faults.proxy import proxy_to
from tests.faults.scale import sample
from tests.faults.shop import BUSY_SHOP, Shop
from tests.faults.victim import Victim, victim_server
from tests.serving import LEFT_LIMITLESS, serving
from tests.wire.client import Frame, WireClient

LIMITLESS = {"commands_per_s": 10_000, "commands_burst": 10_000, **LEFT_LIMITLESS}
CUT_S = sample(4.0, 120.0)
STORM = sample(150, 1_000)
CIDS = sample(50, 1_000)
TABS = 4
DOUBLED = "UPDATE messages SET cid = 'again-0' WHERE cid = 'again-1'"
LOST = "DELETE FROM messages WHERE cid = 'again-0'"


async def test_nothing_is_lost_or_doubled_though_connections_keep_dying(
    tmp_path: Path, note: Note
) -> None:
    chance = random.Random(1)
    with serving(tmp_path, file=BUSY_SHOP, **LIMITLESS) as server:
        async with proxy_to(server.port) as proxy:
            shop = Shop(server, chance, url=proxy.url)
            await shop.open()
            try:
                proxy.cut_each_after(chance, 0.1, 2.0)
                await asyncio.sleep(CUT_S)
                proxy.cut_no_more()
                await shop.settle()
                await shop.check()
            finally:
                await shop.close()
        acknowledged = sum(len(persona.acknowledged) for persona in shop.everybody)
        assert proxy.cuts > CUT_S * 5
        assert acknowledged > CUT_S * 20
    note(
        f"22 connections cut every 0.1 to 2 s, for {CUT_S:.0f} s",
        "nothing acknowledged lost or doubled, every view equals a fresh one",
        f"{proxy.cuts} cuts, {acknowledged} messages, none lost",
    )


async def test_message_sent_again_over_other_connections_is_stored_once(
    tmp_path: Path, note: Note
) -> None:
    chance = random.Random(1)
    with victim_server(tmp_path, **LIMITLESS) as victim:
        victim.begin()
        async with AsyncExitStack() as stack:
            tabs = await open_tabs(victim, stack)
            answers: dict[str, list[Frame]] = {}
            pending: list[tuple[str, asyncio.Future[Frame]]] = []
            for number in range(CIDS):
                cid = f"again-{number}"
                for _ in range(chance.randrange(1, 6)):
                    pending.append((cid, chance.choice(tabs).start(line(cid))))
                    await asyncio.sleep(chance.choice((0, 0, 0.002)))
            for cid, answer in pending:
                answers.setdefault(cid, []).append(await answer)
        check_once(victim.server.database_path, answers)
        sent = len(pending)
        for wrong in (DOUBLED, LOST):
            with pytest.raises(AssertionError, match="again-0 is stored as"):
                check_once(doctored(victim, wrong), answers)
        await victim.check()
    note(
        f"{CIDS} messages, each sent 1 to 5 times over {TABS} connections, both encodings",
        "stored once, every answer the same",
        f"{sent} sent, {CIDS} stored",
    )


async def test_messages_that_look_the_same_are_two_when_their_cids_differ(victim: Victim) -> None:
    async with AsyncExitStack() as stack:
        (tab, *_) = await open_tabs(victim, stack)
        first, second = [await tab.start(line(f"twin-{n}")) for n in range(2)]
        assert second["seq"] == first["seq"] + 1
    await victim.check()


async def test_everybody_is_back_after_a_storm_at_one_query_a_session(
    tmp_path: Path, note: Note
) -> None:
    with victim_server(tmp_path) as victim:
        victim.begin()
        clients = await asyncio.gather(*(join(victim) for _ in range(STORM)))
        known = [(visitor, session) for client, visitor, session in clients]
        await asyncio.gather(*(client.close() for client, _, _ in clients))
        queries = await victim.watch.metric("chatd_database_reads_total")
        began = time.monotonic()
        back = await asyncio.gather(*(come_back(victim, *who) for who in known))
        took_s = time.monotonic() - began
        asked = await victim.watch.metric("chatd_database_reads_total") - queries
        await asyncio.gather(*(client.close() for client in back))
        await victim.check()
    assert asked > STORM / 2, "they are counted"
    assert asked <= STORM + took_s * 5 + 10
    note(
        f"{STORM} buyers reconnect at once (5,000: `python -m bench storm`)",
        "all back with their session, at most one query a session",
        f"{took_s:.1f} s, {asked / STORM:.2f} queries a session",
    )


async def open_tabs(victim: Victim, stack: AsyncExitStack) -> list[WireClient]:
    """One buyer's connections, in both encodings."""
    tabs: list[WireClient] = []
    visitor: str | None = None
    for number in range(TABS):
        tab = await WireClient.open(victim.url, "json" if number % 2 else "msgpack")
        stack.push_async_callback(tab.close)
        fields = {} if visitor is None else {"visitor": visitor}
        visitor = (await tab.ask("hello", shop="acme", **fields))["visitor"]
        tabs.append(tab)
    return tabs


def line(cid: str) -> Frame:
    return {"t": "message.send", "cid": cid, "kind": "text", "body": {"text": "the same"}}


def check_once(database: Path, answers: dict[str, list[Frame]]) -> None:
    """Each cid is stored at the one place all its answers name.

    Raises:
        AssertionError: It is not.
    """
    for cid, given in answers.items():
        places = {(one["session"], one["channel"], one["seq"]) for one in given}
        assert len(places) == 1, f"{cid} was answered {given}"
        with closing(sqlite3.connect(database)) as connection:
            query = "SELECT session, channel, seq FROM messages WHERE cid = ?"
            stored = connection.execute(query, (cid,)).fetchall()
        assert stored == list(places), f"{cid} is stored as {stored}, answered as {places}"


def doctored(victim: Victim, statement: str) -> Path:
    """The messages, without what keeps them right, after something went wrong."""
    path = victim.server.directory / "doctored.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as copy, copy:
        copy.execute("ATTACH ? AS truth", (str(victim.server.database_path),))
        copy.execute("CREATE TABLE messages AS SELECT * FROM truth.messages")
        copy.execute(statement)
    return path


async def join(victim: Victim) -> tuple[WireClient, str, str]:
    """A new visitor with a session."""
    client = await WireClient.open(victim.url)
    visitor = (await client.ask("hello", shop="acme"))["visitor"]
    session = (await client.start(line("first")))["session"]
    return client, visitor, session


async def come_back(victim: Victim, visitor: str, session: str) -> WireClient:
    """The same visitor again, who holds everything there is."""
    client = await WireClient.open(victim.url)
    resume = {session: {"public": 1_000}}
    welcome = await client.ask("hello", shop="acme", visitor=visitor, resume=resume)
    assert [one["id"] for one in welcome["sessions"]] == [session]
    await client.wait_for(lambda event: event["t"] == "resumed")
    return client
