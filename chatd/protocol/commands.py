"""Every command a client may send: two sets, the buyers' and the agents'.

A command's `t` is its tag, `id` the client's own increasing number, echoed by the answer.
Unknown fields are refused. A field with a default may be left out.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chatd.protocol import limits
from chatd.protocol.bodies import Body, ProductBody, check_body
from chatd.protocol.fields import (
    Address,
    Category,
    Channel,
    ClientId,
    CommandId,
    Email,
    HistoryLimit,
    Id,
    InvitationMode,
    Name,
    Note,
    PresenceState,
    Preview,
    Score,
    SentKind,
    Seq,
    Text,
    Title,
    Token,
    Url,
    WindowsMax,
)
from chatd.protocol.views import ChannelSeqs

Resume = Annotated[dict[Id, ChannelSeqs], Meta(max_length=limits.RESUME_SESSIONS_MAX)]
"""The newest seq a client holds, by session and channel."""


class Command(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="t"
):
    """Base of all commands."""

    id: CommandId


class SessionCommand(Command, frozen=True):
    """Base of the commands that say no more than which session they mean."""

    session: Id


# Hello


class PageInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The page that shows the widget."""

    url: Url
    title: Title
    referrer: Url | None = None


class AgentHello(Command, frozen=True, tag="hello"):
    """The first frame of an agent's connection. `token` is an access token."""

    token: Token
    resume: Resume = {}


class BuyerHello(Command, frozen=True, tag="hello"):
    """The first frame of a buyer's connection.

    Args:
        visitor: The token an earlier hello answered; absent the first time.
        identity: A JWT signed by the shop, when the shop knows who this is.
    """

    shop: Id
    visitor: Token | None = None
    identity: Token | None = None
    page: PageInfo | None = None
    resume: Resume = {}


# Both


class HistoryFetch(Command, frozen=True, tag="history.fetch"):
    """Read stored messages.

    With `after_seq` the oldest that are newer, with `before_seq` the newest that are older,
    with neither the newest of all. Always answered in ascending order of seq.
    """

    session: Id
    channel: Channel = Channel.PUBLIC
    after_seq: Seq | None = None
    before_seq: Seq | None = None
    limit: HistoryLimit = limits.HISTORY_LIMIT_DEFAULT

    def __post_init__(self) -> None:
        if self.after_seq is not None and self.before_seq is not None:
            message = "`after_seq` and `before_seq` exclude each other - at `$.before_seq`"
            raise ValueError(message)


class SessionLeave(SessionCommand, frozen=True, tag="session.leave"):
    """A buyer ends their wait or talk; a member leaves a three-way session."""


class FilesKey(Command, frozen=True, tag="files.key"):
    """Ask for a key by which uploads are made and the files of messages are fetched, over HTTP."""


# The buyer's


class BuyerMessageSend(Command, frozen=True, tag="message.send"):
    """Write to the shop, or to one of its accounts.

    Args:
        cid: The client's id of the message; a repeat gets the first answer.
        to: "shop", or "agent:" and a username.
        session: The session it belongs to, if the client knows one.
        channel: `internal` is refused with `not_allowed`.
    """

    cid: ClientId
    kind: SentKind
    body: Body
    to: Address = "shop"
    session: Id | None = None
    channel: Channel = Channel.PUBLIC

    def __post_init__(self) -> None:
        check_body(self.kind, self.body)


class BuyerTypingSet(Command, frozen=True, tag="typing.set"):
    """What stands in the input now; "" clears the preview."""

    text: Preview
    session: Id | None = None


class ContactUpdate(Command, frozen=True, tag="contact.update"):
    """The message form's, or the form before a chat: name and e-mail, at least one of them."""

    name: Name | None = None
    email: Email | None = None

    def __post_init__(self) -> None:
        if self.name is None and self.email is None:
            message = "Expected `name` or `email` - at `$`"
            raise ValueError(message)


class BuyerReadMark(Command, frozen=True, tag="read.mark"):
    """The buyer has seen the public messages up to `seq`."""

    session: Id
    seq: Seq


class PageVisit(Command, frozen=True, tag="page.visit"):
    """The buyer is on another page of the shop now."""

    url: Url
    title: Title
    product: ProductBody | None = None


class SessionRate(Command, frozen=True, tag="session.rate"):
    """What the buyer thought of a session. A second rating replaces the first."""

    session: Id
    score: Score
    comment: Note = ""


# The agent's


class AgentMessageSend(Command, frozen=True, tag="message.send"):
    """Write into a session, to the buyer or (channel `internal`) to colleagues only.

    Args:
        cid: The client's id of the message; a repeat gets the first answer.
        if_seq: Refuse with `stale_view` when a public message newer than this exists.
    """

    cid: ClientId
    session: Id
    kind: SentKind
    body: Body
    channel: Channel = Channel.PUBLIC
    if_seq: Seq | None = None

    def __post_init__(self) -> None:
        check_body(self.kind, self.body)


