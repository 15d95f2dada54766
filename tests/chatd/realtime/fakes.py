"""A desk that answers by itself, and a socket without a network."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any

import msgspec

from chatd.auth.tokens import Tokens
from chatd.config import Config
from chatd.desks.registry import ShopPlace
from chatd.desks.runtime import AgentProfile, AgentSnapshot, BuyerIdentity, BuyerSnapshot
from chatd.desks.subscribers import EventFrame, Subscriber
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol import views
from chatd.protocol.answers import MessageAccepted, Ok
from chatd.protocol.codec import Encoding
from chatd.protocol.commands import AgentMessageSend, BuyerMessageSend, Command, HistoryFetch
from chatd.protocol.events import MessagePosted, Resumed, TypingShown
from chatd.protocol.fields import (
    AgentRole,
    AuthorRole,
    AvailabilityState,
    Channel,
    MessageKind,
    Phase,
    PresenceState,
)
from chatd.realtime.callers import Callers
from chatd.realtime.connection import Connection
from chatd.realtime.connections import Connections
from chatd.realtime.endpoint import Services
from chatd.realtime.measures import CommandMeasures
from chatd.realtime.socket import Socket, SocketHandler
from chatd.telemetry import Metrics
from tests.chatd.fake_clock import FakeClock

SECRET = "s" * 32
IDENTITY_SECRET = "i" * 32
MERCHANT = "acme"
SHOP = "acme"


def posted(seq: int, text: str = "hello", channel: Channel = Channel.PUBLIC) -> EventFrame:
    """A message of an agent's, as a desk delivers it."""
    message = MessagePosted(
        session="s_1",
        channel=channel,
        seq=seq,
        at_ms=1,
        author=views.Author(AuthorRole.AGENT, "x", "X"),
        kind=MessageKind.TEXT,
        body={"text": text},
    )
    return EventFrame(message, internal=channel is Channel.INTERNAL)


def preview(text: str, author: str = "v_1", session: str = "s_1") -> EventFrame:
    """A typing preview of a buyer's."""
    message = TypingShown(
        session=session,
        channel=Channel.PUBLIC,
        author=views.Author(AuthorRole.BUYER, author, ""),
        text=text,
        at_ms=1,
    )
    return EventFrame(message, droppable=True)


