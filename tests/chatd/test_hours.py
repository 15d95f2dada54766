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


@pytest.mark.parametrize(
    ("now", "edge"),
    [
        ("2026-06-01T08:00", "2026-06-01T09:00"),
        ("2026-06-01T09:00", "2026-06-01T12:00"),
        ("2026-06-01T12:30", "2026-06-01T13:00"),
        ("2026-06-01T18:00", "2026-06-07T00:00"),
        ("2026-06-07T01:00", "2026-06-08T00:00"),
    ],
)
def test_next_edge_is_where_the_hours_next_begin_or_end(now: str, edge: str) -> None:
    zone = "Asia/Shanghai"
    assert WEEK.next_edge_ms(at_ms(now, zone)) == at_ms(edge, zone)


def test_merchant_who_never_opens_has_no_edge() -> None:
    assert WorkingHours("UTC", ()).next_edge_ms(0) is None


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-06-07"])
def test_no_change_falls_between_two_edges_though_clocks_are_changed(day: str) -> None:
    hours = WorkingHours("Europe/Paris", (OpenSpan(6, 2 * 60 + 30, 5 * 60),))
    now_ms = at_ms(f"{day}T00:00", "Europe/Paris")
    edge_ms = hours.next_edge_ms(now_ms)
    for minute_ms in range(now_ms, now_ms + 26 * 3_600_000, 60_000):
        assert edge_ms is not None
        if minute_ms >= edge_ms:
            edge_ms = hours.next_edge_ms(minute_ms)
        elif minute_ms > now_ms:
            assert hours.hold(minute_ms) is hours.hold(minute_ms - 60_000)
