"""Working hours: when a merchant is open (R16). Pure; time comes in as `now_ms`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """From `start` until, and not including, `end`, in minutes of local time; `day` 0 is Monday."""

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The open spans of a week in one time zone, by its IANA name."""

    timezone: str
    spans: tuple[OpenSpan, ...]

    def hold(self, now_ms: int) -> bool:
        """Whether the merchant is open now."""
        local = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(self.timezone))
        minute = local.hour * 60 + local.minute
        return any(
            span.day == local.weekday() and span.start <= minute < span.end for span in self.spans
        )
