"""Logging out is a chosen offline, and ends the connections of that log-in."""

from chatd.desks.subscribers import LoginEnded
from chatd.protocol.fields import Phase
from tests.chatd.desks.world import World


async def test_logged_out_agent_is_offline_at_once_though_connected(world: World) -> None:
    x, buyer = await world.agent("x"), await world.visitor("b")
    await buyer.say()
    y = await world.agent("y")
    await x.runtime.log_out("x", "f1")
    await world.settled()
    assert y.runtime.agents()[1].state == "offline"
    assert not y.runtime.agents()[1].lost
    assert (await world.agent("y")).snapshot.sessions[0].phase is Phase.OPEN


async def test_log_out_is_told_to_the_agents_connections_alone(world: World) -> None:
    x, other, y = await world.agent("x"), await world.agent("x"), await world.agent("y")
    await x.runtime.log_out("x", "f1")
    await world.settled()
    for client in (x, other):
        assert client.events(LoginEnded) == [LoginEnded("f1")]
    assert y.events(LoginEnded) == []


async def test_chosen_offline_of_a_log_out_outlives_a_restart(world: World) -> None:
    x = await world.agent("x")
    await x.runtime.log_out("x", "f1")
    again = await world.crash()
    assert (await again.agent("x")).snapshot.you.intent == "offline"
    await again.stop()
