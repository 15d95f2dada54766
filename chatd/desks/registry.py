"""All desks of this process, by merchant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatd.clock import Clock
    from chatd.desks.runtime import DeskRuntime
    from chatd.storage.store import Store


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """The shell's own numbers; the routing rules' are each merchant's."""

    queue_changed_ms: int = 1_000
    position_changed_ms: int = 2_000


@dataclass(frozen=True, slots=True)
class DeskStats:
    """Counts over all desks; what is live now, and what was done since the start."""

    desks: int
    subscribers: int
    sessions: int
    waiting: int
    messages: int
    batches: int
    failed_batches: int


@dataclass(frozen=True, slots=True)
class ShopPlace:
    """Where a shop belongs, and what its buyers' connections need to know before hello."""

    shop: str
    merchant: str
    name: str
    origins: tuple[str, ...]
    identity_secret: str | None


class Desks:
    """Gives each merchant's runtime; restores the live ones at the start."""

    def __init__(self, store: Store, clock: Clock, options: DeskOptions = DeskOptions()) -> None:
        self._store = store
        self._clock = clock
        self._options = options

    async def start(self) -> None:
        """Restore every desk that holds something live, with the command `Restart`."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Finish the open batch and the timers; commands after it raise `Unavailable`."""
        raise NotImplementedError

    async def runtime(self, merchant: str) -> DeskRuntime:
        """The merchant's runtime, restored on first use.

        Raises:
            CommandRejected: `not_found`, there is no such merchant.
            Unavailable: The database cannot be read now.
        """
        raise NotImplementedError

    async def shop(self, shop: str) -> ShopPlace:
        """Where a shop belongs.

        Raises:
            CommandRejected: `not_found`, there is no such shop.
            Unavailable: The database cannot be read now.
        """
        raise NotImplementedError

    def stats(self) -> DeskStats:
        """Counts for metrics and the demo page."""
        raise NotImplementedError
