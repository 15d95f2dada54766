import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from chatd.errors import CommandRejected, ErrorCode
from chatd.uploads import types
from chatd.uploads.thumbnails import Picture, Thumbnails
from chatd.uploads.types import FileType
from tests.chatd.uploads.samples import animated, picture, sideways


async def look_at(directory: Path, content: bytes, found: FileType) -> Picture:
    path = directory / "upload"
    path.write_bytes(content)
    return await Thumbnails().picture(path, found)


def opened(thumbnail: bytes) -> Image.Image:
    return Image.open(io.BytesIO(thumbnail))


async def test_thumbnail_is_small_and_keeps_its_shape(tmp_path: Path) -> None:
    seen = await look_at(tmp_path, picture("PNG", (2_000, 1_000)), types.PNG)
    assert (seen.width, seen.height) == (2_000, 1_000)
    thumbnail = opened(seen.thumbnail)
    assert (thumbnail.format, thumbnail.size) == ("WEBP", (480, 240))


async def test_small_picture_is_not_made_larger(tmp_path: Path) -> None:
    assert opened((await look_at(tmp_path, picture(), types.PNG)).thumbnail).size == (64, 48)


async def test_photograph_stands_upright_and_says_nothing_of_its_place(tmp_path: Path) -> None:
    seen = await look_at(tmp_path, sideways(), types.JPEG)
    assert (seen.width, seen.height) == (48, 64)
    thumbnail = opened(seen.thumbnail)
    assert thumbnail.size == (48, 64)
    assert not thumbnail.getexif()
    assert b"at home" not in seen.thumbnail


async def test_moving_picture_shows_its_first_frame(tmp_path: Path) -> None:
    thumbnail = opened((await look_at(tmp_path, animated(), types.GIF)).thumbnail)
    assert getattr(thumbnail, "n_frames", 1) == 1
    red, _, blue = thumbnail.convert("RGB").getpixel((5, 5))  # type: ignore[misc]  # Pillow's own
    assert red > 200
    assert blue < 100


async def test_picture_with_too_many_pixels_is_refused_before_it_is_decoded(
    tmp_path: Path,
) -> None:
    with pytest.raises(CommandRejected) as refused:
        await look_at(tmp_path, bomb(20_000, 20_000), types.PNG)
    assert refused.value.code is ErrorCode.TOO_LARGE


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (picture("PNG", (300, 300))[:200], types.PNG),
        (b"\xff\xd8\xff" + b"nothing" * 10, types.JPEG),
        (b"GIF89a/*\x00*/=run()", types.GIF),
        (picture("PNG"), types.JPEG),
    ],
)
async def test_picture_that_cannot_be_read_is_refused(
    tmp_path: Path, content: bytes, found: FileType
) -> None:
    with pytest.raises(CommandRejected) as refused:
        await look_at(tmp_path, content, found)
    assert refused.value.code is ErrorCode.BAD_REQUEST


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred kilobytes that unpacks to more than a gigabyte."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = b"\0" * (width * 3 + 1)
    data = b"".join(packer.compress(row) for _ in range(64)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data)
