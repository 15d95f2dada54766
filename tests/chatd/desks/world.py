"""A merchant's desk with everything below it real: the runtime, SQLite in a file, the bus.

Connections, the clock and its timers are fake: time passes by `world.wait(ms)` alone.
"""

import asyncio
import contextlib
import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from chatd.auth.permissions import Role
from chatd.desks.contact_ids import contact_of_buyer, contact_of_visitor
from chatd.desks.merchants import stored_merchant
from chatd.desks.registry import DeskOptions, Desks
from chatd.desks.runtime import AgentSnapshot, BuyerIdentity, BuyerSnapshot, DeskRuntime
from chatd.desks.subscribers import EventFrame
from chatd.desks.timers import Timer
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol import commands
from chatd.protocol.answers import MessageAccepted, Ok
from chatd.protocol.codec import Encoding, decode_agent_command, decode_buyer_command
from chatd.protocol.events import Resumed
from chatd.protocol.views import ChannelSeqs
from chatd.provision import parse_provision
from chatd.storage.batch import Batch
from chatd.storage.sqlite import SqliteStore
from chatd.storage.store import Store
from tests.chatd.fake_clock import FakeClock

NOW_MS = 1_700_000_000_000

ACME = """
merchant = "acme"
name = "Acme Outdoor"
[settings]
disconnect_grace_ms = 60000
categories = ["delivery", "other"]
[[shops]]
id = "acme"
name = "Acme Outdoor"
welcome = "Hello"
[[shops]]
id = "quiet"
name = "No previews"
preview_shown = false
[[agents]]
username = "m"
password = "password"
name = "Main"
role = "owner"
main = true
[[agents]]
username = "x"
password = "password"
name = "Xenia"
windows_max = 2
reception_max = 3
[[agents]]
username = "y"
password = "password"
name = "Yves"
windows_max = 2
reception_max = 3
[[agents]]
username = "boss"
password = "password"
name = "Boss"
role = "supervisor"
"""

OTHER = """
merchant = "other"
name = "Other"
[[shops]]
id = "other"
name = "Other"
[[agents]]
username = "m"
password = "password"
name = "Main"
role = "owner"
main = true
[[agents]]
username = "boss"
password = "password"
name = "Boss"
role = "supervisor"
"""

_CIDS = itertools.count(1)


