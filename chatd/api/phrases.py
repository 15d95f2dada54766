"""`/api/phrases/…`: everybody's phrases and one's own, in and out as CSV files too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from chatd.api.answers import json_answer, read_json
from chatd.errors import CommandRejected, ErrorCode
from chatd.known.phrases import EVERYBODYS, ImportNotTaken
from chatd.protocol.phrases import (
    BookOrder,
    ImportRefused,
    NewPhrase,
    PhraseChange,
    PhraseImport,
    PhrasePins,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.api.callers import Caller, Callers
    from chatd.known.phrases import Phrases as Books

_BAD_REQUEST: Final = 400


class Phrases:
    """Phrases over HTTP.

    Args:
        callers: Knows who asks.
        books: Keeps the phrases.
    """

    def __init__(self, callers: Callers, books: Books) -> None:
        self._callers = callers
        self._books = books

    def routes(self) -> list[Route]:
        """What is about phrases."""
        book = "/api/phrases/{book}"
        return [
            Route("/api/phrases", self._all, methods=["GET"]),
            Route("/api/phrases/pins", self._pin, methods=["PUT"]),
            Route(book, self._add, methods=["POST"]),
            Route(book, self._arrange, methods=["PUT"]),
            Route(f"{book}/import", self._import, methods=["POST"]),
            Route(f"{book}/export", self._export, methods=["GET"]),
            Route(f"{book}/{{phrase}}", self._edit, methods=["PUT"]),
            Route(f"{book}/{{phrase}}", self._remove, methods=["DELETE"]),
        ]

    async def _all(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        return json_answer(await self._books.all(caller.merchant, caller.agent))

    async def _pin(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("phrases.set")
        wanted = await read_json(request, PhrasePins)
        await self._books.pin(caller.merchant, caller.agent, wanted.pins)
        return json_answer(await self._books.all(caller.merchant, caller.agent))

    async def _add(self, request: Request) -> Response:
        caller, owner = await self._writer(request)
        wanted = await read_json(request, NewPhrase)
        book = await self._books.add(
            caller.merchant, owner, caller.agent, wanted.group, wanted.text
        )
        return json_answer(book, 201)

    async def _edit(self, request: Request) -> Response:
        caller, owner = await self._writer(request)
        wanted = await read_json(request, PhraseChange)
        book = await self._books.edit(
            caller.merchant,
            owner,
            caller.agent,
            str(request.path_params["phrase"]),
            version=wanted.version,
            group=wanted.group,
            text=wanted.text,
        )
        return json_answer(book)

    async def _remove(self, request: Request) -> Response:
        caller, owner = await self._writer(request)
        version = request.query_params.get("version", "")
        if not (version.isascii() and version.isdigit() and len(version) < len(str(2**53))):
            raise CommandRejected(ErrorCode.BAD_REQUEST, "`version` must be the book's.")
        phrase = str(request.path_params["phrase"])
        book = await self._books.remove(caller.merchant, owner, caller.agent, phrase, int(version))
        return json_answer(book)

    async def _arrange(self, request: Request) -> Response:
        caller, owner = await self._writer(request)
        wanted = await read_json(request, BookOrder)
        book = await self._books.arrange(
            caller.merchant, owner, caller.agent, wanted.version, wanted.phrases
        )
        return json_answer(book)

    async def _import(self, request: Request) -> Response:
        caller, owner = await self._writer(request)
        wanted = await read_json(request, PhraseImport)
        try:
            answer = await self._books.take_file(
                caller.merchant,
                owner,
                caller.agent,
                version=wanted.version,
                mode=wanted.mode,
                csv=wanted.csv,
            )
        except ImportNotTaken as refused:
            return json_answer(ImportRefused(refused.detail), _BAD_REQUEST)
        return json_answer(answer)

    async def _export(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        owner = _owner(request, caller)
        headers = {
            "cache-control": "no-store",
            "content-disposition": 'attachment; filename="phrases.csv"',
        }
        text = await self._books.file(caller.merchant, owner)
        return Response(text, headers=headers, media_type="text/csv; charset=utf-8")

    async def _writer(self, request: Request) -> tuple[Caller, str]:
        """Who asks, and whose book they may write in."""
        caller = await self._callers.find(request)
        owner = _owner(request, caller)
        caller.check("phrases.set_shared" if owner == EVERYBODYS else "phrases.set")
        return caller, owner


def _owner(request: Request, caller: Caller) -> str:
    match request.path_params["book"]:
        case "shared":
            return EVERYBODYS
        case "own":
            return caller.agent
        case _:
            raise CommandRejected(ErrorCode.NOT_FOUND)
