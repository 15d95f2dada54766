"""A busy afternoon at a merchant's, acted over the wire so that the consoles have much to show."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import jwt

from chatd.clock import SystemClock
from tests.browser.merchants import IDENTITY_SECRET, password_of
from tests.browser.screenshots.words import Words
from tests.wire.client import Frame, WireClient

_NS_PER_S: Final = 1_000_000_000
_CAPS: Final = {"pre1": (6, 8), "pre2": (2, 2), "pre3": (5, 8), "log1": (2, 2), "aft1": (5, 6)}
_ROLES: Final = {"main": 'role = "owner"\nmain = true', "boss": 'role = "supervisor"'}


class StagedClock:
    """Seconds of the past, so that waits of minutes need not be waited for."""

    def __init__(self) -> None:
        self._behind_s = 400

    def clock(self) -> SystemClock:
        """The server's."""
        return SystemClock(wall_ns=lambda: time.time_ns() - self._behind_s * _NS_PER_S)

    def set(self, behind_s: int) -> None:
        """It is so long ago now."""
        assert behind_s <= self._behind_s, "time does not go back"
        self._behind_s = behind_s


def merchant_file(merchant: str, words: Words, origin: str) -> str:
    """The provision file of the merchant in the pictures."""
    agents = "".join(_agent(username, words) for username in words.agents)
    shops = "".join(
        f'[[shops]]\nid = "{merchant}-{number}"\nname = "{name}"\norigins = ["{origin}"]\n'
        f'identity_secret = "{IDENTITY_SECRET}"\npriority = {number}\n'
        for number, name in enumerate(words.shops)
    )
    categories = ", ".join(f'"{name}"' for name in words.categories)
    return (
        f'merchant = "{merchant}"\nname = "{words.shops[0]}"\n'
        f"[settings]\ncategories = [{categories}]\n{shops}{agents}"
    )


def _agent(username: str, words: Words) -> str:
    windows_max, reception_max = _CAPS.get(username, (5, 8))
    return (
        f'[[agents]]\nusername = "{username}"\npassword = "{password_of(username)}"\n'
        f'name = "{words.agents[username]}"\nwindows_max = {windows_max}\n'
        f"reception_max = {reception_max}\n{_ROLES.get(username, '')}\n"
    )


