"""`/api/settings/…`: what people set in the console, and who has set what.

A setting is read with its version and changed by naming it, so that nobody overwrites what they
have not seen. What is set is in force when the answer comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from starlette.routing import Route

from chatd.api.answers import json_answer, read_json
from chatd.desks import console_settings as kinds
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.settings import (
    AnswersView,
    AutoAnswers,
    ForcedAnswers,
    ForcedAnswersChange,
    ForcedAnswersView,
    OwnAnswersChange,
    OwnAnswersView,
    QuestionsChange,
    QuestionsView,
    SettingChangesView,
    SettingChangeView,
)
from chatd.storage.records import SettingChangeRecord, SettingRecord
from chatd.storage.settings import NewSetting

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
        self._clock = clock

    def routes(self) -> list[Route]:
        """What is about settings."""
        questions, answers = "/api/settings/questions/{shop}", "/api/settings/answers"
        return [
            Route(questions, self._questions, methods=["GET"]),
            Route(questions, self._set_questions, methods=["PUT"]),
            Route(answers, self._answers, methods=["GET"]),
            Route(f"{answers}/own", self._set_own_answers, methods=["PUT"]),
            Route(f"{answers}/everybody", self._set_forced_answers, methods=["PUT"]),
            Route("/api/settings/changes", self._changes, methods=["GET"]),
        ]

    # ------------------------------------------------------------------------ frequent questions

    async def _questions(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        shop = _shop(request, caller)
        return json_answer(_questions(shop, await self._find(caller, kinds.QUESTIONS, shop)))

    async def _set_questions(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("questions.set")
        shop = _shop(request, caller)
        wanted = await read_json(request, QuestionsChange)
        for one in wanted.questions:
            _check_filled(one.question, one.answer)
        record = await self._change(caller, kinds.QUESTIONS, shop, wanted.version, wanted.questions)
        return json_answer(_questions(shop, record))

    # ------------------------------------------------------------------------- automatic answers

    async def _answers(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        own = await self._find(caller, kinds.ANSWERS, caller.agent)
        forced = await self._find(caller, kinds.FORCED_ANSWERS, _EVERYBODY)
        return json_answer(AnswersView(_own(own), _forced(forced)))

    async def _set_own_answers(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("answers.set")
        wanted = await read_json(request, OwnAnswersChange)
        _check_answers(wanted.answers)
        record = await self._change(
            caller, kinds.ANSWERS, caller.agent, wanted.version, wanted.answers
        )
        return json_answer(_own(record))

    async def _set_forced_answers(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("answers.set_for_all")
        wanted = await read_json(request, ForcedAnswersChange)
        _check_answers(wanted.answers)
        value = ForcedAnswers(wanted.forced, wanted.answers)
        record = await self._change(caller, kinds.FORCED_ANSWERS, _EVERYBODY, wanted.version, value)
        return json_answer(_forced(record))

    # ----------------------------------------------------------------------------------- changes

    async def _changes(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("settings.audit")
        before = _number(request.query_params.get("before"))
        records = await self._desks.setting_changes(caller.merchant, before, CHANGES_MAX + 1)
        shown = tuple(map(_change, records[:CHANGES_MAX]))
        return json_answer(SettingChangesView(shown, more=len(records) > CHANGES_MAX))

    async def _find(self, caller: Caller, kind: str, subject: str) -> SettingRecord | None:
        return await self._desks.find_setting(caller.merchant, kind, subject)

    async def _change(
        self, caller: Caller, kind: str, subject: str, version: int, value: object
    ) -> SettingRecord:
        wanted = NewSetting(
            merchant=caller.merchant,
            kind=kind,
            subject=subject,
            version=version,
            value_json=msgspec.json.encode(value).decode(),
            agent=caller.agent,
            at_ms=self._clock.now_ms(),
        )
        return await self._desks.change_setting(wanted)


def _shop(request: Request, caller: Caller) -> str:
    shop = str(request.path_params["shop"])
    if not caller.runtime.has_shop(shop):
        raise CommandRejected(ErrorCode.NOT_FOUND)
    return shop


def _check_answers(answers: AutoAnswers) -> None:
    for one in (answers.welcome, answers.cached, answers.busy, answers.silent):
        if one.on:
            _check_filled(one.text)


def _check_filled(*texts: str) -> None:
    if not all(text.strip() for text in texts):
        raise CommandRejected(ErrorCode.BAD_REQUEST, "A text that is shown must not be empty.")


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
