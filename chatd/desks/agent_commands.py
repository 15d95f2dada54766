"""An agent's commands: found, permitted, stepped, told, answered.

Each looks up what it names first; from the first look at the desk to the last of its effects it
does not await, so that nothing comes between.
"""

from __future__ import annotations

import msgspec

from chatd.bus.publications import Delivery
from chatd.desks.agent_sessions import AgentSessions
from chatd.desks.history import History
from chatd.desks.merchants import Agent
from chatd.desks.parts import DeskParts
from chatd.desks.posting import UPLOADED
from chatd.desks.state import SessionState
from chatd.desks.subscribers import EventFrame, LoginEnded, Subscriber
from chatd.desks.topics import agent_topic
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol import commands as wire
from chatd.protocol.answers import Ok
from chatd.protocol.bodies import Body, ProductBody
from chatd.protocol.fields import AuthorRole, Channel, SentKind
from chatd.storage.known_records import ProductRecord
from chatd.storage.records import BlockRecord, ReadRecord
from presence.states import PresenceState
from routing import commands
from routing.rows import Phase

AgentDeskCommand = (
    wire.AgentMessageSend
    | wire.AgentTypingSet
    | wire.AgentReadMark
    | wire.HistoryFetch
    | wire.PresenceSet
    | wire.LimitsSet
    | wire.SessionClose
    | wire.SessionOpen
    | wire.SessionClaim
    | wire.SessionStart
    | wire.SessionSummarize
    | wire.SessionExplain
    | wire.InvitationSend
    | wire.InvitationAccept
    | wire.InvitationDecline
    | wire.SessionLeave
    | wire.SessionWatch
    | wire.SessionUnwatch
    | wire.SessionJoin
    | wire.SessionTakeOver
    | wire.SessionReassign
    | wire.LeftAnswer
    | wire.LeftHandle
    | wire.ContactBlock
    | wire.ContactUnblock
    | wire.ContactSetPrivate
)
"""`AgentCommand` without what is between a connection and its tokens."""


