"""How often one address may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chatd.api.answers import error_answer
from chatd.auth.rates import Meters, payer_of
from chatd.errors import CommandRejected, ErrorCode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from chatd.clock import Clock
    from chatd.config import Config

_COUNTED: Final = "/api/"
"""What asks the desks or the database. Pages are files in memory, and health is the operator's."""


class Throttle:
    """Refuses an address that asks too often, before anything is read. ASGI middleware.

    Args:
        app: What answers the others.
        config: The limits.
        clock: Tells how often.
    """

    def __init__(self, app: ASGIApp, config: Config, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._addresses = Meters(config.requests_per_s, config.requests_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        wait_ms = self._wait_ms(scope)
        if wait_ms:
            refused = CommandRejected(ErrorCode.RATE, retry_after_ms=wait_ms)
            await error_answer(refused)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _wait_ms(self, scope: Scope) -> int:
        if scope["type"] != "http" or not scope["path"].startswith(_COUNTED):
            return 0
        client = scope.get("client")
        payer = payer_of(client[0] if client else "")
        return self._addresses.take(payer, int(self._clock.monotonic_ms()))
