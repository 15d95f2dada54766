"""Why a session is where it is keeps its time."""

from tests.chatd.desks.world import World


async def test_reason_keeps_its_time_over_a_restart(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    answer = await buyer.say()
    await world.settled()
    again = await world.crash()
    await again.wait(5_000)
    agent = await again.agent("x")
    buyer = await again.visitor("b")
    await buyer.say(session=answer.session)
    snapshot = (await again.agent("x")).snapshot
    assert [session.reason.at_ms for session in snapshot.sessions] == [answer.at_ms]
    assert agent.agent == "x"
    await again.stop()