class AgentCommands:
    """Carries out what agents ask of one live desk.

    Args:
        parts: The desk.
    """

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._live = parts.live
        self._access = parts.access
        self._publisher = parts.publisher
        self._history = History(parts)
        self._sessions = AgentSessions(parts)

    async def carry_out(self, subscriber: Subscriber, command: AgentDeskCommand) -> Ok:
        """The answer, to be sent once everything so far is stored."""
        agent = self._access.agent(subscriber)
        answer: Ok
        match command:
            case wire.AgentMessageSend():
                answer = await self._send(subscriber, agent, command)
            case wire.AgentTypingSet():
                answer = await self._type(subscriber, agent, command)
            case wire.AgentReadMark():
                answer = await self._mark_read(subscriber, agent, command)
            case wire.HistoryFetch():
                session = await self._access.session(command.session)
                await self._access.check_reading("history.fetch", subscriber, agent, session)
                answer = await self._history.page(command, session, reader=agent.agent)
            case wire.PresenceSet():
                answer = self._set_presence(agent, command)
            case wire.LimitsSet():
                answer = self._set_limits(agent, command)
            case wire.ContactBlock() | wire.ContactUnblock():
                answer = await self._block(agent, command)
            case wire.LeftAnswer() | wire.LeftHandle():
                answer = await self._parts.left.carry_out(subscriber, agent, command)
            case wire.ContactSetPrivate():
                answer = await self._set_private(agent, command)
            case _:
                answer = await self._sessions.carry_out(subscriber, agent, command)
        return answer

    # --------------------------------------------------------------------------------- messages

    async def _send(
        self, subscriber: Subscriber, agent: Agent, command: wire.AgentMessageSend
    ) -> Ok:
        posting, live = self._parts.posting, self._live
        author = self._parts.views.agent_author(agent.agent)
        answer = await posting.first_answer(author, command)
        if answer is not None:
            return answer
        is_uploaded = command.kind in UPLOADED
        body = await posting.uploaded(author, command) if is_uploaded else command.body
        session = await self._access.session(command.session)
        answer = posting.pending_answer(author, command)
        if answer is not None:
            return answer
        if session.row.phase is Phase.CLOSED:
            raise CommandRejected(ErrorCode.NOT_OPEN)
        internal = command.channel is Channel.INTERNAL
        action = "message.whisper" if internal else "message.send"
        self._access.check_session(action, subscriber, agent, session)
        if command.if_seq is not None and session.spoken_seq > command.if_seq:
            raise CommandRejected(ErrorCode.STALE_VIEW)
        if internal:
            live.begin()
            posted, answer = posting.post(
                session, author, command, body, at_ms=live.now_ms(), position=None
            )
            self._publisher.tell_message(posted)
            return answer
        step = commands.PostAgentMessage(agent.agent, command.session)
        outcome = live.step(step, by=agent.agent)
        posted, answer = posting.post(
            session, author, command, body, at_ms=outcome.now_ms, position=None
        )
        if command.kind is SentKind.PRODUCT:
            self._keep_product(session, body, outcome.now_ms)
        self._publisher.tell(outcome, posted)
        return answer

    def _keep_product(self, session: SessionState, body: Body, now_ms: int) -> None:
        """What one agent has sent, all can send again."""
        live, sent = self._live, msgspec.convert(body, ProductBody)
        shop = session.row.shop
        live.effects().products[shop, sent.id] = ProductRecord(
            live.merchant,
            shop,
            sent.id,
            sent.title,
            sent.url,
            sent.price,
            sent.image,
            pinned=False,
            sent_ms=now_ms,
        )

    async def _type(self, subscriber: Subscriber, agent: Agent, command: wire.AgentTypingSet) -> Ok:
        session = await self._access.session(command.session)
        internal = command.channel is Channel.INTERNAL
        action = "typing.whisper" if internal else "typing.set"
        self._access.check_session(action, subscriber, agent, session)
        self._parts.previews.tell_agents(session, agent.agent, command.channel, command.text)
        return Ok(re=command.id)

    async def _mark_read(
        self, subscriber: Subscriber, agent: Agent, command: wire.AgentReadMark
    ) -> Ok:
        session = await self._access.session(command.session)
        self._access.check_session("read.mark", subscriber, agent, session)
        channel = command.channel
        seq = min(command.seq, session.seq(channel))
        if seq > session.read_seq(agent.agent, channel):
            record = ReadRecord(
                command.session, AuthorRole.AGENT.value, agent.agent, channel.value, seq
            )
            self._live.store_read(session, record)
            author = self._parts.views.agent_author(agent.agent)
            self._publisher.tell_read(session, channel, author, seq)
        return Ok(re=command.id)

    # ----------------------------------------------------------------------------- oneself, others

    def _set_presence(self, agent: Agent, command: wire.PresenceSet) -> Ok:
        colleague = command.agent not in {None, agent.agent}
        self._access.check("presence.set_colleague" if colleague else "presence.set", agent)
        named = command.agent or agent.agent
        step = commands.SetPresence(named, PresenceState(command.state.value))
        self._publisher.tell(self._live.step(step, by=agent.agent))
        if colleague:
            by = self._live.config.agent_name(agent.agent)
            self._publisher.tell_agent(named, "presence_set", state=command.state.value, by=by)
        return Ok(re=command.id)

    def log_out(self, agent: str, login: str) -> Ok:
        """Logging out is a chosen offline (routing.md), and ends the log-in's connections.

        Whoever is logged in elsewhere too is offline there as well, and may choose otherwise.
        """
        self._publisher.tell(
            self._live.step(commands.SetPresence(agent, PresenceState.OFFLINE), by=agent)
        )
        ended = Delivery((agent_topic(self._live.merchant, agent),), EventFrame(LoginEnded(login)))
        self._live.publish(ended)
        return Ok(re=0)

    def _set_limits(self, agent: Agent, command: wire.LimitsSet) -> Ok:
        self._access.check("limits.set", agent)
        step = commands.SetLimits(agent.agent, command.windows_max)
        self._publisher.tell(self._live.step(step, by=agent.agent))
        return Ok(re=command.id)

    async def _block(self, agent: Agent, command: wire.ContactBlock | wire.ContactUnblock) -> Ok:
        contact = await self._access.contact(command.contact)
        known = await self._access.recent_sessions(contact)
        facts = await self._live.facts.for_desk(contact)
        name, live = command.contact, self._live
        if isinstance(command, wire.ContactBlock):
            self._access.check_contact("contact.block", agent, known)
            outcome = live.step(commands.BlockContact(name, facts), by=agent.agent)
            block = BlockRecord(
                live.merchant, name, agent.agent, command.reason, outcome.now_ms, None
            )
        else:
            self._access.check_contact("contact.unblock", agent, known)
            outcome = live.step(commands.UnblockContact(name, facts), by=agent.agent)
            block = BlockRecord(
                live.merchant, name, agent.agent, "", outcome.now_ms, outcome.now_ms
            )
        effects = live.effects()
        live.store_contact(contact, effects)
        effects.blocks[name] = block
        self._publisher.tell(outcome)
        self._publisher.tell_contact(contact, agent.agent)
        return Ok(re=command.id)

    async def _set_private(self, agent: Agent, command: wire.ContactSetPrivate) -> Ok:
        self._access.check("contact.set_private", agent)
        contact = await self._access.contact(command.contact)
        facts = await self._live.facts.for_desk(contact)
        step = commands.SetPrivate(command.contact, command.private, facts)
        outcome = self._live.step(step, by=agent.agent)
        self._publisher.tell(outcome)
        self._publisher.tell_contact(contact, agent.agent)
        return Ok(re=command.id)
