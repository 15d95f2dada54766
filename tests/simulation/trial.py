"""One run under one seed: people at work, things going wrong, then peace, and a close look.

While it runs, faults are drawn from the seed: connections cut (noticed late by either side),
readers that stall, commits that are slow or fail, processes killed at any moment (between a
transaction and its acknowledgement too) or stopped in good order, pauses of the whole machine, a
date that jumps.

Then nothing goes wrong any more and nobody begins anything new; when everything is answered:

P1  what was acknowledged is stored exactly once, where the answer said
P2  `seq` of each (session, channel) is 1..n, everybody holds the same messages, and no connection
    is sent one twice, before an earlier one, or again after it was resumed with it
P3  the desks keep their invariants, equal what their rows make, and replay from the journal
P4  a place in the queue is the same for everybody (the rows' order, which outlived the crashes)
P5  no internal message, and no other contact's session, ever reached a buyer
P6  no outbox grew past its bound
    and for everybody: old state + events == a fresh connection's state
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Final

from chatd.desks.replay import replay
from chatd.desks.rows import desk_rows
from routing.desk import Desk
from tests.faults.persona import fetch_all
from tests.faults.shop import COMPARED, read_messages
from tests.simulation.loop import SimulatedLoop, Stuck, run_simulated, seeded_secrets
from tests.simulation.network import KERNEL_BYTES
from tests.simulation.people import DeskAgent, Person, ShopBuyer, agent_of
from tests.simulation.server import Machine
from tests.simulation.store import Disk, Fate
from tests.simulation.world import AGENTS, MERCHANTS
from tests.wire.client import Frame
from tests.wire.mirror import COUNTED, Mirror

ACTS: Final = 7
"""What each person does in a run, more or less."""

WORK_S: Final = 12.0
PEACE_S: Final = 40.0
UNNOTICED_S: Final = (0.0, 0.0, 1.0, 10.0)
"""For how long one end may not know that the connection was cut."""

PULSES_S: Final = 6.0
"""Until everything that is told at most every so often has been told."""

LOOKS: Final = 3

LIVE: Final = ("open", "cached", "queued")
"""A supervisor is told of sessions that go to the mailbox; snapshots leave those out."""

FRAME_BYTES_MAX: Final = 64 * 1024


class Broken(AssertionError):
    """A promise was not kept."""


@dataclass(frozen=True)
class Outcome:
    """What became of a run, and how often what happened in it. `digest` is equal for equal runs."""

    seed: int
    digest: str
    happened: dict[str, int]

    def __str__(self) -> str:
        counts = ", ".join(f"{what} {count}" for what, count in self.happened.items())
        return f"seed {self.seed}: {counts}, {self.digest}"


class Trial:
    """A run, from an empty shop to the last look.

    Args:
        seed: Everything follows from it.
        disk: A database of its own.
    """

    def __init__(self, seed: int, disk: Disk) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.machine = Machine(disk, self.chance)
        self.is_peace = False
        self.happened: Counter[str] = Counter()
        self.people: list[Person] = []
        self.heard: list[tuple[str, Frame]] = []
        self.overheard: list[str] = []
        """What nobody should have been told."""
        self.machine.fate = self._fate

    # ------------------------------------------------------------------------------- the living

    async def run(self) -> Outcome:
        """The whole of it.

        Raises:
            Broken: A promise was not kept.
        """
        await self.machine.boot()
        self._invite_people()
        loop = asyncio.get_running_loop()
        lives = [loop.create_task(person.live(), name=person.name) for person in self.people]
        try:
            await self._make_trouble()
            self._check_heard()
            await self._make_peace(lives)
            self._check_heard()
            await self._check()
        finally:
            for life in lives:
                life.cancel()
            await asyncio.gather(*lives, return_exceptions=True)
            if self.machine.process is not None:
                self.machine.process.die()
                self.machine.dead.append(self.machine.process)
            for process in self.machine.dead:
                await process.bury()
        return Outcome(self.seed, self._digest(), self._happened())

    def _invite_people(self) -> None:
        agents = [
            agent_of(name, "acme", self.machine, self._dice(), encoding=self._encoding())
            for name in AGENTS
        ]
        for agent in agents:
            agent.colleagues = [name for name in AGENTS if name != agent.name]
        buyers = [ShopBuyer(f"buyer-{name}", "", self._dice(), self._encoding()) for name in "abcd"]
        stranger = ShopBuyer("buyer-other", "", self._dice(), "json")
        stranger.shop = "other"
        other = agent_of("m", "other", self.machine, self._dice())
        other.colleagues = ["x"]
        other.name = "m"
        self.people = [*agents, *buyers, stranger, other]
        for person in self.people:
            person.settle_in(self.machine, ACTS + self.chance.randrange(4))
            self._listen(person)

    def _listen(self, person: Person) -> None:
        """Keep what is heard for the digest, and look at each frame as it comes."""
        take = person._take

        def listen(frame: Frame) -> None:
            self.heard.append((person.name, frame))
            wrong = person.wrong(frame)
            if wrong:
                self.overheard.append(f"{person.name} {wrong}: {frame}")
            take(frame)

        person._take = listen  # type: ignore[method-assign]  # overheard

    def _dice(self) -> random.Random:
        return random.Random(self.chance.getrandbits(64))

    def _encoding(self) -> Any:
        return self.chance.choice(["json", "msgpack"])

    # -------------------------------------------------------------------------------- the faults

    def _fate(self) -> Fate:
        if self.is_peace:
            return Fate.STORED
        fate = self.chance.choices(list(Fate), weights=[30, 1, 1, 1])[0]
        self.happened[f"commits {fate.name.lower()}"] += 1
        return fate

    async def _make_trouble(self) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SimulatedLoop)
        end_s = loop.time() + WORK_S
        while loop.time() < end_s:
            await asyncio.sleep(self.chance.expovariate(1.2))
            match self.chance.randrange(12):
                case 0 | 1:
                    self.happened["crashes"] += 1
                    await self.machine.crash()
                case 2:
                    self.happened["restarts"] += 1
                    await self.machine.restart()
                case 3:
                    self.happened["pauses"] += 1
                    loop.leap(self.chance.choice([0.1, 2.0, 8.0]))
                case 4:
                    self.happened["jumps of the date"] += 1
                    self.machine.clock.jumped_ms += self.chance.choice([500, 5_000, 60_000])
                case 5:
                    self._stall_somebody()
                case 6:
                    self.machine.latency_s = self.chance.choice([0.001, 0.01, 0.2])
                case _:
                    self._cut_somebody()

    def _cut_somebody(self) -> None:
        wires = [wire for wire in self.machine.wires if not wire.is_cut]
        if wires:
            self.happened["cuts"] += 1
            self.chance.choice(wires).cut(
                server_after_s=self.chance.choice(UNNOTICED_S),
                client_after_s=self.chance.choice(UNNOTICED_S),
            )

    def _stall_somebody(self) -> None:
        wires = [wire for wire in self.machine.wires if not wire.is_cut]
        if wires:
            self.happened["stalled readers"] += 1
            peer = self.chance.choice(wires).peer
            peer.stall()
            asyncio.get_running_loop().call_later(self.chance.uniform(0.1, 5), peer.read_on)

    # --------------------------------------------------------------------------------- the peace

    async def _make_peace(self, lives: list[asyncio.Task[None]]) -> None:
        """Nothing goes wrong and nobody begins anything: everybody is answered in the end."""
        self.is_peace = True
        self.machine.latency_s = 0.002
        for wire in self.machine.wires:
            wire.peer.read_on()
        for person in self.people:
            person.is_writing = False
        await asyncio.sleep(max(UNNOTICED_S))
        try:
            async with asyncio.timeout(PEACE_S):
                for person in self.people:
                    await person.wait_settled()
        except TimeoutError as error:
            states = [f"{person.name}: {person.state()}" for person in self.people]
            raise Broken("somebody is never answered\n" + "\n".join(states)) from error
        for life in lives:
            if life.done():
                life.result()
        await asyncio.sleep(PULSES_S)

    # ------------------------------------------------------------------------------- the checks

    async def _check(self) -> None:
        for person in self.people:
            if person.missing():
                raise Broken(f"{person.name} was never sent {person.missing()}")
            await person.catch_up()
            if person.mirror.doubled:
                raise Broken(f"{person.name} was told twice: {person.mirror.doubled}")
        self._check_stored()
        for person in self.people:
            await self._check_fresh(person)
        for merchant in MERCHANTS:
            await self._check_desk(merchant)
        for wire in self.machine.wires:
            if wire.socket.waiting_bytes > KERNEL_BYTES + FRAME_BYTES_MAX:
                raise Broken(f"{wire.socket.waiting_bytes} bytes wait in a socket")

    def _check_heard(self) -> None:
        if self.overheard:
            raise Broken(self.overheard[0])

    def _check_stored(self) -> None:
        stored, seqs = read_messages(self.machine.disk.path)
        for person in self.people:
            for cid, answer in person.acknowledged.items():
                place = (answer["session"], answer["channel"], answer["seq"])
                if stored.get(cid, []) != [place]:
                    raise Broken(f"{person.name} was promised {place}, stored: {stored.get(cid)}")
        for channel, numbers in seqs.items():
            if numbers != list(range(1, len(numbers) + 1)):
                raise Broken(f"{channel} has the numbers {numbers}")

    async def _check_fresh(self, person: Person) -> None:
        """Old state + events == fresh state; time goes on, so what differs is looked at again."""
        for look in range(LOOKS, 0, -1):
            fresh = await self._look_again(person)
            try:
                self._compare_views(person, fresh)
            except Broken:
                if look == 1:
                    raise
                await asyncio.sleep(PULSES_S)
            else:
                return

    def _compare_views(self, person: Person, fresh: Mirror) -> None:
        _compare(person.name, "sessions", _outline(person), _outline(person, fresh))
        for session, view in fresh.sessions.items():
            if not person.hears(view):
                continue
            for channel in ("public", "internal"):
                old = person.mirror.messages.get((session, channel), {})
                new = fresh.messages.get((session, channel), {})
                _compare(person.name, f"{session}/{channel}", old, new)
        if isinstance(person, DeskAgent):
            _compare(person.name, "queue", _queue(person.mirror), _queue(fresh))
            _compare(person.name, "agents", _agents(person.mirror), _agents(fresh))

    async def _look_again(self, person: Person) -> Mirror:
        """What a new connection of the same person is told."""
        fresh = Mirror()

        def take(frame: Frame) -> None:
            if "connection" in frame:
                fresh.take_welcome(frame)
            elif "messages" in frame:
                for message in frame["messages"]:
                    fresh.take_message(message)
            elif frame["t"] not in {"ok", "error"}:
                fresh.take_event(frame)

        listening, person._take = person._take, take  # type: ignore[method-assign]  # overheard
        client = await person.open()
        person._take = listening  # type: ignore[method-assign]  # overheard
        await client.ask("hello", **person.hello(), resume={})
        await fetch_all(client, fresh, internal=isinstance(person, DeskAgent))
        await client.close()
        return fresh

    async def _check_desk(self, merchant: str) -> None:
        """I1–I17, the last of them by the rows, and the journal's replay."""
        process = self.machine.process
        assert process is not None
        await process.desks.wait_idle()
        runtime = await process.desks.runtime(merchant)
        assert runtime._open is not None
        desk = runtime._open.parts.live.desk
        desk.check_invariants()
        stored = await process.store.load_desk(merchant)
        assert stored is not None
        rows, held = desk_rows(stored), desk.rows()
        # A refused command moves the desk's clock, and is not stored.
        moved = replace(rows, desk=replace(rows.desk, now_ms=held.desk.now_ms))
        _compare(merchant, "rows", held, moved)
        again = Desk.restore(runtime._open.parts.live.config.desk, rows)
        again.check_invariants()
        async for _ in replay(process.store, stored):
            pass

    def _happened(self) -> dict[str, int]:
        answered = sum("re" in frame for _, frame in self.heard)
        acknowledged = sum(len(person.acknowledged) for person in self.people)
        most = {"commands": answered, "acknowledged": acknowledged}
        return most | dict(sorted(self.happened.items()))

    def _digest(self) -> str:
        """Of everything anybody heard, in order."""
        return hashlib.sha256(repr(self.heard).encode()).hexdigest()


