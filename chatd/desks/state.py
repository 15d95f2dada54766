"""What the shell keeps of sessions and contacts beside the desk's rows. Gone with a discard."""

from __future__ import annotations

from dataclasses import dataclass, field

from chatd.bus.publications import Topic
from chatd.desks import rows
from chatd.desks.occasions import NOTHING_TOLD, Told
from chatd.desks.repeats import SentCids
from chatd.desks.topics import agent_topic, contact_topic, watch_topic
from chatd.protocol.fields import AuthorRole, Channel
from chatd.protocol.views import ChannelSeqs, MessageView, PageView, RatingView, SummaryView
from chatd.storage.known_records import VisitRecord
from chatd.storage.records import ContactRecord, ReadRecord, SessionRecord
from routing.rows import ContactRow, Phase, SessionRow

LIVE = frozenset({Phase.OPEN, Phase.CACHED, Phase.QUEUED})
NOTHING_READ = ChannelSeqs()


@dataclass(slots=True, eq=False)
class ContactState:
    """A contact. `step` is the last one that changed what is stored of it.

    Args:
        is_stored: There is a row of it, or will be with the open batch.
        sessions: Those in memory, by id, closed ones too.
        is_connected: A connection of theirs is there.
        page: What the buyer looks at; never stored.
        cids: All they have sent, once that is known.
        visit: The page they look at, or left last.
        trail: Pages they have left, that are not stored yet.
    """

    row: ContactRow
    created_ms: int
    buyer: str | None = None
    name: str | None = None
    email: str | None = None
    is_stored: bool = False
    step: int = 0
    sessions: dict[str, SessionState] = field(default_factory=dict)
    is_connected: bool = False
    page: PageView | None = None
    cids: SentCids | None = None
    visit: VisitRecord | None = None
    trail: list[VisitRecord] = field(default_factory=list)

    def take_trail(self) -> list[VisitRecord]:
        """What is to be stored of the trail."""
        taken, self.trail = self.trail, []
        return taken

    def record(self, merchant: str) -> ContactRecord:
        """What is stored of it now."""
        return rows.contact_record(
            merchant,
            self.row,
            buyer=self.buyer,
            name=self.name,
            email=self.email,
            created_ms=self.created_ms,
        )


@dataclass(slots=True, eq=False)
class SessionState:
    """A session. `step` is the last one that changed what is stored of it.

    Args:
        last_message: Of the public channel, written by somebody.
        agent_reads: How far each agent has read, by username.
        participants: Since when each agent who ever took part did.
        decided_ms: When it came to where it is; `decided_by`: by whose command, if anybody's.
        opened_ms: When it was first open.
        told_position: The position its buyer was last told.
        told: Which automatic answers were sent (R19).
    """

    row: SessionRow
    contact: ContactState
    decided_ms: int
    decided_by: str | None = None
    opened_ms: int | None = None
    public_seq: int = 0
    internal_seq: int = 0
    last_message: MessageView | None = None
    buyer_read: int = 0
    agent_reads: dict[str, ChannelSeqs] = field(default_factory=dict)
    participants: dict[str, int] = field(default_factory=dict)
    summary: SummaryView | None = None
    rating: RatingView | None = None
    step: int = 0
    told_position: int | None = None
    told: Told = NOTHING_TOLD
    _decision_blob: bytes | None = None
    _audience: tuple[Topic, ...] | None = None
    _public_audience: tuple[Topic, ...] | None = None

    @property
    def is_live(self) -> bool:
        """Open, cached or queued."""
        return self.row.phase in LIVE

    def take_row(self, row: SessionRow) -> None:
        """The session looks like this now."""
        before, self.row = self.row, row
        if row.decision is not before.decision:
            self._decision_blob = None
        if row.members != before.members or row.guests != before.guests:
            self._audience = self._public_audience = None
        elif row.contact != before.contact:
            self._public_audience = None

    def next_seq(self, channel: Channel) -> int:
        """Draw the next number of a channel."""
        if channel is Channel.PUBLIC:
            self.public_seq += 1
            return self.public_seq
        self.internal_seq += 1
        return self.internal_seq

    def seq(self, channel: Channel) -> int:
        """The newest number of a channel; 0 while it is empty."""
        return self.public_seq if channel is Channel.PUBLIC else self.internal_seq

    def note_read(self, read: ReadRecord) -> None:
        """Somebody has read a channel up to here."""
        if read.role == AuthorRole.BUYER:
            self.buyer_read = read.seq
            return
        before = self.agent_reads.get(read.reader, NOTHING_READ)
        self.agent_reads[read.reader] = (
            ChannelSeqs(read.seq, before.internal)
            if read.channel == Channel.PUBLIC
            else ChannelSeqs(before.public, read.seq)
        )

    def read_seq(self, agent: str, channel: Channel) -> int:
        """How far an agent has read a channel."""
        read = self.agent_reads.get(agent, NOTHING_READ)
        return read.public if channel is Channel.PUBLIC else read.internal

    @property
    def spoken_seq(self) -> int:
        """The newest public number that somebody wrote: not the server's own word."""
        return 0 if self.last_message is None else self.last_message.seq

    def takes_part(self, agent: str) -> bool:
        """Whether an agent is a member or a guest."""
        return agent in self.row.guests or self.is_member(agent)

    def agents(self) -> tuple[str, ...]:
        """Who takes part, members before guests."""
        return (*(member.agent for member in self.row.members), *self.row.guests)

    def is_member(self, agent: str) -> bool:
        """Whether an agent is a member."""
        return any(agent == one.agent for one in self.row.members)

    def audience(self, merchant: str) -> tuple[Topic, ...]:
        """Members, guests and watchers."""
        if self._audience is None:
            row = self.row
            members = (agent_topic(merchant, member.agent) for member in row.members)
            guests = (agent_topic(merchant, guest) for guest in row.guests)
            self._audience = (*members, *guests, watch_topic(merchant, row.session))
        return self._audience

    def public_audience(self, merchant: str) -> tuple[Topic, ...]:
        """The contact, members, guests and watchers."""
        if self._public_audience is None:
            self._public_audience = (self.buyer_topic(merchant), *self.audience(merchant))
        return self._public_audience

    def buyer_topic(self, merchant: str) -> Topic:
        """The contact's connections."""
        return contact_topic(merchant, self.row.contact)

    def record(self, merchant: str) -> SessionRecord:
        """What is stored of it now, messages and reads apart."""
        if self._decision_blob is None:
            self._decision_blob = rows.encode_decision(self.row.decision)
        return rows.session_record(
            merchant,
            self.row,
            decision=self._decision_blob,
            decided_ms=self.decided_ms,
            decided_by=self.decided_by,
            opened_ms=self.opened_ms,
        )
