"""What a desk answers when it is asked: frozen pictures of one moment."""

from enum import StrEnum

from presence.states import PresenceState
from routing.rows import AgentRow, BalanceKey, Decision, Phase
from routing.settings import AgentConfig
from routing.values import value


@value
class AgentView:
    """An agent now. `state` is the effective one; `lost` is only said of agents who are here."""

    agent: str
    row: AgentRow
    config: AgentConfig
    state: PresenceState
    lost: bool
    open: int
    cached: int


class AvailabilityState(StrEnum):
    """What a new buyer's first message would meet."""

    AVAILABLE = "available"
    QUEUE = "queue"
    MAILBOX = "mailbox"


@value
class Availability:
    """`waiting` others are in the waiting queue. Working hours (R16) are the caller's to know."""

    state: AvailabilityState
    waiting: int


class Verdict(StrEnum):
    """Why an agent takes a session or does not; `takes` has it or would get it."""

    TAKES = "takes"
    NOT_FIRST = "not_first"
    FULL = "full"
    """load >= reception_max"""
    SUSPENDED_WHILE_OTHERS_ACCEPT = "suspended_while_others_accept"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"
    LOST = "lost"
    NOT_RECEIVING = "not_receiving"
    NOT_IN_GROUP = "not_in_group"
    HIGHER_TIER_AVAILABLE = "higher_tier_available"
    """An agent of a lower tier number has room."""
    NOT_PRIVATE_OWNER = "not_private_owner"
    """A private contact is main's."""
    SERVES_CONTACT = "serves_contact"
    """Is a member of this or another session of the contact already."""


@value
class Candidate:
    """One agent's verdict. `key` is R8's, of agents who would be compared by it."""

    agent: AgentView
    verdict: Verdict
    key: BalanceKey | None


@value
class Explanation:
    """Why a session is where it is, and what would become of it now, agent by agent.

    `decision` is the one that put the session there. `rule` is the one that would route it now.
    `candidates` are in provision order. `position` is the rank in the waiting queue, from 1.
    """

    session: str
    phase: Phase
    decision: Decision | None
    rule: str
    position: int | None
    candidates: tuple[Candidate, ...]
