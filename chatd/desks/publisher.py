"""Who is told what after a step, besides what is told only every so often (`news`).

session's view      supervisors and watchers (with who watches), members and guests
session.removed     who took part and does not any more, unless it closed
public message      the contact, members and guests, watchers; a line of ours: who was one too
internal message    the same without the contact
buyer's view        the contact
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from chatd.bus.publications import Delivery, Topic
from chatd.desks import chronicle
from chatd.desks.buyer_views import BuyerViews, looks_different
from chatd.desks.connections import Connections
from chatd.desks.console_settings import ConsoleSettings
from chatd.desks.live import LiveDesk
from chatd.desks.messages import Posted
from chatd.desks.news import News
from chatd.desks.outcomes import Change, Outcome
from chatd.desks.posting import Posting
from chatd.desks.state import ContactState, SessionState
from chatd.desks.subscribers import EventFrame
from chatd.desks.topics import (
    agent_topic,
    agents_topic,
    buyers_topic,
    contact_topic,
    supervisors_topic,
    watch_topic,
)
from chatd.desks.views import Views
from chatd.protocol import events as wire
from chatd.protocol.fields import AuthorRole, Channel, InvitationEnd, NoticeLevel, RemovalReason
from chatd.protocol.views import Author
from chatd.storage.records import InvitationRecord
from routing import events
from routing.rows import ContactRow, Phase, SessionRow

_OF_INVITATIONS: Final = (events.InvitationSent, events.InvitationEnded)


class Publisher:
    """Makes the publications of one live desk.

    Args:
        live: The desk.
        views: What agents see.
        buyer_views: What buyers see.
        connections: Who is there.
        posting: Puts in what a conversation says of itself.
        news: What is told every so often.
    """

    def __init__(
        self,
        *,
        live: LiveDesk,
        views: Views,
        buyer_views: BuyerViews,
        connections: Connections,
        posting: Posting,
        news: News,
    ) -> None:
        self._live = live
        self._merchant = live.merchant
        self._views = views
        self._buyer_views = buyer_views
        self._connections = connections
        self._posting = posting
        self._news = news

    def tell(self, outcome: Outcome, posted: Posted | None = None) -> None:
        """Publish what a step has changed, and the message it was about.

        Still in the step: what it gives a conversation to say of itself is stored with it.
        """
        told: dict[str, None] = {}
        said = chronicle.lines(outcome, self._live.config.agent_name)
        lines = [self._posting.post_line(line, outcome.now_ms) for line in said] if said else ()
        for change in outcome.sessions:
            self._tell_change(change, outcome, told)
        for contact, former in outcome.contacts:
            if _is_known_otherwise(former, contact.row):
                self._tell_sessions_of(contact, told)
        for event in outcome.events:
            if isinstance(event, _OF_INVITATIONS):
                self._tell_invitation(event, outcome.reason)
        if posted is not None:
            self.tell_message(posted)
        if lines:
            rows = {change.session.row.session: change.before for change in outcome.sessions}
            if posted is not None:  # who has lost the session does not get the step's message
                rows[posted.session.row.session] = None
            for line in lines:
                self._tell_line(line, rows[line.session.row.session])
        self._news.note_agents(outcome.agents)
        self._news.tell_soon(outcome.now_ms)

    # ---------------------------------------------------------------------------------- sessions

    def _tell_change(self, change: Change, outcome: Outcome, told: dict[str, None]) -> None:
        session, before, row = change.session, change.before, change.session.row
        if (
            before is None
            or change.is_moved
            or before.left is not row.left
            or _is_heir(row, outcome)
        ):
            told[row.session] = None
            self._news.note_moved(before, row)
            self.tell_session(session, _losers(before, session), outcome.events)
        elif (before.unanswered_since_ms is None) is not (row.unanswered_since_ms is None):
            self._news.note_session(session)
        if before is None or looks_different(before, row):
            self.tell_buyer(session)
        if before is not None and before.contact != row.contact:
            removed = wire.SessionRemoved(session=row.session, why=RemovalReason.GONE)
            self._live.publish(_delivery(removed, contact_topic(self._merchant, before.contact)))

    def tell_session(
        self,
        session: SessionState,
        losers: Iterable[str] = (),
        happened: Iterable[events.Event] = (),
    ) -> None:
        """A session is different: to who sees it, and to who did.

        A closed one has no members any more, but a rating or a summary may still come: that is
        told to everybody who ever took part.

        Args:
            session: As it is now.
            losers: Agents who took part and do not any more.
            happened: The step's events, which say why.
        """
        row, merchant = session.row, self._merchant
        overseers = self._overseers(session)
        closed = row.phase is Phase.CLOSED
        insiders = (*session.participants, *losers) if closed else session.agents()
        topics = tuple(agent_topic(merchant, agent) for agent in dict.fromkeys(insiders))
        deliveries = []
        if self._connections.is_heard(*overseers, *topics):
            deliveries = self._view_deliveries(session, overseers, topics)
        if losers and not closed:
            reasons = _reasons(row.session, happened)
            deliveries += [
                _delivery(
                    wire.SessionRemoved(row.session, reasons.get(agent, RemovalReason.GONE)),
                    agent_topic(merchant, agent),
                )
                for agent in losers
            ]
        if deliveries:
            self._live.publish(*deliveries)

    def tell_removed(self, session: SessionState, why: RemovalReason) -> None:
        """A session is nobody's to see any more: to all who saw it, the buyer too."""
        merchant = self._merchant
        insiders = (agent_topic(merchant, agent) for agent in session.participants)
        topics = (*self._overseers(session), *insiders, session.buyer_topic(merchant))
        removed = wire.SessionRemoved(session=session.row.session, why=why)
        self._live.publish(_delivery(removed, *topics))

    def tell_watchers(self, session: SessionState) -> None:
        """Who watches a session is different: to supervisors alone, members do not notice."""
        overseers = self._overseers(session)
        if self._connections.is_heard(*overseers):
            self._live.next_step()
            self._live.publish(*self._view_deliveries(session, overseers, ()))

    def _overseers(self, session: SessionState) -> tuple[Topic, ...]:
        merchant = self._merchant
        return supervisors_topic(merchant), watch_topic(merchant, session.row.session)

    def _view_deliveries(
        self, session: SessionState, overseers: tuple[Topic, ...], insiders: tuple[Topic, ...]
    ) -> list[Delivery[EventFrame]]:
        """Supervisors also learn who watches; a member who is one gets theirs."""
        watchers = self._connections.watchers(session.row.session)
        seen = wire.SessionChanged(self._views.session(session, watchers))
        if not watchers:
            return [_delivery(seen, *overseers, *insiders)]
        plain = wire.SessionChanged(self._views.session(session))
        return [_delivery(seen, *overseers), _delivery(plain, *insiders)]

    def tell_buyer(self, session: SessionState) -> None:
        """A session is different to its buyer."""
        topic = session.buyer_topic(self._merchant)
        if self._connections.is_heard(topic):
            view = self._buyer_views.session(session)
            session.told_position = view.position
            self._live.publish(_delivery(wire.BuyerSessionChanged(view), topic))

    # ---------------------------------------------------------------------------------- messages

    def tell_message(self, posted: Posted) -> None:
        """A message was stored: its author's connections get it with its `cid`."""
        session, plain, own = posted.session, posted.plain, posted.own
        internal = plain.channel is Channel.INTERNAL
        frame = EventFrame(plain, internal=internal)
        copy = Delivery(self._audience(session, plain.channel), frame)
        if own is None:
            self._live.publish(copy)
        else:
            frame = EventFrame(own, internal=internal)
            self._live.publish(Delivery((self._author_topic(own),), frame), copy)

    def _tell_line(self, line: Posted, before: SessionRow | None) -> None:
        """What a conversation says of itself: to those as well whose part in it has just ended."""
        session, plain = line.session, line.plain
        losers = (agent_topic(self._merchant, agent) for agent in _losers(before, session))
        topics = (*self._audience(session, plain.channel), *losers)
        self._live.publish(
            Delivery(topics, EventFrame(plain, internal=plain.channel is Channel.INTERNAL))
        )

    def _audience(self, session: SessionState, channel: Channel) -> tuple[Topic, ...]:
        if channel is Channel.INTERNAL:
            return session.audience(self._merchant)
        return session.public_audience(self._merchant)

    def _author_topic(self, message: wire.MessagePosted) -> Topic:
        if message.author.role is AuthorRole.BUYER:
            return contact_topic(self._merchant, message.author.id)
        return agent_topic(self._merchant, message.author.id)

    def tell_read(self, session: SessionState, channel: Channel, author: Author, seq: int) -> None:
        """Somebody has read a channel: to whoever gets its messages."""
        moved = wire.ReadMoved(session.row.session, channel, author, seq)
        frame = EventFrame(moved, internal=channel is Channel.INTERNAL)
        self._live.publish(Delivery(self._audience(session, channel), frame))

    # ---------------------------------------------------------------------------------- contacts

    def tell_contact(self, contact: ContactState, *agents: str) -> None:
        """A contact looks different: to who sees a session of theirs, and to these agents."""
        merchant = self._merchant
        topics: dict[Topic, None] = {supervisors_topic(merchant): None}
        topics.update((agent_topic(merchant, agent), None) for agent in agents)
        for session in contact.sessions.values():
            if session.row.phase is not Phase.CLOSED:
                topics.update(dict.fromkeys(session.audience(merchant)))
        if self._connections.is_heard(*topics):
            changed = wire.ContactChanged(self._views.contact(contact))
            self._live.publish(_delivery(changed, *topics))

    def tell_self(self, contact: ContactState) -> None:
        """What the shop knows of a buyer is different: to the buyer's tabs."""
        changed = wire.BuyerContactChanged(self._buyer_views.you(contact))
        topic = contact_topic(self._merchant, contact.row.contact)
        self._live.publish(_delivery(changed, topic))

    def _tell_sessions_of(self, contact: ContactState, told: dict[str, None]) -> None:
        for name, session in contact.sessions.items():
            if name not in told and session.row.phase is not Phase.CLOSED:
                self.tell_session(session)
                self._news.note_moved(session.row, session.row)

    # ---------------------------------------------------------------------------------- settings

    def tell_settings(self, former: ConsoleSettings) -> None:
        """The merchant's settings are different: to all agents, and to each shop's buyers."""
        live, merchant = self._live, self._merchant
        live.next_step()
        changed = wire.SettingsChanged(self._views.settings())
        live.publish(_delivery(changed, agents_topic(merchant)))
        for config in live.config.desk.shops:
            settings = self._buyer_views.settings(live.config.shops[config.shop])
            topic = buyers_topic(merchant, config.shop)
            live.publish(_delivery(wire.BuyerSettingsChanged(settings), topic))
        looking_different = live.config.settings.avatars_changed(former)
        if looking_different:
            self._tell_avatars(looking_different)

    def _tell_avatars(self, changed: set[str]) -> None:
        """Agents look different: to colleagues, and to the buyers of their sessions."""
        live = self._live
        self._news.note_agents(sorted(changed))
        for session in live.facts.sessions.values():
            if not changed.isdisjoint(session.participants):
                self.tell_buyer(session)
        self._news.tell_soon(live.now_ms())

    # ------------------------------------------------------------------------------- invitations

    def tell_agent(self, agent: str, key: str, **args: str) -> None:
        """Something an agent should know that no list or session says."""
        notice = wire.Notice(level=NoticeLevel.INFO, key=key, args={**args})
        self._live.publish(_delivery(notice, agent_topic(self._merchant, agent)))

    def _tell_invitation(
        self, event: events.InvitationSent | events.InvitationEnded, reason: str
    ) -> None:
        target = agent_topic(self._merchant, event.target)
        match event:
            case events.InvitationSent():
                sent = self._live.invitations.get((event.session, event.target))
                if sent is not None:
                    self._live.publish(_delivery(self._received(sent), target))
            case events.InvitationEnded():
                inviter = agent_topic(self._merchant, event.inviter)
                end = InvitationEnd(event.end.value)
                ended = wire.InvitationEnded(
                    session=event.session,
                    to=event.target,
                    why=end,
                    reason=reason if end is InvitationEnd.DECLINED else "",
                )
                self._live.publish(_delivery(ended, target, inviter))

    def _received(self, record: InvitationRecord) -> wire.InvitationReceived:
        view = self._views.invitation(record)
        return wire.InvitationReceived(
            session=view.session,
            inviter=view.inviter,
            to=view.to,
            mode=view.mode,
            note=view.note,
            expires_ms=view.expires_ms,
        )


