"""What a step looks at does not grow with who is there: counted in function calls, not in time."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from routing.commands import (
    CloseSession,
    Command,
    ConnectAgent,
    DisconnectBuyer,
    PostAgentMessage,
    PostBuyerMessage,
    SetPresence,
    SetPriority,
)
from routing.desk import Desk
from routing.rows import ContactFacts, ContactRow
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig
from tests.routing.stage import SUSPENDED

FEW, MANY = 20, 400


def crowded(agents: int, waiting: int) -> Desk:
    """All agents have one session each, the first ones in order, and the others wait."""
    config = DeskConfig(
        DeskSettings(),
        (ShopConfig("shop"), ShopConfig("east", group="e")),
        tuple(
            AgentConfig(
                f"a{number}",
                main=number == 0,
                windows_max=1,
                reception_max=1,
                groups=frozenset("e") if number % 2 else frozenset(),
            )
            for number in range(agents)
        ),
    )
    desk = Desk.new(config, 0)
    for number in range(agents):
        desk.handle(ConnectAgent(f"a{number}"), 0)
    for number in range(agents + waiting):
        desk.handle(arrival(number), 0)
    return desk


def arrival(number: int) -> Command:
    """A new buyer of the shop everyone serves."""
    facts = ContactFacts(ContactRow(f"c{number}", "shop", connected=True))
    return PostBuyerMessage(f"c{number}", f"s{number}", facts)


def calls(desk: Desk, command: Command) -> int:
    """How many functions the step calls."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        desk.handle(command, 1)
    finally:
        sys.setprofile(before)
    return counted


STEPS: dict[str, Callable[[], Command]] = {
    "an arrival that waits": lambda: arrival(99_999),
    "a message": lambda: PostBuyerMessage("c3", "unused"),
    "a message of one who waits": lambda: PostBuyerMessage(f"c{FEW + 5}", "unused"),
    "a reply": lambda: PostAgentMessage("a3", "s3"),
    "a close that lets the first of the queue in": lambda: CloseSession("a3", "s3"),
    "an agent who suspends": lambda: SetPresence("a3", SUSPENDED),
    "a buyer who goes": lambda: DisconnectBuyer("c3"),
    "a buyer who waits and gets a priority": lambda: SetPriority(f"c{FEW + 5}", 2),
}


@pytest.mark.parametrize("what", STEPS)
@pytest.mark.parametrize(("agents", "waiting"), [(FEW, MANY), (MANY, FEW), (MANY, MANY)])
def test_a_step_looks_at_as_much_however_many_there_are(
    what: str, agents: int, waiting: int
) -> None:
    few = calls(crowded(FEW, FEW), STEPS[what]())
    many = calls(crowded(agents, waiting), STEPS[what]())
    assert few > 0
    assert many <= few * 1.2 + 5
