"""Typing previews at a bounded rate: of those that come too early, the newest of each session."""

from __future__ import annotations

from typing import Final

from chatd.auth.rates import Meter
from chatd.protocol.commands import AgentTypingSet, BuyerTypingSet

TypingSet = AgentTypingSet | BuyerTypingSet

SESSIONS_MAX: Final = 16
"""Sessions with a preview held back at a time; one more pushes the oldest out."""


class Previews:
    """Decides when a preview goes on.

    Args:
        per_s: Previews a second, and at once.
    """

    __slots__ = ("_held", "_meter")

    def __init__(self, per_s: int) -> None:
        self._meter = Meter(per_s, per_s)
        self._held: dict[str | None, TypingSet] = {}

    def __len__(self) -> int:
        return len(self._held)

    def offer(self, command: TypingSet, now_ms: int) -> bool:
        """Whether this preview goes on now. Otherwise it is held, in place of an older one."""
        if not self._held and self._meter.take(now_ms) == 0:
            return True
        self._held.pop(command.session, None)
        if len(self._held) >= SESSIONS_MAX:
            del self._held[next(iter(self._held))]
        self._held[command.session] = command
        return False

    def wait_ms(self, now_ms: int) -> int:
        """Milliseconds until one that is held may go on."""
        return self._meter.wait_ms(now_ms)

    def take(self, now_ms: int) -> TypingSet | None:
        """The held preview whose turn it is, if any."""
        if not self._held or self._meter.take(now_ms) != 0:
            return None
        return self._held.pop(next(iter(self._held)))

    def forget(self, session: str | None) -> None:
        """Drop what is held of a session: its author has sent the message."""
        self._held.pop(session, None)
