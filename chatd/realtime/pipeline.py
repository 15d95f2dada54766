"""Answers leave in the order of their commands, however the commands end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from chatd.protocol.answers import ErrorAnswer, Ok

Answer = Ok | ErrorAnswer


class Place:
    """The place of one command's answer. Call it with the answer, once.

    `task` keeps whatever works on the answer from being collected.
    """

    __slots__ = ("_pipeline", "answer", "task")

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.answer: Answer | None = None
        self.task: asyncio.Task[None] | None = None

    def __call__(self, answer: Answer) -> None:
        """Fill the place; it leaves once all before it have left."""
        self.answer = answer
        self._pipeline.flush()


class Pipeline:
    """The commands of one connection that are not answered yet.

    Args:
        send: Sends one answer.
    """

    __slots__ = ("_places", "_send", "_waiter")

    def __init__(self, send: Callable[[Answer], None]) -> None:
        self._send = send
        self._places: deque[Place] = deque()
        self._waiter: tuple[int, asyncio.Future[None]] | None = None

    def __len__(self) -> int:
        return len(self._places)

    def enter(self) -> Place:
        """The place of the next command's answer."""
        place = Place(self)
        self._places.append(place)
        return place

    def flush(self) -> None:
        """Send the answers whose turn it is."""
        places = self._places
        while places and (answer := places[0].answer) is not None:
            places.popleft()
            self._send(answer)
        if self._waiter is not None and len(places) <= self._waiter[0]:
            future = self._waiter[1]
            self._waiter = None
            if not future.done():
                future.set_result(None)

    async def wait_shorter(self, length: int) -> None:
        """Wait until at most `length` commands are unanswered. One may wait at a time."""
        while len(self._places) > length:
            future = asyncio.get_running_loop().create_future()
            self._waiter = (length, future)
            await future
