"""The figures of commands, with the label look-ups done once: they are on the hot path."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatd.protocol.commands import Command
    from chatd.tallies import Spread, Tally
    from chatd.telemetry import Metrics


class CommandMeasures:
    """Counts commands and their durations.

    Args:
        metrics: Where they are published.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._counters: dict[tuple[type[Command], str], Tally] = {}
        self._durations: dict[type[Command], Spread] = {}

    def answered(self, command: type[Command], result: str, duration_ms: float) -> None:
        """Count one command: `result` is "ok" or the error's code."""
        counter = self._counters.get((command, result))
        if counter is None:
            counter = self._metrics.commands.labels(command_name(command), result)
            self._counters[command, result] = counter
            self._durations[command] = self._metrics.command_duration.labels(command_name(command))
        counter.value += 1
        self._durations[command].observe(duration_ms / 1_000)


def command_name(command: type[Command]) -> str:
    """What stands on the wire as its `t`."""
    return str(command.__struct_config__.tag)
