"""Who has a database open: a lock on a file beside it, that ends with the process that holds it.

Everybody who works with a database shares the claim; whoever replaces it must have it alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chatd.errors import Unavailable

_TRIES: Final = 10
_BETWEEN_S: Final = 0.05
"""Whoever only looks whether somebody has it (`is_claimed`) has it alone for a moment."""


class Claim:
    """A shared claim on a database.

    Raises:
        Unavailable: It is being replaced, or the lock's file cannot be made.
    """

    def __init__(self, database: Path) -> None:
        self._descriptor = _open(database)
        for _ in range(_TRIES):
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_BETWEEN_S)
            else:
                return
        self.release()
        raise Unavailable("the database is being restored")

    def release(self) -> None:
        """Give it up; nothing happens when it is already."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
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


def is_claimed(database: Path) -> bool:
    """Whether somebody has it open."""
    try:
        with sole_claim(database):
            return False
    except Unavailable:
        return True


def _open(database: Path) -> int:
    path = database.with_name(f"{database.name}.lock")
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"{path}: {error.strerror}") from error
