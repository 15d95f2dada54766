"""uvicorn's WebSocket protocol, with frames going past ASGI's messages in both directions.

Whole, unfragmented data frames, which is what clients send, are read here in one go; everything
else is left to `websockets`, frame by frame, so that its parser always stands between frames.

ASGI carries the opening handshake. After it the socket and its handler call each other directly,
for two reasons. Through ASGI a stalled peer cannot be cut: `send` and `close` wait for a buffer
that never drains. And each frame would cost a task switch each way.

Whatever ends a connection here ends it within `CLOSE_TIMEOUT_S`, whether the peer reads or not.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterable
from typing import Any, Final, Protocol

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request
from websockets.protocol import State

try:
    from websockets.speedups import apply_mask
except ImportError:  # no compiler when it was installed
    from websockets.utils import apply_mask

CLOSE_TIMEOUT_S: Final = 1.0
"""How long a peer may take to answer our close frame, or to read what is still buffered."""

STATE_KEY: Final = "socket"
"""Where an application finds its socket: `scope["state"][STATE_KEY]`."""

_TEXT: Final = 0x81
_BINARY: Final = 0x82
_WHOLE: Final = frozenset({_TEXT, _BINARY})
"""How a message begins that is one frame."""
_LENGTH_16: Final = 126
_LENGTH_64: Final = 127
_MASKED: Final = 0x80
_LENGTH: Final = 0x7F
_HEADER_BYTES: Final = 2
_MASK_BYTES: Final = 4
_READABLE: Final = (State.OPEN, State.CLOSING)
_SHORT_TEXT: Final = tuple(bytes((_TEXT, length)) for length in range(_LENGTH_16))
_SHORT_BINARY: Final = tuple(bytes((_BINARY, length)) for length in range(_LENGTH_16))


class SocketHandler(Protocol):
    """What a socket tells its connection. None of these may raise."""

    def frame_received(self, frame: str | bytes) -> None:
        """Take a whole message: text as str, binary as bytes."""

    def socket_writable(self) -> None:
        """Write on: the peer has read enough."""

    def socket_lost(self, code: int) -> None:
        """End: this is the last call. `code` is the close code."""


class Socket(Protocol):
    """What a connection needs of a socket."""

    @property
    def is_writable(self) -> bool:
        """Whether the transport takes more now; `socket_writable` tells when it does again."""

    def attach(self, handler: SocketHandler) -> None:
        """Hand everything received from here on to `handler`."""

    def send_frames(self, payloads: Iterable[bytes], *, text: bool) -> None:
        """Write one frame for each payload, all in one go. Nothing happens once it closes."""

    def close(self, code: int, reason: str = "") -> None:
        """Begin the closing handshake; the socket is lost within `CLOSE_TIMEOUT_S`."""

    def abort(self) -> None:
        """Lose the socket now, with whatever is still buffered."""

    def pause_reading(self) -> None:
        """Leave what the peer sends in the kernel."""

    def resume_reading(self) -> None:
        """Read on."""


def frame_header(length: int, *, text: bool) -> bytes:
    """The header of an unmasked, unfragmented data frame (RFC 6455, section 5.2)."""
    if length < _LENGTH_16:
        return _SHORT_TEXT[length] if text else _SHORT_BINARY[length]
    opcode = _TEXT if text else _BINARY
    if length < 1 << 16:
        return struct.pack("!BBH", opcode, _LENGTH_16, length)
    return struct.pack("!BBQ", opcode, _LENGTH_64, length)


Span = tuple[int, int, bool]
"""Where a frame's payload begins and ends; whether it is good: masked and not too long."""


def frame_span(data: bytes, begin: int, payload_bytes_max: int) -> Span | None:
    """Find the frame which begins at `begin`; None while it is incomplete."""
    available = len(data) - begin
    if available < _HEADER_BYTES:
        return None
    length = data[begin + 1] & _LENGTH
    start = begin + _HEADER_BYTES
    if length >= _LENGTH_16:
        extended = 2 if length == _LENGTH_16 else 8
        if available < _HEADER_BYTES + extended:
            return None
        length = int.from_bytes(data[start : start + extended])
        start += extended
    if length > payload_bytes_max:
        return start, len(data), False
    is_masked = bool(data[begin + 1] & _MASKED)
    start += _MASK_BYTES if is_masked else 0
    return (start, start + length, is_masked) if start + length <= len(data) else None


