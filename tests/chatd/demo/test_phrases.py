"""The demo's shared phrases: there at first sight, and the visitor's from then on."""

from pathlib import Path

from chatd.demo.phrases import demo_phrases
from chatd.demo.provisioning import MERCHANT
from chatd.known.phrase_csv import read_csv
from chatd.known.phrases import EVERYBODYS
from chatd.protocol.phrases import BookView
from tests.serving import running_server


async def book_after_a_start(directory: Path, *, without: str = "") -> BookView:
    """What the shared book holds; a phrase may be taken out then."""
    async with running_server(directory, file=None, demo=True) as server:
        phrases = server.app.phrases
        book = (await phrases.all(MERCHANT, "agent1")).shared
        if without:
            await phrases.remove(MERCHANT, EVERYBODYS, "supervisor", without, book.version)
        return book


async def test_every_phrase_is_shared_once_however_often_the_demo_starts(tmp_path: Path) -> None:
    first = await book_after_a_start(tmp_path)
    rows = read_csv(demo_phrases()).rows
    assert [(one.group, one.text) for one in first.phrases] == [*rows]
    assert await book_after_a_start(tmp_path) == first


async def test_what_a_visitor_took_out_stays_out(tmp_path: Path) -> None:
    first = await book_after_a_start(tmp_path)
    await book_after_a_start(tmp_path, without=first.phrases[0].id)
    assert (await book_after_a_start(tmp_path)).phrases == first.phrases[1:]


def test_both_languages_have_the_same_phrases() -> None:
    rows = read_csv(demo_phrases()).rows
    chinese = [row for row in rows if any("\u4e00" <= sign <= "\u9fff" for sign in row.text)]
    assert len(chinese) * 2 == len(rows)
