"""Back-up and restore: the database and the uploaded files in one tar, while servers run.

    backup.json    format, the database's revision, when it was made
    chatd.db       one state of the database
    files/…        what its messages refer to, each file named by its content

The database is copied first: whatever its messages refer to was there by then. A file that was
erased meanwhile is not in it, as it should be.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec

from chatd.errors import Unavailable
from chatd.storage.claims import sole_claim
from chatd.storage.engine import Database
from chatd.storage.migrate import check_known, revision_of

FILES: Final = "files"
_DATABASE: Final = "chatd.db"
_ABOUT: Final = "backup.json"
_FORMAT: Final = 1
_PRIVATE: Final = 0o600
_SIDE_FILES: Final = ("-wal", "-shm")


class About(msgspec.Struct, frozen=True):
    """What a back-up says of itself. `at_ms`: the database is at least as new."""

    format: int
    revision: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. `kept` holds what was there before, if anything was."""

    about: About
    files: int
    kept: Path | None


class BadBackup(Unavailable):
    """The file is no back-up, is damaged, or is of a newer program."""


def back_up(database: Database, files: Path, target: Path) -> About:
    """Write a back-up; the target is replaced at once and whole, or not at all.

    Args:
        database: What is copied; servers may go on writing.
        files: The folder of uploaded files; may be missing.
        target: The tar to make, readable by its owner alone.

    Raises:
        Unavailable: The database cannot be read, or its copy is damaged.
        OSError: The target cannot be written.
    """
    if not database.path.is_file():
        raise Unavailable(f"{database.path}: there is no database")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.absolute().parent) as folder:
        copy = Path(folder, _DATABASE)
        at_ms = time.time_ns() // 1_000_000
        _copy(database.path, copy)
        about = About(_FORMAT, _check(copy), at_ms)
        archive = Path(folder, "archive")
        _write(archive, about, copy, files)
        archive.replace(target)
    _sync(target.absolute().parent)
    return about


def restore(database: Database, files: Path, source: Path) -> Restored:
    """Put a back-up in the place of a database; what was there is kept beside it.

    Nothing is touched before the back-up has been unpacked and found sound.

    Raises:
        BadBackup: The back-up cannot be used.
        Unavailable: A server runs on the database.
        OSError: A file cannot be read or written.
    """
    folder = database.path.absolute().parent
    folder.mkdir(parents=True, exist_ok=True)
    with (
        sole_claim(database.path),
        tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as unpacked,
    ):
        about = _unpack(source, Path(unpacked))
        copy = Path(unpacked, _DATABASE)
        found = _check(copy)
        if found != about.revision:
            raise BadBackup(f"{source}: it says {about.revision}, its database is at {found}")
        check_known(found)
        for path in copy.parent.rglob("*"):
            _sync(path)
        kept = _set_aside(database.path, files)
        copy.replace(database.path)
        restored = Path(unpacked, FILES)
        number = sum(path.is_file() for path in restored.rglob("*"))
        if restored.is_dir():
            restored.replace(files)
        _sync(folder)
    return Restored(about, number, kept)


def _copy(path: Path, copy: Path) -> None:
    """One state of the database; in WAL mode reading it holds up nobody.

    It is written anew, so that nothing is left in it of what was erased before.
    """
    copy.touch(mode=_PRIVATE)
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        raise Unavailable(f"the database could not be copied: {error}") from error


def _check(copy: Path) -> str:
    """Look whether a copy is sound. Returns its revision."""
    try:
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if verdict != "ok":
                raise BadBackup(f"the database is damaged: {verdict}")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BadBackup("the database is damaged: a row refers to one that is not there")
            revision = revision_of(connection)
    except sqlite3.Error as error:
        raise BadBackup(f"the database is damaged: {error}") from error
    if revision is None:
        raise BadBackup("the database is not of chatd")
    return revision


def _write(archive: Path, about: About, copy: Path, files: Path) -> None:
    archive.touch(mode=_PRIVATE)
    with archive.open("wb") as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
            content = msgspec.json.encode(about)
            head = tarfile.TarInfo(_ABOUT)
            head.size, head.mode, head.mtime = len(content), _PRIVATE, about.at_ms // 1_000
            tar.addfile(head, BytesIO(content))
            tar.add(copy, _DATABASE)
            for path in _stored(files):
                with contextlib.suppress(FileNotFoundError):  # erased meanwhile
                    tar.add(path, f"{FILES}/{path.relative_to(files).as_posix()}")
        stream.flush()
        os.fsync(stream.fileno())


def _stored(files: Path) -> Iterator[Path]:
    """Finished files; one that is still being received has a dot in front of its name."""
    for path in sorted(files.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield path


def _unpack(source: Path, folder: Path) -> About:
    """Only plain files, and only where they belong: an archive is a stranger's until proven."""
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                if not member.isreg() or not _belongs(member.name):
                    raise BadBackup(f"{source}: {member.name!r} does not belong there")
                tar.extract(member, folder, filter="data")
        about = msgspec.json.decode(Path(folder, _ABOUT).read_bytes(), type=About)
    except (tarfile.TarError, FileNotFoundError, msgspec.DecodeError) as error:
        if not source.exists():
            raise
        raise BadBackup(f"{source}: not a back-up of chatd, or damaged") from error
    if about.format != _FORMAT:
        raise BadBackup(f"{source}: made by a newer chatd")
    if not Path(folder, _DATABASE).is_file():
        raise BadBackup(f"{source}: there is no database in it")
    return about


def _belongs(name: str) -> bool:
    parts = name.split("/")
    is_file = parts[0] == FILES and len(parts) > 1
    return name in {_ABOUT, _DATABASE} or (is_file and not {"", ".", ".."} & set(parts))


def _set_aside(path: Path, files: Path) -> Path | None:
    """Keep what is there: the database with its side files, and the uploaded files."""
    if not path.exists() and not files.exists():
        return None
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    kept = Path(tempfile.mkdtemp(prefix=f"replaced-{stamp}-", dir=path.absolute().parent))
    if path.exists():
        # Not moved: without a database for a moment, a server would make an empty one.
        try:
            os.link(path, kept / path.name)
        except OSError:
            shutil.copy2(path, kept / path.name)
    for suffix in _SIDE_FILES:
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.replace(kept / side.name)
    if files.exists():
        files.replace(kept / FILES)
    return kept


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
