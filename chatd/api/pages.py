"""Which file stands at which address, who may frame it and how long browsers keep it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from chatd.api.headers import page_policy
from chatd.api.static import ALWAYS_ASK, FOR_EVER, FOR_MINUTES, StaticFiles
from chatd.errors import CommandRejected

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.config import Config
    from chatd.desks.registry import Desks


_NONCE_BYTES: Final = 16
_APP_FILES: Final = (
    "manifest.webmanifest",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable-512.png",
)
"""What makes the console an app that can be installed. Their addresses never change."""


class Pages:
    """The web client's pages.

    Args:
        config: The server's own address.
        files: The built web client.
        desks: Knows which pages may frame a shop's widget.
        is_demo: `/demo/` is served, and `/` leads there.
    """

    def __init__(self, config: Config, files: StaticFiles, desks: Desks, *, is_demo: bool) -> None:
        self._files = files
        self._desks = desks
        self._is_demo = is_demo
        self._websocket_origin = f"ws{config.base_url.removeprefix('http')}"

    def routes(self) -> list[Route]:
        """Every page and file."""
        routes = [
            Route("/", self._home),
            Route("/widget.js", self._loader),
            Route("/widget/frame.html", self._frame),
            Route("/assets/{name:path}", self._asset),
            Route("/console", self._to_console),
            Route("/console/", self._console),
            *(Route(f"/console/{name}", self._app_file) for name in _APP_FILES),
        ]
        return [*routes, Route("/demo/", self._demo)] if self._is_demo else routes

    async def _to_console(self, request: Request) -> Response:
        """A relative address: what the Host header says is not to be believed."""
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/console/{query}", 302)

    async def _home(self, _request: Request) -> Response:
        return RedirectResponse("/demo/" if self._is_demo else "/console/", 302)

    async def _loader(self, request: Request) -> Response:
        answer = self._files.answer(request, "widget.js", FOR_MINUTES)
        answer.headers["cross-origin-resource-policy"] = "cross-origin"
        return answer

    async def _asset(self, request: Request) -> Response:
        return self._files.answer(request, f"assets/{request.path_params['name']}", FOR_EVER)

    async def _app_file(self, request: Request) -> Response:
        return self._files.answer(request, request.url.path.removeprefix("/"), FOR_MINUTES)

    async def _console(self, _request: Request) -> Response:
        nonce = secrets.token_urlsafe(_NONCE_BYTES)
        policy = page_policy(self._websocket_origin, nonce=nonce)
        return self._files.answer_once("console/index.html", policy, nonce)

    async def _demo(self, request: Request) -> Response:
        policy = page_policy(self._websocket_origin)
        return self._files.answer(request, "demo/index.html", ALWAYS_ASK, policy)

    async def _frame(self, request: Request) -> Response:
        """The widget's frame: the shop it names decides whose pages it may stand in."""
        try:
            place = await self._desks.shop(request.query_params.get("shop", ""))
            origins = place.origins
        except CommandRejected:
            origins = ()
        policy = page_policy(self._websocket_origin, ("'self'", *origins))
        answer = self._files.answer(request, "widget/frame.html", ALWAYS_ASK, policy)
        # A frame in somebody else's page opens nothing and is no opener.
        answer.headers["cross-origin-opener-policy"] = "unsafe-none"
        answer.headers["cross-origin-resource-policy"] = "cross-origin"
        return answer
