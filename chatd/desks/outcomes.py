"""What one step of a desk has changed."""

from __future__ import annotations

import msgspec

from chatd.desks.state import ContactState, SessionState
from routing.events import Event
from routing.rows import ContactRow, SessionRow


class Change(msgspec.Struct, frozen=True):
    """A session that is different.

    Args:
        before: What it was; None: it is new.
        is_moved: More is different than who waits for an answer.
    """

    session: SessionState
    before: SessionRow | None
    is_moved: bool


class Outcome(msgspec.Struct):
    """What one step has changed.

    Args:
        contacts: With the row each had before.
        agents: Those whose state, load or limits may be different.
        by: The agent whose command it was.
        reason: What the acting agent said about it, if the command carries that.
    """

    step: int
    now_ms: int
    events: list[Event]
    sessions: list[Change] = []
    contacts: list[tuple[ContactState, ContactRow]] = []
    agents: dict[str, None] = {}
    by: str | None = None
    reason: str = ""
