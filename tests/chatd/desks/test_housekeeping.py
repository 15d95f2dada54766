"""What is done day by day: checkpoints, and what is older than its merchant keeps it."""

from chatd.desks.housekeeping import DAY_MS
from chatd.desks.journal import decode_steps
from chatd.desks.replay import replay
from tests.browser.traces import files_with
from tests.chatd.desks.world import ACME, World

RETENTION = """
[retention]
messages_days = 30
contacts_days = 60
journal_days = 30
"""


async def tidy(world: World) -> None:
    await world.desks.housekeeping.tidy()
    await world.settled()


async def talk(world: World, visitor: str, text: str) -> str:
    """A session from its first word to its end."""
    x = await world.agent("x")
    buyer = await world.visitor(visitor)
    await buyer.ask("contact.update", name=f"named {visitor}")
    said = await buyer.say(text)
    await x.say(f"re: {text}", session=said.session)
    await buyer.ask("session.rate", session=said.session, score=5, comment=f"on {text}")
    await x.ask("session.close", session=said.session)
    await x.ask("session.summarize", session=said.session, category="other", note=f"on {text}")
    buyer.leave()
    x.leave()
    return said.session


async def steps(world: World) -> list[int]:
    """The steps a replay takes, all of which come out the same."""
    stored = await world.store.load_desk("acme")
    return [step.step async for step in replay(world.store, stored)]


def journalled(world: World) -> list[int]:
    """The steps the journal has."""
    batches = world.rows("SELECT entries FROM journal ORDER BY step")
    return [one.step for (entries,) in batches for one in decode_steps(entries)]


async def test_desk_has_a_checkpoint_a_day_while_it_does_something(world: World) -> None:
    await talk(world, "b", "one")
    await tidy(world)
    await tidy(world)
    assert world.rows("SELECT count(*) FROM checkpoints") == [(1,)]
    world.clock.advance(DAY_MS)
    await talk(world, "b", "two")
    await tidy(world)
    assert world.rows("SELECT count(*) FROM checkpoints") == [(2,)]
    assert await steps(world) == journalled(world)


async def test_nothing_goes_without_retention(world: World) -> None:
    await talk(world, "b", "hello there")
    await tidy(world)
    journal = world.rows("SELECT * FROM journal")
    world.clock.advance(10_000 * DAY_MS)
    await tidy(world)
    assert files_with(world.path.parent, "hello there")
    assert world.rows("SELECT name FROM contacts") == [("named b",)]
    assert world.rows("SELECT * FROM journal")[: len(journal)] == journal


async def test_texts_go_with_their_age_and_memory_agrees(world: World) -> None:
    await world.provision(ACME + RETENTION)
    await world.desks.refresh()
    old = await talk(world, "b", "old words")
    world.clock.advance(31 * DAY_MS)
    new = await talk(world, "c", "new words")
    await tidy(world)
    boss = await world.agent("boss")
    bodies = [
        [m.body for m in (await boss.ask("history.fetch", session=name)).messages]
        for name in (old, new)
    ]
    assert len(bodies[0]) >= 2
    assert bodies[0] == [{"key": "erased"}] * len(bodies[0])
    assert bodies[1][0] == {"text": "new words"}
    await world.store.truncate_log()
    assert files_with(world.path.parent, "old words") == []
    assert files_with(world.path.parent, "new words")
    open_desk = world.desks._runtimes["acme"]._open
    assert open_desk is not None
    session = open_desk.parts.live.facts.sessions[old]
    assert session.summary is not None
    assert session.rating is not None
    assert (session.summary.note, session.rating.comment) == ("", "")
    assert "old" not in repr(session.last_message)


async def test_open_sessions_keep_their_texts_however_old(world: World) -> None:
    await world.provision(ACME + RETENTION)
    x = await world.agent("x")
    buyer = await world.visitor("b")
    said = await buyer.say("still open")
    world.clock.advance(100 * DAY_MS)
    await tidy(world)
    page = await x.ask("history.fetch", session=said.session)
    assert page.messages[0].body == {"text": "still open"}


async def test_names_go_with_their_age_but_not_of_who_is_here(world: World) -> None:
    await world.provision(ACME + RETENTION)
    await world.desks.refresh()
    await talk(world, "b", "one")
    await talk(world, "c", "two")
    here = await world.visitor("c")
    world.clock.advance(61 * DAY_MS)
    await tidy(world)
    names = "SELECT contact, name FROM contacts ORDER BY contact"
    assert world.rows(names) == [("v_b", None), ("v_c", "named c")]
    here.leave()
    await tidy(world)
    assert world.rows(names) == [("v_b", None), ("v_c", None)]


async def test_journal_goes_up_to_a_checkpoint_and_replays_from_there(world: World) -> None:
    await world.provision(ACME + RETENTION)
    await world.desks.refresh()
    for day in range(4):
        await talk(world, f"b{day}", "words")
        await tidy(world)
        world.clock.advance(20 * DAY_MS)
    await tidy(world)
    points = [row[0] for row in world.rows("SELECT step FROM checkpoints ORDER BY step")]
    first = journalled(world)[0]
    assert first > points[0] > 1
    assert len(points) >= 2
    assert await steps(world)
    again = await world.crash()
    await talk(again, "c", "more")
    assert (await steps(again))[0] == first
    await again.stop()


async def test_journal_stays_when_there_is_no_checkpoint_to_begin_with(world: World) -> None:
    await world.provision(ACME + RETENTION)
    await talk(world, "b", "words")
    world.clock.advance(100 * DAY_MS)
    assert not await world.store.trim_journal("acme", world.clock.now_ms())
    assert (await steps(world))[0] == 1
