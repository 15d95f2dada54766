"""What an idle buyer is told about who is there."""

from chatd.protocol.events import AvailabilityChanged
from chatd.protocol.fields import AvailabilityState
from tests.chatd.desks.world import World

PULSE_MS = 1_000


async def test_buyer_learns_that_somebody_came_when_nobody_was_there(world: World) -> None:
    buyer = await world.visitor("b")
    assert buyer.snapshot.availability.state is AvailabilityState.MAILBOX

    agent = await world.agent("x")
    await world.wait(PULSE_MS)
    assert buyer.last(AvailabilityChanged).state is AvailabilityState.AVAILABLE

    await agent.ask("presence.set", state="offline")
    await world.wait(PULSE_MS)
    assert buyer.last(AvailabilityChanged).state is AvailabilityState.MAILBOX


async def test_buyer_hears_nothing_when_the_state_is_the_same(world: World) -> None:
    await world.agent("x")
    await world.wait(PULSE_MS)
    buyer = await world.visitor("b")
    other = await world.visitor("c")
    await other.say()
    await world.agent("y")
    await world.wait(PULSE_MS)
    assert buyer.events(AvailabilityChanged) == []
