"""uvicorn's server with our socket, which finishes what was begun before it closes anything."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Iterator
from socket import socket as Listener  # noqa: N812  # `socket` is a connection's, here
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chatd.config import Config
from chatd.realtime.socket import ChatSocket

_STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
HEAD_TIMEOUT_S: Final = 10.0
"""How long a peer may take to connect and send the head of a request."""

_LAST_ANSWERS_S: Final = 1
"""How long HTTP requests may still take once the server stops."""


class PromptHttp(HttpToolsProtocol):
    """uvicorn's HTTP, for peers that finish the head of a request in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Wait for the first request."""
        super().connection_made(transport)
        self._deadline = self._arm()

    def on_message_begin(self) -> None:
        """Wait for the rest of the head."""
        self._deadline.cancel()
        self._deadline = self._arm()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Wait no more: from here on the application does."""
        self._deadline.cancel()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the transport over, and be gone: parser and protocol name each other."""
        super().handle_websocket_upgrade()
        del self.parser, self.flow

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def _arm(self) -> asyncio.TimerHandle:
        return self.loop.call_later(HEAD_TIMEOUT_S, self.transport.abort)


class Server(uvicorn.Server):
    """Serves one application on one listening socket.

    Args:
        application: HTTP and WebSocket, as ASGI.
        config: Pings, sizes and trusted proxies.
        on_started: Called once connections are accepted.
        before_close: Awaited after the last connection was accepted and before any is closed.
        stops_at_signals: SIGINT and SIGTERM stop it.
    """

    def __init__(
        self,
        application: Any,
        config: Config,
        *,
        on_started: Callable[[], None],
        before_close: Callable[[], Awaitable[None]],
        stops_at_signals: bool = True,
    ) -> None:
        super().__init__(_uvicorn_config(application, config))
        self._on_started = on_started
        self._before_close = before_close
        self._stops_at_signals = stops_at_signals

    def stop(self) -> None:
        """Begin to stop; `serve` returns when it is done."""
        self.should_exit = True

    async def startup(self, sockets: list[Listener] | None = None) -> None:
        """Accept connections."""
        await super().startup(sockets)
        self._on_started()

    async def shutdown(self, sockets: list[Listener] | None = None) -> None:
        """Refuse new connections, finish what was begun, close the rest with 1012."""
        for server in self.servers:
            server.close()
        await self._before_close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGINT and SIGTERM. Unlike uvicorn, do not die of them afterwards."""
        if not self._stops_at_signals:
            yield
            return
        loop = asyncio.get_running_loop()
        for number in _STOP_SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in _STOP_SIGNALS:
                loop.remove_signal_handler(number)


def _uvicorn_config(application: Any, config: Config) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http=PromptHttp,
        ws=ChatSocket,
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=config.forwarded_allow_ips,
        timeout_graceful_shutdown=_LAST_ANSWERS_S,
        ws_max_size=config.frame_bytes_max,
        ws_ping_interval=config.ping_interval_ms / 1_000,
        ws_ping_timeout=config.ping_timeout_ms / 1_000,
        ws_per_message_deflate=False,
    )
