"""Frames written and read by packages that know nothing of the server's structs."""

import json
from collections.abc import Mapping
from typing import Any

import msgpack

from chatd.protocol.codec import Encoding

Frame = dict[str, Any]


def write(frame: Any, encoding: Encoding) -> bytes:
    if encoding is Encoding.JSON:
        return json.dumps(frame, ensure_ascii=False).encode()
    packed: bytes = msgpack.packb(frame)
    return packed


def read(payload: bytes, encoding: Encoding) -> Any:
    return json.loads(payload) if encoding is Encoding.JSON else msgpack.unpackb(payload)


def message(**fields: Any) -> Frame:
    """A buyer's message, good unless a field says otherwise; None leaves a field out."""
    frame = {"t": "message.send", "id": 7, "cid": "c1", "kind": "text", "body": {"text": "hi"}}
    return without_none({**frame, **fields})


def without_none(frame: Mapping[str, Any]) -> Frame:
    return {name: value for name, value in frame.items() if value is not None}
