"""`/api/left`: the left messages, and sending an e-mail again that may not have arrived.

Answering and marking are commands of the WebSocket: they are the desk's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from chatd.api.answers import json_answer
from chatd.desks.messages import decode_body
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.fields import MailState
from chatd.protocol.http import LeftMailView, LeftMessagesView, LeftMessageView
from chatd.protocol.limits import PREVIEW_MAX

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.api.callers import Caller, Callers
    from chatd.desks.registry import Desks
    from chatd.storage.left import LeftRow
    from chatd.storage.records import MailRecord

LEFT_MAX: Final = 100


class Left:
    """Left messages over HTTP.

    Args:
        callers: Knows who asks.
        desks: Knows the messages.
    """

    def __init__(self, callers: Callers, desks: Desks) -> None:
        self._callers = callers
        self._desks = desks

    def routes(self) -> list[Route]:
        """What is about left messages."""
        return [
            Route("/api/left", self._list, methods=["GET"]),
            Route("/api/left/mails/{mail}/resend", self._resend, methods=["POST"]),
        ]

    async def _list(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        query = request.query_params
        rows = await self._desks.left(
            caller.merchant,
            is_handled=query.get("handled") == "true",
            with_private=caller.account.is_main,
            before_ms=_number(query.get("before")),
            limit=LEFT_MAX + 1,
        )
        views = [await self._view(caller, row) for row in rows[:LEFT_MAX]]
        return json_answer(LeftMessagesView(tuple(views), more=len(rows) > LEFT_MAX))

    async def _resend(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        mail = str(request.path_params["mail"])
        if not await self._desks.resend_mail(
            caller.merchant, mail, with_private=caller.account.is_main
        ):
            raise CommandRejected(ErrorCode.NOT_OPEN, "It is on its way, has arrived, or is gone.")
        return Response(status_code=204)

    async def _view(self, caller: Caller, row: LeftRow) -> LeftMessageView:
        session, contact, mark = row.session, row.contact, row.handled
        mails = await self._desks.mails_of(caller.merchant, session.session)
        return LeftMessageView(
            session=session.session,
            shop=session.shop,
            contact=session.contact,
            name=contact.name or "",
            email=contact.email,
            private=bool(contact.private),
            arrived_ms=session.arrived_ms,
            last_ms=row.last_touched_ms,
            text="" if row.said is None else decode_body(row.said)["text"][:PREVIEW_MAX],
            handled_by=None if mark is None or mark.at_ms is None else mark.agent,
            handled_ms=None if mark is None else mark.at_ms,
            mail=_mail(mails[-1]) if mails else None,
        )


def _mail(record: MailRecord) -> LeftMailView:
    return LeftMailView(
        mail=record.mail,
        state=MailState(record.state),
        to=record.recipient,
        changed_ms=record.changed_ms,
        attempts=record.attempts,
        reason=record.reason,
    )


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**53))):
        raise CommandRejected(ErrorCode.BAD_REQUEST, "`before` must be a time in milliseconds.")
    return int(text)
