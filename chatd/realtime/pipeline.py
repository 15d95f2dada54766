"""Answers leave in the order of their commands, however the commands end."""

from __future__ import annotations

import asyncio
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

    __slots__ = ("_places", "_send", "_waits")

    def __init__(self, send: Callable[[Answer], None]) -> None:
        self._send = send
        self._places: list[Place] = []
        self._waits: list[tuple[int, asyncio.Future[None]]] = []

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
            del places[0]
            self._send(answer)
        if self._waits:
            self._wake()

    async def wait_shorter(self, length: int) -> None:
        """Wait until at most `length` commands are unanswered."""
        while len(self._places) > length:
            future = asyncio.get_running_loop().create_future()
            self._waits.append((length, future))
            await future

    def _wake(self) -> None:
        waits, self._waits = self._waits, []
        for length, future in waits:
            if future.done():
                continue
            if len(self._places) > length:
                self._waits.append((length, future))
            else:
                future.set_result(None)
