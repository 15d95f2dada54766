"""A contact is erased: nothing they wrote or were called is left, in the file or in memory."""

from typing import Any

import pytest

from chatd.desks.contact_ids import contact_of_buyer, contact_of_visitor
from chatd.desks.erasing import BLANK
from chatd.desks.replay import replay
from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.protocol.commands import PageInfo
from chatd.protocol.events import ContactChanged, SessionRemoved
from chatd.protocol.fields import MessageKind, Phase
from chatd.storage.backup import back_up
from chatd.storage.engine import Database
from tests.browser.traces import files_with
from tests.chatd.desks.world import Client, World

ANN = contact_of_buyer("acme", "acme", "sub-zebra")
SECRET = "zebra"
"""Part of every text that must be gone."""


async def erase(world: World, contact: str = ANN) -> None:
    await world.desks.housekeeping.erase("acme", contact)


async def told_secrets(world: World) -> tuple[Client, Client, Client]:
    """Agent x, the supervisor and Ann, who was a visitor, after all kinds of texts."""
    x, boss = await world.agent("x"), await world.agent("boss")
    await world.agent("y")
    visitor = await world.visitor("b", page=PageInfo("https://shop.test/zebra", "zebra"))
    await visitor.ask("contact.update", name="zebra visitor", email="zebra-v@example.org")
    await visitor.say("zebra one")
    ann = await world.identified(
        "sub-zebra", visitor="b", name="Ann zebra", email="zebra@example.org"
    )
    visitor.leave()
    await x.say("zebra answer " + "x" * 3_900, session="s1")
    await x.say("zebra whisper", session="s1", channel="internal")
    await x.ask("invitation.send", session="s1", to="y", mode="join", note="zebra note")
    await ann.ask("session.rate", session="s1", score=5, comment="zebra praise")
    await x.ask("session.close", session="s1")
    await x.ask("session.summarize", session="s1", category="other", note="zebra summary")
    await ann.say("zebra two")
    await boss.ask("session.watch", session="s2")
    await world.settled()
    assert files_with(world.path.parent, SECRET)
    return x, boss, ann


async def check_replay(world: World) -> None:
    stored = await world.store.load_desk("acme")
    steps = [step async for step in replay(world.store, stored)]
    assert steps


async def test_nothing_written_or_named_is_left_in_any_file(world: World) -> None:
    await told_secrets(world)
    await erase(world)
    await world.settled()
    assert files_with(world.path.parent, SECRET) == []
    assert world.rows("SELECT contact, done_ms > 0 FROM erasures") == [(ANN, 1)]


async def test_numbers_stay_and_the_journal_replays(world: World) -> None:
    await told_secrets(world)
    before = world.rows("SELECT session, channel, seq, role, author, cid, at_ms FROM messages")
    await erase(world)
    await world.settled()
    after = world.rows("SELECT session, channel, seq, role, author, cid, at_ms FROM messages")
    assert set(before) <= set(after)
    await check_replay(world)


async def test_live_sessions_are_closed_first_and_everybody_is_told(world: World) -> None:
    x, boss, ann = await told_secrets(world)
    for client in (x, boss, ann):
        client.forget()
    await erase(world)
    await world.settled()
    assert world.rows("SELECT phase FROM sessions") == [("closed",), ("closed",)]
    for client in (x, boss, ann):
        removed = {event.session for event in client.events(SessionRemoved)}
        assert removed == {"s1", "s2"}
    for client in (x, boss):
        contact = client.last(ContactChanged).contact
        assert (contact.name, contact.email, contact.buyer, contact.page) == ("", None, None, None)
        assert not contact.blocked


async def test_memory_agrees_with_the_database(world: World) -> None:
    x, boss, _ = await told_secrets(world)
    await erase(world)
    now = await _seen(x)
    again = await world.crash()
    restored = await _seen(await again.agent("x"))
    assert now == restored
    assert SECRET not in repr(now)
    assert {message.kind for message in now} == {MessageKind.SYSTEM}
    assert (await again.agent("boss")).snapshot.sessions == ()
    assert boss is not None
    await again.stop()


