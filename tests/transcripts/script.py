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
    {"presence.changed", "queue.changed", "availability.changed", "left.changed", "beat"}
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
                named = self.filled_keys(value)
                return {key: self.filled(item) for key, item in named.items()}
            case list():
                return [self.filled(item) for item in value]
            case _:
                return value

    def filled_keys(self, value: Frame) -> Frame:
        """An object, wildcards among its keys replaced by what they stand for."""
        return {self.filled(key): item for key, item in value.items()}

    def differences(self, expected: Any, received: Any) -> list[str]:
        """Where a received frame is not the expected one, by path.

        If nowhere, what it names for the first time is bound.
        """
        before = dict(self.values)
        found = list(self._differences("", expected, received))
        if found:
            self.values = before
        return found

    def _differences(self, path: str, expected: Any, received: Any) -> Iterator[str]:
        match expected, received:
            case str(), _ if wildcard := _WILDCARD.fullmatch(expected):
                is_equal = self._agrees_wildcard(wildcard[1], wildcard[2], received)
            case dict(), dict():
                yield from self._differences_of_objects(path, self.filled_keys(expected), received)
                return
            case list(), list() if len(expected) == len(received):
                for index, (item, other) in enumerate(zip(expected, received, strict=True)):
                    yield from self._differences(f"{path}[{index}]", item, other)
                return
            case _:
                is_equal = type(expected) is type(received) and expected == received
        if not is_equal:
            yield f"{path}: {_shown(received)} != {_shown(self._known(expected))}"

    def _differences_of_objects(self, path: str, expected: Frame, received: Frame) -> Iterator[str]:
        for key in expected | received:
            below = f"{path}.{key}" if path else key
            if key not in received:
                yield f"{below}: missing, {_shown(expected[key])} is due"
            elif key not in expected:
                yield f"{below}: {_shown(received[key])} is not due"
            else:
                yield from self._differences(below, expected[key], received[key])

    def _known(self, expected: Any) -> Any:
        """What a wildcard stands for, if it is bound."""
        match expected:
            case str() if wildcard := _WILDCARD.fullmatch(expected):
                return self.values.get((wildcard[1], wildcard[2] or ""), expected)
            case _:
                return expected

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


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
