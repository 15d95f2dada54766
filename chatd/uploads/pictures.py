"""A program that looks at one picture: `python -m chatd.uploads.pictures FORMAT PATH`.

It runs apart from the server, with bounds on memory and time: a decoder is where a hostile
picture does its harm. It writes one line of JSON, and after it the thumbnail (WebP: the first
frame, upright, without any metadata). Its exit status says what is wrong with the picture.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

THUMBNAIL_PIXELS: Final = 480
"""The longer side of a thumbnail; interfaces show it at half of that."""

PIXELS_MAX: Final = 50_000_000
SIDE_MAX: Final = 30_000
TOO_LARGE: Final = 3
UNREADABLE: Final = 4

_MEMORY_BYTES_MAX: Final = 1024 * 1024 * 1024
_CPU_S_MAX: Final = 10
QUALITY: Final = 82


def main(picture_format: str, path: str) -> int:
    """Look at a picture; returns the exit status."""
    return look(picture_format, path, _describe)


def look(picture_format: str, path: str, work: Callable[[Image.Image], bytes]) -> int:
    """Write out what is made of a picture, within the bounds; returns the exit status.

    Args:
        picture_format: The decoder's name of what it is.
        path: Where it is.
        work: Makes something of it; `MemoryError` says that it is too large for that.
    """
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES_MAX, _MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S_MAX, _CPU_S_MAX))
    # Ours is the bound that counts, and it is checked before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    try:
        with Image.open(path, formats=[picture_format]) as image:
            if image.width * image.height > PIXELS_MAX or max(image.size) > SIDE_MAX:
                return TOO_LARGE
            output = work(image)
    except MemoryError:
        return TOO_LARGE
    except Exception:  # noqa: BLE001  # decoders raise whatever they like: it cannot be read
        return UNREADABLE
    sys.stdout.buffer.write(output)
    return 0


def plain(image: Image.Image, box: tuple[int, int, int, int] | None = None) -> Image.Image:
    """The same upright, in colours that WebP knows, and nothing of it but the pixels in `box`."""
    upright = ImageOps.exif_transpose(image)
    if box is not None:
        upright = upright.crop(box)
    see_through = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    converted = upright.convert("RGBA" if see_through else "RGB")
    bare = Image.new(converted.mode, converted.size)
    bare.paste(converted)
    return bare


def _describe(image: Image.Image) -> bytes:
    width, height = _upright_size(image)
    size = json.dumps({"width": width, "height": height}).encode()
    return size + b"\n" + _thumbnail(image)


def _upright_size(image: Image.Image) -> tuple[int, int]:
    """The size as browsers show it: a camera held upright says so in the metadata."""
    lies = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    return (image.height, image.width) if lies else image.size


def _thumbnail(image: Image.Image) -> bytes:
    image.draft("RGB", (2 * THUMBNAIL_PIXELS, 2 * THUMBNAIL_PIXELS))
    small = plain(image)
    small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
    out = BytesIO()
    small.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
