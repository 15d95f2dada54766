"""A session as the desk holds it."""

from dataclasses import dataclass

from routing.rows import CloseReason, Decision, Member, Phase, SessionRow


@dataclass(slots=True, eq=False)
class SessionState:
    """The fields of `SessionRow`, changing; see there. Moved between phases by `routing.moves`.

    A session that was just created stands nowhere until its first move: its phase is CLOSED.
    """

    session: str
    contact: str
    shop: str
    created_ms: int
    arrived_ms: int
    sequence: int
    last_touched_ms: int
    phase: Phase = Phase.CLOSED
    members: tuple[Member, ...] = ()
    guests: tuple[str, ...] = ()
    unanswered_since_ms: int | None = None
    seen: tuple[str, ...] = ()
    hops: int = 0
    left: bool = False
    held_until_ms: int | None = None
    cache_sequence: int | None = None
    decision: Decision | None = None
    closed_ms: int | None = None
    close_reason: CloseReason | None = None
    merged_into: str | None = None

    @classmethod
    def of(cls, row: SessionRow) -> "SessionState":
        """The session of a row."""
        return cls(
            session=row.session,
            contact=row.contact,
            shop=row.shop,
            created_ms=row.created_ms,
            arrived_ms=row.arrived_ms,
            sequence=row.sequence,
            last_touched_ms=row.last_touched_ms,
            phase=row.phase,
            members=row.members,
            guests=row.guests,
            unanswered_since_ms=row.unanswered_since_ms,
            seen=row.seen,
            hops=row.hops,
            left=row.left,
            held_until_ms=row.held_until_ms,
            cache_sequence=row.cache_sequence,
            decision=row.decision,
            closed_ms=row.closed_ms,
            close_reason=row.close_reason,
            merged_into=row.merged_into,
        )

    def row(self) -> SessionRow:
        """The session as a row."""
        return SessionRow(
            self.session,
            self.contact,
            self.shop,
            self.phase,
            self.members,
            self.guests,
            self.created_ms,
            self.arrived_ms,
            self.sequence,
            self.last_touched_ms,
            self.unanswered_since_ms,
            self.seen,
            self.hops,
            self.left,
            self.held_until_ms,
            self.cache_sequence,
            self.decision,
            self.closed_ms,
            self.close_reason,
            self.merged_into,
        )

    @property
    def is_live(self) -> bool:
        """Open, cached or queued."""
        return self.phase in _LIVE

    @property
    def is_held(self) -> bool:
        """In the mailbox for now: it returns to the queue by itself."""
        return self.held_until_ms is not None

    @property
    def touched_key(self) -> tuple[int, int]:
        """The last touched session of several has the greatest."""
        return (self.last_touched_ms, self.sequence)

    def member(self, agent: str) -> Member | None:
        """The agent's membership, if there is one."""
        for member in self.members:
            if member.agent == agent:
                return member
        return None

    def note_seen(self) -> None:
        """R15: who is a member while a question waits will not be given it again."""
        if self.unanswered_since_ms is None:
            return
        for member in self.members:
            if member.agent not in self.seen:
                self.seen = (*self.seen, member.agent)

    def ask(self, now_ms: int) -> None:
        """A buyer's message: an answered session becomes unanswered, another one stays so."""
        self.last_touched_ms = now_ms
        self.left = False
        if self.unanswered_since_ms is None:
            self.unanswered_since_ms = now_ms
            self.seen = tuple(member.agent for member in self.members)
            self.hops = 0

    def answer(self) -> None:
        """A public reply: the question is over."""
        self.unanswered_since_ms = None
        self.seen = ()
        self.hops = 0

    def inherit(self, other: "SessionState") -> None:
        """R12: take over the question of a session that is merged into this one.

        The older unanswered time and the higher count of hops stand; whoever had either question
        has had this one.
        """
        self.last_touched_ms = max(self.last_touched_ms, other.last_touched_ms)
        self.left = self.left and other.left
        if other.unanswered_since_ms is None:
            return
        mine = tuple(member.agent for member in self.members)
        if self.unanswered_since_ms is None:
            first, second = other.seen, mine
            self.unanswered_since_ms = other.unanswered_since_ms
        else:
            first, second = self.seen, other.seen
            self.unanswered_since_ms = min(self.unanswered_since_ms, other.unanswered_since_ms)
        self.seen = tuple(dict.fromkeys((*first, *second)))
        self.hops = max(self.hops, other.hops)


_LIVE = frozenset({Phase.OPEN, Phase.CACHED, Phase.QUEUED})
