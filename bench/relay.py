"""The peer: a relay of the same frames on the same stack, and nothing else.

A buyer's `message.send` is decoded, acknowledged, encoded once as `message.posted` and written
to the room's agent and supervisor: one in, three out. Nothing is checked, ordered or stored.

Two edges. `asgi` is uvicorn's own WebSocket class under a raw ASGI application: what anybody
gets from this stack. `direct` writes past ASGI through chatd's own socket class: what is left
of the difference is what chatd does with a message.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

import msgspec
import uvicorn

from bench.wire import SUBPROTOCOL
from chatd.realtime.socket import STATE_KEY, ChatSocket, Socket

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PING_INTERVAL_S: Final = 15
PING_TIMEOUT_S: Final = 20


class Body(msgspec.Struct):
    text: str


class Hello(msgspec.Struct, tag_field="t", tag="hello"):
    id: int
    room: str
    role: str


class MessageSend(msgspec.Struct, tag_field="t", tag="message.send"):
    id: int
    cid: str
    kind: str
    body: Body
    session: str = ""


class Author(msgspec.Struct):
    role: str
    id: str
    name: str


class MessagePosted(msgspec.Struct, tag_field="t", tag="message.posted"):
    session: str
    channel: str
    seq: int
    at_ms: int
    author: Author
    kind: str
    body: Body


class Ok(msgspec.Struct, tag_field="t", tag="ok", omit_defaults=True):
    re: int
    session: str = ""
    channel: str = ""
    seq: int = 0
    at_ms: int = 0
    phase: str = ""


class Peer(Protocol):
    """A connection, as its room sees it."""

    async def write(self, payload: bytes) -> None: ...


class Room:
    """A buyer's connection and who listens to it."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.listeners: list[Peer] = []
        self.seq = 0
        self.author = Author("buyer", f"v_{session}", "Buyer of the bench")


_decode: Final = msgspec.json.Decoder(Hello | MessageSend).decode
_encode: Final = msgspec.json.Encoder().encode
_rooms: Final[dict[str, Room]] = {}


def _join(hello: Hello, peer: Peer) -> Room:
    room = _rooms.get(hello.room)
    if room is None:
        room = _rooms[hello.room] = Room(hello.room)
    if hello.role != "buyer":
        room.listeners.append(peer)
    return room


def _post(room: Room, sent: MessageSend) -> tuple[bytes, bytes]:
    """The acknowledgement and the event of one message."""
    room.seq += 1
    at_ms = time.time_ns() // 1_000_000
    accepted = Ok(sent.id, room.session, "public", room.seq, at_ms, "open")
    posted = MessagePosted(
        room.session, "public", room.seq, at_ms, room.author, sent.kind, sent.body
    )
    return _encode(accepted), _encode(posted)


class AsgiPeer:
    """A connection served through ASGI's messages."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send

    async def write(self, payload: bytes) -> None:
        await self._send({"type": "websocket.send", "text": payload.decode()})

    async def serve(self) -> None:
        room: Room | None = None
        while (message := await self._receive())["type"] == "websocket.receive":
            command = _decode(message["text"])
            if isinstance(command, Hello):
                room = _join(command, self)
                await self.write(_encode(Ok(command.id)))
                continue
            assert room is not None
            accepted, posted = _post(room, command)
            await self.write(accepted)
            for listener in room.listeners:
                await listener.write(posted)


class DirectPeer:
    """A connection served by calls between the socket and its handler."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._room: Room | None = None

    async def write(self, payload: bytes) -> None:
        self.put(payload)

    def put(self, payload: bytes) -> None:
        self._socket.send_frames((payload,), text=True)

    def frame_received(self, frame: str | bytes) -> None:
        command = _decode(frame)
        if isinstance(command, Hello):
            self._room = _join(command, self)
            self.put(_encode(Ok(command.id)))
            return
        assert self._room is not None
        accepted, posted = _post(self._room, command)
        self.put(accepted)
        for listener in self._room.listeners:
            assert isinstance(listener, DirectPeer)
            listener.put(posted)

    def socket_writable(self) -> None:
        """A relay keeps nothing back."""

    def socket_lost(self, code: int) -> None:
        """Rooms live as long as the relay."""


async def asgi_app(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
    await AsgiPeer(receive, send).serve()


async def direct_app(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] != "websocket":
        return
    await receive()
    socket = scope["state"][STATE_KEY]
    socket.attach(DirectPeer(socket))
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
    while (await receive())["type"] != "websocket.disconnect":
        pass


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--edge", choices=("asgi", "direct"), default="asgi")
    options = parser.parse_args()
    gc.freeze()
    gc.set_threshold(50_000, *gc.get_threshold()[1:])  # as chatd
    is_direct = options.edge == "direct"
    uvicorn.run(
        direct_app if is_direct else asgi_app,
        port=options.port,
        loop="uvloop",
        http="httptools",
        ws=ChatSocket if is_direct else "websockets-sansio",
        ws_ping_interval=PING_INTERVAL_S,
        ws_ping_timeout=PING_TIMEOUT_S,
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