def _delivery(event: msgspec.Struct, *topics: Topic) -> Delivery[EventFrame]:
    return Delivery(topics, EventFrame(event))


def _is_known_otherwise(before: ContactRow, row: ContactRow) -> bool:
    """Whether agents see a contact differently."""
    return (
        before.connected is not row.connected
        or before.gone is not row.gone
        or before.private is not row.private
        or before.blocked is not row.blocked
        or before.priority != row.priority
        or before.recent_agent != row.recent_agent
    )


def _is_heir(row: SessionRow, outcome: Outcome) -> bool:
    """Whether another session was merged into it: its question and age may be others now."""
    for event in outcome.events:  # after every message: a generator costs more
        if isinstance(event, events.SessionClosed) and event.merged_into == row.session:
            return True
    return False


def _losers(before: SessionRow | None, session: SessionState) -> tuple[str, ...]:
    """Who took part before and does not now."""
    if before is None:
        return ()
    former = (*(member.agent for member in before.members), *before.guests)
    return tuple(agent for agent in former if not session.takes_part(agent))


def _reasons(session: str, happened: Iterable[events.Event]) -> dict[str, RemovalReason]:
    """Why each agent who left a session did; the last time counts."""
    return {
        event.agent: RemovalReason(event.reason.value)
        for event in happened
        if isinstance(event, events.MemberLeft) and event.session == session
    }
