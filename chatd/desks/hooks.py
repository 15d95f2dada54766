"""What a live desk knows of whoever stands around it."""

from __future__ import annotations

from typing import Protocol

from chatd.desks.effects import Effects
from chatd.desks.state import SessionState


class Hooks(Protocol):
    """What a live desk tells its runtime."""

    def discard(self, error: Exception) -> None:
        """The desk cannot be trusted any more."""

    def arm(self, deadline_ms: int | None) -> None:
        """The next deadline is this one."""

    def note_commit(self, effects: Effects) -> None:
        """Something was stored."""


class Answers(Protocol):
    """What happens by itself besides the desk's deadlines: automatic answers."""

    def note(self, session: SessionState) -> None:
        """A session is different."""

    def next_ms(self) -> int | None:
        """When the next one is due."""

    def fire(self, now_ms: int) -> None:
        """Let the first one happen."""
