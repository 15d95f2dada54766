"""A book of phrases as a CSV file and back: two columns, `group` and `text`. Pure.

Written with a byte order mark and CRLF, as spreadsheets expect; read with or without. A text that
a spreadsheet would take for a formula has an apostrophe in front of it in the file, and not in
the book; so a file that was written here is read here as what it was written from.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from chatd.protocol import limits
from chatd.protocol.phrases import ImportFault, ImportProblem

HEADER: Final = ("group", "text")
PROBLEMS_MAX: Final = 100
_BOM: Final = "\ufeff"
_HEADERS: Final = {HEADER, ("分组", "常用语"), ("分组", "内容")}
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA: Final = re.compile(r"'+[=+\-@\t\r]")
_HINT: Final = re.compile(r"\s*【[^】]*】\s*")


class Row(NamedTuple):
    """A phrase of a file."""

    group: str
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says; `lines` are where each row begins. With problems nothing of it counts."""

    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    problems: tuple[ImportProblem, ...]


def without_hint(text: str) -> str:
    """What of a phrase is inserted."""
    found = _HINT.match(text)
    return text if found is None else text[found.end() :]


def write_csv(rows: Iterable[Row]) -> str:
    """A file of phrases."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows((_guarded(group), _guarded(text)) for group, text in rows)
    return _BOM + out.getvalue()


def read_csv(text: str) -> Parsed:
    """The phrases of a file, and everything that is wrong with it."""
    rows: list[Row] = []
    lines: list[int] = []
    problems: list[ImportProblem] = []
    for line, cells in _records(text.removeprefix(_BOM), problems):
        if not any(cell.strip() for cell in cells) or (line == 1 and _is_header(cells)):
            continue
        fault = _fault(cells)
        if fault is not None:
            problems.append(ImportProblem(line, fault))
            continue
        rows.append(Row(*map(_unguarded, cells)))
        lines.append(line)
    return Parsed(tuple(rows), tuple(lines), tuple(problems[:PROBLEMS_MAX]))


def _records(text: str, problems: list[ImportProblem]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins in, up to a quotation mark out of place."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            problems.append(ImportProblem(line, ImportFault.QUOTES))
            return
        if cells is None:
            return
        yield line, cells
        line = reader.line_num + 1


def _is_header(cells: list[str]) -> bool:
    return tuple(cell.strip().lower() for cell in cells) in _HEADERS


def _fault(cells: list[str]) -> ImportFault | None:
    if len(cells) != len(HEADER):
        return ImportFault.COLUMNS
    group, text = map(_unguarded, cells)
    if "\0" in group or "\0" in text:
        return ImportFault.CONTROL
    if len(group) > limits.PHRASE_GROUP_MAX:
        return ImportFault.GROUP_TOO_LONG
    if len(text) > limits.PHRASE_MAX:
        return ImportFault.TEXT_TOO_LONG
    return None if without_hint(text).strip() else ImportFault.EMPTY


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell
