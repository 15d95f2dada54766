"""Everything that can be asked of a desk. Commands are imperative; ids come from outside.

Where a command names a contact, `facts` says what the shell knows of it; a desk that holds the
contact ignores them (and the shell may then pass None).
"""

from presence.states import PresenceState
from routing.values import value

from .rows import ContactFacts, InvitationMode
from .settings import DeskConfig

# ------------------------------------------------------------------ the merchant and its agents


@value
class Configure:
    """Take a new configuration; an agent no longer in it is disabled. Main may not vanish."""

    config: DeskConfig


@value
class Restart:
    """The server has started again: nobody is connected, agents who were here are lost."""


@value
class ConnectAgent:
    """The agent's first connection is there."""

    agent: str


@value
class DisconnectAgent:
    """The agent's last connection is gone."""

    agent: str


@value
class SetPresence:
    """Choose a state. Logging out is choosing offline."""

    agent: str
    state: PresenceState


@value
class SetLimits:
    """The agent's own window cap."""

    agent: str
    windows_max: int


# ------------------------------------------------------------------------------------- buyers


@value
class PostBuyerMessage:
    """A buyer writes (R1–R9). `address` is an agent, or None for the shop; `session` as named.

    `new_session` becomes the id if a session is created. `within_hours`: the merchant's working
    hours hold now (R16).
    """

    contact: str
    new_session: str
    facts: ContactFacts | None = None
    address: str | None = None
    session: str | None = None
    within_hours: bool = True


@value
class ConnectBuyer:
    """The contact's first connection is there."""

    contact: str


@value
class DisconnectBuyer:
    """The contact's last connection is gone."""

    contact: str


@value
class LeaveAsBuyer:
    """The buyer leaves one session (R13)."""

    contact: str
    session: str
    facts: ContactFacts | None = None


@value
class IdentifyVisitor:
    """An anonymous visitor turns out to be a known contact (R12)."""

    visitor: str
    contact: str
    visitor_facts: ContactFacts | None = None
    contact_facts: ContactFacts | None = None


@value
class BlockContact:
    """Refuse a contact's messages and close their live sessions (R1)."""

    contact: str
    facts: ContactFacts | None = None


@value
class UnblockContact:
    """Lift a block."""

    contact: str
    facts: ContactFacts | None = None


@value
class SetPrivate:
    """Bind a contact to the main account, or release it."""

    contact: str
    private: bool
    facts: ContactFacts | None = None


@value
class SetPriority:
    """Priority 0–2 of a contact (R10)."""

    contact: str
    priority: int
    facts: ContactFacts | None = None


# ------------------------------------------------------------------------------------- agents


@value
class PostAgentMessage:
    """An agent writes in the public channel of an open session: member or guest."""

    agent: str
    session: str


@value
class CloseSession:
    """A member ends an open or cached session."""

    agent: str
    session: str


@value
class OpenSession:
    """Pop a session by hand from one's own cache, even beyond the cap."""

    agent: str
    session: str


@value
class ClaimSession:
    """Take a session from the waiting queue or the mailbox (R17)."""

    agent: str
    session: str
    facts: ContactFacts | None = None


@value
class StartSession:
    """Write to a contact first (R17)."""

    agent: str
    contact: str
    new_session: str
    facts: ContactFacts | None = None


@value
class SendInvitation:
    """A member offers a session to a colleague."""

    agent: str
    session: str
    target: str
    mode: InvitationMode


@value
class AcceptInvitation:
    """The invited agent takes part."""

    agent: str
    session: str


@value
class DeclineInvitation:
    """The invited agent does not."""

    agent: str
    session: str


@value
class LeaveSession:
    """A member of several, or a guest, leaves."""

    agent: str
    session: str


@value
class StepIn:
    """A supervisor takes part in an open session without becoming a member."""

    agent: str
    session: str


@value
class TakeOver:
    """A supervisor replaces all members."""

    agent: str
    session: str


@value
class Reassign:
    """Somebody with authority gives a session to an agent."""

    agent: str
    session: str
    target: str


Command = (
    Configure
    | Restart
    | ConnectAgent
    | DisconnectAgent
    | SetPresence
    | SetLimits
    | PostBuyerMessage
    | ConnectBuyer
    | DisconnectBuyer
    | LeaveAsBuyer
    | IdentifyVisitor
    | BlockContact
    | UnblockContact
    | SetPrivate
    | SetPriority
    | PostAgentMessage
    | CloseSession
    | OpenSession
    | ClaimSession
    | StartSession
    | SendInvitation
    | AcceptInvitation
    | DeclineInvitation
    | LeaveSession
    | StepIn
    | TakeOver
    | Reassign
)
