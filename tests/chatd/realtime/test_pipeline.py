import asyncio
from collections.abc import Callable

import pytest

from chatd.protocol.answers import Ok
from chatd.realtime.pipeline import Answer, Pipeline


def pipeline_to(send: Callable[[Answer], None]) -> Pipeline:
    return Pipeline(send, hold=lambda: None, release=lambda: None)


def test_answers_leave_in_the_order_of_their_places() -> None:
    sent: list[Answer] = []
    pipeline = pipeline_to(sent.append)
    places = [pipeline.enter() for _ in range(3)]
    places[2](Ok(3))
    places[1](Ok(2))
    assert sent == []
    places[0](Ok(1))
    assert sent == [Ok(1), Ok(2), Ok(3)]
    assert len(pipeline) == 0


def test_events_are_held_as_long_as_an_answer_waits_for_another() -> None:
    done: list[object] = []
    pipeline = Pipeline(
        done.append, hold=lambda: done.append("hold"), release=lambda: done.append("release")
    )
    first, second, third, fourth = [pipeline.enter() for _ in range(4)]
    second(Ok(2))
    fourth(Ok(4))
    first(Ok(1))
    assert done == ["hold", Ok(1), Ok(2)]
    third(Ok(3))
    assert done == ["hold", Ok(1), Ok(2), Ok(3), Ok(4), "release"]


@pytest.mark.parametrize(("answered", "is_done"), [(0, False), (1, True)])
async def test_wait_ends_when_few_enough_are_unanswered(answered: int, is_done: bool) -> None:
    pipeline = pipeline_to(lambda _answer: None)
    places = [pipeline.enter() for _ in range(3)]
    waits = [asyncio.ensure_future(pipeline.wait_shorter(2)) for _ in range(2)]
    await asyncio.sleep(0)
    for place in places[:answered]:
        place(Ok(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [wait.done() for wait in waits] == [is_done, is_done]
    for wait in waits:
        wait.cancel()


async def test_cancelled_wait_disturbs_nobody() -> None:
    pipeline = pipeline_to(lambda _answer: None)
    place = pipeline.enter()
    wait = asyncio.ensure_future(pipeline.wait_shorter(0))
    await asyncio.sleep(0)
    wait.cancel()
    place(Ok(1))
    await pipeline.wait_shorter(0)
