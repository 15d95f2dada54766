"""What was measured, as a table: at the end of a test run, and in docs/operations.md."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCUMENT: Final = ROOT / "docs" / "operations.md"

_SECTION: Final = re.compile(r"<!-- faults -->\n(.*?\n)<!-- /faults -->\n", re.DOTALL)
_HEAD: Final = (
    "| fault | must hold | last figure | when, commit | test |",
    "|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what was done, what must hold, and what came out."""

    fault: str
    limit: str
    measured: str
    test: str


@dataclass
class Figures:
    """The figures of one run, in the order of the tests."""

    taken: list[Figure] = field(default_factory=list)

    def table(self) -> str:
        """As Markdown."""
        return "\n".join([*_HEAD, *self._rows()])

    def write(self, path: Path = DOCUMENT) -> None:
        """Replace the rows of the tests that ran, in the section between its marks."""
        text = path.read_text(encoding="utf-8")
        section = _SECTION.search(text)
        assert section, f"{path} has no place for them"
        ran = {_test(row) for row in self._rows()}
        kept = [row for row in section[1].splitlines()[len(_HEAD) :] if _test(row) not in ran]
        rows = sorted([*kept, *self._rows()], key=_test)
        table = "\n".join([*_HEAD, *rows])
        path.write_text(text.replace(section[1], f"{table}\n"), encoding="utf-8")

    def _rows(self) -> list[str]:
        when = _when()
        return [
            f"| {one.fault} | {one.limit} | {one.measured} | {when} | `{one.test}` |"
            for one in self.taken
        ]


def _test(row: str) -> str:
    """The last column."""
    return row.rstrip(" |").rpartition("|")[2].strip()


def _when() -> str:
    """The day and the commit."""
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    return f"{day}, {described.stdout.strip() or 'unknown'}"
