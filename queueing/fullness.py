"""Since when all accepting members of a group are at their reception maximum (R7)."""

from collections.abc import Iterator


class GroupFullness:
    """The groups that are full, and since when; what is full is decided by the caller."""

    def __init__(self, since: dict[str, int] | None = None) -> None:
        self._since: dict[str, int] = dict(since or {})
        self._rows: tuple[tuple[str, int], ...] | None = None

    def __iter__(self) -> Iterator[str]:
        """The full groups, sorted."""
        return (group for group, _ in self.rows())

    def note(self, group: str, *, is_full: bool, now_ms: int) -> None:
        """After a step: a group that stays full keeps its time, a group with room loses it."""
        if is_full == (group in self._since):
            return
        if is_full:
            self._since[group] = now_ms
        else:
            del self._since[group]
        self._rows = None

    def since_ms(self, group: str) -> int | None:
        """Since when the group is full; None if it is not."""
        return self._since.get(group)

    def has_waited(self, group: str, *, wait_ms: int, now_ms: int) -> bool:
        """Whether the group has been full for `wait_ms` after every step."""
        since_ms = self._since.get(group)
        return since_ms is not None and since_ms + wait_ms <= now_ms

    def rows(self) -> tuple[tuple[str, int], ...]:
        """(group, since_ms), sorted by group."""
        if self._rows is None:
            self._rows = tuple(sorted(self._since.items()))
        return self._rows
