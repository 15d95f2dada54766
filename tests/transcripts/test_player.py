"""The player notices what it should: played against a server that says what it is told to say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from tests.transcripts.player import Mismatch, Player
from tests.transcripts.script import transcripts, unfolded
from tests.wire.client import Encoding, decode, encode

SCRIPT = """\
```transcript talk
x+
x> {"t": "ask", "id": 2}
x< {"t": "ok", "re": 2, "session": "<id s>"}
x< {"t": "session.changed", "session": {"id": "<id s>"}}
```
"""
OK = {"t": "ok", "re": 2, "session": "s-1"}
CHANGED = {"t": "session.changed", "session": {"id": "s-1"}}
BEAT = {"t": "beat", "at_ms": 1}


@asynccontextmanager
async def server_saying(*frames: Any, encoding: Encoding = "json") -> AsyncIterator[Player]:
    """A server that greets, answers `ask` with the given frames, and knows nothing else."""

    async def talk(socket: ServerConnection) -> None:
        async for data in socket:
            command = decode(data, encoding)
            for frame in _replies(command, frames):
                if isinstance(frame, int):
                    await socket.close(frame)
                else:
                    await socket.send(encode(frame, encoding))

    subprotocols = [Subprotocol(f"chat.v1+{encoding}")]
    async with serve(talk, "127.0.0.1", 0, subprotocols=subprotocols) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Player(f"http://127.0.0.1:{port}", encoding, {"x": "a-token"}, {})


def _replies(command: Any, frames: tuple[Any, ...]) -> tuple[Any, ...]:
    if command["t"] == "hello":
        assert command["token"] == "a-token"
        return {"t": "ok", "re": 1}, {"t": "resumed", "gaps": []}
    if command["t"] == "ask":
        return frames
    return ({"t": "error", "re": command["id"], "code": "unknown_command"},)


def steps(script: str = SCRIPT) -> Any:
    return list(unfolded(transcripts(script), "talk"))


@pytest.mark.parametrize("encoding", ["json", "msgpack"])
async def test_talk_as_written_is_played_to_its_end(encoding: Encoding) -> None:
    async with server_saying(OK, CHANGED, encoding=encoding) as player:
        await player.play(steps())


async def test_frames_that_come_at_times_of_their_own_are_skipped() -> None:
    async with server_saying(BEAT, OK, BEAT, CHANGED, BEAT) as player:
        await player.play(steps())


@pytest.mark.parametrize(
    "frames",
    [
        (OK,),
        (OK, CHANGED, CHANGED),
        (CHANGED, OK),
        ({**OK, "extra": 1}, CHANGED),
        (OK, {"t": "session.changed", "session": {"id": "s-2"}}),
        (OK, 1011),
    ],
    ids=["too few", "too many", "order", "extra field", "another session", "closed"],
)
async def test_talk_not_as_written_is_noticed(
    frames: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.transcripts.player.WAIT_S", 0.2)
    async with server_saying(*frames) as player:
        with pytest.raises(Mismatch):
            await player.play(steps())


CLOSING = '```transcript talk\nx+\nx> {"t": "ask", "id": 2}\nx! 4400\n```\n'


async def test_close_is_waited_for_with_its_code() -> None:
    async with server_saying(4400) as player:
        await player.play(steps(CLOSING))


@pytest.mark.parametrize("frames", [(4401,), (OK,)], ids=["another code", "not closed"])
async def test_close_not_as_written_is_noticed(
    frames: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.transcripts.player.WAIT_S", 0.2)
    async with server_saying(*frames) as player:
        with pytest.raises(Mismatch):
            await player.play(steps(CLOSING))


REPEATED = """\
```transcript talk
x+
x*2..2> {"t": "ask", "id": "<n>"}
x< {"t": "session.changed", "session": {"id": "s-1"}}
```
"""


async def test_repeated_command_is_seen_through() -> None:
    async with server_saying(OK, CHANGED) as player:
        await player.play(steps(REPEATED))
    async with server_saying({"t": "error", "re": 2}, CHANGED) as player:
        with pytest.raises(Mismatch):
            await player.play(steps(REPEATED))
