"""The journal's blobs: commands and events as ids and numbers, and a replay of them.

A blob is MessagePack: a command is `[name, fields]`, events are a list of those. The first entry
of a desk is `new` with its configuration; `tick` is time passing, with what fell due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

import msgspec

from routing import commands, events
from routing.commands import Command
from routing.events import Event
from routing.settings import DeskConfig


@dataclass(frozen=True, slots=True)
class NewDesk:
    """A desk's first step."""

    config: DeskConfig


@dataclass(frozen=True, slots=True)
class Tick:
    """Deadlines fell due."""


Entry = Command | NewDesk | Tick

_ENTRIES: Final[dict[str, type[Any]]] = {
    kind.__name__: kind for kind in (*get_args(commands.Command), NewDesk, Tick)
}
_EVENTS: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in get_args(events.Event)}
_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder().decode


def encode_entry(entry: Entry) -> bytes:
    """A command as the journal keeps it."""
    return _encode((type(entry).__name__, entry))


def decode_entry(blob: bytes) -> Entry:
    """A command from the journal."""
    name, fields = _decode(blob)
    entry: Entry = msgspec.convert(fields, _ENTRIES[name])
    return entry


def encode_events(happened: Sequence[Event]) -> bytes:
    """The events of a step as the journal keeps them."""
    return _encode([(type(event).__name__, event) for event in happened])


def decode_events(blob: bytes) -> list[Event]:
    """The events of a step from the journal."""
    return [msgspec.convert(fields, _EVENTS[name]) for name, fields in _decode(blob)]
