import pytest

from chatd.uploads.names import NAME_MAX, safe_name
from chatd.uploads.types import JPEG, PDF, PNG, TEXT, FileType


@pytest.mark.parametrize(
    ("name", "found", "expected"),
    [
        ("cat.png", PNG, "cat.png"),
        ("CAT.JPEG", JPEG, "CAT.jpeg"),
        ("订单 截图.png", PNG, "订单 截图.png"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("C:\\Users\\me\\list.csv", TEXT, "list.csv"),
        ("shot.html", PNG, "shot.html.png"),
        ("run.js", TEXT, "run.js.txt"),
        ("exe\u202egnp.pdf", PDF, "exegnp.pdf"),
        ("a\r\nSet-Cookie: b.pdf", PDF, "aSet-Cookie_ b.pdf"),
        ('a"b<c>.pdf', PDF, "a_b_c_.pdf"),
        (".htaccess", TEXT, "htaccess.txt"),
        ("", PNG, "file.png"),
        ("...", PNG, "file.png"),
        (".png", PNG, "png.png"),
    ],
)
def test_name_is_harmless_and_ends_as_its_content_says(
    name: str, found: FileType, expected: str
) -> None:
    assert safe_name(name, found) == expected


def test_long_name_keeps_its_extension() -> None:
    name = safe_name("长" * 300 + ".pdf", PDF)
    assert len(name) == NAME_MAX
    assert name.endswith("长.pdf")
