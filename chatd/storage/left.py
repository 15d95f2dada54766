"""Left messages: mailbox sessions, and whether somebody has seen to them.

One is unhandled when nobody marked it, when its buyer has written since, or when the e-mail that
answered it has failed, or may not have arrived, since. All of that is read, nothing of it counted:
the rows are the truth on every node.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
)

from chatd.storage.left_tables import handled, mails
from chatd.storage.mails import FAILED, UNKNOWN
from chatd.storage.records import ContactRecord, HandledRecord, SessionRecord
from chatd.storage.tables import contacts, messages, sessions, touches


class LeftRow(NamedTuple):
    """A mailbox session with its contact; `handled` is the last mark, whether it holds or not.

    `said` is the body of the last text that its buyer wrote.
    """

    session: SessionRecord
    contact: ContactRecord
    last_touched_ms: int
    said: bytes | None
    handled: HandledRecord | None


class LeftCount(NamedTuple):
    """How many are unhandled, and how many of these are private contacts'."""

    unhandled: int = 0
    private: int = 0


COUNT_MAX = 1_000
"""More are not counted."""


def count_left(connection: Connection, merchant: str) -> LeftCount:
    """Unhandled ones, up to a bound."""
    unhandled = (
        _left(merchant, contacts.c.private).where(_is_unhandled()).limit(COUNT_MAX).subquery()
    )
    statement = select(func.count(), func.coalesce(func.sum(unhandled.c.private), 0))
    return LeftCount._make(connection.execute(statement.select_from(unhandled)).one())


def read_left(
    connection: Connection,
    merchant: str,
    *,
    is_handled: bool,
    with_private: bool,
    before_ms: int | None,
    limit: int,
) -> list[LeftRow]:
    """Unhandled ones, the longest waiting first; or handled ones, the latest first.

    Args:
        connection: The database.
        merchant: Whose.
        is_handled: Which.
        with_private: Private contacts' among them.
        before_ms: Of handled ones only those marked earlier.
        limit: At most so many.
    """
    statement = _left(merchant, sessions, contacts, touches.c.last_touched_ms, _said(), handled)
    if not with_private:
        statement = statement.where(contacts.c.private.is_(False))
    if is_handled:
        statement = statement.where(~_is_unhandled()).order_by(handled.c.at_ms.desc())
        if before_ms is not None:
            statement = statement.where(handled.c.at_ms < before_ms)
    else:
        statement = statement.where(_is_unhandled()).order_by(touches.c.last_touched_ms)
    return [_row(row) for row in connection.execute(statement.limit(limit))]


def _left(merchant: str, *wanted: Any) -> Select[Any]:
    is_theirs = and_(
        contacts.c.merchant == sessions.c.merchant, contacts.c.contact == sessions.c.contact
    )
    return (
        select(*wanted)
        .select_from(sessions)
        .join(contacts, is_theirs)
        .join(touches, touches.c.session == sessions.c.session)
        .outerjoin(handled, handled.c.session == sessions.c.session)
        .where(sessions.c.merchant == merchant, sessions.c.phase == "mailbox")
    )


def _said() -> ScalarSelect[bytes]:
    return (
        select(messages.c.body)
        .where(
            messages.c.session == sessions.c.session,
            messages.c.channel == "public",
            messages.c.role == "buyer",
            messages.c.kind == "text",
        )
        .order_by(messages.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )


def _is_unhandled() -> ColumnElement[bool]:
    marked_ms = handled.c.at_ms
    has_failed = exists().where(
        mails.c.session == sessions.c.session,
        mails.c.state.in_((FAILED, UNKNOWN)),
        mails.c.changed_ms > marked_ms,
    )
    return or_(marked_ms.is_(None), marked_ms < touches.c.last_touched_ms, has_failed)


def _row(row: Any) -> LeftRow:
    columns = list(row)
    width, more = len(SessionRecord._fields), len(ContactRecord._fields)
    last_touched_ms, said, *mark = columns[width + more :]
    return LeftRow(
        SessionRecord._make(columns[:width]),
        ContactRecord._make(columns[width : width + more]),
        last_touched_ms,
        said,
        None if mark[0] is None else HandledRecord._make(mark),
    )
