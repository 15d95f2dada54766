"""Transcripts as docs/protocol.md writes them: read, and compared with what comes over the wire.

Knows the document's grammar and nothing of the server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"
AT_TIMES_OF_THEIR_OWN = frozenset(
    {"presence.changed", "queue.changed", "availability.changed", "beat"}
)

Frame = dict[str, Any]

_FENCE = re.compile(r"^```transcript ([\w-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOML = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"(\w+)(?:\*(\d+)\.\.(\d+))?([+<>!])\s*(.*)", re.DOTALL)
_WILDCARD = re.compile(r"<(id|ms|token|identity)(?: (\w+))?>")


@dataclass(frozen=True)
class Connect:
    who: str


@dataclass(frozen=True)
class Send:
    who: str
    frame: Frame
    is_repeated: bool


@dataclass(frozen=True)
class Receive:
    who: str
    frame: Frame


@dataclass(frozen=True)
class ServerCloses:
    who: str
    code: int


@dataclass(frozen=True)
class ClientCloses:
    who: str


@dataclass(frozen=True)
class Include:
    name: str


Step = Connect | Send | Receive | ServerCloses | ClientCloses


def transcripts(document: str) -> dict[str, list[Step | Include]]:
    """Every transcript of the document by its name."""
    return {name: list(_steps(body)) for name, body in _FENCE.findall(document)}


def world(document: str) -> list[str]:
    """The provision files of the merchants the transcripts are played against."""
    return list(_TOML.findall(document))


def unfolded(scripts: dict[str, list[Step | Include]], name: str) -> Iterator[Step]:
    """The steps of a transcript, those it includes in their place."""
    for step in scripts[name]:
        if isinstance(step, Include):
            yield from unfolded(scripts, step.name)
        else:
            yield step


def _steps(body: str) -> Iterator[Step | Include]:
    for line in re.sub(r"\n[ ]+", " ", body).splitlines():
        if line and not line.startswith("#"):
            yield from _step(line)


def _step(line: str) -> Iterator[Step | Include]:
    if line.startswith("& "):
        yield Include(line[2:])
        return
    match = _LINE.fullmatch(line)
    assert match is not None, f"no line of a transcript: {line}"
    who, first, last, sign, rest = match.groups()
    match sign:
        case "+":
            yield Connect(who)
        case "!":
            yield ClientCloses(who) if rest == "bye" else ServerCloses(who, int(rest))
        case _:
            numbers = range(int(first), int(last) + 1) if first else [None]
            for number in numbers:
                frame = _numbered(json.loads(rest), number)
                is_repeated = number is not None
                yield Send(who, frame, is_repeated) if sign == ">" else Receive(who, frame)


def _numbered(value: Any, number: int | None) -> Any:
    match value:
        case "<n>" if number is not None:
            return number
        case str() if number is not None:
            return value.replace("<n>", str(number))
        case dict():
            return {key: _numbered(item, number) for key, item in value.items()}
        case list():
            return [_numbered(item, number) for item in value]
        case _:
            return value


@dataclass
class Bindings:
    """What the named wildcards stand for, by kind and name."""

    values: dict[tuple[str, str], Any] = field(default_factory=dict)

    def bind(self, kind: str, name: str, value: Any) -> None:
        """Give a wildcard its value from the start."""
        self.values[kind, name] = value

    def filled(self, value: Any) -> Any:
        """A frame to be sent, its wildcards replaced by what they stand for."""
        match value:
            case str() if match := _WILDCARD.fullmatch(value):
                return self.values[match[1], match[2]]
            case dict():
                return {self.filled(key): self.filled(item) for key, item in value.items()}
            case list():
                return [self.filled(item) for item in value]
            case _:
                return value

    def matches(self, expected: Any, received: Any) -> bool:
        """Whether a received frame is the expected one; binds what it names for the first time.

        A frame that does not match binds nothing.
        """
        before = dict(self.values)
        if self._agrees(expected, received):
            return True
        self.values = before
        return False

    def _agrees(self, expected: Any, received: Any) -> bool:
        match expected:
            case str() if wildcard := _WILDCARD.fullmatch(expected):
                return self._agrees_wildcard(wildcard[1], wildcard[2], received)
            case dict():
                return (
                    isinstance(received, dict)
                    and expected.keys() == received.keys()
                    and all(self._agrees(expected[key], received[key]) for key in expected)
                )
            case list():
                return (
                    isinstance(received, list)
                    and len(expected) == len(received)
                    and all(map(self._agrees, expected, received))
                )
            case _:
                return type(expected) is type(received) and bool(expected == received)

    def _agrees_wildcard(self, kind: str, name: str | None, received: Any) -> bool:
        if name is not None and (kind, name) in self.values:
            return bool(self.values[kind, name] == received)
        if kind == "ms":
            is_right = type(received) is int and received >= 0
        else:
            is_right = type(received) is str and received != ""
        if is_right and name is not None:
            self.values[kind, name] = received
        return is_right
