"""Fault: one socket at 10,000 messages a second, more work than the disk takes, no descriptors.

Invariant: one bad client is refused, then cut, and costs its neighbours little; overload is
answered `busy` with the time to wait, previews having gone first; a server out of descriptors
serves on those it has. Controls: a client within its rate is never refused, nobody is `busy` where
the database keeps up, and the descriptors are seen to run out.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from tests.clients import log_in
from tests.faults.conftest import Note
from tests.faults.scale import sample
from tests.faults.victim import Victim, victim_server
from tests.faults.watch import WAIT_S, wait_until
from tests.wire.client import Frame, WireClient
from tests.wire.raw import CLOSE, FIN_TEXT, RawPeer, raw_frame, raw_peer

FLOOD_PER_S = 10_000
FLOOD_S = sample(2.0, 30.0)
BURST = 60
PER_S = 20
DESCRIPTORS_MAX = 80
CONNECTIONS = 120


async def test_flooding_socket_is_refused_then_cut_and_neighbours_hardly_notice(
    victim: Victim, note: Note
) -> None:
    calm = await answer_times(victim, 20)
    flooding = asyncio.create_task(flood_again_and_again(victim))
    during = await answer_times(victim, int(FLOOD_S / 0.05))
    sent, stored, cuts = await flooding
    assert cuts > 0
    assert stored <= cuts * (BURST + PER_S * FLOOD_S)
    await victim.check()
    note(
        f"one address at {FLOOD_PER_S:,} messages a second for {FLOOD_S:.0f} s, back when cut",
        f"{BURST} at once and {PER_S} a second, then `rate`, then 4429; neighbours are served",
        f"{sent} sent, {stored} taken, cut {cuts} x; a neighbour's slowest answer "
        f"{max(during) * 1_000:.0f} ms (before: {max(calm) * 1_000:.0f})",
    )


async def flood_again_and_again(victim: Victim) -> tuple[int, int, int]:
    """Messages sent, messages taken, times cut."""
    sent = stored = cuts = 0
    began = time.monotonic()
    while time.monotonic() - began < FLOOD_S:
        async with raw_peer(victim.server.port) as peer:
            peer.say(t="hello", id=1, shop="acme")
            await peer.read_answer(1)
            reading = asyncio.create_task(count_until_closed(peer))
            while not reading.done() and time.monotonic() - began < FLOOD_S:
                batch = range(sent, sent + FLOOD_PER_S // 100)
                with contextlib.suppress(ConnectionError):
                    peer.writer.write(b"".join(message(number) for number in batch))
                sent += len(batch)
                await asyncio.wait([reading], timeout=0.01)
            if not reading.done():
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)
                continue
            code, taken = await reading
            assert code in {4429, 1006}
            cuts += 1
            stored += taken
    return sent, stored, cuts


async def count_until_closed(peer: RawPeer) -> tuple[int, int]:
    """The close code, and how many messages were taken before."""
    taken = 0
    try:
        while True:
            head, payload = await peer.read_frame()
            if head == CLOSE:
                return int.from_bytes(payload[:2]), taken
            frame = json.loads(payload)
            taken += frame["t"] == "ok"
            if frame["t"] == "error":
                assert frame["code"] == "rate"
                assert frame["retry_after_ms"] > 0
    except (asyncio.IncompleteReadError, ConnectionError):
        return 1006, taken


async def answer_times(victim: Victim, count: int) -> list[float]:
    """How long a neighbour, within the rate, waits for each answer."""
    took_s = []
    neighbour = await WireClient.open(victim.url)
    await neighbour.ask("hello", shop="acme")
    for number in range(count):
        began = time.monotonic()
        answer = await neighbour.start(json.loads(text(number)))
        assert answer["t"] == "ok", answer
        took_s.append(time.monotonic() - began)
        await asyncio.sleep(1 / PER_S)
    await neighbour.close()
    return took_s


def text(number: int) -> str:
    return (
        f'{{"t":"message.send","id":{number + 2},"cid":"f-{number}","kind":"text",'
        f'"body":{{"text":"flood"}}}}'
    )


def message(number: int) -> bytes:
    return raw_frame(FIN_TEXT, text(number).encode())


async def test_overload_leaves_previews_out_then_answers_busy_and_goes_on(
    tmp_path: Path, note: Note
) -> None:
    """The database is locked for a while, so that commands wait for their commit."""
    limits = {"commands_waiting_max": 40, "previews_per_s": 1_000, "commands_burst": 1_000}
    with victim_server(tmp_path, **limits) as victim:
        victim.begin()
        assert await busy(victim) == 0
        agents = [await agent(victim, name) for name in ("main", "x", "y")]
        buyers = [await WireClient.open(victim.url) for _ in range(8)]
        for buyer in buyers:
            await buyer.ask("hello", shop="acme")
            await buyer.start(json.loads(text(1)))
        assert await busy(victim) == 0
        with locked(victim.server.database_path):
            waiting = [begin(buyer, number) for buyer in buyers for number in range(2, 5)]
            await wait_until(lambda: holds(victim, "chatd_commands_waiting", 20))
            previews = [buyer.start({"t": "typing.set", "text": "left out"}) for buyer in buyers]
            await wait_until(lambda: holds(victim, "chatd_previews_dropped_total", 8))
            waiting += [begin(buyer, number) for buyer in buyers for number in range(5, 10)]
            await wait_until(lambda: holds(victim, 'chatd_commands_total{result="busy"', 1))
        answers = await asyncio.gather(*waiting)
        await asyncio.gather(*previews)
        refused = [answer for answer in answers if answer["t"] == "error"]
        assert all(answer["temporary"] for answer in refused)
        busy_ms = [one["retry_after_ms"] for one in refused if one["code"] == "busy"]
        assert busy_ms
        assert min(busy_ms) > 0
        for buyer in buyers:
            again = [await said(buyer, number) for number in range(2, 10)]
            assert sorted(answer["seq"] for answer in again) == list(range(2, 10))
            await buyer.close()
        for one in agents:
            await one.close()
        await victim.check()
    note(
        f"database stands still, {limits['commands_waiting_max']} commands may wait",
        "previews left out from half of that, then `busy` with retry_after_ms; all in metrics",
        f"8 previews left out, {len(busy_ms)} of {len(answers)} refused as busy, none lost",
    )


async def agent(victim: Victim, name: str) -> WireClient:
    """Somebody with room for sessions."""
    client = await WireClient.open(victim.url)
    await client.ask("hello", token=await log_in(victim.url, name))
    return client


def begin(buyer: WireClient, number: int) -> asyncio.Future[Frame]:
    return buyer.start(json.loads(text(number)))


async def said(buyer: WireClient, number: int) -> Frame:
    """The answer of a message that was perhaps refused before, and is sent until it is not."""
    async with asyncio.timeout(WAIT_S):
        while (answer := await begin(buyer, number))["t"] == "error":
            assert answer["temporary"]
            await asyncio.sleep(answer.get("retry_after_ms", 100) / 1_000)
    return answer


async def busy(victim: Victim) -> float:
    return await victim.watch.metric('chatd_commands_total{result="busy"')


async def holds(victim: Victim, metric: str, least: float) -> bool:
    return await victim.watch.metric(metric) >= least


@contextlib.contextmanager
def locked(database: Path) -> Iterator[None]:
    """Nobody else writes."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


async def test_server_out_of_descriptors_serves_on_and_recovers(tmp_path: Path, note: Note) -> None:
    with victim_server(tmp_path, descriptors_max=DESCRIPTORS_MAX) as victim:
        neighbour = await WireClient.open(victim.url)
        await neighbour.ask("hello", shop="acme")
        opening = (
            asyncio.open_connection("127.0.0.1", victim.server.port) for _ in range(CONNECTIONS)
        )
        sockets = [await one for one in opening]
        await wait_until(lambda: victim.watch.descriptors() == DESCRIPTORS_MAX)
        for number in range(20):
            assert (await begin(neighbour, number))["t"] == "ok", "those who are in are served"
        for _, writer in sockets:
            writer.transport.abort()
        await wait_until(lambda: victim.watch.descriptors() < DESCRIPTORS_MAX // 2)
        late = await WireClient.open(victim.url)
        assert (await late.ask("hello", shop="acme"))["t"] == "ok"
        await late.close()
        await neighbour.close()
        assert victim.server.process.poll() is None
    note(
        f"{CONNECTIONS} sockets at a server with {DESCRIPTORS_MAX} descriptors",
        "those who are in are served, and everybody once they are free again",
        "20 of 20 answered meanwhile",
    )
