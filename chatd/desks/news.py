"""What is told at most every so often: queue, presence, others' waits, positions.

The first change after a quiet while is told at once, those that follow together when the time
has come. What one telling carries is bounded; what is left over comes with the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from chatd.bus.publications import Delivery, Topic
from chatd.desks.buyer_views import BuyerViews
from chatd.desks.connections import Connections
from chatd.desks.live import LiveDesk
from chatd.desks.state import SessionState
from chatd.desks.subscribers import EventFrame
from chatd.desks.timers import Timer, Timers
from chatd.desks.topics import agent_topic, agents_topic, buyers_topic, supervisors_topic
from chatd.desks.views import Views
from chatd.protocol import events as wire
from chatd.protocol.fields import AvailabilityState
from routing.rows import Phase, SessionRow

PRESENCES_MAX: Final = 20_000
"""Presences, each to everybody's connections, told at a time: a thousand agents who log in at
once must not be told of each other a million times in one go."""

CACHES_MAX: Final = 200
SESSIONS_MAX: Final = 200
POSITIONS_MAX: Final = 500
"""Things told of at a time."""

FIRST_POSITIONS: Final = 50
"""The head of the queue is looked at each time, what is behind it in turns."""


class Pulse:
    """Calls `tell` at most every `interval_ms`, as long as it has something left to tell."""

    def __init__(self, timers: Timers, interval_ms: int, tell: Callable[[], bool]) -> None:
        self._timers = timers
        self._interval_ms = interval_ms
        self._tell = tell
        self._next_ms = 0
        self._timer: Timer | None = None

    def beat(self, now_ms: int) -> None:
        """There is something to tell."""
        if self._timer is None and now_ms >= self._next_ms:
            self._beat(now_ms)
        elif self._timer is None:
            self._wait()

    def stop(self) -> None:
        """Tell nothing more."""
        if self._timer is not None:
            self._timer.cancel()

    def _beat(self, now_ms: int) -> None:
        self._next_ms = now_ms + self._interval_ms
        if self._tell():
            self._wait()

    def _wait(self) -> None:
        self._timer = self._timers.at(self._next_ms, self._due)

    def _due(self) -> None:
        self._timer = None
        self._beat(self._next_ms)


class News:
    """Collects what has changed, and tells it.

    Args:
        live: The desk.
        views: What agents see.
        buyer_views: What buyers see.
        connections: Who is there.
        timers: For what is told later.
        queue_ms: Least time between two tellings of queue, presence and waits.
        position_ms: Least time between two positions told to one buyer.
    """

    def __init__(
        self,
        *,
        live: LiveDesk,
        views: Views,
        buyer_views: BuyerViews,
        connections: Connections,
        timers: Timers,
        queue_ms: int,
        position_ms: int,
    ) -> None:
        self._live = live
        self._views = views
        self._buyer_views = buyer_views
        self._connections = connections
        self._agents_topic = agents_topic(live.merchant)
        self._supervisors_topic = supervisors_topic(live.merchant)
        self._queue_changed = False
        self._positions_changed = False
        self._agents: dict[str, None] = {}
        self._sessions: dict[str, None] = {}
        self._caches: dict[str, None] = {}
        self._cursor = 0
        self._availability: dict[str, AvailabilityState] = {}
        self._desk_pulse = Pulse(timers, queue_ms, self._tell_desk)
        self._position_pulse = Pulse(timers, position_ms, self._tell_positions)
        self._timers = timers
        self._hours: Timer | None = None

    def begin(self) -> None:
        """The desk is open: tell what is, and what will change by the hour."""
        self._note_all()
        self.watch_hours()

    def stop(self) -> None:
        """Tell nothing more."""
        self._desk_pulse.stop()
        self._position_pulse.stop()
        if self._hours is not None:
            self._hours.cancel()

    def watch_hours(self) -> None:
        """Tell who is there when working hours begin or end, as they are configured now."""
        if self._hours is not None:
            self._hours.cancel()
        edge_ms = self._live.config.next_edge_ms(self._live.now_ms())
        self._hours = None if edge_ms is None else self._timers.at(edge_ms, self.hours_changed)

    def hours_changed(self) -> None:
        """They begin or end now, or are other ones."""
        self._live.next_step()
        self._desk_pulse.beat(self._live.now_ms())
        self.watch_hours()

    # --------------------------------------------------------------------------------- noticing

    def _note_all(self) -> None:
        """What was noted of the desk before this one was perhaps never told."""
        desk, agents = self._live.desk, self._live.config.agents
        self.note_agents(agents)
        self._caches = {agent: None for agent in agents if desk.cache(agent)}
        self._queue_changed = self._positions_changed = True
        for session in self._live.facts.sessions.values():
            if session.is_live:
                self.note_session(session)
        self.tell_soon(self._live.now_ms())

    def note_agents(self, agents: Iterable[str]) -> None:
        """State, load, limits or avatar of these agents may be different."""
        for agent in agents:
            self._agents[agent] = None

    def note_session(self, session: SessionState) -> None:
        """Who waits for an answer is different: whoever gets no messages learns it from here."""
        if self._connections.is_heard(self._supervisors_topic):
            self._sessions[session.row.session] = None

    def note_moved(self, before: SessionRow | None, row: SessionRow) -> None:
        """A session came to, left or changed its place in the queue or a cache."""
        rows = (row,) if before is None else (before, row)
        for one in rows:
            if one.phase is Phase.QUEUED:
                self._queue_changed = self._positions_changed = True
            elif one.phase is Phase.CACHED:
                self._caches[one.members[0].agent] = None
                self._positions_changed = True

    def tell_soon(self, now_ms: int) -> None:
        """Tell what there is, or see that it will be told."""
        if self._positions_changed:
            for agent in self._caches:
                self._sessions.update(dict.fromkeys(self._live.desk.cache(agent)))
            self._tell_first()
            self._position_pulse.beat(now_ms)
        if self._queue_changed or self._agents or self._sessions:
            self._desk_pulse.beat(now_ms)

    # ---------------------------------------------------------------------------------- telling

    def _tell_desk(self) -> bool:
        """Queue and presence to all, waits to supervisors, places in a cache to its owner too."""
        for shop in self._live.config.shops:
            self._tell_availability(shop)
        if self._queue_changed:
            self._queue_changed = False
            self._tell_queue()
        listeners = self._connections.agent_connections()
        for agent in _take(self._agents, max(1, PRESENCES_MAX // (listeners or 1))):
            self._tell_presence(agent)
        for session in _take(self._sessions, SESSIONS_MAX):
            self._tell_session(session)
        return bool(self._agents or self._sessions)

    def _tell_queue(self) -> None:
        if self._connections.is_heard(self._agents_topic):
            view = self._views.queue()
            changed = wire.QueueChanged(view.waiting, view.entries)
            self._live.publish(Delivery((self._agents_topic,), EventFrame(changed)))

    def _tell_availability(self, shop: str) -> None:
        """To the shop's buyers, when a first message would meet something else than before."""
        found = self._buyer_views.availability(shop)
        if self._availability.get(shop) is found.state:
            return
        self._availability[shop] = found.state
        topic = buyers_topic(self._live.merchant, shop)
        if self._connections.is_heard(topic):
            changed = wire.AvailabilityChanged(found.state, found.waiting, found.eta_ms)
            self._live.publish(Delivery((topic,), EventFrame(changed)))

    def _tell_presence(self, agent: str) -> None:
        if not self._connections.is_heard(self._agents_topic):
            return
        view = self._views.agent(agent)
        if view is None:
            return
        changed = wire.PresenceChanged(
            agent=view.agent,
            state=view.state,
            lost=view.lost,
            open=view.open,
            cached=view.cached,
            windows_max=view.windows_max,
            reception_max=view.reception_max,
            avatar=view.avatar,
        )
        self._live.publish(Delivery((self._agents_topic,), EventFrame(changed)))

    def _tell_session(self, name: str) -> None:
        session = self._live.facts.sessions.get(name)
        if session is None:
            return
        deliveries = [self._seen((self._supervisors_topic,), session, with_watchers=True)]
        if session.row.phase is Phase.CACHED:
            owner = agent_topic(self._live.merchant, session.row.members[0].agent)
            deliveries.append(self._seen((owner,), session, with_watchers=False))
        self._live.publish(*(delivery for delivery in deliveries if delivery is not None))

    def _seen(
        self, topics: tuple[Topic, ...], session: SessionState, *, with_watchers: bool
    ) -> Delivery[EventFrame] | None:
        if not self._connections.is_heard(*topics):
            return None
        watchers = self._connections.watchers(session.row.session) if with_watchers else ()
        changed = wire.SessionChanged(self._views.session(session, watchers))
        return Delivery(topics, EventFrame(changed))

    # -------------------------------------------------------------------------------- positions

    def _tell_first(self) -> None:
        """Whoever is next learns it at once."""
        for name in self._live.desk.queue(1):
            self._tell_position(name, 1)

    def _tell_positions(self) -> bool:
        self._positions_changed = False
        for agent in _take(self._caches, CACHES_MAX):
            for position, name in enumerate(self._live.desk.cache(agent), start=1):
                self._tell_position(name, position)
        queue = self._live.desk.queue(self._live.desk.waiting())
        told = sum(
            self._tell_position(name, position)
            for position, name in enumerate(queue[:FIRST_POSITIONS], start=1)
        )
        return self._tell_rest(queue, told) or bool(self._caches)

    def _tell_rest(self, queue: list[str], told: int) -> bool:
        """Go on behind where the last telling stopped; whether somebody is left."""
        for index in range(max(self._cursor, FIRST_POSITIONS), len(queue)):
            if told >= POSITIONS_MAX:
                self._cursor = index
                return True
            told += self._tell_position(queue[index], index + 1)
        self._cursor = 0
        return False

    def _tell_position(self, name: str, position: int) -> bool:
        """Whether it was news."""
        session = self._live.facts.sessions[name]
        if session.told_position == position:
            return False
        topic = session.buyer_topic(self._live.merchant)
        if not self._connections.is_heard(topic):
            return False
        session.told_position = position
        view = self._buyer_views.session(session)
        self._live.publish(Delivery((topic,), EventFrame(wire.BuyerSessionChanged(view))))
        return True


def _take(things: dict[str, None], most: int) -> list[str]:
    """Take the first ones out of an ordered set of names."""
    taken = list(things)[:most]
    for name in taken:
        del things[name]
    return taken
