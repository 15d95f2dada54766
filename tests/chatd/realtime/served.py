"""The WebSocket endpoint on a real socket, with a fake desk behind it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from chatd.realtime.endpoint import Endpoint
from chatd.realtime.server import Server
from tests.chatd.realtime.fakes import Edge

GENEROUS = {"connections_per_s": 100_000, "connections_burst": 100_000}


class ServedEdge(Edge):
    """An edge whose connections come over the network."""

    def __init__(self, port: int, **settings: Any) -> None:
        super().__init__(port=port, **(GENEROUS | settings))
        self.endpoint = Endpoint(self.services)
        self.started = asyncio.Event()
        self.server = Server(
            self.endpoint,
            self.config,
            on_started=self.started.set,
            before_close=self.connections.stop,
            stops_at_signals=False,
        )

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.config.port}/ws"

    def open(
        self,
        subprotocol: str | None = "chat.v1+json",
        origin: str | None = None,
        path: str = "/ws",
        **options: Any,
    ) -> connect:
        """A client of the `websockets` package."""
        return connect(
            f"ws://127.0.0.1:{self.config.port}{path}",
            subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
            origin=Origin(origin) if origin is not None else None,
            compression=None,
            proxy=None,
            **options,
        )

    async def greeted(self, client: ClientConnection) -> None:
        """Say hello as a buyer, and read up to `resumed`."""
        await client.send('{"t":"hello","id":1,"shop":"acme"}')
        assert '"ok"' in str(await client.recv())
        assert '"resumed"' in str(await client.recv())


@contextlib.asynccontextmanager
async def stoppable_edge(**settings: Any) -> AsyncIterator[ServedEdge]:
    """Serve on a free port until the block ends, or `server.stop` is called."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        edge = ServedEdge(listener.getsockname()[1], **settings)
        task = asyncio.create_task(edge.server.serve(sockets=[listener]))
        await edge.started.wait()
        try:
            yield edge
        finally:
            edge.server.stop()
            await task


@contextlib.asynccontextmanager
async def served_edge(**settings: Any) -> AsyncIterator[ServedEdge]:
    """The same sockets without uvicorn's main loop, which takes its time to stop."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        edge = ServedEdge(listener.getsockname()[1], **settings)
        config, state = edge.server.config, edge.server.server_state
        config.load()
        loop = asyncio.get_running_loop()
        accepting = await loop.create_server(
            lambda: config.http_protocol_class(config, state, {}, loop),  # type: ignore[call-arg]  # uvicorn's
            sock=listener,
        )
        try:
            yield edge
        finally:
            accepting.close()
            for connection in list(state.connections):
                connection.shutdown()
            await asyncio.gather(*state.tasks)