@dataclass
class Story:
    """Everybody who acts, and what they do.

    Args:
        url: The server's.
        merchant: Whose story.
        words: Its language.
        clock: The server's.
        picture: Address of the product's picture.
    """

    url: str
    merchant: str
    words: Words
    clock: StagedClock
    picture: str
    _people: dict[str, WireClient] = field(default_factory=dict)
    _sessions: dict[str, str] = field(default_factory=dict)

    async def play(self) -> None:
        """From five minutes ago until now."""
        self.clock.set(320)
        for username in self.words.agents:
            await self._log_in(username)
        await self._serve_others()
        await self._serve_own()
        await self._go_on()
        self.clock.set(0)

    async def type(self) -> None:
        """The buyer of the picture is writing."""
        await self._do("river_otter", "typing.set", text=self.words.typed)

    async def close(self) -> None:
        """Everybody leaves."""
        for client in self._people.values():
            await client.close()

    def session(self, buyer: str) -> str:
        """A buyer's session."""
        return self._sessions[buyer]

    async def _serve_others(self) -> None:
        """Colleagues have their own buyers."""
        self.clock.set(310)
        for buyer, agent in (
            ("grey_heron", "aft1"),
            ("copper.pan", "aft1"),
            ("sea.glass", "pre2"),
            ("reed_bank", "pre2"),
            ("iron.gate", "log1"),
            ("still_pond", "log1"),
        ):
            await self._greet(buyer, agent, page=1)
        for username, state in (("main", "suspended"), ("pre3", "suspended"), ("aft1", "busy")):
            await self._do(username, "presence.set", state=state)
        for buyer, agent in (("copper.pan", "aft1"), ("reed_bank", "pre2")):
            await self._ask(buyer)
            await self._answer(agent, buyer, self.words.greetings[2])

    async def _serve_own(self) -> None:
        """The agent of the pictures has six windows open and two buyers in the cache."""
        self.clock.set(290)
        for buyer in ("slow_bus", "paper_kite", "tin_cup", "moss_trail"):
            await self._greet(buyer, "pre1")
        await self._greet("north_lamp", "pre1", shop=1)
        for buyer in ("slow_bus", "paper_kite"):
            await self._ask(buyer)
            await self._answer("pre1", buyer, self.words.greetings[2])
        await self._people["slow_bus"].close()
        self.clock.set(270)
        await self._open_river()
        self.clock.set(190)
        await self._ask("quiet_harbor", to="pre1")
        self.clock.set(170)
        await self._ask("tin_cup")
        await self._ask("fern.hollow", to="pre1")

    async def _go_on(self) -> None:
        """All are full, so the next ones wait; those who are served go on asking."""
        self.clock.set(165)
        await self._ask("lake_walker", shop=1)
        self.clock.set(125)
        await self._ask("oat_field")
        await self._ask("grey_heron")
        await self._advise_river()
        self.clock.set(77)
        await self._press_river()
        await self._ask("", line=self.words.greetings[0])
        self.clock.set(40)
        await self._ask("sea.glass")
        await self._ask("iron.gate")
        self.clock.set(34)
        await self._ask("moss_trail")
        self.clock.set(18)
        await self._ask("kettle.blue")
        self.clock.set(12)
        await self._ask("north_lamp")
        await self._ask("still_pond")

    async def _open_river(self) -> None:
        """The conversation of the picture begins with a product."""
        title, price = self.words.product
        address = f"{self.url}/demo/#tent"
        product = {"id": "tent", "title": title, "price": price, "url": address}
        await self._come("river_otter", identified=True)
        await self._send("river_otter", "product", {**product, "image": self.picture}, to="pre1")
        await self._ask("river_otter", line=self.words.river[0])
        self.clock.set(245)
        await self._answer("pre1", "river_otter", self.words.river[1])
        self.clock.set(210)
        await self._ask("river_otter", line=self.words.river[2])
        await self._bring("log1", "river_otter")

    async def _advise_river(self) -> None:
        """Two agents answer, and agree among themselves."""
        await self._answer("log1", "river_otter", self.words.river[3])
        await self._answer("pre1", "river_otter", self.words.note, channel="internal")
        last = await self._answer("pre1", "river_otter", self.words.river[4])
        read = {"session": self._sessions["river_otter"], "seq": last["seq"]}
        await self._do("river_otter", "read.mark", **read)
        await self._do("pre1", "read.mark", channel="public", **read)

    async def _press_river(self) -> None:
        """The buyer waits for an answer again."""
        for line in self.words.river[5:]:
            await self._ask("river_otter", line=line)

    async def _bring(self, colleague: str, buyer: str) -> None:
        session = self._sessions[buyer]
        await self._do("pre1", "invitation.send", session=session, to=colleague, mode="join")
        await self._do(colleague, "invitation.accept", session=session)

    async def _greet(self, buyer: str, agent: str, *, shop: int = 0, page: int = 0) -> None:
        """A buyer comes to an agent, and is welcomed."""
        hello, welcome, _ = self.words.greetings
        await self._ask(buyer, line=hello, to=agent, shop=shop, page=page)
        await self._answer(agent, buyer, welcome)

    async def _ask(
        self,
        buyer: str,
        line: str | None = None,
        *,
        to: str | None = None,
        shop: int = 0,
        page: int = 0,
    ) -> None:
        if buyer not in self._people:
            await self._come(buyer, shop=shop, page=page)
        await self._send(buyer, "text", {"text": line or self.words.lines[buyer]}, to=to)

    async def _come(
        self, buyer: str, *, shop: int = 0, page: int = 0, identified: bool = False
    ) -> None:
        client = self._people[buyer] = await WireClient.open(self.url)
        hello: Frame = {"shop": f"{self.merchant}-{shop}"}
        hello["page"] = {"url": f"{self.url}/demo/", "title": self.words.pages[page]}
        if identified:
            claims = {"sub": buyer, "name": buyer, "email": f"{buyer}@mail.example"}
            hello["identity"] = jwt.encode(claims, IDENTITY_SECRET, algorithm="HS256")
        await client.ask("hello", **hello)
        if buyer and not identified:
            await client.ask("contact.update", name=buyer)

    async def _send(self, buyer: str, kind: str, body: Frame, to: str | None = None) -> None:
        address = {} if to is None else {"to": f"agent:{to}"}
        answer = await self._do(
            buyer, "message.send", cid=uuid.uuid4().hex, kind=kind, body=body, **address
        )
        self._sessions[buyer] = answer["session"]

    async def _answer(self, agent: str, buyer: str, line: str, channel: str = "public") -> Frame:
        return await self._do(
            agent,
            "message.send",
            cid=uuid.uuid4().hex,
            session=self._sessions[buyer],
            channel=channel,
            kind="text",
            body={"text": line},
        )

    async def _do(self, who: str, t: str, **fields: Any) -> Frame:
        return await self._people[who].ask(t, **fields)

    async def _log_in(self, username: str) -> None:
        credentials = (self.merchant, username, password_of(username))
        self._people[username] = await connect_agent(self.url, *credentials)


async def connect_agent(url: str, merchant: str, username: str, password: str) -> WireClient:
    """An agent who is there, without a console."""
    body = {"merchant": merchant, "username": username, "password": password}
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{url}/api/login", json=body)
    client = await WireClient.open(url)
    await client.ask("hello", token=answer.json()["access_token"])
    return client
