"""Books of phrases: what a change makes of one, and storing it. A change is seen by all at once."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from chatd.errors import CommandRejected, ErrorCode
from chatd.known.phrase_csv import Parsed, Row, read_csv, without_hint, write_csv
from chatd.protocol import limits
from chatd.protocol.phrases import (
    BookView,
    ImportAnswer,
    ImportErrorDetail,
    ImportFault,
    ImportMode,
    ImportProblem,
    PhrasesView,
    PhraseView,
    PlacedPhrase,
)
from chatd.storage.known_records import PhrasePinRecord, PhraseRecord
from chatd.storage.phrases import KIND, StoredBook
from chatd.storage.settings import NewSetting

if TYPE_CHECKING:
    from chatd.clock import Clock
    from chatd.desks.registry import Desks

EVERYBODYS: Final = ""
"""The owner of the shared book."""

_TRIES: Final = 5
"""Somebody else may add at the same moment; who only adds need not know."""

Content = list[PhraseRecord]


class ImportNotTaken(CommandRejected):
    """Rows of a file are at fault, so nothing of it was taken."""

    def __init__(self, problems: tuple[ImportProblem, ...]) -> None:
        super().__init__(ErrorCode.BAD_REQUEST, "Nothing was imported: see the rows named.")
        self.detail = ImportErrorDetail(self.code, self.message, problems)


class Phrases:
    """Everybody's phrases and each agent's own.

    Args:
        desks: Store, audit and tell what was changed.
        clock: Says when.
    """

    def __init__(self, desks: Desks, clock: Clock) -> None:
        self._desks = desks
        self._clock = clock

    async def all(self, merchant: str, agent: str) -> PhrasesView:
        """What an agent may use."""
        store = self._desks.known
        pins = [""] * limits.PHRASE_PINS_MAX
        for pin in await store.phrase_pins(merchant, agent):
            pins[pin.place] = pin.phrase
        return PhrasesView(
            shared=book_view(EVERYBODYS, await store.phrase_book(merchant, EVERYBODYS)),
            own=book_view(agent, await store.phrase_book(merchant, agent)),
            pins=tuple(pins),
        )

    async def add(self, merchant: str, owner: str, agent: str, group: str, text: str) -> BookView:
        """Add one phrase behind the others of its group."""
        check_text(text)
        phrase = secrets.token_urlsafe(9)

        def change(book: Content) -> Content:
            return added(book, PhraseRecord(merchant, owner, phrase, 0, group.strip(), text))

        return await self._change(merchant, owner, agent, None, change)

    async def edit(  # a phrase, by whom, and what it is to be
        self,
        merchant: str,
        owner: str,
        agent: str,
        phrase: str,
        *,
        version: int,
        group: str,
        text: str,
    ) -> BookView:
        """Change one phrase where it is."""
        check_text(text)

        def change(book: Content) -> Content:
            return edited(book, phrase, group.strip(), text)

        return await self._change(merchant, owner, agent, version, change)

    async def remove(
        self, merchant: str, owner: str, agent: str, phrase: str, version: int
    ) -> BookView:
        """Take one phrase out."""
        return await self._change(
            merchant, owner, agent, version, lambda book: removed(book, phrase)
        )

    async def arrange(
        self,
        merchant: str,
        owner: str,
        agent: str,
        version: int,
        order: tuple[PlacedPhrase, ...],
    ) -> BookView:
        """Put all phrases into another order, or into other groups."""
        return await self._change(
            merchant, owner, agent, version, lambda book: arranged(book, order)
        )

    async def take_file(
        self, merchant: str, owner: str, agent: str, *, version: int, mode: ImportMode, csv: str
    ) -> ImportAnswer:
        """Take a CSV file in, all of it.

        Raises:
            ImportNotTaken: A row cannot be taken, so nothing was.
        """
        parsed = read_csv(csv)
        counts: Counter[str] = Counter()

        def change(book: Content) -> Content:
            content = imported(book, parsed, mode, merchant, owner)
            counts["added"] = len(content) - (len(book) if mode is ImportMode.ADD else 0)
            return content

        view = await self._change(merchant, owner, agent, version, change)
        new = counts["added"]
        return ImportAnswer(added=new, known=len(parsed.rows) - new, book=view)

    async def file(self, merchant: str, owner: str) -> str:
        """A book as a CSV file."""
        book = await self._desks.known.phrase_book(merchant, owner)
        return write_csv(Row(one.group, one.text) for one in book.phrases)

    async def pin(self, merchant: str, agent: str, pins: tuple[str, ...]) -> None:
        """Put phrases on an agent's keys.

        Raises:
            CommandRejected: `not_found`: one is neither everybody's nor theirs.
        """
        store = self._desks.known
        books = [await store.phrase_book(merchant, owner) for owner in (EVERYBODYS, agent)]
        known = {row.phrase for book in books for row in book.phrases}
        if not known.issuperset(filter(None, pins)):
            raise CommandRejected(ErrorCode.NOT_FOUND)
        wanted = [
            PhrasePinRecord(merchant, agent, place, phrase)
            for place, phrase in enumerate(pins)
            if phrase
        ]
        await store.pin_phrases(merchant, agent, wanted)

    async def _change(
        self,
        merchant: str,
        owner: str,
        agent: str,
        version: int | None,
        change: Callable[[Content], Content],
    ) -> BookView:
        """Store what a change makes of a book; without a version, of whatever it is now."""
        for left in reversed(range(_TRIES)):
            book = await self._desks.known.phrase_book(merchant, owner)
            if version not in {None, book.version}:
                break
            content = numbered(change(list(book.phrases)))
            check_size(owner, content)
            try:
                return await self._store(book, merchant, owner, agent, content)
            except CommandRejected as rejected:
                if rejected.code is not ErrorCode.STALE_VIEW or version is not None or not left:
                    raise
        raise CommandRejected(ErrorCode.STALE_VIEW)

    async def _store(
        self, book: StoredBook, merchant: str, owner: str, agent: str, content: Content
    ) -> BookView:
        if content == book.phrases:
            return book_view(owner, book)
        summary = {"phrases": len(content), "version": book.version + 1}
        wanted = NewSetting(
            merchant=merchant,
            kind=KIND,
            subject=owner,
            version=book.version,
            value_json=msgspec.json.encode(summary).decode(),
            agent=agent,
            at_ms=self._clock.now_ms(),
        )
        return book_view(owner, await self._desks.change_phrases(wanted, content))


# ------------------------------------------------------------------- what a change makes of a book


def added(book: Content, phrase: PhraseRecord) -> Content:
    """Behind the last one of its group, or at the end."""
    last = max((at for at, one in enumerate(book) if one.group == phrase.group), default=None)
    at = len(book) if last is None else last + 1
    return [*book[:at], phrase, *book[at:]]


def edited(book: Content, phrase: str, group: str, text: str) -> Content:
    """The same with one phrase otherwise."""
    _check_there(book, phrase)
    return [one._replace(group=group, text=text) if one.phrase == phrase else one for one in book]


def removed(book: Content, phrase: str) -> Content:
    """The same without one phrase."""
    _check_there(book, phrase)
    return [one for one in book if one.phrase != phrase]


def arranged(book: Content, order: tuple[PlacedPhrase, ...]) -> Content:
    """In another order; every phrase is named once."""
    by_id = {one.phrase: one for one in book}
    if sorted(one.id for one in order) != sorted(by_id):
        raise CommandRejected(ErrorCode.BAD_REQUEST, "The order must name every phrase once.")
    return [by_id[one.id]._replace(group=one.group.strip()) for one in order]


def imported(book: Content, parsed: Parsed, mode: ImportMode, merchant: str, owner: str) -> Content:
    """With a file's rows. A row that is there already keeps its phrase, and so its key."""
    if parsed.problems:
        raise ImportNotTaken(parsed.problems)
    left: dict[tuple[str, str], list[PhraseRecord]] = {}
    for one in reversed(book):
        left.setdefault((one.group, one.text), []).append(one)
    content = list(book) if mode is ImportMode.ADD else []
    for row, line in zip(parsed.rows, parsed.lines, strict=True):
        key = (row.group.strip(), row.text)
        known = left.get(key)
        if known:
            same = known.pop()
            if mode is ImportMode.REPLACE:
                content.append(same)
            continue
        content.append(PhraseRecord(merchant, owner, secrets.token_urlsafe(9), 0, *key))
        if len(content) > phrases_max(owner):
            raise ImportNotTaken((ImportProblem(line, ImportFault.TOO_MANY),))
    return content


