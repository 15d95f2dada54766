"""A desk's rows as the store's records, and back. The shell's own columns come along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Final, TypeVar

import msgspec

from chatd.desks.occasions import NOTHING_TOLD, Told
from chatd.storage.desks import StoredDesk
from chatd.storage.records import (
    AgentStateRecord,
    ContactRecord,
    DeskRecord,
    InvitationRecord,
    SessionRecord,
    TouchRecord,
)
from presence.states import PresenceState
from routing.rows import (
    AgentRow,
    CloseReason,
    ContactRow,
    Decision,
    DeskRow,
    DeskRows,
    InvitationMode,
    InvitationRow,
    Member,
    Phase,
    SessionRow,
)
from routing.settings import DeskConfig

Row = TypeVar("Row")

_encode: Final = msgspec.msgpack.Encoder().encode
_NAMES: Final = msgspec.msgpack.Decoder(tuple[str, ...])
_PAIRS: Final = msgspec.msgpack.Decoder(tuple[tuple[str, int], ...])
_DECISION: Final = msgspec.msgpack.Decoder(Decision)
_ROWS: Final = msgspec.msgpack.Decoder(DeskRows)
_CONFIG: Final = msgspec.msgpack.Decoder(DeskConfig)


def encode_config(config: DeskConfig) -> bytes:
    """A configuration as a blob."""
    return _encode(config)


def decode_config(blob: bytes) -> DeskConfig:
    """A configuration from its blob."""
    return _CONFIG.decode(blob)


def desk_record(
    merchant: str,
    *,
    slot: int,
    step: int,
    revision: int,
    row: DeskRow,
    next_deadline_ms: int | None,
    is_live: bool,
) -> DeskRecord:
    """What is stored of a desk besides what it holds."""
    return DeskRecord(
        merchant,
        slot,
        step,
        revision,
        row.now_ms,
        row.next_sequence,
        row.next_turn,
        _encode(row.full_groups),
        next_deadline_ms,
        is_live,
    )


def desk_row(record: DeskRecord) -> DeskRow:
    """A desk's counters from its record."""
    return DeskRow(
        now_ms=record.now_ms,
        next_sequence=record.next_sequence,
        next_turn=record.next_turn,
        full_groups=_PAIRS.decode(record.full_groups),
    )


def agent_record(merchant: str, row: AgentRow) -> AgentStateRecord:
    """An agent's routing state as its record."""
    return AgentStateRecord(
        merchant,
        row.agent,
        row.intent,
        row.connected,
        row.lost_since_ms,
        row.windows_max,
        row.last_turn,
        row.enabled_ms,
    )


def agent_row(record: AgentStateRecord) -> AgentRow:
    """An agent's routing state from its record."""
    return AgentRow(
        agent=record.agent,
        intent=None if record.intent is None else PresenceState(record.intent),
        connected=bool(record.connected),
        lost_since_ms=record.lost_since_ms,
        windows_max=record.windows_max,
        last_turn=record.last_turn,
        enabled_ms=record.enabled_ms,
    )


def contact_record(
    merchant: str,
    row: ContactRow,
    *,
    buyer: str | None,
    name: str | None,
    email: str | None,
    created_ms: int,
) -> ContactRecord:
    """A contact as its record."""
    return ContactRecord(
        merchant,
        row.contact,
        row.shop,
        buyer,
        name,
        email,
        created_ms,
        row.recent_agent,
        row.recent_at_ms,
        row.private,
        row.blocked,
        row.priority,
        row.mailbox,
        row.connected,
        row.absent_since_ms,
        row.gone,
    )


def contact_row(record: ContactRecord) -> ContactRow:
    """What routing keeps of a contact, from its record."""
    return ContactRow(
        contact=record.contact,
        shop=record.shop,
        recent_agent=record.recent_agent,
        recent_at_ms=record.recent_at_ms,
        private=bool(record.private),
        blocked=bool(record.blocked),
        priority=record.priority,
        mailbox=record.mailbox,
        connected=bool(record.connected),
        absent_since_ms=record.absent_since_ms,
        gone=bool(record.gone),
    )


def encode_decision(decision: Decision | None) -> bytes | None:
    """A decision as a blob."""
    return None if decision is None else _encode(decision)


