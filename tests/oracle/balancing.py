"""R7 and R8 a second time for the invariants, from rows alone: the model's are not asked."""

from fractions import Fraction

from presence.states import PresenceState
from routing.settings import AgentConfig
from tests.oracle.meanings import ACCEPTING
from tests.oracle.view import View


def could_take(view: View, shop: str, now_ms: int | None = None) -> list[AgentConfig]:
    """Whom R7 leaves to choose from, for a new buyer of this shop."""
    among = eligible(view, shop, now_ms)
    up = [a for a in among if view.is_up(a.agent) and view.load[a.agent] < view.most(a.agent)]
    if accepting(view, among):
        up = accepting(view, up)
        return [a for a in up if a.tier == min(other.tier for other in up)]
    return [a for a in up if view.state[a.agent] is PresenceState.SUSPENDED]


def eligible(view: View, shop: str, now_ms: int | None = None) -> list[AgentConfig]:
    group = view.group(shop)
    members = [agent for agent in view.receiving if group in agent.groups]
    theirs = accepting(view, members)
    if not group or not theirs:
        return view.receiving
    for name, since in view.rows.desk.full_groups:
        if name == group:
            is_over = (now_ms or view.now_ms) - since >= view.config.settings.group_wait_ms
            still = all(view.load[a.agent] >= view.most(a.agent) for a in theirs)
            return view.receiving if is_over and still else members
    return members


def accepting(view: View, among: list[AgentConfig]) -> list[AgentConfig]:
    """Lost ones counted."""
    return [agent for agent in among if view.state[agent.agent] in ACCEPTING]


def balance_key(view: View, agent: AgentConfig) -> tuple[bool, Fraction, int, int]:
    """R8."""
    row = view.agents[agent.agent]
    return (
        view.open_count[agent.agent] >= row.windows_max,
        Fraction(view.load[agent.agent], agent.weight),
        row.last_turn,
        view.config.agents.index(agent),
    )


def serving_windows(view: View, shop: str) -> int:
    """The windows of those who are up and accept; of the suspended ones if nobody accepts."""
    among = eligible(view, shop)
    taking = accepting(view, among)
    if not taking:
        taking = [a for a in among if view.state[a.agent] is PresenceState.SUSPENDED]
    return sum(view.agents[a.agent].windows_max for a in taking if view.is_up(a.agent))
