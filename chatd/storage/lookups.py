"""Look-ups by key, on the event loop: a few microseconds each from SQLite's page cache.

Every cursor is read to its end at once: an unfinished one would hold on to an old state of the
database for as long as it lives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, bindparam, select, union_all
from sqlalchemy.dialects import sqlite

from chatd.errors import Unavailable
from chatd.storage import sessions as stored_sessions
from chatd.storage.engine import Database, connect
from chatd.storage.records import ContactRecord, MessageRecord, ShopRecord, UploadRecord
from chatd.storage.sessions import StoredSession, assemble, one_session
from chatd.storage.tables import (
    attachments,
    contacts,
    former_visitors,
    messages,
    sessions,
    shops,
    uploads,
)

_DIALECT: Final = sqlite.dialect(paramstyle="named")


class _Prepared:
    """A select as text, compiled once, with the constants it was written with."""

    __slots__ = ("_constants", "_text")

    def __init__(self, statement: Select[Any]) -> None:
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        self._text = str(compiled)
        self._constants = dict(compiled.params)

    def rows(self, connection: sqlite3.Connection, **values: str | int) -> list[Any]:
        return connection.execute(self._text, self._constants | values).fetchall()


_AUTHORS: Final = union_all(
    select(bindparam("author_id")),
    select(former_visitors.c.visitor).where(
        former_visitors.c.contact == bindparam("author_id"),
        former_visitors.c.merchant == bindparam("merchant_id"),
    ),
)
"""An author, and who they were before a shop named them."""

_MESSAGE: Final = _Prepared(
    select(messages).where(
        messages.c.cid == bindparam("client_id"),
        messages.c.author.in_(_AUTHORS),
        messages.c.role == bindparam("author_role"),
        messages.c.merchant == bindparam("merchant_id"),
    )
)
_CONTACTS: Final = union_all(
    select(bindparam("contact_id")),
    select(former_visitors.c.contact).where(
        former_visitors.c.merchant == bindparam("merchant_id"),
        former_visitors.c.visitor == bindparam("contact_id"),
    ),
)
"""A contact, and who has their sessions since a shop named them."""

_CIDS: Final = _Prepared(
    select(messages.c.cid)
    .join(sessions, sessions.c.session == messages.c.session)
    .where(
        sessions.c.merchant == bindparam("merchant_id"),
        sessions.c.contact.in_(_CONTACTS),
        messages.c.role == "buyer",
        messages.c.cid.is_not(None),
    )
    .limit(bindparam("most"))
)
_CONTACT: Final = _Prepared(
    select(contacts).where(
        contacts.c.merchant == bindparam("merchant_id"),
        contacts.c.contact == bindparam("contact_id"),
    )
)
_SHOP: Final = _Prepared(select(shops).where(shops.c.shop == bindparam("shop_id"), shops.c.enabled))
_SESSIONS_OF: Final = _Prepared(
    select(sessions.c.session)
    .where(
        sessions.c.merchant == bindparam("merchant_id"),
        sessions.c.contact == bindparam("contact_id"),
    )
    .order_by(sessions.c.created_ms.desc(), sessions.c.session.desc())
    .limit(bindparam("most"))
)
_UPLOAD: Final = _Prepared(
    select(uploads).where(
        uploads.c.upload == bindparam("upload_id"),
        uploads.c.merchant == bindparam("merchant_id"),
        uploads.c.role == bindparam("author_role"),
        uploads.c.author.in_(_AUTHORS),
    )
)
_ATTACHED: Final = _Prepared(
    select(attachments.c.channel, uploads)
    .join(uploads, uploads.c.upload == attachments.c.upload)
    .where(
        attachments.c.upload == bindparam("upload_id"),
        attachments.c.session == bindparam("session_id"),
        attachments.c.merchant == bindparam("merchant_id"),
    )
    .order_by(attachments.c.channel.desc())
)
_SESSION: Final = tuple(_Prepared(one) for one in stored_sessions.selects(one_session()))


class Attached(NamedTuple):
    """An upload that was sent into a session, and into which of its channels."""

    upload: UploadRecord
    channels: frozenset[str]


class Lookups:
    """A reading connection of the event loop's own.

    Args:
        database: Where to.
        on_read: Called for each query.
    """

    def __init__(self, database: Database, on_read: Callable[[], None]) -> None:
        self._connection = connect(database)
        self._on_read = on_read

    def message(self, merchant: str, role: str, author: str, cid: str) -> MessageRecord | None:
        """The message an author sent under this id, ever."""
        rows = self._rows(
            _MESSAGE, merchant_id=merchant, author_role=role, author_id=author, client_id=cid
        )
        return MessageRecord._make(rows[0]) if rows else None

    def cids(self, merchant: str, contact: str, most: int) -> list[str]:
        """The ids a contact has sent messages under."""
        rows = self._rows(_CIDS, merchant_id=merchant, contact_id=contact, most=most)
        return [row[0] for row in rows]

    def contact(self, merchant: str, contact: str) -> ContactRecord | None:
        """What is known of a contact."""
        rows = self._rows(_CONTACT, merchant_id=merchant, contact_id=contact)
        return ContactRecord._make(rows[0]) if rows else None

    def session(self, merchant: str, session: str) -> StoredSession | None:
        """A session of this merchant; another's is as if there were none."""
        results = [self._rows(one, merchant_id=merchant, session_id=session) for one in _SESSION]
        return next(iter(assemble(results)), None)

    def shop(self, shop: str) -> ShopRecord | None:
        """A shop, unless it left the file."""
        rows = self._rows(_SHOP, shop_id=shop)
        return ShopRecord._make(rows[0]) if rows else None

    def sessions_of(self, merchant: str, contact: str, most: int) -> list[str]:
        """The ids of a contact's sessions, the latest first."""
        rows = self._rows(_SESSIONS_OF, merchant_id=merchant, contact_id=contact, most=most)
        return [row[0] for row in rows]

    def upload(self, merchant: str, role: str, author: str, upload: str) -> UploadRecord | None:
        """An upload of this author's."""
        rows = self._rows(
            _UPLOAD, merchant_id=merchant, author_role=role, author_id=author, upload_id=upload
        )
        return UploadRecord._make(rows[0]) if rows else None

    def attached(self, merchant: str, session: str, upload: str) -> Attached | None:
        """An upload, if it was sent into a session."""
        rows = self._rows(_ATTACHED, merchant_id=merchant, session_id=session, upload_id=upload)
        if not rows:
            return None
        channels = frozenset(row[0] for row in rows)
        return Attached(UploadRecord._make(rows[0][1:]), channels)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _rows(self, prepared: _Prepared, **values: str | int) -> list[Any]:
        self._on_read()
        try:
            return prepared.rows(self._connection, **values)
        except sqlite3.Error as error:
            raise Unavailable(f"the database could not be read: {error}") from error
