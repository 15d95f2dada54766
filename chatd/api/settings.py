"""`/api/settings/…`: what people set in the console, and who has set what.

A setting is read with its version and changed by naming it, so that nobody overwrites what they
have not seen. What is set is in force when the answer comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from starlette.routing import Route

from chatd.api.answers import json_answer, read_json
from chatd.api.kept_settings import KeptSettings, shop_of
from chatd.desks import console_settings as kinds
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.limits import SUMMARY_TYPES_MAX
from chatd.protocol.settings import (
    AnswersView,
    AutoAnswers,
    ConsentChange,
    ConsentView,
    ForcedAnswers,
    ForcedAnswersChange,
    ForcedAnswersView,
    OwnAnswersChange,
    OwnAnswersView,
    QuestionsChange,
    QuestionsView,
    SettingChangesView,
    SettingChangeView,
    SummaryGroup,
    SummaryTypesChange,
    SummaryTypesView,
)
from chatd.storage.records import SettingChangeRecord, SettingRecord

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from chatd.api.callers import Caller, Callers
    from chatd.clock import Clock
    from chatd.desks.registry import Desks

CHANGES_MAX: Final = 100
_EVERYBODY: Final = ""


class Settings:
    """Settings over HTTP.

    Args:
        callers: Knows who asks.
        desks: Keeps the settings, and puts them in force.
        clock: Tells when something was changed.
    """

    def __init__(self, callers: Callers, desks: Desks, clock: Clock) -> None:
        self._callers = callers
        self._desks = desks
        self._kept = KeptSettings(desks, clock)

    def routes(self) -> list[Route]:
        """What is about settings."""
        questions, answers = "/api/settings/questions/{shop}", "/api/settings/answers"
        return [
            Route(questions, self._questions, methods=["GET"]),
            Route(questions, self._set_questions, methods=["PUT"]),
            Route("/api/settings/consent/{shop}", self._consent, methods=["GET"]),
            Route("/api/settings/consent/{shop}", self._set_consent, methods=["PUT"]),
            Route(answers, self._answers, methods=["GET"]),
            Route(f"{answers}/own", self._set_own_answers, methods=["PUT"]),
            Route(f"{answers}/everybody", self._set_forced_answers, methods=["PUT"]),
            Route("/api/settings/summary-types", self._summary_types, methods=["GET"]),
            Route("/api/settings/summary-types", self._set_summary_types, methods=["PUT"]),
            Route("/api/settings/changes", self._changes, methods=["GET"]),
        ]

    # ------------------------------------------------------------------------ frequent questions

    async def _questions(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        shop = await shop_of(request, caller)
        return json_answer(_questions(shop, await self._kept.find(caller, kinds.QUESTIONS, shop)))

    async def _set_questions(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("questions.set")
        shop = await shop_of(request, caller)
        wanted = await read_json(request, QuestionsChange)
        for one in wanted.questions:
            _check_filled(one.question, one.answer)
        record = await self._kept.change(
            caller, kinds.QUESTIONS, shop, wanted.version, wanted.questions
        )
        return json_answer(_questions(shop, record))

    # ----------------------------------------------------------------------------------- consent

    async def _consent(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        shop = await shop_of(request, caller)
        return json_answer(_consent(shop, await self._kept.find(caller, kinds.CONSENT, shop)))

    async def _set_consent(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("consent.set")
        shop = await shop_of(request, caller)
        wanted = await read_json(request, ConsentChange)
        record = await self._kept.change(
            caller, kinds.CONSENT, shop, wanted.version, wanted.consent
        )
        return json_answer(_consent(shop, record))

    # ------------------------------------------------------------------------- automatic answers

    async def _answers(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        own = await self._kept.find(caller, kinds.ANSWERS, caller.agent)
        forced = await self._kept.find(caller, kinds.FORCED_ANSWERS, _EVERYBODY)
        return json_answer(AnswersView(_own(own), _forced(forced)))

    async def _set_own_answers(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("answers.set")
        wanted = await read_json(request, OwnAnswersChange)
        _check_answers(wanted.answers)
        record = await self._kept.change(
            caller, kinds.ANSWERS, caller.agent, wanted.version, wanted.answers
        )
        return json_answer(_own(record))

    async def _set_forced_answers(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("answers.set_for_all")
        wanted = await read_json(request, ForcedAnswersChange)
        _check_answers(wanted.answers)
        value = ForcedAnswers(wanted.forced, wanted.answers)
        record = await self._kept.change(
            caller, kinds.FORCED_ANSWERS, _EVERYBODY, wanted.version, value
        )
        return json_answer(_forced(record))

    # ----------------------------------------------------------------------------- summary types

    async def _summary_types(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        record = await self._kept.find(caller, kinds.SUMMARY_TYPES, _EVERYBODY)
        return json_answer(await _summary_types(caller, record))

    async def _set_summary_types(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("summary_types.set")
        wanted = await read_json(request, SummaryTypesChange)
        groups = tuple(
            SummaryGroup(group.name.strip(), tuple(one.strip() for one in group.types))
            for group in wanted.groups
        )
        _check_types(groups)
        record = await self._kept.change(
            caller, kinds.SUMMARY_TYPES, _EVERYBODY, wanted.version, groups
        )
        return json_answer(await _summary_types(caller, record))

    # ----------------------------------------------------------------------------------- changes

    async def _changes(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("settings.audit")
        before = _number(request.query_params.get("before"))
        records = await self._desks.setting_changes(caller.merchant, before, CHANGES_MAX + 1)
        shown = tuple(map(_change, records[:CHANGES_MAX]))
        return json_answer(SettingChangesView(shown, more=len(records) > CHANGES_MAX))


def _check_answers(answers: AutoAnswers) -> None:
    for one in (answers.welcome, answers.cached, answers.busy, answers.silent):
        if one.on:
            _check_filled(one.text)


def _check_filled(*texts: str) -> None:
    if not all(text.strip() for text in texts):
        raise CommandRejected(ErrorCode.BAD_REQUEST, "A text that is shown must not be empty.")


def _check_types(groups: tuple[SummaryGroup, ...]) -> None:
    types = [one for group in groups for one in group.types]
    _check_filled(*types)
    if len(types) > SUMMARY_TYPES_MAX:
        most = f"There are {SUMMARY_TYPES_MAX} types at most."
        raise CommandRejected(ErrorCode.BAD_REQUEST, most)
    for names in (types, [group.name for group in groups]):
        if len(set(names)) < len(names):
            raise CommandRejected(ErrorCode.BAD_REQUEST, "Each type and group may be there once.")


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**53))):
        raise CommandRejected(ErrorCode.BAD_REQUEST, "`before` must be a change's number.")
    return int(text)


def _questions(shop: str, record: SettingRecord | None) -> QuestionsView:
    return QuestionsView(
        shop=shop,
        version=_version(record),
        questions=kinds.read_questions(record),
        changed_ms=None if record is None else record.changed_ms,
        changed_by=None if record is None else record.changed_by,
    )


def _consent(shop: str, record: SettingRecord | None) -> ConsentView:
    return ConsentView(
        shop=shop,
        version=_version(record),
        consent=kinds.read_consent(record),
        changed_ms=None if record is None else record.changed_ms,
        changed_by=None if record is None else record.changed_by,
    )


def _own(record: SettingRecord | None) -> OwnAnswersView:
    return OwnAnswersView(
        version=_version(record),
        answers=kinds.read_answers(record),
        changed_ms=None if record is None else record.changed_ms,
        changed_by=None if record is None else record.changed_by,
    )


def _forced(record: SettingRecord | None) -> ForcedAnswersView:
    found = kinds.read_forced(record)
    return ForcedAnswersView(
        version=_version(record),
        forced=found.forced,
        answers=found.answers,
        changed_ms=None if record is None else record.changed_ms,
        changed_by=None if record is None else record.changed_by,
    )


async def _summary_types(caller: Caller, record: SettingRecord | None) -> SummaryTypesView:
    in_force = (await caller.runtime.wait_open()).parts.live.config.summary_groups
    return SummaryTypesView(
        version=_version(record),
        groups=in_force if record is None else kinds.read_summary_types(record),
        changed_ms=None if record is None else record.changed_ms,
        changed_by=None if record is None else record.changed_by,
    )


def _version(record: SettingRecord | None) -> int:
    return 0 if record is None else record.version


def _change(record: SettingChangeRecord) -> SettingChangeView:
    before = record.before_json
    return SettingChangeView(
        change=record.change,
        at_ms=record.at_ms,
        agent=record.agent,
        kind=record.kind,
        subject=record.subject,
        after=msgspec.Raw(record.after_json.encode()),
        before=None if before is None else msgspec.Raw(before.encode()),
    )
