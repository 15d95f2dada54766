"""A client of the wire protocol that shares no code with the server.

It knows docs/protocol.md and stands on the packages `websockets` and `msgpack` (or `json`) only,
so it is also the proof that the document is enough to write a client from.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

Encoding = Literal["json", "msgpack"]
Frame = dict[str, Any]
ANSWER_TIMEOUT_S = 20.0


class Refused(Exception):
    """The server answered `error`."""

    def __init__(self, answer: Frame) -> None:
        super().__init__(f"{answer['code']}: {answer['message']}")
        self.code: str = answer["code"]
        self.answer = answer


class Lost(Exception):
    """The connection ended before the answer came."""


def encode(frame: Frame, encoding: Encoding) -> str | bytes:
    """A frame as it goes over the wire."""
    return json.dumps(frame) if encoding == "json" else msgpack.packb(frame)


def decode(data: str | bytes, encoding: Encoding) -> Frame:
    """What came over the wire; text for JSON, binary for MessagePack, nothing else."""
    if encoding == "json":
        assert isinstance(data, str), "JSON comes in text frames"
        frame = json.loads(data)
    else:
        assert isinstance(data, bytes), "MessagePack comes in binary frames"
        frame = msgpack.unpackb(data)
    assert isinstance(frame, dict)
    return frame


@dataclass
class WireClient:
    """One connection. `heard` holds every event in order; `on_frame` sees each frame at once."""

    socket: ClientConnection
    encoding: Encoding
    on_frame: Callable[[Frame], None] | None = None
    heard: list[Frame] = field(default_factory=list)
    _next_id: int = 0
    _answers: dict[int, asyncio.Future[Frame]] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _reader: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        url: str,
        encoding: Encoding = "json",
        on_frame: Callable[[Frame], None] | None = None,
    ) -> Self:
        """Connect, without hello. `url` is the server's HTTP address."""
        socket = await connect(
            url.replace("http", "ws", 1) + "/ws",
            subprotocols=[Subprotocol(f"chat.v1+{encoding}")],
            compression=None,
            ping_interval=None,
            max_size=None,
        )
        assert socket.subprotocol == f"chat.v1+{encoding}"
        client = cls(socket, encoding, on_frame)
        client._reader = asyncio.create_task(client._read())
        return client

    async def close(self) -> None:
        """Say goodbye."""
        await self.socket.close()
        if self._reader is not None:
            await self._reader

    @property
    def is_lost(self) -> bool:
        """Whether nothing more will be heard."""
        return self._reader is None or self._reader.done()

    @property
    def close_code(self) -> int | None:
        """Why the server or we closed; None while open."""
        return self.socket.close_code

    async def send_raw(self, data: str | bytes) -> None:
        """Send what need not be a frame at all."""
        await self.socket.send(data)

    def start(self, command: Frame) -> asyncio.Future[Frame]:
        """Send a command without its id; the future resolves with the answer, ok or error."""
        self._next_id += 1
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        if self.is_lost:
            answer.set_exception(Lost())
            return answer
        self._answers[self._next_id] = answer
        frame = {**command, "id": self._next_id}
        task = asyncio.ensure_future(self.socket.send(encode(frame, self.encoding)))
        task.add_done_callback(_take_note)
        return answer

    async def ask(self, t: str, /, **fields: Any) -> Frame:
        """Send a command and wait for its `ok`.

        Raises:
            Refused: The answer is an error.
            Lost: The connection ended first.
        """
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            answer = await self.start({"t": t, **fields})
        if answer["t"] != "ok":
            raise Refused(answer)
        return answer

    async def wait_for(
        self, matches: Callable[[Frame], bool], timeout_s: float = ANSWER_TIMEOUT_S
    ) -> Frame:
        """The first event heard so far, or from now on, that matches."""
        async with asyncio.timeout(timeout_s):
            seen = 0
            while True:
                for event in self.heard[seen:]:
                    if matches(event):
                        return event
                seen = len(self.heard)
                self._news.clear()
                await self._news.wait()

    async def wait_closed(self) -> int | None:
        """Wait until the connection is closed; its code."""
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            await self.socket.wait_closed()
        return self.socket.close_code

    async def _read(self) -> None:
        try:
            async for data in self.socket:
                self._take(decode(data, self.encoding))
        except ConnectionClosed:
            pass  # whoever waits for an answer is told below
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(Lost())
                    answer.exception()  # nobody may be waiting for it any more

    def _take(self, frame: Frame) -> None:
        if self.on_frame is not None:
            self.on_frame(frame)
        if frame["t"] in {"ok", "error"}:
            answer = self._answers.pop(frame["re"])
            if not answer.done():
                answer.set_result(frame)
            return
        assert "id" not in frame, "events carry no id"
        self.heard.append(frame)
        self._news.set()


def _take_note(task: asyncio.Future[None]) -> None:
    """A send into a closed connection is no news: its answer is `Lost` already."""
    if not task.cancelled():
        task.exception()