def numbered(content: Content) -> Content:
    """With positions in their order."""
    return [one._replace(position=position) for position, one in enumerate(content)]


def phrases_max(owner: str) -> int:
    """How many phrases a book may hold."""
    return limits.PHRASES_SHARED_MAX if owner == EVERYBODYS else limits.PHRASES_OWN_MAX


def check_size(owner: str, content: Content) -> None:
    """Refuse a book that holds too much."""
    most = phrases_max(owner)
    if len(content) > most:
        raise CommandRejected(ErrorCode.TOO_LARGE, f"A book holds {most} phrases at most.")


def check_text(text: str) -> None:
    """Refuse a phrase that would insert nothing."""
    if not without_hint(text).strip():
        raise CommandRejected(ErrorCode.BAD_REQUEST, "A phrase must not be empty.")


def book_view(owner: str, book: StoredBook) -> BookView:
    """A book as agents see it."""
    setting = book.setting
    return BookView(
        version=book.version,
        phrases=tuple(PhraseView(one.phrase, one.group, one.text) for one in book.phrases),
        phrases_max=phrases_max(owner),
        changed_ms=None if setting is None else setting.changed_ms,
        changed_by=None if setting is None else setting.changed_by,
    )


def _check_there(book: Content, phrase: str) -> None:
    if all(one.phrase != phrase for one in book):
        raise CommandRejected(ErrorCode.NOT_FOUND)
