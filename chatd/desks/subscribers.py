"""What the desks know of a connection: who it is, and that frames can be delivered to it."""

from __future__ import annotations

from typing import Final, Literal, Protocol, get_args

import msgspec

from chatd.protocol.codec import Outgoing
from chatd.protocol.events import BuyerEvent

_BUYER_EVENTS: Final = frozenset(get_args(BuyerEvent))


class EventFrame(Outgoing):
    """One event on its way to many connections, encoded at most once an encoding.

    Args:
        message: The event's struct.
        droppable: A slow connection may go without it (typing previews).
        internal: Never for a buyer, as is every event that only agents may receive; a buyer's
            connection refuses it.
    """

    __slots__ = ("droppable", "internal")

    def __init__(
        self, message: msgspec.Struct, *, droppable: bool = False, internal: bool = False
    ) -> None:
        super().__init__(message)
        self.droppable = droppable
        self.internal = internal or type(message) not in _BUYER_EVENTS


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
