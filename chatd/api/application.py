"""The HTTP interface as one ASGI application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from chatd.api import answers
from chatd.api.headers import SafeHeaders
from chatd.api.openapi import openapi
from chatd.api.throttle import Throttle
from chatd.errors import CommandRejected, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from chatd.clock import Clock
    from chatd.config import Config


def http_application(
    routes: Iterable[Route], config: Config, clock: Clock, *, version: str
) -> SafeHeaders:
    """Serve routes, with safe headers, bounds on requests and one shape for all errors.

    Args:
        routes: Everything but the description of the interface, which is added here.
        config: The bounds.
        clock: Tells how often an address asks.
        version: The server's.
    """
    application = Starlette(
        routes=[*routes, _description(version)],
        exception_handlers={
            CommandRejected: answers.answer_rejected,
            Unavailable: answers.answer_unavailable,
            HTTPException: answers.answer_http_exception,
            Exception: answers.answer_failure,
        },
        max_body_size=config.http_body_bytes_max,
    )
    # To the address with or without a slash it would lead by the Host header.
    application.router.redirect_slashes = False
    # Around all of it: Starlette answers failures outside of its own middleware.
    return SafeHeaders(Throttle(application, config, clock))


def _description(version: str) -> Route:
    document = msgspec.json.encode(openapi(version))

    async def describe(_request: Request) -> Response:
        return Response(document, media_type=answers.JSON)

    return Route("/api/openapi.json", describe)
