"""A client's WebSocket with nothing to spare: hundreds of them must not slow the generator down.

Text frames, one callback a frame. It speaks to servers this package started, so what a real
client must refuse is an error here. Frames are masked with a key of zeros: the server unmasks
them like any other, and the generator saves its own work.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import struct
import time
from collections.abc import Callable
from typing import Any, Final, cast

import msgspec

SUBPROTOCOL: Final = "chat.v1+json"
OnFrame = Callable[[bytes, float], None]

_HEAD_END: Final = b"\r\n\r\n"
_TEXT: Final = 0x81
_CLOSE: Final = 0x88
_PING: Final = 0x89
_PONG: Final = 0x8A
_LENGTH_16: Final = 126
_LENGTH_64: Final = 127
_KEY: Final = bytes(4)

now = time.perf_counter
"""Seconds; monotonic and finer than the loop's own clock."""


class WireError(Exception):
    """The server did something this client does not expect."""


def masked_frame(opcode: int, payload: bytes) -> bytes:
    """One unfragmented frame from a client (RFC 6455, section 5.2)."""
    length = len(payload)
    if length < _LENGTH_16:
        return struct.pack("!BB", opcode, 0x80 | length) + _KEY + payload
    if length < 1 << 16:
        return struct.pack("!BBH", opcode, 0x80 | _LENGTH_16, length) + _KEY + payload
    return struct.pack("!BBQ", opcode, 0x80 | _LENGTH_64, length) + _KEY + payload


class Wire(asyncio.Protocol):
    """One open WebSocket. `on_frame(payload, received)` gets every text frame."""

    def __init__(self, request: bytes, opened: asyncio.Future[None]) -> None:
        self._request = request
        self._opened = opened
        self._tail = b""
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._id = 0
        self._transport: asyncio.Transport | None = None
        self.lost = False
        self.on_frame: OnFrame = self._settle

    def send(self, payload: bytes) -> None:
        """Send one text frame."""
        assert self._transport is not None
        self._transport.write(masked_frame(_TEXT, payload))

    def send_raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self._transport is not None
        self._transport.write(data)

    async def ask(self, t: str, **fields: object) -> dict[str, Any]:
        """Send one command and return its answer. Not while somebody else has `on_frame`."""
        self._id += 1
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[self._id] = answer
        self.send(msgspec.json.encode({"t": t, "id": self._id, **fields}))
        async with asyncio.timeout(60):
            found = await answer
        if found["t"] != "ok":
            raise WireError(f"{t}: {found}")
        return found

    def listen(self, on_frame: OnFrame | None = None) -> None:
        """Hand what comes from here on to `on_frame`, or back to `ask`."""
        self.on_frame = on_frame or self._settle

    def close(self) -> None:
        """Leave without waiting for the other side."""
        self.lost = True
        if self._transport is not None:
            self._transport.write(masked_frame(_CLOSE, b"\x03\xe8"))
            self._transport.close()

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        received = now()
        if self._tail:
            data = self._tail + data
        if not self._opened.done():
            data = self._open(data)
        self._tail = self._frames(data, received)

    def connection_lost(self, exc: Exception | None) -> None:
        error = WireError(f"connection lost: {exc}")
        self.lost = True
        if not self._opened.done():
            self._opened.set_exception(error)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(error)

    def _open(self, data: bytes) -> bytes:
        head, end, rest = data.partition(_HEAD_END)
        if not end:
            return data
        if not head.startswith(b"HTTP/1.1 101 "):
            self._opened.set_exception(WireError(head.decode("latin-1")))
        else:
            self._opened.set_result(None)
        return rest

    def _frames(self, data: bytes, received: float) -> bytes:
        """Hand on every whole frame; what is left waits for the rest of it."""
        at, end = 0, len(data)
        while end - at >= 2 and self._opened.done():
            length, start = data[at + 1], at + 2
            if length >= _LENGTH_16:
                start += 2 if length == _LENGTH_16 else 8
                length = int.from_bytes(data[at + 2 : start], "big")
            if start + length > end:
                break
            payload = data[start : start + length]
            if data[at] == _TEXT:
                self.on_frame(payload, received)
            else:
                self._control(data[at], payload)
            at = start + length
        return data[at:]

    def _control(self, first: int, payload: bytes) -> None:
        assert self._transport is not None
        if first == _PING:
            self._transport.write(masked_frame(_PONG, payload))
        elif first == _CLOSE:
            self._transport.write(masked_frame(_CLOSE, payload))
            self._transport.close()
        else:
            raise WireError(f"unexpected frame {first:#x}")

    def _settle(self, payload: bytes, _received: float) -> None:
        frame = msgspec.json.decode(payload)
        answer = self._answers.pop(frame.get("re", 0), None)
        if answer is not None and not answer.done():
            answer.set_result(frame)


_sources: Final = itertools.count(256)


async def connect(port: int, path: str = "/ws", source: str | None = None) -> Wire:
    """Open a WebSocket to a server on this machine.

    Every connection comes from an address of its own (all of 127.0.0.0/8 is this machine), as the
    clients of a real server do, unless `source` names one: limits an address hold for it alone.
    """
    number = next(_sources)
    source = source or f"127.1.{number >> 8 & 255}.{number & 255}"
    loop = asyncio.get_running_loop()
    opened: asyncio.Future[None] = loop.create_future()
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
    )
    _, wire = await loop.create_connection(
        lambda: Wire(request.encode(), opened), "127.0.0.1", port, local_addr=(source, 0)
    )
    async with asyncio.timeout(30):
        await opened
    return wire
