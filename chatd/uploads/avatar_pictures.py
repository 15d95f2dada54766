"""A program that makes an avatar: `python -m chatd.uploads.avatar_pictures FORMAT PATH X Y SIDE`.

It cuts the same square out of each frame, as people see it (upright), and makes it small. It runs
apart from the server, like `pictures`. It writes one line of JSON, and after it the first frame
and, if the picture moves, all of them: WebP, without any metadata.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import islice
from typing import Final

from PIL import Image, ImageSequence

from chatd.uploads.pictures import PIXELS_MAX, QUALITY, look, plain

AVATAR_PIXELS: Final = 160
"""The sides of an avatar, unless its square is smaller; interfaces show it at half of that."""

FRAMES_MAX: Final = 200
AVATAR_BYTES_MAX: Final = 1024 * 1024

_FRAME_MS: Final = 100
_FRAME_MS_MIN: Final = 20
"""Browsers take a frame that says it is shorter for one of 100 ms; so do we."""

_METHOD: Final = 2
"""How hard the encoder tries, of 6: hundreds of small frames are to be made in a second or two."""

Box = tuple[int, int, int, int]


def main(picture_format: str, path: str, x: str, y: str, side: str) -> int:
    """Make an avatar; returns the exit status."""
    left, top, length = int(x), int(y), int(side)
    box = (left, top, left + length, top + length)
    return look(picture_format, path, partial(_make, box=box))


def _make(image: Image.Image, box: Box) -> bytes:
    still = _encoded(list(_frames(image, box, 0, 1)))
    # Of a PNG whose first picture is for programs that cannot move it.
    first = int(getattr(image, "default_image", False))
    count = getattr(image, "n_frames", 1) - first
    moving = _moving(image, box, first, count) if count > 1 else b""
    if max(len(still), len(moving)) > AVATAR_BYTES_MAX:
        raise MemoryError
    lengths = json.dumps({"still": len(still), "moving": len(moving)}).encode()
    return lengths + b"\n" + still + moving


def _moving(image: Image.Image, box: Box, first: int, count: int) -> bytes:
    if count > FRAMES_MAX or count * image.width * image.height > 4 * PIXELS_MAX:
        raise MemoryError
    loops = int(image.info.get("loop", 1))
    return _encoded(list(_frames(image, box, first, count)), loops)


def _frames(
    image: Image.Image, box: Box, first: int, count: int
) -> Iterator[tuple[Image.Image, int]]:
    """Frames and how long each is shown, in milliseconds."""
    for frame in islice(ImageSequence.Iterator(image), first, first + count):
        square = plain(frame, box)
        square.thumbnail((AVATAR_PIXELS, AVATAR_PIXELS))
        lasts_ms = int(frame.info.get("duration", _FRAME_MS))
        yield square, lasts_ms if lasts_ms >= _FRAME_MS_MIN else _FRAME_MS


def _encoded(frames: list[tuple[Image.Image, int]], loops: int = 0) -> bytes:
    (first, _), out = frames[0], BytesIO()
    if len(frames) == 1:
        first.save(out, "WEBP", quality=QUALITY)
        return out.getvalue()
    first.save(
        out,
        "WEBP",
        quality=QUALITY,
        method=_METHOD,
        save_all=True,
        append_images=[frame for frame, _ in frames[1:]],
        duration=[lasts_ms for _, lasts_ms in frames],
        loop=loops,
    )
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
