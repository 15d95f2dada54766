"""A process that dies and starts again, and time that passed meanwhile."""

import pytest

from chatd.desks.replay import replay
from chatd.errors import Unavailable
from chatd.protocol.events import PresenceChanged, SessionChanged
from chatd.protocol.fields import Phase, PresenceState
from tests.chatd.desks.world import ACME, OTHER, World


async def test_live_desks_are_restored_at_the_start_and_others_on_first_use(
    world: World,
) -> None:
    await world.provision(OTHER)
    await world.agent("x")
    await world.agent("m", "other")
    main = (await world.agent("m", "other")).runtime
    for client in list(main.connections._topics):
        main.detach(client)
    await world.settled()
    await world.wait(60_001)
    again = await world.crash()
    assert again.desks.stats().desks == 1
    await again.runtime("other")
    assert again.desks.stats().desks == 2
    await again.stop()


async def test_agents_who_were_here_are_lost_since_the_restart(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await x.say(session="s1")
    world.clock.advance(30_000)
    again = await world.crash()
    boss = await again.agent("boss")
    view = next(view for view in boss.snapshot.agents if view.agent == "x")
    assert (view.state, view.lost) == (PresenceState.ONLINE, True)
    await again.wait(59_000)
    assert (await again.agent("boss")).snapshot.sessions[0].phase is Phase.OPEN
    await again.wait(1_000)
    assert boss.last(SessionChanged).session.phase is Phase.CLOSED
    assert boss.last(PresenceChanged).state is PresenceState.OFFLINE
    await again.stop()


async def test_agent_who_is_back_in_time_keeps_everything(world: World) -> None:
    await world.agent("x")
    await (await world.visitor("b")).say()
    again = await world.crash()
    await again.wait(30_000)
    x = await again.agent("x")
    assert [view.id for view in x.snapshot.sessions] == ["s1"]
    await again.wait(120_000)
    assert (await x.say(session="s1")).seq == 2
    await again.stop()


async def test_deadline_that_passed_while_nothing_ran_is_met_at_the_start(world: World) -> None:
    x = await world.agent("x")
    y = await world.agent("y")
    await (await world.visitor("b")).say()
    await x.ask("invitation.send", session="s1", to="y", mode="join")
    world.clock.advance(120_000)
    again = await world.crash()
    await again.settled()
    assert again.rows('SELECT "end" FROM invitations') == [("expired",)]
    assert y.agent == "y"
    await again.stop()


async def test_restart_before_its_own_commit_is_taken_again(world: World) -> None:
    await world.agent("x")
    again = await world.crash()
    await again.settled()
    third = await again.crash()
    stored = await third.store.load_desk("acme")
    names = [type(step.entry).__name__ async for step in replay(third.store, stored)]
    assert names[0] == "NewDesk"
    assert names.count("Restart") >= 2
    await third.stop()


async def test_steps_only_grow_over_restarts_and_discards(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    for _ in range(3):
        await buyer.say()
        world.store.failures = [OSError("disk")]
        with pytest.raises(Unavailable):
            await buyer.say()
    again = await world.crash()
    await (await again.visitor("b")).say()
    steps = again.rows("SELECT step FROM journal ORDER BY now_ms, step")
    assert steps == sorted(set(steps))
    messages = again.rows("SELECT step FROM messages ORDER BY seq")
    assert messages == sorted(set(messages))
    await again.stop()


async def test_merchant_provisioned_anew_is_configured_at_the_start(world: World) -> None:
    await world.agent("x")
    await world.provision(ACME.replace('name = "Xenia"', 'name = "Xena"'))
    again = await world.crash()
    boss = await again.agent("boss")
    assert {view.agent: view.name for view in boss.snapshot.agents}["x"] == "Xena"
    await again.stop()


async def test_agent_taken_out_of_the_file_is_out_and_their_name_stays(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await x.say(session="s1")
    without_x = (
        ACME[: ACME.index('[[agents]]\nusername = "x"')]
        + ACME[ACME.index('[[agents]]\nusername = "y"') :]
    )
    await world.provision(without_x)
    boss = await world.agent("boss")
    await boss.runtime.reconfigure()
    await world.settled()
    assert "x" not in {view.agent for view in (await world.agent("boss")).snapshot.agents}
    assert (await x.refused("presence.set", state="online")).value == "not_allowed"
    page = await buyer.ask("history.fetch", session="s1")
    assert page.messages[1].author.name == "Xenia"


async def test_idle_desk_leaves_memory_and_comes_back(world: World) -> None:
    x = await world.agent("x")
    await x.ask("presence.set", state="offline")
    x.leave()
    await world.settled()
    assert world.desks.stats().desks == 1
    await world.wait(120_000)
    assert world.desks.stats().desks == 0
    x = await world.agent("x")
    assert x.snapshot.you.intent == "offline"
