"""The smaller share of the frames goes over real sockets, cut up and broken as WebSocket frames."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.fuzz.frames import Frames
from tests.fuzz.values import Known
from tests.serving import LEFT_LIMITLESS, RunningServer, running_server
from tests.wire.client import Encoding, WireClient
from tests.wire.raw import BINARY, CLOSE, FIN_TEXT, RawPeer, raw_peer

pytestmark = pytest.mark.slow

PEERS = 150
FRAMES_MAX = 12
RATE: dict[str, Any] = {
    "commands_per_s": 100_000,
    "commands_burst": 100_000,
    "tabs_max": 1_000,
    **LEFT_LIMITLESS,
}
SEED = 1


async def test_broken_bytes_end_their_own_connection_and_leave_nothing_behind(
    tmp_path: Path,
) -> None:
    chance = random.Random(SEED)
    with capture_logs() as logs:
        async with running_server(tmp_path, **RATE) as server:
            await gather_a_few(server, chance, PEERS // 3)
            gc.collect()
            before = len(asyncio.all_tasks()), descriptors()
            await gather_a_few(server, chance, PEERS)
            gc.collect()
            assert len(asyncio.all_tasks()) <= before[0]
            assert descriptors() <= before[1] + 4
            assert await is_served(server.url)
    assert [entry for entry in logs if entry["log_level"] in {"error", "critical"}] == []


async def gather_a_few(server: RunningServer, chance: random.Random, peers: int) -> None:
    """So many clients, a few at a time; returns when the server holds none of them."""
    for _ in range(peers // 10):
        await asyncio.gather(*(try_out(server, random.Random(chance.random())) for _ in range(10)))
    async with asyncio.timeout(10):
        while len(server.app._connections):  # noqa: ASYNC110  # it has no event
            await asyncio.sleep(0.01)


async def try_out(server: RunningServer, chance: random.Random) -> None:
    """One client: perhaps a good hello, then frames in pieces of any size."""
    encoding: Encoding = chance.choice(("json", "msgpack"))
    headers = {"Sec-WebSocket-Protocol": f"chat.v1+{encoding}"}
    async with raw_peer(server.config.port, headers=headers) as peer:
        reading = asyncio.create_task(read(peer))
        if encoding == "json" and chance.random() < 0.7:
            peer.say(t="hello", id=1, shop="acme")
        frames = Frames(Known(chance, ["token"]), encoding, is_agent=False)
        for _ in range(chance.randrange(1, FRAMES_MAX)):
            data = as_frames(frames.draw(), encoding, chance)
            for piece in pieces(data, chance):
                peer.writer.write(piece)
                await asyncio.sleep(0)
            if reading.done():
                break
        if chance.random() < 0.5:
            peer.send(CLOSE, struct.pack("!H", 1000))
            await asyncio.wait([reading], timeout=5)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def read(peer: RawPeer) -> None:
    """What the server says is always well-formed: unmasked, whole, of a kind we know."""
    try:
        while True:
            head, payload = await peer.read_frame()
            assert head in {FIN_TEXT, BINARY, CLOSE, 0x89, 0x8A}, head
            if head == FIN_TEXT:
                assert isinstance(json.loads(payload)["t"], str)
            if head == CLOSE:
                return
    except (asyncio.IncompleteReadError, ConnectionError):
        return


def as_frames(payload: bytes, encoding: Encoding, chance: random.Random) -> bytes:
    """WebSocket frames: good, in fragments, or with a header that is not as it should be."""
    opcode = 1 if encoding == "json" else 2
    if chance.random() < 0.2:
        at = chance.randrange(len(payload) + 1)
        return frame(opcode, payload[:at], chance) + frame(0x80, payload[at:], chance)
    data = bytearray(frame(0x80 | opcode, payload, chance))
    if chance.random() < 0.15:
        data[chance.randrange(min(len(data), 10))] ^= 1 << chance.randrange(8)
    return bytes(data)


def frame(head: int, payload: bytes, chance: random.Random) -> bytes:
    """Masked with a key of its own."""
    key = chance.randbytes(4)
    masked = bytes(byte ^ key[n % 4] for n, byte in enumerate(payload))
    if len(payload) < 126:
        return struct.pack("!BB", head, 0x80 | len(payload)) + key + masked
    if len(payload) < 1 << 16:
        return struct.pack("!BBH", head, 0x80 | 126, len(payload)) + key + masked
    return struct.pack("!BBQ", head, 0x80 | 127, len(payload)) + key + masked


def pieces(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """As a network may cut it up."""
    begin = 0
    while begin < len(data):
        end = begin + chance.choice((1, 2, 3, 7, 1_000, 100_000))
        yield data[begin:end]
        begin = end


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # counted, not opened


async def is_served(url: str) -> bool:
    """Whether somebody well-behaved still is."""
    client = await WireClient.open(url)
    await client.ask("hello", shop="acme")
    body = {"text": "is anybody here?"}
    answer = await client.ask("message.send", cid="neighbour", kind="text", body=body)
    await client.close()
    return bool(answer["seq"])
