"""Small desks of every shape: few agents and few windows, so that everything collides."""

from dataclasses import dataclass, replace

from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig
from tests.randomized.choices import Choices

AGENTS = ("ann", "ben", "cleo", "dan", "eve", "fay", "gus", "hal")
GROUPS = ("", "", "sales", "care")


@dataclass(frozen=True, slots=True)
class Setting:
    """A desk's configuration, and the buyers around it: (contact, shop), visitors first."""

    config: DeskConfig
    contacts: tuple[tuple[str, str], ...]


def draw_setting(choices: Choices) -> Setting:
    shops = tuple(draw_shop(choices, f"shop{n}") for n in range(choices.between(1, 3)))
    count = choices.pick((1, 2, 2, 3, 3, 3, 4, 5, 8))
    main = choices.below(count)
    agents = tuple(draw_agent(choices, AGENTS[n], main=n == main) for n in range(count))
    buyers = choices.between(6, 10) // len(shops)
    visitors = [(f"{shop.shop}/visitor{n}", shop.shop) for shop in shops for n in range(2)]
    known = [(f"{shop.shop}/buyer{n}", shop.shop) for shop in shops for n in range(buyers)]
    config = DeskConfig(draw_settings(choices), shops, agents)
    return Setting(crowded(config) if choices.chance(40) else config, tuple(visitors + known))


def crowded(config: DeskConfig) -> DeskConfig:
    """The same with hardly a window, and buyers who wait for it: the queue grows."""
    settings = replace(config.settings, queue_max=None, buyer_grace_ms=60_000)
    agents = [replace(agent, windows_max=1, reception_max=1) for agent in config.agents]
    return replace(config, settings=settings, agents=tuple(agents))


def draw_shop(choices: Choices, name: str) -> ShopConfig:
    return ShopConfig(name, choices.pick(GROUPS), choices.pick((0, 0, 1, 2)))


def draw_agent(choices: Choices, name: str, *, main: bool = False) -> AgentConfig:
    windows = choices.pick((1, 1, 1, 2, 2, 3))
    most = None if choices.chance(12) else windows + choices.pick((0, 0, 0, 1, 2))
    return AgentConfig(
        agent=name,
        main=main,
        receives=not choices.chance(8 if main else 15),
        windows_max=windows,
        reception_max=most,
        weight=choices.pick((1, 1, 1, 2, 3)),
        tier=choices.pick((1, 1, 0)) if main else choices.pick((0, 0, 0, 1)),
        groups=frozenset(group for group in ("care", "sales") if choices.chance(45)),
    )


def draw_settings(choices: Choices) -> DeskSettings:
    """Waits of the same few sizes, so that they end together."""
    return DeskSettings(
        recent_contact_ms=choices.pick((300, 5_000, 600_000)),
        disconnect_grace_ms=choices.pick((100, 1_000, 5_000)),
        buyer_grace_ms=choices.pick((300, 1_000, 5_000, 60_000)),
        group_wait_ms=choices.pick((100, 1_000)),
        queue_hold_ms=choices.pick((300, 5_000, 60_000)),
        invitation_ttl_ms=choices.pick((100, 1_000)),
        no_answer_ms=choices.pick((0, 100, 200, 1_000)),
        no_answer_hops_max=choices.between(0, 3),
        queue_max=choices.pick((None, None, None, 0, 1, 3)),
        boost_ms=choices.pick(((0, 100, 500), (0, 60_000, 300_000), (50, 0, 200))),
    )


def draw_change(choices: Choices, config: DeskConfig, remembered: list[str]) -> DeskConfig:
    """The next version of a merchant's file; now and then one without its main account.

    `remembered` are agents who are somebody's recent contact: they go, and come back.
    """
    agents = list(config.agents)
    missed = [name for name in remembered if name not in {agent.agent for agent in agents}]
    kind = 0 if missed and choices.chance(60) else choices.below(7)
    if kind == 0:
        absent = missed or [name for name in AGENTS if name not in {a.agent for a in agents}]
        if absent:
            agents.insert(choices.below(len(agents) + 1), draw_agent(choices, choices.pick(absent)))
    elif kind < 3 and len(agents) > 1:
        subs = [agent for agent in agents if agent.agent in remembered and not agent.main]
        agents.remove(choices.pick(subs or agents))
    elif kind == 3:
        chosen = choices.below(len(agents))
        old = agents[chosen]
        agents[chosen] = draw_agent(choices, old.agent, main=old.main != choices.chance(5))
    elif kind == 4:
        return replace(config, settings=draw_settings(choices))
    elif kind == 5:
        shops = [draw_shop(choices, shop.shop) for shop in config.shops]
        return replace(config, shops=tuple(shops[choices.below(2) :]))
    else:
        agents.append(agents.pop(choices.below(len(agents))))
    return replace(config, agents=tuple(agents))
