"""What an agent is told of a contact: who may know it, and where each part of it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from chatd.desks.history import History
from chatd.errors import CommandRejected, ErrorCode
from chatd.known.orders import Buyer
from chatd.known.sources import host_of, source_of
from chatd.protocol.bodies import ProductBody
from chatd.protocol.commands import HistoryFetch
from chatd.protocol.fields import Channel
from chatd.protocol.known import (
    BlacklistView,
    BlockedView,
    ContactDetails,
    NoteChange,
    NoteView,
    OrdersView,
    PastSession,
    PastSessions,
    Transcript,
    VisitView,
)
from chatd.storage.contacts_known import VISITS_MAX
from chatd.storage.known_records import ContactNoteRecord, VisitRecord

if TYPE_CHECKING:
    from chatd.clock import Clock
    from chatd.desks.parts import DeskParts
    from chatd.desks.registry import Desks
    from chatd.desks.runtime import DeskRuntime
    from chatd.desks.state import ContactState
    from chatd.known.orders import Orders
    from chatd.storage.known_records import BlockedRecord, PastSessionRecord

SESSIONS_MAX: Final = 20
TRANSCRIPT_MAX: Final = 50
BLOCKED_MAX: Final = 100

_PRODUCT: Final = msgspec.json.Decoder(ProductBody)


@dataclass(frozen=True, slots=True)
class Asking:
    """An agent who asks, at their merchant's desk."""

    agent: str
    runtime: DeskRuntime


class KnownContacts:
    """Contacts as the details column shows them.

    Args:
        desks: Where contacts are, and what is stored of them.
        orders: Asks the shops' own systems.
        clock: Says when something was written.
    """

    def __init__(self, desks: Desks, orders: Orders, clock: Clock) -> None:
        self._desks = desks
        self._orders = orders
        self._clock = clock

    async def details(self, asking: Asking, name: str) -> ContactDetails:
        """Everything but orders."""
        parts, contact = await self._find("contact.read", asking, name)
        merchant, known = asking.runtime.merchant, self._desks.known
        trail = _trail(contact, await known.visits(merchant, name))
        past = await known.past_sessions(merchant, name, None, SESSIONS_MAX + 1)
        shown = tuple(map(visit_view, trail))
        return ContactDetails(
            contact=parts.views.contact(contact),
            note=_note_view(await known.note(merchant, name)),
            trail=shown,
            sessions=tuple(_past(parts, one) for one in past[:SESSIONS_MAX]),
            more=len(past) > SESSIONS_MAX,
            region=next((one.region for one in trail if one.region), None),
            source=_source(shown),
        )

    async def past_sessions(self, asking: Asking, name: str, before_ms: int) -> PastSessions:
        """Sessions from before one of them."""
        parts, _ = await self._find("contact.read", asking, name)
        merchant, known = asking.runtime.merchant, self._desks.known
        past = await known.past_sessions(merchant, name, before_ms, SESSIONS_MAX + 1)
        shown = tuple(_past(parts, one) for one in past[:SESSIONS_MAX])
        return PastSessions(shown, more=len(past) > SESSIONS_MAX)

    async def transcript(
        self, asking: Asking, name: str, session: str, before_seq: int | None
    ) -> Transcript:
        """What the buyer and agents said to each other in a session, whoever served it."""
        parts, _ = await self._find("contact.read", asking, name)
        found = await parts.access.session(session)
        if found.row.contact != name:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        parts.access.check_mailbox(asking.agent, found)
        fetch = HistoryFetch(
            id=0,
            session=session,
            channel=Channel.PUBLIC,
            before_seq=before_seq,
            limit=TRANSCRIPT_MAX,
        )
        page = await History(parts).page(fetch, found, reader=asking.agent)
        return Transcript(page.messages, page.more)

    async def write_note(self, asking: Asking, name: str, wanted: NoteChange) -> NoteView:
        """Replace what agents wrote down."""
        _, contact = await self._find("contact.edit", asking, name)
        if not contact.is_stored:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        record = ContactNoteRecord(
            merchant=asking.runtime.merchant,
            contact=name,
            version=wanted.version,
            phone=wanted.phone.strip(),
            company=wanted.company.strip(),
            note=wanted.note.strip(),
            changed_ms=self._clock.now_ms(),
            changed_by=asking.agent,
        )
        return _note_view(await self._desks.change_note(record))

    async def orders(self, asking: Asking, name: str, *, fresh: bool) -> OrdersView:
        """The contact's orders, as the shop's own system has them."""
        parts, contact = await self._find("contact.read", asking, name)
        merchant = asking.runtime.merchant
        shop = parts.live.config.shops.get(contact.row.shop)
        note = await self._desks.known.note(merchant, name)
        buyer = Buyer(
            shop=contact.row.shop,
            contact=name,
            buyer=contact.buyer,
            name=contact.name,
            email=contact.email,
            phone=None if note is None else note.phone or None,
        )
        endpoint = None if shop is None else shop.orders
        return await self._orders.of(merchant, endpoint, buyer, fresh=fresh)

    async def blacklist(self, asking: Asking, before_ms: int | None) -> BlacklistView:
        """Who is blocked, by whom and why."""
        found = await self._desks.known.blocked(asking.runtime.merchant, before_ms, BLOCKED_MAX + 1)
        shown = tuple(map(_blocked, found[:BLOCKED_MAX]))
        return BlacklistView(shown, more=len(found) > BLOCKED_MAX)

    async def _find(self, action: str, asking: Asking, name: str) -> tuple[DeskParts, ContactState]:
        """The desk and a contact, which the agent may do this with."""
        parts = (await asking.runtime.wait_open()).parts
        contact = await parts.access.contact(name)
        await parts.access.check_knowing(action, asking.agent, contact)
        return parts, contact


