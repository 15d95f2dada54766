"""The socket against peers that break the protocol, do not read, or vanish."""

import asyncio
import base64
import contextlib
import gc
import os
import struct
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.exceptions import ConnectionClosed

from chatd.realtime import server
from chatd.realtime.socket import frame_header
from tests.chatd.realtime.fakes import posted
from tests.chatd.realtime.served import ServedEdge, served_edge, stoppable_edge

FIN_TEXT, TEXT, FIN_CONTINUATION, CONTINUATION = 0x81, 0x01, 0x80, 0x00
BINARY, CLOSE, PING = 0x82, 0x88, 0x89
HELLO = b'{"t":"hello","id":1,"shop":"acme"}'


class RawPeer:
    """Bytes on a socket: what a careful client would never send."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, head: int, payload: bytes, *, masked: bool = True) -> None:
        self.writer.write(raw_frame(head, payload, masked=masked))

    async def read_frame(self) -> tuple[int, bytes]:
        """The next frame's first byte and payload."""
        head, length = await self.reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return head, await self.reader.readexactly(length)

    async def close_code(self) -> int:
        """Read up to the close frame; 1006 when the connection ends without one."""
        try:
            async with asyncio.timeout(5):
                while True:
                    head, payload = await self.read_frame()
                    if head == CLOSE:
                        return int.from_bytes(payload[:2])
        except (asyncio.IncompleteReadError, ConnectionError):
            return 1006


def raw_frame(head: int, payload: bytes, *, masked: bool = True) -> bytes:
    mask_bit = 0x80 if masked else 0
    length = len(payload)
    if length < 126:
        header = struct.pack("!BB", head, mask_bit | length)
    elif length < 1 << 16:
        header = struct.pack("!BBH", head, mask_bit | 126, length)
    else:
        header = struct.pack("!BBQ", head, mask_bit | 127, length)
    if not masked:
        return header + payload
    # A mask of zeros is as good as any other here.
    return header + bytes(4) + payload


