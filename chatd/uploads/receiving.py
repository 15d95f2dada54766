"""Receives files in parts, so that one whose connection was lost goes on where it was.

    begin ──▶ receiving ──all bytes──▶ checking ──▶ complete
                 ▲  │ lost                 │ not a type that is taken
                 └──┘ from `received`      ▼ gone

What has been answered is durable: a part is written and synced before the row says so. A crash
anywhere leaves an upload that can be gone on with, the check of a whole one included.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from typing import Final

from chatd.clock import Clock
from chatd.config import Config
from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.storage.records import UploadRecord
from chatd.storage.store import Store
from chatd.uploads.contents import Contents
from chatd.uploads.keeper import Keeper
from chatd.uploads.names import safe_name
from chatd.uploads.quotas import Author, Quotas
from chatd.uploads.thumbnails import Thumbnails
from chatd.uploads.types import FileType, type_of

PART_BYTES: Final = 1024 * 1024
"""So much is held in memory before it is written."""

RECEIVING_MAX: Final = 32
"""Uploads whose bytes are coming, at a time; so many parts are in memory at most."""

CHECKING_MAX: Final = 2
_BUSY_RETRY_MS: Final = 2_000


class WrongOffset(CommandRejected):
    """The part does not begin where the upload ends. `record` says where that is."""

    def __init__(self, record: UploadRecord) -> None:
        super().__init__(ErrorCode.BAD_REQUEST, f"Expected byte {record.received}.")
        self.record = record


class NotTaken(CommandRejected):
    """The content is of no type that is taken; the upload is gone."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.BAD_REQUEST, "Files of this type are not taken.")


