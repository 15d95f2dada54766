"""Buyers, agents and a supervisor who do everything the wire knows, and never give up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable
from typing import Any, Final, cast

from chatd.auth.tokens import Tokens
from chatd.protocol.codec import Encoding
from tests.faults.persona import Agent, Buyer, Persona
from tests.simulation.server import SECRET, Machine
from tests.wire.client import Frame, Lost, WireClient

PAUSE_S: Final = (0.05, 1.5)
REPEATS: Final = (1, 1, 1, 2, 3)
STATES: Final = ("online", "online", "online", "suspended", "busy", "away", "offline", "invisible")


class Person(Persona):
    """A persona on a simulated machine. `heard` is every event of the present connection."""

    machine: Machine
    acts_left: int
    floors: dict[tuple[str, str], int]
    sent_up_to: dict[tuple[str, str], int]

    def settle_in(self, machine: Machine, acts: int) -> None:
        """Say where the server is, and how much there is to do."""
        self.machine = machine
        self.acts_left = acts
        self.floors = {}
        self.sent_up_to = {}

    async def open(self) -> WireClient:
        """Connect."""
        encoding = Encoding.JSON if self.encoding == "json" else Encoding.MSGPACK
        wire = await self.machine.connect(encoding)
        client = WireClient(cast("Any", wire.peer), self.encoding, self._take)
        client._reader = asyncio.get_running_loop().create_task(client._read())
        return client

    async def pause(self) -> None:
        """What a person takes to think."""
        await asyncio.sleep(self.chance.uniform(*PAUSE_S))

    def next_message(self) -> Frame | None:
        """Most of the time something to write, as long as there is something to do."""
        if self.acts_left <= 0 or self.chance.random() < 0.3:
            return None
        self.acts_left -= 1
        return self.written()

    def written(self) -> Frame | None:
        """What one writes now."""
        raise NotImplementedError  # each kind has its own

    async def act(self, client: WireClient) -> None:
        """Something other than writing, now and then."""
        if self.acts_left > 0 and self.is_writing and self.chance.random() < 0.6:
            self.acts_left -= 1
            wanted = self.wanted()
            if wanted is not None:
                await client.start(wanted)

    def wanted(self) -> Frame | None:
        """Anything but a message."""
        raise NotImplementedError  # each kind has its own

    async def _send(self, client: WireClient, cid: str) -> None:
        """Now and then the same message goes out several times at once."""
        message = self.unanswered[cid]
        extra = [client.start(message) for _ in range(self.chance.choice(REPEATS) - 1)]
        await super()._send(client, cid)
        for answer in await asyncio.gather(*extra, return_exceptions=True):
            if isinstance(answer, BaseException):
                assert isinstance(answer, Lost), answer
            elif answer["t"] == "ok" and cid in self.acknowledged:
                first = self.acknowledged[cid]
                places = [
                    tuple(one[k] for k in ("session", "channel", "seq")) for one in (first, answer)
                ]
                assert places[0] == places[1], f"{cid} was acknowledged twice: {places}"

    def _take(self, frame: Frame) -> None:
        before = {name for name in self.mirror.sessions if self.hears(self.mirror.sessions[name])}
        super()._take(frame)
        if frame["t"] == "resumed":
            for gap in frame["gaps"]:
                self._owes_nothing_up_to(gap["session"], gap["channel"], gap["to_seq"])
        elif "connection" in frame:
            resumed = {name for name, _ in self.mirror.messages}
            self._begin_to_hear(self.mirror.sessions.keys() - (before & resumed))
        elif frame["t"] == "session.changed":
            self._begin_to_hear(self.mirror.sessions.keys() - before)

    def wrong(self, frame: Frame) -> str:
        """What is wrong with a frame that has just come; nothing, mostly."""
        if "connection" in frame:
            resumed = self.mirror.resume().items()
            self.sent_up_to = {(name, c): seq for name, seqs in resumed for c, seq in seqs.items()}
        elif frame["t"] == "message.posted":
            place = frame["session"], frame["channel"]
            before = self.sent_up_to.get(place, 0)
            self.sent_up_to[place] = frame["seq"]
            if frame["seq"] <= before:
                return f"was sent a message after seq {before}"
        return ""

    def _begin_to_hear(self, sessions: Iterable[str]) -> None:
        """From here on, that is: what was written before is for `history.fetch`."""
        for name in sessions:
            if self.hears(self.mirror.sessions[name]):
                for channel, seq in self._seqs(name).items():
                    self._owes_nothing_up_to(name, channel, seq)

    def _owes_nothing_up_to(self, session: str, channel: str, seq: int) -> None:
        """Older messages are for `history.fetch`: nobody had to send them."""
        known = self.floors.get((session, channel), 0)
        self.floors[session, channel] = max(known, seq)

    def missing(self) -> list[tuple[str, str, int]]:
        """What this person should have been sent and does not have."""
        return [
            (session, channel, seq)
            for (session, channel), messages in self.mirror.messages.items()
            if session in self.mirror.sessions and self.hears(self.mirror.sessions[session])
            for seq in range(self.floors.get((session, channel), 0) + 1, max(messages, default=0))
            if seq not in messages
        ]

    def hears(self, session: Frame) -> bool:
        """Whether a session's messages are this person's to hear."""
        return True

    def _seqs(self, session: str) -> dict[str, int]:
        view = self.mirror.sessions[session]
        seqs: dict[str, int] = view.get("seq", {"public": view.get("public_seq", 0)})
        return seqs

    def any_session(self) -> str:
        """One that is known, or now and then one that is not."""
        known = sorted(self.mirror.sessions)
        if known and self.chance.random() < 0.9:
            return self.chance.choice(known)
        return f"s{self.chance.randrange(1, 12)}"


class ShopBuyer(Person, Buyer):
    """A buyer who writes to the shop or one of its accounts."""

    contact = ""

    def welcomed(self, answer: Frame) -> None:
        super().welcomed(answer)
        self.contact = answer["you"]["id"]

    def hello(self) -> Frame:
        return {
            **super().hello(),
            "shop": self.shop,
            "page": {"url": "https://shop.test/", "title": ""},
        }

    def wrong(self, frame: Frame) -> str:
        """P5: no whisper, nobody else's session, nothing that is for agents alone."""
        if frame.get("channel") == "internal":
            return "heard a whisper"
        view = frame.get("session")
        if isinstance(view, dict) and {"watchers", "members", "reason"} & view.keys():
            return "was shown what is for agents"
        author = frame.get("author", {})
        if author.get("role") == "buyer" and author["id"] != self.contact:
            return "heard another"
        return super().wrong(frame)

    def written(self) -> Frame | None:
        to = self.chance.choice(["shop", "shop", "shop", "agent:x", "agent:m"])
        body = {"text": f"{self.name} asks {self.acts_left}"}
        named = {"session": self.any_session()} if self.chance.random() < 0.2 else {}
        return {"t": "message.send", "kind": "text", "body": body, "to": to, **named}

    def wanted(self) -> Frame | None:
        session = self.any_session()
        commands: list[Frame] = [
            {"t": "typing.set", "text": "…"},
            {"t": "contact.update", "name": self.name},
            {"t": "read.mark", "session": session, "seq": self.chance.randrange(1, 5)},
            {"t": "page.visit", "url": "https://shop.test/2", "title": "Two"},
            {"t": "session.leave", "session": session},
            {"t": "session.rate", "session": session, "score": 4},
            {"t": "history.fetch", "session": session, "limit": 2},
        ]
        return self.chance.choice(commands)


