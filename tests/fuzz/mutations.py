"""What becomes of a good command on its way: fields of another kind, bytes gone astray."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any, Final

import msgpack

from tests.fuzz.values import Frame
from tests.wire.client import Encoding

FRAME_BYTES_MAX: Final = 64 * 1024

_DEPTH: Final = 30_000
_ID_SHARE: Final = 0.2
_ODD_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    2**31,
    2**53,
    2**63,
    2**64 - 1,
    -(2**63),
    "",
    "\0",
    "x" * 65,
    "x" * 4_001,
    "\ufeff",
    "\u202e",
    [],
    [[]],
    {},
    {"": {"": None}},
    {"text": "hi", "more": 1},
)
_JSON_ONLY: Final[tuple[Any, ...]] = (10**400, float("nan"), float("inf"))
_MSGPACK_ONLY: Final[tuple[Any, ...]] = (
    b"bytes",
    msgpack.ExtType(5, b"ext"),
    msgpack.Timestamp(1, 2),
    float("nan"),
)


def encode(frame: Any, encoding: Encoding) -> bytes:
    """By the packages the server does not use."""
    if encoding == "json":
        return json.dumps(frame, ensure_ascii=False).encode("utf-8", "surrogatepass")
    packed: bytes = msgpack.packb(frame)
    return packed


def change_fields(frame: Frame, encoding: Encoding, chance: random.Random) -> Frame:
    """The same command with up to three things wrong with it."""
    changed: Frame = dict(frame)
    for _ in range(chance.randrange(1, 4)):
        change = chance.choice(_FIELD_CHANGES)
        change(changed, encoding, chance)
    return changed


def _drop(frame: Frame, _encoding: Encoding, chance: random.Random) -> None:
    if frame:
        del frame[_some_name(frame, chance)]


def _add(frame: Frame, encoding: Encoding, chance: random.Random) -> None:
    frame[chance.choice(("extra", "T", "id ", "", "__proto__"))] = _odd(encoding, chance)


def _replace(frame: Frame, encoding: Encoding, chance: random.Random) -> None:
    if frame:
        frame[_some_name(frame, chance)] = _odd(encoding, chance)


def _replace_within(frame: Frame, encoding: Encoding, chance: random.Random) -> None:
    inner = [name for name, value in frame.items() if isinstance(value, dict)]
    if inner:
        name = chance.choice(inner)
        frame[name] = change_fields(frame[name], encoding, chance)


def _rename_type(frame: Frame, _encoding: Encoding, chance: random.Random) -> None:
    frame["t"] = chance.choice(("message.sen", "hello", "ok", "message.posted", "", "x" * 500))


def _some_name(frame: Frame, chance: random.Random) -> str:
    """Seldom the id: without it a connection ends, and says no more."""
    names = [name for name in frame if name != "id" or chance.random() < _ID_SHARE]
    return chance.choice(names or list(frame))


def _odd(encoding: Encoding, chance: random.Random) -> Any:
    more = _JSON_ONLY if encoding == "json" else _MSGPACK_ONLY
    return chance.choice((*_ODD_VALUES, *more))


_FIELD_CHANGES: Final[tuple[Callable[[Frame, Encoding, random.Random], None], ...]] = (
    _drop,
    _add,
    _replace,
    _replace,
    _replace_within,
    _rename_type,
)


def change_bytes(payload: bytes, encoding: Encoding, chance: random.Random) -> bytes:
    """The same frame with bytes lost, flipped, doubled or put in."""
    change = chance.choice(_BYTE_CHANGES)
    return change(payload, encoding, chance)[:FRAME_BYTES_MAX]


def _truncate(payload: bytes, _encoding: Encoding, chance: random.Random) -> bytes:
    return payload[: chance.randrange(len(payload) + 1)]


def _flip(payload: bytes, _encoding: Encoding, chance: random.Random) -> bytes:
    changed = bytearray(payload)
    for _ in range(chance.randrange(1, 5)):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _double(payload: bytes, _encoding: Encoding, chance: random.Random) -> bytes:
    at = chance.randrange(len(payload) + 1)
    return payload[:at] + payload[: chance.randrange(len(payload) + 1)] + payload[at:]


def _insert(payload: bytes, _encoding: Encoding, chance: random.Random) -> bytes:
    at = chance.randrange(len(payload) + 1)
    odd = chance.choice((b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b'"', b"}", b"\xc1", b"1e9"))
    return payload[:at] + odd + payload[at:]


def _noise(_payload: bytes, _encoding: Encoding, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(200))


def _nest(payload: bytes, encoding: Encoding, chance: random.Random) -> bytes:
    begin, end = (b"[", b"]") if encoding == "json" else (b"\x91", b"\xc0")
    depth = chance.randrange(_DEPTH)
    return begin * depth + (end * depth if chance.random() < 0.5 else b"")


def _claim_more(payload: bytes, encoding: Encoding, _chance: random.Random) -> bytes:
    """A length nobody could send."""
    if encoding == "json":
        return payload[:-1] + b',"x":"' + b"x" * 10_000
    return b"\xdf\xff\xff\xff\xff" + payload[1:]


_BYTE_CHANGES: Final = (
    _truncate,
    _flip,
    _flip,
    _flip,
    _double,
    _insert,
    _insert,
    _noise,
    _nest,
    _claim_more,
)
