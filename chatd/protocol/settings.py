"""Settings that people change in the console, over HTTP, while the server runs.

Each has a `version`, which counts its changes (0: nobody has set it yet). A change names the
version it replaces; when that is not the present one it is refused with `stale_view`.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chatd.protocol import limits
from chatd.protocol.fields import (
    AutoAfter,
    AutoText,
    Category,
    ConsentText,
    Id,
    Pixels,
    QuestionAnswer,
    QuestionText,
    Seq,
    SummaryType,
    Url,
)


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a setting, the same in both directions: every field is there."""


class Question(Document, frozen=True):
    """A frequent question and its answer, shown in the widget without asking the server."""

    question: QuestionText
    answer: QuestionAnswer


Questions = Annotated[tuple[Question, ...], Meta(max_length=limits.QUESTIONS_MAX)]


class QuestionsView(msgspec.Struct, frozen=True, omit_defaults=True):
    """`GET /api/settings/questions/{shop}`: a shop's frequent questions, in their order."""

    shop: str
    version: int
    questions: tuple[Question, ...]
    changed_ms: int | None = None
    changed_by: str | None = None


class QuestionsChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/settings/questions/{shop}`. Open widgets have them at once."""

    version: Seq
    questions: Questions


class ConsentWords(Document, frozen=True):
    """In one language. An empty `text`: the widget's own words. An empty `url`: no link."""

    text: ConsentText = ""
    url: Url = ""


class Consent(Document, frozen=True):
    """What the widget says becomes of a buyer's words, and where the shop says more of it."""

    zh: ConsentWords = ConsentWords()
    en: ConsentWords = ConsentWords()


class ConsentView(msgspec.Struct, frozen=True, omit_defaults=True):
    """`GET /api/settings/consent/{shop}`: what is set, nothing at first."""

    shop: str
    version: int
    consent: Consent
    changed_ms: int | None = None
    changed_by: str | None = None


class ConsentChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/settings/consent/{shop}`. Open widgets have it at once."""

    version: Seq
    consent: Consent


class AutoAnswer(Document, frozen=True):
    """A text the server sends in the agent's name, while it is on."""

    on: bool = False
    text: AutoText = ""


class TimedAnswer(Document, frozen=True):
    """The same after so many seconds."""

    after_s: AutoAfter
    on: bool = False
    text: AutoText = ""


class AutoAnswers(Document, frozen=True):
    """What an agent's buyers are told by itself.

    `welcome`: their session has opened. `cached`: it waits in the agent's cache. `busy`: nobody
    has answered them for so long. `silent`: they have not answered the agent for so long.
    """

    welcome: AutoAnswer = AutoAnswer()
    cached: AutoAnswer = AutoAnswer()
    busy: TimedAnswer = TimedAnswer(60)
    silent: TimedAnswer = TimedAnswer(300)


class ForcedAnswers(Document, frozen=True):
    """The supervisors' answers; while `forced` they replace those of every agent."""

    forced: bool = False
    answers: AutoAnswers = AutoAnswers()


class OwnAnswersView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An agent's own answers, and when they last changed."""

    version: int
    answers: AutoAnswers
    changed_ms: int | None = None
    changed_by: str | None = None


class ForcedAnswersView(msgspec.Struct, frozen=True, omit_defaults=True):
    """The supervisors' answers, and who changed them when."""

    version: int
    forced: bool
    answers: AutoAnswers
    changed_ms: int | None = None
    changed_by: str | None = None


class AnswersView(msgspec.Struct, frozen=True):
    """`GET /api/settings/answers`: one's own, and those that may replace them."""

    own: OwnAnswersView
    everybody: ForcedAnswersView


class OwnAnswersChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/settings/answers/own`."""

    version: Seq
    answers: AutoAnswers


class ForcedAnswersChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/settings/answers/everybody`."""

    version: Seq
    forced: bool
    answers: AutoAnswers


class SummaryGroup(Document, frozen=True):
    """Types of sessions for summaries, under one head; "" heads those in no group."""

    name: Category
    types: Annotated[tuple[SummaryType, ...], Meta(max_length=limits.SUMMARY_TYPES_MAX)]


SummaryGroups = Annotated[tuple[SummaryGroup, ...], Meta(max_length=limits.SUMMARY_TYPES_MAX)]


class SummaryTypesView(msgspec.Struct, frozen=True, omit_defaults=True):
    """`GET /api/settings/summary-types`: the provision file's until somebody sets others."""

    version: int
    groups: tuple[SummaryGroup, ...]
    changed_ms: int | None = None
    changed_by: str | None = None


class SummaryTypesChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/settings/summary-types`: 50 types at most, each once; in force at once."""

    version: Seq
    groups: SummaryGroups


class AvatarView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture of somebody, at `/api/avatars/{picture}`; another one has another name.

    `moving`: with `?view=still` there is its first frame.
    """

    picture: Id
    moving: bool = False


class AvatarSetting(msgspec.Struct, frozen=True, omit_defaults=True):
    """`GET /api/settings/avatar` and `/api/settings/avatar/{shop}`: one's own, or a shop's."""

    version: int
    avatar: AvatarView | None = None
    changed_ms: int | None = None
    changed_by: str | None = None


class AvatarSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A square of a picture that the caller has uploaded, in its pixels as people see it."""

    upload: Id
    x: Annotated[int, Meta(ge=0, le=limits.PIXELS_MAX)]
    y: Annotated[int, Meta(ge=0, le=limits.PIXELS_MAX)]
    side: Pixels


class AvatarChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT` the same. `source`: null removes the avatar. Its former file goes."""

    version: Seq
    source: AvatarSource | None


class SettingChangeView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A change: who set which `kind` of whom (`subject`) when, as JSON before and after."""

    change: int
    at_ms: int
    agent: Id
    kind: str
    subject: str
    after: msgspec.Raw
    before: msgspec.Raw | None = None


class SettingChangesView(msgspec.Struct, frozen=True):
    """`GET /api/settings/changes`: the latest first; `more`: there are older ones."""

    changes: tuple[SettingChangeView, ...]
    more: bool
