"""What a desk says has happened, in order. Events are past tense; they carry ids and numbers.

A step's events are those of the deadlines it fired, then the command's own, then settle's.
A refused command ends in one `CommandRefused`; what the deadlines did before it stays done.
"""

from enum import StrEnum

from presence.states import PresenceState
from routing.values import value

from .rows import CloseReason, Decision, InvitationMode


class Refusal(StrEnum):
    """Why a command was refused; the values are the wire's error codes."""

    BAD_REQUEST = "bad_request"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    NOT_MEMBER = "not_member"
    NOT_OPEN = "not_open"
    ALREADY_MEMBER = "already_member"
    LAST_MEMBER = "last_member"
    UNREACHABLE = "unreachable"
    INVITATION_GONE = "invitation_gone"
    BLOCKED = "blocked"


class LeaveReason(StrEnum):
    """Why a member is no longer one while the session goes on."""

    LEFT = "left"
    TRANSFERRED = "transferred"
    DEPARTED = "departed"
    """Went away or offline (R11)."""
    REPLACED = "replaced"
    """Taken over, reassigned, or pulled along by the buyer's choice."""
    NO_ANSWER = "no_answer"
    """R15."""
    RELEASED = "released"
    """The session went to the queue, the mailbox, or was closed."""


class InvitationEnd(StrEnum):
    """How an invitation ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    VOID = "void"


@value
class CommandRefused:
    """The command changed nothing."""

    code: Refusal
    message: str


@value
class DeskConfigured:
    """The configuration was taken."""


@value
class PresenceChanged:
    """An agent's effective state, or being lost, changed."""

    agent: str
    state: PresenceState
    lost: bool


@value
class LimitsChanged:
    """An agent's window cap changed."""

    agent: str
    windows_max: int


@value
class BuyerMessageStored:
    """Exactly one for each accepted buyer's message: the session it belongs to (I16)."""

    contact: str
    session: str


@value
class AgentMessageStored:
    """Exactly one for each accepted agent's public message."""

    agent: str
    session: str


@value
class SessionCreated:
    """A new session; where it went follows in the same step."""

    session: str
    contact: str


@value
class SessionOpened:
    """A session became open, or opened for other members; `agent` is its owner."""

    session: str
    agent: str
    decision: Decision


@value
class SessionCached:
    """A session went to the tail of an agent's cache."""

    session: str
    agent: str
    decision: Decision


@value
class SessionQueued:
    """A session entered the waiting queue."""

    session: str
    decision: Decision


@value
class SessionMailed:
    """A session entered the mailbox; `held_until_ms` if it may return by itself."""

    session: str
    held_until_ms: int | None
    decision: Decision


@value
class SessionClosed:
    """A session ended; `merged_into` for reason merged."""

    session: str
    reason: CloseReason
    merged_into: str | None


@value
class MemberJoined:
    """An agent became a member (or, `guest`, stepped in)."""

    session: str
    agent: str
    guest: bool


@value
class MemberLeft:
    """An agent is no longer a member (or guest)."""

    session: str
    agent: str
    guest: bool
    reason: LeaveReason


@value
class QuestionAnswered:
    """A reply made an unanswered session answered."""

    session: str
    agent: str
    waited_ms: int


@value
class InvitationSent:
    """A colleague was invited."""

    session: str
    inviter: str
    target: str
    mode: InvitationMode
    expires_ms: int


@value
class InvitationEnded:
    """An invitation is no more."""

    session: str
    inviter: str
    target: str
    mode: InvitationMode
    end: InvitationEnd


@value
class BuyerAbsenceChanged:
    """A contact with something live connected, lost the last connection, or is gone."""

    contact: str
    connected: bool
    gone: bool


@value
class ContactChanged:
    """Blocked, private, priority or the recent contact changed."""

    contact: str


@value
class VisitorIdentified:
    """The visitor's sessions and facts are the contact's now."""

    visitor: str
    contact: str


Event = (
    CommandRefused
    | DeskConfigured
    | PresenceChanged
    | LimitsChanged
    | BuyerMessageStored
    | AgentMessageStored
    | SessionCreated
    | SessionOpened
    | SessionCached
    | SessionQueued
    | SessionMailed
    | SessionClosed
    | MemberJoined
    | MemberLeft
    | QuestionAnswered
    | InvitationSent
    | InvitationEnded
    | BuyerAbsenceChanged
    | ContactChanged
    | VisitorIdentified
)
