"""Files of every kind that is taken, small."""

import io
import zipfile

from PIL import Image


def picture(
    kind: str = "PNG", size: tuple[int, int] = (64, 48), color: str = "teal", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind, **options)
    return out.getvalue()


def sideways(size: tuple[int, int] = (64, 48)) -> bytes:
    """A photograph taken with the camera held upright, and where that was."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "at home"
    return picture("JPEG", size, exif=exif)


def animated() -> bytes:
    """Red first, then blue."""
    out = io.BytesIO()
    first, second = (Image.new("RGB", (32, 32), color) for color in ("red", "blue"))
    first.save(out, "GIF", save_all=True, append_images=[second], duration=100)
    return out.getvalue()


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return out.getvalue()


def document(part: str = "word/document.xml", *more: str) -> bytes:
    return packed("[Content_Types].xml", part, *more)


PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
