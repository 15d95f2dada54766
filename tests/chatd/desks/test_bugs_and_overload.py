"""Our own mistakes cost one command or one desk, and overload is refused before it costs any."""

import asyncio
from typing import Any

import pytest
from structlog.typing import EventDict

from chatd.desks.access import Access
from chatd.desks.posting import Posting
from chatd.errors import ErrorCode, Unavailable
from chatd.protocol.events import MessagePosted, TypingShown
from chatd.storage.desks import StoredDesk
from routing.desk import Desk
from tests.chatd.desks.world import OTHER, World


def broken(*_args: Any, **_more: Any) -> Any:
    raise RuntimeError("our bug")


async def test_bug_before_a_step_costs_the_command_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, logs: list[EventDict]
) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    monkeypatch.setattr(Access, "check_session", broken)
    with pytest.raises(RuntimeError):
        await x.ask("session.close", session="s1")
    monkeypatch.undo()
    await x.ask("session.close", session="s1")
    assert "desk.discarded" not in [entry["event"] for entry in logs]


async def test_bug_after_a_step_takes_the_step_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.settled()
    x.forget()
    monkeypatch.setattr(Posting, "post", broken)
    with pytest.raises(Unavailable):
        await buyer.say(cid="c")
    monkeypatch.undo()
    assert (await buyer.say(cid="c")).seq == 2
    await world.settled()
    assert [event.seq for event in x.events(MessagePosted)] == [2]


async def test_desk_that_cannot_be_restored_is_unavailable_and_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.provision(OTHER)
    await world.agent("x")
    await world.agent("m", "other")
    await world.settled()
    restore = Desk.restore

    def restore_others(config: Any, rows: Any) -> Desk:
        if any(agent.agent == "x" for agent in config.agents):
            raise RuntimeError("our bug")
        return restore(config, rows)

    monkeypatch.setattr(Desk, "restore", restore_others)
    again = await world.crash()
    assert (await again.agent("m", "other")).snapshot.you.agent == "m"
    with pytest.raises(Unavailable):
        await again.agent("x")
    monkeypatch.undo()
    await again.wait(10_000)
    assert (await again.agent("x")).snapshot.you.agent == "x"
    await again.stop()


async def test_command_is_refused_as_busy_when_too_many_wait_for_their_commit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.settled()
    monkeypatch.setattr(world.desks._group, "_waiting_max", 1)
    world.store.hold()
    waiting = buyer.begin_saying()
    await world.turn()
    assert await x.refused_at_once("read.mark", session="s1", seq=1) is ErrorCode.BUSY
    assert await x.refused_at_once("session.close", session="s1") is ErrorCode.BUSY
    world.store.release()
    assert (await waiting).seq == 2
    await x.ask("read.mark", session="s1", seq=1)
    await world.settled()
    assert world.rows("SELECT reader, seq FROM reads") == [("x", 1)]


async def test_previews_are_left_out_before_anything_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.settled()
    x.forget()
    monkeypatch.setattr(world.desks._group, "_waiting_max", 4)
    metrics = world.desks._metrics
    world.store.hold()
    saying = [buyer.begin_saying("one")]
    typing = [buyer.begin("typing.set", session="s1", text="passed on")]
    await world.turn()
    typing.append(buyer.begin("typing.set", session="s1", text="left out"))
    saying.append(buyer.begin_saying("two"))
    await world.turn()
    assert b"chatd_commands_waiting 4.0" in metrics.render()
    assert b"chatd_previews_dropped_total 1.0" in metrics.render()
    assert await buyer.refused_at_once("read.mark", session="s1", seq=1) is ErrorCode.BUSY
    world.store.release()
    await asyncio.gather(*typing, *saying)
    await world.settled()
    assert [shown.text for shown in x.events(TypingShown)] == ["passed on"]
    assert [posted.body["text"] for posted in x.events(MessagePosted)] == ["one", "two"]
    assert b"chatd_commands_waiting 0.0" in metrics.render()


async def test_agent_who_leaves_under_overload_is_lost_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await world.settled()
    world.store.hold()
    waiting = buyer.begin_saying()
    await world.turn()
    monkeypatch.setattr(world.desks._group, "_waiting_max", 1)
    x.leave()
    monkeypatch.undo()
    world.store.release()
    await waiting
    boss = await world.agent("boss")
    assert not boss.snapshot.agents[1].lost
    await world.wait(5_000)
    assert (await world.agent("boss")).snapshot.agents[1].lost


async def test_first_message_after_a_restart_changes_no_view(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await x.say(session="s1")
    again = await world.crash()
    x, buyer = await again.agent("x"), await again.visitor("b")
    await again.settled()
    x.forget()
    await buyer.say()
    await again.settled()
    assert [type(message) for message in x.messages()] == [MessagePosted]
    await again.stop()


async def test_new_desk_is_stored_with_its_configuration(world: World) -> None:
    await world.agent("x")
    stored: StoredDesk = await world.store.load_desk("acme")
    assert stored.config is not None
    assert stored.config.revision == stored.provisioned.merchant.revision
