"""What one transaction writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from chatd.storage.known_records import ProductRecord, VisitRecord
from chatd.storage.records import (
    AgentStateRecord,
    AttachmentRecord,
    BlockRecord,
    CheckpointRecord,
    ContactRecord,
    DeskConfigRecord,
    DeskRecord,
    HandledRecord,
    InvitationRecord,
    JournalRecord,
    MailRecord,
    MessageRecord,
    ParticipantRecord,
    RatingRecord,
    ReadRecord,
    SessionRecord,
    SummaryRecord,
    TouchRecord,
)


class RemovedAgent(NamedTuple):
    """An agent whose routing state goes."""

    merchant: str
    agent: str


class MovedVisitor(NamedTuple):
    """A visitor whose sessions become a contact's, and whose messages count as the contact's."""

    contact: str
    merchant: str
    visitor: str


class CutTrail(NamedTuple):
    """A contact whose pages beyond the last ones go."""

    merchant: str
    contact: str


class CutProducts(NamedTuple):
    """A shop whose products beyond those sent last go."""

    merchant: str
    shop: str


@dataclass(slots=True)
class Writes:
    """What one desk writes: of each thing its newest row, in no order; messages and journal all."""

    merchant: str
    slot: int
    desks: list[DeskRecord] = field(default_factory=list)
    desk_configs: list[DeskConfigRecord] = field(default_factory=list)
    agent_states: list[AgentStateRecord] = field(default_factory=list)
    agents_removed: list[RemovedAgent] = field(default_factory=list)
    contacts: list[ContactRecord] = field(default_factory=list)
    sessions: list[SessionRecord] = field(default_factory=list)
    touches: list[TouchRecord] = field(default_factory=list)
    participants: list[ParticipantRecord] = field(default_factory=list)
    invitations: list[InvitationRecord] = field(default_factory=list)
    moved_visitors: list[MovedVisitor] = field(default_factory=list)
    messages: list[MessageRecord] = field(default_factory=list)
    attachments: list[AttachmentRecord] = field(default_factory=list)
    reads: list[ReadRecord] = field(default_factory=list)
    summaries: list[SummaryRecord] = field(default_factory=list)
    ratings: list[RatingRecord] = field(default_factory=list)
    handled: list[HandledRecord] = field(default_factory=list)
    mails: list[MailRecord] = field(default_factory=list)
    blocks: list[BlockRecord] = field(default_factory=list)
    visits: list[VisitRecord] = field(default_factory=list)
    trails_cut: list[CutTrail] = field(default_factory=list)
    products: list[ProductRecord] = field(default_factory=list)
    products_cut: list[CutProducts] = field(default_factory=list)
    journal: list[JournalRecord] = field(default_factory=list)
    checkpoints: list[CheckpointRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Batch:
    """One transaction.

    Args:
        id: Told to the slots, so that an unknown outcome can be found out.
        versions: The version each slot of the writes must still have, by slot.
        writes: One for each desk.
    """

    id: str
    versions: dict[int, int]
    writes: tuple[Writes, ...]
