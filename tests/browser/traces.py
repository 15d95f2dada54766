"""What a server has left on its disk."""

from __future__ import annotations

from pathlib import Path


def files_with(directory: Path, text: str) -> list[str]:
    """Names of the files below a directory in whose bytes a text is found.

    The database's write-ahead log and the server's own log are among them.
    """
    wanted = text.encode()
    return sorted(
        path.name for path in directory.rglob("*") if path.is_file() and wanted in path.read_bytes()
    )