class FakeRuntime:
    """Implements what connections call of `DeskRuntime`.

    Commands wait while `gate` is closed, and are answered in the order they came in.
    """

    merchant = MERCHANT

    def __init__(self) -> None:
        self.attached: list[Subscriber] = []
        self.commands: list[Command] = []
        self.identified: list[tuple[str, str | None, BuyerIdentity]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.failure: Exception | None = None
        self.missed_frames: list[EventFrame] = []
        self.on_attach: Callable[[Subscriber], None] = lambda _subscriber: None
        self._seq = 0

    def agent_profile(self, agent: str) -> AgentProfile:
        if agent == "gone":
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return AgentProfile(agent, agent, "supervisor" if agent == "boss" else "agent", main=False)

    async def attach_agent(self, subscriber: Subscriber, agent: str) -> AgentSnapshot:
        await self._attach(subscriber)
        me = views.AgentSelf(agent, agent, AgentRole.AGENT, False, PresenceState.ONLINE, ())
        settings = views.AgentSettings(1, 1, 1, 1, 1, 1, 0, (0,), 4000, 500, 1)
        return AgentSnapshot(
            me, (), (), (), views.QueueView(0, ()), (), (), settings, views.LeftView(0)
        )

    async def attach_buyer(
        self, subscriber: Subscriber, contact: str, shop: str, page: Any, _region: Any
    ) -> BuyerSnapshot:
        await self._attach(subscriber)
        return BuyerSnapshot(
            views.BuyerSelf(contact, "", identified=contact.startswith("b_")),
            views.ShopView(shop, "Acme"),
            (),
            views.BuyerSettings("", True, 4000, 500, 1),
            views.Availability(AvailabilityState.AVAILABLE, 0),
        )

    async def _attach(self, subscriber: Subscriber) -> None:
        if self.failure is not None:
            raise self.failure
        self.attached.append(subscriber)
        self.on_attach(subscriber)
        await self.gate.wait()

    def detach(self, subscriber: Subscriber) -> None:
        assert (subscriber.agent is None) is (subscriber.role == "buyer")
        self.attached.remove(subscriber)

    async def missed(
        self, subscriber: Subscriber, resume: Mapping[str, views.ChannelSeqs]
    ) -> AsyncIterator[EventFrame]:
        for frame in self.missed_frames:
            yield frame
        yield EventFrame(Resumed(()))

    async def identify(
        self, shop: str, contact: str, visitor: str | None, identity: BuyerIdentity
    ) -> None:
        self.identified.append((contact, visitor, identity))

    async def handle_agent(self, subscriber: Subscriber, command: Command) -> Ok:
        return await self._handle(command)

    async def handle_buyer(self, subscriber: Subscriber, command: Command) -> Ok:
        return await self._handle(command)

    async def _handle(self, command: Command) -> Ok:
        self.commands.append(command)
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        if isinstance(command, AgentMessageSend | BuyerMessageSend):
            self._seq += 1
            return MessageAccepted(command.id, "s_1", Channel.PUBLIC, self._seq, 1, Phase.OPEN)
        assert not isinstance(command, HistoryFetch) or command.limit
        return Ok(command.id)


class FakeDesks:
    """Implements what connections call of `Desks`: one merchant, one shop."""

    def __init__(self) -> None:
        self.only = FakeRuntime()
        self.origins: tuple[str, ...] = ()

    async def runtime(self, merchant: str) -> FakeRuntime:
        if merchant != MERCHANT:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return self.only

    async def shop(self, shop: str) -> ShopPlace:
        if shop != SHOP:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return ShopPlace(shop, MERCHANT, "Acme", self.origins, IDENTITY_SECRET)


class FakeSocket:
    """Implements `Socket`: keeps what was sent, and can be made to stall."""

    def __init__(self) -> None:
        self.is_writable = True
        self.is_reading = True
        self.sent: list[bytes] = []
        self.writes = 0
        self.closed: tuple[int, str] | None = None
        self.is_aborted = False
        self.handler: SocketHandler | None = None

    def attach(self, handler: SocketHandler) -> None:
        self.handler = handler

    def send_frames(self, payloads: Iterable[bytes], *, text: bool) -> None:
        assert self.is_writable
        assert self.closed is None
        self.sent += payloads
        self.writes += 1

    def close(self, code: int, reason: str = "") -> None:
        assert len(reason.encode()) <= 123
        if self.closed is None:
            self.closed = int(code), reason

    def abort(self) -> None:
        self.is_aborted = True

    def pause_reading(self) -> None:
        self.is_reading = False

    def resume_reading(self) -> None:
        self.is_reading = True


class Edge:
    """Connections over fake sockets to a fake desk, at a fake time."""

    def __init__(self, **settings: Any) -> None:
        self.clock = FakeClock()
        self.config = Config(secret=SECRET, **settings)
        self.desks = FakeDesks()
        self.runtime = self.desks.only
        self.tokens = Tokens(SECRET, access_ms=900_000, visitor_ms=10**10)
        self.metrics = Metrics()
        self.connections = Connections(self.config)
        self.services = Services(
            config=self.config,
            clock=self.clock,
            metrics=self.metrics,
            measures=CommandMeasures(self.metrics),
            callers=Callers(self.desks, self.tokens, self.clock),  # type: ignore[arg-type]  # a fake
            connections=self.connections,
        )

    def access_token(self, agent: str = "x", merchant: str = MERCHANT) -> str:
        return self.tokens.issue_access(merchant, agent, "family", self.clock.now_ms())

    def connect(self, encoding: Encoding = Encoding.JSON) -> "Peer":
        return Peer(self, encoding)

    async def agent(self, agent: str = "x") -> "Peer":
        """A connection that has said hello."""
        peer = self.connect()
        peer.say(t="hello", token=self.access_token(agent))
        await settle()
        assert peer.take()["t"] == "ok"
        assert peer.take()["t"] == "resumed"
        return peer

    async def buyer(self) -> "Peer":
        """A connection that has said hello."""
        peer = self.connect()
        peer.say(t="hello", shop=SHOP)
        await settle()
        assert peer.take()["t"] == "ok"
        assert peer.take()["t"] == "resumed"
        return peer


class Peer:
    """The other end of one connection."""

    def __init__(self, edge: Edge, encoding: Encoding) -> None:
        self.socket = FakeSocket()
        socket: Socket = self.socket
        self.connection = Connection(socket, encoding, edge.services)
        self.socket.attach(self.connection)
        self.task = asyncio.ensure_future(self.connection.run())
        self._encoding = encoding
        self._next_id = 0
        self._taken = 0

    def say(self, **command: Any) -> int:
        """Send a command; the answer will carry the id that is returned."""
        self._next_id += 1
        command.setdefault("id", self._next_id)
        if self._encoding is Encoding.JSON:
            self.send(msgspec.json.encode(command).decode())
        else:
            self.send(msgspec.msgpack.encode(command))
        return self._next_id

    def send(self, frame: str | bytes) -> None:
        """Send a raw frame."""
        self.connection.frame_received(frame)

    def take(self) -> dict[str, Any]:
        """The next frame the server has sent."""
        frame = self.socket.sent[self._taken]
        self._taken += 1
        decode = msgspec.json.decode if self._encoding is Encoding.JSON else msgspec.msgpack.decode
        message: dict[str, Any] = decode(frame)
        return message

    def take_all(self) -> list[dict[str, Any]]:
        """Everything the server has sent since."""
        return [self.take() for _ in range(len(self.socket.sent) - self._taken)]

    def is_cut(self) -> bool:
        """Whether the server has given the socket up."""
        return self.socket.is_aborted

    def is_read(self) -> bool:
        """Whether the server reads on."""
        return self.socket.is_reading

    def close_code(self) -> int | None:
        """What the server closed with, if it did."""
        return None if self.socket.closed is None else self.socket.closed[0]

    async def lose(self) -> None:
        """The network goes."""
        self.connection.socket_lost(1006)
        await self.task


async def settle() -> None:
    """Let everything that can happen happen."""
    for _ in range(20):
        await asyncio.sleep(0)


def message(cid: str = "m1", **fields: Any) -> dict[str, Any]:
    """A message a buyer sends."""
    return {"t": "message.send", "cid": cid, "kind": "text", "body": {"text": "hi"}, **fields}
