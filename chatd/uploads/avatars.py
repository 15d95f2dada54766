"""Avatars: small square pictures of agents and shops, made of what somebody has uploaded.

An avatar is an upload of its own, kept like any other: its content moves if the picture did, its
thumbnail is the still one. It is in use while a setting names it. What it was made of is let go.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final, NamedTuple

from chatd.clock import Clock
from chatd.errors import CommandRejected, ErrorCode
from chatd.storage.records import UploadRecord
from chatd.storage.store import Store
from chatd.uploads.contents import Contents
from chatd.uploads.keeper import Keeper
from chatd.uploads.quotas import Author
from chatd.uploads.thumbnails import Square, Thumbnails
from chatd.uploads.types import PICTURES, WEBP

SOURCE_BYTES_MAX: Final = 5 * 1024 * 1024


class Made(NamedTuple):
    """An avatar that is stored. `moving`: its thumbnail is another, still picture."""

    upload: str
    moving: bool


class Avatars:
    """Makes avatars and lets them go.

    Args:
        store: The rows.
        contents: The bytes.
        clock: The time.
    """

    def __init__(self, store: Store, contents: Contents, clock: Clock) -> None:
        self._store = store
        self._contents = contents
        self._clock = clock
        self._keeper = Keeper(store, contents)
        self._thumbnails = Thumbnails()

    async def make(
        self, author: Author, upload: str, square: Square, *, kind: str, subject: str
    ) -> Made:
        """Make an avatar of an upload of the author's. A setting must name it, or it will go.

        Args:
            author: Who has uploaded the picture.
            upload: The picture.
            square: The part of it that is wanted.
            kind: The setting's.
            subject: The setting's: whose avatar it is to be.

        Raises:
            CommandRejected: `not_found`: the author has no such upload; `too_large`;
                `bad_request`: it is no whole picture, or the square is not inside of it.
            Unavailable: It cannot be done now.
        """
        source = await self._source(author, upload, square)
        made = f"u_{secrets.token_hex(16)}"
        assert source.content is not None
        assert source.type is not None
        content = b"".join([part async for part in self._contents.read(source.content)])
        await self._contents.write(made, 0, content)
        try:
            path = await self._contents.unfinished(made)
            avatar = await self._thumbnails.avatar(path, PICTURES[source.type], square)
        finally:
            await self._contents.discard(made)
        record = UploadRecord(
            upload=made,
            merchant=author.merchant,
            role=kind,
            author=subject,
            name="avatar.webp",
            size=len(avatar.moving or avatar.still),
            received=0,
            content=None,
            type=WEBP.mime,
            width=None,
            height=None,
            created_ms=self._clock.now_ms(),
            completed_ms=None,
        )
        await self._keep(record, avatar.moving or avatar.still, avatar.still)
        return Made(made, avatar.moving is not None)

    async def discard(self, *uploads: str) -> None:
        """Let avatars and what they were made of go, unless something names them."""
        for upload in uploads:
            await self._keeper.discard(upload)

    async def _source(self, author: Author, upload: str, square: Square) -> UploadRecord:
        record = await self._store.find_upload(author.merchant, author.role, author.id, upload)
        if record is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        if record.completed_ms is None or record.width is None or record.height is None:
            raise CommandRejected(ErrorCode.BAD_REQUEST, "An avatar is made of a whole picture.")
        if record.size > SOURCE_BYTES_MAX:
            message = f"A picture for an avatar has at most {SOURCE_BYTES_MAX} bytes."
            raise CommandRejected(ErrorCode.TOO_LARGE, message)
        if square.x + square.side > record.width or square.y + square.side > record.height:
            raise CommandRejected(ErrorCode.BAD_REQUEST, "The square is not inside the picture.")
        return record

    async def _keep(self, record: UploadRecord, content: bytes, still: bytes) -> None:
        """As `Receiving` does: the row first, so that nobody removes the content meanwhile."""
        upload, key = record.upload, hashlib.sha256(content).hexdigest()
        await self._store.add_upload(record)
        await self._contents.write(upload, 0, content)
        await self._store.place_upload(upload, key)
        await self._contents.keep(upload, key, still)
        await self._contents.discard(upload)
        now_ms = self._clock.now_ms()
        await self._store.complete_upload(
            record._replace(received=record.size, content=key, completed_ms=now_ms)
        )
