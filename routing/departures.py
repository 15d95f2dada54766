"""R11, R12 and R14: agents who come, choose a state, are lost and go; what becomes of sessions."""

from collections.abc import Callable

from presence.presence import Presence
from presence.states import PresenceState
from routing import moves
from routing.agents import AgentState
from routing.commands import ConnectAgent, DisconnectAgent, SetLimits, SetPresence
from routing.errors import Refused
from routing.events import LeaveReason, LimitsChanged, PresenceChanged, Refusal
from routing.rows import CloseReason, Decision, Phase
from routing.schedule import schedule_agent
from routing.sessions import SessionState
from routing.state import DeskState

# ------------------------------------------------------------------------------------- commands


def connect_agent(desk: DeskState, command: ConnectAgent) -> None:
    """The first connection restores the intent; the first log-in is online."""
    change_presence(desk, desk.agent_named(command.agent), Presence.connect)


def disconnect_agent(desk: DeskState, command: DisconnectAgent) -> None:
    """The last connection is gone: lost, for at most the grace."""
    agent = desk.agent_named(command.agent)
    change_presence(desk, agent, lambda presence: presence.disconnect(desk.now_ms))


def set_presence(desk: DeskState, command: SetPresence) -> None:
    """Choose a state; choosing offline is logging out."""
    agent = desk.agent_named(command.agent)
    change_presence(desk, agent, lambda presence: presence.choose(command.state))


def set_limits(desk: DeskState, command: SetLimits) -> None:
    """The agent's own window cap, at most their reception maximum. Lowering moves nothing."""
    agent = desk.agent_named(command.agent)
    reception_max = agent.config.reception_max
    if command.windows_max < 1:
        raise Refused(Refusal.BAD_REQUEST, "at least one window")
    if reception_max is not None and command.windows_max > reception_max:
        raise Refused(Refusal.BAD_REQUEST, "more windows than the reception maximum")
    if command.windows_max != agent.windows_max:
        agent.windows_max = command.windows_max
        desk.agent_changed(agent)
        desk.emit(LimitsChanged(agent.id, agent.windows_max))


def grace_is_over(desk: DeskState, agent: AgentState) -> None:
    """R14: lost for the grace: effectively offline, then R11."""
    change_presence(desk, agent, Presence.expire)


def change_presence(desk: DeskState, agent: AgentState, change: Callable[[Presence], None]) -> None:
    """Change an agent's presence; one who is away or offline now departs (R11)."""
    presence = agent.presence
    before = (presence.intent, presence.connected, presence.lost_since_ms)
    state, was_lost = agent.state, presence.is_lost
    change(presence)
    if before == (presence.intent, presence.connected, presence.lost_since_ms):
        return
    desk.roster.presence_changed(agent)
    desk.woken_agents[agent.id] = agent
    desk.agent_changed(agent)
    schedule_agent(desk, agent)
    if (state, was_lost) != (agent.state, presence.is_lost):
        desk.emit(PresenceChanged(agent.id, agent.state, presence.is_lost))
    if not agent.is_here:
        depart(desk, agent)


# -------------------------------------------------------------------------------- R11 and R12


def depart(desk: DeskState, agent: AgentState) -> None:
    """R11: an agent who is away or offline leaves everything, in the order of the arrivals."""
    of_theirs = [*agent.sessions.values(), *agent.guest_of.values()]
    for session in sorted(of_theirs, key=lambda session: session.sequence):
        if session.session in agent.guest_of:
            moves.drop_guest(desk, session, agent, LeaveReason.DEPARTED)
        elif len(session.members) > 1:
            moves.drop_member(desk, session, agent, LeaveReason.DEPARTED)
        else:
            _part_with(desk, session, agent)


def _part_with(desk: DeskState, session: SessionState, agent: AgentState) -> None:
    """R11 for a session whose only member departs."""
    is_answered_open = session.phase is Phase.OPEN and session.unanswered_since_ms is None
    is_away = agent.state is PresenceState.AWAY
    reason = CloseReason.AGENT_AWAY if is_away else CloseReason.AGENT_OFFLINE
    if agent is desk.roster.main and desk.contact_of(session).private:
        if is_answered_open:
            moves.close(desk, session, reason)
        else:
            moves.put_in_mailbox(desk, session, Decision("R11", agent.id))
    elif session.phase is Phase.OPEN and (is_away or is_answered_open):
        moves.close(desk, session, reason)
    else:
        release(desk, session, Decision("R11", agent.id))


def release(desk: DeskState, session: SessionState, decision: Decision) -> None:
    """R12: back to the queue with the original arrival; to the mailbox, if the buyer has left.

    But if the contact has another live session, that one takes it over.
    """
    contact = desk.contact_of(session)
    other = contact.last_touched(besides=session)
    if other is not None:
        moves.merge(desk, session, other)
    elif session.left or contact.gone:
        moves.put_in_mailbox(desk, session, decision)
    else:
        moves.put_in_queue(desk, session, decision)
