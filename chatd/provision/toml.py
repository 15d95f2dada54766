"""TOML with lines: where each key stands, and tables that report what is wrong with them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from typing import Any, Final, TypeVar

from chatd.errors import ProvisionError, ProvisionProblem

Path = tuple[str | int, ...]
"""Keys and indexes from the root: ("shops", 0, "id")."""

T = TypeVar("T")

_HEADER: Final = re.compile(r"\s*\[\[\s*([\w.-]+)\s*\]\]|\s*\[\s*([\w.-]+)\s*\]")
_KEY: Final = re.compile(r'\s*(?:([\w-]+)|"([^"]+)"|\'([^\']+)\')\s*=')
_ERROR_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)$")


class WrongValue(ValueError):
    """What a value must be, said after its key's name."""


class Problems:
    """Collects what is wrong with a file, with the lines.

    `tomllib` tells no lines, so the text is read once more for headers and keys. What cannot be
    found (a key of an inline table) is reported at the nearest table around it.
    """

    def __init__(self, text: str) -> None:
        self._lines = _index(text)
        self.found: list[ProvisionProblem] = []

    def add(self, path: Path, reason: str) -> None:
        """Note a problem with the thing at `path`."""
        self.found.append(ProvisionProblem(self._line(path), f"{_written(path)}{reason}"))

    def add_missing(self, path: Path, key: str) -> None:
        """Note that the table at `path` has no such key."""
        self.found.append(ProvisionProblem(self._line(path), f"`{key}` is missing"))

    def _line(self, path: Path) -> int:
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def load(text: str) -> dict[str, Any]:
    """Parse the text.

    Raises:
        ProvisionError: It is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        place = _ERROR_LINE.search(reason)
        line = int(place[1]) if place else text.count("\n") + 1
        raise ProvisionError([ProvisionProblem(line, _ERROR_LINE.sub("", reason))]) from error


class Table:
    """One table being read: each key is taken once, what is left over is unknown.

    A value that is wrong is reported and replaced by its default, so that reading goes on and
    finds the other mistakes too.

    Args:
        data: The table's value, whatever it is.
        path: Where it stands.
        problems: Where to report.
    """

    def __init__(self, data: Any, path: Path, problems: Problems) -> None:
        self.path = path
        self._problems = problems
        self._is_table = isinstance(data, dict)
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        self._taken: set[str] = set()
        if not self._is_table:
            problems.add(path, "must be a table")

    def report(self, key: str, reason: str) -> None:
        """Note a problem with one key."""
        self._problems.add((*self.path, key), reason)

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self._data

    def take(self, key: str, read: Callable[[Any], T], default: T, *, required: bool = False) -> T:
        """The value of a key, through `read`, which raises WrongValue."""
        self._taken.add(key)
        if key not in self._data:
            if required and self._is_table:
                self._problems.add_missing(self.path, key)
            return default
        try:
            return read(self._data[key])
        except ValueError as error:
            self.report(key, str(error))
            return default

    def take_all(self, key: str, read: Callable[[Any], T], most: int) -> tuple[T, ...]:
        """The items of an array, all different, each through `read`; none when absent."""

        def read_all(value: Any) -> tuple[T, ...]:
            if not isinstance(value, list) or len(value) > most:
                raise WrongValue(f"must be an array of at most {most}")
            found = tuple(read(item) for item in value)
            if len(set(found)) < len(found):
                raise WrongValue("must not name anything twice")
            return found

        none: tuple[T, ...] = ()
        return self.take(key, read_all, none)

    def table(self, key: str) -> Table:
        """A table below this one, empty when absent."""
        self._taken.add(key)
        return Table(self._data.get(key, {}), (*self.path, key), self._problems)

    def tables(self, key: str) -> list[Table]:
        """An array of tables below this one, empty when absent."""
        self._taken.add(key)
        rows = self._data.get(key, [])
        if not isinstance(rows, list):
            self.report(key, "must be an array of tables")
            return []
        return [Table(row, (*self.path, key, at), self._problems) for at, row in enumerate(rows)]

    def finish(self) -> None:
        """Report the keys nobody has taken."""
        for key in self._data:
            if key not in self._taken:
                self.report(key, "is not known here")


def whole(least: int, most: int) -> Callable[[Any], int]:
    """Reads a whole number."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise WrongValue(f"must be a whole number from {least} to {most}")
        return value

    return read


def text(longest: int, *, shortest: int = 1) -> Callable[[Any], str]:
    """Reads a string by its length in characters."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise WrongValue("must be a string")
        if not shortest <= len(value) <= longest:
            raise WrongValue(f"must have {shortest} to {longest} characters")
        if "\0" in value:
            raise WrongValue("must not contain U+0000")
        return value

    return read


def flag(value: Any) -> bool:
    """Reads true or false."""
    if not isinstance(value, bool):
        raise WrongValue("must be true or false")
    return value


def one_of(*words: str) -> Callable[[Any], str]:
    """Reads one of a few words."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise WrongValue(f"must be one of {', '.join(words)}")
        return value

    return read


def _index(source: str) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    rows: Counter[str] = Counter()
    table: Path = ()
    for number, line in enumerate(source.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _table_path(header, rows)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1] or key[2] or key[3]), number)
    return lines


def _table_path(header: re.Match[str], rows: Counter[str]) -> Path:
    if header[1] is None:
        return tuple(header[2].split("."))
    rows[header[1]] += 1
    return (*header[1].split("."), rows[header[1]] - 1)


def _written(path: Path) -> str:
    if not path or isinstance(path[-1], int):
        return ""
    return f"`{path[-1]}` "
