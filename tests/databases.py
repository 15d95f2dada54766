"""New databases. Migrating one costs more than most tests: each process does it once and copies."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from chatd.storage.migrate import migrate


def new_database(path: Path) -> Path:
    """Put a database of today's tables there, without a merchant in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(_migrated(), path)
    return path


@functools.cache
def _migrated() -> Path:
    directory = Path(tempfile.mkdtemp(prefix="chatd-tests-"))
    atexit.register(shutil.rmtree, directory)
    path = directory / "chatd.db"
    migrate(f"sqlite:///{path}")
    return path
