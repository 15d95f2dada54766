"""Answers leave in the order of their commands, however the commands end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from chatd.protocol.answers import ErrorAnswer, Ok

Answer = Ok | ErrorAnswer


class Place:
    """The place of one command's answer. Call it with the answer, once."""

    __slots__ = ("_pipeline", "answer")

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.answer: Answer | None = None

    def __call__(self, answer: Answer) -> None:
        """Fill the place; it leaves once all before it have left."""
        self.answer = answer
        self._pipeline.filled()


class Pipeline:
    """The commands of one connection that are not answered yet.

    Args:
        send: Sends one answer.
        hold: Called when an answer begins to wait for one before it: no event of its command may
            overtake it.
        release: Called when none does any more.
    """

    __slots__ = ("_hold", "_is_held_up", "_places", "_ready", "_release", "_send", "_waits")

    def __init__(
        self,
        send: Callable[[Answer], None],
        *,
        hold: Callable[[], None],
        release: Callable[[], None],
    ) -> None:
        self._send = send
        self._hold = hold
        self._release = release
        self._is_held_up = False
        self._ready = 0
        self._places: list[Place] = []
        self._waits: list[tuple[int, asyncio.Future[None]]] = []

    def __len__(self) -> int:
        return len(self._places)

    def enter(self) -> Place:
        """The place of the next command's answer."""
        place = Place(self)
        self._places.append(place)
        return place

    def filled(self) -> None:
        """One more answer is there: send those whose turn it is."""
        places = self._places
        self._ready += 1
        while places and (answer := places[0].answer) is not None:
            del places[0]
            self._ready -= 1
            self._send(answer)
        is_held_up = self._ready > 0
        if is_held_up is not self._is_held_up:
            self._is_held_up = is_held_up
            (self._hold if is_held_up else self._release)()
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
