from queueing.cache import MessageCache


def cache_of(*sessions: str) -> MessageCache:
    cache = MessageCache()
    for session in sessions:
        cache.append(session)
    return cache


def test_the_head_is_the_first_in_when_others_follow() -> None:
    cache = cache_of("a", "b", "c")
    assert cache.head() == "a"
    assert list(cache) == ["a", "b", "c"]
    assert len(cache) == 3


def test_the_order_stays_when_one_is_taken_from_the_middle() -> None:
    cache = cache_of("a", "b", "c")
    cache.remove("b")
    assert list(cache) == ["a", "c"]


def test_a_session_that_comes_again_goes_to_the_tail() -> None:
    cache = cache_of("a", "b")
    cache.remove("a")
    cache.append("a")
    assert list(cache) == ["b", "a"]


def test_an_empty_cache_has_no_head() -> None:
    assert cache_of().head() is None
