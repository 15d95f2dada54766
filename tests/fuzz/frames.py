"""The frames of one client: good ones, and what mutations make of them."""

from __future__ import annotations

import json
from typing import Any, Final

import msgpack
import msgspec

from tests.fuzz.mutations import change_bytes, change_fields, encode
from tests.fuzz.values import AGENT_COMMANDS, BUYER_COMMANDS, HELLOS, Frame, Known, command
from tests.wire.client import Encoding

_FIELDS_SHARE: Final = 0.4
_BYTES_SHARE: Final = 0.12
_OTHERS_SHARE: Final = 0.1
"""Commands of the other role, and hello once more."""


class Frames:
    """Draws frames for one connection.

    Args:
        known: What its owner has heard of.
        encoding: The connection's.
        is_agent: Which side it is on.
    """

    def __init__(self, known: Known, encoding: Encoding, *, is_agent: bool) -> None:
        self._known = known
        self._encoding = encoding
        self._commands = AGENT_COMMANDS if is_agent else BUYER_COMMANDS
        self._others = (*(BUYER_COMMANDS if is_agent else AGENT_COMMANDS), *HELLOS)

    def draw(self) -> bytes:
        """One frame."""
        chance = self._known.chance
        share = chance.random()
        frame = command(self._struct(), self._known)
        if share < _FIELDS_SHARE:
            frame = change_fields(frame, self._encoding, chance)
        try:
            payload = encode(frame, self._encoding)
        except (OverflowError, ValueError, TypeError):  # no such thing in this encoding
            payload = b""
        if share > 1 - _BYTES_SHARE:
            payload = change_bytes(payload, self._encoding, chance)
        return payload

    def _struct(self) -> type[msgspec.Struct]:
        chance = self._known.chance
        return chance.choice(self._others if chance.random() < _OTHERS_SHARE else self._commands)


def stated_id(payload: bytes, encoding: Encoding) -> int | None:
    """The id an independent reader finds in a frame; None if it finds none, or several."""
    try:
        if encoding == "json":
            frame = json.loads(payload, object_pairs_hook=_no_doubles)
        else:
            frame = msgpack.unpackb(payload, object_pairs_hook=_no_doubles, strict_map_key=False)
    except Exception:  # noqa: BLE001  # whatever it is that these packages make of noise
        return None
    found = frame.get("id") if isinstance(frame, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _no_doubles(pairs: list[tuple[Any, Any]]) -> Frame:
    frame: Frame = {}
    for name, value in pairs:
        if name in frame:
            raise ValueError("doubled")
        frame[name] = value
    return frame
