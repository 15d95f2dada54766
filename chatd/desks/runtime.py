"""One merchant's desk in its shell: commands in, rows committed, answers and events out.

    absent ──first use, start──▶ restoring ──▶ open ──failed commit, our bug──▶ absent
                                    ▲                                             │
                                    └───────── next use, or after a while ────────┘

Connections stay attached through all of it: what was not committed was never told.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from chatd.bus.inbox import Inbox
from chatd.desks.agent_commands import AgentCommands, AgentDeskCommand
from chatd.desks.attaching import AgentSnapshot, Attaching, BuyerIdentity, BuyerSnapshot
from chatd.desks.buyer_commands import BuyerCommands, BuyerDeskCommand
from chatd.desks.connections import Connections
from chatd.desks.effects import Effects
from chatd.desks.erasing import Erasing
from chatd.desks.history import History
from chatd.desks.live import Steps
from chatd.desks.merchants import Merchant, read_merchant
from chatd.desks.parts import DeskParts, Services
from chatd.desks.profiles import AgentProfile
from chatd.desks.requests import AgentRequest, BuyerRequest, LeftRequest, LogOutRequest, Request
from chatd.desks.restoring import reconfigure, restore
from chatd.desks.slots import slot_of
from chatd.desks.subscribers import EventFrame, Subscriber
from chatd.desks.timers import Timer
from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.protocol import commands as wire
from chatd.protocol import views
from chatd.protocol.answers import Ok
from chatd.storage.desks import Revisions
from chatd.telemetry import LogEvent, logger
from routing import commands

__all__ = [
    "AgentDeskCommand",
    "AgentProfile",
    "AgentSnapshot",
    "BuyerDeskCommand",
    "BuyerIdentity",
    "BuyerSnapshot",
    "DeskRuntime",
]

_log = logger(__name__)
Result = TypeVar("Result")

RETRY_FIRST_MS: Final = 100
RETRY_LAST_MS: Final = 5_000
"""After so long a failed desk comes back by itself: twice as long with each failure in a row."""


class OpenDesk:
    """A live desk and whoever serves its callers."""

    __slots__ = ("agents", "attaching", "buyers", "erasing", "history", "parts")

    def __init__(self, parts: DeskParts) -> None:
        self.parts = parts
        self.agents = AgentCommands(parts)
        self.buyers = BuyerCommands(parts)
        self.attaching = Attaching(parts)
        self.erasing = Erasing(parts)
        self.history = History(parts)


class DeskRuntime:
    """The one writer of a merchant's desk.

    Every coroutine raises `CommandRejected` when the caller is wrong and `Unavailable` when the
    database is; in both cases nothing of the command has happened. What they return has been
    committed. Whoever awaits one of them directly resumes before any event of the same step, or
    of a later one, is delivered: an answer put into the outbox at once precedes its events.

    Args:
        merchant: Whose desk.
        services: What all desks share.
        inbox: The way to the desk's owner.
    """

    def __init__(self, merchant: str, services: Services, inbox: Inbox[Request, Ok]) -> None:
        self.merchant = merchant
        self.slot = slot_of(merchant)
        self.connections = Connections(merchant, services.bus)
        self._services = services
        self._inbox = inbox
        self._open: OpenDesk | None = None
        self._restoring: asyncio.Task[OpenDesk] | None = None
        self._config: Merchant | None = None
        self._steps = Steps()
        self._restart_step: int | None = None
        self._is_stopped = False
        self._deadline: Timer | None = None
        self._deadline_ms = 0
        self._retry: Timer | None = None
        self._retry_ms = RETRY_FIRST_MS

    # ---------------------------------------------------------------------------------- commands

    def handle_agent(self, subscriber: Subscriber, command: AgentDeskCommand) -> Awaitable[Ok]:
        """Carry out one command of an attached agent."""
        return self._inbox.ask(self.slot, AgentRequest(self.merchant, subscriber, command))

    def handle_buyer(self, subscriber: Subscriber, command: BuyerDeskCommand) -> Awaitable[Ok]:
        """Carry out one command of an attached buyer."""
        return self._inbox.ask(self.slot, BuyerRequest(self.merchant, subscriber, command))

    async def log_out(self, agent: str, login: str) -> None:
        """An agent has ended a log-in: offline from now on, as a chosen one, without grace."""
        await self._inbox.ask(self.slot, LogOutRequest(self.merchant, agent, login))

    async def note_mail(self) -> None:
        """Something new is known of an e-mail."""
        await self._inbox.ask(self.slot, LeftRequest(self.merchant))

    async def answer(self, request: Request) -> Ok:
        """As the owner: carry a command out. Its answer waits for the commit."""
        desk = self._open or await self.wait_open()
        steps = desk.parts.live.steps
        try:
            if isinstance(request, BuyerRequest):
                answer = await desk.buyers.carry_out(request.subscriber, request.command)
            elif isinstance(request, AgentRequest):
                answer = await desk.agents.carry_out(request.subscriber, request.command)
            elif isinstance(request, LeftRequest):
                desk.parts.left.changed()
                answer = Ok(re=0)
            else:
                answer = desk.agents.log_out(request.agent, request.login)
        except CommandRejected as rejected:
            if rejected.code is not ErrorCode.BUSY:  # that tells nothing of the desk
                await self._committed()
            raise
        except Unavailable:
            raise
        except Exception as error:
            if desk.parts.live.steps == steps:
                raise  # nothing was stepped: the desk is as good as before
            raise self._failed(desk, error) from error
        await self._committed()
        return answer

    def _committed(self) -> Awaitable[None]:
        """Whatever has been seen of the desk leaves only when it is stored."""
        return self._services.group.pending(self.merchant)

    # --------------------------------------------------------------------------------- attaching

    async def attach_agent(self, subscriber: Subscriber, agent: str) -> AgentSnapshot:
        """Begin delivering events to an agent's connection.

        The snapshot is the desk at one step; every later step's events are delivered from then
        on, possibly before this returns: hold them back until the snapshot is sent.
        """
        desk = self._open or await self.wait_open()
        try:
            snapshot = desk.attaching.attach_agent(subscriber, agent)
            await self._committed()
        except BaseException:
            self.detach(subscriber)
            raise
        return snapshot

    async def attach_buyer(
        self,
        subscriber: Subscriber,
        contact: str,
        shop: str,
        page: wire.PageInfo | None,
        region: str | None = None,
    ) -> BuyerSnapshot:
        """Begin delivering events to a buyer's connection. As `attach_agent`."""
        desk = self._open or await self.wait_open()
        try:
            snapshot = await desk.attaching.attach_buyer(subscriber, contact, shop, page, region)
            await self._committed()
        except BaseException:
            self.detach(subscriber)
            raise
        return snapshot

    def detach(self, subscriber: Subscriber) -> None:
        """Stop delivering. The last connection of an agent or buyer makes them lost or absent."""
        watched = self.connections.remove(subscriber)
        desk = self._open
        if desk is None or self._is_stopped:
            return
        try:
            desk.attaching.detach(subscriber, watched)
        except (CommandRejected, Unavailable):
            self._settle_later()
        except Exception as error:  # noqa: BLE001 # a connection that ends must end
            self._failed(desk, error)

    async def missed(
        self, subscriber: Subscriber, resume: Mapping[str, views.ChannelSeqs]
    ) -> AsyncIterator[EventFrame]:
        """What an attached connection missed before its snapshot, then `resumed`.

        For each (session, channel) the newest messages, at most `limits.RESUME_MESSAGES_MAX`, in
        ascending order; `session.removed` for sessions that are no longer theirs. Nothing in it
        is delivered otherwise, so it may be sent as slowly as the socket takes it.
        """
        desk = self._open or await self.wait_open()
        step = self.connections.since(subscriber)
        async for frame in desk.history.missed(subscriber, resume, step):
            yield frame

    async def identify(
        self, shop: str, contact: str, visitor: str | None, identity: BuyerIdentity
    ) -> None:
        """Take note of who a buyer is, before attaching; a visitor's sessions become theirs.

        Args:
            shop: The shop that signed the identity.
            contact: The contact id derived from the identity.
            visitor: The contact id of the visitor token the connection also brought, if any.
            identity: What the shop signed.
        """
        desk = self._open or await self.wait_open()
        await desk.attaching.identify(shop, contact, visitor, identity)
        await self._committed()

    # ------------------------------------------------------------------------------------ asking

    def agent_profile(self, agent: str) -> AgentProfile:
        """An agent as configured.

        Raises:
            CommandRejected: `not_found`.
        """
        known = None if self._config is None else self._config.agents.get(agent)
        if known is None or known.config is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return AgentProfile(known.agent, known.name, known.role.value, known.main)

    def agents(self) -> tuple[views.AgentView, ...]:
        """Every agent now, in provision order; nobody while the desk is being restored."""
        return () if self._open is None else self._open.parts.views.agents()

    async def recent_contacts(self, agent: str, limit: int) -> tuple[views.ContactView, ...]:
        """The contacts the agent last replied to, the latest first."""
        desk = self._open or await self.wait_open()
        records = await self._services.store.recent_contacts(self.merchant, agent, limit)
        contacts = [await desk.parts.live.facts.contact(record.contact) for record in records]
        return tuple(desk.parts.views.contact(one) for one in contacts if one is not None)

    async def reconfigure(self) -> None:
        """Take what was provisioned or set since from the database.

        Raises:
            CommandRejected: The desk refuses the file; the former stays in force.
        """
        desk = self._open or await self.wait_open()
        stored = await self._services.store.load_merchant(self.merchant)
        if stored is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        config, live = read_merchant(stored), desk.parts.live
        former, live.config = live.config, replace(live.config, settings=config.settings)
        desk.parts.answers.note_all()
        if config.revision != live.config.revision:
            await reconfigure(desk.parts, config)
        desk.parts.publisher.tell_settings(former.settings)
        desk.parts.news.hours_changed()
        self._config = live.config
        await self._committed()

    async def carry_out(self, work: Callable[[OpenDesk], Awaitable[Result]]) -> Result:
        """Do something with the live desk, and wait until what it left behind is stored."""
        result = await work(self._open or await self.wait_open())
        await self._committed()
        return result

    @property
    def steps(self) -> int:
        """The last step taken."""
        return self._steps.last

    @property
    def is_open(self) -> bool:
        """The desk is in memory."""
        return self._open is not None

    @property
    def revisions(self) -> Revisions | None:
        """How often the merchant had changed, up to what is in force; None before a restore."""
        return None if self._config is None else self._config.revisions

    @property
    def sessions_live(self) -> int:
        """Sessions that are open, cached or queued."""
        if self._open is None:
            return 0
        sessions = self._open.parts.live.facts.sessions.values()
        return sum(session.is_live for session in sessions)

    @property
    def waiting(self) -> int:
        """Sessions in the waiting queue."""
        return 0 if self._open is None else self._open.parts.live.desk.waiting()

    # ------------------------------------------------------------------------- coming and going

    async def wait_open(self) -> OpenDesk:
        """The desk, restored if need be.

        Raises:
            CommandRejected: `not_found`: there is no such merchant.
            Unavailable: The database cannot be read, or the server is stopping.
        """
        if self._is_stopped:
            raise Unavailable("the server is stopping")
        if self._open is not None:
            return self._open
        if self._restoring is None:
            self._begin_restoring()
        restoring = self._restoring
        assert restoring is not None
        try:
            return await asyncio.shield(restoring)
        except asyncio.CancelledError:
            if restoring.cancelled():  # by `stop`: whoever waits for it is not cancelled
                raise Unavailable("the server is stopping") from None
            raise

    def _begin_restoring(self) -> None:
        """Its end is dealt with by `_restored`, whether or not anybody waits for it."""
        loop = asyncio.get_running_loop()
        self._restoring = loop.create_task(self._restore(), name=f"restore-{self.merchant}")
        self._restoring.add_done_callback(self._restored)

    async def _restore(self) -> OpenDesk:
        # A desk that failed by itself may have left steps that are fine and on their way.
        await asyncio.gather(self._committed(), return_exceptions=True)
        try:
            return await self._restore_now()
        except (CommandRejected, Unavailable):
            raise
        except Exception as error:
            raise Unavailable("the desk could not be restored") from error

    async def _restore_now(self) -> OpenDesk:
        parts = await restore(
            self.merchant,
            connections=self.connections,
            services=self._services,
            hooks=self,
            steps=self._steps,
        )
        desk = OpenDesk(parts)
        if self._restart_step is None:
            parts.publisher.tell(parts.live.step(commands.Restart()))
            self._restart_step = parts.live.steps
        desk.attaching.settle_all()
        parts.answers.note_all()
        parts.live.check()
        parts.news.begin()
        self._config = parts.live.config
        self._open = desk
        return desk

    def _restored(self, task: asyncio.Task[OpenDesk]) -> None:
        self._restoring = None
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            _log.info(LogEvent.DESK_RESTORED, merchant=self.merchant)
        elif not isinstance(error, CommandRejected):
            _log.error(LogEvent.DESK_DISCARDED, merchant=self.merchant, exc_info=error)
            self._retry_later()

    def discard(self, error: Exception) -> None:
        """Forget every step since the last commit; the rows are the truth."""
        desk, self._open = self._open, None
        self._services.group.drop(self.merchant, _unavailable(error))
        if desk is None:
            return
        desk.parts.stop()
        live = desk.parts.live
        if self._restart_step is not None and live.facts.committed_step < self._restart_step:
            self._restart_step = None
        _log.error(LogEvent.DESK_DISCARDED, merchant=self.merchant, exc_info=error)
        if live.is_live or self.connections:
            self._retry_later()

    def note_commit(self, effects: Effects) -> None:
        """Something was stored."""
        self._retry_ms = RETRY_FIRST_MS
        self._services.counts.note(effects)
        if effects.mails:
            self._services.wake_mail()
        if effects.mailbox_changed and self._open is not None:
            self._open.parts.left.changed()

    def may_unload(self) -> bool:
        """Whether nothing would be missed if the desk were not in memory."""
        if self._open is None or self._restoring is not None or self.connections:
            return False
        is_live = self._open.parts.live.is_live
        return not is_live and self._services.group.pending_effects(self.merchant) is None

    def unload(self) -> None:
        """Leave memory until the next use; only when `may_unload`."""
        if self._open is not None:
            self._open.parts.live.is_over = True
            self._open.parts.stop()
            self._open = None
        self._disarm()
        _log.debug(LogEvent.DESK_UNLOADED, merchant=self.merchant)

    def stop(self) -> None:
        """Answer and tell nothing more; what is collected may still be committed."""
        self._is_stopped = True
        if self._restoring is not None:
            self._restoring.cancel()
        if self._open is not None:
            self._open.parts.stop()
            self._open = None
        self._disarm()

    def _failed(self, desk: OpenDesk, error: Exception) -> Unavailable:
        """Our bug: the desk may be half changed."""
        if not desk.parts.live.is_over:
            desk.parts.live.discard(error)
        return _unavailable(error)

    # ------------------------------------------------------------------------------------ timers

    def arm(self, deadline_ms: int | None) -> None:
        """See that the desk is stepped when its next deadline comes. A later one needs nothing."""
        is_armed = self._deadline is not None and self._deadline_ms <= (deadline_ms or 0)
        if deadline_ms is None or is_armed or self._is_stopped:
            return
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline_ms = deadline_ms
        self._deadline = self._services.timers.at(deadline_ms, self._due)

    def _due(self) -> None:
        self._deadline = None
        desk = self._open
        if desk is None:
            return
        live = desk.parts.live
        lag_ms = self._services.clock.now_ms() - self._deadline_ms
        try:
            if live.tick():
                self._services.metrics.deadline_lag.observe(lag_ms / 1_000)
        except (CommandRejected, Unavailable) as error:
            _log.warning(LogEvent.DEADLINE_RETRIED, merchant=self.merchant, why=str(error))
            self.arm(self._services.clock.now_ms() + RETRY_LAST_MS)
        except Exception as error:  # noqa: BLE001 # nobody waits who could be told
            self._failed(desk, error)
        else:
            self.arm(live.next_moment_ms())

    def _settle_later(self) -> None:
        """Who has gone could not be told to the desk."""
        at_ms = self._services.clock.now_ms() + RETRY_LAST_MS
        self._services.timers.at(at_ms, self._settle_now)

    def _settle_now(self) -> None:
        desk = self._open
        if desk is None:
            return
        try:
            desk.attaching.settle_all()
        except (CommandRejected, Unavailable):
            self._settle_later()

    def _retry_later(self) -> None:
        if self._retry is None and not self._is_stopped:
            at_ms = self._services.clock.now_ms() + self._retry_ms
            self._retry = self._services.timers.at(at_ms, self._try_again)
            self._retry_ms = min(2 * self._retry_ms, RETRY_LAST_MS)

    def _try_again(self) -> None:
        self._retry = None
        if self._open is None and self._restoring is None and not self._is_stopped:
            self._begin_restoring()

    def _disarm(self) -> None:
        for timer in (self._deadline, self._retry):
            if timer is not None:
                timer.cancel()
        self._deadline = self._retry = None


def _unavailable(error: Exception) -> Unavailable:
    return error if isinstance(error, Unavailable) else Unavailable("the desk is being restored")
