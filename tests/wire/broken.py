"""WebSocket frames no client may send, each with the close code it deserves (RFC 6455)."""

from __future__ import annotations

import struct
from typing import Final

from tests.wire.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    FIN_CONTINUATION,
    FIN_TEXT,
    HELLO,
    PING,
    TEXT,
    close_frame,
    raw_frame,
)

_LONG: Final = b" " * 65_000

BROKEN: Final[dict[str, tuple[bytes, int]]] = {
    "first reserved bit": (raw_frame(FIN_TEXT | 0x40, HELLO), 1002),
    "second reserved bit": (raw_frame(FIN_TEXT | 0x20, HELLO), 1002),
    "third reserved bit": (raw_frame(FIN_TEXT | 0x10, HELLO), 1002),
    "reserved bit of a ping": (raw_frame(PING | 0x40, b""), 1002),
    "unmasked": (raw_frame(FIN_TEXT, HELLO, masked=False), 1002),
    "unmasked ping": (raw_frame(PING, b"", masked=False), 1002),
    "unknown data opcode": (raw_frame(0x83, HELLO), 1002),
    "unknown control opcode": (raw_frame(0x8B, b""), 1002),
    "continuation of nothing": (raw_frame(FIN_CONTINUATION, HELLO), 1002),
    "unfinished continuation of nothing": (raw_frame(CONTINUATION, HELLO), 1002),
    "message inside a message": (raw_frame(TEXT, HELLO) + raw_frame(FIN_TEXT, HELLO), 1002),
    "fragmented ping": (raw_frame(PING & 0x7F, b""), 1002),
    "fragmented close": (raw_frame(CLOSE & 0x7F, b""), 1002),
    "long ping": (raw_frame(PING, b"x" * 126), 1002),
    "long close": (close_frame(1000, b"x" * 124), 1002),
    "close of one byte": (raw_frame(CLOSE, b"\x03"), 1002),
    "close with code 0": (close_frame(0), 1002),
    "close with code 999": (close_frame(999), 1002),
    "close with code 1004": (close_frame(1004), 1002),
    "close with code 1005": (close_frame(1005), 1002),
    "close with code 1006": (close_frame(1006), 1002),
    "close with code 2999": (close_frame(2999), 1002),
    "close with code 65535": (close_frame(65_535), 1002),
    "close with a reason that is not UTF-8": (close_frame(1000, b"\xff"), 1007),
    "bad UTF-8": (raw_frame(FIN_TEXT, b'{"t":"hello","id":1,"shop":"\xff"}'), 1007),
    "half a character": (raw_frame(FIN_TEXT, b'{"t":"\xe5\x90"}'), 1007),
    "a surrogate in UTF-8": (raw_frame(FIN_TEXT, b'{"t":"\xed\xa0\x80"}'), 1007),
    "bad UTF-8 in fragments": (
        raw_frame(TEXT, b'{"t":"\xe5') + raw_frame(FIN_CONTINUATION, b'x"}'),
        1007,
    ),
    "oversize": (raw_frame(FIN_TEXT, b" " * 65_537), 1009),
    "oversize in fragments": (
        raw_frame(TEXT, _LONG) + raw_frame(FIN_CONTINUATION, b" " * 1_000),
        1009,
    ),
    "oversize announced": (struct.pack("!BBQ", FIN_TEXT, 0x80 | 127, 1 << 62), 1009),
    "oversize announced, top bit set": (struct.pack("!BBQ", FIN_TEXT, 0x80 | 127, 1 << 63), 1009),
    "deep nesting": (raw_frame(FIN_TEXT, b"[" * 60_000), 4400),
    "nesting of 100,000": (raw_frame(FIN_TEXT, b"[" * 100_000), 1009),
    "empty text": (raw_frame(FIN_TEXT, b""), 4400),
    "binary where text was negotiated": (raw_frame(BINARY, HELLO), 4400),
}
"""By what is wrong with them."""
