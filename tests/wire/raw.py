"""Bytes on a socket: what a careful client would never send."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import socket
import struct
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

FIN_TEXT: Final = 0x81
TEXT: Final = 0x01
BINARY: Final = 0x82
FIN_CONTINUATION: Final = 0x80
CONTINUATION: Final = 0x00
CLOSE: Final = 0x88
PING: Final = 0x89
PONG: Final = 0x8A
HELLO: Final = b'{"t":"hello","id":1,"shop":"acme"}'
ABNORMAL: Final = 1006
TIMEOUT_S: Final = 10.0


def raw_frame(head: int, payload: bytes, *, masked: bool = True) -> bytes:
    """One frame (RFC 6455, section 5.2). A mask of zeros is as good as any other here."""
    mask_bit = 0x80 if masked else 0
    length = len(payload)
    if length < 126:
        header = struct.pack("!BB", head, mask_bit | length)
    elif length < 1 << 16:
        header = struct.pack("!BBH", head, mask_bit | 126, length)
    else:
        header = struct.pack("!BBQ", head, mask_bit | 127, length)
    return header + (bytes(4) if masked else b"") + payload


def close_frame(code: int, reason: bytes = b"") -> bytes:
    """A close frame with any code at all."""
    return raw_frame(CLOSE, struct.pack("!H", code) + reason)


def handshake(port: int, headers: Mapping[str, str] | None = None, path: str = "/ws") -> bytes:
    """The request that opens a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = {
        "Host": f"127.0.0.1:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Version": "13",
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()


async def http_status(port: int, request: bytes) -> int:
    """The status that bytes are answered with, whatever comes after it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        async with asyncio.timeout(TIMEOUT_S):
            return int((await reader.readuntil(b"\r\n")).split()[1])
    finally:
        writer.transport.abort()


class RawPeer:
    """A socket after a good handshake. It reads only when it is asked to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.response = ""

    def send(self, head: int, payload: bytes, *, masked: bool = True) -> None:
        """Send one frame."""
        self.writer.write(raw_frame(head, payload, masked=masked))

    def say(self, **command: Any) -> None:
        """Send a command as JSON."""
        self.send(FIN_TEXT, json.dumps(command).encode())

    async def read_frame(self) -> tuple[int, bytes]:
        """The next frame's first byte and payload."""
        head, length = await self.reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return head, await self.reader.readexactly(length)

    async def read_answer(self, re: int) -> Any:
        """Read up to the answer to a command."""
        async with asyncio.timeout(TIMEOUT_S):
            while True:
                head, payload = await self.read_frame()
                if head == FIN_TEXT and (answer := json.loads(payload)).get("re") == re:
                    return answer

    async def close_code(self, timeout_s: float = TIMEOUT_S) -> int:
        """Read up to the close frame; 1006 when the connection ends without one."""
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    head, payload = await self.read_frame()
                    if head == CLOSE:
                        return int.from_bytes(payload[:2])
        except (asyncio.IncompleteReadError, ConnectionError):
            return ABNORMAL


@contextlib.asynccontextmanager
async def raw_peer(
    port: int, *, headers: Mapping[str, str] | None = None, receive_bytes: int | None = None
) -> AsyncIterator[RawPeer]:
    """A socket after a good handshake.

    Args:
        port: The server's, on this machine.
        headers: Of the handshake, beside the usual ones.
        receive_bytes: How much the kernel may hold for it, so that it is soon seen not to read.
    """
    connected = socket.socket()
    if receive_bytes is not None:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connected.setblocking(False)  # the socket module's own
    await asyncio.get_running_loop().sock_connect(connected, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=connected, limit=receive_bytes or 1 << 16)
    peer = RawPeer(reader, writer)
    try:
        writer.write(handshake(port, headers))
        peer.response = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        assert peer.response.startswith("HTTP/1.1 101"), peer.response
        yield peer
    finally:
        writer.transport.abort()