def visit_view(visit: VisitRecord) -> VisitView:
    """A page of the trail as agents see it. A page of the same site is no source."""
    source = source_of(visit.referrer)
    if source is not None and source.site == host_of(visit.url).removeprefix("www."):
        source = None
    return VisitView(
        at_ms=visit.at_ms,
        url=visit.url,
        title=visit.title,
        left_ms=visit.left_ms,
        referrer=visit.referrer,
        site=None if source is None else source.site,
        keywords=None if source is None else source.keywords,
        product=None if visit.product_json is None else _PRODUCT.decode(visit.product_json),
    )


def _trail(contact: ContactState, stored: list[VisitRecord]) -> list[VisitRecord]:
    """Stored pages, those that are not yet, and the present one; the latest first."""
    pages = {one.at_ms: one for one in (*stored, *contact.trail)}
    if contact.visit is not None:
        pages[contact.visit.at_ms] = contact.visit
    return sorted(pages.values(), key=lambda one: -one.at_ms)[:VISITS_MAX]


def _source(trail: tuple[VisitView, ...]) -> VisitView | None:
    return next((one for one in trail if one.site is not None), None)


def _past(parts: DeskParts, record: PastSessionRecord) -> PastSession:
    names = map(parts.live.config.agent_name, filter(None, record.agents.split("\n")))
    return PastSession(
        id=record.session,
        shop=record.shop,
        phase=record.phase,
        created_ms=record.created_ms,
        messages=record.messages,
        agents=tuple(names),
        closed_ms=record.closed_ms,
        category=record.category or None,
        note=record.note or None,
    )


def _note_view(record: ContactNoteRecord | None) -> NoteView:
    if record is None:
        return NoteView(0)
    return NoteView(
        version=record.version,
        phone=record.phone,
        company=record.company,
        note=record.note,
        changed_ms=record.changed_ms,
        changed_by=record.changed_by,
    )


def _blocked(record: BlockedRecord) -> BlockedView:
    return BlockedView(
        contact=record.contact,
        shop=record.shop,
        name=record.name or "",
        agent=record.agent,
        reason=record.reason,
        at_ms=record.at_ms,
        buyer=record.buyer,
    )
