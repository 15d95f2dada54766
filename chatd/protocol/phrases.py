"""Phrases over HTTP: two books, `shared` and `own`, and the four of them that are on keys.

A 【hint】 in front of a phrase is a part of its text: lists show it, nothing inserts it. Each book
has a `version`, which counts its changes; a change of what is there names the version it was made
from, and is refused with `stale_view` when that is not the present one.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Annotated

import msgspec
from msgspec import Meta

from chatd.errors import ErrorCode
from chatd.protocol import limits
from chatd.protocol.fields import Id, PhraseGroup, PhraseText, Seq


@unique
class ImportMode(StrEnum):
    """`add`: behind what is there, without what is there already. `replace`: instead of it."""

    ADD = "add"
    REPLACE = "replace"


@unique
class ImportFault(StrEnum):
    """What is wrong with a row of a file.

    `columns`: not two of them. `empty`: nothing would be inserted. `quotes`: a quotation mark
    is where none may be, or is never closed. `control`: a character no text has. `too_many`:
    the book would hold more than it may.
    """

    COLUMNS = "columns"
    EMPTY = "empty"
    TEXT_TOO_LONG = "text_too_long"
    GROUP_TOO_LONG = "group_too_long"
    QUOTES = "quotes"
    CONTROL = "control"
    TOO_MANY = "too_many"


class PhraseView(msgspec.Struct, frozen=True):
    """A phrase; `group` is "" for one in no group."""

    id: str
    group: str
    text: str


class BookView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A book in its order. Groups are in the order of their first phrases."""

    version: int
    phrases: tuple[PhraseView, ...]
    phrases_max: int
    changed_ms: int | None = None
    changed_by: str | None = None


class PhrasesView(msgspec.Struct, frozen=True):
    """`GET /api/phrases`. `pins`: what is on the keys 1 to 4, by id; "" where nothing is."""

    shared: BookView
    own: BookView
    pins: tuple[str, ...]


class NewPhrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /api/phrases/{book}`: at the end of its group, or of the book."""

    group: PhraseGroup
    text: PhraseText


class PhraseChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/phrases/{book}/{phrase}`."""

    version: Seq
    group: PhraseGroup
    text: PhraseText


class PlacedPhrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase, and the group it is in from now on."""

    id: Id
    group: PhraseGroup


class BookOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/phrases/{book}`: all phrases in their new order, each named once."""

    version: Seq
    phrases: Annotated[tuple[PlacedPhrase, ...], Meta(max_length=limits.PHRASES_SHARED_MAX)]


class PhraseImport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /api/phrases/{book}/import`: a CSV file's text. All of it is taken, or nothing."""

    version: Seq
    mode: ImportMode
    csv: Annotated[str, Meta(max_length=limits.PHRASES_CSV_MAX)]


class ImportProblem(msgspec.Struct, frozen=True):
    """Why a row cannot be taken. `line` counts the file's lines from 1, where the row begins."""

    line: int
    fault: ImportFault


class ImportErrorDetail(msgspec.Struct, frozen=True):
    """As in every error, and every row at fault (the first hundred)."""

    code: ErrorCode
    message: str
    problems: tuple[ImportProblem, ...]


class ImportRefused(msgspec.Struct, frozen=True):
    """The answer, with status 400, to a file that was not taken."""

    error: ImportErrorDetail


class ImportAnswer(msgspec.Struct, frozen=True):
    """What a file has made of a book; `known`: rows left out, as the book had them already."""

    added: int
    known: int
    book: BookView


class PhrasePins(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/phrases/pins`: what is on the keys 1 to 4; "" where nothing is."""

    pins: Annotated[
        tuple[Annotated[str, Meta(max_length=limits.ID_MAX)], ...],
        Meta(max_length=limits.PHRASE_PINS_MAX),
    ]