def session_record(
    merchant: str,
    row: SessionRow,
    *,
    decision: bytes | None,
    decided_ms: int,
    decided_by: str | None,
    opened_ms: int | None,
) -> SessionRecord:
    """A session as its record. `decision` is the row's, encoded before."""
    return SessionRecord(
        row.session,
        merchant,
        row.contact,
        row.shop,
        row.phase,
        _encode([(member.agent, member.since_ms) for member in row.members]),
        _encode(row.guests),
        row.created_ms,
        row.arrived_ms,
        row.sequence,
        row.held_until_ms,
        row.cache_sequence,
        decision,
        decided_ms,
        decided_by,
        opened_ms,
        row.closed_ms,
        row.close_reason,
        row.merged_into,
    )


def touch_record(row: SessionRow, told: Told = NOTHING_TOLD) -> TouchRecord:
    """What a plain message changes of a session."""
    return TouchRecord(
        row.session,
        row.last_touched_ms,
        row.unanswered_since_ms,
        _encode(row.seen),
        row.hops,
        row.left,
        *told,
    )


def told(record: TouchRecord) -> Told:
    """Which automatic answers were sent, from a session's record."""
    return Told(
        record.told_welcome_ms, record.told_cached_ms, record.told_busy_ms, record.told_silent_ms
    )


def is_only_touched(before: SessionRow, row: SessionRow) -> bool:
    """Whether a session is where it was: nothing is different that its own record has."""
    return (
        before.phase is row.phase
        and (before.decision is row.decision or before.decision == row.decision)
        and before.members == row.members
        and before.guests == row.guests
        and before.contact == row.contact
        and before.arrived_ms == row.arrived_ms
        and before.sequence == row.sequence
        and before.held_until_ms == row.held_until_ms
        and before.cache_sequence == row.cache_sequence
        and before.merged_into == row.merged_into
    )


def session_row(record: SessionRecord, touch: TouchRecord) -> SessionRow:
    """What routing keeps of a session, from its records."""
    reason = record.close_reason
    return SessionRow(
        session=record.session,
        contact=record.contact,
        shop=record.shop,
        phase=Phase(record.phase),
        members=tuple(Member(agent, since_ms) for agent, since_ms in _PAIRS.decode(record.members)),
        guests=_NAMES.decode(record.guests),
        created_ms=record.created_ms,
        arrived_ms=record.arrived_ms,
        sequence=record.sequence,
        last_touched_ms=touch.last_touched_ms,
        unanswered_since_ms=touch.unanswered_since_ms,
        seen=_NAMES.decode(touch.seen),
        hops=touch.hops,
        left=bool(touch.left),
        held_until_ms=record.held_until_ms,
        cache_sequence=record.cache_sequence,
        decision=None if record.decision is None else _DECISION.decode(record.decision),
        closed_ms=record.closed_ms,
        close_reason=None if reason is None else CloseReason(reason),
        merged_into=record.merged_into,
    )


def invitation_record(
    merchant: str, row: InvitationRow, note: str, **ended: Any
) -> InvitationRecord:
    """An invitation as its record; `ended` has `end`, `ended_ms` and `reason` once it is over."""
    return InvitationRecord(
        row.session,
        row.target,
        merchant,
        row.inviter,
        row.mode,
        note,
        row.sent_ms,
        ended.get("end"),
        ended.get("ended_ms"),
        ended.get("reason"),
    )


def invitation_row(record: InvitationRecord) -> InvitationRow:
    """An open invitation from its record."""
    return InvitationRow(
        session=record.session,
        target=record.target,
        inviter=record.inviter,
        mode=InvitationMode(record.mode),
        sent_ms=record.sent_ms,
    )


def encode_rows(rows: DeskRows) -> bytes:
    """Everything a desk holds as a blob."""
    return _encode(rows)


def decode_rows(blob: bytes) -> DeskRows:
    """Everything a desk held, from its blob."""
    return _ROWS.decode(blob)


def desk_rows(stored: StoredDesk) -> DeskRows:
    """What a desk is restored from; it must have been committed before."""
    assert stored.desk is not None, "a desk without a commit is new"
    return DeskRows(
        desk=desk_row(stored.desk),
        agents=_sorted(map(agent_row, stored.agent_states), attrgetter("agent")),
        contacts=_sorted(map(contact_row, stored.contacts), attrgetter("contact")),
        sessions=tuple(session_row(one.record, one.touch) for one in stored.sessions),
        invitations=_sorted(
            map(invitation_row, stored.invitations), attrgetter("session", "target")
        ),
    )


def _sorted(rows: Iterable[Row], key: Callable[[Row], Any]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=key))
