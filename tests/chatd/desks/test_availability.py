"""What an idle buyer is told about who is there."""

from chatd.protocol.events import AvailabilityChanged
from chatd.protocol.fields import AvailabilityState
from tests.chatd.desks.world import ACME, NOW_MS, World

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


# NOW_MS is Tuesday, 22:13:20 UTC.
HOURS = ACME.replace("[[shops]]", """[working_hours]
timezone = "UTC"
tue = ["22:00-23:00"]
wed = ["09:00-10:00"]
[[shops]]""", 1)  # fmt: skip
CLOSES_MS = NOW_MS + 46 * 60_000 + 40_000
HOUR_MS = 3_600_000


async def test_buyer_learns_that_working_hours_end_and_begin_though_nothing_happens(
    world: World,
) -> None:
    await world.provision(HOURS)
    await world.desks.refresh()
    await world.agent("x")
    await world.wait(PULSE_MS)
    buyer = await world.visitor("b")
    assert buyer.snapshot.availability.state is AvailabilityState.AVAILABLE
    await world.wait(CLOSES_MS - world.clock.now_ms() - 1)
    assert buyer.events(AvailabilityChanged) == []
    await world.wait(1)
    assert buyer.last(AvailabilityChanged).state is AvailabilityState.MAILBOX
    await world.wait(10 * HOUR_MS - 1)
    assert len(buyer.events(AvailabilityChanged)) == 1
    await world.wait(1)
    assert buyer.last(AvailabilityChanged).state is AvailabilityState.AVAILABLE
    await world.wait(HOUR_MS)
    assert buyer.last(AvailabilityChanged).state is AvailabilityState.MAILBOX


async def test_hours_that_are_changed_are_those_that_are_kept(world: World) -> None:
    await world.provision(HOURS)
    await world.desks.refresh()
    await world.agent("x")
    await world.wait(PULSE_MS)
    buyer = await world.visitor("b")
    await world.provision(HOURS.replace("23:00", "22:30"))
    await world.desks.refresh()
    await world.wait(17 * 60_000)
    assert buyer.last(AvailabilityChanged).state is AvailabilityState.MAILBOX
    await world.provision(ACME)
    await world.desks.refresh()
    await world.wait(PULSE_MS)
    assert buyer.last(AvailabilityChanged).state is AvailabilityState.AVAILABLE
    await world.wait(12 * HOUR_MS)
    assert len(buyer.events(AvailabilityChanged)) == 2
