"""Who is told what, and above all who is not."""

from typing import Any

import msgspec

from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.codec import Encoding
from chatd.protocol.events import (
    BuyerSessionChanged,
    BuyerTypingShown,
    ContactChanged,
    MessagePosted,
    ReadMoved,
    SessionChanged,
    SessionRemoved,
    TypingShown,
)
from chatd.protocol.fields import CloseReason, Phase, RemovalReason
from tests.chatd.desks.world import OTHER, Client, World


async def talk(world: World) -> tuple[Client, Client]:
    """x and the buyer b in session s1."""
    x = await world.agent("x")
    buyer = await world.visitor("b")
    await buyer.say()
    await x.say(session="s1")
    await world.settled()
    x.forget()
    buyer.forget()
    return x, buyer


# ------------------------------------------------------------------------------ other merchants


async def test_session_of_another_merchant_is_answered_like_none(world: World) -> None:
    await world.provision(OTHER)
    await talk(world)
    spy = await world.agent("boss", "other")
    main = await world.agent("m", "other")
    commands: list[tuple[str, dict[str, Any]]] = [
        ("message.send", {"cid": "c", "kind": "text", "body": {"text": "?"}}),
        ("typing.set", {"text": "?"}),
        ("read.mark", {"seq": 1}),
        ("history.fetch", {}),
        ("session.close", {}),
        ("session.open", {}),
        ("session.claim", {}),
        ("session.summarize", {"category": "other"}),
        ("session.explain", {}),
        ("invitation.send", {"to": "m", "mode": "join"}),
        ("invitation.accept", {}),
        ("invitation.decline", {}),
        ("session.leave", {}),
        ("session.watch", {}),
        ("session.unwatch", {}),
        ("session.join", {}),
        ("session.take_over", {}),
        ("session.reassign", {"to": "m"}),
    ]
    for t, fields in commands:
        for client in (spy, main):
            foreign = await refusal(client, t, session="s1", **fields)
            none = await refusal(client, t, session="s999", **fields)
            assert foreign == none == (ErrorCode.NOT_FOUND, ErrorCode.NOT_FOUND.default_message)
    for t in ("contact.block", "contact.unblock", "session.start"):
        assert (await refusal(spy, t, contact="v_b"))[0] is ErrorCode.NOT_FOUND
    assert all(b'"s1"' not in frame.payload(Encoding.JSON) for frame in spy.frames)


async def refusal(client: Client, t: str, **fields: Any) -> tuple[ErrorCode, str]:
    try:
        answer = await client.ask(t, **fields)
    except CommandRejected as rejected:
        return rejected.code, rejected.message
    raise AssertionError(f"{t} was answered with {answer}")


async def test_session_of_another_buyer_is_answered_like_none(world: World) -> None:
    await talk(world)
    spy = await world.visitor("spy")
    commands: list[tuple[str, dict[str, Any]]] = [
        ("typing.set", {"text": "?"}),
        ("read.mark", {"seq": 1}),
        ("history.fetch", {}),
        ("session.leave", {}),
        ("session.rate", {"score": 1}),
    ]
    for t, fields in commands:
        foreign = await refusal(spy, t, session="s1", **fields)
        none = await refusal(spy, t, session="s999", **fields)
        assert foreign == none == (ErrorCode.NOT_FOUND, ErrorCode.NOT_FOUND.default_message)


async def test_visitor_of_another_shop_is_another_contact(world: World) -> None:
    await talk(world)
    await world.provision(OTHER)
    elsewhere = await world.visitor("b", "other")
    assert elsewhere.snapshot.sessions == ()
    assert await elsewhere.refused("history.fetch", session="s1") is ErrorCode.NOT_FOUND


# ------------------------------------------------------------------------------------- messages


async def test_colleague_gets_no_messages_of_a_session_that_is_not_theirs(world: World) -> None:
    _, buyer = await talk(world)
    y, boss = await world.agent("y"), await world.agent("boss")
    await buyer.say()
    await world.settled()
    assert y.events(MessagePosted) == []
    assert boss.events(MessagePosted) == []
    assert y.events(SessionChanged) == []