async def _seen(agent: Client) -> list[Any]:
    pages = [
        await agent.ask("history.fetch", session="s1", channel=channel)
        for channel in ("public", "internal")
    ]
    return [message for page in pages for message in page.messages]


async def test_who_was_erased_may_write_again_and_is_somebody_new(world: World) -> None:
    _, _, ann = await told_secrets(world)
    await erase(world)
    said = await ann.say("good morning")
    assert (said.session, said.seq, said.phase) == ("s3", 1, Phase.OPEN)
    assert world.rows("SELECT name, email, buyer FROM contacts WHERE contact LIKE 'b_%'") == [
        (None, None, None)
    ]


async def test_what_comes_while_it_is_erased_is_not_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, ann = await told_secrets(world)
    erase_some = world.store._store.erase_contact

    async def say_and_erase(*arguments: Any) -> bool:
        await ann.say("later")
        return await erase_some(*arguments)

    monkeypatch.setattr(world.store._store, "erase_contact", say_and_erase)
    await erase(world)
    page = await ann.ask("history.fetch", session="s3", limit=100)
    assert {message.body.get("text") for message in page.messages} == {"later"}
    assert len(page.messages) >= 2
    await check_replay(world)


async def test_more_messages_than_one_transaction_takes_are_all_erased(world: World) -> None:
    await world.agent("x")
    buyer = await world.visitor("b")
    for number in range(450):
        await buyer.say(f"zebra {number}")
    await erase(world, contact_of_visitor("b"))
    bodies = world.rows("SELECT DISTINCT kind, body FROM messages")
    assert bodies == [("system", BLANK)]
    back_up(Database(world.path), world.path.parent / "files", world.path.with_name("copy.tar"))
    # The database itself may hold remnants where pages were split; its copy is made anew.
    assert "copy.tar" not in files_with(world.path.parent, SECRET)


async def test_others_keep_what_they_wrote(world: World) -> None:
    await told_secrets(world)
    other = await world.visitor("c")
    await other.ask("contact.update", name="Carl")
    await other.say("mine stays")
    await erase(world)
    assert files_with(world.path.parent, "mine stays")
    assert world.rows("SELECT name FROM contacts WHERE contact = 'v_c'") == [("Carl",)]


async def test_block_stays_when_a_blocked_contact_is_erased(world: World) -> None:
    x, _, ann = await told_secrets(world)
    await x.ask("contact.block", contact=ANN, reason="zebra reason")
    await erase(world)
    await world.settled()
    assert files_with(world.path.parent, SECRET) == []
    with pytest.raises(CommandRejected) as refused:
        await ann.say()
    assert refused.value.code is ErrorCode.BLOCKED


async def test_nobody_cannot_be_erased(world: World) -> None:
    with pytest.raises(CommandRejected) as refused:
        await erase(world, "v_nobody")
    assert refused.value.code is ErrorCode.NOT_FOUND
    assert world.rows("SELECT count(*) FROM erasures") == [(0,)]


async def test_wish_outlives_a_crash(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await told_secrets(world)

    async def die(*_: Any) -> None:
        raise Unavailable("dead")

    monkeypatch.setattr(world.store._store, "erase_contact", die)
    with pytest.raises(Unavailable):
        await erase(world)
    again = await world.crash()
    assert files_with(world.path.parent, SECRET)
    await again.desks.housekeeping.fulfil_wishes()
    await again.settled()
    assert files_with(world.path.parent, SECRET) == []
    assert again.rows("SELECT count(*) FROM erasures WHERE done_ms IS NULL") == [(0,)]
    await again.stop()


async def test_wish_of_another_process_is_fulfilled(world: World) -> None:
    await told_secrets(world)
    await world.store.ask_erasure("acme", ANN, 1)
    await world.desks.housekeeping.fulfil_wishes()
    await world.settled()
    assert files_with(world.path.parent, SECRET) == []