@asynccontextmanager
async def raw_peer(edge: ServedEdge) -> AsyncIterator[RawPeer]:
    """A socket after a good handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", edge.config.port)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    try:
        yield RawPeer(reader, writer)
    finally:
        writer.close()


async def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for what has no event of its own; fails after ten seconds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  # as the docstring says
            await asyncio.sleep(0.01)


async def wait_gone(edge: ServedEdge) -> None:
    """Wait until no connection is left."""
    await wait_until(lambda: len(edge.connections) == 0)


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
@pytest.mark.parametrize("text", [True, False])
def test_frame_header_is_that_of_an_independent_writer(length: int, text: bool) -> None:
    head = FIN_TEXT if text else BINARY
    assert (
        frame_header(length, text=text)
        == raw_frame(head, b"x" * length, masked=False)[: len(frame_header(length, text=text))]
    )
    assert len(raw_frame(head, b"x" * length, masked=False)) == length + len(
        frame_header(length, text=text)
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (raw_frame(FIN_TEXT | 0x40, HELLO), 1002),
        (raw_frame(FIN_TEXT, HELLO, masked=False), 1002),
        (raw_frame(0x83, HELLO), 1002),
        (raw_frame(FIN_CONTINUATION, HELLO), 1002),
        (raw_frame(TEXT, HELLO) + raw_frame(FIN_TEXT, HELLO), 1002),
        (raw_frame(PING & 0x7F, b""), 1002),
        (raw_frame(PING, b"x" * 126), 1002),
        (raw_frame(CLOSE, b"\x03"), 1002),
        (raw_frame(FIN_TEXT, b'{"t":"hello","id":1,"shop":"\xff"}'), 1007),
        (raw_frame(FIN_TEXT, b" " * 65_537), 1009),
        (raw_frame(TEXT, b" " * 65_000) + raw_frame(FIN_CONTINUATION, b" " * 1_000), 1009),
        (struct.pack("!BBQ", FIN_TEXT, 0x80 | 127, 1 << 62), 1009),
        (raw_frame(FIN_TEXT, b"[" * 60_000), 4400),
        (raw_frame(BINARY, HELLO), 4400),
    ],
    ids=[
        "reserved bit",
        "unmasked",
        "unknown opcode",
        "continuation of nothing",
        "message inside a message",
        "fragmented ping",
        "long ping",
        "close of one byte",
        "bad UTF-8",
        "oversize",
        "oversize in fragments",
        "oversize announced",
        "deep nesting",
        "binary where text was negotiated",
    ],
)
async def test_broken_frame_closes_with_its_code(data: bytes, code: int) -> None:
    async with served_edge() as edge:
        async with raw_peer(edge) as peer:
            peer.writer.write(data)
            assert await peer.close_code() == code
        await wait_gone(edge)


async def test_fragmented_message_is_put_together_with_pings_in_between() -> None:
    async with served_edge() as edge, raw_peer(edge) as peer:
        peer.send(TEXT, HELLO[:10])
        peer.send(PING, b"here?")
        for _ in range(1_000):
            peer.send(CONTINUATION, b"")
        peer.send(FIN_CONTINUATION, HELLO[10:])
        assert await peer.read_frame() == (0x8A, b"here?")
        head, payload = await peer.read_frame()
        assert head == FIN_TEXT
        assert b'"t":"ok"' in payload


async def test_close_of_the_peer_is_echoed() -> None:
    async with served_edge() as edge:
        async with raw_peer(edge) as peer:
            peer.send(CLOSE, struct.pack("!H", 1000))
            assert await peer.close_code() == 1000
        await wait_gone(edge)


async def test_peer_that_stops_reading_is_cut_though_the_kernel_buffers_are_full() -> None:
    async with served_edge() as edge, edge.open() as other:
        await edge.greeted(other)
        async with raw_peer(edge) as peer:
            peer.send(FIN_TEXT, HELLO)
            await wait_until(lambda: len(edge.runtime.attached) == 2)
            stalled = edge.runtime.attached[1]
            async with asyncio.timeout(10):
                while stalled in edge.runtime.attached:
                    stalled.deliver(posted(1, "x" * 4_000))
                    await asyncio.sleep(0)
        edge.runtime.attached[0].deliver(posted(2))
        assert '"seq":2' in str(await other.recv())


async def test_pings_of_a_peer_that_does_not_read_pile_up_nowhere() -> None:
    async with served_edge() as edge, raw_peer(edge) as peer:
        peer.send(FIN_TEXT, HELLO)
        await peer.read_frame()
        flood = raw_frame(PING, b"x" * 125) * 1_000
        for _ in range(40):
            peer.writer.write(flood)
            await asyncio.sleep(0)
        (protocol,) = edge.server.server_state.connections
        buffered = protocol.transport.get_write_buffer_size()
        assert buffered < 1024 * 1024


async def test_dead_peer_is_given_up_after_a_ping_it_does_not_answer() -> None:
    async with served_edge(ping_interval_ms=100, ping_timeout_ms=100) as edge:
        async with raw_peer(edge) as peer:
            assert await peer.close_code() == 1011
        await wait_gone(edge)


async def test_connection_without_hello_is_closed_in_time() -> None:
    async with served_edge(hello_timeout_ms=100) as edge, edge.open() as client:
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4408


async def test_beat_comes_after_a_while_of_silence() -> None:
    async with served_edge(beat_ms=100) as edge, edge.open() as client:
        await edge.greeted(client)
        assert '"t":"beat"' in str(await client.recv())


async def test_server_that_stops_closes_with_1012_and_does_not_wait_for_a_stalled_peer() -> None:
    async with stoppable_edge() as edge, edge.open() as client, raw_peer(edge) as stalled:
        await edge.greeted(client)
        stalled.send(FIN_TEXT, HELLO)
        await wait_until(lambda: len(edge.runtime.attached) == 2)
        for _ in range(400):
            edge.runtime.attached[1].deliver(posted(1, "x" * 4_000))
            await asyncio.sleep(0)
        edge.server.stop()
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        await wait_gone(edge)


@pytest.mark.parametrize("sent", [b"", b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
async def test_peer_that_never_ends_the_head_of_its_request_is_cut(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEAD_TIMEOUT_S", 0.1)
    async with served_edge() as edge:
        reader, writer = await asyncio.open_connection("127.0.0.1", edge.config.port)
        writer.write(sent)
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
        writer.close()


async def test_connection_outlives_the_time_for_the_head_of_its_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "HEAD_TIMEOUT_S", 0.1)
    async with served_edge() as edge, edge.open() as client:
        await asyncio.sleep(0.2)
        await edge.greeted(client)


async def test_closed_connection_is_freed_without_the_garbage_collector() -> None:
    async with served_edge() as edge:
        gc.disable()
        try:
            async with edge.open() as client:
                await edge.greeted(client)
                (connection,) = map(weakref.ref, edge.runtime.attached)
                (kept,) = map(weakref.ref, edge.server.server_state.connections)
            await wait_until(lambda: connection() is None and kept() is None)
        finally:
            gc.enable()
