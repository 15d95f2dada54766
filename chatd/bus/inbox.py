"""Carries requests to whoever owns a slot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from chatd.errors import Unavailable

Request = TypeVar("Request")
Answer = TypeVar("Answer")
Handler = Callable[[Request], Awaitable[Answer]]


class Inbox(Protocol[Request, Answer]):
    """The way to the owner of a slot, wherever it is."""

    def serve(self, slot: int, handler: Handler[Request, Answer]) -> None:
        """Answer a slot's requests from now on."""

    def leave(self, slot: int) -> None:
        """Answer a slot's requests no more."""

    def ask(self, slot: int, request: Request) -> Awaitable[Answer]:
        """The owner's answer, to be awaited at once; requests of one caller begin in order.

        Raises:
            Unavailable: Nobody owns the slot now.
        """


class MemoryInbox(Generic[Request, Answer]):
    """Owner and caller are one process: a call. See `Inbox`."""

    def __init__(self) -> None:
        self._handlers: dict[int, Handler[Request, Answer]] = {}

    def serve(self, slot: int, handler: Handler[Request, Answer]) -> None:
        """Answer a slot's requests from now on."""
        self._handlers[slot] = handler

    def leave(self, slot: int) -> None:
        """Answer a slot's requests no more."""
        self._handlers.pop(slot, None)

    def ask(self, slot: int, request: Request) -> Awaitable[Answer]:
        """The owner's answer."""
        handler = self._handlers.get(slot)
        if handler is None:
            raise Unavailable(f"nobody owns slot {slot}")
        return handler(request)
