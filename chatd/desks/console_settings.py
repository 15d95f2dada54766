"""What people set in the console, as the desks use it: each kind of setting and its shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from chatd.protocol.settings import AutoAnswers, ForcedAnswers, Question, SummaryGroup
from chatd.storage.records import SettingRecord

QUESTIONS: Final = "questions"
"""A shop's frequent questions."""

ANSWERS: Final = "answers"
"""An agent's automatic answers."""

FORCED_ANSWERS: Final = "forced_answers"
"""The supervisors', for everybody."""

SUMMARY_TYPES: Final = "summary_types"
"""What summaries say a session was about."""

_QUESTIONS: Final = msgspec.json.Decoder(tuple[Question, ...])
_ANSWERS: Final = msgspec.json.Decoder(AutoAnswers)
_SUMMARY_TYPES: Final = msgspec.json.Decoder(tuple[SummaryGroup, ...])
_FORCED: Final = msgspec.json.Decoder(ForcedAnswers)


@dataclass(frozen=True, slots=True)
class AgentAnswers:
    """An agent's automatic answers, and since when they are what they are."""

    answers: AutoAnswers
    since_ms: int


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """Every setting of a merchant, as of its last change.

    Args:
        last_change: The number of that change.
        questions: By shop.
        answers: By agent; those of agents who never set any are missing.
        forced: What replaces everybody's answers, if anything does.
        phrases: How often the shared phrases were changed.
        summary_types: By group; None: the file's are in force.
    """

    last_change: int = 0
    questions: dict[str, tuple[Question, ...]] = field(default_factory=dict)
    answers: dict[str, AgentAnswers] = field(default_factory=dict)
    forced: AgentAnswers | None = None
    phrases: int = 0
    summary_types: tuple[SummaryGroup, ...] | None = None

    def answers_of(self, agent: str) -> AgentAnswers | None:
        """What an agent's buyers are told by itself, if anything was ever set."""
        return self.forced or self.answers.get(agent)


def read_questions(record: SettingRecord | None) -> tuple[Question, ...]:
    """A shop's frequent questions; none before somebody sets them."""
    return () if record is None else _QUESTIONS.decode(record.value_json)


def read_answers(record: SettingRecord | None) -> AutoAnswers:
    """An agent's automatic answers; all off before they are set."""
    return AutoAnswers() if record is None else _ANSWERS.decode(record.value_json)


def read_forced(record: SettingRecord | None) -> ForcedAnswers:
    """The supervisors' automatic answers; not forced before they are set."""
    return ForcedAnswers() if record is None else _FORCED.decode(record.value_json)


def read_summary_types(record: SettingRecord) -> tuple[SummaryGroup, ...]:
    """The types that are set."""
    return _SUMMARY_TYPES.decode(record.value_json)


def read_settings(records: Iterable[SettingRecord], last_change: int) -> ConsoleSettings:
    """Everything that is set."""
    questions: dict[str, tuple[Question, ...]] = {}
    answers: dict[str, AgentAnswers] = {}
    forced: AgentAnswers | None = None
    phrases = 0
    summary_types: tuple[SummaryGroup, ...] | None = None
    for record in records:
        match record.kind:
            case "questions":
                questions[record.subject] = read_questions(record)
            case "answers":
                answers[record.subject] = AgentAnswers(read_answers(record), record.changed_ms)
            case "forced_answers":
                found = read_forced(record)
                forced = AgentAnswers(found.answers, record.changed_ms) if found.forced else None
            case "phrases" if record.subject == "":
                phrases = record.version
            case "summary_types":
                summary_types = read_summary_types(record)
            case _:
                pass  # of a later version
    return ConsoleSettings(last_change, questions, answers, forced, phrases, summary_types)
