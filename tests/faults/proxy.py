"""A network that misbehaves: TCP between clients and a server, cut or frozen on demand."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable

_CHUNK_BYTES = 64 * 1024


class Proxy:
    """Passes bytes on until told otherwise.

    Attributes:
        cuts: Connections it has cut.
        opened: Connections it has passed on.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._links: set[_Link] = set()
        self._lifetime: tuple[random.Random, float, float] | None = None
        self._listener: asyncio.Server | None = None
        self.cuts = 0
        self.opened = 0

    @property
    def url(self) -> str:
        """Where it listens, as the server's address would be written."""
        assert self._listener is not None
        port = self._listener.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def cut_each_after(self, chance: random.Random, least_s: float, most_s: float) -> None:
        """From now on every connection dies after a while, new ones too."""
        self._lifetime = chance, least_s, most_s
        for link in self._links:
            self._doom(link)

    def cut_no_more(self) -> None:
        """Let connections live."""
        self._lifetime = None
        for link in self._links:
            link.spare()

    def cut_all(self) -> None:
        """Every connection dies now."""
        for link in list(self._links):
            self._cut(link)

    def freeze(self) -> None:
        """Every peer vanishes without a word: nothing passes, and nobody is told."""
        for link in self._links:
            link.freeze()

    async def open(self) -> None:
        """Listen on a free port."""
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1_000)

    async def close(self) -> None:
        """Be gone, with all connections."""
        assert self._listener is not None
        self._listener.close()
        for link in list(self._links):
            link.cut()
        await self._listener.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            onward = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        link = _Link((reader, writer), onward)
        self._links.add(link)
        self.opened += 1
        self._doom(link)
        try:
            await link.run()
        finally:
            link.spare()
            self._links.discard(link)

    def _doom(self, link: _Link) -> None:
        if self._lifetime is not None:
            chance, least_s, most_s = self._lifetime
            link.doom(chance.uniform(least_s, most_s), lambda: self._cut(link))

    def _cut(self, link: _Link) -> None:
        self.cuts += 1
        link.cut()


_Side = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Link:
    """One client's connection and its way on to the server."""

    def __init__(self, client: _Side, server: _Side) -> None:
        self._client = client
        self._server = server
        self._thaw = asyncio.Event()
        self._thaw.set()
        self._timer: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        (client, to_client), (server, to_server) = self._client, self._server
        passing = [
            asyncio.create_task(self._pass(client, to_server)),
            asyncio.create_task(self._pass(server, to_client)),
        ]
        try:
            await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in passing:
                task.cancel()
            await asyncio.gather(*passing, return_exceptions=True)
            self.cut()

    def doom(self, after_s: float, cut: Callable[[], None]) -> None:
        self.spare()
        self._timer = asyncio.get_running_loop().call_later(after_s, cut)

    def spare(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def freeze(self) -> None:
        self._thaw.clear()
        for reader, _ in (self._client, self._server):
            with contextlib.suppress(RuntimeError):
                reader._transport.pause_reading()  # type: ignore[attr-defined]  # asyncio's own

    def cut(self) -> None:
        """With a reset: what was on its way is lost."""
        self.spare()
        for _, writer in (self._client, self._server):
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(_CHUNK_BYTES):
                await self._thaw.wait()
                writer.write(data)
                await writer.drain()


@contextlib.asynccontextmanager
async def proxy_to(port: int) -> AsyncIterator[Proxy]:
    """A proxy to a server on this machine."""
    proxy = Proxy(port)
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.close()
