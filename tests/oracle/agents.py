"""The merchant and its agents: presence, limits, configuration, departures (R11, R14), R15."""

from presence.states import PresenceState
from routing.commands import (
    Configure,
    ConnectAgent,
    DisconnectAgent,
    SetLimits,
    SetPresence,
)
from routing.events import Refusal
from routing.rows import CloseReason, Phase
from routing.settings import AgentConfig
from tests.oracle import moves, placing
from tests.oracle.world import Agent, Refused, Session, World


def agent_named(world: World, name: str) -> Agent:
    if name not in world.agents:
        raise Refused(Refusal.NOT_FOUND)
    return world.agents[name]


def new_agent(config: AgentConfig, now_ms: int) -> Agent:
    return Agent(config=config, windows_max=config.windows_max, enabled_ms=now_ms)


# ------------------------------------------------------------------------------ presence


def connect(world: World, command: ConnectAgent) -> None:
    """Reconnecting restores the intent; the first log-in is online."""
    agent = agent_named(world, command.agent)
    agent.connected = True
    agent.lost_since_ms = None
    if agent.intent is None:
        agent.intent = PresenceState.ONLINE


def disconnect(world: World, command: DisconnectAgent) -> None:
    agent = agent_named(world, command.agent)
    if agent.connected:
        lose(world, agent)


def lose(world: World, agent: Agent) -> None:
    is_present = agent.state is not PresenceState.OFFLINE
    agent.connected = False
    agent.lost_since_ms = world.now_ms if is_present else None


def set_presence(world: World, command: SetPresence) -> None:
    """Logging out is a chosen offline, at once, without grace."""
    agent = agent_named(world, command.agent)
    agent.intent = command.state
    if command.state is PresenceState.OFFLINE:
        agent.lost_since_ms = None
    if not agent.is_here:
        depart(world, agent, agent.state)


def set_limits(world: World, command: SetLimits) -> None:
    agent = agent_named(world, command.agent)
    most = agent.config.reception_max
    if command.windows_max < 1 or (most is not None and command.windows_max > most):
        raise Refused(Refusal.BAD_REQUEST)
    agent.windows_max = command.windows_max


def restart(world: World) -> None:
    """Every agent that was here is lost since now, every buyer without a connection."""
    for agent in world.agents.values():
        lose(world, agent)
    for contact in world.contacts.values():
        if contact.connected:
            contact.connected = False
            contact.absent_since_ms = world.now_ms


def configure(world: World, command: Configure) -> None:
    """An agent taken out departs as offline; taking main out is refused."""
    mains = [agent.agent for agent in command.config.agents if agent.main]
    if mains != [world.main().name]:
        raise Refused(Refusal.BAD_REQUEST)
    named = {agent.agent for agent in command.config.agents}
    for agent in list(world.agents.values()):
        if agent.name not in named:
            depart(world, agent, PresenceState.OFFLINE)
    world.invitations = [i for i in world.invitations if {i.inviter, i.target} <= named]
    world.config = command.config
    world.agents = {config.agent: configured(world, config) for config in command.config.agents}


def configured(world: World, config: AgentConfig) -> Agent:
    agent = world.agents.get(config.agent)
    if agent is None:
        return new_agent(config, world.now_ms)
    agent.config = config
    if config.reception_max is not None:
        agent.windows_max = min(agent.windows_max, config.reception_max)
    return agent


# ---------------------------------------------------------------------------- departures


def grace_over(world: World, agent: Agent) -> None:
    """R14."""
    agent.lost_since_ms = None
    depart(world, agent, PresenceState.OFFLINE)


def depart(world: World, agent: Agent, state: PresenceState) -> None:
    """R11, in the order the sessions arrived in."""
    for session in sorted(world.sessions.values(), key=lambda s: s.sequence):
        if agent.name in session.guests:
            session.guests.remove(agent.name)
        elif agent.name in session.members and len(session.members) > 1:
            del session.members[agent.name]
        elif agent.name in session.members:
            lose_sole_member(world, session, agent, state)


def lose_sole_member(world: World, session: Session, agent: Agent, state: PresenceState) -> None:
    is_mains_own = agent.config.main and world.contacts[session.contact].private
    is_away = state is PresenceState.AWAY
    reason = CloseReason.AGENT_AWAY if is_away else CloseReason.AGENT_OFFLINE
    is_answered_open = session.phase is Phase.OPEN and session.is_answered
    if is_mains_own and not is_answered_open:
        moves.to_mailbox(world, session, None)
    elif is_answered_open or (session.phase is Phase.OPEN and is_away):
        moves.close(world, session, reason)
    else:
        moves.release(world, session)


# ----------------------------------------------------------------------------- no answer


def answer_moment(world: World, session: Session) -> int | None:
    """R15: no_answer_ms after the question, or after the one member joined if later."""
    wait = world.config.settings.no_answer_ms
    is_asked = session.phase is Phase.OPEN and len(session.members) == 1
    if wait == 0 or not is_asked or session.unanswered_since_ms is None:
        return None
    (since,) = session.members.values()
    return max(session.unanswered_since_ms, since) + wait


def no_answer(world: World, session: Session) -> None:
    """R15: by R8 to one of R7's candidates who has a free window and has not seen the question."""
    (member,) = (world.agents[name] for name in session.members)
    contact = world.contacts[session.contact]
    is_spent = session.hops >= world.config.settings.no_answer_hops_max
    if not member.is_up or contact.private or is_spent:
        return
    among = [
        agent
        for agent in placing.candidates(world, session.shop)
        if world.has_window(agent)
        and not world.serves(agent, session.contact)
        and agent.name not in session.seen
    ]
    winner = placing.balance(world, among)
    if winner is not None:
        moves.open_for(world, session, [winner])
        session.hops += 1
