"""Group commit: while one batch is being written the next one collects.

                  ┌───────────── open ─────────────┐   close    ┌──── in flight ────┐
   steps ───────▶ │ effects of desk A, of desk B … │ ─────────▶ │ one transaction   │
                  └────────────────────────────────┘            └─────────┬─────────┘
                                                            committed     │     failed
                        waiters resolve, then events are published ◀──────┴──▶ once more, slot by
                                                                               slot; then discard

A batch after a rest is closed at once. Under load two are begun at least an interval apart, and
the further the more commands they usually carry: what a transaction costs, however little is in
it, is then shared by all that came meanwhile.

Nothing is acknowledged or published before its commit. What a desk has said since it was last
committed stands or falls together: with its effects in flight fall those in the open batch.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Generator

from chatd.bus.publications import Bus, Publication
from chatd.clock import Clock
from chatd.desks.effects import Committing, Effects
from chatd.desks.subscribers import EventFrame
from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.storage.batch import Batch, Writes
from chatd.storage.errors import OwnershipLost
from chatd.storage.store import Store
from chatd.telemetry import LogEvent, Metrics, logger

_log = logger(__name__)

Sealed = tuple[Effects, Writes]
"""One desk's part of a batch that is closed, and its rows."""

WAITING_MAX = 20_000
"""Commands that may wait for their commit, unless an operator says otherwise."""

BUSY_RETRY_MS = 1_000

COMMANDS_PER_INTERVAL = 16
INTERVALS_MAX = 5
"""Another interval for every so many commands in a usual batch, up to so many intervals."""

BATCHES_REMEMBERED = 16
"""What is usual moves by one of so many parts: one client's burst makes nobody else wait."""


class _Stored:
    """Awaited where nothing is pending: goes on at once."""

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


_STORED = _Stored()


