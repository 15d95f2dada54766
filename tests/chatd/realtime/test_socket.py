"""The socket against peers that break the protocol, do not read, or vanish."""

import asyncio
import contextlib
import gc
import struct
import weakref
from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed

from chatd.realtime import server
from chatd.realtime.socket import frame_header
from tests.chatd.realtime.fakes import posted
from tests.chatd.realtime.served import ServedEdge, served_edge, stoppable_edge
from tests.wire.broken import BROKEN
from tests.wire.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    FIN_CONTINUATION,
    FIN_TEXT,
    HELLO,
    PING,
    TEXT,
    raw_frame,
    raw_peer,
)


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


@pytest.mark.parametrize(("data", "code"), BROKEN.values(), ids=BROKEN.keys())
async def test_broken_frame_closes_with_its_code(data: bytes, code: int) -> None:
    async with served_edge() as edge:
        async with raw_peer(edge.config.port) as peer:
            peer.writer.write(data)
            assert await peer.close_code() == code
        await wait_gone(edge)


async def test_fragmented_message_is_put_together_with_pings_in_between() -> None:
    async with served_edge() as edge, raw_peer(edge.config.port) as peer:
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
        async with raw_peer(edge.config.port) as peer:
            peer.send(CLOSE, struct.pack("!H", 1000))
            assert await peer.close_code() == 1000
        await wait_gone(edge)


async def test_peer_that_stops_reading_is_cut_though_the_kernel_buffers_are_full() -> None:
    async with served_edge() as edge, edge.open() as other:
        await edge.greeted(other)
        async with raw_peer(edge.config.port) as peer:
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
    async with served_edge() as edge, raw_peer(edge.config.port) as peer:
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
        async with raw_peer(edge.config.port) as peer:
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
    async with (
        stoppable_edge() as edge,
        edge.open() as client,
        raw_peer(edge.config.port) as stalled,
    ):
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