class AgentTypingSet(Command, frozen=True, tag="typing.set"):
    """What stands in the input now; "" clears the preview. A buyer learns only that one types."""

    session: Id
    text: Preview
    channel: Channel = Channel.PUBLIC


class AgentReadMark(Command, frozen=True, tag="read.mark"):
    """The agent has seen a channel's messages up to `seq`."""

    session: Id
    seq: Seq
    channel: Channel = Channel.PUBLIC


class AuthRenew(Command, frozen=True, tag="auth.renew"):
    """Renew the connection's access token before the old one ends."""

    token: Token


class PresenceSet(Command, frozen=True, tag="presence.set"):
    """Choose a state; a supervisor may choose for a colleague, named by `agent`."""

    state: PresenceState
    agent: Id | None = None


class LimitsSet(Command, frozen=True, tag="limits.set"):
    """Set one's own window cap."""

    windows_max: WindowsMax


class SessionClose(SessionCommand, frozen=True, tag="session.close"):
    """End an open or cached session of one's own."""


class SessionOpen(SessionCommand, frozen=True, tag="session.open"):
    """Open a session from one's own cache, even beyond the window cap."""


class SessionClaim(SessionCommand, frozen=True, tag="session.claim"):
    """Take a session out of the waiting queue or the mailbox."""


class SessionStart(Command, frozen=True, tag="session.start"):
    """Write to a recent contact first. The answer carries the session."""

    contact: Id


class SessionSummarize(Command, frozen=True, tag="session.summarize"):
    """Write down what a session was about. Again replaces it."""

    session: Id
    category: Category
    note: Note = ""


class SessionExplain(SessionCommand, frozen=True, tag="session.explain"):
    """Ask why a session is where it is, agent by agent."""


class InvitationSend(Command, frozen=True, tag="invitation.send"):
    """Invite a colleague: `join` makes it three-way, `transfer` hands it over on acceptance."""

    session: Id
    to: Id
    mode: InvitationMode
    note: Note = ""


class InvitationAccept(SessionCommand, frozen=True, tag="invitation.accept"):
    """Accept the invitation to a session."""


class InvitationDecline(Command, frozen=True, tag="invitation.decline"):
    """Decline the invitation to a session."""

    session: Id
    reason: Note = ""


class SessionWatch(SessionCommand, frozen=True, tag="session.watch"):
    """Look on without being seen. Ends with the connection."""


class SessionUnwatch(SessionCommand, frozen=True, tag="session.unwatch"):
    """Stop looking on."""


class SessionJoin(SessionCommand, frozen=True, tag="session.join"):
    """A supervisor steps into an open session."""


class SessionTakeOver(SessionCommand, frozen=True, tag="session.take_over"):
    """A supervisor replaces all members of a session."""


class SessionReassign(Command, frozen=True, tag="session.reassign"):
    """A supervisor gives a session to another agent."""

    session: Id
    to: Id


class LeftAnswer(Command, frozen=True, tag="left.answer"):
    """Answer a left message: into its session, and by e-mail where there is an address."""

    session: Id
    cid: ClientId
    text: Text


class LeftHandle(Command, frozen=True, tag="left.handle"):
    """Say that a left message was seen to, or that it was not."""

    session: Id
    handled: bool = True


class ContactBlock(Command, frozen=True, tag="contact.block"):
    """Block a contact; their live sessions close."""

    contact: Id
    reason: Note = ""


class ContactUnblock(Command, frozen=True, tag="contact.unblock"):
    """Lift a block."""

    contact: Id


class ContactSetPrivate(Command, frozen=True, tag="contact.set_private"):
    """Bind a contact to the main account, or release it. Main only."""

    contact: Id
    private: bool


BuyerCommand = (
    BuyerMessageSend
    | BuyerTypingSet
    | ContactUpdate
    | BuyerReadMark
    | PageVisit
    | SessionLeave
    | SessionRate
    | HistoryFetch
    | FilesKey
)
"""What a buyer may send after hello."""

AgentCommand = (
    AgentMessageSend
    | AgentTypingSet
    | AgentReadMark
    | HistoryFetch
    | FilesKey
    | AuthRenew
    | PresenceSet
    | LimitsSet
    | SessionClose
    | SessionOpen
    | SessionClaim
    | SessionStart
    | SessionSummarize
    | SessionExplain
    | InvitationSend
    | InvitationAccept
    | InvitationDecline
    | SessionLeave
    | SessionWatch
    | SessionUnwatch
    | SessionJoin
    | SessionTakeOver
    | SessionReassign
    | LeftAnswer
    | LeftHandle
    | ContactBlock
    | ContactUnblock
    | ContactSetPrivate
)
"""What an agent may send after hello."""

Hello = AgentHello | BuyerHello
"""The first frame of a connection."""
