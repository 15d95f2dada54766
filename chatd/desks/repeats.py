"""Says of most new messages, for certain and without asking the database, that they are new."""

from __future__ import annotations

from typing import Final

CIDS_MAX: Final = 500
"""Whoever has sent more than this is looked up each time."""

_BITS: Final = 4_096
_SHIFT: Final = 12


class SentCids:
    """The ids of all messages one author has ever sent, as a Bloom filter of 512 bytes.

    It may take a new id for one that was sent; then the database is asked. It never takes one
    that was sent for a new one.
    """

    __slots__ = ("_bits",)

    def __init__(self, bits: int = 0) -> None:
        self._bits = bits

    def add(self, cid: str) -> None:
        """This id is sent."""
        self._bits |= _mask(cid)

    def may_hold(self, cid: str) -> bool:
        """Whether it may have been sent."""
        mask = _mask(cid)
        return self._bits & mask == mask


def _mask(cid: str) -> int:
    number = hash(cid)
    return 1 << number % _BITS | 1 << (number >> _SHIFT) % _BITS


ALL_CIDS: Final = SentCids((1 << _BITS) - 1)
"""Of an author who has sent too many to know: each may have been sent."""
