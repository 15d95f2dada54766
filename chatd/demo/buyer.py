"""One simulated buyer: comes through the real WebSocket, as the widget does, and talks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random
from typing import Any, Final

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from chatd.demo.talks import NUDGES, THANKS, TITLES, Talk
from chatd.protocol.codec import Encoding

ANSWER_TIMEOUT_S: Final = 10.0
PATIENCE_S: Final = (40.0, 120.0)
PREVIEWS: Final = 3
CLOSE_TIMEOUT_S: Final = 1.0


class BuyerGaveUp(Exception):  # nothing failed
    """The server refused something, or nobody answered for long: the buyer goes."""


class SimulatedBuyer:
    """A buyer with one thing to talk about.

    Args:
        websocket_url: The server's `/ws`.
        page_url: The page they look at, without the product.
        shop: Whom they write to.
        talk: What they say.
        random: Their moods.
        pace: Seconds they take for what takes a person one.
    """

    def __init__(
        self,
        *,
        websocket_url: str,
        page_url: str,
        shop: str,
        talk: Talk,
        random: Random,
        pace: float = 1.0,
    ) -> None:
        self._websocket_url = websocket_url
        self._page_url = page_url
        self._shop = shop
        self._talk = talk
        self._random = random
        self._pace = pace
        self._next_id = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._heard = asyncio.Event()
        self._session: str | None = None
        self._newest_seq = 0

    async def run(self) -> None:
        """Come, talk, and go; returns early when the server does not want them."""
        with contextlib.suppress(BuyerGaveUp, WebSocketException, OSError, TimeoutError):
            async with self._connected() as socket:
                await self._visit(socket)

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[ClientConnection]:
        subprotocol = Subprotocol(Encoding.JSON.value)
        async with connect(
            self._websocket_url,
            subprotocols=[subprotocol],
            compression=None,
            proxy=None,
            close_timeout=CLOSE_TIMEOUT_S,
        ) as socket:
            reader = asyncio.create_task(self._read(socket))
            try:
                yield socket
            finally:
                reader.cancel()
                await asyncio.gather(reader, return_exceptions=True)

    async def _visit(self, socket: ClientConnection) -> None:
        talk = self._talk
        page = {
            "url": f"{self._page_url}#{talk.product}",
            "title": TITLES[talk.language][talk.product],
        }
        await self._call(socket, t="hello", shop=self._shop, page=page)
        if talk.name:
            await self._call(socket, t="contact.update", name=talk.name)
        for line in talk.lines:
            await self._pause(1, 5)
            await self._say(socket, line)
            await self._wait_answer(socket)
        if self._random.random() < 0.7:
            await self._say(socket, self._random.choice(THANKS[talk.language]))
        await self._pause(3, 20)
        await self._go(socket)

    async def _say(self, socket: ClientConnection, line: str) -> None:
        """Type it, as agents see it grow, and send it."""
        for typed in range(1, PREVIEWS + 1):
            await self._type(socket, line[: len(line) * typed // PREVIEWS])
            await self._pause(0.4, 1.5)
        self._heard.clear()
        answer = await self._call(
            socket,
            t="message.send",
            cid=f"{self._random.getrandbits(64):x}",
            kind="text",
            body={"text": line},
        )
        self._session = answer["session"]

    async def _type(self, socket: ClientConnection, text: str) -> None:
        of_session = {"session": self._session} if self._session else {}
        await self._call(socket, t="typing.set", text=text, **of_session)

    async def _wait_answer(self, socket: ClientConnection) -> None:
        """Wait for an agent's word; after a while ask again, once."""
        if not await self._hears():
            await self._say(socket, self._random.choice(NUDGES[self._talk.language]))
            if not await self._hears():
                await self._go(socket)
                raise BuyerGaveUp
        await self._pause(2, 6)
        await self._call(socket, t="read.mark", session=self._session, seq=self._newest_seq)

    async def _hears(self) -> bool:
        patience_s = self._random.uniform(*PATIENCE_S) * self._pace
        try:
            async with asyncio.timeout(patience_s):
                await self._heard.wait()
        except TimeoutError:
            return False
        return True

    async def _go(self, socket: ClientConnection) -> None:
        """Some rate, some say that they leave, some just close the page."""
        mood = self._random.random()
        if mood < 0.3:
            score = self._random.choice((3, 4, 4, 5, 5, 5))
            await self._call(socket, t="session.rate", session=self._session, score=score)
        if mood < 0.6:
            await self._call(socket, t="session.leave", session=self._session)

    async def _call(self, socket: ClientConnection, **command: Any) -> dict[str, Any]:
        self._next_id += 1
        answer = self._answers[self._next_id] = asyncio.get_running_loop().create_future()
        await socket.send(msgspec.json.encode({**command, "id": self._next_id}).decode())
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            found: dict[str, Any] = await answer
        if found["t"] == "error":
            raise BuyerGaveUp(found["code"])
        return found

    async def _read(self, socket: ClientConnection) -> None:
        async for frame in socket:
            message: dict[str, Any] = msgspec.json.decode(frame)
            if "re" in message:
                self._answers.pop(message["re"]).set_result(message)
            elif message["t"] == "message.posted":
                self._newest_seq = max(self._newest_seq, message["seq"])
                if message["author"]["role"] == "agent":
                    self._heard.set()

    async def _pause(self, least_s: float, most_s: float) -> None:
        await asyncio.sleep(self._random.uniform(least_s, most_s) * self._pace)
