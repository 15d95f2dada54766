"""What HTTP answers: JSON of the protocol's structs, and one shape for every error."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.protocol.http import HttpError, HttpErrorDetail
from chatd.telemetry import LogEvent, logger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

_log = logger(__name__)

JSON: Final = "application/json"
BODY_TIMEOUT_S: Final = 10.0
_UNAUTHORIZED: Final = 401

_STATUS_OF: Final[Mapping[ErrorCode, int]] = {
    ErrorCode.BAD_REQUEST: 400,
    ErrorCode.NOT_ALLOWED: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.RATE: 429,
    ErrorCode.BUSY: 503,
    ErrorCode.UNAVAILABLE: 503,
}
_CODE_OF: Final[Mapping[int, ErrorCode]] = {
    _UNAUTHORIZED: ErrorCode.NOT_ALLOWED,
    405: ErrorCode.BAD_REQUEST,
    415: ErrorCode.BAD_REQUEST,
    **{status: code for code, status in _STATUS_OF.items() if code is not ErrorCode.BUSY},
}

S = TypeVar("S", bound=msgspec.Struct)


class NotLoggedIn(CommandRejected):
    """Nobody we know: 401, where `not_allowed` alone is 403."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.NOT_ALLOWED, message)


def json_answer(body: msgspec.Struct, status: int = 200) -> Response:
    """A struct as JSON. Nothing of it may be cached: it is somebody's."""
    return Response(
        msgspec.json.encode(body), status, {"cache-control": "no-store"}, media_type=JSON
    )


async def read_json(request: Request, body: type[S]) -> S:
    """The body of a request.

    Raises:
        CommandRejected: It is no JSON, or not of this shape.
        HTTPException: 408, it does not come.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != JSON:
        raise CommandRejected(ErrorCode.BAD_REQUEST, f"Expected content-type {JSON}.")
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            content = await request.body()
    except TimeoutError as error:
        message, hang_up = "The body did not come in time.", {"connection": "close"}
        raise HTTPException(408, message, hang_up) from error
    try:
        return msgspec.json.decode(content, type=body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise CommandRejected(ErrorCode.BAD_REQUEST, str(error)[:300]) from error


def error_answer(error: CommandRejected) -> Response:
    """The answer to a request that was refused."""
    status = _UNAUTHORIZED if isinstance(error, NotLoggedIn) else _STATUS_OF.get(error.code, 409)
    detail = HttpErrorDetail(error.code, error.message, error.retry_after_ms)
    answer = json_answer(HttpError(detail), status)
    if error.retry_after_ms is not None:
        answer.headers["retry-after"] = str(-(-error.retry_after_ms // 1_000))
    return answer


async def answer_rejected(_request: Request, error: Exception) -> Response:
    """For Starlette: what a handler raised on purpose."""
    assert isinstance(error, CommandRejected)
    return error_answer(error)


async def answer_unavailable(_request: Request, error: Exception) -> Response:
    """For Starlette: a dependency failed."""
    assert isinstance(error, Unavailable)
    return error_answer(CommandRejected(ErrorCode.UNAVAILABLE, retry_after_ms=1_000))


async def answer_http_exception(_request: Request, error: Exception) -> Response:
    """For Starlette: what its routing refuses, such as an unknown path or method."""
    assert isinstance(error, HTTPException)
    code = _CODE_OF.get(error.status_code, ErrorCode.BAD_REQUEST)
    body = HttpError(HttpErrorDetail(code, error.detail))
    answer = json_answer(body, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


async def answer_failure(request: Request, error: Exception) -> Response:
    """For Starlette: a bug of ours."""
    _log.error(LogEvent.REQUEST_FAILED, path=request.url.path, exc_info=error)
    body = HttpError(HttpErrorDetail(ErrorCode.UNAVAILABLE, "The server failed."))
    return json_answer(body, 500)
