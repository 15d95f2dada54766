"""Ids that outsiders cannot guess and that sort by time."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32."""

_RANDOM_BITS: Final = 80
_CHARACTERS: Final = 26

NewId = Callable[[int], str]
"""Makes an id from the time."""


def new_session_id(now_ms: int) -> str:
    """`s_` and a ULID: 48 bits of time, 80 of chance."""
    number = now_ms << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    digits = (_ALPHABET[number >> shift & 31] for shift in range(5 * _CHARACTERS - 5, -1, -5))
    return "s_" + "".join(digits)
