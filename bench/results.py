"""bench/RESULTS.md: one section a benchmark, each with the machine and the command it came from."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.servers import ROOT

PATH: Final = ROOT / "bench" / "RESULTS.md"
ORDER: Final = ("j1", "profile", "idle", "storm", "neighbour", "sessions", "steps", "console")
HEAD: Final = """# Results

Written by `make bench` (`.venv/bin/python -m bench`). Ratios come from one run on one machine and
may be compared between machines; absolute figures may not.
"""
_STACK: Final = ("uvicorn", "uvloop", "websockets", "msgspec", "SQLAlchemy")
_FSYNCS: Final = 200


def write(name: str, body: str, command: str, *, path: Path = PATH) -> None:
    """Replace one section; the others keep their own machine, commit and date."""
    text = path.read_text(encoding="utf-8") if path.exists() else HEAD
    sections = dict(re.findall(r"<!-- (\w+) -->\n(.*?)<!-- /\1 -->\n", text, re.DOTALL))
    sections[name] = f"{body.rstrip()}\n\n{_circumstances(command)}\n"
    known = [one for one in ORDER if one in sections]
    parts = [f"\n<!-- {one} -->\n{sections[one]}<!-- /{one} -->\n" for one in known]
    path.write_text(HEAD + "".join(parts), encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table, figures to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _circumstances(command: str) -> str:
    return table(
        ["", ""],
        [
            ["command", f"`{command}`"],
            ["date", dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")],
            ["commit", _commit()],
            ["processor", f"{_cpu_model()}, {os.cpu_count()} cores"],
            ["load before", f"{_load_before:.2f} (1 min)"],
            ["kernel", platform.release()],
            ["disk", f"a synchronous 4 KiB write takes {_fsync_ms():.2f} ms (median)"],
            ["stack", _stack()],
        ],
    )


def _commit() -> str:
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    return described.stdout.strip() or "unknown"


def _cpu_model() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="ascii")
    found = re.search(r"^model name\s*:\s*(.*)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def _stack() -> str:
    python = f"Python {sys.version.split()[0]}"
    return ", ".join([python, *(f"{name} {version(name)}" for name in _STACK)])


def _fsync_ms() -> float:
    took = []
    with tempfile.TemporaryFile(dir=ROOT) as file:
        for _ in range(_FSYNCS):
            began = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
    return sorted(took)[_FSYNCS // 2] * 1_000


_load_before: Final = os.getloadavg()[0]
