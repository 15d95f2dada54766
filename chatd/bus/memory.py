"""The bus within one process."""

from __future__ import annotations

from typing import Generic

from chatd.bus.publications import Frame, Publication, Receiver, Topic


class MemoryBus(Generic[Frame]):
    """See `Bus`. A topic exists while somebody listens to it."""

    def __init__(self) -> None:
        self._topics: dict[Topic, dict[Receiver[Frame], int]] = {}

    def subscribe(self, topic: Topic, receiver: Receiver[Frame], after_step: int) -> None:
        """Begin to deliver what later steps say. Again: nothing changes."""
        self._topics.setdefault(topic, {}).setdefault(receiver, after_step)

    def unsubscribe(self, topic: Topic, receiver: Receiver[Frame]) -> None:
        """Stop. It need not be subscribed."""
        receivers = self._topics.get(topic)
        if receivers is None:
            return
        receivers.pop(receiver, None)
        if not receivers:
            del self._topics[topic]

    def is_heard(self, topic: Topic) -> bool:
        """Whether somebody listens."""
        return topic in self._topics

    def publish(self, publication: Publication[Frame]) -> None:
        """Deliver to everybody who listens, at once."""
        step = publication.step
        told: set[Receiver[Frame]] = set()
        for delivery in publication.deliveries:
            for topic in delivery.topics:
                for receiver, after_step in self._topics.get(topic, _NOBODY).items():
                    if after_step < step and receiver not in told:
                        told.add(receiver)
                        receiver.deliver(delivery.frame)


_NOBODY: dict[Receiver[object], int] = {}
