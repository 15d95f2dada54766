"""Says of most new messages, for certain and without asking the database, that they are new."""

from __future__ import annotations

from typing import Final

CIDS_MAX: Final = 500
"""Whoever has sent more than this is looked up each time."""

_BITS_FIRST: Final = 4_096
_BITS_LAST: Final = 262_144
_GROWTH: Final = 8
_BITS_PER_ID: Final = 20
"""At this rate one new id in a hundred is taken for one that was sent."""
_SECOND_PLACE: Final = 20
"""The bits of a hash that say the first place are others than those that say the second."""


class SentCids:
    """The ids of all messages one author has ever sent: the greatest, and Bloom filters.

    Our clients' ids grow (UUIDv7): one greater than all before is new. Of another, it may take a
    new one for one that was sent; then the database is asked. It never takes one that was sent
    for a new one. 512 bytes, as long as the author has sent about as much as people do; 36 KiB at
    most.
    """

    __slots__ = ("_filters", "_greatest", "_room")

    def __init__(self, *, all_set: bool = False) -> None:
        self._greatest = None if all_set else ""
        self._filters = [bytearray((0xFF if all_set else 0,)) * (_BITS_FIRST // 8)]
        self._room = -1 if all_set else _BITS_FIRST // _BITS_PER_ID

    def add(self, cid: str) -> None:
        """This id is sent."""
        if self._greatest is not None and cid > self._greatest:
            self._greatest = cid
        bits = self._filters[-1]
        if self._room == 0 and len(bits) * 8 < _BITS_LAST:
            bits = bytearray(len(bits) * _GROWTH)
            self._filters.append(bits)
            self._room = len(bits) * 8 // _BITS_PER_ID
        self._room -= 1
        number, mask = hash(cid), len(bits) * 8 - 1
        first, second = number & mask, number >> _SECOND_PLACE & mask
        bits[first >> 3] |= 1 << (first & 7)
        bits[second >> 3] |= 1 << (second & 7)

    def may_hold(self, cid: str) -> bool:
        """Whether it may have been sent."""
        if self._greatest is not None and cid > self._greatest:
            return False
        number = hash(cid)
        for bits in self._filters:
            mask = len(bits) * 8 - 1
            first, second = number & mask, number >> _SECOND_PLACE & mask
            if bits[first >> 3] >> (first & 7) & bits[second >> 3] >> (second & 7) & 1:
                return True
        return False


ALL_CIDS: Final = SentCids(all_set=True)
"""Of an author who has sent too many to know: each may have been sent."""
