"""Plays a transcript against a server, with packages that share no code with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.transcripts.script import (
    AT_TIMES_OF_THEIR_OWN,
    Bindings,
    ClientCloses,
    Connect,
    Frame,
    Receive,
    Send,
    ServerCloses,
    Step,
)
from tests.wire.client import Encoding, decode, encode

WAIT_S = 10.0
"""Longer than a position or a queue is held back."""


class Mismatch(AssertionError):
    """The server said something else than the transcript, or nothing."""


@dataclass
class Player:
    """Everybody in one transcript.

    Args:
        url: The server's HTTP address.
        encoding: Of all connections.
        tokens: Access tokens by username; whoever has none is a buyer.
        identities: Identity tokens by name.
    """

    url: str
    encoding: Encoding
    tokens: Mapping[str, str]
    identities: Mapping[str, str]
    bindings: Bindings = field(default_factory=Bindings)
    _sockets: dict[str, ClientConnection] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, values in (("token", self.tokens), ("identity", self.identities)):
            for name, value in values.items():
                self.bindings.bind(kind, name, value)

    async def play(self, steps: Iterable[Step]) -> None:
        """Do every step in turn, and see that nobody has heard more than is written.

        Raises:
            Mismatch: At the first frame that is not as written.
        """
        try:
            for step in steps:
                await self._do(step)
            for who in list(self._sockets):
                await self._expect_silence(who)
        finally:
            for socket in self._sockets.values():
                await socket.close()

    async def _do(self, step: Step) -> None:
        match step:
            case Connect(who):
                await self._greet(who)
            case Send(who, frame, is_repeated):
                await self._send(who, frame)
                if is_repeated:
                    await self._see_through(who, frame)
            case Receive(who, frame):
                await self._receive(who, frame)
            case ClientCloses(who):
                await self._sockets.pop(who).close()
            case ServerCloses(who, code):
                await self._expect_close(who, code)

    async def _greet(self, who: str) -> None:
        if who in self.tokens:
            hello: Frame = {"t": "hello", "id": 1, "token": f"<token {who}>"}
        else:
            hello = {"t": "hello", "id": 1, "shop": "acme", "identity": f"<identity {who}>"}
        await self._send(who, hello)
        answer = await self._hear(who)
        if (answer["t"], answer.get("re")) != ("ok", 1):
            raise Mismatch(f"{who} was not greeted: {answer}")
        await self._receive(who, {"t": "resumed", "gaps": []})

    async def _send(self, who: str, frame: Frame) -> None:
        if who not in self._sockets:
            self._sockets[who] = await connect(
                self.url.replace("http", "ws", 1) + "/ws",
                subprotocols=[Subprotocol(f"chat.v1+{self.encoding}")],
                compression=None,
            )
        await self._sockets[who].send(encode(self.bindings.filled(frame), self.encoding))

    async def _see_through(self, who: str, frame: Frame) -> None:
        """Wait for the answer to a repeated command and, for a message, for its echo."""
        answer = await self._hear(who, but_for=AT_TIMES_OF_THEIR_OWN)
        if (answer["t"], answer.get("re")) != ("ok", frame["id"]):
            raise Mismatch(f"{who} sent {frame} and received {answer}")
        if frame["t"] == "message.send":
            echo = await self._hear(who, but_for=AT_TIMES_OF_THEIR_OWN)
            if (echo["t"], echo.get("cid")) != ("message.posted", frame["cid"]):
                raise Mismatch(f"{who} sent {frame} and received {echo}")

    async def _receive(self, who: str, expected: Frame) -> None:
        comes_when_it_likes = expected["t"] in AT_TIMES_OF_THEIR_OWN
        while True:
            frame = await self._hear(who, due=expected)
            differences = self.bindings.differences(expected, frame)
            if not differences:
                return
            if frame["t"] not in AT_TIMES_OF_THEIR_OWN:
                what = "is still due" if comes_when_it_likes else "was due"
                raise Mismatch(_told(who, frame, f"while {expected['t']} {what}", differences))

    async def _hear(
        self, who: str, due: Any = "a frame", but_for: frozenset[str] = frozenset()
    ) -> Frame:
        """The next frame, past those of the kinds `but_for`."""
        while True:
            try:
                async with asyncio.timeout(WAIT_S):
                    data = await self._sockets[who].recv()
            except TimeoutError as error:
                raise Mismatch(f"{who} received nothing while this was due:\n{due}") from error
            except ConnectionClosed as error:
                raise Mismatch(f"{who} was closed ({error}) while this was due:\n{due}") from error
            frame = decode(data, self.encoding)
            if frame["t"] not in but_for:
                return frame

    async def _expect_close(self, who: str, code: int) -> None:
        socket = self._sockets.pop(who)
        try:
            while True:
                async with asyncio.timeout(WAIT_S):
                    frame = decode(await socket.recv(), self.encoding)
                if frame["t"] not in AT_TIMES_OF_THEIR_OWN:
                    raise Mismatch(f"{who} received {frame} instead of being closed")
        except ConnectionClosed:
            pass  # as is due
        except TimeoutError as error:
            raise Mismatch(f"{who} was not closed") from error
        if socket.close_code != code:
            raise Mismatch(f"{who} was closed with {socket.close_code} instead of {code}")

    async def _expect_silence(self, who: str) -> None:
        """What was sent to `who` before comes before the answer to a command of our own."""
        over = 2**53 - 1
        await self._send(who, {"t": "transcript.over", "id": over})
        frame = await self._hear(who, but_for=AT_TIMES_OF_THEIR_OWN)
        if (frame["t"], frame.get("re")) != ("error", over):
            raise Mismatch(f"{who} received more than is written:\n{frame}")


def _told(who: str, frame: Frame, when: str, differences: list[str]) -> str:
    return "\n  ".join([f"{who} received {frame['t']} {when}:", *differences])
