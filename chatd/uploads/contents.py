"""Where the bytes are: one interface, a twin for each kind of place. Here the local disk's."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Protocol, TypeVar

from chatd.errors import Unavailable

T = TypeVar("T")

THUMBNAIL: Final = ".thumbnail"
"""What the key of a content's thumbnail ends in."""

_BLOCK_BYTES: Final = 64 * 1024
_THREADS: Final = 4


class Contents(Protocol):
    """Unfinished uploads by their id, finished contents by their key.

    Every coroutine raises `Unavailable` when the place cannot do it now.
    """

    async def write(self, upload: str, offset: int, part: bytes) -> None:
        """Put a part of an unfinished upload in its place; durable once this returns."""

    async def unfinished(self, upload: str) -> Path:
        """The unfinished upload as a local file, to be looked at."""

    async def load(self, upload: str) -> bytes:
        """All of an unfinished upload."""

    async def keep(self, upload: str, key: str, thumbnail: bytes | None) -> None:
        """Copy an unfinished upload, which is whole, to a key; durable once this returns."""

    async def discard(self, upload: str) -> None:
        """Drop an unfinished upload, if there is one."""

    async def size(self, key: str) -> int | None:
        """Bytes of a content or of a thumbnail; None if there is none."""

    def read(self, key: str) -> AsyncIterator[bytes]:
        """A content or a thumbnail, block by block."""

    async def remove(self, key: str) -> None:
        """Drop a content and its thumbnail, if there are any."""

    async def free_bytes(self) -> int:
        """How much more fits."""

    def close(self) -> None:
        """Let the threads go."""


class DiskContents:
    """Implements `Contents` in a folder: `.<upload>` while it comes, `aa/bb/<key>`.

    Args:
        root: The folder; made when something is first written.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="contents")

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown()

    async def write(self, upload: str, offset: int, part: bytes) -> None:
        """Put a part of an unfinished upload in its place."""

        def write() -> None:
            self._root.mkdir(parents=True, exist_ok=True)
            file = os.open(self._partial(upload), os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                written = 0
                while written < len(part):
                    written += os.pwrite(file, part[written:], offset + written)
                os.fsync(file)
            finally:
                os.close(file)

        await self._run(write)

    async def unfinished(self, upload: str) -> Path:
        """The unfinished upload as a local file."""
        return self._partial(upload)

    async def load(self, upload: str) -> bytes:
        """All of an unfinished upload."""
        return await self._run(self._partial(upload).read_bytes)

    async def keep(self, upload: str, key: str, thumbnail: bytes | None) -> None:
        """Copy an unfinished upload to where its key says: the thumbnail first, then all of it."""

        def keep() -> None:
            path, source = self._path(key), self._partial(upload)
            path.parent.mkdir(parents=True, exist_ok=True)
            copy = self._partial(f"{upload}.copy")
            if thumbnail is not None:
                copy.write_bytes(thumbnail)
                _sync(copy)
                copy.replace(self._path(key + THUMBNAIL))
            shutil.copyfile(source, copy)
            _sync(copy)
            copy.replace(path)
            for folder in (path.parent, path.parent.parent, self._root):
                _sync(folder)

        await self._run(keep)

    async def discard(self, upload: str) -> None:
        """Drop an unfinished upload, if there is one."""
        await self._run(lambda: self._partial(upload).unlink(missing_ok=True))

    async def size(self, key: str) -> int | None:
        """Bytes of a content or of a thumbnail; None if there is none."""

        def size() -> int | None:
            with contextlib.suppress(FileNotFoundError):
                return self._path(key).stat().st_size
            return None

        return await self._run(size)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """A content or a thumbnail, block by block."""
        file = await self._run(lambda: self._path(key).open("rb"))
        try:
            while block := await self._run(lambda: file.read(_BLOCK_BYTES)):
                yield block
        finally:
            file.close()

    async def remove(self, key: str) -> None:
        """Drop a content and its thumbnail, if there are any."""

        def remove() -> None:
            self._path(key).unlink(missing_ok=True)
            self._path(key + THUMBNAIL).unlink(missing_ok=True)

        await self._run(remove)

    async def free_bytes(self) -> int:
        """How much more fits on the disk."""

        def free() -> int:
            self._root.mkdir(parents=True, exist_ok=True)
            return shutil.disk_usage(self._root).free

        return await self._run(free)

    def _partial(self, upload: str) -> Path:
        """The dot keeps it out of back-ups."""
        return self._root / f".{upload}"

    def _path(self, key: str) -> Path:
        return self._root / key[:2] / key[2:4] / key

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except OSError as error:
            raise Unavailable(f"the files' disk failed: {error.strerror}") from error


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
