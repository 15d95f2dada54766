"""One merchant's desk in its shell: commands in, rows committed, answers and events out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from chatd.desks.subscribers import EventFrame, Subscriber
    from chatd.protocol import commands, views
    from chatd.protocol.answers import Ok

    AgentDeskCommand = (
        commands.AgentMessageSend
        | commands.AgentTypingSet
        | commands.AgentReadMark
        | commands.HistoryFetch
        | commands.PresenceSet
        | commands.LimitsSet
        | commands.SessionClose
        | commands.SessionOpen
        | commands.SessionClaim
        | commands.SessionStart
        | commands.SessionSummarize
        | commands.SessionExplain
        | commands.InvitationSend
        | commands.InvitationAccept
        | commands.InvitationDecline
        | commands.SessionLeave
        | commands.SessionWatch
        | commands.SessionUnwatch
        | commands.SessionJoin
        | commands.SessionTakeOver
        | commands.SessionReassign
        | commands.ContactBlock
        | commands.ContactUnblock
        | commands.ContactSetPrivate
    )
    """`AgentCommand` without `auth.renew`, which is between a connection and its token."""


@dataclass(frozen=True, slots=True)
class AgentSnapshot:
    """What an agent's hello answers of the desk, as of one step."""

    you: views.AgentSelf
    agents: tuple[views.AgentView, ...]
    shops: tuple[views.ShopView, ...]
    sessions: tuple[views.SessionView, ...]
    queue: views.QueueView
    cache: tuple[str, ...]
    invitations: tuple[views.InvitationView, ...]
    settings: views.AgentSettings


@dataclass(frozen=True, slots=True)
class BuyerSnapshot:
    """What a buyer's hello answers of the desk, as of one step."""

    you: views.BuyerSelf
    shop: views.ShopView
    sessions: tuple[views.BuyerSessionView, ...]
    settings: views.BuyerSettings
    availability: views.Availability


@dataclass(frozen=True, slots=True)
class BuyerIdentity:
    """What a shop's identity token says of a buyer. `buyer` is its `sub`."""

    buyer: str
    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """An agent as configured."""

    agent: str
    name: str
    role: str
    main: bool


class DeskRuntime:
    """The one writer of a merchant's desk.

    Every coroutine raises `CommandRejected` when the caller is wrong and `Unavailable` when the
    database is; in both cases nothing of the command has happened. What they return has been
    committed. Whoever awaits one of them directly resumes before any event of the same step, or
    of a later one, is delivered: an answer put into the outbox at once precedes its events.
    """

    merchant: str

    async def attach_agent(self, subscriber: Subscriber, agent: str) -> AgentSnapshot:
        """Begin delivering events to an agent's connection.

        The snapshot is the desk at one step; every later step's events are delivered from then
        on, possibly before this returns: hold them back until the snapshot is sent.
        """
        raise NotImplementedError

    async def attach_buyer(
        self,
        subscriber: Subscriber,
        contact: str,
        shop: str,
        page: commands.PageInfo | None,
    ) -> BuyerSnapshot:
        """Begin delivering events to a buyer's connection. As `attach_agent`."""
        raise NotImplementedError

    def detach(self, subscriber: Subscriber) -> None:
        """Stop delivering. The last connection of an agent or buyer makes them lost or absent."""
        raise NotImplementedError

    def missed(
        self, subscriber: Subscriber, resume: Mapping[str, views.ChannelSeqs]
    ) -> AsyncIterator[EventFrame]:
        """What an attached connection missed before its snapshot, then `resumed`.

        For each (session, channel) the newest messages, at most `limits.RESUME_MESSAGES_MAX`, in
        ascending order; `session.removed` for sessions that are no longer theirs. Nothing in it
        is delivered otherwise, so it may be sent as slowly as the socket takes it.
        """
        raise NotImplementedError

    async def handle_agent(self, subscriber: Subscriber, command: AgentDeskCommand) -> Ok:
        """Carry out one command of an attached agent."""
        raise NotImplementedError

    async def handle_buyer(self, subscriber: Subscriber, command: commands.BuyerCommand) -> Ok:
        """Carry out one command of an attached buyer."""
        raise NotImplementedError

    async def identify(
        self, shop: str, contact: str, visitor: str | None, identity: BuyerIdentity
    ) -> None:
        """Take note of who a buyer is, before attaching; a visitor's sessions become theirs.

        Args:
            shop: The shop that signed the identity.
            contact: The contact id derived from the identity.
            visitor: The contact id of the visitor token the connection also brought, if any.
            identity: What the shop signed.
        """
        raise NotImplementedError

    def agent_profile(self, agent: str) -> AgentProfile:
        """An agent as configured.

        Raises:
            CommandRejected: `not_found`.
        """
        raise NotImplementedError

    async def recent_contacts(self, agent: str, limit: int) -> tuple[views.ContactView, ...]:
        """The contacts the agent last replied to, the latest first."""
        raise NotImplementedError

    async def reconfigure(self) -> None:
        """Take what was provisioned since from the database."""
        raise NotImplementedError
