"""What one connection sends: an outbox that leaves in one write at the end of the loop's turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from chatd.protocol.codec import Encoding, encode
from chatd.protocol.events import Beat, BuyerTypingShown, TypingShown
from chatd.realtime.outbox import Outbox

if TYPE_CHECKING:
    import msgspec

    from chatd.clock import Clock
    from chatd.config import Config
    from chatd.desks.subscribers import EventFrame
    from chatd.realtime.socket import Socket
    from chatd.telemetry import Metrics

_WRITE_BYTES: Final = 64 * 1024
"""About what one write hands to the transport: more waits in the outbox, where it is bounded."""

_EARLY_S: Final = 0.001
"""A timer may fire a little early; waiting out the rest would be a loop without a pause."""

_PACED_FRAMES: Final = 100
"""Frames a resume puts into the outbox before it waits for the peer."""


class Writer:
    """The sending half of a connection. Nothing here waits, but for `wait_room`.

    Args:
        socket: Where frames go.
        encoding: How they are written.
        flush_soon: Has `flush` called at the end of the loop's turn.
        on_full: Called, once, when the peer has read too little for too long.
        config: The outbox' bounds and the beat.
        clock: Tells the time of a beat.
        metrics: Counts frames and previews left out.
    """

    __slots__ = (
        "_beat_s",
        "_beat_timer",
        "_clock",
        "_config",
        "_drained",
        "_encoding",
        "_flush_soon",
        "_frames_sent",
        "_held",
        "_is_over",
        "_is_text",
        "_loop",
        "_metrics",
        "_on_full",
        "_outbox",
        "_ready",
        "_sent_at",
        "_socket",
    )

    def __init__(
        self,
        socket: Socket,
        encoding: Encoding,
        *,
        flush_soon: Callable[[Writer], None],
        on_full: Callable[[], None],
        config: Config,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._socket = socket
        self._encoding = encoding
        self._is_text = encoding is Encoding.JSON
        self._flush_soon = flush_soon
        self._on_full = on_full
        self._config = config
        self._clock = clock
        self._metrics = metrics
        self._frames_sent = metrics.frames_sent.labels(encoding.name.lower())
        self._ready: list[bytes] = []
        self._outbox = Outbox(config.outbox_messages_max, config.outbox_bytes_max)
        self._held: Outbox | None = None
        self._is_over = False
        self._drained: asyncio.Future[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._beat_s = config.beat_ms / 1_000
        self._sent_at = self._loop.time()
        self._beat_timer = self._loop.call_later(self._beat_s, self._beat)

    def send(self, message: msgspec.Struct) -> None:
        """Send an answer, or an event of this connection alone."""
        self._put(encode(message, self._encoding))

    def deliver(self, frame: EventFrame) -> None:
        """Send an event, unless events are held back: then it waits for `release`."""
        payload = frame.payload(self._encoding)
        if self._held is not None:
            self._hold_back(frame, payload)
        elif frame.droppable and not self._is_flowing():
            self._outbox.put_preview(payload, _preview_key(frame))
            self._count_dropped(self._outbox)
        else:
            self._put(payload)

    def hold(self) -> None:
        """Hold events back until `release`, within the bounds of an outbox."""
        self._held = Outbox(self._config.outbox_messages_max, self._config.outbox_bytes_max)

    def release(self) -> None:
        """Send what was held back, and hold back no more."""
        held, self._held = self._held, None
        if held is not None:
            self._count_dropped(held)
            for payload in held.take(self._config.outbox_bytes_max):
                self._put(payload)

    def flush(self) -> None:
        """Write as much as the transport takes; what it does not take waits in the outbox."""
        ready, self._ready = self._ready, []
        if self._is_over:
            return
        self._sent_at = self._loop.time()
        is_little = len(ready) == 1 or sum(map(len, ready)) <= _WRITE_BYTES
        if is_little and not self._outbox.waiting_bytes and self._socket.is_writable:
            self._write(ready)
        else:
            for payload in ready:
                self._wait(payload)
            self._drain()
        if self._drained is not None and not self._outbox:
            self._wake()

    async def wait_room(self) -> None:
        """Wait until there is room for a good deal more, or all is over.

        For what may be sent as slowly as the peer reads; it leaves most of the outbox free.
        """
        while not self._is_over and self._is_busy():
            self._drained = self._loop.create_future()
            await self._drained

    def stop(self) -> None:
        """Send nothing any more. Idempotent."""
        if self._is_over:
            return
        self._is_over = True
        self._on_full = _nothing  # it names the connection, which names this
        self._beat_timer.cancel()
        for outbox in (self._outbox, self._held):
            if outbox is not None:
                self._count_dropped(outbox)
        self._outbox.clear()
        self._ready = []
        self._held = None
        self._wake()

    def _is_busy(self) -> bool:
        outbox = self._outbox
        return len(outbox) + len(self._ready) > _PACED_FRAMES or outbox.waiting_bytes > _WRITE_BYTES

    def _is_flowing(self) -> bool:
        """Whether a payload would leave at the end of this turn."""
        return bool(self._ready) or (self._socket.is_writable and not self._outbox.waiting_bytes)

    def _put(self, payload: bytes) -> None:
        if self._ready:  # its flush is coming
            self._ready.append(payload)
        elif self._is_over:
            return
        elif self._is_flowing():
            self._flush_soon(self)
            self._ready.append(payload)
        else:
            self._wait(payload)

    def _wait(self, payload: bytes) -> None:
        """Put a payload behind those that wait; the end, if there is no room for it."""
        has_room = self._is_over or self._outbox.put(payload)
        self._count_dropped(self._outbox)
        if has_room:
            return
        self._drain()  # one turn alone may fill it, with a peer that reads well
        if not self._outbox.put(payload):
            self._overflow()

    def _drain(self) -> None:
        while self._outbox and self._socket.is_writable:
            self._write(self._outbox.take(_WRITE_BYTES))

    def _write(self, payloads: list[bytes]) -> None:
        self._frames_sent.value += len(payloads)
        self._socket.send_frames(payloads, text=self._is_text)

    def _count_dropped(self, outbox: Outbox) -> None:
        if outbox.dropped:
            self._metrics.previews_dropped.inc(outbox.dropped)
            outbox.dropped = 0

    def _hold_back(self, frame: EventFrame, payload: bytes) -> None:
        assert self._held is not None
        if frame.droppable:
            self._held.put_preview(payload, _preview_key(frame))
        elif not self._held.put(payload):
            self._overflow()

    def _overflow(self) -> None:
        if not self._is_over:
            on_full = self._on_full
            self.stop()
            on_full()

    def _beat(self) -> None:
        left_s = self._sent_at + self._beat_s - self._loop.time()
        if left_s < _EARLY_S:
            self.send(Beat(at_ms=self._clock.now_ms()))
            left_s = self._beat_s
        self._beat_timer = self._loop.call_later(left_s, self._beat)

    def _wake(self) -> None:
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)


def _nothing() -> None:
    """Nobody is there to be told."""


def _preview_key(frame: EventFrame) -> tuple[str, str]:
    assert isinstance(frame.message, TypingShown | BuyerTypingShown)
    return frame.message.session, frame.message.author.id
