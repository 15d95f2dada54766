"""What was written: pages of messages, and whom an agent last replied to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from chatd.storage.records import ContactRecord, MessageRecord
from chatd.storage.tables import contacts, messages


@dataclass(frozen=True, slots=True)
class Page:
    """Which messages of a (session, channel) are wanted.

    With `after_seq` the oldest that are newer; else, below `before_seq` if it is given, the
    newest. `step_max` leaves out what later steps wrote.
    """

    session: str
    channel: str
    limit: int
    after_seq: int | None = None
    before_seq: int | None = None
    step_max: int | None = None
    newest: bool = False
    """With `after_seq`: the newest of those that are newer instead."""


def read_messages(
    connection: Connection, merchant: str, page: Page
) -> tuple[list[MessageRecord], bool]:
    """The messages in ascending order of seq, and whether there are further ones that way."""
    columns = messages.c
    statement = select(messages).where(
        columns.session == page.session,
        columns.channel == page.channel,
        columns.merchant == merchant,
    )
    if page.after_seq is not None:
        statement = statement.where(columns.seq > page.after_seq)
    if page.before_seq is not None:
        statement = statement.where(columns.seq < page.before_seq)
    if page.step_max is not None:
        statement = statement.where(columns.step <= page.step_max)
    ascending = page.after_seq is not None and not page.newest
    order = columns.seq.asc() if ascending else columns.seq.desc()
    rows = list(connection.execute(statement.order_by(order).limit(page.limit + 1)))
    found = [MessageRecord._make(row) for row in rows[: page.limit]]
    return (found if ascending else found[::-1]), len(rows) > page.limit


def read_recent_contacts(
    connection: Connection, merchant: str, agent: str, limit: int
) -> list[ContactRecord]:
    """Contacts an agent was the last to reply to, the latest first."""
    statement = (
        select(contacts)
        .where(contacts.c.merchant == merchant, contacts.c.recent_agent == agent)
        .order_by(contacts.c.recent_at_ms.desc())
        .limit(limit)
    )
    return [ContactRecord._make(row) for row in connection.execute(statement)]
