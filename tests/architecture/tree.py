"""The repository as git sees it: what is tracked, or would be with the next commit."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PURE = ("presence", "queueing", "routing")


@cache
def files() -> tuple[Path, ...]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    names = listing.stdout.decode().split("\0")
    return tuple(sorted(path for name in names if name and (path := ROOT / name).is_file()))


def sources(*suffixes: str) -> list[Path]:
    return [path for path in files() if path.suffix in suffixes]


def is_pure(path: Path) -> bool:
    return path.relative_to(ROOT).parts[0] in PURE


def named(path: Path) -> str:
    """How a failing case is called."""
    return path.relative_to(ROOT).as_posix()
