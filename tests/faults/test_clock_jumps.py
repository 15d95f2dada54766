"""Fault: the machine's clock is set an hour forward, an hour back, while people talk.

Invariant: time told to people never goes back, nothing is lost, rates and connections are
unmoved. Control: times in another order are noticed. (The clock and the desk both keep time from
going back; tests/chatd/test_clock.py has the clock alone.)
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from chatd.clock import Clock, SystemClock
from tests.clients import agent, buyer
from tests.faults.conftest import Note
from tests.serving import running_server

HOUR_NS = 3_600 * 10**9
JUMPS_NS = (HOUR_NS, -HOUR_NS, -HOUR_NS, 2 * HOUR_NS, -24 * HOUR_NS)


class Wall:
    """The machine's clock, and a hand that sets it."""

    def __init__(self) -> None:
        self.offset_ns = 0

    def __call__(self) -> int:
        return time.time_ns() + self.offset_ns


async def talk_through_jumps(directory: Path, clock: Clock, wall: Wall) -> list[int]:
    """The times of messages sent while the clock is set; checks all but their order."""
    times = []
    async with (
        running_server(
            directory, clock=clock, commands_per_s=20, commands_burst=60, hello_timeout_ms=10_000
        ) as server,
        agent(server.url, "x") as xenia,
        buyer(server.websocket_url) as ann,
    ):
        answer = await ann.say("hello")
        for number, jump_ns in enumerate((0, *JUMPS_NS)):
            wall.offset_ns += jump_ns
            answer = await ann.say(f"question {number}")
            await xenia.event("message.posted", session=answer["session"], seq=answer["seq"])
            reply = await xenia.say(f"answer {number}", session=answer["session"])
            shown = await ann.event("message.posted", seq=reply["seq"])
            assert answer["phase"] == "open"
            times += [answer["at_ms"], shown["at_ms"]]
            async with buyer(server.websocket_url) as late:
                assert late.welcome["availability"]["state"] == "available"
        page = await ann.call(
            t="history.fetch", session=answer["session"], channel="public", limit=100
        )
        texts = [message["body"].get("text") for message in page["messages"]]
        assert [text for text in texts if text] == [
            "hello",
            *(
                f"{word} {number}"
                for number in range(len(JUMPS_NS) + 1)
                for word in ("question", "answer")
            ),
        ]
        assert ann.close_code is None
        assert xenia.close_code is None
    return times


async def test_clock_set_while_people_talk_moves_nothing(tmp_path: Path, note: Note) -> None:
    wall = Wall()
    times = await talk_through_jumps(tmp_path, SystemClock(wall_ns=wall), wall)
    check_order(times)
    note(
        "clock set by +1 h, -1 h, -1 h, +2 h, -24 h during a talk",
        "times never go back, connections and rates unmoved, nothing lost",
        f"{len(times)} messages in order",
    )


def test_time_that_goes_back_is_noticed() -> None:
    with pytest.raises(AssertionError):
        check_order([1, 3, 2])


def check_order(times: list[int]) -> None:
    """Each no earlier than the one before."""
    assert times == sorted(times), times
