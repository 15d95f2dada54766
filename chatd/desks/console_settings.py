"""What people set in the console, as the desks use it: each kind of setting and its shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from chatd.protocol.settings import (
    AutoAnswers,
    AvatarView,
    Consent,
    ForcedAnswers,
    Question,
    SummaryGroup,
)
from chatd.storage.records import SettingRecord

QUESTIONS: Final = "questions"
"""A shop's frequent questions."""

CONSENT: Final = "consent"
"""What a shop's widget says becomes of a buyer's words."""

ANSWERS: Final = "answers"
"""An agent's automatic answers."""

FORCED_ANSWERS: Final = "forced_answers"
"""The supervisors', for everybody."""

SUMMARY_TYPES: Final = "summary_types"
"""What summaries say a session was about."""

AVATAR: Final = "avatar"
"""An agent's picture."""

SHOP_AVATAR: Final = "shop_avatar"
"""A shop's picture."""

_QUESTIONS: Final = msgspec.json.Decoder(tuple[Question, ...])
_CONSENT: Final = msgspec.json.Decoder(Consent)
_ANSWERS: Final = msgspec.json.Decoder(AutoAnswers)
_SUMMARY_TYPES: Final = msgspec.json.Decoder(tuple[SummaryGroup, ...])
_FORCED: Final = msgspec.json.Decoder(ForcedAnswers)
_AVATAR: Final = msgspec.json.Decoder(AvatarView | None)


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
        consent: By shop; the widget's own words are in force in those that are missing.
        answers: By agent; those of agents who never set any are missing.
        forced: What replaces everybody's answers, if anything does.
        phrases: How often the shared phrases were changed.
        summary_types: By group; None: the file's are in force.
        avatars: By agent.
        shop_avatars: By shop.
    """

    last_change: int = 0
    questions: dict[str, tuple[Question, ...]] = field(default_factory=dict)
    consent: dict[str, Consent] = field(default_factory=dict)
    answers: dict[str, AgentAnswers] = field(default_factory=dict)
    forced: AgentAnswers | None = None
    phrases: int = 0
    summary_types: tuple[SummaryGroup, ...] | None = None
    avatars: dict[str, AvatarView] = field(default_factory=dict)
    shop_avatars: dict[str, AvatarView] = field(default_factory=dict)

    def answers_of(self, agent: str) -> AgentAnswers | None:
        """What an agent's buyers are told by itself, if anything was ever set."""
        return self.forced or self.answers.get(agent)

    def avatars_changed(self, former: ConsoleSettings) -> set[str]:
        """Agents who looked different before."""
        agents = {*self.avatars, *former.avatars}
        return {one for one in agents if self.avatars.get(one) != former.avatars.get(one)}


def read_questions(record: SettingRecord | None) -> tuple[Question, ...]:
    """A shop's frequent questions; none before somebody sets them."""
    return () if record is None else _QUESTIONS.decode(record.value_json)


def read_consent(record: SettingRecord | None) -> Consent:
    """What a shop says becomes of a buyer's words; nothing before somebody sets it."""
    return Consent() if record is None else _CONSENT.decode(record.value_json)


def read_answers(record: SettingRecord | None) -> AutoAnswers:
    """An agent's automatic answers; all off before they are set."""
    return AutoAnswers() if record is None else _ANSWERS.decode(record.value_json)


def read_forced(record: SettingRecord | None) -> ForcedAnswers:
    """The supervisors' automatic answers; not forced before they are set."""
    return ForcedAnswers() if record is None else _FORCED.decode(record.value_json)


def read_summary_types(record: SettingRecord) -> tuple[SummaryGroup, ...]:
    """The types that are set."""
    return _SUMMARY_TYPES.decode(record.value_json)


def read_avatar(record: SettingRecord | None) -> AvatarView | None:
    """A picture, if there is one."""
    return None if record is None else _AVATAR.decode(record.value_json)


def read_settings(records: Iterable[SettingRecord], last_change: int) -> ConsoleSettings:
    """Everything that is set."""
    found = ConsoleSettings(last_change)
    for record in records:
        match record.kind:
            case "questions":
                found.questions[record.subject] = read_questions(record)
            case "consent":
                found.consent[record.subject] = read_consent(record)
            case "answers":
                answers = AgentAnswers(read_answers(record), record.changed_ms)
                found.answers[record.subject] = answers
            case "forced_answers":
                found = replace(found, forced=_forced(record))
            case "phrases" if record.subject == "":
                found = replace(found, phrases=record.version)
            case "summary_types":
                found = replace(found, summary_types=read_summary_types(record))
            case "avatar" | "shop_avatar":
                _note_avatar(found, record)
            case _:
                pass  # of a later version
    return found


def _forced(record: SettingRecord) -> AgentAnswers | None:
    forced = read_forced(record)
    return AgentAnswers(forced.answers, record.changed_ms) if forced.forced else None


def _note_avatar(found: ConsoleSettings, record: SettingRecord) -> None:
    avatar = read_avatar(record)
    if avatar is not None:
        avatars = found.avatars if record.kind == AVATAR else found.shop_avatars
        avatars[record.subject] = avatar