class FakeTimers:
    """Timers that fire when the fake clock is moved past them."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._order = itertools.count()
        self._due: dict[int, tuple[int, Callable[[], None]]] = {}

    def at(self, when_ms: int, callback: Callable[[], None]) -> Timer:
        number = next(self._order)
        self._due[number] = (when_ms, callback)
        return _FakeTimer(self._due, number)

    def next_ms(self) -> int | None:
        return min((when_ms for when_ms, _ in self._due.values()), default=None)

    def fire(self) -> None:
        """Call back whatever is due now, in order."""
        now_ms = self._clock.now_ms()
        while due := [(when, n) for n, (when, _) in self._due.items() if when <= now_ms]:
            _, number = min(due)
            self._due.pop(number)[1]()


class _FakeTimer:
    def __init__(self, due: dict[int, Any], number: int) -> None:
        self._due = due
        self._number = number

    def cancel(self) -> None:
        self._due.pop(self._number, None)


class Client:
    """A connection that keeps what is delivered to it."""

    def __init__(
        self,
        runtime: DeskRuntime,
        role: Literal["agent", "buyer"],
        *,
        agent: str | None = None,
        contact: str | None = None,
        shop: str | None = None,
        is_supervisor: bool = False,
    ) -> None:
        self.runtime = runtime
        self.role = role
        self.merchant = runtime.merchant
        self.agent = agent
        self.contact = contact
        self.shop = shop
        self.is_supervisor = is_supervisor
        self.address = ""
        self.frames: list[EventFrame] = []
        self.snapshot: Any = None
        self._ids = itertools.count(1)

    def deliver(self, frame: EventFrame) -> None:
        assert not (frame.internal and self.role == "buyer"), "internal to a buyer"
        self.frames.append(frame)

    def messages(self) -> list[Any]:
        return [frame.message for frame in self.frames]

    def events(self, kind: type[Any]) -> list[Any]:
        return [frame.message for frame in self.frames if type(frame.message) is kind]

    def last(self, kind: type[Any]) -> Any:
        return self.events(kind)[-1]

    def forget(self) -> None:
        self.frames.clear()

    async def ask(self, t: str, **fields: Any) -> Any:
        """Send a command as it would come over the wire."""
        frame = msgspec.json.encode({"t": t, "id": next(self._ids), **fields})
        if self.role == "agent":
            agents: Any = decode_agent_command(frame, Encoding.JSON)
            return await self.runtime.handle_agent(self, agents)
        buyers: Any = decode_buyer_command(frame, Encoding.JSON)
        return await self.runtime.handle_buyer(self, buyers)

    async def say(self, text: str = "hello", **fields: Any) -> MessageAccepted:
        cid = fields.pop("cid", None) or f"cid-{next(_CIDS)}"
        body = {"text": text}
        answer = await self.ask("message.send", cid=cid, kind="text", body=body, **fields)
        assert isinstance(answer, MessageAccepted)
        return answer

    async def refused(self, t: str, **fields: Any) -> ErrorCode:
        try:
            answer = await self.ask(t, **fields)
        except CommandRejected as rejected:
            return rejected.code
        raise AssertionError(f"{t} was answered with {answer}")

    async def refused_at_once(self, t: str, **fields: Any) -> ErrorCode:
        """As `refused`, while commits are held up: the refusal must not wait for them."""
        asked = self.begin(t, **fields)
        await turn()
        assert asked.done(), "it waits"
        error = asked.exception()
        assert isinstance(error, CommandRejected)
        return error.code

    def begin(self, t: str, **fields: Any) -> asyncio.Task[Any]:
        """Send a command without waiting for its answer."""
        return asyncio.get_running_loop().create_task(self.ask(t, **fields))

    def begin_saying(self, text: str = "hello", **fields: Any) -> asyncio.Task[MessageAccepted]:
        return asyncio.get_running_loop().create_task(self.say(text, **fields))

    async def missed(self, **resume: tuple[int, int]) -> list[Any]:
        seqs = {session: ChannelSeqs(*both) for session, both in resume.items()}
        return [frame.message async for frame in self.runtime.missed(self, seqs)]

    def leave(self) -> None:
        self.runtime.detach(self)


class FaultyStore:
    """A store whose commits can be held up and made to fail. Everything else is the real one's."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._gate = asyncio.Event()
        self._gate.set()
        self.failures: list[Exception] = []
        self.fails: Callable[[Batch], Exception | None] = lambda _batch: None
        self.batches: list[Batch] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def hold(self) -> None:
        """Let commits wait."""
        self._gate.clear()

    def release(self) -> None:
        self._gate.set()

    async def commit(self, batch: Batch) -> None:
        self.batches.append(batch)
        await self._gate.wait()
        failure = self.failures.pop(0) if self.failures else self.fails(batch)
        if failure is not None:
            raise failure
        await self._store.commit(batch)


