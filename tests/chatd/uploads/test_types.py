import pytest

from chatd.uploads import types
from chatd.uploads.types import FileType, type_of
from tests.chatd.uploads.samples import PDF, animated, document, packed, picture


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (picture("PNG"), types.PNG),
        (picture("JPEG"), types.JPEG),
        (picture("WEBP"), types.WEBP),
        (animated(), types.GIF),
        (PDF, types.PDF),
        (packed("a.txt"), types.ZIP),
        (document(), types.DOCX),
        (document("xl/workbook.xml"), types.XLSX),
        (document("ppt/presentation.xml"), types.PPTX),
        (b"one,two\n1,2\n", types.TEXT),
        ("\ufeff订单,金额\n".encode(), types.TEXT),
        ("订单号 二十三".encode("gb18030"), types.TEXT),
        (b"if a < b and c > d: pass", types.TEXT),
    ],
)
def test_type_is_found_by_content(content: bytes, expected: FileType) -> None:
    assert type_of(content) is expected


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><p>hello",
        b"\xef\xbb\xbf  \n<svg onload='run()'>",
        b"<?xml version='1.0'?><svg/>",
        b"a line first\n<script>run()</script>",
        b"a line first\n< HTML>",
        b"\x7fELF\x02\x01\x01\x00",
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"text with \x00 in it",
        b"\xff\xfeu\x00t\x00f\x001\x006\x00",
        document("word/document.xml", "word/vbaProject.bin"),
    ],
)
def test_what_is_not_on_the_list_is_no_type(content: bytes) -> None:
    assert type_of(content) is None


def test_polyglot_is_what_it_begins_as() -> None:
    assert type_of(picture("PNG") + b"<script>run()</script>") is types.PNG
    assert type_of(b"GIF89a/*" + b"\x00" * 10 + b"*/=run()") is types.GIF
