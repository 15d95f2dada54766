"""Reading frames ourselves gives what `websockets` gives, however the bytes are cut up."""

import asyncio
import contextlib
import os
import struct
from typing import Any

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from chatd.realtime.socket import STATE_KEY, ChatSocket, frame_span

BYTES_MAX = 300
HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Transport(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.is_over = False
        self.is_aborted = False

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.is_over

    def close(self) -> None:
        self.is_over = True

    def abort(self) -> None:
        self.is_aborted = self.is_over = True

    def get_write_buffer_size(self) -> int:
        return 0


class Handler:
    """Keeps what is handed over."""

    def __init__(self) -> None:
        self.frames: list[str | bytes] = []

    def frame_received(self, frame: str | bytes) -> None:
        self.frames.append(frame)

    def socket_writable(self) -> None: ...

    def socket_lost(self, code: int) -> None: ...


class Opened:
    """A socket after its handshake, fed by hand."""

    def __init__(self) -> None:
        self.transport = Transport()
        self.handler = Handler()
        self._release = asyncio.Event()
        config = uvicorn.Config(
            self._serve,
            ws=ChatSocket,
            ws_max_size=BYTES_MAX,
            ws_per_message_deflate=False,
            log_config=None,
            log_level="critical",
            lifespan="off",
            interface="asgi3",
        )
        config.load()
        self.socket = ChatSocket(config, ServerState(), {})
        self.socket.connection_made(self.transport)
        self.socket.data_received(HANDSHAKE)

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        scope["state"][STATE_KEY].attach(self.handler)
        await send({"type": "websocket.accept"})
        await self._release.wait()

    async def ready(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        assert self.transport.written.startswith(b"HTTP/1.1 101")
        self.transport.written = b""

    async def end(self) -> None:
        self._release.set()
        self.socket.connection_lost(None)
        await asyncio.gather(*self.socket.tasks)


def reference(data: bytes) -> tuple[list[str | bytes], bytes]:
    """Messages and answering bytes of `websockets` alone."""
    protocol = ServerProtocol(state=State.OPEN, max_size=BYTES_MAX)
    protocol.receive_data(data)
    messages: list[str | bytes] = []
    parts: list[bytes] = []
    is_text = False
    for event in protocol.events_received():
        assert isinstance(event, Frame)
        if event.opcode in {Opcode.TEXT, Opcode.BINARY}:
            parts, is_text = [], event.opcode is Opcode.TEXT
        if event.opcode in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:
            parts.append(bytes(event.data))
            if event.fin:
                whole = b"".join(parts)
                messages.append(whole.decode() if is_text else whole)
    return messages, b"".join(protocol.data_to_send())


def frame(head: int, payload: bytes, *, masked: bool = True) -> bytes:
    length = len(payload)
    bit = 0x80 if masked else 0
    if length < 126:
        header = struct.pack("!BB", head, bit | length)
    else:
        header = struct.pack("!BBH", head, bit | 126, length)
    if not masked:
        return header + payload
    mask = os.urandom(4)
    return header + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))


texts = st.text(max_size=100).map(lambda text: text.encode())
frames = st.one_of(
    st.builds(frame, st.just(0x81), texts),
    st.builds(frame, st.just(0x82), st.binary(max_size=BYTES_MAX)),
    st.builds(frame, st.just(0x89), st.binary(max_size=125)),
    st.builds(
        lambda begin, rest: frame(0x01, begin) + frame(0x89, b"ping") + frame(0x80, rest),
        texts,
        texts,
    ),
)
endings = st.one_of(
    st.just(b""),
    st.just(frame(0x88, struct.pack("!H", 1000) + b"bye")),
    st.just(frame(0x81, b"x" * (BYTES_MAX + 1))),
    st.just(struct.pack("!BBQ", 0x82, 0x80 | 127, 1 << 40)),
    st.just(frame(0x81, b"unmasked", masked=False)),
    st.just(frame(0xC1, b"reserved bit")),
    st.just(frame(0x80, b"of nothing")),
    st.just(frame(0x01, b"begun") + frame(0x81, b"again")),
    st.just(frame(0x89, b"x" * 126)),
)


@given(st.lists(frames, max_size=6), endings, st.lists(st.integers(1, 700), max_size=12))
def test_messages_and_answers_are_those_of_the_library(
    good: list[bytes], ending: bytes, cuts: list[int]
) -> None:
    data = b"".join(good) + ending

    async def feed() -> tuple[list[str | bytes], bytes]:
        opened = Opened()
        await opened.ready()
        for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True):
            if begin < end:
                opened.socket.data_received(data[begin:end])
        await opened.end()
        return opened.handler.frames, opened.transport.written

    messages, answers = asyncio.run(feed())
    expected_messages, expected_answers = reference(data)
    assert messages == expected_messages
    assert answers == expected_answers


async def test_byte_by_byte_is_as_good_as_at_once() -> None:
    opened = Opened()
    await opened.ready()
    data = frame(0x81, b"hello") + frame(0x82, b"x" * 200) + frame(0x81, b"")
    for byte in data:
        opened.socket.data_received(bytes([byte]))
    assert opened.handler.frames == ["hello", b"x" * 200, ""]
    await opened.end()


async def test_peer_that_sends_frames_before_our_answer_is_cut() -> None:
    opened = Opened()
    opened.socket.data_received(frame(0x81, b"too early"))
    assert opened.transport.is_aborted
    with contextlib.suppress(AssertionError):
        await opened.ready()
    await opened.end()
    assert opened.handler.frames == []


@pytest.mark.parametrize("cut", range(1, 14))
def test_incomplete_frame_has_no_span(cut: int) -> None:
    data = frame(0x81, b"payload!")
    assert frame_span(data, 0, 100) is not None
    assert frame_span(data[:-cut], 0, 100) is None


def test_span_counts_from_where_the_frame_begins() -> None:
    data = b"??" + frame(0x81, b"hi") + b"rest"
    span = frame_span(data, 2, 100)
    assert span is not None
    assert span == (8, 10, True)


async def test_what_a_peer_says_after_it_was_closed_is_not_even_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = Opened()
    await opened.ready()
    opened.socket.close(4429, "too many commands")
    read: list[bytes] = []
    receive = opened.socket.conn.receive_data

    def note_and_receive(data: bytes) -> None:
        read.append(data)
        receive(data)

    monkeypatch.setattr(opened.socket.conn, "receive_data", note_and_receive)
    opened.socket.data_received(frame(0x81, b"flood") * 1_000)
    assert read == []
    opened.socket.data_received(frame(0x81, b"flood") + frame(0x88, struct.pack("!H", 4429)))
    assert len(read) == 1
    assert opened.socket.conn.close_rcvd is not None
    assert opened.transport.is_over
    assert opened.handler.frames == []
    await opened.end()
