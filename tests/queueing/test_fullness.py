from queueing.fullness import GroupFullness


def test_a_group_is_full_since_the_first_step_that_found_it_full() -> None:
    fullness = GroupFullness()
    fullness.note("g", is_full=True, now_ms=10)
    fullness.note("g", is_full=True, now_ms=20)
    assert fullness.since_ms("g") == 10


def test_a_group_with_room_in_between_waits_from_the_start() -> None:
    fullness = GroupFullness({"g": 10})
    fullness.note("g", is_full=False, now_ms=20)
    assert fullness.since_ms("g") is None
    fullness.note("g", is_full=True, now_ms=30)
    assert fullness.since_ms("g") == 30


def test_the_wait_is_over_at_its_last_millisecond() -> None:
    fullness = GroupFullness({"g": 10})
    assert not fullness.has_waited("g", wait_ms=60, now_ms=69)
    assert fullness.has_waited("g", wait_ms=60, now_ms=70)
    assert not fullness.has_waited("other", wait_ms=60, now_ms=70)


def test_rows_are_sorted_and_follow_every_change() -> None:
    fullness = GroupFullness({"b": 1})
    assert fullness.rows() == (("b", 1),)
    fullness.note("a", is_full=True, now_ms=2)
    assert fullness.rows() == (("a", 2), ("b", 1))
    assert list(fullness) == ["a", "b"]
