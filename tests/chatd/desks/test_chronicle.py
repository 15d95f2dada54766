"""What a conversation says of itself, to whom, and what it must not change."""

from typing import Any

import pytest

from chatd.errors import Unavailable
from chatd.protocol.events import MessagePosted, SessionChanged, SessionRemoved
from chatd.protocol.fields import AuthorRole, Channel, MessageKind
from tests.chatd.desks.world import ACME, Client, World

SHORT_HOURS = ACME.replace("[settings]", "[settings]\nno_answer_ms = 30000")


async def talk(world: World) -> tuple[Client, Client]:
    """x serves the buyer b in session s1, and has answered."""
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await x.say(session="s1")
    return x, buyer


def told(client: Client, session: str = "s1") -> list[tuple[str, dict[str, Any]]]:
    """The server's own lines that reached a connection, in order."""
    return [
        (event.body["key"], event.body.get("args", {}))
        for event in client.events(MessagePosted)
        if event.kind is MessageKind.SYSTEM and event.session == session
    ]


async def test_arrival_says_nothing_besides_its_first_message(world: World) -> None:
    x, buyer = await talk(world)
    await world.settled()
    assert told(x) == told(buyer) == []


async def test_line_is_the_systems_and_numbered_like_a_message(world: World) -> None:
    x, buyer = await talk(world)
    await x.ask("session.close", session="s1")
    await world.settled()
    line = buyer.last(MessagePosted)
    assert (line.author.role, line.author.id, line.cid) == (AuthorRole.SYSTEM, "", None)
    assert (line.channel, line.seq) == (Channel.PUBLIC, 3)
    assert x.last(SessionChanged).session.seq.public == 3
    page = await x.ask("history.fetch", session="s1")
    assert page.messages[-1].author == line.author


async def test_join_and_leave_of_a_third_are_told_to_everybody(world: World) -> None:
    x, buyer = await talk(world)
    y = await world.agent("y")
    await x.ask("invitation.send", session="s1", to="y", mode="join")
    await y.ask("invitation.accept", session="s1")
    await x.ask("session.leave", session="s1")
    await world.settled()
    lines = [("joined", {"agent": "Yves"}), ("left", {"agent": "Xenia"})]
    assert told(buyer) == told(x) == told(y) == lines


async def test_transfer_is_one_line(world: World) -> None:
    x, buyer = await talk(world)
    y = await world.agent("y")
    await x.ask("invitation.send", session="s1", to="y", mode="transfer")
    await y.ask("invitation.accept", session="s1")
    await world.settled()
    line = [("handed_over", {"from": "Xenia", "to": "Yves"})]
    assert told(buyer) == told(x) == told(y) == line


async def test_whose_decision_a_takeover_was_is_for_agents_alone(world: World) -> None:
    x, buyer = await talk(world)
    boss, y = await world.agent("boss"), await world.agent("y")
    await boss.ask("session.take_over", session="s1")
    await boss.ask("session.reassign", session="s1", to="y")
    await world.settled()
    taken = ("handed_over", {"from": "Xenia", "to": "Boss"})
    given = ("handed_over", {"from": "Boss", "to": "Yves"})
    assert told(buyer) == [taken, given]
    by_boss = ("reassigned", {"from": "Boss", "to": "Yves", "by": "Boss"})
    assert told(y) == [given, by_boss]
    assert told(x) == [taken, ("taken_over", {"from": "Xenia", "to": "Boss", "by": "Boss"})]
    assert all(frame.internal is False for frame in buyer.frames)


async def test_supervisor_who_steps_in_joins_by_name_and_one_who_watches_does_not(
    world: World,
) -> None:
    _, buyer = await talk(world)
    boss = await world.agent("boss")
    await boss.ask("session.watch", session="s1")
    await world.settled()
    assert told(buyer) == []
    await boss.ask("session.join", session="s1")
    await world.settled()
    assert told(buyer) == [("joined", {"agent": "Boss"})]


async def test_buyer_is_told_who_came_after_the_wait(world: World) -> None:
    x = await world.agent("x")
    buyers = [await world.visitor(name) for name in "abcd"]
    for buyer in buyers:
        await buyer.say()
    await x.ask("session.close", session="s1")
    await world.settled()
    assert told(buyers[2], "s3") == [("joined", {"agent": "Xenia"})]
    assert told(buyers[3], "s4") == []


