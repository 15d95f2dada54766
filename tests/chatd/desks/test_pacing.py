"""How often batches begin: at once after a rest, apart under load."""

import asyncio
from typing import Any, cast

from chatd.bus.memory import MemoryBus
from chatd.desks.effects import Effects
from chatd.desks.group_commit import COMMANDS_PER_INTERVAL, INTERVALS_MAX, GroupCommit
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


async def test_next_batch_collects_longer_when_one_carries_many_commands() -> None:
    pace = Pace()
    await pace.group.start()
    waiting = []
    for commands, intervals in ((COMMANDS_PER_INTERVAL // 2, 1.5), (1_000, INTERVALS_MAX)):
        pace.group.effects(SteppedDesk())
        waiting += [pace.group.pending("acme") for _ in range(commands)]
        await pace.step()
        await pace.step()
        assert pace.waits[-1][0] == intervals * INTERVAL_MS / 1_000
        pace.clock.advance(1_000)
        pace.waits[-1][1].set()
        await pace.group.wait_idle()
        pace.clock.advance(1_000)
    assert all(future is not None and future.done() for future in waiting)
    await pace.group.stop()
