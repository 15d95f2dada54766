import pytest

from routing.commands import ConnectAgent, PostBuyerMessage
from routing.desk import Desk
from routing.rows import ContactFacts, ContactRow, Phase
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig
from tests.randomized.choices import Choices, Seeded

ARRIVALS = 60


@pytest.mark.parametrize("seed", range(20))
def test_equal_weights_stay_within_one_when_buyers_only_arrive(seed: int) -> None:
    """I8; logging in again does not disturb it (I15)."""
    choices = Seeded(f"even/{seed}")
    desk, agents = draw_desk(choices)
    for number in range(ARRIVALS):
        contact = f"b{number}"
        facts = ContactFacts(ContactRow(contact, "shop", connected=True))
        desk.handle(PostBuyerMessage(contact, contact, facts), number)
        loads = sorted(load(desk, agent) for agent in agents)
        assert loads[-1] - loads[0] <= 1
        if choices.chance(20):
            desk.handle(ConnectAgent(choices.pick(agents)), number)
    assert all(row.phase in {Phase.OPEN, Phase.CACHED} for row in desk.rows().sessions)


def draw_desk(choices: Choices) -> tuple[Desk, list[str]]:
    names = [f"agent{n}" for n in range(choices.between(2, 7))]
    agents = tuple(
        AgentConfig(name, main=n == 0, windows_max=3, reception_max=None)
        for n, name in enumerate(names)
    )
    desk = Desk.new(DeskConfig(DeskSettings(), (ShopConfig("shop"),), agents), 0)
    for name in names:
        desk.handle(ConnectAgent(name), 0)
    return desk, names


def load(desk: Desk, agent: str) -> int:
    return len(desk.sessions_of(agent))
