"""Left messages: answered by e-mail, marked as seen to, counted for the agents' eyes.

An answer is a message of the session, an e-mail in the outbox and the mark that somebody has seen
to it, in one commit. Routing knows nothing of it: who waits in the mailbox waits there until they
write again. How many are unhandled is asked of the database after a commit, at most every so
often; on the event clients look again at what they show.
"""

from __future__ import annotations

import asyncio
from typing import Final

from chatd.addresses import is_address
from chatd.bus.publications import Delivery
from chatd.desks.access import Access
from chatd.desks.live import LiveDesk
from chatd.desks.merchants import Agent
from chatd.desks.messages import text_of
from chatd.desks.news import Pulse
from chatd.desks.posting import Posting
from chatd.desks.publisher import Publisher
from chatd.desks.state import SessionState
from chatd.desks.subscribers import EventFrame, Subscriber
from chatd.desks.timers import Timers
from chatd.desks.topics import agent_topic, agents_topic
from chatd.desks.views import Views
from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.protocol import commands as wire
from chatd.protocol.answers import Ok
from chatd.protocol.events import LeftChanged
from chatd.protocol.fields import AuthorRole, Channel, SentKind
from chatd.protocol.views import LeftView
from chatd.storage.history import Page
from chatd.storage.left import LeftCount
from chatd.storage.mails import QUEUED
from chatd.storage.records import HandledRecord, MailRecord
from chatd.storage.store import Store
from routing.rows import Phase

QUOTED_MAX: Final = 20
"""Messages of the buyer that an answer quotes."""

MAILS_QUEUED_MAX: Final = 1_000
"""Of one merchant at a time: a server that takes none must not fill the disk."""

_BUSY_RETRY_MS: Final = 60_000

LeftCommand = wire.LeftAnswer | wire.LeftHandle


