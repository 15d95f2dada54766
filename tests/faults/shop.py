"""A shop at its busiest: buyers and agents on more than twenty sockets, all writing at once."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from tests.faults.persona import Agent, Buyer, Persona, fetch_all
from tests.serving import IDENTITY_SECRET, ServerProcess
from tests.wire.client import Encoding, Frame, WireClient
from tests.wire.mirror import Mirror

BUYERS: Final = 16
AGENTS: Final = ("a1", "a2", "a3", "a4", "a5", "a6")
ENCODINGS: Final[tuple[Encoding, Encoding]] = ("json", "msgpack")
COMPARED: Final = ("phase", "members", "owner", "seq", "public_seq", "agents", "merged_into")
CATCH_UP_S: Final = 30.0

_AGENT: Final = """
[[agents]]
username = "{name}"
password = "password-{name}"
name = "{name}"
windows_max = 2
reception_max = 3
"""

BUSY_SHOP: Final = f"""
merchant = "acme"
name = "Acme Outdoor"

[[shops]]
id = "acme"
name = "Acme Outdoor"
origins = ["http://shop.test"]
identity_secret = "{IDENTITY_SECRET}"

[[agents]]
username = "main"
password = "password-main"
name = "Main"
role = "owner"
main = true
""" + "".join(_AGENT.format(name=name) for name in AGENTS)
"""Six agents with two windows each: sixteen buyers fill windows, caches and the queue."""


@dataclass
class Shop:
    """Everybody in it. `url`: the way to the server, if it is not the server's own."""

    server: ServerProcess
    chance: random.Random
    url: str | None = None
    buyers: list[Buyer] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    _lives: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def everybody(self) -> list[Persona]:
        return [*self.buyers, *self.agents]

    async def open(self) -> None:
        """Log in, connect, begin to write."""
        url = self.url or self.server.url
        async with httpx.AsyncClient(base_url=self.server.url) as http:
            tokens = {name: await _log_in(http, name) for name in AGENTS}
        for index, name in enumerate(AGENTS):
            agent = Agent(name, url, self._chance(), ENCODINGS[index % 2], tokens[name])
            agent.colleagues = [other for other in AGENTS if other != name]
            self.agents.append(agent)
        for index in range(BUYERS):
            self.buyers.append(Buyer(f"b{index}", url, self._chance(), ENCODINGS[index % 2]))
        self._lives = [asyncio.create_task(persona.live()) for persona in self.everybody]

    async def close(self) -> None:
        """Everybody goes home."""
        for life in self._lives:
            life.cancel()
        await asyncio.gather(*self._lives, return_exceptions=True)

    async def write_until_acknowledged(self, count: int) -> None:
        """Return in the moment the `count`-th acknowledgement from now on arrives."""
        enough = asyncio.Event()
        left = count

        def note() -> None:
            nonlocal left
            left -= 1
            if left <= 0:
                enough.set()

        for persona in self.everybody:
            persona.on_acknowledged = note
            persona.is_writing = True
        async with asyncio.timeout(CATCH_UP_S):
            await enough.wait()

    async def settle(self) -> None:
        """Stop writing; wait until everything written is answered and everybody is back."""
        self.stop_writing()
        try:
            async with asyncio.timeout(CATCH_UP_S):
                for persona in self.everybody:
                    await persona.wait_settled()
        except TimeoutError as error:
            for life in self._lives:
                if life.done():
                    life.result()
            for persona in self.everybody:
                error.add_note(f"{persona.name}: {persona.state()}")
            raise

    async def check(self) -> None:
        """Nothing acknowledged is lost or doubled, and everybody knows what is so."""
        for persona in self.everybody:
            await persona.catch_up()
            assert persona.mirror.doubled == []
        self.check_stored()
        for persona in self.everybody:
            await _check_view(persona)

    def stop_writing(self) -> None:
        """Nobody begins anything new."""
        for persona in self.everybody:
            persona.is_writing = False

    def check_stored(self) -> None:
        """Each promised message is stored once, at its place, and no number is missing."""
        stored, seqs = read_messages(self.server.database_path)
        for persona in self.everybody:
            for cid, answer in persona.acknowledged.items():
                found = stored.get(cid, [])
                place = (answer["session"], answer["channel"], answer["seq"])
                assert found == [place], f"{persona.name} was promised {place}, stored: {found}"
        for channel, numbers in seqs.items():
            assert numbers == list(range(1, len(numbers) + 1)), f"gap in {channel}"

    def _chance(self) -> random.Random:
        return random.Random(self.chance.getrandbits(64))


async def _log_in(http: httpx.AsyncClient, name: str) -> str:
    account = {"merchant": "acme", "username": name, "password": f"password-{name}"}
    answer = await http.post("/api/login", json=account)
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["access_token"]
    return token


def read_messages(
    database: Path,
) -> tuple[dict[str, list[tuple[str, str, int]]], dict[tuple[str, str], list[int]]]:
    """Where each cid is stored, and the seqs of each (session, channel) in order."""
    places: dict[str, list[tuple[str, str, int]]] = {}
    seqs: dict[tuple[str, str], list[int]] = {}
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT session, channel, seq, cid FROM messages ORDER BY seq")
        for session, channel, seq, cid in rows:
            seqs.setdefault((session, channel), []).append(seq)
            if cid is not None:
                places.setdefault(cid, []).append((session, channel, seq))
    connection.close()
    return places, seqs


async def _check_view(persona: Persona) -> None:
    """Old state + events == fresh state."""
    fresh = Mirror()

    def take(frame: Frame) -> None:
        if "connection" in frame:
            fresh.take_welcome(frame)
        elif "messages" in frame:
            for message in frame["messages"]:
                fresh.take_message(message)
        else:
            fresh.take_event(frame)

    client = await WireClient.open(persona.url, persona.encoding, take)
    try:
        await client.ask("hello", **persona.hello(), resume={})
        await client.wait_for(lambda event: event["t"] == "resumed")
        await fetch_all(client, fresh)
    finally:
        await client.close()
    assert _outline(persona.mirror) == _outline(fresh), persona.name
    for session in fresh.sessions:
        for channel in ("public", "internal"):
            known = persona.mirror.messages.get((session, channel), {})
            assert known == fresh.messages.get((session, channel), {}), (persona.name, session)


def _outline(mirror: Mirror) -> dict[str, Frame]:
    """Each live session, without what a client works out for itself."""
    return {
        session["id"]: {name: session[name] for name in COMPARED if name in session}
        for session in mirror.sessions.values()
        if session["phase"] != "closed"
    }
