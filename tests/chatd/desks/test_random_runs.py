"""Random commands through the whole shell, with commits that fail and processes that die.

After each run: the desk in memory equals the one its rows make (I17), what the shell keeps beside
it too; every acknowledged message is stored exactly once, in the order everybody was told; the
journal replays to the same rows.
"""

import asyncio
import itertools
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chatd.desks.parts import DeskParts
from chatd.desks.replay import replay
from chatd.desks.restoring import restore
from chatd.desks.rows import desk_rows
from chatd.desks.runtime import DeskRuntime
from chatd.desks.state import SessionState
from chatd.errors import CommandRejected, Unavailable
from chatd.protocol.answers import MessageAccepted
from chatd.protocol.events import MessagePosted
from routing.desk import Desk
from tests.chatd.desks.world import ACME, NOW_MS, Client, World, start_world
from tests.chatd.fake_clock import FakeClock
from tests.databases import new_database

pytestmark = pytest.mark.slow

AGENTS = ("m", "x", "y", "boss")
BUYERS = ("a", "b", "c", "d", "e")
STEPS = 150


class Run:
    """One random run: who is connected, and what was acknowledged."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = random.Random(seed)
        self.clients: list[Client] = []
        self.acknowledged: dict[tuple[str, str], MessageAccepted] = {}
        self.cids = itertools.count(1)

    async def step(self) -> None:
        roll = self.random.random()
        if roll < 0.02:
            await self.crash()
        elif roll < 0.05:
            self.world.store.failures = [Unavailable("injected")]
        elif roll < 0.10:
            await self.world.wait(self.random.choice([10, 1_000, 61_000, 600_001]))
        elif roll < 0.25 or not self.clients:
            await self.connect()
        elif roll < 0.30:
            self.disconnect()
        else:
            await self.command(self.random.choice(self.clients))

    async def crash(self) -> None:
        self.world = await self.world.crash()
        self.clients.clear()

    async def connect(self) -> None:
        try:
            if self.random.random() < 0.5:
                client = await self.world.agent(self.random.choice(AGENTS))
            elif self.random.random() < 0.8:
                client = await self.world.visitor(self.random.choice(BUYERS))
            else:
                name = self.random.choice(BUYERS)
                client = await self.world.identified(f"sub-{name}", visitor=name, name=name)
        except Unavailable:
            return
        self.clients.append(client)

    def disconnect(self) -> None:
        client = self.clients.pop(self.random.randrange(len(self.clients)))
        client.leave()

    async def command(self, client: Client) -> None:
        """One command, now and then two at once."""
        wanted = [self.wanted(client) for _ in range(self.random.choice([1, 1, 1, 2]))]
        answers = await asyncio.gather(
            *(client.ask(t, **fields) for t, fields in wanted), return_exceptions=True
        )
        for (_, fields), answer in zip(wanted, answers, strict=True):
            if isinstance(answer, MessageAccepted):
                author = client.agent or client.contact or ""
                former = self.acknowledged.setdefault((author, fields["cid"]), answer)
                assert (former.session, former.seq) == (answer.session, answer.seq)
            elif isinstance(answer, BaseException):
                assert isinstance(answer, CommandRejected | Unavailable), repr(answer)

    def wanted(self, client: Client) -> tuple[str, dict[str, Any]]:
        session = f"s{self.random.randrange(1, 40)}"
        known = self.sessions(client)
        if known and self.random.random() < 0.9:
            session = self.random.choice(known)
        make = self.agents_command if client.role == "agent" else self.buyers_command
        return make(client, session)

    def sessions(self, client: Client) -> list[str]:
        """State-aware: mostly sessions the desk holds, and one's own."""
        runtime = client.runtime
        if runtime._open is None:
            return []
        facts = runtime._open.parts.live.facts
        return [
            name
            for name, session in facts.sessions.items()
            if client.contact in {None, session.row.contact}
        ]

    def message(self) -> dict[str, Any]:
        number = next(self.cids)
        if self.random.random() < 0.1:
            number = self.random.randrange(1, number + 1)
        return {"cid": f"c{number}", "kind": "text", "body": {"text": "hello"}}

    def agents_command(self, client: Client, session: str) -> tuple[str, dict[str, Any]]:
        colleague = self.random.choice(AGENTS)
        contact = f"v_{self.random.choice(BUYERS)}"
        state = self.random.choice(["online", "online", "suspended", "busy", "away", "offline"])
        channel = self.random.choice(["public", "public", "internal"])
        named = {"session": session}
        return self.random.choice(
            [
                *[("message.send", {**self.message(), **named, "channel": channel})] * 5,
                ("typing.set", {**named, "text": "…", "channel": channel}),
                ("read.mark", {**named, "seq": 3, "channel": channel}),
                ("history.fetch", {**named, "channel": channel}),
                ("presence.set", {"state": state}),
                ("limits.set", {"windows_max": self.random.randrange(1, 4)}),
                *[("session.close", named)] * 3,
                ("session.open", named),
                ("session.claim", named),
                ("session.start", {"contact": contact}),
                ("session.summarize", {**named, "category": "other", "note": "note"}),
                ("session.explain", named),
                ("invitation.send", {**named, "to": colleague, "mode": "transfer"}),
                ("invitation.send", {**named, "to": colleague, "mode": "join"}),
                *[("invitation.accept", named)] * 3,
                ("invitation.decline", {**named, "reason": "no"}),
                ("session.leave", named),
                ("session.watch", named),
                ("session.unwatch", named),
                ("session.join", named),
                ("session.take_over", named),
                ("session.reassign", {**named, "to": colleague}),
                ("contact.block", {"contact": contact}),
                *[("contact.unblock", {"contact": contact})] * 2,
                ("contact.set_private", {"contact": contact, "private": True}),
                ("contact.set_private", {"contact": contact, "private": False}),
            ]
        )

    def buyers_command(self, client: Client, session: str) -> tuple[str, dict[str, Any]]:
        to = self.random.choice(["shop", "shop", "agent:x", "agent:m"])
        named = {"session": session}
        return self.random.choice(
            [
                *[("message.send", {**self.message(), "to": to})] * 6,
                ("message.send", {**self.message(), **named}),
                ("typing.set", {"text": "…"}),
                ("contact.update", {"name": "Ann"}),
                ("read.mark", {**named, "seq": 2}),
                ("page.visit", {"url": "https://shop.test/", "title": "Shop"}),
                ("session.leave", named),
                ("session.rate", {**named, "score": 5}),
                ("history.fetch", named),
            ]
        )

    # ---------------------------------------------------------------------------------- checks

    async def check(self) -> None:
        await self.world.settled()
        runtime = await self.world.runtime()
        await self.world.settled()
        await self.check_rows(runtime)
        await self.check_shell(runtime)
        await self.check_messages()
        self.check_events()
        stored = await self.world.store.load_desk("acme")
        async for _ in replay(self.world.store, stored):
            pass

    async def check_rows(self, runtime: DeskRuntime) -> None:
        assert runtime._open is not None
        live = runtime._open.parts.live
        live.desk.check_invariants()
        stored = await self.world.store.load_desk("acme")
        rows, held = desk_rows(stored), live.desk.rows()
        # A refused command moves the desk's clock, and is not stored.
        now_ms = held.desk.now_ms
        assert replace(rows, desk=replace(rows.desk, now_ms=now_ms)) == held
        assert Desk.restore(live.config.desk, rows).rows() == rows

    async def check_shell(self, runtime: DeskRuntime) -> None:
        """What a restore would put beside the desk is what is there."""
        assert runtime._open is not None
        parts = runtime._open.parts
        fresh = await restore(
            "acme",
            connections=parts.connections,
            services=runtime._services,
            hooks=runtime,
            steps=runtime._steps,
        )
        fresh.live.is_over = True
        for name, session in fresh.live.facts.sessions.items():
            known = parts.live.facts.sessions[name]
            assert seen(fresh, session) == seen(parts, known)
            assert session.participants == known.participants
            assert session.opened_ms == known.opened_ms
        for name, contact in fresh.live.facts.contacts.items():
            known_contact = parts.live.facts.contacts[name]
            assert contact.row == known_contact.row
            assert (contact.name, contact.buyer) == (known_contact.name, known_contact.buyer)
        assert fresh.live.invitations == parts.live.invitations
        assert sorted(fresh.live.handling_ms) == sorted(parts.live.handling_ms)

    async def check_messages(self) -> None:
        """Each acknowledged message is stored once, at its place; no number is missing."""
        places = {
            ((answer.session, answer.channel, answer.seq), cid)
            for (_author, cid), answer in self.acknowledged.items()
        }
        # Whoever was a visitor before may repeat what they sent as one: the same place again.
        assert len(dict(places)) == len(places)
        rows = self.world.rows(
            "SELECT session, channel, seq, author, cid FROM messages ORDER BY 1, 2, 3"
        )
        by_channel: dict[tuple[str, str], list[int]] = {}
        for session, channel, seq, _author, _cid in rows:
            by_channel.setdefault((session, channel), []).append(seq)
        for seqs in by_channel.values():
            assert seqs == list(range(1, len(seqs) + 1))
        stored = {(session, channel, seq): cid for session, channel, seq, _author, cid in rows}
        for (_author, cid), answer in self.acknowledged.items():
            assert stored[answer.session, answer.channel, answer.seq] == cid

    def check_events(self) -> None:
        """Every client was told each message at most once, in the order of the numbers."""
        for client in self.clients:
            told: dict[tuple[str, str], list[int]] = {}
            for event in client.events(MessagePosted):
                told.setdefault((event.session, event.channel), []).append(event.seq)
            for seqs in told.values():
                assert seqs == sorted(set(seqs))


def seen(parts: DeskParts, session: SessionState) -> dict[str, Any]:
    """A session's view, without what is never stored."""
    view: dict[str, Any] = msgspec.to_builtins(parts.views.session(session))
    view["contact"].pop("page", None)
    return view


@pytest.mark.parametrize("seed", range(12))
async def test_random_run_keeps_every_promise(seed: int, tmp_path: Path) -> None:
    path = new_database(tmp_path / "chatd.db")
    world = await start_world(path, FakeClock(NOW_MS), itertools.count(1))
    await world.provision(ACME)
    run = Run(world, seed)
    for _ in range(STEPS):
        await run.step()
    run.world.store.failures.clear()
    await run.check()
    await run.world.stop()
