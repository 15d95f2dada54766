"""The life of a message: numbered, stored, answered, told; and what happens to a repeat."""

import asyncio

import msgspec
import pytest

from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.events import BuyerSessionChanged, MessagePosted, SessionChanged
from chatd.protocol.fields import Channel, Phase
from chatd.storage.history import Page
from tests.chatd.desks.world import OTHER, Client, World


async def stored(world: World, session: str, channel: str = "public") -> list[tuple[int, str]]:
    records, _ = await world.store.messages("acme", Page(session, channel, 100))
    return [(record.seq, record.author) for record in records]


async def test_message_reaches_agent_and_buyer_when_an_agent_is_there(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    answer = await buyer.say("hello", cid="c1")
    await world.settled()
    assert (answer.session, answer.seq, answer.phase) == ("s1", 1, Phase.OPEN)
    assert x.last(MessagePosted).body == {"text": "hello"}
    assert buyer.last(BuyerSessionChanged).session.agents == ("Xenia",)
    reply = await x.say("hi", session="s1")
    await world.settled()
    assert reply.seq == 2
    assert buyer.last(MessagePosted).author.name == "Xenia"
    assert await stored(world, "s1") == [(1, "v_b"), (2, "x")]


async def test_cid_stands_in_its_authors_copies_only(world: World) -> None:
    x = await world.agent("x")
    buyer, tab = await world.visitor("b"), await world.visitor("b")
    await buyer.say(cid="c1")
    await world.settled()
    assert [one.last(MessagePosted).cid for one in (buyer, tab, x)] == ["c1", "c1", None]
    await x.say(session="s1", cid="c2")
    await world.settled()
    assert [one.last(MessagePosted).cid for one in (buyer, tab, x)] == [None, None, "c2"]


async def test_session_is_told_before_its_first_message(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.settled()
    kinds = [type(frame.message) for frame in x.frames]
    assert kinds.index(SessionChanged) < kinds.index(MessagePosted)
    assert x.last(SessionChanged).session.seq.public == 1
    kinds = [type(frame.message) for frame in buyer.frames]
    assert kinds.index(BuyerSessionChanged) < kinds.index(MessagePosted)


async def test_plain_message_changes_no_view(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await x.say(session="s1")
    await world.settled()
    x.forget()
    buyer.forget()
    await buyer.say()
    await x.say(session="s1")
    await world.settled()
    assert [type(frame.message) for frame in x.frames] == [MessagePosted, MessagePosted]
    assert [type(frame.message) for frame in buyer.frames] == [MessagePosted, MessagePosted]


async def test_answer_comes_before_the_event_of_the_same_message(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await world.settled()
    buyer.forget()
    seen = 0

    async def say() -> None:
        nonlocal seen
        await buyer.say()
        seen = len(buyer.frames)

    await asyncio.gather(say(), world.turn())
    await world.settled()
    assert seen == 0
    assert len(buyer.frames) == 1


async def test_answers_come_before_the_events_when_merchants_share_a_commit(world: World) -> None:
    await world.provision(OTHER)
    buyers = [await world.visitor("b"), await world.visitor("b", "other")]
    for buyer in buyers:
        await buyer.say()
    await world.settled()
    batches = len(world.store.batches)
    seen = []

    async def say(buyer: Client) -> None:
        buyer.forget()
        await buyer.say()
        seen.append(len(buyer.frames))

    await asyncio.gather(*map(say, buyers))
    await world.settled()
    assert seen == [0, 0]
    assert [len(buyer.events(MessagePosted)) for buyer in buyers] == [1, 1]
    assert len(world.store.batches) == batches + 1


async def test_nothing_is_answered_or_told_before_the_commit(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await world.settled()
    x.forget()
    world.store.hold()
    task = buyer.begin_saying()
    await world.turn()
    assert not task.done()
    assert x.frames == []
    assert await stored(world, "s1") == []
    world.store.release()
    assert (await task).seq == 1


async def test_seqs_are_contiguous_when_many_write_at_once(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    tasks = [buyer.begin_saying(cid=f"many-{number}") for number in range(20)]
    tasks += [x.begin_saying(session="s1", cid=f"many-{number}") for number in range(20)]
    answers = await asyncio.gather(*tasks)
    assert sorted(answer.seq for answer in answers) == list(range(2, 42))
    await world.settled()
    told = [event.seq for event in x.events(MessagePosted)]
    assert told == list(range(1, 42))
    assert [seq for seq, _ in await stored(world, "s1")] == told


async def test_channels_count_apart_and_whispers_stay_inside(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    answer = await x.say("psst", session="s1", channel="internal")
    await world.settled()
    assert (answer.channel, answer.seq) == (Channel.INTERNAL, 1)
    assert x.last(MessagePosted).channel is Channel.INTERNAL
    assert [event.channel for event in buyer.events(MessagePosted)] == [Channel.PUBLIC]
    assert await stored(world, "s1", "internal") == [(1, "x")]
    assert (await buyer.say()).seq == 2


async def test_repeat_gets_the_first_answer_when_it_is_stored(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    first = await buyer.say("one", cid="c")
    await buyer.say("two")
    again = await buyer.say("other words", cid="c")
    assert (again.session, again.seq, again.at_ms) == (first.session, first.seq, first.at_ms)
    assert (again.phase, again.position) == (first.phase, first.position)
    assert len(await stored(world, "s1")) == 2


async def test_repeat_waits_for_the_first_ones_commit_when_that_is_pending(world: World) -> None:
    await world.agent("x")
    buyer, tab = await world.visitor("b"), await world.visitor("b")
    await world.settled()
    world.store.hold()
    first, again = buyer.begin_saying(cid="c"), tab.begin_saying(cid="c")
    await world.turn()
    assert not first.done()
    assert not again.done()
    world.store.release()
    assert (await first).seq == (await again).seq == 1
    assert len(await stored(world, "s1")) == 1


async def test_repeat_fails_with_the_first_one_and_then_counts_once(world: World) -> None:
    await world.agent("x")
    buyer, tab = await world.visitor("b"), await world.visitor("b")
    await world.settled()
    world.store.failures = [OSError("disk")]
    results = await asyncio.gather(
        buyer.begin_saying(cid="c"), tab.begin_saying(cid="c"), return_exceptions=True
    )
    assert all(isinstance(result, Exception) for result in results)
    answer = await buyer.say(cid="c")
    assert (await tab.say(cid="c")).seq == answer.seq == 1
    assert len(await stored(world, answer.session)) == 1


async def test_repeat_gets_the_first_answer_after_a_block_and_a_restart(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    first = await buyer.say(cid="c")
    await x.ask("contact.block", contact="v_b", reason="spam")
    assert await buyer.refused("message.send", cid="d", kind="text", body={"text": "?"}) == (
        ErrorCode.BLOCKED
    )
    assert (await buyer.say(cid="c")).seq == first.seq
    again = await world.crash()
    assert (await (await again.visitor("b")).say(cid="c")).seq == first.seq
    await again.stop()


async def test_repeat_of_an_agents_message_gets_its_answer_when_the_session_is_closed(
    world: World,
) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    first = await x.say(session="s1", cid="c")
    await x.ask("session.close", session="s1")
    again = await x.say(session="s1", cid="c")
    assert again == msgspec.structs.replace(first, re=again.re)
    assert await x.refused(
        "message.send", session="s1", cid="d", kind="text", body={"text": "?"}
    ) == (ErrorCode.NOT_OPEN)


async def test_same_cid_of_another_author_is_another_message(world: World) -> None:
    x = await world.agent("x")
    buyer, other = await world.visitor("b"), await world.visitor("c")
    await buyer.say(cid="same")
    assert (await other.say(cid="same")).session == "s2"
    assert (await x.say(session="s1", cid="same")).seq == 2


async def test_author_of_more_messages_than_the_filter_knows_is_looked_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatd.desks.posting.CIDS_MAX", 3)
    await world.agent("x")
    buyer = await world.visitor("b")
    for number in range(5):
        await buyer.say(cid=f"c{number}")
    again = await world.crash()
    buyer = await again.visitor("b")
    assert [(await buyer.say(cid=f"c{number}")).seq for number in range(6)] == [1, 2, 3, 4, 5, 6]
    await again.stop()


async def test_stale_view_is_refused_when_a_newer_public_message_exists(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await buyer.say()
    assert await x.refused(
        "message.send", session="s1", cid="c", kind="text", body={"text": "?"}, if_seq=1
    ) == (ErrorCode.STALE_VIEW)
    await x.say("whisper", session="s1", channel="internal")
    assert (await x.say(session="s1", if_seq=2)).seq == 3


async def test_stranger_is_told_that_they_are_no_member(world: World) -> None:
    await world.agent("x")
    boss = await world.agent("boss")
    buyer = await world.visitor("b")
    await buyer.say()
    body = {"text": "?"}
    for channel in ("public", "internal"):
        assert await boss.refused(
            "message.send", session="s1", cid="c", kind="text", body=body, channel=channel
        ) == (ErrorCode.NOT_MEMBER)


async def test_buyer_may_not_write_to_the_internal_channel(world: World) -> None:
    buyer = await world.visitor("b")
    with pytest.raises(CommandRejected) as rejected:
        await buyer.say(channel="internal")
    assert rejected.value.code is ErrorCode.NOT_ALLOWED


async def test_message_addressed_to_an_agent_opens_there(world: World) -> None:
    await world.agent("x")
    await world.agent("y")
    buyer = await world.visitor("b")
    await buyer.say(to="agent:y")
    await world.settled()
    assert buyer.last(BuyerSessionChanged).session.agents == ("Yves",)


async def test_message_naming_a_strangers_session_goes_to_the_shop(world: World) -> None:
    await world.agent("x")
    buyer, other = await world.visitor("b"), await world.visitor("c")
    await buyer.say()
    answer = await other.say(session="s1")
    assert answer.session == "s2"
