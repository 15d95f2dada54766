"""Valid commands, drawn from the structs of the wire and from what a client has heard of."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any, Final, get_args

import msgspec
from msgspec import inspect

from chatd.protocol.bodies import BODY_OF
from chatd.protocol.commands import AgentCommand, AgentHello, BuyerCommand, BuyerHello
from chatd.protocol.fields import SentKind

Frame = dict[str, Any]
Make = Callable[["Known"], Any]

AGENT_COMMANDS: Final[tuple[type[msgspec.Struct], ...]] = get_args(AgentCommand)
BUYER_COMMANDS: Final[tuple[type[msgspec.Struct], ...]] = get_args(BuyerCommand)
HELLOS: Final[tuple[type[msgspec.Struct], ...]] = (AgentHello, BuyerHello)

_TEXTS: Final = (
    "",
    "a",
    "hi there",
    "名字",
    "\U0001f600",
    "\u202eright to left",
    "a\nb",
    "' OR 1=1 --",
)
_EXAMPLES: Final = ("shop", "agent:x", "a@b.example", "https://shop.example/a?b=c", "1", "")
_INTEGER_MAX: Final = 2**53 - 1
_LONG_CHARACTERS: Final = 4_000
_OPTIONAL_SHARE: Final = 0.4


class Known:
    """What a client may name: ids it has heard, words that exist.

    Args:
        chance: Every draw is its.
        tokens: Access tokens that count, and some that do not.
    """

    def __init__(self, chance: random.Random, tokens: list[str]) -> None:
        self.chance = chance
        self.tokens = tokens
        self.sessions = ["s_unknown"]
        self.contacts = ["v_unknown"]
        self.agents = ["main", "x", "y", "boss", "nobody"]
        self.cids = [f"cid-{n}" for n in range(20)]

    def hear(self, session: str) -> None:
        """Remember one more session; the oldest are forgotten."""
        if session not in self.sessions:
            self.sessions.append(session)
            del self.sessions[: len(self.sessions) - 50]


def command(struct: type[msgspec.Struct], known: Known) -> Frame:
    """One command that its own decoder takes, but for rules that look at two fields at once."""
    frame: Frame = _maker(struct)(known)
    if "body" in frame and "kind" in frame:
        kind = known.chance.choice(list(SentKind)).value
        body = _maker(BODY_OF[kind])(known)
        frame["kind"] = kind
        frame["body"] = {name: value for name, value in body.items() if value is not None}
    return frame


_makers: dict[type[msgspec.Struct], Make] = {}


def _maker(struct: type[msgspec.Struct]) -> Make:
    if struct not in _makers:
        info = inspect.type_info(struct)
        assert isinstance(info, inspect.StructType)
        _makers[struct] = _struct(info)
    return _makers[struct]


def _struct(info: inspect.StructType) -> Make:
    tag = {info.tag_field: info.tag} if info.tag_field else {}
    fields = [
        (field.encode_name, _field(field.encode_name, field.type), field.required)
        for field in info.fields
    ]

    def make(known: Known) -> Frame:
        frame: Frame = dict(tag)
        for name, value, required in fields:
            if required or known.chance.random() < _OPTIONAL_SHARE:
                frame[name] = value(known)
        return frame

    return make


def _field(name: str, info: inspect.Type) -> Make:
    """Names that mean something are drawn from what exists, mostly."""
    plain = _value(info)
    pool: Callable[[Known], list[str]] | None = {
        "session": lambda known: known.sessions,
        "contact": lambda known: known.contacts,
        "to": lambda known: known.agents,
        "agent": lambda known: known.agents,
        "cid": lambda known: known.cids,
        "token": lambda known: known.tokens,
        "shop": lambda _known: ["acme", "acme", "acme", "other"],
    }.get(name)
    if pool is None or "shop" in str(getattr(_inner(info), "pattern", "")):
        return plain
    choose = pool

    def make(known: Known) -> Any:
        return known.chance.choice(choose(known)) if known.chance.random() < 0.9 else plain(known)

    return make


def _inner(info: inspect.Type) -> inspect.Type:
    return info.type if isinstance(info, inspect.Metadata) else info


def _value(info: inspect.Type) -> Make:  # noqa: PLR0911  # one case for each kind of type
    match info:
        case inspect.Metadata(type=inner):
            return _value(inner)
        case inspect.StructType():
            return _struct(info)
        case inspect.StrType():
            return _string(info)
        case inspect.IntType(ge=least, le=most):
            return _integer(least or 0, _INTEGER_MAX if most is None else most)
        case inspect.BoolType():
            return lambda known: known.chance.random() < 0.5
        case inspect.NoneType():
            return lambda _known: None
        case inspect.AnyType():
            return lambda known: known.chance.choice(_TEXTS)
        case inspect.LiteralType(values=values):
            return lambda known: known.chance.choice(values)
        case inspect.EnumType(cls=enum):
            words = [member.value for member in enum]
            return lambda known: known.chance.choice(words)
        case inspect.DictType(key_type=key, value_type=value):
            return _dictionary(_field("session", key), _value(value))
        case inspect.UnionType(types=types):
            makers = [_value(one) for one in types]
            return lambda known: known.chance.choice(makers)(known)
        case _:
            raise TypeError(info)


def _integer(least: int, most: int) -> Make:
    def make(known: Known) -> int:
        chance = known.chance
        small = min(most, least + chance.randrange(8))
        return chance.choice((least, most, small, small, chance.randint(least, most)))

    return make


def _dictionary(key: Make, value: Make) -> Make:
    def make(known: Known) -> Frame:
        return {key(known): value(known) for _ in range(known.chance.randrange(3))}

    return make


def _string(info: inspect.StrType) -> Make:
    least, most = info.min_length or 0, info.max_length or _LONG_CHARACTERS
    pattern = None if info.pattern is None else re.compile(info.pattern)
    longest = "x" * min(most, _LONG_CHARACTERS)
    candidates = [
        text
        for text in (*_TEXTS, *_EXAMPLES, longest)
        if least <= len(text) <= most and (pattern is None or pattern.search(text))
    ]
    return lambda known: known.chance.choice(candidates)
