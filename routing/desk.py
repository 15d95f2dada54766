"""The desk of one merchant: who owns this buyer.

Pure and deterministic: commands and the time go in, events come out, ids come from outside. One
step fires the deadlines that are due, carries out the command and settles; it costs O(log n) in
agents and waiting sessions, and what it moves.

    handle(command, now_ms) -> events        rows() / restore(config, rows)
    next_deadline_ms(), tick(now_ms)         take_changes()

The rules are in `routing.rules` (R1–R9), `routing.balance` (R7, R8), `routing.settle`,
`routing.departures` (R11, R12, R14) and `routing.buyers` (R13); docs/routing.md tells them.
"""

from routing.commands import Command
from routing.dispatch import carry_out
from routing.errors import Refused
from routing.events import CommandRefused, Event
from routing.explain import availability, explain, view_of, windows_at, windows_for
from routing.invariants import check
from routing.restoring import new_state, restore_state, rows_of, take_changes
from routing.rows import Changes, ContactRow, DeskRows, InvitationRow, SessionRow
from routing.settings import DeskConfig
from routing.settle import settle
from routing.state import DeskState
from routing.steps import finish_step, fire_deadlines
from routing.views import AgentView, Availability, Explanation


class Desk:
    """The routing state of one merchant. Made by `new` or `restore`."""

    def __init__(self, state: DeskState) -> None:
        self._state = state

    @classmethod
    def new(cls, config: DeskConfig, now_ms: int) -> "Desk":
        """The desk of a merchant who has just been provisioned: nobody has logged in yet."""
        return cls(new_state(config, now_ms))

    @classmethod
    def restore(cls, config: DeskConfig, rows: DeskRows) -> "Desk":
        """The desk these rows were taken from (I17); nothing is said. O(n log n).

        If the configuration is newer than the rows, `Configure` with it comes next.
        """
        return cls(restore_state(config, rows))

    # -------------------------------------------------------------------------------- stepping

    def handle(self, command: Command, now_ms: int) -> list[Event]:
        """One step: the deadlines <= now_ms, then the command, each with its settle.

        A `now_ms` before the last one counts as that. What the caller did wrong is an event,
        `CommandRefused`, the last one; the command has then changed nothing.
        """
        state = self._state
        now_ms = max(now_ms, state.now_ms)
        fire_deadlines(state, now_ms)
        state.now_ms = now_ms
        try:
            if carry_out(state, command):
                settle(state)
        except Refused as refused:
            state.emit(CommandRefused(refused.code, refused.message))
        finish_step(state)
        return self._take_events()

    def tick(self, now_ms: int) -> list[Event]:
        """Fire the deadlines <= now_ms, in their order, each at its own time."""
        fire_deadlines(self._state, now_ms)
        self._state.now_ms = max(now_ms, self._state.now_ms)
        finish_step(self._state)
        return self._take_events()

    def next_deadline_ms(self) -> int | None:
        """When `tick` has something to do."""
        return self._state.deadlines.next_ms()

    def _take_events(self) -> list[Event]:
        events, self._state.events = self._state.events, []
        return events

    # ------------------------------------------------------------------------------------ rows

    def rows(self) -> DeskRows:
        """Everything the desk holds. O(n log n)."""
        return rows_of(self._state)

    def take_changes(self) -> Changes:
        """What the steps since the last call have changed, as newest rows. O(changed)."""
        return take_changes(self._state)

    def check_invariants(self) -> None:
        """Check I1–I17 as far as one state shows them. O(n log n), for tests.

        Raises:
            InvariantViolation: Our bug.
        """
        check(self._state)

    # --------------------------------------------------------------------------------- looking

    def holds(self, contact: str) -> bool:
        """Whether the desk knows this contact: something live, or a held session."""
        return contact in self._state.contacts

    def session(self, session: str) -> SessionRow | None:
        """A session of a contact the desk holds, unless closed."""
        found = self._state.sessions.get(session)
        return None if found is None else found.row()

    def contact(self, contact: str) -> ContactRow | None:
        """A contact the desk holds."""
        found = self._state.contacts.get(contact)
        return None if found is None else found.row()

    def agent(self, agent: str) -> AgentView | None:
        """An agent now."""
        found = self._state.roster.by_name.get(agent)
        return None if found is None else view_of(found)

    def agents(self) -> list[AgentView]:
        """All agents, in provision order. O(agents)."""
        return [view_of(agent) for agent in self._state.roster.order]

    def position(self, session: str) -> int | None:
        """The rank in the waiting queue, 1..n in the order of R10; None if queued nowhere."""
        return self._state.queue.position(session)

    def queue(self, limit: int) -> list[str]:
        """The first `limit` of the waiting queue, in the order of R10."""
        return self._state.queue.first(limit)

    def waiting(self) -> int:
        """How many sessions are in the waiting queue."""
        return len(self._state.queue)

    def cache(self, agent: str) -> list[str]:
        """An agent's message cache, first in first out."""
        found = self._state.roster.by_name.get(agent)
        return [] if found is None else list(found.cache)

    def sessions_of(self, agent: str) -> list[str]:
        """What the agent takes part in, open or cached, as member or guest; sorted."""
        found = self._state.roster.by_name.get(agent)
        return [] if found is None else sorted((*found.sessions, *found.guest_of))

    def invitations_for(self, agent: str) -> list[InvitationRow]:
        """What the agent is invited to, by session."""
        return self._state.invitations.of_target(agent)

    def invitations_of(self, session: str) -> list[InvitationRow]:
        """Who is invited to the session, by target."""
        return self._state.invitations.of_session(session)

    def serving(self, contact: str, agent: str) -> str | None:
        """The live session of the contact in which the agent is a member."""
        found = self._state.contacts.get(contact)
        session = None if found is None else found.served_by(agent)
        return None if session is None else session.session

    def explain(self, session: str) -> Explanation | None:
        """Why the session is where it is, agent by agent; None if not held. O(agents)."""
        found = self._state.sessions.get(session)
        return None if found is None else explain(self._state, found)

    def availability(self, shop: str) -> Availability:
        """What a new buyer's first message in this shop would meet."""
        return availability(self._state, shop)

    def serving_windows(self, session: str) -> int:
        """The windows of the agents who could serve this waiting session; 0 if not held."""
        found = self._state.sessions.get(session)
        return 0 if found is None else windows_for(self._state, found)

    def shop_windows(self, shop: str) -> int:
        """The windows of the agents who could serve a new buyer of this shop."""
        return windows_at(self._state, shop)
