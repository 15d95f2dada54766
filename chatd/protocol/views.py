"""What a client may see of things: the state that snapshots carry and events replace.

A field with a default is absent from the wire while it has it; every other field always stands.
"""

from __future__ import annotations

import msgspec

from chatd.protocol.bodies import Body, ProductBody
from chatd.protocol.fields import (
    AgentRole,
    AuthorRole,
    AvailabilityState,
    Channel,
    CloseReason,
    InvitationMode,
    Membership,
    MessageKind,
    Phase,
    PresenceState,
    Score,
    Seq,
    Verdict,
)
from chatd.protocol.settings import AvatarView, Consent, Question, SummaryGroup


class View(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of all views. Clients ignore fields they do not know, so these may grow."""


class ChannelSeqs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One number for each channel: what a client has, has read, or what there is. 0 is nothing."""

    public: Seq = 0
    internal: Seq = 0


class Author(View, frozen=True):
    """Who wrote. `id` is the username of an agent, the contact id of a buyer, "" for system."""

    role: AuthorRole
    id: str
    name: str


class MessageView(View, frozen=True):
    """One message. (session, channel, seq) is its key; `cid` stands for its author only.

    `automatic` marks a text the server sent in an agent's name (a welcome, an auto-answer).
    """

    session: str
    channel: Channel
    seq: int
    at_ms: int
    author: Author
    kind: MessageKind
    body: Body
    cid: str | None = None
    automatic: bool = False


class PageView(View, frozen=True):
    """The page a buyer looks at, or came from; `product` is what it shows, as the shop says."""

    url: str
    title: str
    referrer: str | None = None
    at_ms: int | None = None
    product: ProductBody | None = None


class ContactView(View, frozen=True):
    """A buyer as one shop knows them.

    `buyer` is the sub of the shop's identity, absent for a visitor nobody has named.
    """

    id: str
    shop: str
    name: str
    buyer: str | None = None
    email: str | None = None
    private: bool = False
    blocked: bool = False
    priority: int = 0
    connected: bool = False
    recent_agent: str | None = None
    page: PageView | None = None


class MemberView(View, frozen=True):
    """An agent in a session: a member, or a supervisor who stepped in."""

    agent: str
    name: str
    how: Membership


class KeyView(View, frozen=True):
    """R8's key of one agent at one decision; the smallest wins, compared in this order.

    Args:
        is_full: All windows of the agent are taken.
        load: load / weight as a reduced fraction, numerator and denominator.
        last_turn: Number of the agent's last balanced turn; 0 for none.
        order: The agent's place in the provision file.
    """

    agent: str
    is_full: bool
    load: tuple[int, int]
    last_turn: int
    order: int


class RefusalCount(View, frozen=True):
    """How many agents did not take a session for one reason."""

    verdict: Verdict
    agents: int


class ReasonView(View, frozen=True):
    """Why a session is where it is.

    Args:
        rule: The rule of docs/routing.md that fired, such as "R8", or what a person did:
            "open", "claim", "start", "accept", "take_over", "reassign", "cache", "close".
        text_key: Key of the sentence an interface shows; the rule, unless it has several.
        agent: Whom the session went to, if to anybody.
        by: The agent whose command it was, where a person decided.
        winner: R8's key of `agent`, where R8 decided.
    """

    rule: str
    text_key: str
    at_ms: int
    agent: str | None = None
    by: str | None = None
    winner: KeyView | None = None
    runner_up: KeyView | None = None
    refused: tuple[RefusalCount, ...] = ()


class ReadView(View, frozen=True):
    """How far everybody has read: the buyer (public) and each agent by username."""

    buyer: int
    agents: dict[str, ChannelSeqs]


class SummaryView(View, frozen=True):
    """What an agent wrote down about a session."""

    category: str
    note: str
    by: str
    at_ms: int


class RatingView(View, frozen=True):
    """What the buyer thought of it."""

    score: Score
    comment: str
    at_ms: int


class SessionView(View, frozen=True):
    """A session as agents see it.

    Args:
        owner: The agent it counts for; absent while queued, in the mailbox or closed.
        position: Rank from 1: in the waiting queue when queued, in the owner's cache when cached.
        eta_ms: Expected wait; absent when nothing is known.
        held_until_ms: A mailbox session returns to the queue by itself until then.
        unanswered_since_ms: The buyer waits for an answer since then; absent when answered.
        watchers: Usernames of supervisors who look on; sent to supervisors only.
        merged_into: Where a session closed as merged went on.
    """

    id: str
    shop: str
    contact: ContactView
    phase: Phase
    arrived_ms: int
    members: tuple[MemberView, ...]
    seq: ChannelSeqs
    read: ReadView
    priority: int
    buyer_connected: bool
    reason: ReasonView
    owner: str | None = None
    group: str | None = None
    position: int | None = None
    eta_ms: int | None = None
    last_message: MessageView | None = None
    unanswered_since_ms: int | None = None
    held_until_ms: int | None = None
    closed_ms: int | None = None
    close_reason: CloseReason | None = None
    merged_into: str | None = None
    summary: SummaryView | None = None
    rating: RatingView | None = None
    watchers: tuple[str, ...] = ()


class BuyerSessionView(View, frozen=True):
    """A session as its buyer sees it: never who else waits, watches or whispers.

    Args:
        agents: Display names of those who take part.
        read_seq: How far the buyer has read.
        agents_read_seq: How far any agent who takes part has read.
        position: As in the agents' view.
        close_reason: Once closed: whether somebody ended it or the agent went away.
        avatars: Of those who took part, by display name; a name that two share has none.
    """

    id: str
    phase: Phase
    agents: tuple[str, ...]
    public_seq: int
    read_seq: int
    agents_read_seq: int = 0
    position: int | None = None
    eta_ms: int | None = None
    close_reason: CloseReason | None = None
    avatars: dict[str, AvatarView] = {}


class AgentView(View, frozen=True):
    """An agent as colleagues see them.

    `state` is the effective one; `lost`: the last connection is gone and the grace runs;
    `reception_max` is absent when unlimited.
    """

    agent: str
    name: str
    role: AgentRole
    main: bool
    receives: bool
    state: PresenceState
    lost: bool
    open: int
    cached: int
    windows_max: int
    weight: int
    tier: int
    reception_max: int | None = None
    groups: tuple[str, ...] = ()
    avatar: AvatarView | None = None


class AgentSelf(View, frozen=True):
    """The agent at this connection. `intent` is the chosen state that a reconnect restores.

    `permissions` names the commands this account may use at all, sorted.
    """

    agent: str
    name: str
    role: AgentRole
    main: bool
    intent: PresenceState
    permissions: tuple[str, ...]


class BuyerSelf(View, frozen=True):
    """The buyer at this connection. `id` is the contact id, as in the author of their messages."""

    id: str
    name: str
    identified: bool
    email: str | None = None


class QueueEntry(View, frozen=True):
    """One session of the waiting queue. `why` counts why agents do not take it, most first.

    `contact` is the contact's id, `name` what they are called.
    """

    session: str
    contact: str
    name: str
    shop: str
    position: int
    arrived_ms: int
    priority: int
    why: tuple[RefusalCount, ...]
    eta_ms: int | None = None
    group: str | None = None
    private: bool = False


class QueueView(View, frozen=True):
    """The waiting queue: how many wait, and the first of them in order."""

    waiting: int
    entries: tuple[QueueEntry, ...]


class InvitationView(View, frozen=True):
    """An invitation that is open. `inviter` is `from` on the wire."""

    session: str
    inviter: str = msgspec.field(name="from")
    to: str
    mode: InvitationMode
    note: str
    expires_ms: int


class CandidateDetail(View, frozen=True):
    """The figures behind a verdict, as far as they matter."""

    state: PresenceState
    open: int
    cached: int
    windows_max: int
    tier: int
    reception_max: int | None = None
    key: KeyView | None = None


class Candidate(View, frozen=True):
    """One agent, and why they take the session or do not."""

    agent: str
    verdict: Verdict
    detail: CandidateDetail


class Availability(View, frozen=True):
    """What a buyer's first message would meet, told before it is written.

    `available`: an agent takes it (at once or into a cache); `queue`: it waits behind `waiting`
    others; `mailbox`: nobody is here and a message form is in order.
    """

    state: AvailabilityState
    waiting: int
    eta_ms: int | None = None


class ShopView(View, frozen=True):
    """A shop of the merchant."""

    id: str
    name: str
    group: str | None = None


class LeftView(View, frozen=True):
    """How many left messages nobody has seen to, at most 1,000 of them counted."""

    unhandled: int


class AgentSettings(View, frozen=True):
    """The merchant's settings that an agent's interface needs. `boost_ms` is by priority.

    `summary_groups` are the `categories` by their heads. `phrases` counts the changes of the
    shared phrases: another number, and they are read again.
    With `summary_required` no agent closes a session before it has a summary.
    """

    recent_contact_ms: int
    disconnect_grace_ms: int
    buyer_grace_ms: int
    queue_hold_ms: int
    group_wait_ms: int
    invitation_ttl_ms: int
    no_answer_ms: int
    boost_ms: tuple[int, ...]
    text_max: int
    preview_max: int
    upload_bytes_max: int
    queue_max: int | None = None
    categories: tuple[str, ...] = ()
    phrases: int = 0
    summary_required: bool = False
    mail: bool = False
    summary_groups: tuple[SummaryGroup, ...] = ()


class BuyerSettings(View, frozen=True):
    """The shop's settings that the widget needs. An empty `welcome` means there is none.

    `avatar` is the shop's; so is `consent`, where it has words of its own.
    """

    welcome: str
    preview_shown: bool
    text_max: int
    preview_max: int
    upload_bytes_max: int
    questions: tuple[Question, ...] = ()
    avatar: AvatarView | None = None
    consent: Consent | None = None
