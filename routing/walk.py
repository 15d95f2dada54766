"""Settle (2): the walk through the waiting queue, in the order of R10.

Whoever can be placed is placed, the others are skipped; but the walk never looks at them. Three
things can place an entry: main (R2, R4), the recent contact (R6), a candidate of the group (R7).
Each has its own part of the queue, and an entry that could not be placed at the last settle cannot
be placed now unless its part was *woken* since (I6):

- main's: whenever main is here, it is empty after every walk;
- a recent contact's: when the agent's presence changes, or an entry joins it;
- a group's: when an agent moves in the group's pool, an entry joins it, or the group's wait is
  over; a group that is *astray*, because everyone may take its sessions, when an agent moves in
  everyone's pool.

The heads of the woken parts go through a heap. Placing one may wake a group: a group that fills up
after its wait is everyone's. So the walk ends when nothing that waits could be placed, and nobody
overtakes an earlier one the same agent could serve (I12).
"""

from heapq import heappop, heappush

from queueing.waiting import Key
from routing import moves
from routing.agents import AgentState
from routing.arrivals import bind
from routing.balance import base_pool, choose, take_turn
from routing.roster import EVERYONE
from routing.rows import Decision
from routing.rules import refused_by_all
from routing.sessions import SessionState
from routing.state import DeskState

_Part = tuple[str, str]
"""("main", ""), ("recent", agent) or ("group", group)."""
_MAIN: _Part = ("main", "")


def walk_queue(desk: DeskState) -> None:
    """Place whoever can be placed (I6); if nobody is here, all go to the mailbox (I7).

    O(log n) for each that is placed and each part that was woken.
    """
    if not desk.somebody_is_here:
        while (head := desk.queue.head()) is not None:
            _send_to_mailbox(desk, desk.sessions[head[2]])
    if desk.queue:
        _Walk(desk).run()
    desk.woken_agents.clear()
    desk.roster.woken_groups.clear()


class _Walk:
    """One walk: the heads of the parts of the queue that something could place."""

    def __init__(self, desk: DeskState) -> None:
        self._desk = desk
        self._heads: list[tuple[Key, _Part]] = []
        self._parts: set[_Part] = set()

    def run(self) -> None:
        self._put(_MAIN)
        self._put_woken()
        while self._heads:
            key, part = heappop(self._heads)
            self._parts.remove(part)
            if self._head(part) == key:
                _place(self._desk, self._desk.sessions[key[2]])
            self._put(part)
            self._put_woken()

    def _put_woken(self) -> None:
        desk, roster = self._desk, self._desk.roster
        roster.flush()
        woken, roster.woken_groups = roster.woken_groups, {}
        for group in woken:
            self._put(("group", group))
        if EVERYONE in woken and roster.astray_groups and roster.everyone.candidates():
            for group in list(roster.astray_groups):
                self._put(("group", group))
        agents, desk.woken_agents = desk.woken_agents, {}
        for agent in agents:
            self._put(("recent", agent))

    def _put(self, part: _Part) -> None:
        if part in self._parts:
            return
        head = self._head(part)
        if head is not None:
            heappush(self._heads, (head, part))
            self._parts.add(part)

    def _head(self, part: _Part) -> Key | None:
        """The first of a part, if it can be placed now."""
        kind, name = part
        if kind == "group":
            return _head_of_group(self._desk, name)
        if kind == "recent":
            return _head_of_recent(self._desk, self._desk.roster.by_name.get(name))
        return self._desk.queue.head_of_private() if self._desk.main_is_here else None


def _head_of_group(desk: DeskState, group: str) -> Key | None:
    """R7: the group's first, if it has a candidate; if not, note whether it waits for everyone."""
    head = desk.queue.head_of_group(group)
    astray = desk.roster.astray_groups
    if head is None:
        astray.pop(group, None)
        return None
    pool = base_pool(desk, group)
    if pool.candidates():
        return head
    if pool.group == group:
        astray.pop(group, None)
    else:
        astray[group] = None
    return None


def _head_of_recent(desk: DeskState, agent: AgentState | None) -> Key | None:
    """R6: the first of those who are fresh; the others never will be again, and are dropped."""
    if agent is None or not agent.takes_addressed:
        return None
    while (head := desk.queue.head_of_recent(agent.id)) is not None:
        if desk.fresh_recent(desk.contact_of(desk.sessions[head[2]])) is agent:
            return head
        desk.queue.drop_recent(head[2])
    return None


def _place(desk: DeskState, session: SessionState) -> None:
    """R2 and R4 (private, main here), else R6, else R7 and R8."""
    contact = desk.contact_of(session)
    if contact.private and desk.main_is_here:
        main = desk.roster.main
        bind(desk, session, main, Decision("R4", main.id))
        return
    recent = desk.fresh_recent(contact)
    if recent is not None and recent.takes_addressed:
        bind(desk, session, recent, Decision("R6", recent.id))
        return
    choice = choose(desk, desk.group_of(session))
    assert choice is not None
    take_turn(desk, choice.agent)
    bind(desk, session, choice.agent, choice.decision)


def _send_to_mailbox(desk: DeskState, session: SessionState) -> None:
    """R9: what leaves the queue because everybody went is held, unless its buyer has left."""
    has_left = session.left or desk.contact_of(session).gone
    held_until_ms = None if has_left else desk.now_ms + desk.settings.queue_hold_ms
    decision = refused_by_all(desk, desk.group_of(session))
    moves.put_in_mailbox(desk, session, decision, held_until_ms)
