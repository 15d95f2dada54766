"""The headers by which browsers keep pages apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING: Final = "default-src 'none'; frame-ancestors 'none'"
"""The policy of everything that is no page."""

_EMPTY: Final = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""A style element with nothing in it: the component library leaves one where others were."""


def page_policy(
    websocket_origin: str, ancestors: Iterable[str] = (), *, nonce: str | None = None
) -> str:
    """The Content-Security-Policy of a page of ours: scripts and styles from files of ours alone.

    Nothing becomes HTML by way of text either: trusted types are demanded, and there are none.
    Pictures may come from anywhere, because a shop's products do.

    Args:
        websocket_origin: ws:// or wss:// address of this server; older browsers do not see it
            in 'self'.
        ancestors: Origins whose pages may frame this one; none may when empty.
        nonce: What the style elements carry that the page's component library inserts.
    """
    framing = " ".join(ancestors) or "'none'"
    styles = "'self'" if nonce is None else f"'self' 'nonce-{nonce}' {_EMPTY}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src {styles}",
            "img-src 'self' data: blob: http: https:",
            "font-src 'self'",
            "media-src 'self' data:",
            f"connect-src 'self' {websocket_origin}",
            "frame-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
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
                headers.setdefault("cross-origin-resource-policy", "same-origin")
            await send(message)

        await self._app(scope, receive, send_safely)
