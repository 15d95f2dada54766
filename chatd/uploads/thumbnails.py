"""Looks at pictures in processes of their own, a few at a time."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.uploads.pictures import TOO_LARGE, UNREADABLE
from chatd.uploads.types import FileType

AT_ONCE: Final = 2
TIMEOUT_S: Final = 20.0


class _Size(msgspec.Struct):
    width: int
    height: int


class _Lengths(msgspec.Struct):
    still: int
    moving: int


@dataclass(frozen=True, slots=True)
class Square:
    """A part of a picture as people see it, in pixels from its upper left corner."""

    x: int
    y: int
    side: int


@dataclass(frozen=True, slots=True)
class Avatar:
    """A small square picture: its first frame and, if it moves, all of it (WebP)."""

    still: bytes
    moving: bytes | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's size as it is shown, and a small one of it (WebP)."""

    width: int
    height: int
    thumbnail: bytes


class Thumbnails:
    """Decodes pictures where nothing but the decoding can fail."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)

    async def picture(self, path: Path, found: FileType) -> Picture:
        """Look at the picture in a file.

        Raises:
            CommandRejected: `too_large`, it has too many pixels; `bad_request`, it is unreadable.
            Unavailable: It took too long; the machine may be too busy.
        """
        line, content = await self._look("chatd.uploads.pictures", path, found)
        size = msgspec.json.decode(line, type=_Size)
        return Picture(size.width, size.height, content)

    async def avatar(self, path: Path, found: FileType, square: Square) -> Avatar:
        """Make an avatar of a square of the picture in a file. Raises as `picture`."""
        numbers = map(str, (square.x, square.y, square.side))
        line, content = await self._look("chatd.uploads.avatar_pictures", path, found, *numbers)
        length = msgspec.json.decode(line, type=_Lengths).still
        return Avatar(content[:length], content[length:] or None)

    async def _look(
        self, module: str, path: Path, found: FileType, *arguments: str
    ) -> tuple[bytes, bytes]:
        """What a program writes: a line, and the rest."""
        assert found.picture is not None
        async with self._free:
            status, output = await _run(module, found.picture, str(path), *arguments)
        if status == TOO_LARGE:
            raise CommandRejected(ErrorCode.TOO_LARGE, "The picture has too many pixels.")
        if status == UNREADABLE or status != 0:
            raise CommandRejected(ErrorCode.BAD_REQUEST, "The picture cannot be read.")
        line, _, content = output.partition(b"\n")
        return line, content


async def _run(module: str, *arguments: str) -> tuple[int, bytes]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        module,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", "")},
    )
    try:
        async with asyncio.timeout(TIMEOUT_S):
            output, _ = await process.communicate()
    except TimeoutError as error:
        raise Unavailable("the picture took too long") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, output
