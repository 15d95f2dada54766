"""The other end of a connection: holds every frame of the server against the contract."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any, Final, get_args

import msgpack

from chatd.errors import ErrorCode
from chatd.protocol.events import AgentEvent, BuyerEvent
from chatd.realtime.socket import SocketHandler
from tests.fuzz.values import Frame
from tests.wire.client import Encoding

_CODES: Final = frozenset(code.value for code in ErrorCode)
_AGENT_EVENTS: Final = frozenset(one.__struct_config__.tag for one in get_args(AgentEvent))
_BUYER_EVENTS: Final = frozenset(one.__struct_config__.tag for one in get_args(BuyerEvent))
_MESSAGE_MAX: Final = 300


class Broken(AssertionError):
    """The server did what the contract does not allow."""


class Peer:
    """Implements `Socket` without a network.

    `answers` are the ids answered so far, in order; `closed` is the close code, if any.
    """

    def __init__(self, encoding: Encoding, *, is_agent: bool) -> None:
        self.is_writable = True
        self.answers: list[int] = []
        self.sessions: set[str] = set()
        self.welcome: Frame = {}
        self.closed: int | None = None
        self.broken: Broken | None = None
        self._encoding = encoding
        self._events = _AGENT_EVENTS if is_agent else _BUYER_EVENTS
        self._is_agent = is_agent
        self._handler: SocketHandler | None = None
        self._news = asyncio.Event()

    async def wait_answers(self, count: int, timeout_s: float) -> None:
        """Wait until so many are answered, or it is closed."""
        async with asyncio.timeout(timeout_s):
            while len(self.answers) < count and self.closed is None and self.broken is None:
                self._news.clear()
                await self._news.wait()
        if self.broken is not None:
            raise self.broken

    # Socket

    def attach(self, handler: SocketHandler) -> None:
        """Whom the network tells."""
        self._handler = handler

    def send_frames(self, payloads: Iterable[bytes], *, text: bool) -> None:
        """Look at each frame."""
        try:
            for payload in payloads:
                self._check(text=text)
                self._take(self._decode(payload))
        except Broken as error:
            self.broken = self.broken or error
        self._news.set()

    def close(self, code: int, reason: str = "") -> None:
        """The closing handshake, at once."""
        if self.closed is None:
            self.closed = int(code)
            self.lose(int(code))
        self._news.set()

    def abort(self) -> None:
        """Whatever was to be said."""
        self.close(1006)

    def lose(self, code: int = 1006) -> None:
        """The network goes."""
        handler, self._handler = self._handler, None
        if handler is not None:
            asyncio.get_running_loop().call_soon(handler.socket_lost, code)

    def pause_reading(self) -> None:
        """There is always room for the few frames of a burst."""

    def resume_reading(self) -> None:
        """There was always room."""

    # The contract

    def _check(self, *, text: bool) -> None:
        if self.closed is not None:
            raise Broken("sent after the close")
        if text is not (self._encoding == "json"):
            raise Broken("text and binary frames are mixed up")

    def _decode(self, payload: bytes) -> Frame:
        try:
            frame = json.loads(payload) if self._encoding == "json" else msgpack.unpackb(payload)
        except Exception as error:
            raise Broken(f"cannot be decoded: {payload!r}") from error
        if not isinstance(frame, dict) or not isinstance(frame.get("t"), str):
            raise Broken(f"no frame: {payload!r}")
        return frame

    def _take(self, frame: Frame) -> None:
        if frame["t"] in {"ok", "error"}:
            self._take_answer(frame)
        elif "id" in frame or "re" in frame:
            raise Broken(f"an event with an id: {frame}")
        elif frame["t"] not in self._events:
            raise Broken(f"not an event of this side: {frame}")
        if not self._is_agent and frame.get("channel") == "internal":
            raise Broken(f"internal, to a buyer: {frame}")
        session = frame.get("session")
        self.sessions.add(str(session["id"] if isinstance(session, dict) else session))

    def _take_answer(self, frame: Frame) -> None:
        if type(frame.get("re")) is not int:
            raise Broken(f"answers nothing: {frame}")
        if frame["t"] == "error":
            _check_error(frame)
        if "connection" in frame:
            self.welcome = frame
        self.answers.append(frame["re"])


def _check_error(frame: Frame) -> None:
    message: Any = frame.get("message")
    is_known = frame.get("code") in _CODES and isinstance(frame.get("temporary"), bool)
    if not is_known or not isinstance(message, str) or len(message) > _MESSAGE_MAX:
        raise Broken(f"not an error of ours: {frame}")
    if message == "The server failed.":
        raise Broken(f"a failure: {frame}")
