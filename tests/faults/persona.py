"""Buyers and agents who never give up: they reconnect, resume and send again until answered."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Callable
from typing import Final

from websockets.exceptions import WebSocketException

from tests.wire.client import Encoding, Frame, Lost, Refused, WireClient
from tests.wire.mirror import Mirror

RETRY_S: Final = 0.05
HISTORY_LIMIT: Final = 100
TEMPORARY: Final = frozenset({"unavailable", "busy", "rate"})


class Persona:
    """One socket and what its owner knows and has been promised.

    `acknowledged` maps each cid to the answer it got; `refused` to the error. What is in neither
    is `unanswered` and will be sent again.
    """

    def __init__(self, name: str, url: str, chance: random.Random, encoding: Encoding) -> None:
        self.name = name
        self.url = url
        self.chance = chance
        self.encoding = encoding
        self.mirror = Mirror()
        self.acknowledged: dict[str, Frame] = {}
        self.refused: dict[str, Frame] = {}
        self.unanswered: dict[str, Frame] = {}
        self.is_writing = True
        self.trouble = ""
        self.closings: list[int | None] = []
        self.on_acknowledged: Callable[[], None] = lambda: None
        self.client: WireClient | None = None

    # What the two kinds do differently

    def hello(self) -> Frame:
        """What the first command says, without resume."""
        raise NotImplementedError  # each kind has its own

    def next_message(self) -> Frame | None:
        """Something to write now, without its cid; None if there is nobody to write to."""
        raise NotImplementedError  # each kind has its own

    async def act(self, client: WireClient) -> None:
        """Whatever else one does between two messages."""

    async def open(self) -> WireClient:
        """Connect, without hello."""
        return await WireClient.open(self.url, self.encoding, self._take)

    async def pause(self) -> None:
        """Between two messages."""
        await asyncio.sleep(self.chance.uniform(0.005, 0.06))

    # What they share

    async def live(self) -> None:
        """Connect and write, again and again, until cancelled."""
        while True:
            try:
                client = await self.open()
            except (OSError, WebSocketException):  # nobody listens, or died in the handshake
                await asyncio.sleep(RETRY_S)
                continue
            try:
                await self._serve(client)
            except (Lost, Refused, TimeoutError) as error:
                self.trouble = repr(error)
                await asyncio.sleep(RETRY_S)
            finally:
                was_greeted, self.client = self.client is not None, None
                await client.close()
                if was_greeted:
                    self.closings.append(client.close_code)

    async def wait_settled(self) -> None:
        """Wait until everything written has its answer and the connection stands."""
        while self.unanswered or not self.is_connected:  # noqa: ASYNC110 - both change all the time
            await asyncio.sleep(RETRY_S)

    @property
    def is_connected(self) -> bool:
        """Whether the hello is done and the connection stands."""
        return self.client is not None and not self.client.is_lost

    def state(self) -> str:
        """For whoever wonders why it never settles."""
        there = "connected" if self.is_connected else "not connected"
        return f"{there}, {len(self.unanswered)} unanswered, {self.trouble}"

    async def catch_up(self) -> None:
        """Fetch what the resume left out."""
        assert self.client is not None
        await fetch_all(self.client, self.mirror)

    async def _serve(self, client: WireClient) -> None:
        await client.ask("hello", **self.hello(), resume=self.mirror.resume())
        await client.wait_for(lambda event: event["t"] == "resumed")
        self.client = client
        for cid in list(self.unanswered):
            await self._send(client, cid)
        while not client.is_lost:
            await self.act(client)
            message = self.next_message() if self.is_writing else None
            if message is not None:
                cid = uuid.UUID(int=self.chance.getrandbits(128)).hex
                self.unanswered[cid] = {**message, "cid": cid}
            for waiting in list(self.unanswered):
                await self._send(client, waiting)
            await self.pause()

    async def _send(self, client: WireClient, cid: str) -> None:
        """Send once more what may have been stored already."""
        answer = await client.start(self.unanswered[cid])
        if answer["t"] == "error":
            if answer["code"] not in TEMPORARY:
                self.refused[cid] = answer
                del self.unanswered[cid]
            self.trouble = f"{answer['code']}: {answer['message']}"
            return
        self.acknowledged[cid] = answer
        del self.unanswered[cid]
        self.on_acknowledged()

    def _take(self, frame: Frame) -> None:
        if "connection" in frame:
            self.mirror.take_welcome(frame)
            self.welcomed(frame)
        elif "messages" in frame:
            for message in frame["messages"]:
                self.mirror.take_message(message)
        else:
            self.mirror.take_event(frame)

    def welcomed(self, answer: Frame) -> None:
        """Keep what a hello answers beside the snapshot."""


class Buyer(Persona):
    """A visitor of a shop who writes to it."""

    visitor: str | None = None
    shop = "acme"

    def hello(self) -> Frame:
        """A visitor, known from the second time on."""
        frame: Frame = {"shop": self.shop}
        return frame if self.visitor is None else {**frame, "visitor": self.visitor}

    def welcomed(self, answer: Frame) -> None:
        """Keep the visitor token."""
        self.visitor = answer["visitor"]

    def next_message(self) -> Frame | None:
        """Another line to the shop."""
        return {"t": "message.send", "kind": "text", "body": {"text": f"{self.name} asks"}}


class Agent(Persona):
    """An agent who answers, hands sessions to colleagues, claims and accepts what is offered."""

    def __init__(
        self, name: str, url: str, chance: random.Random, encoding: Encoding, token: str
    ) -> None:
        super().__init__(name, url, chance, encoding)
        self.token = token
        self.colleagues: list[str] = []
        self._invited: list[str] = []

    def hello(self) -> Frame:
        """The access token."""
        return {"token": self.token}

    def next_message(self) -> Frame | None:
        """An answer, or a word to colleagues, in one of one's own open sessions."""
        sessions = self.mine("open")
        if not sessions:
            return None
        return {
            "t": "message.send",
            "session": self.chance.choice(sessions),
            "channel": self.chance.choice(["public", "public", "internal"]),
            "kind": "text",
            "body": {"text": f"{self.name} answers"},
        }

    def mine(self, phase: str) -> list[str]:
        """Ids of one's own sessions in a phase."""
        return sorted(
            session["id"]
            for session in self.mirror.sessions.values()
            if session["phase"] == phase
            and any(member["agent"] == self.name for member in session["members"])
        )

    async def act(self, client: WireClient) -> None:
        """Keep a transfer or a claim in flight most of the time; refusals are part of life."""
        if not self.is_writing:
            return
        while self._invited:
            await client.start({"t": "invitation.accept", "session": self._invited.pop()})
        sessions = self.mine("open")
        waiting = self.mirror.queue.get("entries", [])
        match self.chance.randrange(8):
            case 0 if sessions:
                await client.start(
                    {
                        "t": "invitation.send",
                        "session": self.chance.choice(sessions),
                        "to": self.chance.choice(self.colleagues),
                        "mode": "transfer",
                    }
                )
            case 1 if waiting:
                await client.start({"t": "session.claim", "session": waiting[0]["session"]})
            case 2 if len(sessions) > 2:
                await client.start({"t": "session.close", "session": self.chance.choice(sessions)})
            case _:
                pass

    def _take(self, frame: Frame) -> None:
        super()._take(frame)
        if frame["t"] == "invitation.received":
            self._invited.append(frame["session"])


async def fetch_all(client: WireClient, mirror: Mirror, *, internal: bool = True) -> None:
    """Fetch every message of the mirror's sessions that it does not hold and anybody may read."""
    for session in list(mirror.sessions.values()):
        if session["phase"] == "mailbox" and session.get("contact", {}).get("private"):
            continue  # main's alone, whoever took part before
        newest = session.get("seq", {"public": session.get("public_seq", 0)})
        for channel, seq in newest.items():
            if channel == "internal" and not internal:
                continue
            await _fetch_channel(client, mirror, session["id"], channel, seq)


async def _fetch_channel(
    client: WireClient, mirror: Mirror, session: str, channel: str, newest: int
) -> None:
    while True:
        held = mirror.resume().get(session, {}).get(channel, 0)
        if held >= newest:
            return
        page = await client.ask(
            "history.fetch",
            session=session,
            channel=channel,
            after_seq=held,
            limit=HISTORY_LIMIT,
        )
        first = page["messages"][0]["seq"] if page["messages"] else newest + 1
        assert first == held + 1, f"{session}/{channel}: seq {held + 1} to {first - 1} are missing"
        if client.on_frame is None:
            for message in page["messages"]:
                mirror.take_message(message)
