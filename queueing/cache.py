"""The message cache: sessions that belong to an agent and wait for a window, first in first out."""

from collections import OrderedDict
from collections.abc import Iterator


class MessageCache:
    """One agent's cache; every operation but `position` is O(1)."""

    __slots__ = ("_sessions",)

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._sessions)

    def __iter__(self) -> Iterator[str]:
        """First in, first out."""
        return iter(self._sessions)

    def append(self, session: str) -> None:
        """Put a session at the tail."""
        self._sessions[session] = None

    def remove(self, session: str) -> None:
        """Take a session out, wherever it stands."""
        del self._sessions[session]

    def head(self) -> str | None:
        """The session that opens next."""
        return next(iter(self._sessions), None)
