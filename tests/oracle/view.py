"""Rows made easy to ask questions of. Knows the words of the rules, none of their consequences."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from presence.states import PresenceState
from routing import commands as c
from routing.events import Event
from routing.rows import AgentRow, ContactRow, DeskRows, Phase, SessionRow
from routing.settings import AgentConfig, DeskConfig
from tests.oracle.meanings import HERE

LIVE = (Phase.OPEN, Phase.CACHED, Phase.QUEUED)
SERVED = (Phase.OPEN, Phase.CACHED)


class View:
    """One moment of a desk."""

    def __init__(self, rows: DeskRows, config: DeskConfig) -> None:
        self.rows = rows
        self.config = config
        self.now_ms = rows.desk.now_ms
        self.agents = {row.agent: row for row in rows.agents}
        self.contacts = {row.contact: row for row in rows.contacts}
        self.sessions = {row.session: row for row in rows.sessions}
        self.configs = {agent.agent: agent for agent in config.agents}
        self.main = next(agent.agent for agent in config.agents if agent.main)
        self.state = {row.agent: effective(row) for row in rows.agents}

    def is_here(self, agent: str) -> bool:
        return agent in self.state and self.state[agent] in HERE

    def is_up(self, agent: str) -> bool:
        return self.is_here(agent) and self.agents[agent].connected

    def is_lost(self, agent: str) -> bool:
        return self.is_here(agent) and not self.agents[agent].connected

    @cached_property
    def receiving(self) -> list[AgentConfig]:
        return [agent for agent in self.config.agents if agent.receives]

    @cached_property
    def is_somebody_here(self) -> bool:
        return any(self.is_here(agent.agent) for agent in self.receiving)

    @cached_property
    def load(self) -> Counter[str]:
        """agent -> open and cached sessions as a member"""
        return Counter(m.agent for s in self.rows.sessions for m in s.members)

    @cached_property
    def open_count(self) -> Counter[str]:
        opened = [s for s in self.rows.sessions if s.phase is Phase.OPEN]
        return Counter(member.agent for session in opened for member in session.members)

    @cached_property
    def live(self) -> dict[str, list[SessionRow]]:
        """contact -> live sessions"""
        by_contact: dict[str, list[SessionRow]] = {}
        for session in self.rows.sessions:
            if session.phase in LIVE:
                by_contact.setdefault(session.contact, []).append(session)
        return by_contact

    @cached_property
    def queue(self) -> list[SessionRow]:
        queued = [s for s in self.rows.sessions if s.phase is Phase.QUEUED]
        return sorted(queued, key=self.queue_key)

    def queue_key(self, session: SessionRow) -> tuple[int, int]:
        shops = [shop.priority for shop in self.config.shops if shop.shop == session.shop]
        priority = max(self.contacts[session.contact].priority, *shops, 0)
        return session.arrived_ms - self.config.settings.boost_ms[priority], session.sequence

    def group(self, shop: str) -> str:
        return next((s.group for s in self.config.shops if s.shop == shop), "")

    def most(self, agent: str) -> float:
        """reception_max"""
        most = self.configs[agent].reception_max
        return float("inf") if most is None else most

    def is_serving(self, agent: str, contact: str) -> bool:
        return any(agent in names(s) for s in self.live.get(contact, []))

    def recent(self, contact: ContactRow) -> str | None:
        """The fresh one."""
        agent, at = contact.recent_agent, contact.recent_at_ms
        if agent is None or at is None or agent not in self.agents:
            return None
        is_fresh = at + self.config.settings.recent_contact_ms > self.now_ms
        return agent if is_fresh and at >= self.agents[agent].enabled_ms else None


def effective(row: AgentRow) -> PresenceState:
    if row.intent is None or not (row.connected or row.lost_since_ms is not None):
        return PresenceState.OFFLINE
    return row.intent


def names(session: SessionRow) -> tuple[str, ...]:
    return tuple(member.agent for member in session.members)


@dataclass(frozen=True, slots=True)
class Step:
    """`command` is None where only deadlines fired; `fired`: some fired before the command."""

    before: View
    command: c.Command | None
    fired: bool
    events: list[Event]
    after: View
