"""R7's candidates, kept in the order of R8: one pool for each group and one for everyone.

A pool holds agents who receive buyers. It counts them by standing, which decides whom R7 looks at
and tells afterwards why the others were passed over, and sorts those who are candidates.
"""

from collections.abc import Sequence
from enum import IntEnum

from sortedcontainers import SortedList

RankKey = tuple[bool, int, int, int]
"""R8's key as it is sorted: (open >= w, load scaled by the weight, last turn, order)."""


class Standing(IntEnum):
    """What an agent is to balancing (R7). Lost ones count as accepting but are no candidates."""

    OFFLINE = 0
    AWAY = 1
    BUSY = 2
    READY = 3
    """Up and accepting, load < r: a candidate."""
    FULL = 4
    """Up and accepting, load >= r."""
    LOST = 5
    """Accepting, without a connection, load < r."""
    LOST_FULL = 6
    SUSPENDED = 7
    """Up and suspended, load < r: a candidate if nobody eligible accepts."""
    SUSPENDED_FULL = 8
    SUSPENDED_LOST = 9


class Pool:
    """The agents of one group; `group` "" is everyone. Moving one is O(log n).

    Args:
        group: The group's name.
        tiers: The tiers its agents have, each once.
        size: How many agents it has; all of them stand as OFFLINE at first.
    """

    __slots__ = ("_suspended", "_tiers", "_windows", "counts", "group", "size")

    def __init__(self, group: str, tiers: Sequence[int], size: int) -> None:
        self.group = group
        self.size = size
        self.counts = [0] * len(Standing)
        self.counts[Standing.OFFLINE] = size
        self._windows = [0] * len(Standing)
        self._suspended: SortedList[RankKey] = SortedList()
        self._tiers: dict[int, SortedList[RankKey]] = {tier: SortedList() for tier in sorted(tiers)}

    @property
    def accepting(self) -> int:
        """How many accept, lost ones counted."""
        counts = self.counts
        return (
            counts[Standing.READY]
            + counts[Standing.FULL]
            + counts[Standing.LOST]
            + counts[Standing.LOST_FULL]
        )

    @property
    def is_full(self) -> bool:
        """Somebody accepts, lost ones counted, and all of these are at their reception maximum."""
        counts = self.counts
        if counts[Standing.READY] or counts[Standing.LOST]:
            return False
        return bool(counts[Standing.FULL] or counts[Standing.LOST_FULL])

    def leave(self, standing: Standing, tier: int, key: RankKey, windows: int) -> None:
        """Forget an agent as it stood."""
        self.counts[standing] -= 1
        self._windows[standing] -= windows
        if standing is Standing.READY:
            self._tiers[tier].remove(key)
        elif standing is Standing.SUSPENDED:
            self._suspended.remove(key)

    def enter(self, standing: Standing, tier: int, key: RankKey, windows: int) -> None:
        """Take an agent as it stands now."""
        self.counts[standing] += 1
        self._windows[standing] += windows
        if standing is Standing.READY:
            self._tiers[tier].add(key)
        elif standing is Standing.SUSPENDED:
            self._suspended.add(key)

    def candidates(self) -> Sequence[RankKey]:
        """R7, without its choice of a pool: the keys of the candidates, R8's minimum first.

        If any accepts, lost ones counted: of those who are up and have room, the lowest tier. If
        none accepts: the suspended ones with room, tiers ignored. O(number of tiers).
        """
        if not self.counts[Standing.READY]:
            return () if self.accepting else self._suspended
        return next(keys for keys in self._tiers.values() if keys)

    def ready_in(self, tier: int) -> int:
        """How many accepting ones with room a tier has."""
        return len(self._tiers[tier])

    def lowest_tier(self) -> int | None:
        """The tier R7 chooses from."""
        return next((tier for tier, keys in self._tiers.items() if keys), None)

    @property
    def serving_windows(self) -> int:
        """The windows of those who are up and accept; of the suspended ones, if nobody does."""
        windows = self._windows
        if self.accepting:
            return windows[Standing.READY] + windows[Standing.FULL]
        return windows[Standing.SUSPENDED] + windows[Standing.SUSPENDED_FULL]
