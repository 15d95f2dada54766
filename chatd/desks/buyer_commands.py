"""A buyer's commands. A session that is not theirs is as if there were none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from chatd.auth.permissions import buyer_refusal
from chatd.desks import trails
from chatd.desks.history import History
from chatd.desks.parts import DeskParts
from chatd.desks.posting import UPLOADED
from chatd.desks.state import LIVE, ContactState, SessionState
from chatd.desks.subscribers import Subscriber
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol import commands as wire
from chatd.protocol.answers import Ok
from chatd.protocol.fields import AuthorRole, AvailabilityState, Channel
from chatd.protocol.views import PageView, RatingView
from chatd.storage.records import RatingRecord, ReadRecord
from routing import commands
from routing.events import BuyerMessageStored, Event
from routing.rows import Phase

_AGENT: Final = "agent:"

BuyerDeskCommand = (
    wire.BuyerMessageSend
    | wire.BuyerTypingSet
    | wire.ContactUpdate
    | wire.BuyerReadMark
    | wire.PageVisit
    | wire.SessionLeave
    | wire.SessionRate
    | wire.HistoryFetch
)
"""`BuyerCommand` without what is between a connection and its tokens."""


class BuyerCommands:
    """Carries out what buyers ask of one live desk.

    Args:
        parts: The desk.
    """

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._live = parts.live
        self._publisher = parts.publisher
        self._history = History(parts)
        self._next_id: str | None = None

    async def carry_out(self, subscriber: Subscriber, command: BuyerDeskCommand) -> Ok:
        """The answer, to be sent once everything so far is stored."""
        assert subscriber.contact is not None
        assert subscriber.shop is not None
        facts = self._live.facts
        contact = facts.contacts.get(subscriber.contact) or await facts.contact_or_new(
            subscriber.contact, subscriber.shop, self._live.now_ms
        )
        answer: Ok
        match command:
            case wire.BuyerMessageSend():
                answer = await self._send(subscriber, contact, command)
            case wire.BuyerTypingSet():
                answer = await self._type(contact, command)
            case wire.BuyerReadMark():
                answer = await self._mark_read(contact, command)
            case wire.ContactUpdate():
                answer = self._update(contact, command)
            case wire.PageVisit():
                answer = self._visit(contact, command)
            case wire.SessionLeave():
                answer = await self._leave(contact, command)
            case wire.SessionRate():
                answer = await self._rate(contact, command)
            case wire.HistoryFetch():
                _check_channel(command.channel)
                session = await self._own(contact, command.session)
                answer = await self._history.page(command, session, reader=contact.row.contact)
            case _:
                assert_never(command)
        return answer

    async def _own(self, contact: ContactState, name: str) -> SessionState:
        session = await self._live.facts.session(name)
        if session is None or session.row.contact != contact.row.contact:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return session

    # --------------------------------------------------------------------------------- messages

    async def _send(
        self, subscriber: Subscriber, contact: ContactState, command: wire.BuyerMessageSend
    ) -> Ok:
        _check_channel(command.channel)
        posting, live = self._parts.posting, self._live
        author = self._parts.views.buyer_author(contact)
        if not posting.is_surely_new(command, contact):
            answer = await posting.first_answer(author, command, contact)
            if answer is not None:
                return answer
        is_uploaded = command.kind in UPLOADED
        body = await posting.uploaded(author, command) if is_uploaded else command.body
        facts = await live.facts.for_desk(contact)
        answer = posting.pending_answer(author, command)
        if answer is not None:
            return answer
        limits = self._parts.left_limits
        if self._is_left(contact):
            limits.check(**_origin(subscriber), now_ms=live.now_ms())
        outcome = live.step(
            commands.PostBuyerMessage(
                contact=contact.row.contact,
                new_session=self._unused_id(),
                facts=facts,
                address=command.to.removeprefix(_AGENT) if command.to != "shop" else None,
                session=command.session,
                within_hours=live.config.is_open(live.now_ms),
            )
        )
        name = _stored_in(outcome.events)
        if name == self._next_id:
            self._next_id = None
        session = live.facts.sessions[name]
        if session.row.phase is Phase.MAILBOX:
            limits.take(**_origin(subscriber), now_ms=outcome.now_ms)
        position, _ = self._parts.views.wait(session)
        posted, answer = posting.post(
            session, author, command, body, at_ms=outcome.now_ms, position=position
        )
        self._publisher.tell(outcome, posted)
        return answer

    def _is_left(self, contact: ContactState) -> bool:
        """Whether a message would lie in the mailbox, for all that is known before routing."""
        for session in contact.sessions.values():
            if session.row.phase in LIVE:
                return False
        found = self._parts.buyer_views.availability(contact.row.shop)
        return found.state is AvailabilityState.MAILBOX

    def _unused_id(self) -> str:
        """Most messages need no new session: an id is offered until one takes it."""
        if self._next_id is None:
            self._next_id = self._parts.new_id(self._live.now_ms())
        return self._next_id

    async def _type(self, contact: ContactState, command: wire.BuyerTypingSet) -> Ok:
        if command.session is None:
            live = [session for session in contact.sessions.values() if session.is_live]
            touched = max(live, key=lambda one: one.row.last_touched_ms, default=None)
        else:
            touched = await self._own(contact, command.session)
        if touched is not None and touched.is_live:
            self._parts.previews.tell_buyers(touched, command.text)
        return Ok(re=command.id)

    async def _mark_read(self, contact: ContactState, command: wire.BuyerReadMark) -> Ok:
        session = await self._own(contact, command.session)
        seq = min(command.seq, session.public_seq)
        if seq > session.buyer_read:
            public = Channel.PUBLIC
            record = ReadRecord(command.session, AuthorRole.BUYER.value, "", public.value, seq)
            self._live.store_read(session, record)
            author = self._parts.views.buyer_author(contact)
            self._publisher.tell_read(session, public, author, seq)
        return Ok(re=command.id)

    # ----------------------------------------------------------------------------------- oneself

    def _update(self, contact: ContactState, command: wire.ContactUpdate) -> Ok:
        effects = self._live.begin()
        contact.name = command.name or contact.name
        contact.email = command.email or contact.email
        self._live.store_contact(contact, effects)
        self._publisher.tell_contact(contact)
        self._publisher.tell_self(contact)
        return Ok(re=command.id)

    def _visit(self, contact: ContactState, command: wire.PageVisit) -> Ok:
        before, now_ms = contact.page, self._live.now_ms()
        is_same = before is not None and before.url == command.url
        referrer = before.referrer if before is not None and is_same else None
        contact.page = PageView(command.url, command.title, referrer, now_ms, command.product)
        trails.arrive(
            self._live,
            contact,
            url=command.url,
            title=command.title,
            product=command.product,
        )
        if any(session.is_live for session in contact.sessions.values()):
            self._live.next_step()
            self._publisher.tell_contact(contact)
        return Ok(re=command.id)

    # ---------------------------------------------------------------------------------- sessions

    async def _leave(self, contact: ContactState, command: wire.SessionLeave) -> Ok:
        session = await self._own(contact, command.session)
        facts = await self._live.facts.for_desk(contact)
        if session.row.phase is Phase.CLOSED:
            raise CommandRejected(ErrorCode.NOT_OPEN)
        step = commands.LeaveAsBuyer(contact.row.contact, command.session, facts)
        self._publisher.tell(self._live.step(step))
        return Ok(re=command.id)

    async def _rate(self, contact: ContactState, command: wire.SessionRate) -> Ok:
        session = await self._own(contact, command.session)
        effects, now_ms = self._live.begin(), self._live.now_ms()
        session.rating = RatingView(command.score, command.comment, now_ms)
        session.step = effects.step
        effects.ratings[command.session] = RatingRecord(
            command.session, command.score, command.comment, now_ms
        )
        self._publisher.tell_session(session)
        return Ok(re=command.id)


def _origin(subscriber: Subscriber) -> dict[str, str]:
    """What a buyer's left messages are counted by."""
    assert subscriber.contact is not None
    assert subscriber.shop is not None
    address = subscriber.address
    return {"contact": subscriber.contact, "address": address, "shop": subscriber.shop}


def _stored_in(happened: Iterable[Event]) -> str:
    """The session that a step has put the buyer's message into."""
    for event in happened:
        if isinstance(event, BuyerMessageStored):
            return event.session
    raise AssertionError("a message that is not refused is stored")


_REFUSALS: Final = {channel: buyer_refusal(channel.value, is_own=True) for channel in Channel}


def _check_channel(channel: Channel) -> None:
    code = _REFUSALS[channel]
    if code is not None:
        raise CommandRejected(code)
