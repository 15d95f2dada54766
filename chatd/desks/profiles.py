"""An agent as whoever is outside of the desks may know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """An agent as configured."""

    agent: str
    name: str
    role: str
    main: bool
