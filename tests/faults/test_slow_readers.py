"""Fault: peers that stop reading, among others that read.

Invariant: once the kernel's buffers and the outbox are full they are gone within seconds, socket
and memory with them, and the others get everything. Control: the same traffic to a server without
a bound on outboxes, where they stay.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.conftest import Note
from tests.faults.scale import FULL, sample
from tests.faults.victim import Victim, victim_server
from tests.faults.watch import wait_until
from tests.wire.client import Frame, WireClient
from tests.wire.raw import FIN_TEXT, RawPeer, raw_peer

SLOW = sample(6, 12)
ROUNDS = sample(2, 6)
LINE = "字" * 4_000
LINES_MAX = 1_500
QUIET_LINES = 40
GONE_S = 5.0
MEMORY_MAX_BYTES = 24 * 1024 * 1024
RATE = {"commands_per_s": 10_000, "commands_burst": 10_000}


@dataclass
class Tabs:
    """One buyer's tabs: one that writes and reads, others that read, and some that do not."""

    writer: WireClient
    reader: WireClient
    slow: list[RawPeer]
    took_s: list[float]
    lines: int = 0

    async def write(self, number: int) -> None:
        """Write one line; the clock stops when the other tab has it."""
        cid = f"{id(self)}-{number}"
        line: Frame = {"t": "message.send", "cid": cid, "kind": "text", "body": {"text": LINE}}
        began = time.monotonic()
        answer = await self.writer.start(line)
        assert answer["t"] == "ok", answer
        await self.reader.wait_for(lambda event: event.get("seq") == answer["seq"])
        self.took_s.append(time.monotonic() - began)
        self.reader.heard.clear()
        self.writer.heard.clear()
        self.lines += 1


@contextlib.asynccontextmanager
async def tabs(victim: Victim, slow: int) -> AsyncIterator[Tabs]:
    """A new buyer."""
    async with contextlib.AsyncExitStack() as stack:
        writer, reader = [await WireClient.open(victim.url) for _ in range(2)]
        stack.push_async_callback(writer.close)
        stack.push_async_callback(reader.close)
        visitor = (await writer.ask("hello", shop="acme"))["visitor"]
        await reader.ask("hello", shop="acme", visitor=visitor)
        peers = []
        for _ in range(slow):
            opening = raw_peer(victim.server.port, receive_bytes=4_096)
            peer = await stack.enter_async_context(opening)
            peer.send(
                FIN_TEXT, b'{"t":"hello","id":1,"shop":"acme","visitor":"%s"}' % visitor.encode()
            )
            peers.append(peer)
        await wait_until(lambda: is_connected(victim, 2 + slow))
        yield Tabs(writer, reader, peers, [])


async def is_connected(victim: Victim, connections: int) -> bool:
    return await victim.watch.metric("chatd_connections") == connections


async def cuts(victim: Victim) -> float:
    return await victim.watch.metric("chatd_outbox_cuts_total")


async def write_until_gone(victim: Victim, buyer: Tabs, lines_max: int) -> None:
    """Write until the slow are cut and gone.

    Raises:
        AssertionError: They are still there after that many lines.
    """
    before = await cuts(victim)
    for number in range(lines_max):
        await buyer.write(number)
        if number % 50 == 49 and await cuts(victim) == before + len(buyer.slow):
            break
    else:
        raise AssertionError(f"not cut after {lines_max} lines of {len(LINE.encode())} bytes")
    await wait_until(lambda: is_connected(victim, 2), GONE_S)


async def test_peers_that_do_not_read_are_gone_and_the_others_get_everything(
    tmp_path: Path, note: Note
) -> None:
    with victim_server(tmp_path, **RATE) as victim:
        victim.begin()
        async with tabs(victim, 0) as buyer:
            for number in range(QUIET_LINES):
                await buyer.write(number)
            calm_ms = p99_ms(buyer.took_s)
        resident, lines, busy_ms = [], [], []
        for _ in range(ROUNDS):
            async with tabs(victim, SLOW) as buyer:
                await write_until_gone(victim, buyer, LINES_MAX)
                lines.append(buyer.lines)
                busy_ms.append(p99_ms(buyer.took_s))
            await victim.check()
            resident.append(victim.watch.resident_bytes())
        grown = resident[-1] - resident[0]
    assert grown < MEMORY_MAX_BYTES
    ratio = max(busy_ms) / calm_ms
    assert not FULL or ratio < 5
    note(
        f"{SLOW} of {SLOW + 2} tabs stop reading, x {ROUNDS}",
        f"cut, socket and memory gone within {GONE_S:.0f} s; the others get everything in order",
        f"cut after {max(lines) * len(LINE.encode()) / 1024**2:.0f} MiB at most, "
        f"{max(0, grown) / 1024**2:.1f} MiB more after all rounds; p99 of the others "
        f"{max(busy_ms):.0f} ms, {ratio:.1f} x that without them",
    )


async def test_outbox_without_a_bound_is_noticed(tmp_path: Path) -> None:
    unbounded = {"outbox_bytes_max": 1024**3, "outbox_messages_max": 1_000_000}
    with victim_server(tmp_path, **RATE, **unbounded) as victim:
        async with tabs(victim, 2) as buyer:
            with pytest.raises(AssertionError, match="not cut"):
                await write_until_gone(victim, buyer, sample(450, LINES_MAX))


def p99_ms(took_s: list[float]) -> float:
    """The usual."""
    return 1_000 * sorted(took_s)[int(0.99 * len(took_s))]
