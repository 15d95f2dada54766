"""Files that people send: on their way, and where they were sent to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from chatd.storage.records import UploadRecord
from chatd.storage.tables import attachments, settings, uploads


class Usage(NamedTuple):
    """What an author has begun to upload: how many files, and bytes in all."""

    files: int
    size: int


def read_usage(
    connection: Connection, merchant: str, role: str, author: str, since_ms: int
) -> Usage:
    """What an author has begun to upload since then."""
    columns = uploads.c
    row = connection.execute(
        select(func.count(), func.coalesce(func.sum(columns.size), 0)).where(
            columns.merchant == merchant,
            columns.role == role,
            columns.author == author,
            columns.created_ms > since_ms,
        )
    ).one()
    return Usage._make(row)


def add_upload(connection: Connection, record: UploadRecord) -> None:
    """Begin an upload."""
    connection.execute(insert(uploads), record._asdict())


def receive_upload(connection: Connection, upload: str, from_byte: int, to_byte: int) -> bool:
    """So much more has come; False if it was not at `from_byte`, or is complete."""
    columns = uploads.c
    result = connection.execute(
        update(uploads)
        .where(
            columns.upload == upload,
            columns.received == from_byte,
            columns.completed_ms.is_(None),
        )
        .values(received=to_byte)
    )
    return result.rowcount == 1


def place_upload(connection: Connection, upload: str, content: str) -> bool:
    """From now on the content is in use."""
    result = connection.execute(
        update(uploads).where(uploads.c.upload == upload).values(content=content)
    )
    return result.rowcount == 1


def complete_upload(connection: Connection, record: UploadRecord) -> bool:
    """Store what an upload turned out to be."""
    result = connection.execute(
        update(uploads).where(uploads.c.upload == record.upload).values(**record._asdict())
    )
    return result.rowcount == 1


_IS_SENT: Final = (
    select(attachments.c.upload).where(attachments.c.upload == uploads.c.upload).exists()
)
_IS_SET: Final = (
    select(settings.c.subject)
    .where(
        settings.c.merchant == uploads.c.merchant,
        settings.c.kind == uploads.c.role,
        settings.c.subject == uploads.c.author,
        settings.c.value_json.contains(uploads.c.upload),
    )
    .exists()
)
"""An avatar's role and author are the kind and subject of the setting that names it."""

_IS_USED: Final = or_(_IS_SENT, _IS_SET)


def read_avatar(connection: Connection, upload: str) -> UploadRecord | None:
    """An upload that is somebody's avatar now, whoever asks."""
    statement = select(uploads).where(uploads.c.upload == upload, _IS_SET)
    row = connection.execute(statement).first()
    return None if row is None else UploadRecord._make(row)


def read_unused(connection: Connection, before_ms: int, limit: int) -> list[str]:
    """Uploads begun before then that nothing names, the oldest first."""
    statement = (
        select(uploads.c.upload)
        .where(uploads.c.created_ms < before_ms, ~_IS_USED)
        .order_by(uploads.c.created_ms)
        .limit(limit)
    )
    return list(connection.scalars(statement))


def remove_uploads(
    connection: Connection, names: Sequence[str], *, unused: bool
) -> tuple[int, list[str]]:
    """Forget uploads; how many there were, and the contents that none has any more."""
    statement = select(uploads.c.upload, uploads.c.content).where(uploads.c.upload.in_(names))
    rows = connection.execute(statement.where(~_IS_USED) if unused else statement).all()
    gone = [upload for upload, _ in rows]
    contents = {content for _, content in rows if content is not None}
    connection.execute(delete(attachments).where(attachments.c.upload.in_(gone)))
    connection.execute(delete(uploads).where(uploads.c.upload.in_(gone)))
    still = select(uploads.c.content).where(uploads.c.content.in_(contents))
    return len(gone), sorted(contents - set(connection.scalars(still)))