class World:
    """One process: desks, their store, and the time."""

    def __init__(self, path: Path, clock: FakeClock, ids: Any, **store: Any) -> None:
        self.path = path
        self.clock = clock
        self.timers = FakeTimers(clock)
        self._ids = ids
        self.store = FaultyStore(SqliteStore(self.url(**store)))
        self.desks = Desks(
            cast("Store", self.store),
            clock,
            DeskOptions(),
            timers=self.timers,
            new_id=lambda _now_ms: f"s{next(ids)}",
        )

    def url(self, **query: Any) -> str:
        parameters = "&".join(f"{name}={value}" for name, value in query.items())
        return f"sqlite+aiosqlite:///{self.path}" + (f"?{parameters}" if parameters else "")

    async def provision(self, source: str) -> bool:
        file = parse_provision(source)
        hashes = {agent.config.agent: "hash" for agent in file.agents}
        changed: bool = await self.store.provision(stored_merchant(file, hashes))
        return changed

    async def runtime(self, merchant: str = "acme") -> DeskRuntime:
        return await self.desks.runtime(merchant)

    async def agent(self, name: str, merchant: str = "acme") -> Client:
        runtime = await self.runtime(merchant)
        role = Role(runtime.agent_profile(name).role)
        oversees = role in {Role.OWNER, Role.SUPERVISOR}
        client = Client(runtime, "agent", agent=name, is_supervisor=oversees)
        client.snapshot = await runtime.attach_agent(client, name)
        assert isinstance(client.snapshot, AgentSnapshot)
        return client

    def begin_agent(self, name: str) -> asyncio.Task[Client]:
        """Attach without waiting for the snapshot."""
        return asyncio.get_running_loop().create_task(self.agent(name))

    async def visitor(self, name: str, shop: str = "acme", page: Any = None) -> Client:
        return await self._buyer(contact_of_visitor(name), shop, page)

    async def identified(self, sub: str, visitor: str | None = None, **known: str) -> Client:
        runtime = await self.runtime()
        contact = contact_of_buyer("acme", "acme", sub)
        former = None if visitor is None else contact_of_visitor(visitor)
        await runtime.identify("acme", contact, former, BuyerIdentity(sub, **known))
        return await self._buyer(contact, "acme")

    async def _buyer(self, contact: str, shop: str, page: Any = None) -> Client:
        place = await self.desks.shop(shop)
        runtime = await self.runtime(place.merchant)
        client = Client(runtime, "buyer", contact=contact, shop=shop)
        client.snapshot = await runtime.attach_buyer(client, contact, shop, page)
        assert isinstance(client.snapshot, BuyerSnapshot)
        return client

    async def settled(self) -> None:
        """Everything is stored and told, and no desk is being restored."""
        await self.desks.wait_idle()
        await self.turn()
        runtimes = list(self.desks._runtimes.values())
        counting = [one._open.parts.left._counting for one in runtimes if one._open is not None]
        waited = [*(runtime._restoring for runtime in runtimes), *counting]
        if tasks := [task for task in waited if task is not None and not task.done()]:
            await asyncio.wait(tasks)
            await self.turn()
            await self.settled()

    async def turn(self) -> None:
        """Let everything run that can, without waiting for a commit."""
        await turn()

    async def wait(self, ms: int) -> None:
        """Let time pass, timer by timer."""
        end_ms = self.clock.now_ms() + ms
        while (next_ms := self.timers.next_ms()) is not None and next_ms <= end_ms:
            self.clock.advance(max(0, next_ms - self.clock.now_ms()))
            self.timers.fire()
            await self.settled()
        self.clock.advance(end_ms - self.clock.now_ms())
        await self.settled()

    def rows(self, query: str) -> list[Any]:
        """What stands in the file, asked by a connection of its own."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query).fetchall()

    def insert(self, statement: str, rows: list[Any]) -> None:
        """Put rows into the file."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            connection.executemany(statement, rows)
            connection.commit()

    async def stop(self) -> None:
        self.store.release()
        await self.desks.stop()
        await self.store.close()

    async def crash(self) -> "World":
        """The process dies at once, and another one starts on the same file."""
        group = self.desks._group
        assert group._task is not None
        group._task.cancel()
        runtimes = self.desks._runtimes.values()
        restoring = [one._restoring for one in runtimes if one._restoring is not None]
        for runtime in runtimes:
            runtime.stop()
        await asyncio.gather(*restoring, return_exceptions=True)
        await self.store.close()
        return await start_world(self.path, self.clock, self._ids)


async def turn() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def start_world(path: Path, clock: FakeClock, ids: Any, **store: Any) -> World:
    world = World(path, clock, ids, **store)
    await world.desks.start()
    return world


__all__ = ["Client", "Ok", "Resumed", "World", "commands", "start_world"]
