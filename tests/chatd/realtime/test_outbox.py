from hypothesis import given
from hypothesis import strategies as st

from chatd.realtime.outbox import Outbox

KEY, OTHER = ("s_1", "a"), ("s_1", "b")
payloads = st.binary(min_size=1, max_size=20)


def test_payloads_leave_in_the_order_they_came() -> None:
    outbox = Outbox(10, 100)
    for payload in (b"1", b"2", b"3"):
        assert outbox.put(payload)
    assert outbox.take(100) == [b"1", b"2", b"3"]
    assert (len(outbox), outbox.waiting_bytes) == (0, 0)


def test_take_stops_at_its_bytes_but_takes_one_at_least() -> None:
    outbox = Outbox(10, 100)
    for payload in (b"x" * 30, b"y" * 5, b"z" * 6):
        outbox.put(payload)
    assert outbox.take(10) == [b"x" * 30]
    assert outbox.take(10) == [b"y" * 5]
    assert outbox.take(10) == [b"z" * 6]
    assert outbox.take(10) == []


def test_full_outbox_takes_no_more_by_count_and_by_bytes() -> None:
    outbox = Outbox(2, 10)
    assert outbox.put(b"x" * 6)
    assert not outbox.put(b"x" * 5)
    assert outbox.put(b"x" * 4)
    assert not outbox.put(b"")
    assert outbox.waiting_bytes == 10


def test_previews_make_room_when_it_is_full() -> None:
    outbox = Outbox(3, 100)
    outbox.put_preview(b"p", KEY)
    outbox.put(b"1")
    outbox.put_preview(b"q", OTHER)
    assert outbox.put(b"2")
    assert outbox.take(100) == [b"1", b"2"]
    assert outbox.dropped == 2


def test_preview_that_finds_no_room_is_dropped() -> None:
    outbox = Outbox(1, 100)
    outbox.put(b"1")
    outbox.put_preview(b"p", KEY)
    assert outbox.take(100) == [b"1"]
    assert outbox.dropped == 1


def test_newest_preview_of_a_key_stands_where_it_came() -> None:
    outbox = Outbox(10, 100)
    outbox.put_preview(b"old", KEY)
    outbox.put_preview(b"other", OTHER)
    outbox.put(b"1")
    outbox.put_preview(b"new", KEY)
    assert outbox.take(100) == [b"other", b"1", b"new"]


def test_preview_after_one_was_taken_is_a_new_one() -> None:
    outbox = Outbox(10, 100)
    outbox.put_preview(b"first", KEY)
    assert outbox.take(100) == [b"first"]
    outbox.put_preview(b"second", KEY)
    assert outbox.take(100) == [b"second"]
    assert outbox.dropped == 0


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), payloads),
            st.tuples(st.sampled_from([KEY, OTHER]), payloads),
            st.tuples(st.just("take"), st.integers(1, 40)),
        )
    )
)
def test_bounds_hold_and_no_message_is_lost_or_moved(steps: list[tuple[object, object]]) -> None:
    outbox = Outbox(4, 50)
    accepted: list[bytes] = []
    taken: list[bytes] = []
    for what, value in steps:
        if what == "take":
            assert isinstance(value, int)
            taken += outbox.take(value)
            continue
        assert isinstance(value, bytes)
        if what == "put":
            if outbox.put(b"m" + value):
                accepted.append(b"m" + value)
        else:
            assert isinstance(what, tuple)
            outbox.put_preview(b"p" + value, what)
        assert len(outbox) <= 4
        assert outbox.waiting_bytes <= 50
    taken += outbox.take(1_000)
    assert outbox.waiting_bytes == 0
    assert [payload for payload in taken if payload.startswith(b"m")] == accepted
