"""Held sessions: mailbox sessions that return to the waiting queue by themselves (R9).

A held session returns as soon as somebody is here and its buyer is connected, in either order; a
private contact's only while the main account is here. Those whose buyer is connected are kept
apart by that, so that a log-in looks at nothing but what it brings back.
"""

from sortedcontainers import SortedSet


class HeldSessions:
    """The held sessions of a desk, in the order of their ids."""

    def __init__(self) -> None:
        self._held: set[str] = set()
        self._ready: SortedSet[str] = SortedSet()
        self._ready_private: SortedSet[str] = SortedSet()

    def __len__(self) -> int:
        return len(self._held)

    def put(self, session: str, *, private: bool, connected: bool) -> None:
        """Hold a session, or note what has changed about its buyer."""
        self.remove(session)
        self._held.add(session)
        if connected:
            (self._ready_private if private else self._ready).add(session)

    def remove(self, session: str) -> None:
        """The hold is over, or there was none."""
        self._held.discard(session)
        self._ready.discard(session)
        self._ready_private.discard(session)

    def next_ready(self) -> str | None:
        """One whose buyer is connected and not a private contact."""
        return self._ready[0] if self._ready else None

    def next_ready_private(self) -> str | None:
        """One whose buyer is connected and a private contact."""
        return self._ready_private[0] if self._ready_private else None
