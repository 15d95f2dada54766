"""The cache of what a desk does not hold: bounded, and never behind the database."""

import asyncio
from typing import Any, cast

from chatd.desks.facts import Facts
from chatd.storage.records import ContactRecord
from chatd.storage.sessions import StoredSession
from chatd.storage.store import Store
from tests.contract.rows import contact, session, touch


class SlowStore:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = 0
        self.contacts: dict[str, ContactRecord] = {}
        self.sessions: dict[str, StoredSession] = {}

    async def find_contact(self, _merchant: str, name: str) -> ContactRecord | None:
        self.asked += 1
        found = self.contacts.get(name)
        await self.gate.wait()
        return found

    async def find_session(self, _merchant: str, name: str) -> StoredSession | None:
        self.asked += 1
        found = self.sessions.get(name)
        await self.gate.wait()
        return found


class World:
    def __init__(self, idle_max: int = 3) -> None:
        self.store = SlowStore()
        self.held: set[str] = set()
        self.connected: set[str] = set()
        self.facts = Facts(
            cast("Store", self.store),
            "acme",
            is_held=self.held.__contains__,
            is_connected=self.connected.__contains__,
            idle_max=idle_max,
        )

    def put(self, name: str, **changes: Any) -> None:
        self.store.contacts[name] = contact(name, **changes)

    async def look(self, *names: str) -> None:
        for name in names:
            await self.facts.contact(name)


async def test_what_is_known_is_not_asked_for_again() -> None:
    world = World()
    world.put("a")
    await world.look("a", "a", "a")
    assert world.store.asked == 1


async def test_oldest_is_forgotten_when_there_are_too_many() -> None:
    world = World()
    for name in "abcde":
        world.put(name)
    await world.look(*"abcde")
    assert set(world.facts.contacts) == {"c", "d", "e"}


async def test_held_and_connected_contacts_are_kept() -> None:
    world = World()
    world.held.add("a")
    world.connected.add("b")
    for name in "abcdefg":
        world.put(name)
    await world.look(*"abcdefg")
    assert {"a", "b"} <= set(world.facts.contacts)


async def test_contact_is_forgotten_after_it_was_let_go() -> None:
    world = World()
    world.held.add("a")
    for name in "abcdefghij":
        world.put(name)
    await world.look(*"abcdef")
    world.held.clear()
    world.facts.let_go(world.facts.contacts["a"])
    await world.look(*"ghij")
    assert "a" not in world.facts.contacts


async def test_contact_may_be_let_go_again_when_its_own_sessions_are_the_oldest() -> None:
    world = World(idle_max=2)
    world.put("b")
    for name in ("s1", "s2", "s3"):
        world.store.sessions[name] = StoredSession(session(name, phase="closed"), touch(), 3, 0)
    world.held.add("b")
    for name in ("s1", "s2", "s3"):
        await world.facts.session(name)
    known = world.facts.contacts["b"]
    world.held.clear()
    for _ in range(3):
        world.facts.let_go(known)
    assert "s1" not in world.facts.sessions


async def test_what_is_not_committed_yet_is_kept() -> None:
    world = World()
    for name in "abcdefgh":
        world.put(name)
    await world.look("a")
    world.facts.contacts["a"].step = 7
    await world.look(*"bcdef")
    assert "a" in world.facts.contacts
    world.facts.committed_step = 7
    await world.look(*"gh")
    await world.look(*"bcd")
    assert "a" not in world.facts.contacts


async def test_what_is_read_late_never_stands_in_for_what_came_meanwhile() -> None:
    world = World()
    world.put("a", priority=0)
    world.store.gate.clear()
    reading = asyncio.ensure_future(world.facts.contact("a"))
    await asyncio.sleep(0)
    newer = world.facts.add_contact(contact("a", priority=2))
    world.store.gate.set()
    assert await reading is newer


async def test_nothing_is_forgotten_while_something_is_read() -> None:
    world = World(idle_max=1)
    for name in "abc":
        world.put(name)
    world.store.gate.clear()
    reading = asyncio.ensure_future(world.facts.contact("c"))
    await asyncio.sleep(0)
    for name in "ab":
        world.facts.let_go(world.facts.add_contact(contact(name)))
    assert set(world.facts.contacts) == {"a", "b"}
    world.store.gate.set()
    await reading


async def test_session_keeps_its_contact_and_goes_before_it() -> None:
    world = World(idle_max=2)
    for name in "bcdefg":
        world.put(name)
    world.store.sessions["s1"] = StoredSession(session(phase="closed"), touch(), 3, 0)
    found = await world.facts.session("s1")
    assert found is not None
    assert found.contact is world.facts.contacts["b"]
    assert found.public_seq == 3
    await world.look(*"cdefg")
    await world.look(*"cdefg")
    assert world.facts.sessions == {}
    assert "b" not in world.facts.contacts
