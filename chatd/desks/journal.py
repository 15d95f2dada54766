"""The journal's blobs: commands and events as ids and numbers.

A blob is MessagePack: the steps of a desk in one batch, each `[step, now_ms, command, events]`. A
command is `[name, fields]`, events are a list of those. The first command of a desk is `NewDesk`
with its configuration; `Tick` is time passing, with what fell due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, get_args

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


class Step(NamedTuple):
    """One step of a desk: what it was asked, and what came of it."""

    step: int
    now_ms: int
    entry: Entry
    events: Sequence[Event]


_ENTRIES: Final[dict[str, type[Any]]] = {
    kind.__name__: kind for kind in (*get_args(commands.Command), NewDesk, Tick)
}
_EVENTS: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in get_args(events.Event)}
_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder().decode


def encode_steps(steps: Sequence[Step]) -> bytes:
    """The steps of a batch as the journal keeps them."""
    return _encode(
        [
            (step, now_ms, _named(entry), [_named(event) for event in events])
            for step, now_ms, entry, events in steps
        ]
    )


def decode_steps(blob: bytes) -> list[Step]:
    """The steps of a batch from the journal."""
    return [
        Step(step, now_ms, _of(_ENTRIES, entry), [_of(_EVENTS, event) for event in events])
        for step, now_ms, entry, events in _decode(blob)
    ]


def _named(thing: Any) -> tuple[str, Any]:
    return type(thing).__name__, thing


def _of(kinds: dict[str, type[Any]], named: tuple[str, Any]) -> Any:
    name, fields = named
    return msgspec.convert(fields, kinds[name])
