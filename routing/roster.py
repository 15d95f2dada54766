"""The agents of a merchant, and the pools that rank them.

Whatever changes an agent (presence, load, limits, a turn) says so by `changed`; before anybody
looks at a pool, `flush` moves the changed ones to where they stand now. An agent who is given a
window and loses another in the same step is moved once, or not at all.
"""

from collections.abc import Mapping
from math import lcm

from routing.agents import AgentState
from routing.errors import InvariantViolation
from routing.pools import Pool, Standing
from routing.settings import AgentConfig, DeskConfig

EVERYONE = ""
"""The name of the pool that holds every receiving agent."""


class Roster:
    """Agents in provision order, and their pools.

    Args:
        config: Who there is; who stands in `agents` and not there comes last and receives nobody,
            until the next `Configure` lets them go.
        agents: The agents by name.

    `here` counts the receiving agents who are here, lost ones included ("somebody is here");
    `present` counts all who are. `woken_groups` are those whose pools or queues changed since the
    queue was last walked, `moved_groups` those whose pools changed since their fullness was last
    noted. `astray_groups` are those somebody waits for whose sessions everyone may take.
    """

    def __init__(self, config: DeskConfig, agents: Mapping[str, AgentState]) -> None:
        configured = {agent.agent for agent in config.agents}
        strangers = sorted(agents.keys() - configured)
        self.order = [agents[agent.agent] for agent in config.agents]
        self.order += [agents[name] for name in strangers]
        self.by_name = {agent.id: agent for agent in self.order}
        self.main = self._find_main()
        self.receiving = sum(agent.receives for agent in self.order)
        self.here = 0
        self.present = 0
        self.pools: dict[str, Pool] = {}
        self.everyone = self._build_pools(config.agents)
        self.woken_groups: dict[str, None] = {}
        self.moved_groups: dict[str, None] = {}
        self.astray_groups: dict[str, None] = {}
        self._stale: dict[str, AgentState] = {}
        self._number()

    def _find_main(self) -> AgentState:
        for agent in self.order:
            if agent.config.main:
                return agent
        raise InvariantViolation("a merchant without a main account")

    def _build_pools(self, configs: tuple[AgentConfig, ...]) -> Pool:
        members: dict[str, list[AgentConfig]] = {EVERYONE: []}
        for config in configs:
            if config.receives:
                for group in (EVERYONE, *sorted(config.groups - {EVERYONE})):
                    members.setdefault(group, []).append(config)
        self.pools = {
            group: Pool(group, sorted({config.tier for config in configs}), len(configs))
            for group, configs in members.items()
        }
        return self.pools[EVERYONE]

    def _number(self) -> None:
        scale = lcm(*(agent.config.weight for agent in self.order))
        for number, agent in enumerate(self.order):
            agent.order = number
            agent.scale = scale // agent.config.weight
            agent.standing, agent.key = Standing.OFFLINE, agent.present_key()
            agent.ranked_windows = 0
            agent.pools = tuple(
                self.pools[group]
                for group in (EVERYONE, *sorted(agent.config.groups - {EVERYONE}))
                if agent.receives
            )
            self._count_here(agent, int(agent.is_here))
            self.changed(agent)

    def presence_changed(self, agent: AgentState) -> None:
        """The agent's presence is another one: take it over everywhere."""
        was_here = agent.is_here
        agent.note_presence()
        self._count_here(agent, agent.is_here - was_here)
        self.changed(agent)

    def _count_here(self, agent: AgentState, difference: int) -> None:
        self.present += difference
        if agent.receives:
            self.here += difference

    def changed(self, agent: AgentState) -> None:
        """The agent may stand elsewhere from now on."""
        self._stale[agent.id] = agent

    def flush(self) -> None:
        """Let every changed agent stand where it belongs. O(log n) for each."""
        if not self._stale:
            return
        stale, self._stale = self._stale, {}
        for agent in stale.values():
            self._restand(agent)

    def _restand(self, agent: AgentState) -> None:
        before = (agent.standing, agent.config.tier, agent.key, agent.ranked_windows)
        now = (
            agent.present_standing(),
            agent.config.tier,
            agent.present_key(),
            agent.windows_max,
        )
        if now == before:
            return
        for pool in agent.pools:
            pool.leave(*before)
            pool.enter(*now)
            self.woken_groups[pool.group] = None
            self.moved_groups[pool.group] = None
        agent.standing, _, agent.key, agent.ranked_windows = now
