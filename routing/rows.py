"""The desk's state as rows: what is persisted, what `Desk.restore` takes, what tests compare.

A row is the whole of one thing at one moment; the newest row of a thing replaces the older ones.
"""

from enum import StrEnum

from presence.states import PresenceState
from routing.values import value


class Phase(StrEnum):
    """Where a session stands (I1); live = open, cached or queued."""

    OPEN = "open"
    CACHED = "cached"
    QUEUED = "queued"
    MAILBOX = "mailbox"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a session was closed."""

    AGENT = "agent"
    """A member closed it."""
    BUYER_LEFT = "buyer_left"
    MERGED = "merged"
    BLOCKED = "blocked"
    AGENT_AWAY = "agent_away"
    AGENT_OFFLINE = "agent_offline"


class InvitationMode(StrEnum):
    """`join`: both stay (three-way). `transfer`: the inviter leaves on acceptance."""

    JOIN = "join"
    TRANSFER = "transfer"


@value
class BalanceKey:
    """R8's key; smaller is better. The load is load / weight as a reduced fraction."""

    is_full: bool
    """open >= windows_max"""
    load: tuple[int, int]
    last_turn: int
    order: int


@value
class Decision:
    """Why a session is where it is: the short form of `Desk.explain`, kept with the session.

    `rule` is "R2" … "R18" for a rule, or "open", "claim", "start", "accept", "take_over",
    "reassign", "cache" (a window became free), "close" for a person's act.
    `refused` counts the agents passed over, by reason, in the order of the reasons' names.
    """

    rule: str
    agent: str | None = None
    key: BalanceKey | None = None
    runner_up: str | None = None
    runner_up_key: BalanceKey | None = None
    refused: tuple[tuple[str, int], ...] = ()


@value
class AgentRow:
    """An agent's routing state.

    `intent` is None before the first log-in. Effective state: the intent while `connected` or
    while `lost_since_ms` is set (the grace runs), else offline.
    `last_turn` is the number of the agent's last balanced turn, 0 for none.
    `enabled_ms` is when the agent (again) became part of the merchant: older recents lapse.
    """

    agent: str
    intent: PresenceState | None
    connected: bool
    lost_since_ms: int | None
    windows_max: int
    last_turn: int
    enabled_ms: int


@value
class ContactRow:
    """A buyer as one shop knows them.

    Absence: `connected` False, `absent_since_ms` set; after `buyer_grace_ms` `gone` is True,
    until the buyer connects or writes. These three mean something only while the contact has a
    live or held session; `mailbox` is the id of the contact's only mailbox session.
    """

    contact: str
    shop: str
    recent_agent: str | None = None
    recent_at_ms: int | None = None
    private: bool = False
    blocked: bool = False
    priority: int = 0
    mailbox: str | None = None
    connected: bool = False
    absent_since_ms: int | None = None
    gone: bool = False


@value
class Member:
    """One who takes part. `since_ms`: when the session opened for them (cached: was bound)."""

    agent: str
    since_ms: int


@value
class SessionRow:
    """One consultation.

    `members` in the order they joined; the first is the owner. `guests` are supervisors who
    stepped in (open sessions only). (`arrived_ms` - boost, `sequence`) is R10's key: `sequence`
    is drawn anew whenever the session arrives. `cache_sequence` orders an agent's cache.
    `seen`: who was a member while the present question waited, in order of first time.
    `hops`: R15's moves of the present question. `left`: the buyer left this session and has
    not written in it since. `held_until_ms`: a mailbox session that returns by itself (R9).
    """

    session: str
    contact: str
    shop: str
    phase: Phase
    members: tuple[Member, ...]
    guests: tuple[str, ...]
    created_ms: int
    arrived_ms: int
    sequence: int
    last_touched_ms: int
    unanswered_since_ms: int | None
    seen: tuple[str, ...]
    hops: int
    left: bool
    held_until_ms: int | None
    cache_sequence: int | None
    decision: Decision | None
    closed_ms: int | None = None
    close_reason: CloseReason | None = None
    merged_into: str | None = None


@value
class InvitationRow:
    """An open invitation; unique for (session, target)."""

    session: str
    target: str
    inviter: str
    mode: InvitationMode
    sent_ms: int


@value
class DeskRow:
    """The desk's own counters and clocks.

    `full_groups`: (group, since_ms) of every group whose accepting members are all at
    reception_max, sorted by group (R7).
    """

    now_ms: int
    next_sequence: int
    next_turn: int
    full_groups: tuple[tuple[str, int], ...]


@value
class DeskRows:
    """Everything a desk holds, each tuple sorted by id: `restore(config, rows)` equals the desk.

    `contacts`: those with a live or held session. `sessions`: all sessions of these contacts
    that are not closed.
    """

    desk: DeskRow
    agents: tuple[AgentRow, ...]
    contacts: tuple[ContactRow, ...]
    sessions: tuple[SessionRow, ...]
    invitations: tuple[InvitationRow, ...]


@value
class Changes:
    """What the steps since the last `take_changes` changed, as newest rows.

    Closed sessions and forgotten contacts come once more with their last state.
    """

    desk: DeskRow
    next_deadline_ms: int | None
    is_live: bool
    """The desk holds a live or held session, or an agent who is here: restore it at start-up."""
    agents: tuple[AgentRow, ...]
    agents_removed: tuple[str, ...]
    contacts: tuple[ContactRow, ...]
    sessions: tuple[SessionRow, ...]
    invitations: tuple[InvitationRow, ...]
    invitations_removed: tuple[tuple[str, str], ...]


@value
class ContactFacts:
    """What the shell knows of a contact that the desk does not hold.

    `row.connected` must be true to life; `row.absent_since_ms` and `row.gone` are not read.
    `mailbox` is the contact's mailbox session, if `row.mailbox` names one.
    """

    row: ContactRow
    mailbox: SessionRow | None = None
