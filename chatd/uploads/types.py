"""What a file is, by its content. Pure.

A name and a declared type are a stranger's word and decide nothing. What is not on the list is
refused; what a browser might run (HTML, SVG, any markup) is never on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that is taken.

    Args:
        mime: What it is served as.
        extensions: What its names may end in; the first is added to a name that ends otherwise.
        picture: The decoder's name of it, for those that browsers may show in place.
    """

    mime: str
    extensions: tuple[str, ...]
    picture: str | None = None


PNG: Final = FileType("image/png", ("png",), "PNG")
JPEG: Final = FileType("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "JPEG")
GIF: Final = FileType("image/gif", ("gif",), "GIF")
WEBP: Final = FileType("image/webp", ("webp",), "WEBP")
PDF: Final = FileType("application/pdf", ("pdf",))
ZIP: Final = FileType("application/zip", ("zip",))
TEXT: Final = FileType("text/plain", ("txt", "log", "md", "csv", "tsv"))

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
DOCX: Final = FileType(f"{_OFFICE}wordprocessingml.document", ("docx",))
XLSX: Final = FileType(f"{_OFFICE}spreadsheetml.sheet", ("xlsx",))
PPTX: Final = FileType(f"{_OFFICE}presentationml.presentation", ("pptx",))

PICTURES: Final = {one.mime: one for one in (PNG, JPEG, GIF, WEBP)}

_MAGIC: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), WEBP),
    (re.compile(rb"%PDF-\d"), PDF),
    (re.compile(rb"PK\x03\x04"), ZIP),
)
_OFFICE_PARTS: Final = (
    (b"word/document.xml", DOCX),
    (b"xl/workbook.xml", XLSX),
    (b"ppt/presentation.xml", PPTX),
)
_DIRECTORY_BYTES: Final = 64 * 1024
"""A zip lists what is in it at its end."""

_MACROS: Final = b"vbaProject.bin"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP: Final = re.compile(r"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)
_MARKUP_CHARACTERS: Final = 4_096
_ENCODINGS: Final = ("utf-8-sig", "gb18030")


def type_of(content: bytes) -> FileType | None:
    """The type of a whole file; None if it is none that is taken."""
    for magic, found in _MAGIC:
        if magic.match(content):
            return _type_of_zip(content) if found is ZIP else found
    return TEXT if _is_text(content) else None


def _type_of_zip(content: bytes) -> FileType | None:
    directory = content[-_DIRECTORY_BYTES:]
    if _MACROS in directory:
        return None
    if b"[Content_Types].xml" in directory or b"[Content_Types].xml" in content[:_DIRECTORY_BYTES]:
        for part, found in _OFFICE_PARTS:
            if part in directory:
                return found
    return ZIP


def _is_text(content: bytes) -> bool:
    """Whether it reads as text, and not as markup that a browser might take it for."""
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        is_markup = text.lstrip().startswith("<") or _MARKUP.search(text[:_MARKUP_CHARACTERS])
        return not is_markup and not _CONTROL.search(text)
    return False
