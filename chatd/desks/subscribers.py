"""What the desks know of a connection: who it is, and that frames can be delivered to it."""

from __future__ import annotations

from typing import Final, Literal, Protocol, get_args

import msgspec

from chatd.protocol.codec import Encoding, encode
from chatd.protocol.events import BuyerEvent

_BUYER_EVENTS: Final = frozenset(get_args(BuyerEvent))


class EventFrame:
    """One event on its way to many connections, encoded at most once an encoding.

    Args:
        message: The event's struct; it must not change any more (all ours are frozen).
        droppable: A slow connection may go without it (typing previews).
        internal: Never for a buyer, as is every event that only agents may receive; a buyer's
            connection refuses it.
    """

    __slots__ = ("_json", "_msgpack", "droppable", "internal", "message")

    def __init__(
        self, message: msgspec.Struct, *, droppable: bool = False, internal: bool = False
    ) -> None:
        self.message = message
        self.droppable = droppable
        self.internal = internal or type(message) not in _BUYER_EVENTS
        self._json: bytes | None = None
        self._msgpack: bytes | None = None

    def payload(self, encoding: Encoding) -> bytes:
        """The frame's payload; JSON as UTF-8, to be sent as a text frame."""
        if encoding is Encoding.JSON:
            if self._json is None:
                self._json = encode(self.message, encoding)
            return self._json
        if self._msgpack is None:
            self._msgpack = encode(self.message, encoding)
        return self._msgpack


class LoginEnded(msgspec.Struct, frozen=True):
    """Between the desk and connections, never on the wire: those of this log-in end."""

    login: str


class Subscriber(Protocol):
    """A connection, as the desks see it. Equal only to itself.

    `agent` is set for agents, `contact` and `shop` for buyers; they must not change while it is
    attached. `is_supervisor`: role owner or supervisor.
    """

    @property
    def role(self) -> Literal["agent", "buyer"]:
        """Which side it is on."""

    @property
    def merchant(self) -> str:
        """The merchant's id."""

    @property
    def agent(self) -> str | None:
        """The agent's username."""

    @property
    def contact(self) -> str | None:
        """The buyer's contact id."""

    @property
    def shop(self) -> str | None:
        """The shop the buyer writes from."""

    @property
    def address(self) -> str:
        """Where it connects from; "" if that is unknown."""

    @property
    def is_supervisor(self) -> bool:
        """Whether every session's changes are told to it."""

    def deliver(self, frame: EventFrame) -> None:
        """Take one event. Never blocks, never raises, and may be called after the end."""