class GroupCommit:
    """Commits the effects of all desks of this process.

    Args:
        store: Where to.
        bus: Who is told afterwards.
        clock: For how long a batch takes.
        metrics: Where batches are counted.
        on_ownership_lost: Called with a slot whose desks are all out of date.
        interval_ms: Least time between the beginnings of two batches.
        waiting_max: Commands that may wait for their commit; a database that stands still must
            not fill the memory.
        sleep: Waits for seconds.
    """

    def __init__(
        self,
        store: Store,
        bus: Bus[EventFrame],
        *,
        clock: Clock,
        metrics: Metrics,
        on_ownership_lost: Callable[[int, Exception], None],
        interval_ms: int = 0,
        waiting_max: int = WAITING_MAX,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._metrics = metrics
        self._on_ownership_lost = on_ownership_lost
        self._interval_ms = interval_ms
        self._waiting_max = waiting_max
        self._sleep = sleep
        self._turn_ms = 0.0
        self._usual_commands = 0.0
        self._versions: dict[int, int] = {}
        self._node = secrets.token_hex(4)
        self._open: dict[str, Effects] = {}
        self._in_flight: dict[str, Effects] = {}
        self._waiting = 0
        metrics.commands_waiting.set_function(lambda: self._waiting)
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None
        self.batches = 0
        self.failed_batches = 0

    async def start(self) -> None:
        """Begin to commit."""
        self._versions = await self._store.slot_versions()
        self._task = asyncio.get_running_loop().create_task(self._work(), name="group-commit")

    async def stop(self) -> None:
        """Commit what is there, then end."""
        await self.wait_idle()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def wait_idle(self) -> None:
        """Until everything collected so far is stored, or given up, and told."""
        await self._idle.wait()
        await asyncio.sleep(0)  # events are told in the turn after the commit

    def effects(self, desk: Committing) -> Effects:
        """The desk's part of the open batch.

        Raises:
            CommandRejected: `busy`, when the batch is full.
        """
        effects = self._open.get(desk.merchant)
        if effects is None:
            effects = self._open[desk.merchant] = Effects(desk)
            self._idle.clear()
            self._wanted.set()
        return effects

    def check_room(self) -> None:
        """Refuse to begin a step when too much waits to be written.

        Raises:
            CommandRejected: `busy`.
        """
        if self._waiting >= self._waiting_max:
            raise CommandRejected(ErrorCode.BUSY, retry_after_ms=BUSY_RETRY_MS)

    @property
    def is_pressed(self) -> bool:
        """Whether so much waits to be written that what can be left out should be."""
        return self._waiting >= self._waiting_max // 2

    def pending(self, merchant: str) -> Awaitable[None]:
        """Resolves when everything the desk has said so far is stored.

        It raises `Unavailable` when it never will be.
        """
        effects = self.pending_effects(merchant)
        if effects is None:
            return _STORED
        waiter = asyncio.get_running_loop().create_future()
        effects.waiters.append(waiter)
        self._waiting += 1
        return waiter

    def pending_effects(self, merchant: str) -> Effects | None:
        """The last part of a batch, open or in flight, that is the desk's."""
        return self._open.get(merchant) or self._in_flight.get(merchant)

    def publish(self, merchant: str, publication: Publication[EventFrame]) -> None:
        """Publish in order with what the desk has said: after its commit, or in the next turn.

        Never at once: the answer to the command that says it has to leave first.
        """
        effects = self.pending_effects(merchant)
        if effects is not None:
            effects.publications.append(publication)
        else:
            self._publish_soon([publication])

    def drop(self, merchant: str, error: Exception) -> None:
        """Forget the desk's part of the open batch: it is discarded."""
        effects = self._open.pop(merchant, None)
        if effects is not None:
            self._reject(effects, error)

    # ---------------------------------------------------------------------------- the one task

    async def _work(self) -> None:
        while True:
            if not self._open:
                self._wanted.clear()
                self._idle.set()
                await self._wanted.wait()
            await self._wait_turn()
            self._in_flight, self._open = self._open, {}
            self._turn_ms = self._clock.monotonic_ms() + self._pause_ms()
            await self._commit(self._seal())

    async def _wait_turn(self) -> None:
        wait_ms = self._turn_ms - self._clock.monotonic_ms()
        if wait_ms > 0:
            await self._sleep(wait_ms / 1_000)

    def _pause_ms(self) -> float:
        commands = sum(len(effects.waiters) for effects in self._in_flight.values())
        self._usual_commands += (commands - self._usual_commands) / BATCHES_REMEMBERED
        intervals = 1 + self._usual_commands / COMMANDS_PER_INTERVAL
        return self._interval_ms * min(INTERVALS_MAX, intervals)

    def _seal(self) -> list[Sealed]:
        """Turn what was collected into rows. A desk that cannot be is our bug, and its alone."""
        sealed = []
        for effects in list(self._in_flight.values()):
            try:
                sealed.append((effects, effects.seal()))
            except Exception as error:  # noqa: BLE001 # the other desks must go on
                self._give_up(effects, error)
        return sealed

    async def _commit(self, sealed: list[Sealed]) -> None:
        """One transaction; if that fails, one for each slot."""
        error = await self._write(sealed) if sealed else None
        if error is None:
            return
        slots: dict[int, list[Sealed]] = {}
        for part in sealed:
            slots.setdefault(part[0].desk.slot, []).append(part)
        for parts in slots.values():
            again = await self._write(parts) if len(slots) > 1 else error
            if again is not None:
                await self._fail(parts, again)

    async def _write(self, sealed: list[Sealed]) -> Exception | None:
        slots = {effects.desk.slot for effects, _ in sealed}
        batch = Batch(
            id=f"{self._node}-{self.batches}",
            versions={slot: self._versions[slot] for slot in sorted(slots)},
            writes=tuple(writes for _, writes in sealed),
        )
        self.batches += 1
        begun_ms = self._clock.monotonic_ms()
        try:
            await self._store.commit(batch)
        except Exception as error:  # noqa: BLE001 # whatever it is, nothing may be acknowledged
            self._metrics.commit_batches.labels("failed").inc()
            return error
        self._metrics.commit_batches.labels("ok").inc()
        duration_ms = self._clock.monotonic_ms() - begun_ms
        self._metrics.commit_duration.observe(duration_ms / 1_000)
        self._metrics.commit_batch_size.observe(sum(len(part.waiters) for part, _ in sealed))
        for slot in slots:
            self._versions[slot] += 1
        self._committed([effects for effects, _ in sealed])
        return None

    def _committed(self, all_effects: list[Effects]) -> None:
        """Answers first: whoever waits goes on in the loop's next turn, events follow in it."""
        for effects in all_effects:
            del self._in_flight[effects.desk.merchant]
            self._waiting -= len(effects.waiters)
            effects.resolve()
            effects.desk.committed(effects)
        for effects in all_effects:
            self._publish_soon(effects.publications)

    def _publish_soon(self, publications: list[Publication[EventFrame]]) -> None:
        """Behind whatever the loop's next turn has to do already, answers above all."""
        if publications:
            asyncio.get_running_loop().call_soon(self._publish, publications)

    def _publish(self, publications: list[Publication[EventFrame]]) -> None:
        for publication in publications:
            self._bus.publish(publication)

    async def _fail(self, parts: list[Sealed], error: Exception) -> None:
        """Discard every desk of these parts, with all it has said since."""
        for effects, _ in parts:
            self._give_up(effects, error)
        if isinstance(error, OwnershipLost):
            await self._look_again(error)

    def _give_up(self, effects: Effects, error: Exception) -> None:
        self.failed_batches += 1
        _log.error(LogEvent.BATCH_FAILED, merchant=effects.desk.merchant, exc_info=error)
        shown = error if isinstance(error, Unavailable) else Unavailable("the commit failed")
        del self._in_flight[effects.desk.merchant]
        effects.desk.discard(shown)
        self._reject(effects, shown)

    def _reject(self, effects: Effects, error: Exception) -> None:
        self._waiting -= len(effects.waiters)
        effects.reject(error)

    async def _look_again(self, lost: OwnershipLost) -> None:
        """Somebody else wrote: no desk of the slot is true any more, and the version is another."""
        _log.error(LogEvent.OWNERSHIP_LOST, slot=lost.slot)
        self._on_ownership_lost(lost.slot, lost)
        try:
            self._versions = await self._store.slot_versions()
        except Unavailable as error:
            # The next commit in this slot fails by its version, and looks again.
            _log.error(LogEvent.BATCH_FAILED, why=str(error))
