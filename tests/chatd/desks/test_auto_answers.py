"""R19 on a whole desk: automatic answers come at their moments, once, to the buyer, and as such."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from chatd.errors import Unavailable
from chatd.protocol.events import MessagePosted, SessionChanged
from chatd.storage.settings import NewSetting
from tests.chatd.desks.world import Client, World

ANSWERS: dict[str, Any] = {
    "welcome": {"on": False, "text": ""},
    "cached": {"on": False, "text": ""},
    "busy": {"on": False, "text": "", "after_s": 60},
    "silent": {"on": False, "text": "", "after_s": 300},
}


async def switch_on(
    world: World, who: str = "x", *, forced: bool | None = None, **texts: Any
) -> None:
    """Set an agent's answers: `busy=("text", 30)`; `forced` sets everybody's instead."""
    answers = {**ANSWERS}
    for kind, wanted in texts.items():
        text, after_s = wanted if isinstance(wanted, tuple) else (wanted, None)
        timed = {} if after_s is None else {"after_s": after_s}
        answers[kind] = {**ANSWERS[kind], "on": True, "text": text, **timed}
    kind, subject, value = ("answers", who, answers)
    if forced is not None:
        kind, subject, value = "forced_answers", "", {"forced": forced, "answers": answers}
    found = await world.store.find_setting("acme", kind, subject)
    setting = NewSetting(
        merchant="acme",
        kind=kind,
        subject=subject,
        version=0 if found is None else found.version,
        value_json=msgspec.json.encode(value).decode(),
        agent=who,
        at_ms=world.clock.now_ms(),
    )
    await world.desks.change_setting(setting)
    await world.settled()


def automatic(client: Client) -> list[str]:
    """What came by itself, in its order."""
    return [one.body["text"] for one in client.events(MessagePosted) if one.automatic]


def texts(client: Client) -> list[str]:
    return [one.body["text"] for one in client.events(MessagePosted)]


async def test_nothing_is_sent_before_it_is_switched_on(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say("hello")
    await world.wait(3_600_000)
    assert automatic(buyer) == []


async def test_a_welcome_follows_the_first_message_in_the_agents_name(world: World) -> None:
    x = await world.agent("x")
    await switch_on(world, welcome="I am {agent}.")
    buyer = await world.visitor("b")
    await buyer.say("hello")
    await world.wait(0)
    assert texts(buyer) == ["hello", "I am Xenia."]
    welcome = buyer.last(MessagePosted)
    assert (welcome.author.role, welcome.author.id, welcome.seq) == ("agent", "x", 2)
    assert welcome.automatic
    assert welcome.cid is None
    assert texts(x) == texts(buyer)
    await buyer.say("a tent")
    await world.wait(3_600_000)
    assert automatic(buyer) == ["I am Xenia."]


async def test_a_question_nobody_answers_is_excused_once(world: World) -> None:
    x = await world.agent("x")
    await switch_on(world, busy=("One moment, {buyer}.", 30))
    buyer = await world.identified("b", name="Ann")
    await buyer.say("hello")
    await world.wait(29_999)
    assert automatic(buyer) == []
    await world.wait(1)
    assert automatic(buyer) == ["One moment, Ann."]
    await buyer.say("still there?")
    await world.wait(600_000)
    assert len(automatic(buyer)) == 1
    await x.say("yes", session="s1")
    await buyer.say("and?")
    await world.wait(30_000)
    assert len(automatic(buyer)) == 2


async def test_a_reply_in_time_needs_no_excuse(world: World) -> None:
    x = await world.agent("x")
    await switch_on(world, busy=("One moment.", 30))
    buyer = await world.visitor("b")
    await buyer.say("hello")
    await world.wait(20_000)
    await x.say("here", session="s1")
    await world.wait(600_000)
    assert automatic(buyer) == []


async def test_a_silent_buyer_is_asked_once_for_each_silence(world: World) -> None:
    x = await world.agent("x")
    await switch_on(world, silent=("Still there?", 300))
    buyer = await world.visitor("b")
    await buyer.say("hello")
    await x.say("which tent?", session="s1")
    await world.wait(200_000)
    await x.say("the large one?", session="s1")
    await world.wait(299_999)
    assert automatic(buyer) == []
    await world.wait(1)
    assert automatic(buyer) == ["Still there?"]
    await x.say("well then", session="s1")
    await world.wait(900_000)
    assert automatic(buyer) == ["Still there?"]
    await buyer.say("sorry")
    await x.say("no matter", session="s1")
    await world.wait(300_000)
    assert automatic(buyer) == ["Still there?"] * 2


async def test_a_cached_buyer_is_told_their_place(world: World) -> None:
    await world.agent("x")
    await switch_on(world, cached="You are number {n} with {agent}.")
    buyers = [await world.visitor(f"b{n}") for n in range(3)]
    for buyer in buyers:
        await buyer.say("hello")
    await world.wait(0)
    assert [automatic(one) for one in buyers] == [[], [], ["You are number 1 with Xenia."]]
    await world.wait(600_000)
    assert len(automatic(buyers[2])) == 1


async def test_answers_never_answer_each_other_nor_the_buyer(world: World) -> None:
    await world.agent("x")
    boss = await world.agent("boss")
    await switch_on(world, welcome="Hello.", busy=("One moment.", 30), silent=("Well?", 10))
    buyer = await world.visitor("b")
    await buyer.say("hello")
    await world.settled()
    before = boss.last(SessionChanged).session
    touched = world.rows("SELECT last_touched_ms, unanswered_since_ms FROM touches")
    await world.wait(3_600_000)
    assert automatic(buyer) == ["Hello.", "One moment."]
    assert world.rows("SELECT last_touched_ms, unanswered_since_ms FROM touches") == touched
    assert world.rows("SELECT recent_agent FROM contacts") == [(None,)]
    assert boss.last(SessionChanged).session.unanswered_since_ms == before.unanswered_since_ms


async def test_answers_survive_a_restart_and_come_once(world: World) -> None:
    await world.agent("x")
    await switch_on(world, welcome="Hello.", busy=("One moment.", 30))
    buyer = await world.visitor("b")
    await buyer.say("hello")
    await world.wait(10_000)
    assert automatic(buyer) == ["Hello."]
    again = await world.crash()
    await again.agent("x")
    back = await again.visitor("b")
    await again.wait(19_999)
    assert automatic(back) == []
    await again.wait(1)
    assert automatic(back) == ["One moment."]
    third = await again.crash()
    last = await third.visitor("b")
    await third.agent("x")
    await third.wait(600_000)
    assert automatic(last) == []
    assert third.rows("SELECT count(*) FROM messages WHERE automatic") == [(2,)]
    await third.stop()


async def test_an_answer_whose_commit_fails_comes_again_and_was_never_told(world: World) -> None:
    await world.agent("x")
    await switch_on(world, busy=("One moment.", 30))
    buyer = await world.visitor("b")
    await buyer.say("hello")
    await world.settled()
    world.store.failures.append(Unavailable("the disk is full"))
    await world.wait(30_000)
    assert automatic(buyer) == []
    await world.wait(60_000)
    assert automatic(buyer) == ["One moment."]
    assert world.rows("SELECT count(*), max(seq) FROM messages") == [(2, 2)]


async def test_an_answer_due_before_a_command_precedes_it(world: World) -> None:
    x = await world.agent("x")
    await switch_on(world, busy=("One moment.", 30))
    buyer = await world.visitor("b")
    await buyer.say("hello")
    world.clock.advance(30_000)
    await x.say("here", session="s1")
    await world.settled()
    assert texts(buyer) == ["hello", "One moment.", "here"]


async def test_forced_answers_replace_everybodys_own_while_they_are_forced(world: World) -> None:
    await world.agent("x")
    await switch_on(world, welcome="Mine.")
    await switch_on(world, "boss", forced=True, welcome="The shop's.")
    ann, ben = await world.visitor("ann"), await world.visitor("ben")
    await ann.say("hello")
    await world.wait(0)
    await switch_on(world, "boss", forced=False, welcome="The shop's.")
    await ben.say("hello")
    await world.wait(0)
    assert (automatic(ann), automatic(ben)) == (["The shop's."], ["Mine."])


async def test_switching_on_tells_nobody_what_is_over(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say("hello")
    await world.wait(60_000)
    await switch_on(world, welcome="Hello.", busy=("One moment.", 30))
    await world.wait(600_000)
    assert automatic(buyer) == []


async def test_the_answers_are_those_of_whoever_serves(world: World) -> None:
    await world.agent("x")
    y = await world.agent("y")
    await switch_on(world, "x", welcome="X here.", busy=("X is busy.", 30))
    await switch_on(world, "y", welcome="Y here.", busy=("Y is busy.", 30))
    buyer = await world.visitor("b")
    await buyer.say("hello", to="agent:x")
    await world.wait(10_000)
    boss = await world.agent("boss")
    await boss.ask("session.reassign", session="s1", to="y")
    await world.wait(29_999)
    assert automatic(buyer) == ["X here."]
    await world.wait(1)
    assert automatic(buyer) == ["X here.", "Y is busy."]
    assert automatic(y)[-1:] == ["Y is busy."]


@pytest.mark.parametrize("kind", ["welcome", "busy"])
async def test_history_says_what_was_automatic(world: World, kind: str) -> None:
    x = await world.agent("x")
    wanted: dict[str, Any] = {kind: ("Text.", 5) if kind == "busy" else "Text."}
    await switch_on(world, **wanted)
    buyer = await world.visitor("b")
    await buyer.say("hello")
    await world.wait(5_000)
    for one in (x, buyer):
        page = await one.ask("history.fetch", session="s1", channel="public", after_seq=0)
        assert [message.automatic for message in page.messages] == [False, True]
