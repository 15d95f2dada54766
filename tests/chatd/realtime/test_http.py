"""HTTP answers to peers that do not read them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count, repeat
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from chatd.realtime import server
from chatd.realtime.server import PromptHttp
from tests.chatd.realtime.test_frames import Transport


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STALL_TIMEOUT_S", 0.001)


class Buffering(Transport):
    """Holds so many bytes that were not read; each look takes the next figure."""

    def __init__(self, waiting: Iterator[int]) -> None:
        super().__init__()
        self.waiting = waiting
        self.looks = 0
        self.looked = asyncio.Event()

    def get_write_buffer_size(self) -> int:
        self.looks += 1
        self.looked.set()
        return next(self.waiting)

    async def wait_looks(self, looks: int) -> None:
        async with asyncio.timeout(5):
            while self.looks < looks and not self.is_aborted:
                self.looked.clear()
                await self.looked.wait()


@asynccontextmanager
async def http_to(transport: Buffering) -> AsyncIterator[PromptHttp]:
    async def application(scope: Any, receive: Any, send: Any) -> None: ...

    config = uvicorn.Config(application, log_config=None, lifespan="off", interface="asgi3")
    config.load()
    protocol = PromptHttp(config, ServerState(), {})
    protocol.connection_made(transport)
    try:
        yield protocol
    finally:
        protocol.connection_lost(None)


async def test_peer_that_reads_nothing_of_its_answer_is_cut() -> None:
    transport = Buffering(repeat(100_000))
    async with http_to(transport) as protocol:
        protocol.pause_writing()
        await transport.wait_looks(2)
        assert transport.is_aborted


async def test_peer_that_reads_slowly_is_not_cut() -> None:
    transport = Buffering(count(100_000, -1))
    async with http_to(transport) as protocol:
        protocol.pause_writing()
        await transport.wait_looks(5)
        assert not transport.is_aborted
        protocol.resume_writing()


async def test_peer_that_has_read_all_is_not_looked_at_any_more() -> None:
    transport = Buffering(repeat(100_000))
    async with http_to(transport) as protocol:
        protocol.pause_writing()
        protocol.resume_writing()
        await asyncio.sleep(0.01)
        assert not transport.is_aborted


async def test_idle_connection_does_not_wait_for_ever_for_its_last_answer_to_be_read() -> None:
    transport = Buffering(repeat(1_000))
    async with http_to(transport) as protocol:
        protocol.timeout_keep_alive_handler()
        assert transport.is_over
        await transport.wait_looks(2)
        assert transport.is_aborted


async def test_answer_to_a_peer_that_is_gone_is_no_failure() -> None:
    class Closed(Buffering):
        def write(self, data: Any) -> None:
            assert not self.is_over, "uvloop raises here"
            super().write(data)

    transport = Closed(repeat(0))
    async with http_to(transport) as protocol:
        protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        cycle = protocol.cycle
        assert cycle is not None
        transport.abort()
        await cycle.send({"type": "http.response.start", "status": 200, "headers": []})
        await cycle.send({"type": "http.response.body", "body": b"lost"})
        assert transport.written == b""
