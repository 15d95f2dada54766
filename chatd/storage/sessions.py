"""Sessions with what belongs to them: heads of the channels, reads, last message, summary.

The same six selects serve one session and all that a desk holds; who runs them decides where.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from chatd.storage.records import (
    MessageRecord,
    ParticipantRecord,
    RatingRecord,
    ReadRecord,
    SessionRecord,
    SummaryRecord,
    TouchRecord,
)
from chatd.storage.tables import (
    messages,
    participants,
    ratings,
    reads,
    sessions,
    summaries,
    touches,
)

_WIDTH: Final = len(SessionRecord._fields)

LIVE_PHASES: Final = ("open", "cached", "queued")


@dataclass(slots=True)
class StoredSession:
    """A session as stored. `last_message` is the last public one that somebody wrote."""

    record: SessionRecord
    touch: TouchRecord
    public_seq: int
    internal_seq: int
    last_message: MessageRecord | None = None
    reads: list[ReadRecord] = field(default_factory=list)
    participants: list[ParticipantRecord] = field(default_factory=list)
    summary: SummaryRecord | None = None
    rating: RatingRecord | None = None


def one_session() -> ColumnElement[bool]:
    """The session `session_id`, if it is this merchant's."""
    return (sessions.c.session == bindparam("session_id")) & (
        sessions.c.merchant == bindparam("merchant_id")
    )


def held_contacts() -> Select[tuple[str]]:
    """Contacts of this merchant with a live or held session."""
    live = or_(sessions.c.phase.in_(LIVE_PHASES), sessions.c.held_until_ms.is_not(None))
    of_merchant = sessions.c.merchant == bindparam("merchant_id")
    return select(sessions.c.contact).where(of_merchant, live).distinct()


def held_sessions() -> ColumnElement[bool]:
    """All sessions of these contacts that are not closed: what a desk holds."""
    return (
        (sessions.c.merchant == bindparam("merchant_id"))
        & sessions.c.contact.in_(held_contacts())
        & (sessions.c.phase != "closed")
    )


def selects(which: ColumnElement[bool]) -> tuple[Select[Any], ...]:
    """What `assemble` wants, for the sessions that satisfy a condition."""
    ids = select(sessions.c.session).where(which)
    return (
        select(sessions, touches, _head("public"), _head("internal"))
        .join(touches, touches.c.session == sessions.c.session)
        .where(which)
        .order_by(sessions.c.session),
        select(messages)
        .join(sessions, sessions.c.session == messages.c.session)
        .where(which, messages.c.channel == "public", messages.c.seq == _spoken_head()),
        select(reads).where(reads.c.session.in_(ids)),
        select(participants)
        .where(participants.c.session.in_(ids))
        .order_by(participants.c.joined_ms, participants.c.agent),
        select(summaries).where(summaries.c.session.in_(ids)),
        select(ratings).where(ratings.c.session.in_(ids)),
    )


def assemble(results: Sequence[Iterable[Any]]) -> list[StoredSession]:
    """Put the rows of the selects together, in the order of the session ids."""
    rows, last_messages, all_reads, all_participants, all_summaries, all_ratings = results
    found = {row[0]: _session(row) for row in rows}
    for row in last_messages:
        found[row[0]].last_message = MessageRecord._make(row)
    for row in all_reads:
        found[row[0]].reads.append(ReadRecord._make(row))
    for row in all_participants:
        found[row[0]].participants.append(ParticipantRecord._make(row))
    for row in all_summaries:
        found[row[0]].summary = SummaryRecord._make(row)
    for row in all_ratings:
        found[row[0]].rating = RatingRecord._make(row)
    return list(found.values())


def _session(row: Sequence[Any]) -> StoredSession:
    record, touch, (public_seq, internal_seq) = row[:_WIDTH], row[_WIDTH:-2], row[-2:]
    return StoredSession(
        SessionRecord._make(record), TouchRecord._make(touch), public_seq or 0, internal_seq or 0
    )


def _head(channel: str) -> Any:
    """The newest seq of a channel: one seek in the primary key."""
    inner = messages.alias()
    return (
        select(func.max(inner.c.seq))
        .where(inner.c.session == sessions.c.session, inner.c.channel == channel)
        .scalar_subquery()
    )


def _spoken_head() -> Any:
    """The newest public seq that is not the server's own word: backwards along the primary key."""
    inner = messages.alias()
    return (
        select(inner.c.seq)
        .where(
            inner.c.session == sessions.c.session,
            inner.c.channel == "public",
            inner.c.role != "system",
        )
        .order_by(inner.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
