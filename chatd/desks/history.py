"""What was written before: pages of history, and what a connection missed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Final

from chatd.desks.messages import message_view, posted_event
from chatd.desks.parts import DeskParts
from chatd.desks.state import SessionState
from chatd.desks.subscribers import EventFrame, Subscriber
from chatd.errors import CommandRejected
from chatd.protocol import limits
from chatd.protocol.answers import HistoryPage
from chatd.protocol.commands import HistoryFetch
from chatd.protocol.events import Gap, Resumed, SessionChanged, SessionRemoved
from chatd.protocol.fields import AuthorRole, Channel, RemovalReason
from chatd.protocol.views import ChannelSeqs, MessageView
from chatd.storage.history import Page
from chatd.storage.records import MessageRecord
from routing.rows import Phase

_CHANNELS: Final = (Channel.PUBLIC, Channel.INTERNAL)


class History:
    """Reads what is stored, for one live desk.

    Args:
        parts: The desk.
    """

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._live = parts.live

    async def page(
        self, command: HistoryFetch, session: SessionState, *, reader: str
    ) -> HistoryPage:
        """One page, to a reader who may see it; `reader` is the agent or the contact."""
        page = Page(
            session=command.session,
            channel=command.channel.value,
            limit=command.limit,
            after_seq=command.after_seq,
            before_seq=command.before_seq,
        )
        records, more = await self._parts.store.messages(self._live.merchant, page)
        messages = tuple(self._view(session, record, reader) for record in records)
        return HistoryPage(re=command.id, messages=messages, more=more)

    async def missed(
        self, subscriber: Subscriber, resume: Mapping[str, ChannelSeqs], step: int
    ) -> AsyncIterator[EventFrame]:
        """What a connection missed up to the step of its snapshot, then `resumed`."""
        gaps: list[Gap] = []
        for name, seqs in resume.items():
            session = await self._visible(subscriber, name)
            if session is None:
                yield EventFrame(SessionRemoved(session=name, why=RemovalReason.GONE))
                continue
            internal = subscriber.agent is not None
            for channel in _CHANNELS if internal else _CHANNELS[:1]:
                after_seq = seqs.public if channel is Channel.PUBLIC else seqs.internal
                if after_seq < session.seq(channel):
                    page = _newest_after(name, channel, after_seq, step)
                    for frame in await self._missed_of(subscriber, session, page, gaps):
                        yield frame
            if internal and session.row.phase is Phase.CLOSED:
                yield EventFrame(SessionChanged(self._parts.views.session(session)))
        yield EventFrame(Resumed(tuple(gaps)))

    async def _missed_of(
        self, subscriber: Subscriber, session: SessionState, page: Page, gaps: list[Gap]
    ) -> list[EventFrame]:
        records, more = await self._parts.store.messages(self._live.merchant, page)
        channel = Channel(page.channel)
        if more and page.after_seq is not None:
            gaps.append(Gap(page.session, channel, page.after_seq + 1, records[0].seq - 1))
        reader = subscriber.agent or subscriber.contact or ""
        views = [self._view(session, record, reader) for record in records]
        internal = channel is Channel.INTERNAL
        return [EventFrame(posted_event(view, view.cid), internal=internal) for view in views]

    async def _visible(self, subscriber: Subscriber, name: str) -> SessionState | None:
        """The session, if this connection may see what is written in it."""
        session = await self._live.facts.session(name)
        if session is None:
            return None
        if subscriber.agent is None:
            return session if session.row.contact == subscriber.contact else None
        access = self._parts.access
        try:
            agent = access.agent(subscriber)
            await access.check_reading("history.fetch", subscriber, agent, session)
        except CommandRejected:
            return None
        left = session.row.phase is not Phase.CLOSED and not session.takes_part(agent.agent)
        return None if left and not subscriber.is_supervisor else session

    def _view(self, session: SessionState, record: MessageRecord, reader: str) -> MessageView:
        author = self._parts.views.author(session, AuthorRole(record.role), record.author)
        return message_view(record, author, with_cid=author.id == reader)


def _newest_after(session: str, channel: Channel, after_seq: int, step: int) -> Page:
    return Page(
        session=session,
        channel=channel.value,
        limit=limits.RESUME_MESSAGES_MAX,
        after_seq=after_seq,
        step_max=step,
        newest=True,
    )
