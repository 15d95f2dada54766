from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chatd.hours import OpenSpan, WorkingHours

WEEK = WorkingHours(
    timezone="Asia/Shanghai",
    spans=(OpenSpan(0, 9 * 60, 12 * 60), OpenSpan(0, 13 * 60, 18 * 60), OpenSpan(6, 0, 24 * 60)),
)


def at_ms(text: str, timezone: str) -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone))
    return int(moment.timestamp() * 1000)


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        ("2026-06-01T08:59:59.999", False),
        ("2026-06-01T09:00:00.000", True),
        ("2026-06-01T11:59:59.999", True),
        ("2026-06-01T12:00:00.000", False),
        ("2026-06-01T13:00:00.000", True),
        ("2026-06-01T18:00:00.000", False),
        ("2026-06-02T09:00:00.000", False),
        ("2026-06-07T00:00:00.000", True),
        ("2026-06-07T23:59:59.999", True),
        ("2026-06-08T00:00:00.000", False),
    ],
)
def test_hours_hold_from_the_first_minute_until_the_last(local: str, is_open: bool) -> None:
    assert WEEK.hold(at_ms(local, "Asia/Shanghai")) is is_open


def test_hours_are_local_ones_over_a_change_of_summer_time() -> None:
    hours = WorkingHours("Europe/Paris", (OpenSpan(0, 9 * 60, 17 * 60),))
    for monday in ("2026-03-23", "2026-03-30"):
        assert hours.hold(at_ms(f"{monday}T09:00", "Europe/Paris"))
        assert not hours.hold(at_ms(f"{monday}T08:59", "Europe/Paris"))
