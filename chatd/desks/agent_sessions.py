"""An agent's commands about sessions and invitations."""

from __future__ import annotations

from typing import assert_never

from chatd.desks.merchants import Agent
from chatd.desks.parts import DeskParts
from chatd.desks.state import SessionState
from chatd.desks.subscribers import Subscriber
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol import commands as wire
from chatd.protocol.answers import Ok, SessionAnswer
from chatd.protocol.views import SummaryView
from chatd.storage.records import SummaryRecord
from routing import commands
from routing.commands import Command
from routing.rows import InvitationMode, Phase

SessionCommand = (
    wire.SessionClose
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
)
_Routed = (
    wire.SessionClose
    | wire.SessionOpen
    | wire.SessionClaim
    | wire.InvitationSend
    | wire.InvitationAccept
    | wire.InvitationDecline
    | wire.SessionLeave
    | wire.SessionJoin
    | wire.SessionTakeOver
    | wire.SessionReassign
)
"""What is one command of the desk, answered with a bare `ok`."""


class AgentSessions:
    """Carries them out.

    Args:
        parts: The desk.
    """

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._live = parts.live
        self._access = parts.access
        self._publisher = parts.publisher

    async def carry_out(self, subscriber: Subscriber, agent: Agent, command: SessionCommand) -> Ok:
        """The answer, to be sent once everything so far is stored."""
        if isinstance(command, wire.SessionStart):
            return await self._start(agent, command)
        session = await self._access.session(command.session)
        match command:
            case wire.SessionWatch():
                return self._watch(subscriber, agent, session, command)
            case wire.SessionUnwatch():
                return self._unwatch(subscriber, agent, session, command)
            case wire.SessionExplain():
                await self._access.check_reading("session.explain", subscriber, agent, session)
                return self._parts.views.explanation(command.id, session)
            case wire.SessionSummarize():
                return self._summarize(subscriber, agent, session, command)
            case _:
                return await self._route(subscriber, agent, session, command)

    async def _route(
        self, subscriber: Subscriber, agent: Agent, session: SessionState, command: _Routed
    ) -> Ok:
        facts = await self._live.facts.for_desk(session.contact)
        action = str(type(command).__struct_config__.tag)
        if not isinstance(command, wire.InvitationAccept | wire.InvitationDecline):
            self._check_phase(session, command)
        self._access.check_session(action, subscriber, agent, session)
        step: Command
        reason = ""
        me, name = agent.agent, command.session
        match command:
            case wire.SessionClose():
                self._check_summary(session)
                step = commands.CloseSession(me, name)
            case wire.SessionOpen():
                step = commands.OpenSession(me, name)
            case wire.SessionClaim():
                step = commands.ClaimSession(me, name, facts)
            case wire.InvitationSend():
                reason = command.note
                mode = InvitationMode(command.mode.value)
                step = commands.SendInvitation(me, name, command.to, mode)
            case wire.InvitationAccept():
                step = commands.AcceptInvitation(me, name)
            case wire.InvitationDecline():
                reason = command.reason
                step = commands.DeclineInvitation(me, name)
            case wire.SessionLeave():
                step = commands.LeaveSession(me, name)
            case wire.SessionJoin():
                step = commands.StepIn(me, name)
            case wire.SessionTakeOver():
                step = commands.TakeOver(me, name)
            case wire.SessionReassign():
                step = commands.Reassign(me, name, command.to)
            case _:
                assert_never(command)
        self._publisher.tell(self._live.step(step, by=me, reason=reason))
        return Ok(re=command.id)

    async def _start(self, agent: Agent, command: wire.SessionStart) -> Ok:
        self._access.check("session.start", agent)
        contact = await self._access.contact(command.contact)
        facts = await self._live.facts.for_desk(contact)
        live = self._live
        new_session = self._parts.new_id(live.now_ms())
        step = commands.StartSession(agent.agent, command.contact, new_session, facts)
        self._publisher.tell(live.step(step, by=agent.agent))
        started = live.desk.serving(command.contact, agent.agent)
        assert started is not None, "whoever starts a session serves its contact"
        view = self._parts.views.session(live.facts.sessions[started])
        return SessionAnswer(re=command.id, session=view)

    def _watch(
        self,
        subscriber: Subscriber,
        agent: Agent,
        session: SessionState,
        command: wire.SessionWatch,
    ) -> Ok:
        self._access.check_session("session.watch", subscriber, agent, session)
        if session.row.phase is Phase.CLOSED:
            raise CommandRejected(ErrorCode.NOT_OPEN)
        connections = self._parts.connections
        connections.watch(subscriber, command.session, self._live.steps)
        self._publisher.tell_watchers(session)
        watchers = connections.watchers(command.session)
        return SessionAnswer(command.id, self._parts.views.session(session, watchers))

    def _unwatch(
        self,
        subscriber: Subscriber,
        agent: Agent,
        session: SessionState,
        command: wire.SessionUnwatch,
    ) -> Ok:
        self._access.check_session("session.unwatch", subscriber, agent, session)
        if self._parts.connections.unwatch(subscriber, command.session):
            self._publisher.tell_watchers(session)
        return Ok(re=command.id)

    def _summarize(
        self,
        subscriber: Subscriber,
        agent: Agent,
        session: SessionState,
        command: wire.SessionSummarize,
    ) -> Ok:
        self._access.check_session("session.summarize", subscriber, agent, session)
        categories = self._live.config.summary_types
        if categories and command.category not in categories:
            raise CommandRejected(ErrorCode.BAD_REQUEST, "There is no such category.")
        effects, now_ms = self._live.begin(), self._live.now_ms()
        session.summary = SummaryView(command.category, command.note, agent.agent, now_ms)
        session.step = effects.step
        effects.summaries[command.session] = SummaryRecord(
            command.session, command.category, command.note, agent.agent, now_ms
        )
        self._publisher.tell_session(session)
        return Ok(re=command.id)

    def _check_summary(self, session: SessionState) -> None:
        """Where the merchant wants one, an agent writes it before they close."""
        if self._live.config.summary_required and session.summary is None:
            raise CommandRejected(ErrorCode.NOT_ALLOWED, "A summary is required before closing.")

    def _check_phase(self, session: SessionState, command: _Routed) -> None:
        """Nothing can be done to a closed session; with one nobody waits in, only a claim."""
        held = self._live.desk.holds(session.row.contact)
        if session.row.phase is Phase.CLOSED or not (
            held or isinstance(command, wire.SessionClaim)
        ):
            raise CommandRejected(ErrorCode.NOT_OPEN)
