"""Contacts and sessions by id: those the desk holds, and a cache of those it does not.

Nothing is forgotten that the desk holds, that a connection stands for, or whose newest row is
not committed yet; nor anything while something is being read, so that what was read late can
never stand in for what was written meanwhile.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from chatd.desks import rows
from chatd.desks.messages import message_view
from chatd.desks.repeats import SentCids
from chatd.desks.state import ContactState, SessionState
from chatd.protocol.fields import AuthorRole
from chatd.protocol.views import Author, RatingView, SummaryView
from chatd.storage.records import ContactRecord
from chatd.storage.sessions import StoredSession
from chatd.storage.store import Store
from routing.rows import ContactFacts, ContactRow, SessionRow

IDLE_MAX: Final = 4_096
"""Contacts, and sessions, kept in memory without the desk holding them."""


class Facts:
    """What is known of contacts and sessions.

    Args:
        store: Where the rest is.
        merchant: Whose they are.
        is_held: Whether the desk holds a contact.
        is_connected: Whether a contact has a connection.
        idle_max: Bounds the cache.
    """

    def __init__(
        self,
        store: Store,
        merchant: str,
        *,
        is_held: Callable[[str], bool],
        is_connected: Callable[[str], bool],
        idle_max: int = IDLE_MAX,
    ) -> None:
        self._store = store
        self._merchant = merchant
        self._is_held = is_held
        self._is_connected = is_connected
        self._idle_max = idle_max
        self._reading = 0
        self._idle: deque[ContactState | SessionState] = deque()
        self.committed_step = 0
        self.contacts: dict[str, ContactState] = {}
        self.sessions: dict[str, SessionState] = {}

    # ---------------------------------------------------------------------------------- asking

    async def contact(self, contact: str) -> ContactState | None:
        """A contact, unless nothing was ever stored of it."""
        known = self.contacts.get(contact)
        if known is not None:
            return known
        self._reading += 1
        try:
            record = await self._store.find_contact(self._merchant, contact)
        finally:
            self._reading -= 1
        known = self.contacts.get(contact)
        if known is None and record is not None:
            known = self.add_contact(record)
            self._keep_for_a_while(known)
        return known

    async def contact_or_new(
        self, contact: str, shop: str, now_ms: Callable[[], int]
    ) -> ContactState:
        """A contact, known or not; a new one is stored with the first thing that is."""
        known = await self.contact(contact)
        if known is None:
            known = ContactState(ContactRow(contact, shop), now_ms(), cids=SentCids())
            known.is_connected = self._is_connected(contact)
            self.contacts[contact] = known
            self._keep_for_a_while(known)
        return known

    async def session(self, session: str) -> SessionState | None:
        """A session of this merchant, whatever became of it."""
        known = self.sessions.get(session)
        if known is not None:
            return known
        self._reading += 1
        try:
            stored = await self._store.find_session(self._merchant, session)
            contact = None if stored is None else await self.contact(stored.record.contact)
        finally:
            self._reading -= 1
        known = self.sessions.get(session)
        if known is None and stored is not None and contact is not None:
            known = self.add_session(stored)
            self._keep_for_a_while(known)
        return known

    async def for_desk(self, contact: ContactState) -> ContactFacts | None:
        """What a command tells the desk of a contact; None if the desk holds it."""
        name = contact.row.contact
        if self._is_held(name):
            return None
        mailbox = contact.row.mailbox
        session = None if mailbox is None else await self.session(mailbox)
        row = replace(contact.row, connected=self._is_connected(name))
        return ContactFacts(row, None if session is None else session.row)

    # --------------------------------------------------------------------------------- keeping

    def add_contact(self, record: ContactRecord) -> ContactState:
        """A contact as stored."""
        contact = ContactState(
            rows.contact_row(record),
            record.created_ms,
            buyer=record.buyer,
            name=record.name,
            email=record.email,
            is_stored=True,
            is_connected=self._is_connected(record.contact),
        )
        self.contacts[record.contact] = contact
        return contact

    def add_session(self, stored: StoredSession) -> SessionState:
        """A session as stored; its contact is here already."""
        record = stored.record
        session = self.new_session(rows.session_row(record, stored.touch), record.decided_ms)
        session.decided_by = record.decided_by
        session.opened_ms = record.opened_ms
        session.told = rows.told(stored.touch)
        session.public_seq = stored.public_seq
        session.internal_seq = stored.internal_seq
        session.participants = {one.agent: one.joined_ms for one in stored.participants}
        for read in stored.reads:
            session.note_read(read)
        _take_texts(session, stored)
        return session

    def refresh(self, session: SessionState, stored: StoredSession) -> None:
        """What was written about a session is as stored now, unless something newer came."""
        if session.step <= self.committed_step and session.public_seq == stored.public_seq:
            _take_texts(session, stored)

    def new_session(self, row: SessionRow, decided_ms: int) -> SessionState:
        """A session that is here from now on; its contact is here already."""
        session = SessionState(row, self.contacts[row.contact], decided_ms)
        self.sessions[row.session] = session
        session.contact.sessions[row.session] = session
        return session

    def move_session(self, session: SessionState, contact: str) -> None:
        """The session is another contact's now."""
        session.contact.sessions.pop(session.row.session, None)
        session.contact = self.contacts[contact]
        session.contact.sessions[session.row.session] = session

    def let_go(self, contact: ContactState) -> None:
        """The desk holds the contact no more, or its last connection is gone."""
        for session in list(contact.sessions.values()):  # one of them may be forgotten meanwhile
            self._keep_for_a_while(session)
        self._keep_for_a_while(contact)

    def _keep_for_a_while(self, thing: ContactState | SessionState) -> None:
        self._idle.append(thing)
        for _ in range(min(2, len(self._idle) - self._idle_max)):
            if not self._reading:
                self._forget_oldest()

    def _forget_oldest(self) -> None:
        """Forget one, or see why not; a thing may wait here more than once."""
        oldest = self._idle.popleft()
        if isinstance(oldest, SessionState):
            if self._may_forget_session(oldest):
                del self.sessions[oldest.row.session]
                oldest.contact.sessions.pop(oldest.row.session, None)
                self._idle.append(oldest.contact)
            elif oldest.step > self.committed_step:
                self._idle.append(oldest)
        elif self._may_forget_contact(oldest):
            del self.contacts[oldest.row.contact]
        elif oldest.step > self.committed_step:
            self._idle.append(oldest)

    def _may_forget_session(self, session: SessionState) -> bool:
        return (
            self.sessions.get(session.row.session) is session
            and session.step <= self.committed_step
            and not self._is_held(session.row.contact)
        )

    def _may_forget_contact(self, contact: ContactState) -> bool:
        name = contact.row.contact
        return (
            self.contacts.get(name) is contact
            and contact.step <= self.committed_step
            and not contact.sessions
            and not self._is_held(name)
            and not self._is_connected(name)
        )


def _take_texts(session: SessionState, stored: StoredSession) -> None:
    """The last message, the summary and the rating."""
    if stored.last_message is not None:
        last = stored.last_message
        author = Author(AuthorRole(last.role), last.author, "")
        session.last_message = message_view(last, author)
    if stored.summary is not None:
        _, category, note, agent, at_ms = stored.summary
        session.summary = SummaryView(category, note, agent, at_ms)
    if stored.rating is not None:
        _, score, comment, at_ms = stored.rating
        session.rating = RatingView(score, comment, at_ms)
