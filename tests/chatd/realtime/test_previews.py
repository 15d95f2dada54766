from chatd.protocol.commands import BuyerTypingSet
from chatd.realtime.previews import SESSIONS_MAX, Previews


def typed(text: str, session: str | None = "s_1") -> BuyerTypingSet:
    return BuyerTypingSet(id=1, text=text, session=session)


def spent() -> Previews:
    """One that lets no more through at time 0, and one every 200 ms."""
    previews = Previews(5)
    for _ in range(5):
        assert previews.offer(typed("…"), 0)
    return previews


def test_preview_waits_when_it_comes_too_early() -> None:
    previews = spent()
    assert not previews.offer(typed("late"), 0)
    assert previews.wait_ms(0) == 200
    assert previews.take(199) is None
    assert previews.take(200) == typed("late")
    assert previews.take(10_000) is None


def test_newest_of_a_session_is_kept() -> None:
    previews = spent()
    for text in ("h", "he", "hey"):
        assert not previews.offer(typed(text), 0)
    assert previews.take(200) == typed("hey")
    assert len(previews) == 0


def test_sessions_wait_in_turn() -> None:
    previews = spent()
    previews.offer(typed("a", "s_1"), 0)
    previews.offer(typed("b", "s_2"), 0)
    assert previews.take(200) == typed("a", "s_1")
    assert previews.take(399) is None
    assert previews.take(400) == typed("b", "s_2")


def test_preview_does_not_overtake_one_that_waits() -> None:
    previews = spent()
    previews.offer(typed("first", "s_1"), 0)
    assert not previews.offer(typed("second", "s_2"), 10_000)
    assert previews.take(10_000) == typed("first", "s_1")


def test_sessions_that_wait_are_bounded() -> None:
    previews = spent()
    for number in range(SESSIONS_MAX + 1):
        previews.offer(typed("x", f"s_{number}"), 0)
    assert len(previews) == SESSIONS_MAX
    assert previews.take(10_000) == typed("x", "s_1")


def test_forgotten_session_waits_no_more() -> None:
    previews = spent()
    previews.offer(typed("x"), 0)
    previews.forget("s_1")
    assert previews.take(10_000) is None
