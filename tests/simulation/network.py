"""Connections without a network: frames take their time, are cut off, and wait for slow readers.

Each direction keeps its order, as TCP does. What is on its way when a connection is cut is lost,
and either side may notice late.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial

from websockets.exceptions import ConnectionClosedError

from chatd.realtime.socket import SocketHandler

Payload = str | bytes
KERNEL_BYTES = 16 * 1024
"""What the buffers between both ends take before the server is told to wait."""

_APART_S = 1e-6
"""Timers of one moment have no order, frames of one direction have."""


class Wire:
    """One connection: `socket` is the server's end, `peer` the client's."""

    def __init__(self, chance: random.Random, latency_s: float) -> None:
        self._chance = chance
        self._latency_s = latency_s
        self._loop = asyncio.get_running_loop()
        self._sent_at = [0.0, 0.0]
        self.is_cut = False
        self.socket = ServerEnd(self)
        self.peer = ClientEnd(self)

    def carry(self, direction: int, deliver: Callable[[], None]) -> None:
        """Call `deliver` at the other end after a while, in the order of the calls."""
        if self.is_cut:
            return
        delay_s = self._chance.expovariate(1 / self._latency_s)
        at_s = max(self._sent_at[direction] + _APART_S, self._loop.time() + delay_s)
        self._sent_at[direction] = at_s
        self._loop.call_at(at_s, self._deliver, deliver)

    def _deliver(self, deliver: Callable[[], None]) -> None:
        if not self.is_cut:
            deliver()

    def end(self, code: int) -> None:
        """The server's close frame is here: that is the end in good order."""
        self.peer.lost(code)
        self.cut()

    def cut(self, *, server_after_s: float = 0.0, client_after_s: float = 0.0) -> None:
        """Lose the connection, with all that is on its way."""
        if self.is_cut:
            return
        self.is_cut = True
        self._loop.call_later(server_after_s, self.socket.lost, 1006)
        self._loop.call_later(client_after_s, self.peer.lost, 1006)


class ServerEnd:
    """Implements `Socket` for the server's connection."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._handler: SocketHandler | None = None
        self._unread: deque[Payload] = deque()
        self._is_reading = True
        self._is_closing = False
        self.waiting_bytes = 0
        self.is_dead = False
        """The process behind it is no more: nothing it does is seen."""

    @property
    def is_writable(self) -> bool:
        """Whether the buffers take more."""
        return self.waiting_bytes < KERNEL_BYTES

    def attach(self, handler: SocketHandler) -> None:
        """Hand everything received to `handler`."""
        self._handler = handler

    def send_frames(self, payloads: Iterable[bytes], *, text: bool) -> None:
        """Write frames."""
        if self._is_closing or self.is_dead:
            return
        arrived = self._wire.peer.arrived
        for payload in payloads:
            self.waiting_bytes += len(payload)
            self._wire.carry(0, partial(arrived, payload.decode() if text else payload))

    def read_away(self, length: int) -> None:
        """The peer has read so many bytes."""
        was_writable = self.is_writable
        self.waiting_bytes -= length
        if self.is_writable and not was_writable and self._handler is not None and not self.is_dead:
            self._handler.socket_writable()

    def close(self, code: int, reason: str = "") -> None:
        """Close after what was written."""
        if self._is_closing or self.is_dead:
            return
        self._is_closing = True
        self._wire.carry(0, partial(self._wire.end, int(code)))

    def abort(self) -> None:
        """Cut it."""
        if not self.is_dead:
            self._wire.cut()

    def pause_reading(self) -> None:
        """Leave what comes in the kernel."""
        self._is_reading = False

    def resume_reading(self) -> None:
        """Read on."""
        self._is_reading = True
        while self._unread and self._is_reading:
            self._take(self._unread.popleft())

    def arrived(self, frame: Payload) -> None:
        """A frame of the client's is here."""
        if self._is_reading and not self._unread:
            self._take(frame)
        else:
            self._unread.append(frame)

    def _take(self, frame: Payload) -> None:
        if self._handler is not None and not self._is_closing and not self.is_dead:
            self._handler.frame_received(frame)

    def lost(self, code: int) -> None:
        """The connection is gone: told once."""
        handler, self._handler = self._handler, None
        if handler is not None:
            handler.socket_lost(code)


class ClientEnd:
    """As much of a `websockets` connection as the independent client uses."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._frames: asyncio.Queue[Payload | None] = asyncio.Queue()
        self._held: deque[Payload] = deque()
        self._is_stalled = False
        self.close_code: int | None = None

    async def send(self, frame: Payload) -> None:
        """Write one frame.

        Raises:
            ConnectionClosedError: The connection is known to be gone.
        """
        if self.close_code is not None:
            raise ConnectionClosedError(None, None)
        self._wire.carry(1, lambda: self._wire.socket.arrived(frame))

    async def close(self) -> None:
        """Leave."""
        self.lost(1000)
        self._wire.cut(server_after_s=0.01)

    def stall(self) -> None:
        """Stop reading."""
        self._is_stalled = True

    def read_on(self) -> None:
        """Read again."""
        self._is_stalled = False
        while self._held and not self._is_stalled:
            self._read(self._held.popleft())

    def arrived(self, frame: Payload) -> None:
        """A frame of the server's is here."""
        if self._is_stalled:
            self._held.append(frame)
        else:
            self._read(frame)

    def lost(self, code: int) -> None:
        """The connection is gone."""
        if self.close_code is None:
            self.close_code = code
            self._frames.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Payload]:
        while (frame := await self._frames.get()) is not None:
            yield frame

    def _read(self, frame: Payload) -> None:
        self._frames.put_nowait(frame)
        self._wire.socket.read_away(len(frame.encode() if isinstance(frame, str) else frame))
