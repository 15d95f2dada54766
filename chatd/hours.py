"""Working hours: when a merchant is open (R16). Pure; time comes in as `now_ms`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY: Final = 24 * 60
_HALF_HOUR: Final = 30


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

    def next_edge_ms(self, now_ms: int) -> int | None:
        """The next time at which `hold` may say something else; None if there is none."""
        zone = ZoneInfo(self.timezone)
        today = datetime.fromtimestamp(now_ms / 1000, zone).date()
        for ahead in range(len(DAYS) + 1):
            edges = self._edges_ms(today + timedelta(days=ahead), zone)
            if later := [edge_ms for edge_ms in edges if edge_ms > now_ms]:
                return min(later)
        return None

    def _edges_ms(self, day: date, zone: ZoneInfo) -> list[int]:
        """Where the day's spans begin and end; any half hour, on a day when clocks are changed."""
        midnight = datetime.combine(day, time(), zone)
        spans = [span for span in self.spans if span.day == day.weekday()]
        minutes = {minute for span in spans for minute in (span.start, span.end)}
        if spans and midnight.utcoffset() != (midnight + timedelta(days=1)).utcoffset():
            minutes.update(range(0, MINUTES_A_DAY, _HALF_HOUR))
        moments = [midnight + timedelta(minutes=minute) for minute in minutes]
        return [
            int(moment.replace(fold=fold).timestamp() * 1000)
            for moment in moments
            for fold in (0, 1)
        ]
