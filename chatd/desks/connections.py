"""Who is connected to a merchant's desk, and who watches what. Outlives a discard of the desk."""

from __future__ import annotations

from chatd.bus.publications import Bus, Topic
from chatd.desks.subscribers import EventFrame, Subscriber
from chatd.desks.topics import (
    agent_topic,
    agents_topic,
    buyers_topic,
    contact_topic,
    supervisors_topic,
    watch_topic,
)


class Connections:
    """The attached subscribers of one merchant.

    Args:
        merchant: Whose.
        bus: Where they listen.
    """

    def __init__(self, merchant: str, bus: Bus[EventFrame]) -> None:
        self._merchant = merchant
        self._bus = bus
        self._topics: dict[Subscriber, tuple[Topic, ...]] = {}
        self._agents: dict[str, set[Subscriber]] = {}
        self._contacts: dict[str, set[Subscriber]] = {}
        self._watchers: dict[str, set[Subscriber]] = {}
        self._watched: dict[Subscriber, set[str]] = {}
        self._since: dict[Subscriber, int] = {}
        self._agent_connections = 0

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, subscriber: Subscriber) -> bool:
        return subscriber in self._topics

    def add(self, subscriber: Subscriber, step: int) -> None:
        """Deliver what later steps say."""
        agent, contact, shop = subscriber.agent, subscriber.contact, subscriber.shop
        merchant = self._merchant
        topics: list[Topic] = []
        if agent is not None:
            self._agent_connections += 1
            self._agents.setdefault(agent, set()).add(subscriber)
            topics += [agent_topic(merchant, agent), agents_topic(merchant)]
            if subscriber.is_supervisor:
                topics.append(supervisors_topic(merchant))
        if contact is not None and shop is not None:
            self._contacts.setdefault(contact, set()).add(subscriber)
            topics += [contact_topic(merchant, contact), buyers_topic(merchant, shop)]
        self._topics[subscriber] = tuple(topics)
        self._since[subscriber] = step
        for topic in topics:
            self._bus.subscribe(topic, subscriber, step)

    def remove(self, subscriber: Subscriber) -> list[str]:
        """Deliver nothing more. Returns the sessions it watched."""
        if subscriber in self._topics and subscriber.agent is not None:
            self._agent_connections -= 1
        for topic in self._topics.pop(subscriber, ()):
            self._bus.unsubscribe(topic, subscriber)
        self._since.pop(subscriber, None)
        _discard(self._agents, subscriber.agent, subscriber)
        _discard(self._contacts, subscriber.contact, subscriber)
        watched = sorted(self._watched.get(subscriber, ()))
        for session in watched:
            self.unwatch(subscriber, session)
        return watched

    def since(self, subscriber: Subscriber) -> int:
        """The step its snapshot was taken at."""
        return self._since[subscriber]

    def is_heard(self, *topics: Topic) -> bool:
        """Whether anybody listens: what nobody hears need not be made."""
        return any(map(self._bus.is_heard, topics))

    def agent_connections(self) -> int:
        """How many connections agents have."""
        return self._agent_connections

    def has_agent(self, agent: str) -> bool:
        """Whether an agent has a connection."""
        return agent in self._agents

    def has_contact(self, contact: str) -> bool:
        """Whether a contact has a connection."""
        return contact in self._contacts

    # --------------------------------------------------------------------------------- watching

    def watch(self, subscriber: Subscriber, session: str, step: int) -> None:
        """Deliver what later steps say of a session, messages included."""
        self._watchers.setdefault(session, set()).add(subscriber)
        self._watched.setdefault(subscriber, set()).add(session)
        self._bus.subscribe(watch_topic(self._merchant, session), subscriber, step)

    def unwatch(self, subscriber: Subscriber, session: str) -> bool:
        """No more. Whether it did."""
        was_watching = self.is_watching(subscriber, session)
        self._bus.unsubscribe(watch_topic(self._merchant, session), subscriber)
        _discard(self._watchers, session, subscriber)
        watched = self._watched.get(subscriber)
        if watched is not None:
            watched.discard(session)
            if not watched:
                del self._watched[subscriber]
        return was_watching

    def is_watching(self, subscriber: Subscriber, session: str) -> bool:
        """Whether this very connection watches the session."""
        return session in self._watched.get(subscriber, ())

    def watchers(self, session: str) -> tuple[str, ...]:
        """Who watches a session, by username."""
        watchers = self._watchers.get(session, ())
        return tuple(sorted({one.agent for one in watchers if one.agent is not None}))


def _discard(by_name: dict[str, set[Subscriber]], name: str | None, subscriber: Subscriber) -> None:
    subscribers = by_name.get(name) if name is not None else None
    if name is not None and subscribers is not None:
        subscribers.discard(subscriber)
        if not subscribers:
            del by_name[name]
