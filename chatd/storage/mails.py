"""The outbox of e-mails: written with what they answer, then sent by whichever node claims them.

            claim                hand over            finish
    queued ───────▶ sending ─────────────▶ sending ─────────▶ sent, failed, unknown
       ▲               │ refused for now,     │ no reply came
       └───────────────┘ or its node is gone  └─▶ unknown ──an agent says so──▶ queued

Every arrow is a compare-and-set. A mail is marked as handed over before its content leaves: from
then on nobody but a person sends it again, for it may have arrived.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Update, exists, func, select, true, update

from chatd.storage.left_tables import mails
from chatd.storage.records import MailRecord
from chatd.storage.tables import contacts, sessions

QUEUED: Final = "queued"
SENDING: Final = "sending"
SENT: Final = "sent"
FAILED: Final = "failed"
UNKNOWN: Final = "unknown"

_columns = mails.c


def read_due_mails(connection: Connection, now_ms: int, limit: int) -> list[MailRecord]:
    """What may be claimed now, the longest due first."""
    statement = (
        select(mails)
        .where(_columns.state == QUEUED, _columns.next_ms <= now_ms)
        .order_by(_columns.next_ms)
        .limit(limit)
    )
    return [MailRecord._make(row) for row in connection.execute(statement)]


def read_next_mail_ms(connection: Connection) -> int | None:
    """When the next mail is due."""
    statement = select(func.min(_columns.next_ms)).where(_columns.state == QUEUED)
    return connection.execute(statement).scalar()


def read_mails_of(connection: Connection, merchant: str, session: str) -> list[MailRecord]:
    """Every mail about a session, the oldest first."""
    statement = (
        select(mails)
        .where(_columns.session == session, _columns.merchant == merchant)
        .order_by(_columns.created_ms, _columns.seq)
    )
    return [MailRecord._make(row) for row in connection.execute(statement)]


def count_queued_mails(connection: Connection, merchant: str) -> int:
    """How many of a merchant's mails are on their way."""
    statement = select(func.count()).where(
        _columns.merchant == merchant, _columns.state.in_((QUEUED, SENDING))
    )
    return connection.execute(statement).scalar() or 0


def claim_mail(connection: Connection, mail: str, claim: str, now_ms: int) -> bool:
    """Begin to send, if nobody else has."""
    return _is_changed(
        connection,
        update(mails)
        .where(_columns.mail == mail, _columns.state == QUEUED, _columns.next_ms <= now_ms)
        .values(
            state=SENDING,
            claim=claim,
            claimed_ms=now_ms,
            handed_ms=None,
            attempts=_columns.attempts + 1,
            changed_ms=now_ms,
        ),
    )


def hand_over_mail(connection: Connection, mail: str, claim: str, now_ms: int) -> bool:
    """The content leaves now, if the claim still holds."""
    return _is_changed(
        connection,
        _claimed(mail, claim).where(_columns.handed_ms.is_(None)).values(handed_ms=now_ms),
    )


def finish_mail(
    connection: Connection,
    mail: str,
    claim: str,
    state: str,
    *,
    reason: str,
    at_ms: int,
    next_ms: int,
) -> bool:
    """What came of it, if the claim still holds; `queued` is tried again at `next_ms`."""
    return _is_changed(
        connection,
        _claimed(mail, claim).values(
            state=state, claim=None, reason=reason, changed_ms=at_ms, next_ms=next_ms
        ),
    )


def recover_mails(connection: Connection, claimed_before_ms: int, now_ms: int) -> list[MailRecord]:
    """Take back what a node that is gone had claimed; returns what nobody knows the outcome of."""
    stale = (_columns.state == SENDING) & (_columns.claimed_ms < claimed_before_ms)
    connection.execute(
        update(mails)
        .where(stale, _columns.handed_ms.is_(None))
        .values(state=QUEUED, claim=None, next_ms=now_ms, changed_ms=now_ms)
    )
    unknown = [MailRecord._make(row) for row in connection.execute(select(mails).where(stale))]
    connection.execute(
        update(mails).where(stale).values(state=UNKNOWN, claim=None, changed_ms=now_ms)
    )
    return unknown


def retry_mail(
    connection: Connection, merchant: str, mail: str, now_ms: int, *, with_private: bool
) -> bool:
    """A person wants it sent again, though it failed or may have arrived."""
    is_private = exists().where(
        sessions.c.session == _columns.session,
        contacts.c.merchant == sessions.c.merchant,
        contacts.c.contact == sessions.c.contact,
        contacts.c.private,
    )
    return _is_changed(
        connection,
        update(mails)
        .where(
            _columns.mail == mail,
            _columns.merchant == merchant,
            _columns.state.in_((FAILED, UNKNOWN)),
            true() if with_private else ~is_private,
        )
        .values(state=QUEUED, attempts=0, next_ms=now_ms, changed_ms=now_ms, reason=""),
    )


def _claimed(mail: str, claim: str) -> Update:
    return update(mails).where(
        _columns.mail == mail, _columns.claim == claim, _columns.state == SENDING
    )


def _is_changed(connection: Connection, statement: Update) -> bool:
    return connection.execute(statement).rowcount == 1
