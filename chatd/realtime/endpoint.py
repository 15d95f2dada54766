"""`GET /ws` as an ASGI application: who may open a WebSocket, and in which encoding."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from chatd.auth.origins import is_own_origin, own_origins
from chatd.protocol.codec import Encoding
from chatd.realtime.connection import Connection
from chatd.realtime.measures import CommandMeasures
from chatd.realtime.socket import STATE_KEY
from chatd.telemetry import LogEvent, Metrics, logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from chatd.clock import Clock
    from chatd.config import Config
    from chatd.realtime.callers import Callers
    from chatd.realtime.connections import Connections
    from chatd.realtime.socket import Socket

    Message = MutableMapping[str, Any]
    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

_log = logger(__name__)

_ENCODINGS: Final = {encoding.value: encoding for encoding in Encoding}


@dataclass(frozen=True, slots=True)
class Services:
    """What all connections share."""

    config: Config
    clock: Clock
    metrics: Metrics
    measures: CommandMeasures
    callers: Callers
    connections: Connections


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: HTTPStatus
    reason: str
    retry_after_s: int | None = None


class Endpoint:
    """Accepts a WebSocket or answers the handshake with an HTTP error.

    Args:
        services: What all connections share.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._own_origins = own_origins(services.config.base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one WebSocket from handshake to end."""
        await receive()
        refusal = self._refusal(scope)
        if refusal is not None:
            _log.info(LogEvent.CONNECTION_REFUSED, address=_address(scope), why=refusal.reason)
            await _deny(send, refusal)
            return
        socket: Socket = scope["state"].pop(STATE_KEY)
        subprotocol = _subprotocol(scope)
        encoding = Encoding(subprotocol or Encoding.JSON)
        connection = Connection(socket, encoding, self._services, _address(scope))
        socket.attach(connection)
        self._services.connections.add(connection)
        try:
            await send({"type": "websocket.accept", "subprotocol": subprotocol})
            await connection.run()
        finally:
            self._services.connections.remove(connection)

    def _refusal(self, scope: Scope) -> _Refusal | None:
        """Why this handshake fails, if it does; the address' try is counted last."""
        services = self._services
        if scope["path"] != "/ws":
            return _Refusal(HTTPStatus.NOT_FOUND, "no WebSocket here")
        origins = _headers(scope, b"origin")
        if len(origins) > 1 or not is_own_origin(next(iter(origins), None), self._own_origins):
            return _Refusal(HTTPStatus.FORBIDDEN, "another site's page")
        if scope["subprotocols"] and _subprotocol(scope) is None:
            return _Refusal(HTTPStatus.BAD_REQUEST, f"speaks {', '.join(_ENCODINGS)}")
        if services.connections.is_full:
            return _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "no room", retry_after_s=5)
        now_ms = int(services.clock.monotonic_ms())
        wait_ms = services.connections.wait_ms(_address(scope), now_ms)
        if wait_ms:
            wait_s = -(-wait_ms // 1_000)
            return _Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too many connections", wait_s)
        return None


def _subprotocol(scope: Scope) -> str | None:
    """The first one offered that is ours."""
    return next((name for name in scope["subprotocols"] if name in _ENCODINGS), None)


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _address(scope: Scope) -> str:
    client: tuple[str, int] | None = scope.get("client")
    return client[0] if client else ""


async def _deny(send: Send, refusal: _Refusal) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if refusal.retry_after_s is not None:
        headers.append((b"retry-after", str(refusal.retry_after_s).encode()))
    start = {"type": "websocket.http.response.start", "status": refusal.status, "headers": headers}
    await send(start)
    await send({"type": "websocket.http.response.body", "body": refusal.reason.encode()})
