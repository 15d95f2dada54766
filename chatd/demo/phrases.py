"""The demo's shared phrases: a file as the console exports and imports it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from chatd.demo.provisioning import MERCHANT
from chatd.errors import CommandRejected, ErrorCode
from chatd.known.phrases import EVERYBODYS
from chatd.protocol.phrases import ImportMode

if TYPE_CHECKING:
    from chatd.known.phrases import Phrases

_AUTHOR: Final = "main"
_NEVER_CHANGED: Final = 0


def demo_phrases() -> str:
    """What can be imported."""
    return files("chatd.demo").joinpath("phrases.csv").read_text(encoding="utf-8")


async def provide_phrases(books: Phrases) -> None:
    """Fill the shared book, unless somebody has changed it before, be it by emptying it."""
    try:
        await books.take_file(
            MERCHANT,
            EVERYBODYS,
            _AUTHOR,
            version=_NEVER_CHANGED,
            mode=ImportMode.ADD,
            csv=demo_phrases(),
        )
    except CommandRejected as rejected:
        if rejected.code is not ErrorCode.STALE_VIEW:
            raise
