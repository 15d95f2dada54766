"""Queue, cache and presence as they are told, and how often."""

from chatd.errors import ErrorCode
from chatd.protocol.events import (
    BuyerSessionChanged,
    PresenceChanged,
    QueueChanged,
    SessionChanged,
)
from chatd.protocol.fields import AvailabilityState, Phase, PresenceState
from tests.chatd.desks.world import Client, World


async def full(world: World) -> tuple[Client, list[Client]]:
    """x alone with two windows and one place in the cache; b0 … b5 write, b3 … b5 wait."""
    x = await world.agent("x")
    buyers = [await world.visitor(f"b{number}") for number in range(6)]
    for buyer in buyers:
        await buyer.say()
    await world.wait(5_000)
    return x, buyers


async def test_buyers_know_their_place_and_what_waits_before_them(world: World) -> None:
    _, buyers = await full(world)
    phases = [buyer.last(BuyerSessionChanged).session for buyer in buyers]
    assert [view.phase for view in phases] == [
        Phase.OPEN,
        Phase.OPEN,
        Phase.CACHED,
        Phase.QUEUED,
        Phase.QUEUED,
        Phase.QUEUED,
    ]
    assert [view.position for view in phases] == [None, None, 1, 1, 2, 3]
    newcomer = await world.visitor("new")
    availability = newcomer.snapshot.availability
    assert (availability.state, availability.waiting) == (AvailabilityState.QUEUE, 3)
    # 4th in line, 5 minutes each, 2 windows
    assert availability.eta_ms == 4 * 300_000 // 2


async def test_first_in_line_learns_it_at_once_and_others_within_two_seconds(
    world: World,
) -> None:
    x, buyers = await full(world)
    await buyers[0].say()
    for buyer in buyers:
        buyer.forget()
    await x.ask("session.close", session="s1")
    await world.settled()
    positions = [buyer.events(BuyerSessionChanged) for buyer in buyers]
    assert positions[2][-1].session.phase is Phase.OPEN
    assert (positions[3][-1].session.phase, positions[3][-1].session.position) == (Phase.CACHED, 1)
    assert positions[4][-1].session.position == 1
    await x.ask("session.close", session="s2")
    await world.settled()
    assert buyers[5].events(BuyerSessionChanged)[-1].session.position == 1
    await world.wait(2_000)
    assert len(buyers[5].events(BuyerSessionChanged)) <= 3


async def test_queue_is_told_at_once_and_then_once_a_second(world: World) -> None:
    x, buyers = await full(world)
    x.forget()
    await buyers[3].ask("session.leave", session="s4")
    await world.settled()
    assert [event.waiting for event in x.events(QueueChanged)] == [2]
    for number in range(10, 15):
        await (await world.visitor(f"c{number}")).say()
    await world.settled()
    assert len(x.events(QueueChanged)) == 1
    await world.wait(1_000)
    assert [event.waiting for event in x.events(QueueChanged)] == [2, 7]
    entry = x.last(QueueChanged).entries[0]
    assert (entry.session, entry.position) == ("s5", 1)
    assert {count.verdict for count in entry.why} >= {"full", "offline"}


async def test_presence_is_told_to_colleagues_with_the_load(world: World) -> None:
    y = await world.agent("y")
    await world.wait(2_000)
    x = await world.agent("x")
    await world.settled()
    assert y.last(PresenceChanged).state is PresenceState.ONLINE
    for _ in range(3):
        await (await world.visitor("b")).say(to="agent:x")
    await world.wait(2_000)
    told = [event for event in y.events(PresenceChanged) if event.agent == "x"]
    assert told[-1].open == 1
    x.leave()
    await world.wait(2_000)
    assert y.last(PresenceChanged).lost
    await world.wait(60_000)
    assert y.last(PresenceChanged).state is PresenceState.OFFLINE


async def test_cache_opens_in_order_and_by_hand(world: World) -> None:
    x, buyers = await full(world)
    assert (await world.agent("x")).snapshot.cache == ("s3",)
    await x.ask("session.open", session="s3")
    await world.settled()
    assert buyers[2].last(BuyerSessionChanged).session.phase is Phase.OPEN
    assert await x.refused("session.open", session="s3") is ErrorCode.NOT_OPEN


async def test_limits_change_what_opens(world: World) -> None:
    x, _ = await full(world)
    assert await x.refused("limits.set", windows_max=4) is ErrorCode.BAD_REQUEST
    await x.ask("limits.set", windows_max=3)
    await world.wait(1_000)
    assert x.last(PresenceChanged).windows_max == 3
    assert (await world.agent("x")).snapshot.cache == ()


async def test_place_in_the_queue_survives_a_restart(world: World) -> None:
    await full(world)
    again = await world.crash()
    buyer = await again.visitor("b4")
    view = buyer.snapshot.sessions[0]
    assert (view.phase, view.position) == (Phase.QUEUED, 2)
    await again.stop()


async def test_supervisor_learns_who_waits_for_an_answer_within_a_second(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await x.say(session="s1")
    boss = await world.agent("boss")
    await world.wait(2_000)
    boss.forget()
    for _ in range(5):
        await buyer.say()
        await x.say(session="s1")
    await buyer.say()
    await world.wait(1_000)
    told = boss.events(SessionChanged)
    assert len(told) <= 2
    assert told[-1].session.unanswered_since_ms is not None


async def test_everybody_hears_when_the_queue_moves_though_many_wait(world: World) -> None:
    x = await world.agent("x")
    buyers = [await world.visitor(f"b{number}") for number in range(80)]
    for buyer in buyers:
        await buyer.say()
    await world.wait(10_000)
    for number in range(1, 11):
        await x.ask("session.close", session=f"s{number}")
    await world.wait(10_000)
    positions = [
        buyer.last(BuyerSessionChanged).session.position
        for buyer in buyers
        if buyer.last(BuyerSessionChanged).session.phase is Phase.QUEUED
    ]
    assert positions == list(range(1, len(positions) + 1))
