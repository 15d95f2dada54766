"""What people wrote is made to go: on a contact's wish, and by age. Ids and numbers stay.

Each call is one short transaction; who has much to erase calls again. What is overwritten is
overwritten in the file too (`secure_delete`), and in the WAL with the next `truncate_wal`.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert

from chatd.storage.known_tables import contact_notes, visits
from chatd.storage.left_tables import mails
from chatd.storage.records import ErasureRecord
from chatd.storage.tables import (
    attachments,
    blocks,
    contacts,
    erasures,
    former_visitors,
    invitations,
    messages,
    ratings,
    sessions,
    summaries,
)

ROWS_MAX: Final = 200
"""Rows of one transaction: a commit that waits for it waits a few milliseconds."""

_TEXTS: Final[tuple[tuple[Table, tuple[str, ...]], ...]] = (
    (summaries, ("note",)),
    (ratings, ("comment",)),
    (invitations, ("note", "reason")),
    (mails, ("recipient", "text")),
)
"""What was written about a session, besides its messages."""

_ABOUT: Final = (visits, contact_notes)
"""What is known of a contact besides: it goes whole."""


def ask_erasure(connection: Connection, merchant: str, contact: str, now_ms: int) -> None:
    """Keep the wish, so that it outlives a crash; again after it was fulfilled, too."""
    statement = insert(erasures).values(
        merchant=merchant, contact=contact, asked_ms=now_ms, done_ms=None
    )
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(erasures.primary_key),
            set_={"asked_ms": now_ms, "done_ms": None},
            where=erasures.c.done_ms.is_not(None),
        )
    )


def read_open_erasures(connection: Connection) -> list[ErasureRecord]:
    """The wishes that are not fulfilled, the oldest first."""
    statement = select(erasures).where(erasures.c.done_ms.is_(None)).order_by(erasures.c.asked_ms)
    return [ErasureRecord._make(row) for row in connection.execute(statement)]


def finish_erasure(connection: Connection, merchant: str, contact: str, now_ms: int) -> None:
    """The wish is fulfilled."""
    connection.execute(
        update(erasures)
        .where(erasures.c.merchant == merchant, erasures.c.contact == contact)
        .values(done_ms=now_ms)
    )


def erase_contact(
    connection: Connection, merchant: str, contact: str, step_max: int, blank: bytes
) -> bool:
    """Erase some of what is stored of a contact. True: call again, there may be more.

    Their own row is the desk's to write; those of visitors who turned out to be them are not.

    Args:
        connection: In a transaction.
        merchant: Whose contact.
        contact: Whose words.
        step_max: Messages of later steps stay.
        blank: The body that stands for an erased one.
    """
    theirs = and_(sessions.c.merchant == merchant, sessions.c.contact == contact)
    if _blank_messages(connection, and_(theirs, messages.c.step <= step_max), blank):
        return True
    _blank_texts(connection, select(sessions.c.session).where(theirs))
    visitors = select(former_visitors.c.visitor).where(
        former_visitors.c.merchant == merchant, former_visitors.c.contact == contact
    )
    everybody = or_(contacts.c.contact == contact, contacts.c.contact.in_(visitors))
    connection.execute(
        update(contacts)
        .where(contacts.c.merchant == merchant, contacts.c.contact.in_(visitors))
        .values(name=None, email=None, buyer=None)
    )
    them = select(contacts.c.contact).where(contacts.c.merchant == merchant, everybody)
    connection.execute(
        update(blocks)
        .where(blocks.c.merchant == merchant, blocks.c.contact.in_(them))
        .values(reason="")
    )
    for table in _ABOUT:
        is_theirs = (table.c.merchant == merchant) & table.c.contact.in_(them)
        connection.execute(delete(table).where(is_theirs))
    return False


def erase_aged(connection: Connection, merchant: str, before_ms: int, blank: bytes) -> list[str]:
    """Erase some of what was written in sessions closed before a moment.

    Returns:
        The sessions of which something was erased; when there are none, it is done.
    """
    aged = and_(sessions.c.merchant == merchant, sessions.c.closed_ms < before_ms)
    found = _blank_messages(connection, aged, blank)
    if found:
        return found
    touched: dict[str, None] = {}
    for table, names in _TEXTS:
        written = or_(*(table.c[name] != "" for name in names))
        statement = (
            select(table.c.session)
            .join(sessions, sessions.c.session == table.c.session)
            .where(aged, written)
            .limit(ROWS_MAX)
        )
        touched.update(dict.fromkeys(connection.execute(statement).scalars()))
    _blank_texts(connection, list(touched))
    return list(touched)


def find_aged_contacts(connection: Connection, merchant: str, before_ms: int) -> list[str]:
    """Contacts with a name who have had no session since a moment; some of them."""
    columns = contacts.c
    recent = (
        select(sessions.c.session)
        .where(
            sessions.c.merchant == merchant,
            sessions.c.contact == columns.contact,
            or_(sessions.c.closed_ms.is_(None), sessions.c.closed_ms >= before_ms),
        )
        .exists()
    )
    named = or_(columns.name.is_not(None), columns.email.is_not(None), columns.buyer.is_not(None))
    statement = (
        select(columns.contact)
        .where(columns.merchant == merchant, columns.created_ms < before_ms, named)
        .where(~columns.private, ~recent)
        .limit(ROWS_MAX)
    )
    return list(connection.execute(statement).scalars())


def erase_about(connection: Connection, merchant: str, contact: str) -> None:
    """Let go of where a contact has been, and of what was noted of them."""
    for table in _ABOUT:
        is_theirs = (table.c.merchant == merchant) & (table.c.contact == contact)
        connection.execute(delete(table).where(is_theirs))


def _blank_messages(connection: Connection, which: ColumnElement[bool], blank: bytes) -> list[str]:
    """Blank the next messages. Returns their sessions."""
    key = tuple(messages.primary_key)
    statement = (
        select(*key)
        .join(sessions, sessions.c.session == messages.c.session)
        .where(which, messages.c.body != blank)
        .limit(ROWS_MAX)
    )
    found = [tuple(row) for row in connection.execute(statement)]
    if found:
        connection.execute(
            update(messages).where(tuple_(*key).in_(found)).values(kind="system", body=blank)
        )
    blanked = list(dict.fromkeys(row[0] for row in found))
    _detach_files(connection, blanked)
    return blanked


def _detach_files(connection: Connection, of_sessions: list[str]) -> None:
    """Nobody reads there what was attached: the uploads go with the next collection."""
    names = select(messages.c.seq).where(
        messages.c.session == attachments.c.session, messages.c.kind.in_(("image", "file"))
    )
    connection.execute(
        delete(attachments).where(attachments.c.session.in_(of_sessions), ~names.exists())
    )


def _blank_texts(connection: Connection, of_sessions: Any) -> None:
    for table, names in _TEXTS:
        connection.execute(
            update(table).where(table.c.session.in_(of_sessions)).values(dict.fromkeys(names, ""))
        )
