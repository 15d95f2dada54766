"""Figures over all desks: what was done since the start."""

from __future__ import annotations

from collections import Counter

from chatd.desks.effects import Effects
from chatd.telemetry import Metrics


class Counts:
    """Counts what is stored.

    Args:
        metrics: Where else it is counted.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.messages = 0

    def note(self, effects: Effects) -> None:
        """A desk's part of a batch was committed."""
        if not effects.messages:
            return
        self.messages += len(effects.messages)
        by_kind = Counter((message.role, message.channel) for message in effects.messages)
        for (role, channel), number in by_kind.items():
            self._metrics.messages.labels(role, channel).inc(number)
