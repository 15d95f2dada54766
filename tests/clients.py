"""A plain client of a running server: commands and their answers, and the events in between."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

TIMEOUT_S = 10.0

Frame = dict[str, Any]


class Refused(Exception):
    """An error answer."""

    def __init__(self, answer: Frame) -> None:
        self.answer = answer
        self.code: str = answer["code"]
        super().__init__(f"{answer['code']}: {answer['message']}")


class Client:
    """One connection.

    Attributes:
        welcome: The answer to hello.
        frames: Everything received, in order.
        close_code: Why it ended, once it has.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Frame]] = {}
        self._arrived = asyncio.Condition()
        self._read_up_to = 0
        self.frames: list[Frame] = []
        self.welcome: Frame = {}
        self.close_code: int | None = None

    def begin(self, **command: Any) -> asyncio.Future[Frame]:
        """Send a command; its answer comes later."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._writing = asyncio.ensure_future(
            self._socket.send(json.dumps({**command, "id": number}))
        )
        return answer

    async def call(self, **command: Any) -> Frame:
        """Send a command and wait for its answer. Raises `Refused`."""
        async with asyncio.timeout(TIMEOUT_S):
            answer = await self.begin(**command)
        if answer["t"] == "error":
            raise Refused(answer)
        return answer

    async def say(self, text: str, cid: str | None = None, **fields: Any) -> Frame:
        """Send a text."""
        cid = cid or f"{text}-{next(self._ids)}"
        body = {"text": text}
        return await self.call(t="message.send", cid=cid, kind="text", body=body, **fields)

    async def event(self, t: str, **fields: Any) -> Frame:
        """The next event of this name with these fields; what is passed over is not seen again."""

        def is_it(frame: Frame) -> bool:
            return frame["t"] == t and all(frame.get(key) == fields[key] for key in fields)

        async with asyncio.timeout(TIMEOUT_S), self._arrived:
            while True:
                while self._read_up_to < len(self.frames):
                    frame = self.frames[self._read_up_to]
                    self._read_up_to += 1
                    if is_it(frame):
                        return frame
                if self.close_code is not None:
                    raise AssertionError(f"closed with {self.close_code} before {t}")
                await self._arrived.wait()

    async def wait_closed(self) -> int:
        """Wait for the end, and return the close code."""
        async with asyncio.timeout(TIMEOUT_S), self._arrived:
            await self._arrived.wait_for(lambda: self.close_code is not None)
        assert self.close_code is not None
        return self.close_code

    async def read(self) -> None:
        """Take what comes, until the end."""
        try:
            async for text in self._socket:
                await self._take(json.loads(text))
        except ConnectionClosed:
            pass
        async with self._arrived:
            self.close_code = self._socket.close_code
            self._arrived.notify_all()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionError(f"closed with {self.close_code}"))
                answer.exception()  # whoever waits is told; nobody has to

    async def _take(self, frame: Frame) -> None:
        async with self._arrived:
            self.frames.append(frame)
            self._arrived.notify_all()
        if "re" in frame:
            answer = self._answers.pop(frame["re"])
            if not answer.done():  # whoever waited has given up
                answer.set_result(frame)


@contextlib.asynccontextmanager
async def connected(websocket_url: str, **hello: Any) -> AsyncIterator[Client]:
    """A connection that has said hello and is past `resumed`."""
    subprotocol = Subprotocol("chat.v1+json")
    async with connect(
        websocket_url, subprotocols=[subprotocol], compression=None, proxy=None
    ) as socket:
        client = Client(socket)
        reader = asyncio.create_task(client.read())
        try:
            client.welcome = await client.call(t="hello", **hello)
            await client.event("resumed")
            yield client
        finally:
            async with asyncio.timeout(2 * TIMEOUT_S):
                await socket.close()
                await reader


@contextlib.asynccontextmanager
async def buyer(websocket_url: str, shop: str = "acme", **fields: Any) -> AsyncIterator[Client]:
    """A buyer's connection."""
    async with connected(websocket_url, shop=shop, **fields) as client:
        yield client


@contextlib.asynccontextmanager
async def agent(
    url: str, username: str, merchant: str = "acme", **fields: Any
) -> AsyncIterator[Client]:
    """An agent's connection, after log-in.

    Args:
        url: The server's http:// address.
        username: Whose password is `password-` and this.
        merchant: Theirs.
        fields: Of hello.
    """
    token = await log_in(url, username, merchant=merchant)
    async with connected(f"ws{url.removeprefix('http')}/ws", token=token, **fields) as client:
        yield client


async def log_in(
    url: str, username: str, *, merchant: str = "acme", password: str | None = None
) -> str:
    """An access token."""
    wanted = {
        "merchant": merchant,
        "username": username,
        "password": password or f"password-{username}",
    }
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT_S) as http:
        answer = await http.post("/api/login", json=wanted)
        answer.raise_for_status()
        token: str = answer.json()["access_token"]
        return token
