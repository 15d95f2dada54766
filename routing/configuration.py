"""A new configuration, and a restart of the server. Both are rare and cost O(n)."""

from presence.presence import Presence
from presence.states import PresenceState
from queueing.waiting import WaitingQueue
from routing.agents import AgentState
from routing.buyers import lose_buyer
from routing.commands import Configure
from routing.departures import change_presence
from routing.errors import Refused
from routing.events import DeskConfigured, LimitsChanged, Refusal
from routing.schedule import schedule_everything
from routing.settings import AgentConfig, DeskConfig
from routing.state import DeskState


def configure(desk: DeskState, command: Configure) -> None:
    """Take a new configuration. Who is no longer in it is disabled: R11 as offline."""
    config = command.config
    _require_same_main(desk, config)
    _require_group_wait(config)
    names = {agent.agent for agent in config.agents}
    for agent in desk.roster.order:
        if agent.id not in names:
            change_presence(desk, agent, _log_out)
            desk.changes.agent_removed(agent)
    agents = {agent.agent: _take(desk, agent) for agent in config.agents}
    desk.configure(config, agents)
    _rebuild_queue(desk)
    for invitation in desk.invitations:
        if invitation.session in desk.sessions:
            desk.touched_sessions[invitation.session] = desk.sessions[invitation.session]
    schedule_everything(desk)
    desk.emit(DeskConfigured())


def restart(desk: DeskState) -> None:
    """Nobody is connected: agents who were here or within their grace are lost since now."""
    for agent in desk.roster.order:
        change_presence(desk, agent, lambda presence: presence.restart(desk.now_ms))
    for _, contact in sorted(desk.contacts.items()):
        if contact.connected:
            lose_buyer(desk, contact)


def _require_same_main(desk: DeskState, config: DeskConfig) -> None:
    mains = [agent.agent for agent in config.agents if agent.main]
    if mains != [desk.roster.main.id]:
        raise Refused(Refusal.BAD_REQUEST, "the main account cannot be taken out or exchanged")


def _require_group_wait(config: DeskConfig) -> None:
    """R7: "full after every command for a while" needs a while."""
    if config.settings.group_wait_ms < 1:
        raise Refused(Refusal.BAD_REQUEST, "group_wait_ms must be at least 1")


def _log_out(presence: Presence) -> None:
    presence.choose(PresenceState.OFFLINE)


def _take(desk: DeskState, config: AgentConfig) -> AgentState:
    """The agent as configured now; w never exceeds r."""
    agent = desk.roster.by_name.get(config.agent)
    if agent is None:
        agent = AgentState.new(config, desk.now_ms)
        desk.changes.agent(agent)
        return agent
    agent.config = config
    if config.reception_max is not None and agent.windows_max > config.reception_max:
        agent.windows_max = config.reception_max
        desk.changes.agent(agent)
        desk.emit(LimitsChanged(agent.id, agent.windows_max))
    return agent


def _rebuild_queue(desk: DeskState) -> None:
    """Groups, boosts and who receives may be other ones."""
    waiting = list(desk.queue)
    desk.queue = WaitingQueue()
    for session in waiting:
        desk.enqueue(desk.sessions[session])
    for group in (*desk.roster.pools, *desk.fullness):
        desk.roster.moved_groups[group] = None