async def test_watcher_gets_messages_and_nobody_but_supervisors_knows(world: World) -> None:
    x, buyer = await talk(world)
    boss, main = await world.agent("boss"), await world.agent("m")
    answer = await boss.ask("session.watch", session="s1")
    assert answer.session.watchers == ("boss",)
    await world.settled()
    assert main.last(SessionChanged).session.watchers == ("boss",)
    assert x.frames == []
    assert buyer.frames == []
    await buyer.say("seen")
    await x.say("psst", session="s1", channel="internal")
    await world.settled()
    assert [event.body["text"] for event in boss.events(MessagePosted)] == ["seen", "psst"]
    assert main.events(MessagePosted) == []


async def test_watching_ends_with_the_connection(world: World) -> None:
    _, buyer = await talk(world)
    boss, tab = await world.agent("boss"), await world.agent("boss")
    await boss.ask("session.watch", session="s1")
    await buyer.say()
    await world.settled()
    assert len(boss.events(MessagePosted)) == 1
    assert tab.events(MessagePosted) == []
    boss.leave()
    await world.settled()
    assert tab.last(SessionChanged).session.watchers == ()
    back = await world.agent("boss")
    await buyer.say()
    await world.settled()
    assert back.events(MessagePosted) == []


async def test_watcher_may_whisper_and_not_write_to_the_buyer(world: World) -> None:
    x, buyer = await talk(world)
    boss = await world.agent("boss")
    await boss.ask("session.watch", session="s1")
    await boss.say("offer a refund", session="s1", channel="internal")
    await world.settled()
    assert x.last(MessagePosted).author.id == "boss"
    assert buyer.events(MessagePosted) == []
    body = {"text": "?"}
    assert (
        await boss.refused("message.send", session="s1", cid="c", kind="text", body=body)
        is ErrorCode.NOT_MEMBER
    )


async def test_supervisor_who_steps_in_writes_and_is_seen_by_name(world: World) -> None:
    x, buyer = await talk(world)
    boss = await world.agent("boss")
    await boss.ask("session.join", session="s1")
    await boss.say("hello", session="s1")
    await world.settled()
    assert buyer.last(BuyerSessionChanged).session.agents == ("Xenia", "Boss")
    assert buyer.last(MessagePosted).author.name == "Boss"
    assert x.last(SessionChanged).session.owner == "x"


async def test_nobody_is_told_twice_when_they_listen_in_two_ways(world: World) -> None:
    _, buyer = await talk(world)
    boss = await world.agent("boss")
    await boss.ask("session.watch", session="s1")
    await boss.ask("session.join", session="s1")
    await world.settled()
    boss.forget()
    await buyer.say()
    await boss.say(session="s1", cid="own")
    await world.settled()
    assert [event.seq for event in boss.events(MessagePosted)] == [4, 5]
    assert boss.last(MessagePosted).cid == "own"


async def test_buyer_never_learns_of_others(world: World) -> None:
    x, buyer = await talk(world)
    other, boss = await world.visitor("other"), await world.agent("boss")
    await boss.ask("session.watch", session="s1")
    await other.say("from another buyer")
    await x.say("to another buyer", session="s2")
    await x.say("whisper", session="s1", channel="internal")
    await x.ask("typing.set", session="s1", text="secret", channel="internal")
    await x.ask("read.mark", session="s1", seq=1, channel="internal")
    await x.ask("typing.set", session="s1", text="half a sentence")
    await world.settled()
    told = b"".join(msgspec.json.encode(frame.message) for frame in buyer.frames)
    for secret in (b"s2", b"another", b"whisper", b"secret", b"half", b"boss", b"internal"):
        assert secret not in told
    assert [type(frame.message) for frame in buyer.frames] == [BuyerTypingShown]


# ------------------------------------------------------------------------------------- previews


async def test_preview_reaches_members_with_its_text_and_is_never_stored(world: World) -> None:
    x, buyer = await talk(world)
    boss = await world.agent("boss")
    await boss.ask("session.watch", session="s1")
    batches = len(world.store.batches)
    await buyer.ask("typing.set", session="s1", text="half")
    await buyer.ask("typing.set", text="a sentence")
    await world.settled()
    for client in (x, boss):
        assert [event.text for event in client.events(TypingShown)] == ["half", "a sentence"]
    assert len(world.store.batches) == batches
    shown = [frame for frame in x.frames if isinstance(frame.message, TypingShown)]
    assert all(frame.droppable for frame in shown)


