from hypothesis import given
from hypothesis import strategies as st

from queueing.waiting import Entry, WaitingQueue


def entry(
    session: str,
    at_ms: int = 0,
    sequence: int = 0,
    *,
    group: str = "",
    private: bool = False,
    recent: str | None = None,
) -> Entry:
    return Entry((at_ms, sequence, session), group, private, recent)


def queue_of(*entries: Entry) -> WaitingQueue:
    queue = WaitingQueue()
    for one in entries:
        queue.add(one)
    return queue


def test_the_queue_is_ordered_by_arrival_then_sequence_when_added_in_any_order() -> None:
    queue = queue_of(entry("late", 9, 1), entry("second", 5, 3), entry("first", 5, 2))
    assert list(queue) == ["first", "second", "late"]
    assert [queue.position(session) for session in queue] == [1, 2, 3]
    assert queue.first(2) == ["first", "second"]


def test_a_session_that_does_not_wait_has_no_position() -> None:
    assert queue_of(entry("a")).position("b") is None


def test_each_index_has_its_own_head() -> None:
    queue = queue_of(
        entry("a", 1),
        entry("b", 2, group="g"),
        entry("c", 3, group="g", private=True),
        entry("d", 4, recent="x"),
    )
    assert queue.head() == (1, 0, "a")
    assert queue.head_of_group("") == (1, 0, "a")
    assert queue.head_of_group("g") == (2, 0, "b")
    assert queue.head_of_group("other") is None
    assert queue.head_of_private() == (3, 0, "c")
    assert queue.head_of_recent("x") == (4, 0, "d")
    assert queue.head_of_recent("y") is None


def test_removing_takes_an_entry_out_of_every_index() -> None:
    queue = queue_of(entry("a", group="g", private=True, recent="x"))
    queue.remove("a")
    assert "a" not in queue
    assert len(queue) == 0
    assert queue.head() is None
    assert queue.head_of_group("g") is None
    assert queue.head_of_private() is None
    assert queue.head_of_recent("x") is None


def test_a_lapsed_recent_contact_keeps_the_place_in_the_queue() -> None:
    queue = queue_of(entry("a", recent="x"))
    queue.drop_recent("a")
    assert queue.head_of_recent("x") is None
    assert queue.position("a") == 1
    queue.remove("a")
    assert len(queue) == 0


@given(
    st.lists(
        st.tuples(
            st.integers(0, 20),
            st.integers(0, 5),
            st.booleans(),
            st.sampled_from("xyz"),
            st.booleans(),
        ),
        max_size=40,
    )
)
def test_every_head_is_the_least_of_its_kind_whatever_comes_and_goes(
    steps: list[tuple[int, int, bool, str, bool]],
) -> None:
    queue = WaitingQueue()
    waiting: dict[str, Entry] = {}
    for number, (at_ms, group, private, recent, removes) in enumerate(steps):
        if removes and waiting:
            gone = sorted(waiting)[at_ms % len(waiting)]
            queue.remove(gone)
            del waiting[gone]
        else:
            one = entry(
                f"s{number}", at_ms, number, group=f"g{group}", private=private, recent=recent
            )
            queue.add(one)
            waiting[f"s{number}"] = one
        keys = sorted(one.key for one in waiting.values())
        assert [key[2] for key in keys] == list(queue)
        assert [queue.position(key[2]) for key in keys] == list(range(1, len(keys) + 1))
        for name in (f"g{group}", "g0"):
            of_group = [one.key for one in waiting.values() if one.group == name]
            assert queue.head_of_group(name) == min(of_group, default=None)
        of_recent = [one.key for one in waiting.values() if one.recent == recent]
        assert queue.head_of_recent(recent) == min(of_recent, default=None)
        of_private = [one.key for one in waiting.values() if one.private]
        assert queue.head_of_private() == min(of_private, default=None)