class Receiving:
    """Takes uploads from begin to complete.

    Args:
        config: The limits.
        store: The rows.
        contents: The bytes.
        clock: The time.
    """

    def __init__(self, config: Config, store: Store, contents: Contents, clock: Clock) -> None:
        self._config = config
        self._store = store
        self._contents = contents
        self._clock = clock
        self._keeper = Keeper(store, contents)
        self._quotas = Quotas(config, store, clock)
        self._thumbnails = Thumbnails()
        self._receiving: dict[str, asyncio.Task[UploadRecord]] = {}
        self._checking = asyncio.Semaphore(CHECKING_MAX)

    async def begin(self, author: Author, name: str, size: int) -> UploadRecord:
        """Expect a file of so many bytes.

        Raises:
            CommandRejected: `too_large`, `rate`, or `blocked`: a contact that may not write.
        """
        if author.role == "buyer":
            contact = await self._store.find_contact(author.merchant, author.id)
            if contact is not None and contact.blocked:
                raise CommandRejected(ErrorCode.BLOCKED)
        await self._quotas.take(author, size)
        if await self._contents.free_bytes() < self._config.upload_free_bytes_min:
            raise Unavailable("the files' disk is nearly full")
        record = UploadRecord(
            upload=f"u_{secrets.token_hex(16)}",
            merchant=author.merchant,
            role=author.role,
            author=author.id,
            name=name,
            size=size,
            received=0,
            content=None,
            type=None,
            width=None,
            height=None,
            created_ms=self._clock.now_ms(),
            completed_ms=None,
        )
        await self._store.add_upload(record)
        return record

    async def find(self, author: Author, upload: str) -> UploadRecord:
        """An upload of the author's.

        Raises:
            CommandRejected: `not_found`.
        """
        record = await self._store.find_upload(author.merchant, author.role, author.id, upload)
        if record is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return record

    async def cancel(self, author: Author, upload: str) -> None:
        """Forget an upload that no message names; a sent one stays.

        Raises:
            CommandRejected: `not_found`.
        """
        await self.find(author, upload)
        await self._interrupt(upload)
        await self._keeper.discard(upload)

    async def receive(
        self, author: Author, upload: str, offset: int, parts: AsyncIterator[bytes]
    ) -> UploadRecord:
        """Take more bytes from `offset` on; what came before a failure is kept.

        A connection that was lost may not know it yet: the newest one wins.

        Raises:
            WrongOffset: That is not where the upload ends.
            NotTaken: The whole file is of no type that is taken.
            CommandRejected: `not_found`; `too_large`, more bytes than were announced, or a
                picture with too many pixels; `bad_request`, a picture that cannot be read; `busy`.
        """
        await self.find(author, upload)
        await self._interrupt(upload)
        record = await self.find(author, upload)
        if record.received != offset or record.completed_ms is not None:
            raise WrongOffset(record)
        if len(self._receiving) >= RECEIVING_MAX:
            raise CommandRejected(ErrorCode.BUSY, retry_after_ms=_BUSY_RETRY_MS)
        task = asyncio.create_task(self._receive(record, parts))
        self._receiving[upload] = task
        try:
            return await task
        except asyncio.CancelledError as error:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            message = "The upload goes on elsewhere."
            raise CommandRejected(ErrorCode.BUSY, message, _BUSY_RETRY_MS) from error
        finally:
            if self._receiving.get(upload) is task:
                del self._receiving[upload]

    async def _interrupt(self, upload: str) -> None:
        task = self._receiving.pop(upload, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _receive(self, record: UploadRecord, parts: AsyncIterator[bytes]) -> UploadRecord:
        held = bytearray()
        try:
            async for part in parts:
                _check_size(record, len(held) + len(part))
                held += part
                if len(held) >= PART_BYTES:
                    record = await self._store_part(record, held)
                    held = bytearray()
        except Exception:  # the sender is gone or wrong: what has arrived stays, and it is told
            if held:
                await self._store_part(record, held)
            raise
        if held:
            record = await self._store_part(record, held)
        if record.received < record.size:
            return record
        async with self._checking:
            return await self._complete(record)

    async def _store_part(self, record: UploadRecord, part: bytearray) -> UploadRecord:
        await self._contents.write(record.upload, record.received, bytes(part))
        end = record.received + len(part)
        stored = await self._store.receive_upload(
            record.upload, from_byte=record.received, to_byte=end
        )
        if not stored:
            raise CommandRejected(ErrorCode.NOT_FOUND, "The upload was ended elsewhere.")
        return record._replace(received=end)

    async def _complete(self, record: UploadRecord) -> UploadRecord:
        """Look at the whole file. Whatever it is, its author learns it now."""
        content = await self._contents.load(record.upload)
        key, found = await asyncio.to_thread(_look_at, content)
        del content
        try:
            complete, thumbnail = await self._describe(record, found)
        except CommandRejected:
            await self._keeper.discard(record.upload)
            raise
        # The row first: from here on nobody removes this content for want of an upload.
        placed = await self._store.place_upload(record.upload, key)
        if placed:
            await self._contents.keep(record.upload, key, thumbnail)
            complete = complete._replace(content=key, completed_ms=self._clock.now_ms())
            placed = await self._store.complete_upload(complete)
        await self._contents.discard(record.upload)
        if not placed:
            raise CommandRejected(ErrorCode.NOT_FOUND, "The upload was ended elsewhere.")
        return complete

    async def _describe(
        self, record: UploadRecord, found: FileType | None
    ) -> tuple[UploadRecord, bytes | None]:
        """What a file turned out to be, and its thumbnail."""
        if found is None:
            raise NotTaken
        described = record._replace(name=safe_name(record.name, found), type=found.mime)
        if found.picture is None:
            return described, None
        path = await self._contents.unfinished(record.upload)
        picture = await self._thumbnails.picture(path, found)
        described = described._replace(width=picture.width, height=picture.height)
        return described, picture.thumbnail


def _check_size(record: UploadRecord, more: int) -> None:
    if record.received + more > record.size:
        message = f"Announced were {record.size} bytes."
        raise CommandRejected(ErrorCode.TOO_LARGE, message)


def _look_at(content: bytes) -> tuple[str, FileType | None]:
    return hashlib.sha256(content).hexdigest(), type_of(content)
