"""When a commit fails nothing of it has happened, and the desk goes on from its rows."""

import asyncio
import itertools
from pathlib import Path
from typing import Any

import pytest

from chatd.desks.slots import slot_of
from chatd.errors import ErrorCode, Unavailable
from chatd.protocol.events import MessagePosted, PresenceChanged, SessionChanged
from chatd.protocol.fields import Phase, PresenceState
from chatd.storage.batch import Batch
from chatd.storage.engine import PAGE_BYTES
from chatd.storage.errors import OwnershipLost
from routing.desk import Desk
from tests.chatd.desks.world import (
    ACME,
    NOW_MS,
    OTHER,
    World,
    start_world,
)
from tests.chatd.fake_clock import FakeClock
from tests.databases import new_database

FULL = Unavailable("the disk is full")


async def test_waiting_commands_are_unavailable_and_nothing_is_told(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await world.settled()
    x.forget()
    world.store.failures = [FULL]
    with pytest.raises(Unavailable):
        await buyer.say(cid="c")
    await world.settled()
    assert x.events(MessagePosted) == []
    assert x.events(SessionChanged) == []
    answer = await buyer.say(cid="c")
    await world.settled()
    assert answer.seq == 1
    assert [event.body for event in x.events(MessagePosted)] == [{"text": "hello"}]


async def test_what_was_stepped_meanwhile_falls_with_it(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    first = await buyer.say()
    world.store.hold()
    world.store.failures = [FULL]
    in_flight = buyer.begin_saying("in flight")
    await world.turn()
    collected = buyer.begin_saying("collected")
    await world.turn()
    world.store.release()
    results = await asyncio.gather(in_flight, collected, return_exceptions=True)
    assert [type(result) for result in results] == [Unavailable, Unavailable]
    again = await buyer.say("again")
    assert (again.session, again.seq) == (first.session, 2)


async def test_one_merchant_cannot_drop_another(world: World) -> None:
    await world.provision(OTHER)
    assert slot_of("acme") != slot_of("other")
    await world.agent("x")
    other_agent = await world.agent("m", "other")
    buyer, other = await world.visitor("b"), await world.visitor("b", "other")
    await world.settled()
    acme = slot_of("acme")
    world.store.fails = lambda batch: FULL if acme in batch.versions else None
    world.store.hold()
    tasks = [buyer.begin_saying(), other.begin_saying()]
    await world.turn()
    world.store.release()
    failed, good = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(failed, Unavailable)
    assert not isinstance(good, BaseException)
    await world.settled()
    assert len(other_agent.events(MessagePosted)) == 1
    world.store.fails = lambda _batch: None
    assert (await buyer.say()).seq == 1
    assert (await other.say()).seq == 2


async def test_read_leaves_only_after_what_it_saw_is_stored(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.settled()
    world.store.hold()
    closing = x.begin("session.close", session="s1")
    await world.turn()
    explained = x.begin("session.explain", session="s1")
    refused = asyncio.create_task(x.refused("session.open", session="s1"))
    await world.turn()
    assert not explained.done()
    assert not refused.done()
    world.store.release()
    await closing
    assert (await explained).phase is Phase.CLOSED
    assert await refused is ErrorCode.NOT_OPEN


async def test_read_fails_when_what_it_saw_never_happened(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    world.store.hold()
    world.store.failures = [FULL]
    closing = x.begin("session.close", session="s1")
    await world.turn()
    explained = x.begin("session.explain", session="s1")
    await world.turn()
    world.store.release()
    results = await asyncio.gather(closing, explained, return_exceptions=True)
    assert [type(result) for result in results] == [Unavailable, Unavailable]
    assert (await x.ask("session.explain", session="s1")).phase is Phase.OPEN


async def test_connection_that_came_meanwhile_is_known_after_the_restore(world: World) -> None:
    x = await world.agent("x")
    await world.settled()
    world.store.failures = [FULL]
    x.leave()
    with pytest.raises(Unavailable):
        await world.agent("y")
    await world.wait(1_000)
    watcher = await world.agent("m")
    states = {agent.agent: (agent.state, agent.lost) for agent in watcher.snapshot.agents}
    assert states["x"] == (PresenceState.ONLINE, True)
    assert states["y"] == (PresenceState.OFFLINE, False)
    await world.agent("y")
    watcher = await world.agent("m")
    states = {agent.agent: (agent.state, agent.lost) for agent in watcher.snapshot.agents}
    assert states["y"] == (PresenceState.ONLINE, False)


async def test_agent_who_stays_connected_is_not_lost_by_a_discard(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    world.store.failures = [FULL]
    with pytest.raises(Unavailable):
        await x.say(session="s1")
    await world.wait(200_000)
    assert (await x.say(session="s1")).seq == 2
    assert (await x.ask("session.explain", session="s1")).phase is Phase.OPEN


async def test_what_was_still_to_be_told_of_agents_and_queue_is_told_after_a_discard(
    world: World,
) -> None:
    m, boss = await world.agent("m"), await world.agent("boss")
    await world.wait(10_000)
    await world.agent("x")  # is told at once: what follows waits for its time
    await world.settled()
    await world.agent("y")
    buyers = [await world.visitor(f"b{number}") for number in range(7)]
    for buyer in buyers:
        await buyer.say()
    await m.ask("limits.set", windows_max=2)
    m.forget()
    boss.forget()
    world.store.failures = [FULL]
    with pytest.raises(Unavailable):
        await buyers[0].say()
    await world.wait(10_000)
    now = {agent.agent: agent for agent in (await world.agent("m")).snapshot.agents}
    for told in (m, boss):
        last = {event.agent: event for event in told.events(PresenceChanged)}
        assert {name: last[name].open for name in now} == {n: now[n].open for n in now}
        assert not last["y"].lost


async def test_desk_comes_back_by_itself_and_its_deadline_is_not_missed(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.agent("boss")
    x.leave()
    await world.settled()
    world.store.fails = lambda _batch: FULL
    await world.wait(60_000)
    assert world.desks.stats().failed_batches > 0
    world.store.fails = lambda _batch: None
    await world.wait(10_000)
    view = (await world.agent("boss")).snapshot.agents[1]
    assert (view.agent, view.state) == ("x", PresenceState.OFFLINE)


async def test_retries_back_off(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    await world.settled()
    begun = len(world.store.batches)
    world.store.fails = lambda _batch: FULL
    with pytest.raises(Unavailable):
        await buyer.say()
    runtime = await world.runtime()
    runtime.detach(buyer)
    await world.wait(60_000)
    assert len(world.store.batches) - begun < 40


async def test_our_own_bug_discards_the_desk_and_keeps_what_was_stored(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.settled()
    monkeypatch.setattr(Desk, "handle", lambda *_args: 1 / 0)
    with pytest.raises(Unavailable):
        await buyer.say()
    monkeypatch.undo()
    assert (await buyer.say()).seq == 2
    assert (await x.say(session="s1")).seq == 3


async def test_bug_in_a_step_leaves_what_is_in_flight_to_be_stored(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.settled()
    world.store.hold()
    in_flight = buyer.begin_saying("in flight")
    await world.turn()
    collected = buyer.begin_saying("collected")
    await world.turn()
    monkeypatch.setattr(Desk, "handle", lambda *_args: 1 / 0)
    with pytest.raises(Unavailable):
        await buyer.say("bug")
    monkeypatch.undo()
    assert isinstance((await asyncio.gather(collected, return_exceptions=True))[0], Unavailable)
    world.store.release()
    assert (await in_flight).seq == 2
    assert (await buyer.say("after")).seq == 3


async def test_another_owner_of_the_slot_is_noticed_and_nothing_is_lost(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.settled()
    slot = slot_of("acme")
    version = (await world.store.slot_versions())[slot]
    await world.store._store.commit(Batch("other node", {slot: version}, ()))
    with pytest.raises(OwnershipLost):
        await buyer.say("lost", cid="c")
    assert (await buyer.say("again", cid="c")).seq == 2


async def test_full_disk_refuses_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    path = new_database(tmp_path / "chatd.db")
    pages = path.stat().st_size // PAGE_BYTES
    world = await start_world(
        path, FakeClock(NOW_MS), itertools.count(1), max_page_count=pages + 24
    )
    await world.provision(ACME)
    await world.agent("x")
    buyer = await world.visitor("b")
    acknowledged: list[Any] = []
    while len(acknowledged) < 100:
        try:
            acknowledged.append(await buyer.say("x" * 2_000))
        except Unavailable:
            break
    assert 0 < len(acknowledged) < 100
    await world.stop()
    roomy = await start_world(path, FakeClock(NOW_MS), itertools.count(1_000))
    buyer = await roomy.visitor("b")
    assert buyer.snapshot.sessions[0].public_seq == len(acknowledged)
    assert (await buyer.say()).seq == len(acknowledged) + 1
    await roomy.stop()


async def test_command_that_waits_for_a_restore_is_answered_when_the_server_stops(
    world: World,
) -> None:
    x = await world.agent("x")
    await world.settled()
    runtime = await world.runtime()
    runtime.discard(Unavailable("injected"))
    waiting = x.begin("session.close", session="s1")
    await asyncio.sleep(0)
    runtime.stop()
    with pytest.raises(Unavailable):
        await waiting
