"""Names of files, made harmless. Pure."""

from __future__ import annotations

import unicodedata
from typing import Final

from chatd.uploads.types import FileType

NAME_MAX: Final = 80
"""Characters of a name, as everywhere in the protocol."""

_UNSAFE: Final = frozenset('<>:"|?*')
"""What Windows does not take in a name."""


def safe_name(name: str, found: FileType) -> str:
    """A name that is only a name, and ends as its content says.

    Folders, control and direction characters go; so do dots at the ends. `shot.html` that holds
    a picture becomes `shot.html.png`.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join("_" if sign in _UNSAFE else sign for sign in last if _is_shown(sign))
    stem = " ".join(kept.split()).strip(". ")
    extension = stem.rpartition(".")[2].lower() if "." in stem else ""
    if extension in found.extensions:
        stem = stem[: -len(extension) - 1]
    else:
        extension = found.extensions[0]
    return f"{stem[: NAME_MAX - len(extension) - 1].strip('. ') or 'file'}.{extension}"


def _is_shown(sign: str) -> bool:
    """No control, no direction override, no lone surrogate, no private or unassigned sign."""
    return not unicodedata.category(sign).startswith("C")
