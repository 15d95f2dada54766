"""How often batches begin: at once after a rest, apart under load."""

import asyncio
from typing import Any, cast

from chatd.bus.memory import MemoryBus
from chatd.desks.effects import Effects
from chatd.desks.group_commit import (
    BATCHES_REMEMBERED,
    COMMANDS_PER_INTERVAL,
    INTERVALS_MAX,
    GroupCommit,
)
from chatd.desks.subscribers import EventFrame
from chatd.storage.batch import Batch
from chatd.telemetry import Metrics
from tests.chatd.fake_clock import FakeClock

INTERVAL_MS = 5


class RecordingStore:
    """Commits at once, and remembers how many steps each batch had."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    async def slot_versions(self) -> dict[int, int]:
        return {0: 0}

    async def commit(self, batch: Batch) -> None:
        (writes,) = batch.writes
        self.batches.append(len(writes.desks))


class SteppedDesk:
    """As much of a desk as a batch needs."""

    merchant = "acme"
    slot = 0

    def desk_record(self) -> Any:
        return ()

    def committed(self, effects: Effects) -> None: ...

    def discard(self, error: Exception) -> None:
        raise error


class Pace:
    """A group commit whose waits end when a test says so."""

    def __init__(self) -> None:
        self.store = RecordingStore()
        self.clock = FakeClock()
        self.waits: list[tuple[float, asyncio.Event]] = []
        self.group = GroupCommit(
            cast("Any", self.store),
            MemoryBus[EventFrame](),
            clock=self.clock,
            metrics=Metrics(),
            on_ownership_lost=lambda _slot, _error: None,
            interval_ms=INTERVAL_MS,
            sleep=self.sleep,
        )

    async def sleep(self, seconds: float) -> None:
        over = asyncio.Event()
        self.waits.append((seconds, over))
        await over.wait()

    async def step(self) -> None:
        """One step of the desk, and whatever the group commit does about it at once."""
        self.group.effects(SteppedDesk())
        for _ in range(10):
            await asyncio.sleep(0)

    def end_wait(self) -> None:
        self.clock.advance(INTERVAL_MS)
        self.waits[-1][1].set()


async def test_batch_begins_at_once_after_a_rest() -> None:
    pace = Pace()
    await pace.group.start()
    await pace.step()
    pace.clock.advance(INTERVAL_MS)
    await pace.step()
    assert len(pace.store.batches) == 2
    assert pace.waits == []
    await pace.group.stop()


async def test_steps_share_a_batch_when_one_has_just_begun() -> None:
    pace = Pace()
    await pace.group.start()
    await pace.step()
    pace.clock.advance(2)
    await pace.step()
    await pace.step()
    assert len(pace.store.batches) == 1
    assert [seconds for seconds, _ in pace.waits] == [(INTERVAL_MS - 2) / 1_000]
    pace.end_wait()
    await pace.group.stop()
    assert len(pace.store.batches) == 2


async def pause_after(pace: Pace, commands: int) -> float:
    """Intervals from the beginning of a batch with so many commands to that of the next."""
    pace.group.effects(SteppedDesk())
    waiting = [asyncio.ensure_future(pace.group.pending("acme")) for _ in range(commands)]
    await pace.step()
    await pace.step()
    seconds, over = pace.waits[-1]
    pace.clock.advance(1_000)
    over.set()
    await pace.group.wait_idle()
    pace.clock.advance(1_000)
    assert all(future.done() for future in waiting)
    return seconds * 1_000 / INTERVAL_MS


async def test_batches_collect_longer_when_they_usually_carry_many_commands() -> None:
    pace = Pace()
    await pace.group.start()
    pauses = [await pause_after(pace, 1_000) for _ in range(4)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == INTERVALS_MAX
    await pace.group.stop()


async def test_one_burst_makes_others_wait_little_longer() -> None:
    pace = Pace()
    await pace.group.start()
    for _ in range(10):
        await pause_after(pace, 1)
    before = await pause_after(pace, 1)
    assert await pause_after(pace, COMMANDS_PER_INTERVAL) < before + 2 / BATCHES_REMEMBERED
    await pace.group.stop()
