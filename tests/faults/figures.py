"""What was measured, as a table: at the end of a test run, and in docs/operations.md."""

from __future__ import annotations

import platform
import re
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCUMENT: Final = ROOT / "docs" / "operations.md"

_SECTION: Final = re.compile(r"<!-- faults -->\n.*?<!-- /faults -->\n", re.DOTALL)


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
        lines = ["| fault | must hold | last figure | test |", "|---|---|---|---|"]
        lines += [
            f"| {one.fault} | {one.limit} | {one.measured} | `{one.test}` |" for one in self.taken
        ]
        return "\n".join(lines)

    def write(self, path: Path = DOCUMENT) -> None:
        """Replace the section of a document that is between its marks."""
        text = path.read_text(encoding="utf-8")
        assert _SECTION.search(text), f"{path} has no place for them"
        section = f"<!-- faults -->\n{self.table()}\n\n{_circumstances()}\n<!-- /faults -->\n"
        path.write_text(_SECTION.sub(lambda _found: section, text), encoding="utf-8")


def _circumstances() -> str:
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    commit = described.stdout.strip() or "unknown"
    return f"`make faults`, {day}, commit {commit}, Python {platform.python_version()}."