class DeskAgent(Person, Agent):
    """An agent, main account or supervisor."""

    def hears(self, session: Frame) -> bool:
        return any(member["agent"] == self.name for member in session["members"])

    def written(self) -> Frame | None:
        return Agent.next_message(self)

    async def act(self, client: WireClient) -> None:
        while self._invited and self.is_writing:
            session = self._invited.pop()
            verb = self.chance.choice(["accept", "accept", "decline"])
            await client.start({"t": f"invitation.{verb}", "session": session})
        await Person.act(self, client)

    def wanted(self) -> Frame | None:
        session, to = self.any_session(), self.chance.choice(self.colleagues)
        waiting = [entry["session"] for entry in self.mirror.queue.get("entries", [])]
        contacts = sorted(one["contact"]["id"] for one in self.mirror.sessions.values())
        contact = self.chance.choice(contacts) if contacts else "nobody"
        named = {"session": session}
        mode = self.chance.choice(["join", "transfer"])
        commands: list[Frame] = [
            {"t": "typing.set", **named, "text": "…"},
            {"t": "read.mark", **named, "seq": self.chance.randrange(1, 5)},
            {"t": "presence.set", "state": self.chance.choice(STATES)},
            {"t": "presence.set", "state": "online"},
            {"t": "limits.set", "windows_max": self.chance.randrange(1, 3)},
            {"t": "session.close", **named},
            {"t": "session.close", **named},
            {"t": "session.open", **named},
            {"t": "session.claim", "session": waiting[0] if waiting else session},
            {"t": "session.start", "contact": contact},
            {"t": "session.summarize", **named, "category": "other"},
            {"t": "invitation.send", **named, "to": to, "mode": mode},
            {"t": "invitation.send", **named, "to": to, "mode": mode},
            {"t": "session.leave", **named},
            {"t": "session.watch", **named},
            {"t": "session.unwatch", **named},
            {"t": "session.join", **named},
            {"t": "session.take_over", **named},
            {"t": "session.reassign", **named, "to": to},
            {"t": "contact.block", "contact": contact},
            {"t": "contact.unblock", "contact": contact},
            {"t": "contact.set_private", "contact": contact, "private": self.acts_left % 2 > 0},
        ]
        return self.chance.choice(commands)


def agent_of(
    name: str, merchant: str, machine: Machine, chance: random.Random, **more: Any
) -> DeskAgent:
    """An agent with an access token."""
    token = Tokens(SECRET, access_ms=10**9, visitor_ms=1).issue_access(
        merchant, name, f"login-{name}", machine.clock.now_ms()
    )
    return DeskAgent(name, "", chance, more.get("encoding", "json"), token)
