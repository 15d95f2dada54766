"""Who has a database open: a lock on a file beside it, that ends with the process that holds it.

Everybody who works with a database shares the claim; whoever replaces it must have it alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from chatd.errors import Unavailable


class Claim:
    """A shared claim on a database.

    Raises:
        Unavailable: It is being replaced, or the lock's file cannot be made.
    """

    def __init__(self, database: Path) -> None:
        self._descriptor: int | None = _open(database)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise Unavailable("the database is being restored") from error

    def release(self) -> None:
        """Give it up. Idempotent: the number may be another file's by now."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


@contextlib.contextmanager
def sole_claim(database: Path) -> Iterator[None]:
    """Have a database alone.

    Raises:
        Unavailable: A server or another command has it open.
    """
    descriptor = _open(database)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise Unavailable("a server runs on this database: stop it first") from error
    try:
        yield
    finally:
        os.close(descriptor)


def _open(database: Path) -> int:
    path = database.with_name(f"{database.name}.lock")
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"{path}: {error.strerror}") from error
