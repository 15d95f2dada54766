import random

from chatd.desks.repeats import ALL_CIDS, SentCids


def test_what_was_sent_is_never_taken_for_new() -> None:
    sent = SentCids()
    for number in range(40_000):
        sent.add(f"cid-{number}")
        assert sent.may_hold(f"cid-{number}")
    assert all(sent.may_hold(f"cid-{number}") for number in range(40_000))


def test_id_greater_than_all_that_were_sent_is_new_for_certain() -> None:
    sent, order = SentCids(), list(range(20_000))
    random.Random(1).shuffle(order)
    for number in order:
        sent.add(f"{number:05d}")
    assert not any(sent.may_hold(f"{number:05d}") for number in range(20_000, 40_000))


def test_most_new_ones_are_known_to_be_new_however_many_were_sent() -> None:
    sent = SentCids()
    for number in range(20_000):
        sent.add(f"cid-{number}")
    taken = sum(sent.may_hold(f"before-{number}") for number in range(2_000))
    assert taken < 200


def test_all_may_have_been_sent_by_who_has_sent_too_many_to_know() -> None:
    ALL_CIDS.add("one")
    assert ALL_CIDS.may_hold("another")
    assert ALL_CIDS.may_hold("~" * 64)
