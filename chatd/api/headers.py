"""The headers by which browsers keep pages apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING: Final = "default-src 'none'; frame-ancestors 'none'"
"""The policy of everything that is no page."""


def page_policy(websocket_origin: str, ancestors: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of a page of ours: scripts from files of ours alone.

    Styles may be inline, because component libraries insert them; pictures may come from
    anywhere, because a shop's products do.

    Args:
        websocket_origin: ws:// or wss:// address of this server; older browsers do not see it
            in 'self'.
        ancestors: Origins whose pages may frame this one; none may when empty.
    """
    framing = " ".join(ancestors) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob: http: https:",
            "font-src 'self'",
            "media-src 'self' data:",
            f"connect-src 'self' {websocket_origin}",
            "frame-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {framing}",
        )
    )


class SafeHeaders:
    """Adds to every answer what it has not set itself. ASGI middleware.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-content-type-options"] = "nosniff"
                headers.setdefault("referrer-policy", "same-origin")
                headers.setdefault("content-security-policy", NOTHING)
                headers.setdefault("cross-origin-opener-policy", "same-origin")
            await send(message)

        await self._app(scope, receive, send_safely)
