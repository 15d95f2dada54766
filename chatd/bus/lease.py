"""Who owns a slot. A lease is about liveness; that two owners do no harm is the store's work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Lease(Protocol):
    """Ownership of slots, for a while."""

    async def acquire(self, slots: Iterable[int]) -> None:
        """Own these slots, waiting for former owners' leases to end."""

    def owns(self, slot: int) -> bool:
        """Whether the slot is ours at this moment."""

    async def release(self) -> None:
        """Give every slot back."""


class SoleLease:
    """There is one node, and it owns what it has acquired until it lets go. See `Lease`."""

    def __init__(self) -> None:
        self._slots: set[int] = set()

    async def acquire(self, slots: Iterable[int]) -> None:
        """Own these slots."""
        self._slots.update(slots)

    def owns(self, slot: int) -> bool:
        """Whether the slot is ours at this moment."""
        return slot in self._slots

    async def release(self) -> None:
        """Give every slot back."""
        self._slots.clear()
