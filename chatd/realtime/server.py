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

STALL_TIMEOUT_S: Final = 10.0
"""How long a peer may read nothing of what waits for it."""

_LAST_ANSWERS_S: Final = 1
"""How long HTTP requests may still take once the server stops."""


class _LossyTransport:
    """As much of a transport as an answer needs, and one that may close at any moment.

    uvloop's raises when it is written to between a reset and the news of it; what is written
    then is lost, as it would be a moment earlier.
    """

    __slots__ = ("_transport",)

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class PromptHttp(HttpToolsProtocol):
    """uvicorn's HTTP, for peers that finish the head of a request in time and read answers."""

    _stalled: asyncio.TimerHandle | None = None

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
        cycle: Any = self.cycle
        if cycle is not None and cycle.transport is self.transport:
            cycle.transport = _LossyTransport(self.transport)

    def pause_writing(self) -> None:
        """Wait for the peer to read."""
        super().pause_writing()
        self._give_time(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """It has read enough."""
        self._forget_stall()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close, and do not wait for ever until the peer has read the rest."""
        super().timeout_keep_alive_handler()
        self._give_time(self.transport.get_write_buffer_size())

    def handle_websocket_upgrade(self) -> None:
        """Hand the transport over, and be gone: parser and protocol name each other."""
        super().handle_websocket_upgrade()
        del self.parser, self.flow

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._deadline.cancel()
        self._forget_stall()
        super().connection_lost(exc)

    def _give_time(self, waiting_bytes: int) -> None:
        """Look again later: less must wait by then."""
        self._forget_stall()
        self._stalled = self.loop.call_later(STALL_TIMEOUT_S, self._look_again, waiting_bytes)

    def _look_again(self, waiting_bytes: int) -> None:
        still = self.transport.get_write_buffer_size()
        if still >= waiting_bytes:
            self._give_up()
        else:
            self._give_time(still)

    def _forget_stall(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _arm(self) -> asyncio.TimerHandle:
        return self.loop.call_later(HEAD_TIMEOUT_S, self._give_up)

    def _give_up(self) -> None:
        """Lose the peer now; what is still being answered must not write any more."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        self.transport.abort()


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
