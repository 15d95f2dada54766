"""Left messages on a whole desk: who is told how many, who answers, and what is stored of it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from chatd.desks.left import MAILS_QUEUED_MAX
from chatd.desks.left_limits import LeftLimits, LeftRates
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.events import LeftChanged, MessagePosted
from chatd.protocol.fields import Phase
from tests.chatd.desks.world import Client, World
from tests.contract.test_mails import mail

QUEUE_MS = 1_000


async def leave(world: World, name: str = "ann", text: str = "Is it waterproof?") -> Client:
    """A visitor leaves a message with an address."""
    buyer = await world.visitor(name)
    await buyer.ask("contact.update", name=name.title(), email=f"{name}@mail.example")
    answer = await buyer.say(text)
    assert answer.phase is Phase.MAILBOX
    await world.settled()
    return buyer


def unhandled(client: Client) -> int:
    """What the client has been told last."""
    told = client.events(LeftChanged)
    count: int = told[-1].unhandled if told else client.snapshot.left.unhandled
    return count


async def away(world: World, name: str) -> Client:
    agent = await world.agent(name)
    await agent.ask("presence.set", state="away")
    return agent


@pytest.fixture
def mailing(world: World) -> World:
    """Its server has somewhere to hand e-mails to."""
    services = world.desks._services
    world.desks._services = dataclasses.replace(services, mail_from="desk@chat.example")
    return world


async def test_agents_are_told_how_many_are_unhandled(world: World) -> None:
    await leave(world)
    x = await away(world, "x")
    assert x.snapshot.left.unhandled == 1
    await leave(world, "ben")
    await world.wait(QUEUE_MS)
    assert unhandled(x) == 2
    await x.ask("left.handle", session="s1")
    await world.wait(QUEUE_MS)
    assert unhandled(x) == 1
    await x.ask("left.handle", session="s1", handled=False)
    await world.wait(QUEUE_MS)
    assert unhandled(x) == 2


async def test_the_count_survives_a_restart(world: World) -> None:
    await leave(world)
    again = await world.crash()
    assert (await again.agent("x")).snapshot.left.unhandled == 1
    await again.stop()


async def test_one_that_is_served_is_left_no_more(world: World) -> None:
    buyer = await leave(world)
    x = await away(world, "x")
    await x.ask("presence.set", state="online")
    await buyer.say("Somebody there now?")
    await world.wait(QUEUE_MS)
    assert unhandled(x) == 0


async def test_a_private_contacts_are_mains_alone(world: World) -> None:
    await leave(world)
    x, m = await away(world, "x"), await away(world, "m")
    vip = world.rows("SELECT contact FROM contacts")[0][0]
    await m.ask("contact.set_private", contact=vip, private=True)
    await world.wait(QUEUE_MS)
    assert (unhandled(x), unhandled(m)) == (0, 1)
    for command in ("left.handle", "left.answer"):
        more = {"cid": "c", "text": "Yes."} if command == "left.answer" else {}
        assert await x.refused(command, session="s1", **more) is ErrorCode.NOT_ALLOWED
    await m.ask("left.answer", session="s1", cid="c", text="Yes.")


async def test_an_answer_is_stored_queued_and_marked_in_one(mailing: World) -> None:
    buyer = await leave(mailing)
    await buyer.say("And in snow?")
    x = await away(mailing, "x")
    answer = await x.ask("left.answer", session="s1", cid="c1", text="It is.")
    await mailing.settled()
    assert (answer.seq, answer.phase) == (3, Phase.MAILBOX)
    assert buyer.last(MessagePosted).body == {"text": "It is."}
    (batch,) = [one for one in mailing.store.batches if one.writes[0].mails]
    assert len(batch.writes[0].messages) == len(batch.writes[0].handled) == 1
    (queued,) = await mailing.store.mails_of("acme", "s1")
    assert (queued.mail, queued.state, queued.agent) == ("s1-3", "queued", "x")
    assert (queued.sender, queued.recipient) == ("desk@chat.example", "ann@mail.example")
    assert queued.subject == "Re: Acme Outdoor"
    assert queued.text == "It is.\n\n> Is it waterproof?\n> And in snow?\n"
    await mailing.wait(QUEUE_MS)
    assert unhandled(x) == 0


async def test_the_buyer_sees_the_answer_on_the_next_visit(mailing: World) -> None:
    buyer = await leave(mailing)
    buyer.leave()
    x = await away(mailing, "x")
    await x.ask("left.answer", session="s1", cid="c1", text="It is.")
    back = await mailing.visitor("ann")
    (session,) = back.snapshot.sessions
    assert (session.phase, session.public_seq) == (Phase.MAILBOX, 2)
    page = await back.ask("history.fetch", session="s1", channel="public", after_seq=0)
    assert [one.body["text"] for one in page.messages] == ["Is it waterproof?", "It is."]
    assert page.messages[1].author.name == "Xenia"


async def test_an_answer_sent_again_is_one_answer_and_one_mail(mailing: World) -> None:
    await leave(mailing)
    x = await away(mailing, "x")
    first = await x.ask("left.answer", session="s1", cid="c1", text="It is.")
    again = await x.ask("left.answer", session="s1", cid="c1", text="It is.")
    assert again.seq == first.seq
    assert len(await mailing.store.mails_of("acme", "s1")) == 1


async def test_without_an_address_the_answer_waits_in_the_session(mailing: World) -> None:
    buyer = await mailing.visitor("ann")
    await buyer.say("Is it waterproof?")
    x = await away(mailing, "x")
    await x.ask("left.answer", session="s1", cid="c1", text="It is.")
    await mailing.settled()
    assert await mailing.store.mails_of("acme", "s1") == []
    assert buyer.last(MessagePosted).body == {"text": "It is."}


async def test_without_a_server_nothing_is_queued(world: World) -> None:
    await leave(world)
    x = await away(world, "x")
    assert not x.snapshot.settings.mail
    await x.ask("left.answer", session="s1", cid="c1", text="It is.")
    assert await world.store.mails_of("acme", "s1") == []


async def test_an_answer_moves_nobody(mailing: World) -> None:
    await leave(mailing)
    before = mailing.rows("SELECT phase, arrived_ms FROM sessions")
    touched = mailing.rows("SELECT last_touched_ms, unanswered_since_ms FROM touches")
    x = await away(mailing, "x")
    mailing.clock.advance(60_000)
    await x.ask("left.answer", session="s1", cid="c1", text="It is.")
    assert mailing.rows("SELECT phase, arrived_ms FROM sessions") == before
    assert mailing.rows("SELECT last_touched_ms, unanswered_since_ms FROM touches") == touched
    assert mailing.rows("SELECT recent_agent FROM contacts") == [(None,)]


async def test_a_new_message_is_unhandled_again(world: World) -> None:
    buyer = await leave(world)
    x = await away(world, "x")
    world.clock.advance(1)
    await x.ask("left.handle", session="s1")
    await world.wait(QUEUE_MS)
    assert unhandled(x) == 0
    await buyer.say("Hello?")
    await world.wait(QUEUE_MS)
    assert unhandled(x) == 1


async def test_only_what_was_left_is_answered_so(world: World) -> None:
    x = await world.agent("x")
    buyer = await world.visitor("ann")
    await buyer.say("hello")
    wanted: dict[str, Any] = {"session": "s1", "cid": "c1", "text": "It is."}
    assert await x.refused("left.answer", **wanted) is ErrorCode.NOT_OPEN
    assert await x.refused("left.handle", session="s1") is ErrorCode.NOT_OPEN
    assert await x.refused("left.handle", session="other") is ErrorCode.NOT_FOUND


async def test_a_full_outbox_refuses_and_keeps_nothing(mailing: World) -> None:
    await leave(mailing)
    x = await away(mailing, "x")
    await mailing.settled()
    full = [mail(f"m{n}") for n in range(MAILS_QUEUED_MAX)]
    with_rows = "INSERT INTO mails VALUES (" + ",".join("?" * len(full[0])) + ")"
    mailing.insert(with_rows, full)
    refused = await x.refused("left.answer", session="s1", cid="c1", text="It is.")
    assert refused is ErrorCode.BUSY
    assert mailing.rows("SELECT count(*) FROM messages") == [(1,)]


async def test_leaving_is_limited_and_talking_is_not(world: World) -> None:
    limits = LeftLimits(LeftRates(per_contact=2))
    world.desks._services = dataclasses.replace(world.desks._services, left_limits=limits)
    buyer = await leave(world)
    await buyer.say("second")
    cid = {"cid": "c", "kind": "text", "body": {"text": "third"}}
    assert await buyer.refused("message.send", **cid) is ErrorCode.RATE
    assert world.rows("SELECT count(*) FROM messages") == [(2,)]
    await world.agent("x")
    await buyer.say("third")
    await buyer.say("fourth")


@pytest.mark.parametrize("by", ["contact", "address", "shop"])
def test_each_limit_counts_by_itself_and_a_day_gives_back(by: str) -> None:
    limits = LeftLimits(
        LeftRates(**{"per_contact": 9, "per_address": 9, "per_shop": 9, f"per_{by}": 2})
    )
    origin = {"contact": "c", "address": "a", "shop": "s"}
    for number in range(2):
        mine = {**{key: f"{key}-{number}" for key in origin}, by: origin[by]}
        limits.check(**mine, now_ms=0)
        limits.take(**mine, now_ms=0)
    with pytest.raises(CommandRejected) as refused:
        limits.check(**{**dict.fromkeys(origin, "new"), by: origin[by]}, now_ms=0)
    assert refused.value.retry_after_ms == 12 * 3_600_000
    limits.check(**origin, now_ms=12 * 3_600_000)
