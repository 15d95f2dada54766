"""Back-up and restore: sound or refused, whole or not at all, and nothing lost that was there."""

import os
import sqlite3
import stat
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from chatd.errors import Unavailable
from chatd.storage.backup import back_up, restore
from chatd.storage.claims import Claim
from chatd.storage.engine import Database, connect
from tests.databases import new_database


class Place:
    """A data directory with a database in it."""

    def __init__(self, directory: Path) -> None:
        self.files = directory / "files"
        self.database = Database(directory / "chatd.db")
        self.directory = directory

    def fill(self) -> "Place":
        new_database(self.database.path)
        return self

    def advance(self, slot: int, version: int) -> None:
        """Something that a restored database must show again."""
        connection = connect(self.database)
        connection.execute("UPDATE slots SET version = ? WHERE slot = ?", (version, slot))
        connection.close()

    def version(self, slot: int) -> int:
        connection = connect(self.database)
        row = connection.execute("SELECT version FROM slots WHERE slot = ?", (slot,)).fetchone()
        connection.close()
        return int(row[0])

    def add_file(self, name: str, content: bytes) -> None:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def back_up(self, target: Path) -> None:
        back_up(self.database, self.files, target)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "data").fill()


def test_what_was_backed_up_is_there_again_when_it_is_restored_elsewhere(
    place: Place, tmp_path: Path
) -> None:
    place.advance(7, 42)
    place.add_file("ab/abcdef", b"picture")
    place.add_file("ab/.receiving", b"half of one")
    place.back_up(tmp_path / "backup.tar")
    elsewhere = Place(tmp_path / "elsewhere")
    done = restore(elsewhere.database, elsewhere.files, tmp_path / "backup.tar")
    assert elsewhere.version(7) == 42
    assert (elsewhere.files / "ab/abcdef").read_bytes() == b"picture"
    assert (done.files, done.kept) == (1, None)


def test_back_up_holds_one_state_when_somebody_writes(place: Place, tmp_path: Path) -> None:
    writing = connect(place.database)
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("UPDATE slots SET version = 1")
    place.back_up(tmp_path / "backup.tar")
    writing.execute("COMMIT")
    writing.close()
    elsewhere = Place(tmp_path / "elsewhere")
    restore(elsewhere.database, elsewhere.files, tmp_path / "backup.tar")
    assert (elsewhere.version(0), place.version(0)) == (0, 1)


def test_back_up_is_readable_by_its_owner_alone(place: Place, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    place.back_up(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "data"]


def test_former_back_up_stays_when_a_new_one_fails(place: Place, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    place.back_up(target)
    before = target.read_bytes()
    _damage(place)
    with pytest.raises(Unavailable):
        place.back_up(target)
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "data"]


def test_restore_keeps_what_was_there(place: Place, tmp_path: Path) -> None:
    place.back_up(tmp_path / "backup.tar")
    place.advance(7, 42)
    place.add_file("cd/cdef", b"newer")
    done = restore(place.database, place.files, tmp_path / "backup.tar")
    assert place.version(7) == 0
    assert not place.files.exists()
    assert done.kept is not None
    kept = Place(done.kept)
    assert kept.version(7) == 42
    assert (kept.files / "cd/cdef").read_bytes() == b"newer"


def test_restore_keeps_what_was_not_checkpointed_yet(place: Place, tmp_path: Path) -> None:
    place.back_up(tmp_path / "backup.tar")
    held_open = connect(place.database)
    held_open.execute("UPDATE slots SET version = 42")
    assert place.database.path.with_name("chatd.db-wal").stat().st_size > 0
    done = restore(place.database, place.files, tmp_path / "backup.tar")
    held_open.close()
    assert done.kept is not None
    assert (place.version(7), Place(done.kept).version(7)) == (0, 42)


def test_restore_is_refused_while_a_server_runs(place: Place, tmp_path: Path) -> None:
    place.back_up(tmp_path / "backup.tar")
    place.advance(7, 42)
    claim = Claim(place.database.path)
    with pytest.raises(Unavailable, match="a server runs"):
        restore(place.database, place.files, tmp_path / "backup.tar")
    assert place.version(7) == 42
    claim.release()
    restore(place.database, place.files, tmp_path / "backup.tar")


def test_missing_database_is_not_backed_up(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    with pytest.raises(Unavailable, match="no database"):
        place.back_up(tmp_path / "backup.tar")
    assert not (tmp_path / "data").exists()


def _damage(place: Place) -> None:
    """Overwrite pages in the middle of the file."""
    connection = connect(place.database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with place.database.path.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(os.urandom(4096 * 8))


def _archive(path: Path, members: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            tar.addfile(head, BytesIO(content))
        for name, target in (links or {}).items():
            head = tarfile.TarInfo(name)
            head.type, head.linkname = tarfile.SYMTYPE, target
            tar.addfile(head)
    return path


def _members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        found = {member.name: tar.extractfile(member) for member in tar}
        return {name: file.read() for name, file in found.items() if file is not None}


def _cases(place: Place, folder: Path) -> dict[str, Path]:
    """Archives that must not be restored."""
    place.back_up(folder / "good.tar")
    good = _members(folder / "good.tar")
    database = bytearray(good["chatd.db"])
    database[4096 * 2 : 4096 * 6] = os.urandom(4096 * 4)
    newer = folder / "newer.db"
    newer.write_bytes(good["chatd.db"])
    connection = sqlite3.connect(newer)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    about = good["backup.json"]
    (folder / "torn.tar").write_bytes((folder / "good.tar").read_bytes()[:20_000])
    (folder / "text.tar").write_text("no archive", encoding="utf-8")
    return {
        "torn": folder / "torn.tar",
        "text": folder / "text.tar",
        "damaged": _archive(folder / "damaged.tar", {**good, "chatd.db": bytes(database)}),
        "newer": _archive(
            folder / "newer.tar",
            {
                "backup.json": about.replace(_revision(about), b"9999"),
                "chatd.db": newer.read_bytes(),
            },
        ),
        "format": _archive(
            folder / "format.tar",
            {**good, "backup.json": about.replace(b'"format":1', b'"format":2')},
        ),
        "empty": _archive(folder / "empty.tar", {"backup.json": about}),
        "traversal": _archive(folder / "traversal.tar", {**good, "files/../../x": b"out"}),
        "absolute": _archive(folder / "absolute.tar", {**good, "/tmp/x": b"out"}),
        "link": _archive(folder / "link.tar", good, {"files/x": "/etc/passwd"}),
    }


def _revision(about: bytes) -> bytes:
    return about.partition(b'"revision":"')[2].partition(b'"')[0]


@pytest.mark.parametrize(
    "case",
    [
        "torn",
        "text",
        "damaged",
        "newer",
        "format",
        "empty",
        "traversal",
        "absolute",
        "link",
    ],
)
def test_what_is_no_sound_back_up_is_refused_and_nothing_is_touched(
    place: Place, tmp_path: Path, case: str
) -> None:
    place.advance(7, 42)
    source = _cases(place, tmp_path)[case]
    with pytest.raises(Unavailable):
        restore(place.database, place.files, source)
    assert place.version(7) == 42
    left = {path.name for path in place.directory.iterdir()} - {"chatd.db-wal", "chatd.db-shm"}
    assert left == {"chatd.db", "chatd.db.lock"}


def test_missing_back_up_is_said(place: Place, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        restore(place.database, place.files, tmp_path / "nothing.tar")
    assert place.version(7) == 0
