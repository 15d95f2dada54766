"""`/api/uploads`: files come in, in parts if need be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from chatd.api.answers import error_answer, json_answer, read_json
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.http import UploadAnswer, UploadRequest
from chatd.uploads.receiving import NotTaken, WrongOffset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from chatd.api.file_callers import FileCallers
    from chatd.storage.records import UploadRecord
    from chatd.uploads.receiving import Receiving

PART_TYPE: Final = "application/octet-stream"
IDLE_S: Final = 15.0
"""A part of which nothing comes for so long has lost its connection."""


class Uploads:
    """Uploads over HTTP.

    Args:
        callers: Know who asks.
        receiving: Takes the bytes.
    """

    def __init__(self, callers: FileCallers, receiving: Receiving) -> None:
        self._callers = callers
        self._receiving = receiving

    def routes(self) -> list[Route]:
        """What is about uploads."""
        return [
            Route("/api/uploads", self._begin, methods=["POST"]),
            Route("/api/uploads/{upload}", self._one, methods=["GET", "PATCH", "DELETE"]),
        ]

    async def _begin(self, request: Request) -> Response:
        author = await self._callers.recognise(request)
        wanted = await read_json(request, UploadRequest)
        record = await self._receiving.begin(author, wanted.name, wanted.size)
        return _answer(record, 201)

    async def _one(self, request: Request) -> Response:
        author = await self._callers.recognise(request)
        upload = request.path_params["upload"]
        if request.method == "DELETE":
            await self._receiving.cancel(author, upload)
            return Response(status_code=204)
        if request.method != "PATCH":
            return _answer(await self._receiving.find(author, upload))
        if request.headers.get("content-type", "").partition(";")[0].strip() != PART_TYPE:
            raise CommandRejected(ErrorCode.BAD_REQUEST, f"Expected content-type {PART_TYPE}.")
        offset = _offset(request)
        try:
            record = await self._receiving.receive(author, upload, offset, _parts(request))
        except WrongOffset as error:
            return _offset_answer(error_answer(error), error.record, 409)
        except NotTaken as error:
            answer = error_answer(error)
            answer.status_code = 415
            return answer
        except ClientDisconnect:
            return Response(status_code=400)
        return _answer(record)


def _offset(request: Request) -> int:
    text = request.headers.get("upload-offset", "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise CommandRejected(ErrorCode.BAD_REQUEST, "Expected a number in `Upload-Offset`.")
    return int(text)


async def _parts(request: Request) -> AsyncIterator[bytes]:
    parts = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(IDLE_S):
                part = await anext(parts)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise HTTPException(408, "The body did not come in time.") from error
        yield part


def _answer(record: UploadRecord, status: int = 200) -> Response:
    complete = record.completed_ms is not None
    body = UploadAnswer(
        upload=record.upload,
        name=record.name,
        size=record.size,
        offset=record.received,
        complete=complete,
        type=record.type if complete else None,
        width=record.width,
        height=record.height,
    )
    return _offset_answer(json_answer(body), record, status)


def _offset_answer(answer: Response, record: UploadRecord, status: int) -> Response:
    answer.status_code = status
    answer.headers["upload-offset"] = str(record.received)
    answer.headers["upload-length"] = str(record.size)
    return answer
