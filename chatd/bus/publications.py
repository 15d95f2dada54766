"""What a desk has to say, to whom: topics, frames, and the step it was said in."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

import msgspec

Topic = tuple[str, str, str]
"""(merchant, kind, id): something connections listen to, such as an agent's name."""

Frame = TypeVar("Frame")
Taken_contra = TypeVar("Taken_contra", contravariant=True)


class Receiver(Protocol[Taken_contra]):
    """Who listens. Equal only to itself."""

    def deliver(self, frame: Taken_contra) -> None:
        """Take one frame. Never blocks, never raises, never calls the bus."""


class Delivery(msgspec.Struct, Generic[Frame], frozen=True):
    """One frame for everybody who listens to one of the topics."""

    topics: tuple[Topic, ...]
    frame: Frame


class Publication(msgspec.Struct, Generic[Frame], frozen=True):
    """What one step says of one thing. A receiver gets the first delivery it listens to, once.

    `step` grows with every step of a desk: a receiver that began to listen at step n has been
    told everything up to n already.
    """

    step: int
    deliveries: tuple[Delivery[Frame], ...]


class Bus(Protocol[Frame]):
    """Carries publications to receivers. Publications of one desk arrive in their order."""

    def subscribe(self, topic: Topic, receiver: Receiver[Frame], after_step: int) -> None:
        """Begin to deliver what later steps say. Again: nothing changes."""

    def unsubscribe(self, topic: Topic, receiver: Receiver[Frame]) -> None:
        """Stop. It need not be subscribed."""

    def is_heard(self, topic: Topic) -> bool:
        """Whether somebody may listen: what nobody hears need not be made."""

    def publish(self, publication: Publication[Frame]) -> None:
        """Deliver to everybody who listens. Never blocks, never raises."""