class ChatSocket(WebSocketsSansIOProtocol):
    """A server's WebSocket, for uvicorn's `ws` setting. Implements `Socket`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.is_writable = True
        self._handler: SocketHandler | None = None
        self._partial = b""

    # What the connection calls

    def attach(self, handler: SocketHandler) -> None:
        """Hand everything received from here on to `handler`."""
        self._handler = handler

    def send_frames(self, payloads: Iterable[bytes], *, text: bool) -> None:
        """Write one frame for each payload, all in one go. Nothing happens once it closes."""
        if not self._is_open():
            return
        parts: list[bytes] = []
        for payload in payloads:
            parts += (frame_header(len(payload), text=text), payload)
        self.transport.write(b"".join(parts))

    def close(self, code: int, reason: str = "") -> None:
        """Begin the closing handshake; the socket is lost within `CLOSE_TIMEOUT_S`."""
        if not self._is_open():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.stop_keepalive()
        self.resume_reading()  # the peer's close frame is still to come
        self._abort_later()

    def abort(self) -> None:
        """Lose the socket now, with whatever is still buffered."""
        self.close_sent = True
        self.transport.abort()

    def pause_reading(self) -> None:
        """Leave what the peer sends in the kernel."""
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Read on."""
        if self.read_paused and not self.transport.is_closing():
            self.read_paused = False
            self.transport.resume_reading()

    # What uvicorn's class calls, and does otherwise

    def data_received(self, data: bytes) -> None:
        """Take bytes off the network: several frames, or a part of one."""
        if self._partial:
            data = self._partial + data
            self._partial = b""
        begin = 0
        while begin < len(data) and self.conn.parser_exc is None:
            if self.conn.state not in _READABLE:
                self._data_out_of_turn(data[begin:])
                return
            span = frame_span(data, begin, self.config.ws_max_size)
            if span is None:
                self._partial = data[begin:]
                return
            start, end, is_good = span
            if not (is_good and data[begin] in _WHOLE and self.conn.current_size is None):
                super().data_received(data[begin:end])
            elif not self.close_sent:  # else the peer talks on: only its close frame matters
                payload = apply_mask(data[start:end], data[start - _MASK_BYTES : start])
                self._hand_over(payload, is_text=data[begin] == _TEXT)
            begin = end

    def _data_out_of_turn(self, data: bytes) -> None:
        if self.handshake_initiated and not self.handshake_complete:
            self.abort()  # frames before our answer to the handshake (RFC 6455, section 4.1)
        else:
            super().data_received(data)

    def handle_connect(self, event: Request) -> None:
        """Start the application, which finds this socket in its scope."""
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["state"][STATE_KEY] = self

    async def send(self, message: Any) -> None:
        """Answer the handshake. A refusal ends it too, and is no failure of the application's."""
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True

    def handle_cont(self, event: Frame) -> None:
        """Collect a fragment. Empty ones would grow a list that `max_size` does not bound."""
        if event.data or event.fin:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Hand over a message that came in fragments."""
        data = b"".join(self.frames)
        self.frames = []
        self._hand_over(data, is_text=self.curr_msg_data_type == "text")

    def _hand_over(self, data: bytes, *, is_text: bool) -> None:
        """Give a whole message to the handler, past ASGI's queue."""
        if self._handler is None or self.close_sent:
            return
        if not is_text:
            self._handler.frame_received(data)
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.conn.fail(CloseCode.INVALID_DATA, "text is not UTF-8")
            self.handle_parser_exception()
            return
        self._handler.frame_received(text)

    def handle_ping(self) -> None:
        """Answer, unless the peer does not read: answers would pile up without bound."""
        pong = self.conn.data_to_send()
        if self.is_writable:
            self.transport.write(b"".join(pong))

    def handle_close(self, event: Frame) -> None:
        """Echo the peer's close frame and close."""
        answered = self.close_sent
        super().handle_close(event)
        if not answered:
            self._abort_later()

    def handle_parser_exception(self) -> None:
        """Say what was wrong with the bytes and close."""
        super().handle_parser_exception()
        self._abort_later()

    def keepalive_timeout(self) -> None:
        """Give up a peer that does not answer pings."""
        super().keepalive_timeout()
        self._abort_later()

    def pause_writing(self) -> None:
        """The peer does not read: hold everything back."""
        super().pause_writing()
        self.is_writable = False

    def resume_writing(self) -> None:
        """The peer has read enough."""
        super().resume_writing()
        self.is_writable = True
        if self._handler is not None:
            self._handler.socket_writable()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the handler, once."""
        super().connection_lost(exc)
        handler, self._handler = self._handler, None
        if handler is not None:
            handler.socket_lost(self._lost_code())
        # Its frame names the protocol it belongs to: thousands of connections that come and go
        # would wait for the garbage collector.
        self.conn.parser.close()

    def shutdown(self) -> None:
        """The server stops: clients are to reconnect, here or at another node."""
        if self.handshake_complete and not self.close_sent:
            self.close(CloseCode.SERVICE_RESTART, "server restarts")
        else:
            super().shutdown()
            self._abort_later()

    def _is_open(self) -> bool:
        is_over = self.close_sent or self.disconnected
        return not is_over and self.conn.state is State.OPEN

    def _abort_later(self) -> None:
        """Bound the end: a closing transport waits for its buffer, which may never drain."""
        if not self.disconnected and self.close_timer is None:
            self.close_timer = self.loop.call_later(CLOSE_TIMEOUT_S, self.transport.abort)

    def _lost_code(self) -> int:
        close = self.conn.close_sent or self.conn.close_rcvd
        return CloseCode.ABNORMAL_CLOSURE if close is None else int(close.code)
