"""A desk in memory, with what the shell keeps beside it. A discard forgets all of this.

    command ─▶ desk.handle ─▶ events, changed rows ─▶ effects of the open batch
                                                  └▶ `Outcome`: what is different now

A step is synchronous: between looking at the desk and collecting its effects nobody else acts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from chatd.bus.lease import Lease
from chatd.bus.publications import Delivery, Publication
from chatd.clock import Clock
from chatd.desks import rows
from chatd.desks.effects import Effects
from chatd.desks.facts import Facts
from chatd.desks.group_commit import GroupCommit
from chatd.desks.hooks import Answers, Hooks
from chatd.desks.journal import NewDesk, Step, Tick
from chatd.desks.merchants import Merchant
from chatd.desks.outcomes import Change, Outcome
from chatd.desks.slots import slot_of
from chatd.desks.state import ContactState, SessionState
from chatd.desks.subscribers import EventFrame
from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.storage.batch import RemovedAgent
from chatd.storage.desks import HANDLING_TIMES
from chatd.storage.records import (
    CheckpointRecord,
    DeskConfigRecord,
    DeskRecord,
    InvitationRecord,
    MessageRecord,
    ParticipantRecord,
    ReadRecord,
)
from routing.commands import Command
from routing.desk import Desk
from routing.events import CommandRefused, Event, InvitationEnd, InvitationEnded
from routing.rows import (
    Changes,
    CloseReason,
    ContactRow,
    DeskRow,
    Member,
    Phase,
    SessionRow,
)

_BY_RULE: Final = "R"
_BY_ITSELF: Final = "cache"


@dataclass(slots=True)
class Steps:
    """Counts the steps of a desk. The number only grows, discards included."""

    last: int = 0


class LiveDesk:
    """A desk and its sessions and contacts, from one restore to the next discard.

    Args:
        config: The merchant's configuration; the desk's own is `config.desk`.
        desk: The desk.
        facts: Sessions and contacts.
        group: Where effects are collected.
        clock: Tells the time.
        lease: Whether this node may step the desk at all.
        steps: Counts them.
        hooks: What the runtime wants to know.
    """

    def __init__(
        self,
        *,
        config: Merchant,
        desk: Desk,
        facts: Facts,
        group: GroupCommit,
        clock: Clock,
        lease: Lease,
        steps: Steps,
        hooks: Hooks,
    ) -> None:
        self.merchant = config.merchant
        self.slot = slot_of(config.merchant)
        self.config = config
        self.desk = desk
        self.facts = facts
        self.invitations: dict[tuple[str, str], InvitationRecord] = {}
        self.sent: dict[tuple[str, str, str], MessageRecord] = {}
        """Messages that are not committed yet, by (role, author, cid)."""
        self.handling_ms: deque[int] = deque(maxlen=HANDLING_TIMES)
        self._steps = steps
        self._group = group
        self._clock = clock
        self._lease = lease
        self._hooks = hooks
        self.tell: Callable[[Outcome], None] = _tell_nobody
        """Publishes the outcome of a step nobody waits for; set when there is a publisher."""
        self.mail_from: str | None = None
        """Who e-mails are from where the merchant says nothing; None: there is no SMTP server."""
        self.answers: Answers | None = None
        """Set as soon as there is a publisher."""
        self.is_over = False
        self._revision = config.revision
        self._row: DeskRow | None = None
        self._next_deadline_ms: int | None = None
        self._is_live = False

    @property
    def steps(self) -> int:
        """The last step taken."""
        return self._steps.last

    # ------------------------------------------------------------------------------- committing

    def desk_record(self) -> DeskRecord:
        """The desk's counters now."""
        assert self._row is not None, "a desk is recorded after its first step"
        return rows.desk_record(
            self.merchant,
            slot=self.slot,
            step=self.steps,
            revision=self._revision,
            row=self._row,
            next_deadline_ms=self._next_deadline_ms,
            is_live=self._is_live,
        )

    def committed(self, effects: Effects) -> None:
        """Everything up to here is stored."""
        self.facts.committed_step = effects.step
        for message in effects.messages:
            if message.cid is not None:
                self.sent.pop((message.role, message.author, message.cid), None)
        self._hooks.note_commit(effects)

    def discard(self, error: Exception) -> None:
        """Nothing of the desk counts any more since its last commit."""
        self.is_over = True
        self._hooks.discard(error)

    @property
    def is_live(self) -> bool:
        """Something is live or held, or an agent is here."""
        return self._is_live

    def note_row(self, row: DeskRow, next_deadline_ms: int | None, *, is_live: bool) -> None:
        """The desk's counters now."""
        self._row = row
        self._next_deadline_ms = next_deadline_ms
        self._is_live = is_live
        self._hooks.arm(next_deadline_ms)

    def publish(self, *deliveries: Delivery[EventFrame]) -> None:
        """Publish as of the latest step, once it is stored."""
        self._group.publish(self.merchant, Publication(self._steps.last, deliveries))

    # --------------------------------------------------------------------------------- stepping

    def now_ms(self) -> int:
        """The time."""
        return self._clock.now_ms()

    def begin(self) -> Effects:
        """Begin a change: what is collected from here on has a step number of its own.

        Raises:
            CommandRejected: `busy`.
            Unavailable: Another node owns the desk now.
        """
        self.check()
        return self._begin()

    def check(self) -> None:
        """See that the desk may be stepped now; to be asked again after every await.

        Raises:
            CommandRejected: `busy`.
            Unavailable: It is being restored, or another node's.
        """
        if self.is_over:
            raise Unavailable("the desk is being restored")
        self._group.check_room()
        if not self._lease.owns(self.slot):
            raise Unavailable("another node serves this merchant now")

    @property
    def is_pressed(self) -> bool:
        """Whether `busy` is near: what can be left out should be."""
        return self._group.is_pressed

    def _begin(self) -> Effects:
        effects = self._group.effects(self)
        self._steps.last += 1
        effects.step = self._steps.last
        return effects

    def effects(self) -> Effects:
        """Where the present step is collected."""
        return self._group.effects(self)

    def next_step(self) -> None:
        """What is published from here on is newer, though nothing is stored of it."""
        self._steps.last += 1

    def step(self, command: Command, *, by: str | None = None, reason: str = "") -> Outcome:
        """Carry a command out.

        Args:
            command: For the desk.
            by: The agent whose command it was.
            reason: A note or reason that goes with it, for the rows alone.

        Raises:
            CommandRejected: The desk refused, or `busy`.
            Unavailable: The desk failed; it is discarded.
        """
        self.check()
        now_ms = self.now_ms()
        try:
            while self._is_answer_due(now_ms):
                self._fire_answer(now_ms)
            is_due = self._is_due(now_ms)
            events = self.desk.handle(command, now_ms)
            refused = events[-1] if events else None
            if isinstance(refused, CommandRefused):
                if is_due:  # that has happened all the same
                    self.tell(self._take(Tick(), events[:-1]))
            else:
                return self._take(command, events, by, reason)
        except Exception as error:
            raise self._failed(error) from error
        raise CommandRejected(ErrorCode(refused.code.value), refused.message)

    def tick(self) -> bool:
        """Fire what is due, each at its moment, deadlines first; whether anything was."""
        self.check()
        now_ms, before = self.now_ms(), self.steps
        try:
            while True:
                while self._is_answer_due(now_ms):
                    self._fire_answer(now_ms)
                if not self._is_due(now_ms):
                    return self.steps > before
                answer_ms = self._next_answer_ms()
                until_ms = now_ms if answer_ms is None else min(now_ms, answer_ms)
                self.tell(self._take(Tick(), self.desk.tick(until_ms)))
        except Exception as error:
            raise self._failed(error) from error

    def next_moment_ms(self) -> int | None:
        """When `tick` has something to do next."""
        moments = (self.desk.next_deadline_ms(), self._next_answer_ms())
        return min((one for one in moments if one is not None), default=None)

    def arm(self, moment_ms: int) -> None:
        """See that `tick` is called when a moment has come."""
        self._hooks.arm(moment_ms)

    def _next_answer_ms(self) -> int | None:
        return None if self.answers is None else self.answers.next_ms()

    def _is_answer_due(self, now_ms: int) -> bool:
        """Whether an automatic answer comes now, before any deadline of the desk."""
        answer_ms = self._next_answer_ms()
        if answer_ms is None or answer_ms > now_ms:
            return False
        deadline_ms = self.desk.next_deadline_ms()
        return deadline_ms is None or answer_ms < deadline_ms

    def _fire_answer(self, now_ms: int) -> None:
        assert self.answers is not None
        self.answers.fire(now_ms)

    def _is_due(self, now_ms: int) -> bool:
        """Whether a deadline fires now; some change rows without an event."""
        deadline_ms = self.desk.next_deadline_ms()
        return deadline_ms is not None and deadline_ms <= now_ms

    def open_journal(self) -> None:
        """Begin the journal of a desk that is new."""
        self._take(NewDesk(self.config.desk), [])
        self._store_config()

    def store_checkpoint(self) -> None:
        """A step of its own: a replay may begin with what the desk is now. O(n log n)."""
        effects = self.begin()
        effects.checkpoints.append(
            CheckpointRecord(
                self.merchant,
                self.steps,
                self.now_ms(),
                rows.encode_config(self.config.desk),
                rows.encode_rows(self.desk.rows()),
            )
        )

    def reconfigured(self, config: Merchant) -> None:
        """The desk has taken this configuration."""
        self.config = config
        self._revision = config.revision
        self._store_config()

    def _store_config(self) -> None:
        blob = rows.encode_config(self.config.desk)
        record = DeskConfigRecord(self.merchant, self._revision, blob)
        self.effects().desk_configs.append(record)

    def _failed(self, error: Exception) -> Exception:
        """A refusal goes on; anything else is our bug, and nothing of the desk counts any more."""
        if isinstance(error, CommandRejected | Unavailable):
            return error
        self.discard(error)
        return Unavailable("the desk failed and is being restored")

    # ------------------------------------------------------------------------- taking in changes

    def _take(
        self,
        entry: Command | NewDesk | Tick,
        events: list[Event],
        by: str | None = None,
        reason: str = "",
    ) -> Outcome:
        effects = self._begin()
        changes = self.desk.take_changes()
        self.note_row(changes.desk, changes.next_deadline_ms, is_live=changes.is_live)
        step, now_ms = effects.step, changes.desk.now_ms
        effects.journal.append(Step(step, now_ms, entry, events))
        outcome = Outcome(step, now_ms, events, by=by, reason=reason)
        for contact in changes.contacts:
            self._take_contact(contact, effects, outcome)
        for session in changes.sessions:
            self._take_session(session, by, effects, outcome)
        if changes.agents or changes.agents_removed:
            self._take_agents(changes, effects, outcome)
        if changes.invitations or changes.invitations_removed:
            self._take_invitations(changes, effects, outcome)
        return outcome

    def _take_contact(self, row: ContactRow, effects: Effects, outcome: Outcome) -> None:
        contact = self.facts.contacts[row.contact]
        outcome.contacts.append((contact, contact.row))
        if contact.row.private is not row.private:
            effects.mailbox_changed = True
        contact.row = row
        self.store_contact(contact, effects)
        if not self.desk.holds(row.contact):
            self.facts.let_go(contact)

    def store_contact(self, contact: ContactState, effects: Effects) -> None:
        """The contact's row is to be written."""
        contact.is_stored = True
        contact.step = effects.step
        effects.contacts[contact.row.contact] = contact

    def store_read(self, session: SessionState, record: ReadRecord) -> None:
        """A step of its own: somebody has read a channel up to here."""
        effects = self.begin()
        session.note_read(record)
        session.step = effects.step
        effects.reads[record[:4]] = record

    def _take_session(
        self, row: SessionRow, by: str | None, effects: Effects, outcome: Outcome
    ) -> None:
        session = self.facts.sessions.get(row.session)
        before = None if session is None else session.row
        is_moved = before is None or not rows.is_only_touched(before, row)
        if session is None:
            session = self.facts.new_session(row, outcome.now_ms)
        else:
            session.take_row(row)
        if is_moved:
            self._take_move(session, before, by, effects, outcome)
        if not session.contact.is_stored:
            self.store_contact(session.contact, effects)
        session.step = effects.step
        effects.touched[row.session] = session
        if row.phase is Phase.MAILBOX or (before is not None and before.phase is Phase.MAILBOX):
            effects.mailbox_changed = True
        outcome.sessions.append(Change(session, before, is_moved))
        if self.answers is not None:
            self.answers.note(session)

    def _take_move(
        self,
        session: SessionState,
        before: SessionRow | None,
        by: str | None,
        effects: Effects,
        outcome: Outcome,
    ) -> None:
        """It is new, elsewhere, somebody else's, or so for another reason."""
        row = session.row
        effects.sessions[row.session] = session
        if before is not None and before.contact != row.contact:
            self.facts.move_session(session, row.contact)
        # By value: after a restore the desk and the facts hold equal decisions, not one.
        if before is None or row.phase is not before.phase or row.decision != before.decision:
            self._note_decision(session, by, outcome)
        self._note_participants(session, before, effects, outcome)

    def _note_decision(self, session: SessionState, by: str | None, outcome: Outcome) -> None:
        """When, by whom, and for how long it was open once it is closed."""
        row, now_ms = session.row, outcome.now_ms
        rule = "" if row.decision is None else row.decision.rule
        session.decided_ms = now_ms
        session.decided_by = None if rule.startswith(_BY_RULE) or rule == _BY_ITSELF else by
        if row.phase is Phase.OPEN and session.opened_ms is None:
            session.opened_ms = row.members[0].since_ms
        opened_ms, closed_ms = session.opened_ms, row.closed_ms
        was_handled = row.close_reason is not CloseReason.MERGED
        if closed_ms is not None and opened_ms is not None and was_handled:
            self.handling_ms.append(closed_ms - opened_ms)

    def _note_participants(
        self, session: SessionState, before: SessionRow | None, effects: Effects, outcome: Outcome
    ) -> None:
        row = session.row
        if before is not None and _same_agents(before, row):
            return
        former = () if before is None else before.members
        for agent in _agents(row.members, row.guests):
            outcome.agents[agent] = None
            if agent not in session.participants:
                session.participants[agent] = outcome.now_ms
                effects.participants.append(
                    ParticipantRecord(row.session, agent, self.merchant, outcome.now_ms)
                )
        outcome.agents.update(dict.fromkeys(_agents(former, ())))

    def _take_agents(self, changes: Changes, effects: Effects, outcome: Outcome) -> None:
        for row in changes.agents:
            effects.agent_states[row.agent] = rows.agent_record(self.merchant, row)
            outcome.agents[row.agent] = None
        for agent in changes.agents_removed:
            effects.agent_states.pop(agent, None)
            effects.agents_removed.append(RemovedAgent(self.merchant, agent))

    def _take_invitations(self, changes: Changes, effects: Effects, outcome: Outcome) -> None:
        for event in outcome.events:
            if isinstance(event, InvitationEnded):
                self._end_invitation(event, effects, outcome)
        for row in changes.invitations:
            record = rows.invitation_record(self.merchant, row, outcome.reason)
            self.invitations[row.session, row.target] = record
            effects.invitations[row.session, row.target] = record

    def _end_invitation(self, event: InvitationEnded, effects: Effects, outcome: Outcome) -> None:
        key = (event.session, event.target)
        record = self.invitations.pop(key, None)
        if record is not None:
            effects.invitations[key] = record._replace(
                end=event.end,
                ended_ms=outcome.now_ms,
                reason=outcome.reason if event.end is InvitationEnd.DECLINED else "",
            )


def _tell_nobody(_outcome: Outcome) -> None:
    """Nobody is there yet."""


def _same_agents(before: SessionRow, row: SessionRow) -> bool:
    """Nobody's load is different, and nobody came."""
    return (
        before.phase is row.phase and before.members == row.members and before.guests == row.guests
    )


def _agents(members: Iterable[Member], guests: Iterable[str]) -> Iterable[str]:
    yield from (member.agent for member in members)
    yield from guests