def _compare(who: str, what: str, old: Any, new: Any) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys(), key=str):
            if old.get(key) != new.get(key):
                _compare(who, f"{what}, {key}", old.get(key), new.get(key))
    elif old != new:
        raise Broken(f"{who}, {what}:\nold state + events  {old}\nfresh               {new}")


def _outline(person: Person, fresh: Mirror | None = None) -> dict[str, Frame]:
    """Each session that is not over, without what a client works out for itself.

    Who does not hear a session's messages is not told its numbers either.
    """
    mirror = fresh or person.mirror
    return {
        session["id"]: {
            name: session[name]
            for name in (*COMPARED, "position", "reason", "unanswered_since_ms")
            if name in session
            and (name not in {"seq", "unanswered_since_ms"} or person.hears(session))
        }
        for session in mirror.sessions.values()
        if session["phase"] in LIVE
        or (isinstance(person, ShopBuyer) and session["phase"] != "closed")
    }


def _queue(mirror: Mirror) -> Any:
    entries = mirror.queue.get("entries", [])
    return mirror.queue.get("waiting"), [(one["session"], one["position"]) for one in entries]


def _agents(mirror: Mirror) -> Any:
    return {
        name: {field: agent.get(field) for field in COUNTED}
        for name, agent in mirror.agents.items()
    }


def run_seed(seed: int, disk: Disk) -> Outcome:
    """One run.

    Raises:
        Broken: With the seed, so that it can be run again.
    """
    loop = SimulatedLoop()

    async def main() -> Outcome:
        return await Trial(seed, disk).run()

    disk.renew()
    with seeded_secrets(random.Random(seed)):
        try:
            outcome = run_simulated(main(), loop)
        except Stuck as error:
            raise Broken("nothing moves any more") from error
    if loop.failures:
        raise Broken(f"the loop was told of {loop.failures[0]}")
    return outcome
