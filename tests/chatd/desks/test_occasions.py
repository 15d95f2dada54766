"""R19's table: which automatic answer is due when, from a session's row."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from chatd.desks.console_settings import AgentAnswers
from chatd.desks.occasions import (
    NOTHING_TOLD,
    AnswerKind,
    Told,
    mark,
    next_occasion,
    still_told,
)
from chatd.protocol.settings import AutoAnswer, AutoAnswers, TimedAnswer
from routing.rows import Member, Phase, SessionRow

ON = AutoAnswers(
    welcome=AutoAnswer(on=True, text="welcome"),
    cached=AutoAnswer(on=True, text="cached"),
    busy=TimedAnswer(30, on=True, text="busy"),
    silent=TimedAnswer(300, on=True, text="silent"),
)
SETTINGS = AgentAnswers(ON, since_ms=0)

ASKED = SessionRow(
    session="s",
    contact="c",
    shop="shop",
    phase=Phase.OPEN,
    members=(Member("x", 2_000),),
    guests=(),
    seen=(),
    hops=0,
    left=False,
    held_until_ms=None,
    cache_sequence=None,
    decision=None,
    created_ms=1_000,
    arrived_ms=1_000,
    sequence=1,
    last_touched_ms=1_000,
    unanswered_since_ms=1_000,
)
REPLIED = replace(ASKED, unanswered_since_ms=None, last_touched_ms=5_000)
ASKED_AGAIN = replace(ASKED, unanswered_since_ms=9_000, last_touched_ms=9_000)
CACHED = replace(ASKED, phase=Phase.CACHED)
GREETED = Told(welcome_ms=1_000)


def due(row: SessionRow, told: Told = NOTHING_TOLD) -> tuple[str, int] | None:
    found = next_occasion(row, told, SETTINGS)
    return None if found is None else (found.kind.value, found.due_ms)


@pytest.mark.parametrize(
    ("row", "told", "expected"),
    [
        (ASKED, NOTHING_TOLD, ("welcome", 2_000)),
        (ASKED, GREETED, ("busy", 32_000)),
        (ASKED, GREETED._replace(busy_ms=1_000), None),
        (ASKED_AGAIN, NOTHING_TOLD, ("busy", 39_000)),
        (ASKED_AGAIN, Told(busy_ms=1_000), ("busy", 39_000)),
        (REPLIED, NOTHING_TOLD, ("silent", 305_000)),
        (REPLIED, Told(silent_ms=5_000), None),
        (replace(REPLIED, last_touched_ms=60_000), Told(silent_ms=5_000), None),
        (replace(REPLIED, last_touched_ms=1_000), NOTHING_TOLD, None),
        (replace(REPLIED, left=True), NOTHING_TOLD, None),
        (CACHED, NOTHING_TOLD, ("cached", 2_000)),
        (CACHED, Told(cached_ms=1_000), None),
        (replace(CACHED, arrived_ms=50_000), Told(cached_ms=1_000), ("cached", 2_000)),
        (replace(ASKED, phase=Phase.QUEUED, members=()), NOTHING_TOLD, None),
        (replace(ASKED, phase=Phase.MAILBOX, members=()), NOTHING_TOLD, None),
        (replace(ASKED, phase=Phase.CLOSED, members=()), NOTHING_TOLD, None),
    ],
    ids=[
        "it opens",
        "the question waits",
        "the question was excused",
        "a later question is no arrival",
        "each question is excused once",
        "the buyer is silent",
        "silence is asked about once",
        "a second reply in one silence",
        "an agent began and wrote nothing",
        "the buyer has left",
        "it is cached",
        "once for each arrival",
        "a new arrival",
        "queued",
        "mailbox",
        "closed",
    ],
)
def test_what_is_due_follows_from_the_row(
    row: SessionRow, told: Told, expected: tuple[str, int] | None
) -> None:
    assert due(row, told) == expected


def test_a_cache_delays_the_excuse_to_when_the_agent_is_there() -> None:
    row = replace(ASKED, members=(Member("x", 90_000),))
    assert due(row, GREETED) == ("busy", 120_000)


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_nothing_is_due_of_an_answer_that_is_off(kind: AnswerKind) -> None:
    off = msgspec.structs.replace(
        ON, **{kind.value: msgspec.structs.replace(getattr(ON, kind.value), on=False)}
    )
    for row in (ASKED, REPLIED, CACHED):
        found = next_occasion(row, NOTHING_TOLD, AgentAnswers(off, 0))
        assert found is None or found.kind is not kind


@pytest.mark.parametrize("row", [ASKED, REPLIED, CACHED], ids=["asked", "replied", "cached"])
def test_what_began_before_the_text_was_set_gets_none(row: SessionRow) -> None:
    began_ms = row.last_touched_ms if row is REPLIED else 2_000
    assert next_occasion(row, NOTHING_TOLD, AgentAnswers(ON, began_ms)) is not None
    assert next_occasion(row, NOTHING_TOLD, AgentAnswers(ON, began_ms + 1)) is None


@pytest.mark.parametrize("row", [ASKED, REPLIED, CACHED], ids=["asked", "replied", "cached"])
def test_what_was_sent_is_not_due_again(row: SessionRow) -> None:
    told, kinds = NOTHING_TOLD, []
    while (occasion := next_occasion(row, told, SETTINGS)) is not None:
        kinds.append(occasion.kind)
        told = mark(told, occasion)
    assert len(kinds) == len(set(kinds)) > 0


def test_a_buyer_who_writes_ends_their_silence() -> None:
    told = Told(silent_ms=5_000, welcome_ms=1_000)
    assert still_told(REPLIED, told) == told
    assert still_told(ASKED_AGAIN, told) == GREETED
