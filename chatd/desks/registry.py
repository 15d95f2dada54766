"""All desks of this process, by merchant."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from chatd.bus.inbox import Inbox, MemoryInbox
from chatd.bus.lease import Lease, SoleLease
from chatd.bus.memory import MemoryBus
from chatd.bus.publications import Bus
from chatd.clock import Clock
from chatd.desks.counts import Counts
from chatd.desks.group_commit import WAITING_MAX, GroupCommit
from chatd.desks.housekeeping import Housekeeping
from chatd.desks.ids import NewId, new_session_id
from chatd.desks.left_limits import LeftLimits, LeftRates
from chatd.desks.merchants import read_names
from chatd.desks.parts import Services
from chatd.desks.requests import Request
from chatd.desks.runtime import DeskRuntime
from chatd.desks.slots import slot_of
from chatd.desks.subscribers import EventFrame
from chatd.desks.timers import LoopTimers, Timers
from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.protocol.answers import Ok
from chatd.storage.desks import Revisions
from chatd.storage.errors import SettingChanged
from chatd.storage.known import Known
from chatd.storage.known_records import ContactNoteRecord, PhraseRecord
from chatd.storage.left import LeftRow
from chatd.storage.phrases import StoredBook
from chatd.storage.records import MailRecord, SettingChangeRecord, SettingRecord
from chatd.storage.settings import NewSetting
from chatd.storage.store import Store
from chatd.storage.tables import SLOTS
from chatd.telemetry import LogEvent, Metrics, logger

_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """The shell's own numbers; the routing rules' are each merchant's.

    Args:
        queue_changed_ms: Least time between two tellings of queue, presence and waits.
        position_changed_ms: Least time between two positions told to one buyer.
        unload_ms: How often desks with nothing live and nobody there leave memory.
        commit_interval_ms: Least time between the beginnings of two transactions.
        mail_from: Who e-mails are from by default; None: there is no SMTP server.
        left_rates: How many messages may be left a day.
        commands_waiting_max: Commands that may wait for their commit.
    """

    queue_changed_ms: int = 1_000
    position_changed_ms: int = 2_000
    unload_ms: int = 60_000
    commit_interval_ms: int = 0
    mail_from: str | None = None
    left_rates: LeftRates = field(default_factory=LeftRates)
    commands_waiting_max: int = WAITING_MAX


@dataclass(frozen=True, slots=True)
class DeskStats:
    """Counts over all desks: what is now, and what was done since the start."""

    desks: int
    subscribers: int
    sessions: int
    waiting: int
    messages: int
    batches: int
    failed_batches: int


@dataclass(frozen=True, slots=True)
class ShopPlace:
    """Where a shop belongs, and what its buyers' connections need to know before hello."""

    shop: str
    merchant: str
    name: str
    origins: tuple[str, ...]
    identity_secret: str | None


