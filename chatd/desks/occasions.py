"""R19: when an automatic answer is due. Pure: it follows from a session's row alone.

An occasion is what an answer is sent once for: an arrival (welcome, cached), a question (busy), a
silence of the buyer (silent). Which ones were told already stands in `Told`, beside the row.

    phase    answer   occasion begins                         is due
    open     welcome  the session opens, its first question   at once
                      still without a reply
    open     busy     a question, or its agent joins          `after_s` later
    open     silent   a member's reply                        `after_s` later
    cached   cached   the session enters the cache            at once

Answers change nothing that this is worked out from, so that none answers another. What began
before the text was set as it is now gets none.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum, unique
from typing import NamedTuple

from chatd.desks.console_settings import AgentAnswers
from routing.rows import Phase, SessionRow


@unique
class AnswerKind(StrEnum):
    """The automatic answers there are."""

    WELCOME = "welcome"
    CACHED = "cached"
    BUSY = "busy"
    SILENT = "silent"


class Told(NamedTuple):
    """For which occasion each answer was last sent, by the moment that stands for it.

    Args:
        welcome_ms: The arrival that was greeted; `cached_ms` the same, in a cache.
        busy_ms: Since when the question was unanswered.
        silent_ms: When the agent had replied; None again once the buyer writes.
    """

    welcome_ms: int | None = None
    cached_ms: int | None = None
    busy_ms: int | None = None
    silent_ms: int | None = None


class Occasion(NamedTuple):
    """An answer that is due. `mark_ms` stands for it in `Told`."""

    due_ms: int
    kind: AnswerKind
    mark_ms: int
    text: str


NOTHING_TOLD = Told()


def next_occasion(row: SessionRow, told: Told, settings: AgentAnswers) -> Occasion | None:
    """What is due first, if nothing else happens in the session. Settings are its owner's."""
    return min(_occasions(row, told, settings), default=None)


def still_told(row: SessionRow, told: Told) -> Told:
    """What counts as told from now on: a buyer who writes ends their silence."""
    if told.silent_ms is not None and row.unanswered_since_ms is not None:
        return told._replace(silent_ms=None)
    return told


def mark(told: Told, occasion: Occasion) -> Told:
    """Take down that an answer was sent."""
    return told._replace(**{f"{occasion.kind}_ms": occasion.mark_ms})


def _occasions(row: SessionRow, told: Told, settings: AgentAnswers) -> Iterator[Occasion]:
    if row.phase is Phase.OPEN:
        yield from _while_open(row, told, settings)
    elif row.phase is Phase.CACHED:
        answer, since_ms = settings.answers.cached, row.members[0].since_ms
        if answer.on and since_ms >= settings.since_ms and told.cached_ms != row.arrived_ms:
            yield Occasion(since_ms, AnswerKind.CACHED, row.arrived_ms, answer.text)


def _while_open(row: SessionRow, told: Told, settings: AgentAnswers) -> Iterator[Occasion]:
    answers, since_ms = settings.answers, row.members[0].since_ms
    asked_ms = row.unanswered_since_ms
    if asked_ms is None:
        silent, replied_ms = answers.silent, row.last_touched_ms
        has_replied = replied_ms > row.created_ms and told.silent_ms is None
        if silent.on and has_replied and replied_ms >= settings.since_ms and not row.left:
            due_ms = replied_ms + silent.after_s * 1_000
            yield Occasion(due_ms, AnswerKind.SILENT, replied_ms, silent.text)
        return
    welcome, busy = answers.welcome, answers.busy
    is_first = asked_ms <= row.arrived_ms and told.welcome_ms != row.arrived_ms
    if welcome.on and is_first and since_ms >= settings.since_ms:
        yield Occasion(since_ms, AnswerKind.WELCOME, row.arrived_ms, welcome.text)
    waits_ms = max(asked_ms, since_ms)
    if busy.on and told.busy_ms != asked_ms and waits_ms >= settings.since_ms:
        due_ms = waits_ms + busy.after_s * 1_000
        yield Occasion(due_ms, AnswerKind.BUSY, asked_ms, busy.text)
