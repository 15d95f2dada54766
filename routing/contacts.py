"""A contact as the desk holds it: facts, absence, and the sessions it has."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from routing.rows import ContactFacts, ContactRow, Phase
from routing.sessions import SessionState


@dataclass(slots=True, eq=False)
class ContactState:
    """The fields of `ContactRow`, changing, with the contact's sessions.

    `live` has few: at most one an agent (I2). `is_kept` says that the desk has told, with its
    rows, that it holds this contact.
    """

    contact: str
    shop: str
    recent_agent: str | None = None
    recent_at_ms: int | None = None
    private: bool = False
    blocked: bool = False
    priority: int = 0
    mailbox: SessionState | None = None
    connected: bool = False
    absent_since_ms: int | None = None
    gone: bool = False
    live: dict[str, SessionState] = field(default_factory=dict)
    is_kept: bool = False

    @classmethod
    def of(cls, row: ContactRow) -> "ContactState":
        """The contact of a row, its sessions still to come."""
        return cls(
            contact=row.contact,
            shop=row.shop,
            recent_agent=row.recent_agent,
            recent_at_ms=row.recent_at_ms,
            private=row.private,
            blocked=row.blocked,
            priority=row.priority,
            connected=row.connected,
            absent_since_ms=row.absent_since_ms,
            gone=row.gone,
        )

    @classmethod
    def known(cls, facts: ContactFacts, now_ms: int) -> "ContactState":
        """A contact the desk did not hold: absent since now, unless connected."""
        contact = cls.of(facts.row)
        contact.absent_since_ms = None if contact.connected else now_ms
        contact.gone = False
        if facts.mailbox is not None:
            contact.mailbox = SessionState.of(facts.mailbox)
        return contact

    def row(self) -> ContactRow:
        """The contact as a row."""
        return ContactRow(
            self.contact,
            self.shop,
            self.recent_agent,
            self.recent_at_ms,
            self.private,
            self.blocked,
            self.priority,
            None if self.mailbox is None else self.mailbox.session,
            self.connected,
            self.absent_since_ms,
            self.gone,
        )

    @property
    def is_held(self) -> bool:
        """Whether the desk goes on holding this contact: something live, or a held session."""
        return bool(self.live) or (self.mailbox is not None and self.mailbox.is_held)

    @property
    def held_session(self) -> SessionState | None:
        """The mailbox session that returns by itself."""
        return self.mailbox if self.mailbox is not None and self.mailbox.is_held else None

    @property
    def sessions(self) -> list[SessionState]:
        """All that are not closed, in id order."""
        mailbox = [] if self.mailbox is None else [self.mailbox]
        return sorted((*self.live.values(), *mailbox), key=lambda session: session.session)

    def last_touched(self, *, besides: SessionState | None = None) -> SessionState | None:
        """The last touched live session, `besides` one."""
        return _last_touched(one for one in self.live.values() if one is not besides)

    def waiting(self) -> SessionState | None:
        """The session that waits, in the queue or in a cache; the last touched of several."""
        return _last_touched(one for one in self.live.values() if one.phase is not Phase.OPEN)

    def served_by(self, agent: str) -> SessionState | None:
        """The live session in which the agent is a member (I2: there is at most one)."""
        for session in self.live.values():
            if session.member(agent) is not None:
                return session
        return None


def _last_touched(sessions: Iterable[SessionState]) -> SessionState | None:
    last = None
    for session in sessions:
        if last is None or session.touched_key > last.touched_key:
            last = session
    return last