class Desks:
    """Gives each merchant's runtime; restores the live ones at the start.

    Args:
        store: The database.
        clock: Tells the time.
        options: The shell's numbers.
        metrics: Where things are counted.
        timers: The loop's, unless a test has its own.
        bus: The process's, unless there are more nodes; likewise `inbox` and `lease`.
        new_id: Makes session ids.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        options: DeskOptions = DeskOptions(),
        *,
        metrics: Metrics | None = None,
        timers: Timers | None = None,
        bus: Bus[EventFrame] | None = None,
        inbox: Inbox[Request, Ok] | None = None,
        lease: Lease | None = None,
        new_id: NewId = new_session_id,
    ) -> None:
        self._store = store
        self._options = options
        self._metrics = metrics or Metrics()
        self._timers = timers or LoopTimers(clock)
        self._clock = clock
        self._inbox: Inbox[Request, Ok] = MemoryInbox() if inbox is None else inbox
        self._lease = lease or SoleLease()
        bus = MemoryBus() if bus is None else bus
        self._group = GroupCommit(
            store,
            bus,
            clock=clock,
            metrics=self._metrics,
            on_ownership_lost=self._discard_slot,
            interval_ms=options.commit_interval_ms,
            waiting_max=options.commands_waiting_max,
        )
        self._counts = Counts(self._metrics)
        self._services = Services(
            store=store,
            bus=bus,
            group=self._group,
            lease=self._lease,
            clock=clock,
            timers=self._timers,
            new_id=new_id,
            metrics=self._metrics,
            counts=self._counts,
            queue_ms=options.queue_changed_ms,
            position_ms=options.position_changed_ms,
            mail_from=options.mail_from,
            wake_mail=self._wake_mail,
            left_limits=LeftLimits(options.left_rates),
        )
        self._runtimes: dict[str, DeskRuntime] = {}
        self._refused: dict[str, Revisions | None] = {}
        """The revision that each merchant's desk would not take."""
        self._places: dict[str, ShopPlace] = {}
        """Shops asked for since the last `refresh`."""
        self.housekeeping = Housekeeping(
            store, clock, runtimes=self._runtimes, runtime=self.runtime
        )
        self._is_stopped = False
        self.mail_queued: Callable[[], None] | None = None
        """Called when an e-mail was queued here; set by whoever sends them."""

    async def start(self) -> None:
        """Restore every desk that holds something live, with the command `Restart`.

        Raises:
            Unavailable: The database cannot be read.
        """
        slots = range(SLOTS)
        await self._lease.acquire(slots)
        for slot in slots:
            self._inbox.serve(slot, self._answer)
        await self._group.start()
        for merchant in await self._store.live_merchants():
            try:
                await self.runtime(merchant)
            except Unavailable as error:
                # Its runtime tries again; the other merchants need not wait for it.
                _log.error(LogEvent.DESK_DISCARDED, merchant=merchant, exc_info=error)
        self._unload_later()

    async def stop(self) -> None:
        """Finish what was begun; commands from now on raise `Unavailable`."""
        self._is_stopped = True
        for runtime in self._runtimes.values():
            runtime.stop()
        await self._group.stop()
        await self._lease.release()

    async def note_mail(self, mail: MailRecord) -> None:
        """Something new is known of an e-mail: the desk's owner tells the agents."""
        with contextlib.suppress(CommandRejected, Unavailable):  # agents look again anyway
            await (await self.runtime(mail.merchant)).note_mail()

    def _wake_mail(self) -> None:
        if self.mail_queued is not None:
            self.mail_queued()

    async def wait_idle(self) -> None:
        """Until everything that has happened so far is stored and told."""
        await self._group.wait_idle()

    async def runtime(self, merchant: str) -> DeskRuntime:
        """The merchant's runtime, restored on first use.

        Raises:
            CommandRejected: `not_found`, there is no such merchant.
            Unavailable: The database cannot be read now.
        """
        if self._is_stopped:
            raise Unavailable("the server is stopping")
        runtime = self._runtimes.get(merchant)
        if runtime is None:
            runtime = self._runtimes[merchant] = DeskRuntime(merchant, self._services, self._inbox)
        try:
            await runtime.wait_open()
        except CommandRejected:
            self._runtimes.pop(merchant, None)
            raise
        return runtime

    async def refresh(self) -> None:
        """Have desks in memory take what was provisioned since, most often by another process.

        What a desk refuses is told once and tried again when it is provisioned anew.

        Raises:
            Unavailable: The database cannot be read now.
        """
        self._places.clear()
        revisions = await self._store.revisions()
        for merchant, runtime in list(self._runtimes.items()):
            revision = revisions.get(merchant)
            if runtime.revisions is None or revision in {
                None,
                runtime.revisions,
                self._refused.get(merchant),
            }:
                continue
            try:
                await runtime.reconfigure()
            except CommandRejected as error:
                self._refused[merchant] = revision
                _log.error(LogEvent.MERCHANT_REFUSED, merchant=merchant, why=error.message)
            else:
                _log.info(LogEvent.MERCHANT_PROVISIONED, merchant=merchant)

    async def left(self, merchant: str, **wanted: Any) -> list[LeftRow]:
        """Left messages; see `Store.left`."""
        return await self._store.left(merchant, **wanted)

    async def mails_of(self, merchant: str, session: str) -> list[MailRecord]:
        """Every e-mail about a session, the oldest first."""
        return await self._store.mails_of(merchant, session)

    async def resend_mail(self, merchant: str, mail: str, *, with_private: bool) -> bool:
        """Queue an e-mail again that failed or may have arrived; False: there is no such one.

        Args:
            merchant: Whose.
            mail: Which.
            with_private: Also if it is a private contact's.
        """
        now_ms = self._clock.now_ms()
        if not await self._store.retry_mail(merchant, mail, now_ms, with_private=with_private):
            return False
        self._wake_mail()
        await (await self.runtime(merchant)).note_mail()
        return True

    async def find_setting(self, merchant: str, kind: str, subject: str) -> SettingRecord | None:
        """What somebody set in the console; None: nobody has."""
        return await self._store.find_setting(merchant, kind, subject)

    async def change_setting(self, wanted: NewSetting) -> SettingRecord:
        """Set something; here it is in force when this returns, on other nodes a little later.

        Raises:
            CommandRejected: `stale_view`: somebody else has changed it since it was read.
            Unavailable: It could not be stored.
        """
        try:
            record = await self._store.change_setting(wanted)
        except SettingChanged as error:
            raise CommandRejected(ErrorCode.STALE_VIEW) from error
        with contextlib.suppress(Unavailable):  # it is stored, and taken at the next look
            await self.refresh()
        return record

    @property
    def known(self) -> Known:
        """What agents know and reuse; nothing of it is a desk's."""
        return self._store.known

    async def change_phrases(self, wanted: NewSetting, content: list[PhraseRecord]) -> StoredBook:
        """Make a book of phrases what is given, and tell every agent. As `change_setting`."""
        try:
            book = await self._store.known.change_phrases(wanted, content)
        except SettingChanged as error:
            raise CommandRejected(ErrorCode.STALE_VIEW) from error
        with contextlib.suppress(Unavailable):
            await self.refresh()
        return book

    async def change_note(self, wanted: ContactNoteRecord) -> ContactNoteRecord:
        """Replace what agents wrote down about a contact. As `change_setting`."""
        try:
            return await self._store.known.change_note(wanted)
        except SettingChanged as error:
            raise CommandRejected(ErrorCode.STALE_VIEW) from error

    async def setting_changes(
        self, merchant: str, before: int | None, limit: int
    ) -> list[SettingChangeRecord]:
        """The latest changes, or those before one of them, the latest first."""
        return await self._store.setting_changes(merchant, before, limit)

    async def shop(self, shop: str) -> ShopPlace:
        """Where a shop belongs; at most as old as the last `refresh`.

        Raises:
            CommandRejected: `not_found`, there is no such shop.
            Unavailable: The database cannot be read now.
        """
        known = self._places.get(shop)
        if known is not None:
            return known
        record = await self._store.find_shop(shop)
        if record is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        place = self._places[shop] = ShopPlace(
            shop=record.shop,
            merchant=record.merchant,
            name=record.name,
            origins=read_names(record.origins_json),
            identity_secret=record.identity_secret,
        )
        return place

    def stats(self) -> DeskStats:
        """Counts for metrics and the demo page. O(sessions)."""
        runtimes = self._runtimes.values()
        stats = DeskStats(
            desks=sum(runtime.is_open for runtime in runtimes),
            subscribers=sum(len(runtime.connections) for runtime in runtimes),
            sessions=sum(runtime.sessions_live for runtime in runtimes),
            waiting=sum(runtime.waiting for runtime in runtimes),
            messages=self._counts.messages,
            batches=self._group.batches,
            failed_batches=self._group.failed_batches,
        )
        self._metrics.desks_loaded.set(stats.desks)
        self._metrics.queue_waiting.set(stats.waiting)
        return stats

    def _answer(self, request: Request) -> Awaitable[Ok]:
        runtime = self._runtimes.get(request.merchant)
        return self._answer_first(request) if runtime is None else runtime.answer(request)

    async def _answer_first(self, request: Request) -> Ok:
        runtime = await self.runtime(request.merchant)
        return await runtime.answer(request)

    def _discard_slot(self, slot: int, error: Exception) -> None:
        """Another node has written there: nothing in memory of its desks is true any more."""
        for runtime in self._runtimes.values():
            if slot_of(runtime.merchant) == slot:
                runtime.discard(error)

    def _unload_later(self) -> None:
        at_ms = self._clock.now_ms() + self._options.unload_ms
        self._timers.at(at_ms, self._unload)

    def _unload(self) -> None:
        """Let desks go that nobody needs; their rows say all there is to know."""
        if self._is_stopped:
            return
        for runtime in self._runtimes.values():
            if runtime.may_unload():
                runtime.unload()
        self._unload_later()
