"""Fault: frames no WebSocket client may send, bombs and nesting.

Invariant: each closes its own connection with the code it deserves and costs nobody else
anything. Control: their nearest well-formed neighbours are served on.
"""

from __future__ import annotations

import json
import struct
import zlib

import httpx
import msgpack
import pytest

from tests.faults.conftest import Note
from tests.faults.victim import Victim
from tests.wire.broken import BROKEN
from tests.wire.raw import (
    BINARY,
    CONTINUATION,
    FIN_CONTINUATION,
    FIN_TEXT,
    HELLO,
    PING,
    PONG,
    TEXT,
    close_frame,
    http_status,
    raw_frame,
    raw_peer,
)

NESTED = 100_000
BOMB_BYTES = 64 * 1024 * 1024
MEMORY_MAX_BYTES = 64 * 1024 * 1024
DEFLATE = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
MSGPACK = {"Sec-WebSocket-Protocol": "chat.v1+msgpack"}


@pytest.mark.parametrize("is_greeted", [False, True], ids=["before hello", "after hello"])
async def test_malformed_frame_closes_its_own_connection_with_its_code(
    victim: Victim, note: Note, is_greeted: bool
) -> None:
    for name, (data, code) in BROKEN.items():
        async with raw_peer(victim.server.port) as peer:
            if is_greeted:
                peer.send(FIN_TEXT, HELLO)
                await peer.read_answer(1)
            peer.writer.write(data)
            assert await peer.close_code() == code, name
    await victim.check()
    note(
        f"{len(BROKEN)} malformed WebSocket frames, {'after' if is_greeted else 'before'} hello",
        "each closes its own connection with its code (1002, 1007, 1009, 4400)",
        f"{len(BROKEN)} of {len(BROKEN)}",
    )


async def test_close_is_echoed_with_any_code_a_client_may_use(victim: Victim) -> None:
    for code in (1000, 1001, 1008, 1013, 3000, 4999):
        async with raw_peer(victim.server.port) as peer:
            peer.writer.write(close_frame(code, b"bye"))
            assert await peer.close_code() == code
    await victim.check()


async def test_well_formed_neighbours_of_malformed_frames_are_served(victim: Victim) -> None:
    async with raw_peer(victim.server.port) as peer:
        peer.send(PING, b"x" * 125)
        peer.writer.write(raw_frame(TEXT, HELLO[:9]) + raw_frame(PING, b"here?"))
        for byte in HELLO[9:-1]:
            peer.writer.write(raw_frame(CONTINUATION, bytes([byte])))
        peer.writer.write(raw_frame(FIN_CONTINUATION, HELLO[-1:]))
        assert await peer.read_frame() == (PONG, b"x" * 125)
        assert await peer.read_frame() == (PONG, b"here?")
        assert (await peer.read_answer(1))["t"] == "ok"
        peer.send(FIN_TEXT, b'{"t":"typing.set","id":2,"text":"' + b" " * 65_000 + b'"}')
        assert (await peer.read_answer(2))["code"] == "too_large"
        peer.say(t="page.visit", id=3, url="https://shop.test/", title="名字\U0001f600")
        assert (await peer.read_answer(3))["t"] == "ok"
    await victim.check()


async def test_compression_offered_is_not_accepted_and_a_bomb_is_not_opened(
    victim: Victim, note: Note
) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b" " * BOMB_BYTES) + packer.flush(zlib.Z_SYNC_FLUSH)
    before = victim.watch.resident_bytes()
    async with raw_peer(victim.server.port, headers=DEFLATE) as peer:
        assert "permessage-deflate" not in peer.response.lower()
        peer.writer.write(raw_frame(FIN_TEXT | 0x40, bomb[:60_000]))
        assert await peer.close_code() == 1002
    async with httpx.AsyncClient() as http:
        answer = await http.post(
            f"{victim.url}/api/login",
            content=zlib.compress(b'{"merchant":"' + b" " * BOMB_BYTES),
            headers={"content-type": "application/json", "content-encoding": "deflate"},
        )
    assert answer.status_code == 400
    grown = victim.watch.resident_bytes() - before
    assert grown < MEMORY_MAX_BYTES
    await victim.check()
    note(
        f"zip bomb of {BOMB_BYTES // 1024**2} MiB, WebSocket and HTTP",
        "never inflated: 1002 and 400",
        f"{max(0, grown) // 1024} KiB more memory",
    )


async def test_nesting_of_a_hundred_thousand_is_refused_in_both_encodings(
    victim: Victim, note: Note
) -> None:
    nested = b'{"t":"hello","id":1,"shop":' + b'{"a":' * 10_000
    packed = msgpack.packb({"t": "hello", "id": 1})[:-1] + b"\x91" * 60_000
    for payload in (b"[" * 60_000, nested, b"[" * 30_000 + b"]" * 30_000):
        async with raw_peer(victim.server.port) as peer:
            peer.send(FIN_TEXT, payload)
            assert await peer.close_code() == 4400
    for payload in (b"\x91" * 60_000, packed, b"\x81\xa1a" * 20_000):
        async with raw_peer(victim.server.port, headers=MSGPACK) as peer:
            peer.send(BINARY, payload)
            assert await peer.close_code() == 4400
    deep = b"[" * NESTED + b"]" * NESTED
    async with httpx.AsyncClient() as http:
        headers = {"content-type": "application/json"}
        for content in (deep, b'{"merchant":' + deep + b"}"):
            answer = await http.post(f"{victim.url}/api/login", content=content, headers=headers)
            assert answer.status_code == 400
            assert json.loads(answer.text)["error"]["code"] == "bad_request"
    await victim.check()
    note(
        f"nesting, {NESTED:,} deep over HTTP, as deep as a frame allows over WebSocket",
        "4400 and 400, in both encodings",
        "9 of 9",
    )


async def test_lengths_that_lie_reserve_nothing(victim: Victim, note: Note) -> None:
    before = victim.watch.resident_bytes()
    claims = (
        b"\xdf\xff\xff\xff\xff",
        b"\xdd\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\x82\xa1t\xdd\x7f\xff\xff\xff",
    )
    for claim in claims:
        async with raw_peer(victim.server.port, headers=MSGPACK) as peer:
            peer.send(BINARY, claim)
            assert await peer.close_code() == 4400
    async with raw_peer(victim.server.port) as peer:
        peer.writer.write(struct.pack("!BBQ", TEXT, 0x80 | 127, 1 << 40) + bytes(4))
        assert await peer.close_code() == 1009
    login = b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    announced = login + b"Content-Length: 1099511627776\r\n\r\n{"
    assert await http_status(victim.server.port, announced) == 413
    grown = victim.watch.resident_bytes() - before
    assert grown < MEMORY_MAX_BYTES
    await victim.check()
    note(
        "lengths of gigabytes announced, in frames, MessagePack and HTTP",
        "refused, nothing reserved",
        f"{max(0, grown) // 1024} KiB more memory",
    )
