"""Coming back: nothing between the snapshot and the stream is lost or told twice."""

import pytest

from chatd.errors import Unavailable
from chatd.protocol.events import MessagePosted, Resumed, SessionChanged, SessionRemoved
from chatd.protocol.fields import Channel, Phase, RemovalReason
from tests.chatd.desks.world import World


async def test_missed_messages_come_in_order_then_resumed(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say("one")
    await x.say("two", session="s1")
    await x.say("psst", session="s1", channel="internal")
    buyer.leave()
    back = await world.visitor("b")
    assert [event.seq for event in (await back.missed(s1=(1, 0)))[:-1]] == [2]
    x.leave()
    agent = await world.agent("x")
    missed = await agent.missed(s1=(0, 0))
    assert [(event.channel, event.seq) for event in missed[:-1]] == [
        (Channel.PUBLIC, 1),
        (Channel.PUBLIC, 2),
        (Channel.INTERNAL, 1),
    ]
    assert missed[-1] == Resumed(())


async def test_authors_own_missed_messages_carry_their_cid(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say(cid="mine")
    await x.say(session="s1", cid="theirs")
    missed = await (await world.visitor("b")).missed(s1=(0, 0))
    assert [event.cid for event in missed[:-1]] == ["mine", None]


async def test_only_the_newest_are_sent_and_the_rest_is_a_gap_when_much_was_missed(
    world: World,
) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    for _ in range(53):
        await buyer.say()
    missed = await (await world.visitor("b")).missed(s1=(1, 0))
    assert [event.seq for event in missed[:-1]] == list(range(4, 54))
    (gap,) = missed[-1].gaps
    assert (gap.session, gap.from_seq, gap.to_seq) == ("s1", 2, 3)
    page = await buyer.ask("history.fetch", session="s1", after_seq=1, limit=2)
    assert [message.seq for message in page.messages] == [2, 3]


async def test_nothing_is_lost_or_doubled_when_attaching_amid_pending_batches(
    world: World,
) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say("1")
    await world.settled()
    world.store.hold()
    in_flight = buyer.begin_saying("2")
    await world.turn()
    collected = buyer.begin_saying("3")
    await world.turn()
    attaching = world.begin_agent("x")
    await world.turn()
    later = buyer.begin_saying("4")
    await world.turn()
    assert not attaching.done()
    world.store.release()
    tab = await attaching
    await in_flight
    await collected
    await later
    await world.settled()
    missed = [event.seq for event in (await tab.missed(s1=(1, 0)))[:-1]]
    live = [event.seq for event in tab.events(MessagePosted)]
    assert missed == [2, 3]
    assert live == [4]
    assert tab.snapshot.sessions[0].seq.public == 3
    assert [event.seq for event in x.events(MessagePosted)] == [1, 2, 3, 4]


async def test_attaching_fails_when_the_batch_it_saw_does(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    await world.settled()
    world.store.hold()
    world.store.failures = [OSError("disk")]
    said = buyer.begin_saying()
    await world.turn()
    attaching = world.begin_agent("x")
    await world.turn()
    world.store.release()
    for task in (said, attaching):
        with pytest.raises(Unavailable):
            await task
    tab = await world.agent("x")
    assert tab.snapshot.sessions == ()


async def test_session_that_went_to_a_colleague_is_removed_on_resume(world: World) -> None:
    x = await world.agent("x")
    y = await world.agent("y")
    buyer = await world.visitor("b")
    await buyer.say()
    x.leave()
    await world.wait(60_000)
    assert y.last(SessionChanged).session.owner == "y"
    back = await world.agent("x")
    missed = await back.missed(s1=(0, 0))
    assert missed == [SessionRemoved("s1", RemovalReason.GONE), Resumed(())]


async def test_session_closed_meanwhile_comes_with_its_last_words(world: World) -> None:
    x = await world.agent("x")
    tab = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    x.leave()
    tab_said = await tab.say("bye", session="s1")
    await tab.ask("session.close", session="s1")
    back = await world.agent("x")
    missed = await back.missed(s1=(1, 0))
    seqs = [event.seq for event in missed if isinstance(event, MessagePosted)]
    assert seqs == [tab_said.seq, tab_said.seq + 1]
    (closed,) = [event for event in missed if isinstance(event, SessionChanged)]
    assert closed.session.phase is Phase.CLOSED


async def test_unknown_and_foreign_sessions_are_gone_alike(world: World) -> None:
    await world.agent("x")
    buyer, other = await world.visitor("b"), await world.visitor("c")
    await buyer.say()
    missed = await other.missed(s1=(0, 0), nowhere=(0, 0))
    assert missed == [
        SessionRemoved("s1", RemovalReason.GONE),
        SessionRemoved("nowhere", RemovalReason.GONE),
        Resumed(()),
    ]


async def test_internal_messages_are_never_missed_by_a_buyer(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await x.say("psst", session="s1", channel="internal")
    assert await (await world.visitor("b")).missed(s1=(1, 0)) == [Resumed(())]


async def test_buyers_snapshot_has_what_is_not_closed_and_what_was_last(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b")
    for number in range(1, 8):
        await buyer.say()
        await x.ask("session.close", session=f"s{number}")
    await buyer.say()
    back = await world.visitor("b")
    sessions = [(view.id, view.phase) for view in back.snapshot.sessions]
    assert sessions[-1] == ("s8", Phase.OPEN)
    assert [name for name, _ in sessions] == ["s4", "s5", "s6", "s7", "s8"]
