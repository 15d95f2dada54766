"""What the steps of one desk add to a batch: rows to write, who waits, what is published then."""

from __future__ import annotations

import asyncio
from typing import Protocol

from chatd.bus.publications import Publication
from chatd.desks import rows
from chatd.desks.journal import Step, encode_steps
from chatd.desks.state import ContactState, SessionState
from chatd.desks.subscribers import EventFrame
from chatd.storage.batch import CutProducts, CutTrail, MovedVisitor, RemovedAgent, Writes
from chatd.storage.known_records import ProductRecord
from chatd.storage.records import (
    AgentStateRecord,
    AttachmentRecord,
    BlockRecord,
    CheckpointRecord,
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
    SummaryRecord,
)


class Committing(Protocol):
    """Whose effects they are."""

    merchant: str
    slot: int

    def desk_record(self) -> DeskRecord:
        """The desk's counters now."""

    def committed(self, effects: Effects) -> None:
        """The effects are stored; who waits has been told, what is published follows."""

    def discard(self, error: Exception) -> None:
        """Not stored: forget every step since the last commit."""


class Effects:
    """One desk's part of a batch, while it is open.

    Sessions and contacts are collected as they are, and turned into rows when the batch closes:
    several steps of one batch write one row. `touched` are sessions that are different at all,
    `sessions` those that are elsewhere; `mailbox_changed`: some are, or were, left messages.
    """

    __slots__ = (
        "agent_states",
        "agents_removed",
        "attachments",
        "blocks",
        "checkpoints",
        "contacts",
        "desk",
        "desk_configs",
        "handled",
        "invitations",
        "journal",
        "mailbox_changed",
        "mails",
        "messages",
        "moved_visitors",
        "participants",
        "products",
        "publications",
        "ratings",
        "reads",
        "sessions",
        "step",
        "summaries",
        "touched",
        "trails",
        "waiters",
    )

    def __init__(self, desk: Committing) -> None:
        self.desk = desk
        self.step = 0
        self.desk_configs: list[DeskConfigRecord] = []
        self.agent_states: dict[str, AgentStateRecord] = {}
        self.agents_removed: list[RemovedAgent] = []
        self.contacts: dict[str, ContactState] = {}
        self.sessions: dict[str, SessionState] = {}
        self.touched: dict[str, SessionState] = {}
        self.participants: list[ParticipantRecord] = []
        self.invitations: dict[tuple[str, str], InvitationRecord] = {}
        self.moved_visitors: list[MovedVisitor] = []
        self.messages: list[MessageRecord] = []
        self.attachments: list[AttachmentRecord] = []
        self.reads: dict[tuple[str, str, str, str], ReadRecord] = {}
        self.summaries: dict[str, SummaryRecord] = {}
        self.ratings: dict[str, RatingRecord] = {}
        self.handled: dict[str, HandledRecord] = {}
        self.mails: list[MailRecord] = []
        self.mailbox_changed = False
        self.blocks: dict[str, BlockRecord] = {}
        self.trails: dict[str, ContactState] = {}
        self.products: dict[tuple[str, str], ProductRecord] = {}
        self.journal: list[Step] = []
        self.checkpoints: list[CheckpointRecord] = []
        self.waiters: list[asyncio.Future[None]] = []
        self.publications: list[Publication[EventFrame]] = []

    def seal(self) -> Writes:
        """The rows as of now. Steps after this belong to another batch."""
        desk = self.desk
        merchant = desk.merchant
        followed = self.contacts | self.trails
        trails = {name: contact.take_trail() for name, contact in followed.items()}
        return Writes(
            merchant=merchant,
            slot=desk.slot,
            desks=[desk.desk_record()],
            desk_configs=self.desk_configs[-1:],
            agent_states=list(self.agent_states.values()),
            agents_removed=self.agents_removed,
            contacts=[contact.record(merchant) for contact in self.contacts.values()],
            sessions=[session.record(merchant) for session in self.sessions.values()],
            touches=[
                rows.touch_record(session.row, session.told) for session in self.touched.values()
            ],
            participants=self.participants,
            invitations=list(self.invitations.values()),
            moved_visitors=self.moved_visitors,
            messages=self.messages,
            attachments=self.attachments,
            reads=list(self.reads.values()),
            summaries=list(self.summaries.values()),
            ratings=list(self.ratings.values()),
            handled=list(self.handled.values()),
            mails=self.mails,
            blocks=list(self.blocks.values()),
            visits=[visit for trail in trails.values() for visit in trail],
            trails_cut=[CutTrail(merchant, name) for name, trail in trails.items() if trail],
            products=list(self.products.values()),
            products_cut=[
                CutProducts(merchant, shop) for shop in {one for one, _ in self.products}
            ],
            journal=self._journal(),
            checkpoints=self.checkpoints,
        )

    def _journal(self) -> list[JournalRecord]:
        """All steps in one row: a row more costs more than what is in it."""
        if not self.journal:
            return []
        last = self.journal[-1]
        entries = encode_steps(self.journal)
        return [JournalRecord(self.desk.merchant, last.step, last.now_ms, entries)]

    def resolve(self) -> None:
        """Tell who waits that it is stored."""
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(None)

    def reject(self, error: Exception) -> None:
        """Tell who waits that it is not."""
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_exception(error)