class LeftMessages:
    """The left messages of one live desk.

    Args:
        live: The desk.
        access: Who may what.
        views: How people are called.
        posting: Writes messages.
        publisher: Tells of them.
        store: Knows the rest.
        timers: For what is told later.
        interval_ms: Least time between two counts.
    """

    def __init__(
        self,
        live: LiveDesk,
        *,
        access: Access,
        views: Views,
        posting: Posting,
        publisher: Publisher,
        store: Store,
        timers: Timers,
        interval_ms: int,
    ) -> None:
        self._live = live
        self._access = access
        self._views = views
        self._posting = posting
        self._publisher = publisher
        self._store = store
        self._count = LeftCount()
        self._pulse = Pulse(timers, interval_ms, self._begin_counting)
        self._counting: asyncio.Task[None] | None = None
        self._is_stopped = False

    # ---------------------------------------------------------------------------------- commands

    async def carry_out(self, subscriber: Subscriber, agent: Agent, command: LeftCommand) -> Ok:
        """The answer, to be sent once everything so far is stored."""
        session = await self._access.session(command.session)
        if isinstance(command, wire.LeftAnswer):
            return await self._answer(subscriber, agent, session, command)
        self._check("left.handle", subscriber, agent, session)
        self._mark(session, agent, is_handled=command.handled)
        return Ok(re=command.id)

    async def _answer(
        self, subscriber: Subscriber, agent: Agent, session: SessionState, command: wire.LeftAnswer
    ) -> Ok:
        author, message = self._views.agent_author(agent.agent), _as_message(command)
        answer = await self._posting.first_answer(author, message)
        if answer is not None:
            return answer
        self._check("left.answer", subscriber, agent, session)
        quoted = await self._quote(session)
        if await self._store.count_queued_mails(self._live.merchant) >= MAILS_QUEUED_MAX:
            raise CommandRejected(ErrorCode.BUSY, retry_after_ms=_BUSY_RETRY_MS)
        answer = self._posting.pending_answer(author, message)
        if answer is not None:
            return answer
        self._check("left.answer", subscriber, agent, session)
        now_ms = self._mark(session, agent, is_handled=True)
        posted, answer = self._posting.post(
            session, author, message, message.body, at_ms=now_ms, position=None
        )
        text = f"{command.text}\n\n{quoted}"
        mail = self._mail(session, agent, text, seq=answer.seq, now_ms=now_ms)
        if mail is not None:
            self._live.effects().mails.append(mail)
        self._publisher.tell_message(posted)
        return answer

    def _check(
        self, action: str, subscriber: Subscriber, agent: Agent, session: SessionState
    ) -> None:
        self._access.check_session(action, subscriber, agent, session)
        if session.row.phase is not Phase.MAILBOX:
            raise CommandRejected(ErrorCode.NOT_OPEN)
        if session.contact.row.blocked:
            raise CommandRejected(ErrorCode.BLOCKED)

    def _mark(self, session: SessionState, agent: Agent, *, is_handled: bool) -> int:
        effects, now_ms = self._live.begin(), self._live.now_ms()
        name, merchant = session.row.session, self._live.merchant
        mark = HandledRecord(name, merchant, agent.agent, now_ms if is_handled else None)
        effects.handled[name] = mark
        effects.mailbox_changed = True
        return now_ms

    # ----------------------------------------------------------------------------------- e-mails

    def _mail(
        self, session: SessionState, agent: Agent, text: str, *, seq: int, now_ms: int
    ) -> MailRecord | None:
        """The e-mail that carries an answer, if there is a way and an address."""
        live, recipient = self._live, session.contact.email or ""
        shop = live.config.shops[session.row.shop]
        sender = live.config.mail_from(shop) or live.mail_from
        if live.mail_from is None or not sender or not is_address(recipient):
            return None
        return MailRecord(
            mail=f"{session.row.session}-{seq}",
            merchant=live.merchant,
            session=session.row.session,
            seq=seq,
            agent=agent.agent,
            sender=sender,
            reply_to=live.config.mail_reply_to(shop),
            recipient=recipient,
            subject=f"Re: {shop.name}",
            text=text,
            created_ms=now_ms,
            state=QUEUED,
            attempts=0,
            next_ms=now_ms,
            claim=None,
            claimed_ms=None,
            handed_ms=None,
            changed_ms=now_ms,
            reason="",
        )

    async def _quote(self, session: SessionState) -> str:
        """What the buyer wrote last, as an e-mail quotes it."""
        page = Page(session.row.session, Channel.PUBLIC.value, QUOTED_MAX)
        records, _ = await self._store.messages(self._live.merchant, page)
        texts = [text_of(one) for one in records if one.role == AuthorRole.BUYER]
        lines = [line for text in texts for line in text.splitlines()]
        return "\n".join(f"> {line}" for line in lines) + "\n"

    # ---------------------------------------------------------------------------------- counting

    async def restore(self) -> None:
        """Know how many there are."""
        self._count = await self._store.count_left(self._live.merchant)

    def count(self, agent: Agent) -> LeftView:
        """How many are unhandled, as an agent may know: private contacts' are main's alone."""
        found = self._count
        return LeftView(found.unhandled if agent.main else found.unhandled - found.private)

    def changed(self) -> None:
        """What is stored of left messages is different: count, and tell everybody to look."""
        self._pulse.beat(self._live.now_ms())

    def stop(self) -> None:
        """Tell nothing more. A count that has begun ends by itself."""
        self._is_stopped = True
        self._pulse.stop()

    def _begin_counting(self) -> bool:
        """Pulse: whether there is something left to tell afterwards."""
        if self._counting is not None and not self._counting.done():
            return True
        loop = asyncio.get_running_loop()
        self._counting = loop.create_task(self._count_and_tell(), name="count-left")
        return False

    async def _count_and_tell(self) -> None:
        try:
            self._count = await self._store.count_left(self._live.merchant)
        except Unavailable:
            if not self._is_stopped:
                self.changed()
            return
        live, merchant = self._live, self._live.merchant
        if live.is_over or self._is_stopped:
            return
        live.next_step()
        everybody = LeftChanged(self._count.unhandled - self._count.private)
        mains = LeftChanged(self._count.unhandled)
        main = next((one.agent for one in live.config.agents.values() if one.main), "")
        live.publish(
            Delivery((agent_topic(merchant, main),), EventFrame(mains)),
            Delivery((agents_topic(merchant),), EventFrame(everybody)),
        )


def _as_message(command: wire.LeftAnswer) -> wire.AgentMessageSend:
    return wire.AgentMessageSend(
        id=command.id,
        session=command.session,
        cid=command.cid,
        kind=SentKind.TEXT,
        body={"text": command.text},
    )