async def test_preview_stays_with_the_buyer_when_the_shop_shows_none(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("b", "quiet")
    await buyer.say()
    await buyer.ask("typing.set", session="s1", text="half")
    await world.settled()
    assert x.events(TypingShown) == []


async def test_buyer_learns_that_an_agent_types_and_not_what(world: World) -> None:
    x, buyer = await talk(world)
    await x.ask("typing.set", session="s1", text="half")
    await x.ask("typing.set", session="s1", text="")
    await world.settled()
    assert [event.active for event in buyer.events(BuyerTypingShown)] == [True, False]
    assert x.events(TypingShown) == []


async def test_preview_comes_after_the_message_it_followed(world: World) -> None:
    x, buyer = await talk(world)
    world.store.hold()
    said = buyer.begin_saying()
    await world.turn()
    typed = buyer.begin("typing.set", text="more")
    await world.turn()
    assert x.frames == []
    world.store.release()
    await said
    await typed
    await world.settled()
    assert [type(frame.message) for frame in x.frames] == [MessagePosted, TypingShown]


# ---------------------------------------------------------------------------------- read, contact


async def test_reading_moves_forward_only_and_not_past_the_end(world: World) -> None:
    x, buyer = await talk(world)
    await x.ask("read.mark", session="s1", seq=1)
    await x.ask("read.mark", session="s1", seq=1)
    await x.ask("read.mark", session="s1", seq=99)
    await buyer.ask("read.mark", session="s1", seq=2)
    await world.settled()
    moved = [(event.author.id, event.seq) for event in buyer.events(ReadMoved)]
    assert moved == [("x", 1), ("x", 2), ("v_b", 2)]
    view = (await world.agent("x")).snapshot.sessions[0]
    assert (view.read.buyer, view.read.agents["x"].public) == (2, 2)


async def test_contact_update_reaches_agents_and_the_buyers_tabs(world: World) -> None:
    x, buyer = await talk(world)
    tab = await world.visitor("b")
    await buyer.ask("contact.update", name="Ann", email="ann@example.org")
    await buyer.ask("page.visit", url="https://shop.test/tent", title="Tent")
    await world.settled()
    contact = x.last(ContactChanged).contact
    assert (contact.name, contact.email, contact.page.title) == ("Ann", "ann@example.org", "Tent")
    assert tab.messages()[-1].contact.name == "Ann"
    again = await world.crash()
    assert (await again.visitor("b")).snapshot.you.name == "Ann"
    await again.stop()


# -------------------------------------------------------------------------------- coming, going


async def test_agent_who_loses_a_session_is_told_why(world: World) -> None:
    x, _ = await talk(world)
    y = await world.agent("y")
    await x.ask("invitation.send", session="s1", to="y", mode="transfer", note="please")
    await y.ask("invitation.accept", session="s1")
    await world.settled()
    assert x.last(SessionRemoved) == SessionRemoved("s1", RemovalReason.TRANSFERRED)
    assert y.last(SessionChanged).session.owner == "y"


async def test_closed_session_is_told_to_all_who_saw_it(world: World) -> None:
    x, buyer = await talk(world)
    boss = await world.agent("boss")
    await x.ask("session.close", session="s1")
    await world.settled()
    for client in (x, boss):
        view = client.last(SessionChanged).session
        assert (view.phase, view.close_reason) == (Phase.CLOSED, CloseReason.AGENT)
        assert client.events(SessionRemoved) == []
    assert buyer.last(BuyerSessionChanged).session.close_reason is CloseReason.AGENT


async def test_supervisor_sees_every_session_in_the_snapshot_and_afterwards(world: World) -> None:
    x, _ = await talk(world)
    boss, y = await world.agent("boss"), await world.agent("y")
    assert [view.id for view in boss.snapshot.sessions] == ["s1"]
    assert y.snapshot.sessions == ()
    await (await world.visitor("c")).say()
    await world.settled()
    assert boss.last(SessionChanged).session.id == "s2"
    assert x.events(SessionChanged) == []