async def test_buyer_is_told_when_the_agent_had_to_go(world: World) -> None:
    x, buyer = await talk(world)
    await world.agent("boss")
    await buyer.say("one more thing")
    busy = await world.agent("y")
    await busy.ask("presence.set", state="busy")
    await x.ask("presence.set", state="offline")
    await world.settled()
    assert told(buyer) == [("released", {"agent": "Xenia"})]
    await busy.ask("presence.set", state="offline")
    await world.settled()
    assert told(buyer)[1:] == [("mailed", {})]


@pytest.mark.parametrize("state", ["away", "offline"])
async def test_forced_end_says_so(world: World, state: str) -> None:
    x, buyer = await talk(world)
    await x.ask("presence.set", state=state)
    await world.settled()
    assert told(buyer) == told(x) == [(f"closed_agent_{state}", {"agent": "Xenia"})]


async def test_buyer_who_leaves_is_told_to_the_agent(world: World) -> None:
    x, buyer = await talk(world)
    await buyer.ask("session.leave", session="s1")
    await world.settled()
    assert told(x) == [("closed_buyer_left", {})]
    await buyer.say("anybody?")
    await buyer.ask("session.leave", session="s2")
    await world.settled()
    assert told(x, "s2") == [("buyer_left", {})]


async def test_blocked_buyer_gets_a_plain_word_and_agents_the_name(world: World) -> None:
    x, buyer = await talk(world)
    await x.ask("contact.block", contact="v_b", reason="spam")
    await world.settled()
    assert told(buyer) == [("closed_blocked", {})]
    assert told(x) == [("closed_blocked", {}), ("blocked", {"by": "Xenia"})]


async def test_merge_is_an_internal_matter(world: World) -> None:
    x, buyer = await talk(world)
    await buyer.say()
    y = await world.agent("y")
    await buyer.say(to="agent:y")
    await y.ask("presence.set", state="offline")
    await world.settled()
    assert told(buyer) == told(buyer, "s2") == []
    assert told(y, "s2") == [("merged", {})]
    assert told(x) == [("merged_here", {})]


async def test_unanswered_question_that_goes_on_says_why_to_agents(world: World) -> None:
    await world.provision(SHORT_HOURS)
    await world.desks.refresh()
    x, buyer = await talk(world)
    y = await world.agent("y")
    await buyer.say()
    await world.wait(30_000)
    given = ("handed_over", {"from": "Xenia", "to": "Yves"})
    assert told(buyer) == [given]
    assert told(y) == [given, ("no_answer", {"from": "Xenia", "to": "Yves"})]
    assert told(x)[0] == given


async def test_line_changes_neither_who_waits_nor_the_last_message(world: World) -> None:
    _, buyer = await talk(world)
    await buyer.say("a question")
    boss = await world.agent("boss")
    await world.settled()
    before = (await world.agent("x")).snapshot.sessions[0]
    await boss.ask("session.join", session="s1")
    await world.settled()
    after = (await world.agent("x")).snapshot.sessions[0]
    assert after.seq.public == before.seq.public + 1
    assert after.last_message == before.last_message
    assert after.unanswered_since_ms == before.unanswered_since_ms
    again = await world.crash()
    await again.visitor("b")
    restored = (await again.agent("x")).snapshot.sessions[0]
    assert (restored.last_message, restored.seq) == (after.last_message, after.seq)
    await again.stop()


async def test_line_makes_nobodys_view_stale(world: World) -> None:
    x, _ = await talk(world)
    boss = await world.agent("boss")
    await boss.ask("session.join", session="s1")
    assert (await x.say(session="s1", if_seq=2)).seq == 4


async def test_line_of_a_failed_commit_is_not_told(world: World) -> None:
    x, buyer = await talk(world)
    await world.settled()
    world.store.failures = [OSError("disk")]
    with pytest.raises(Unavailable):
        await x.ask("session.close", session="s1")
    await world.settled()
    assert told(buyer) == []
    assert (await buyer.say()).seq == 3


async def test_who_loses_a_session_as_a_message_comes_hears_nothing_after_it(world: World) -> None:
    await world.provision(SHORT_HOURS)
    await world.desks.refresh()
    x, buyer = await talk(world)
    y = await world.agent("y")
    await buyer.say()
    await world.settled()
    x.forget()
    world.clock.advance(30_000)
    answer = await buyer.say()
    await world.settled()
    assert x.events(MessagePosted) == []
    assert [event.session for event in x.events(SessionRemoved)] == ["s1"]
    told_y = [(event.channel, event.seq) for event in y.events(MessagePosted)]
    public, internal = Channel.PUBLIC, Channel.INTERNAL
    assert told_y == [(public, answer.seq), (public, answer.seq + 1), (internal, 1)]
