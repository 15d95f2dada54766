"""Everything a desk could know, as plain lists and dicts, and every question as a scan over them.

The oracle is the rules written a second time, slowly: nothing is kept that can be counted again,
nothing is indexed, nothing is shared with the engine but the types that go in and come out.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from presence.states import PresenceState
from routing.events import Refusal
from routing.rows import CloseReason, ContactRow, InvitationMode, Phase
from routing.settings import AgentConfig, DeskConfig, ShopConfig
from tests.oracle.meanings import ACCEPTING, HERE

LIVE = (Phase.OPEN, Phase.CACHED, Phase.QUEUED)


class Refused(Exception):
    """The command changes nothing."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(slots=True)
class Agent:
    config: AgentConfig
    windows_max: int
    enabled_ms: int
    intent: PresenceState | None = None
    connected: bool = False
    lost_since_ms: int | None = None
    last_turn: int = 0

    @property
    def name(self) -> str:
        return self.config.agent

    @property
    def state(self) -> PresenceState:
        """The effective one: without a connection, and past the grace, offline."""
        if self.intent is not None and (self.connected or self.lost_since_ms is not None):
            return self.intent
        return PresenceState.OFFLINE

    @property
    def is_here(self) -> bool:
        return self.state in HERE

    @property
    def is_up(self) -> bool:
        """Here and not lost."""
        return self.is_here and self.connected

    @property
    def is_accepting(self) -> bool:
        """Lost ones counted."""
        return self.state in ACCEPTING

    @property
    def is_suspended(self) -> bool:
        return self.state is PresenceState.SUSPENDED


@dataclass(slots=True)
class Contact:
    contact: str
    shop: str
    recent_agent: str | None
    recent_at_ms: int | None
    private: bool
    blocked: bool
    priority: int
    connected: bool
    absent_since_ms: int | None
    gone: bool


@dataclass(slots=True)
class Session:
    session: str
    contact: str
    shop: str
    created_ms: int
    arrived_ms: int
    sequence: int
    last_touched_ms: int
    phase: Phase
    members: dict[str, int] = field(default_factory=dict)
    """agent -> since_ms, in the order they joined"""
    guests: list[str] = field(default_factory=list)
    unanswered_since_ms: int | None = None
    seen: list[str] = field(default_factory=list)
    hops: int = 0
    left: bool = False
    held_until_ms: int | None = None
    cache_sequence: int | None = None
    closed_ms: int | None = None
    close_reason: CloseReason | None = None
    merged_into: str | None = None

    @property
    def is_live(self) -> bool:
        return self.phase in LIVE

    @property
    def is_answered(self) -> bool:
        return self.unanswered_since_ms is None


@dataclass(slots=True)
class Invitation:
    session: str
    target: str
    inviter: str
    mode: InvitationMode
    sent_ms: int


@dataclass(slots=True)
class World:
    config: DeskConfig
    now_ms: int
    agents: dict[str, Agent]
    """in provision order"""
    contacts: dict[str, Contact] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    """none of them closed"""
    closed: list[Session] = field(default_factory=list)
    """closed since somebody last looked"""
    identified: list[ContactRow] = field(default_factory=list)
    """visitors who turned out to be known since somebody last looked, with nothing left"""
    invitations: list[Invitation] = field(default_factory=list)
    full_groups: dict[str, int] = field(default_factory=dict)
    """group -> full since"""
    next_sequence: int = 1
    next_turn: int = 1

    # ---------------------------------------------------------------------------- agents

    def main(self) -> Agent:
        return next(agent for agent in self.agents.values() if agent.config.main)

    def receiving(self) -> list[Agent]:
        return [agent for agent in self.agents.values() if agent.config.receives]

    def is_somebody_here(self) -> bool:
        return any(agent.is_here for agent in self.receiving())

    def is_main_here(self) -> bool:
        return self.main().is_here and self.main().config.receives

    def open_count(self, agent: Agent) -> int:
        return sum(session.phase is Phase.OPEN for session in self.sessions_of(agent))

    def load(self, agent: Agent) -> int:
        """R8: open + cached."""
        return len(self.sessions_of(agent))

    def has_window(self, agent: Agent) -> bool:
        return self.open_count(agent) < agent.windows_max

    def has_room(self, agent: Agent) -> bool:
        """load < r"""
        most = agent.config.reception_max
        return most is None or self.load(agent) < most

    def sessions_of(self, agent: Agent) -> list[Session]:
        """Those the agent is a member of; watching and stepping in do not count."""
        return [session for session in self.sessions.values() if agent.name in session.members]

    def cache_of(self, agent: Agent) -> list[Session]:
        """FIFO."""
        cached = [s for s in self.sessions_of(agent) if s.phase is Phase.CACHED]
        return sorted(cached, key=lambda s: s.cache_sequence or 0)

    def balance_key(self, agent: Agent) -> tuple[bool, Fraction, int, int]:
        """R8: (open >= w, load / weight, last balanced turn, provision order)."""
        return (
            not self.has_window(agent),
            Fraction(self.load(agent), agent.config.weight),
            agent.last_turn,
            list(self.agents).index(agent.name),
        )

    # -------------------------------------------------------------------------- contacts

    def live(self, contact: str) -> list[Session]:
        return [s for s in self.sessions.values() if s.contact == contact and s.is_live]

    def other_live(self, session: Session) -> list[Session]:
        return [other for other in self.live(session.contact) if other is not session]

    def mailbox(self, contact: str) -> Session | None:
        for session in self.sessions.values():
            if session.contact == contact and session.phase is Phase.MAILBOX:
                return session
        return None

    def serves(self, agent: Agent, contact: str) -> bool:
        """A member of some live session of the contact."""
        return any(agent.name in session.members for session in self.live(contact))

    def holds(self, contact: str) -> bool:
        """The contact has a live session, or one that may return by itself."""
        mailbox = self.mailbox(contact)
        is_held = mailbox is not None and mailbox.held_until_ms is not None
        return is_held or bool(self.live(contact))

    def fresh_recent(self, contact: Contact) -> Agent | None:
        """Who last replied, if that is not too long ago and they were not disabled since."""
        agent = self.agents.get(contact.recent_agent or "")
        at = contact.recent_at_ms
        if agent is None or at is None or at < agent.enabled_ms:
            return None
        is_over = at + self.config.settings.recent_contact_ms <= self.now_ms
        return None if is_over else agent

    # -------------------------------------------------------------------------- sessions

    def queue(self) -> list[Session]:
        """R10: arrival - boost of its priority, then sequence."""
        queued = [s for s in self.sessions.values() if s.phase is Phase.QUEUED]
        return sorted(queued, key=self.queue_key)

    def queue_key(self, session: Session) -> tuple[int, int]:
        priority = max(self.contacts[session.contact].priority, self.shop(session.shop).priority)
        return session.arrived_ms - self.config.settings.boost_ms[priority], session.sequence

    def shop(self, name: str) -> ShopConfig:
        """One that vanished keeps what it has, with every agent and no priority."""
        known = [shop for shop in self.config.shops if shop.shop == name]
        return known[0] if known else ShopConfig(name)

    def has_buyer_left(self, session: Session) -> bool:
        return session.left or self.contacts[session.contact].gone

    # --------------------------------------------------------------------------- numbers

    def draw_sequence(self) -> int:
        self.next_sequence += 1
        return self.next_sequence - 1

    def draw_turn(self) -> int:
        self.next_turn += 1
        return self.next_turn - 1


def last_touched(sessions: list[Session]) -> Session:
    return max(sessions, key=lambda s: (s.last_touched_ms, s.sequence))
