"""The waiting queue: sessions that belong to nobody yet, in the order of R10.

R10 orders by (arrival − boost of the priority, sequence). Every entry stands in that order, which
gives ranks in O(log n), and again in an index for each thing that could place it: the group its
shop names (R7), a fresh recent contact (R6), the main account if the contact is private (R2, R4).
So when an agent gets room, only the heads of the queues that could use it are looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sortedcontainers import SortedList

Key = tuple[int, int, str]
"""(arrived_ms − boost_ms, sequence, session); sequences are unique, so the id never decides."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One who waits, and what could place it.

    `group` is the shop's, "" for every agent. `recent` is the agent who gets it by R6 as soon as
    they take somebody; None if there is no such agent.
    """

    key: Key
    group: str
    private: bool
    recent: str | None


class WaitingQueue:
    """Entries in R10 order; adding, removing and ranking are O(log n), heads are O(1)."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._order: SortedList[Key] = SortedList()
        self._private: SortedList[Key] = SortedList()
        self._groups: dict[str, SortedList[Key]] = {}
        self._recents: dict[str, SortedList[Key]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, session: str) -> bool:
        return session in self._entries

    def __iter__(self) -> Iterator[str]:
        """The sessions in R10 order."""
        return (key[2] for key in self._order)

    def add(self, entry: Entry) -> None:
        """Let one more wait."""
        key = entry.key
        self._entries[key[2]] = entry
        self._order.add(key)
        _list_of(self._groups, entry.group).add(key)
        if entry.private:
            self._private.add(key)
        if entry.recent is not None:
            _list_of(self._recents, entry.recent).add(key)

    def remove(self, session: str) -> None:
        """Take one out, wherever it stands."""
        entry = self._entries.pop(session)
        key = entry.key
        self._order.remove(key)
        self._groups[entry.group].remove(key)
        if entry.private:
            self._private.remove(key)
        if entry.recent is not None:
            self._remove_recent(entry.recent, key)

    def drop_recent(self, session: str) -> None:
        """The recent contact of this one has lapsed; it will not become fresh again."""
        entry = self._entries[session]
        if entry.recent is not None:
            self._remove_recent(entry.recent, entry.key)
            self._entries[session] = Entry(entry.key, entry.group, entry.private, recent=None)

    def position(self, session: str) -> int | None:
        """The rank from 1; None if this one does not wait. O(log n)."""
        entry = self._entries.get(session)
        return None if entry is None else self._order.bisect_left(entry.key) + 1

    def first(self, limit: int) -> list[str]:
        """The first `limit` sessions in R10 order."""
        return list(islice(self, limit))

    def head(self) -> Key | None:
        """The one who is next, whatever could place it."""
        return self._order[0] if self._order else None

    def head_of_group(self, group: str) -> Key | None:
        """The first of those whose shop names `group`."""
        waiting = self._groups.get(group)
        return waiting[0] if waiting else None

    def head_of_private(self) -> Key | None:
        """The first private contact."""
        return self._private[0] if self._private else None

    def head_of_recent(self, agent: str) -> Key | None:
        """The first of those whose recent contact is `agent`."""
        waiting = self._recents.get(agent)
        return waiting[0] if waiting else None

    def _remove_recent(self, agent: str, key: Key) -> None:
        waiting = self._recents[agent]
        waiting.remove(key)
        if not waiting:  # one list an agent, not one for each who ever was a recent contact
            del self._recents[agent]


def _list_of(lists: dict[str, SortedList[Key]], name: str) -> SortedList[Key]:
    found = lists.get(name)
    if found is None:
        found = lists[name] = SortedList()
    return found
