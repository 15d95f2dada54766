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

    def __init__(self, *, all_set: bool = False) -> None:
        self._bits = bytearray((0xFF if all_set else 0,)) * (_BITS // 8)

    def add(self, cid: str) -> None:
        """This id is sent."""
        first, second = _places(cid)
        self._bits[first >> 3] |= 1 << (first & 7)
        self._bits[second >> 3] |= 1 << (second & 7)

    def may_hold(self, cid: str) -> bool:
        """Whether it may have been sent."""
        first, second = _places(cid)
        bits = self._bits
        return bool(bits[first >> 3] >> (first & 7) & bits[second >> 3] >> (second & 7) & 1)


def _places(cid: str) -> tuple[int, int]:
    number = hash(cid)
    return number % _BITS, (number >> _SHIFT) % _BITS


ALL_CIDS: Final = SentCids(all_set=True)
"""Of an author who has sent too many to know: each may have been sent."""
