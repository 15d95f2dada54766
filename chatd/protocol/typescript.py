"""TypeScript types out of the structs: `webclient/src/protocol/generated.ts`.

The output is a function of the structs alone, so that a check can compare it byte by byte.
"""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import inspect

from chatd.protocol import limits
from chatd.protocol.answers import ANSWER_OF, Ok
from chatd.protocol.bodies import BODY_OF
from chatd.protocol.commands import Command
from chatd.protocol.schema import AGENT_COMMANDS, BUYER_COMMANDS, GROUPS, wire_structs

GENERATED_PATH: Final = Path("webclient/src/protocol/generated.ts")

_Types = dict[type, inspect.StructType | inspect.EnumType]

_PRIMITIVES: Final[dict[type[inspect.Type], str]] = {
    inspect.StrType: "string",
    inspect.IntType: "number",
    inspect.BoolType: "boolean",
    inspect.RawType: "unknown",
}

_HEADER: Final = """\
// Written by `chatd schema --write` from chatd/protocol. Do not edit.
//
// Commands are what a client sends (without `id`, which the connection gives), answers echo the
// id as `re`, events come by themselves. A field with `?` is absent while it has its default.
"""


def write(root: Path) -> Path:
    """Write the generated file below a checkout's root, and return its path."""
    path = root / GENERATED_PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(), encoding="utf-8")
    return path


def check(root: Path) -> bool:
    """Whether the generated file below a checkout's root is what `write` would write."""
    path = root / GENERATED_PATH
    return path.is_file() and path.read_text(encoding="utf-8") == render()


def render() -> str:
    """The text of the generated file."""
    types = _types_in_order().values()
    parts = [
        _HEADER,
        _limits(),
        *[_enum(kind.cls) for kind in types if isinstance(kind, inspect.EnumType)],
        *[_interface(kind) for kind in types if isinstance(kind, inspect.StructType)],
        _body_by_kind(),
        *[_union(name, members) for name, members in GROUPS.items()],
        _answer_map("BuyerAnswers", BUYER_COMMANDS),
        _answer_map("AgentAnswers", AGENT_COMMANDS),
    ]
    return "\n".join(parts)


def _types_in_order() -> _Types:
    """Every struct and enumeration reachable from the wire, those it needs before itself."""
    found: _Types = {}
    for info in inspect.multi_type_info(wire_structs()):
        _collect(info, found)
    return found


def _collect(info: inspect.Type, found: _Types) -> None:
    match info:
        case inspect.StructType(cls=cls, fields=fields):
            if cls not in found:
                for field in fields:
                    _collect(field.type, found)
                found[cls] = info
        case inspect.EnumType(cls=enum):
            found[enum] = info
        case inspect.UnionType(types=types) | inspect.TupleType(item_types=types):
            for member in types:
                _collect(member, found)
        case inspect.VarTupleType(item_type=inner) | inspect.DictType(value_type=inner):
            _collect(inner, found)
        case inspect.Metadata(type=inner):
            _collect(inner, found)
        case _:
            pass


def _interface(info: inspect.StructType) -> str:
    head = _head(info)
    if not {"kind", "body"} <= {field.name for field in info.fields}:
        return f"{_comment(info.cls)}export interface {info.cls.__name__} {head}"
    kinds = next(field for field in info.fields if field.name == "kind")
    return (
        f"{_comment(info.cls)}export type {info.cls.__name__} = {head.rstrip()}"
        f" & KindAndBody<{_type(kinds.type)}>\n"
    )


def _head(info: inspect.StructType) -> str:
    tied = {"kind", "body"} <= {field.name for field in info.fields}
    lines = [f"  t: {_literal(info.tag)}"] if info.tag_field == "t" else []
    for field in info.fields:
        if (tied and field.name in {"kind", "body"}) or _is_command_id(info, field):
            continue
        optional = not field.required and info.cls.__struct_config__.omit_defaults
        mark = "?" if optional else ""
        lines.append(f"  {field.encode_name}{mark}: {_type(field.type)}")
    return "{\n" + "".join(f"{line}\n" for line in lines) + "}\n"


def _is_command_id(info: inspect.StructType, field: inspect.Field) -> bool:
    return issubclass(info.cls, Command) and field.name == "id"


def _comment(struct: type) -> str:
    """The first paragraph of the docstring."""
    first = (struct.__doc__ or "").strip().split("\n\n")[0]
    return "/** " + " ".join(first.split()) + " */\n"


def _type(info: inspect.Type) -> str:  # noqa: PLR0911  # one return for each kind of type
    match info:
        case inspect.Metadata(type=inner):
            return _type(inner)
        case inspect.LiteralType(values=values):
            return " | ".join(_literal(value) for value in values)
        case inspect.EnumType(cls=enum):
            return enum.__name__
        case inspect.StructType(cls=struct):
            return struct.__name__
        case inspect.TupleType(item_types=items):
            return f"readonly [{', '.join(_type(item) for item in items)}]"
        case inspect.VarTupleType(item_type=item):
            return f"readonly {_type(item)}[]"
        case inspect.DictType(value_type=value):
            return f"Readonly<Record<string, {_type(value)}>>"
        case inspect.UnionType(types=types):
            return " | ".join(_type(kind) for kind in types if not _is_none(kind))
        case _:
            return _PRIMITIVES[type(info)]


def _is_none(info: inspect.Type) -> bool:
    return isinstance(info, inspect.NoneType)


def _literal(value: Any) -> str:
    return "'" + json.dumps(value)[1:-1] + "'" if isinstance(value, str) else json.dumps(value)


def _limits() -> str:
    names = sorted(name for name in vars(limits) if name.isupper())
    lines = "".join(f"  {name}: {getattr(limits, name)},\n" for name in names)
    return (
        "/** Sizes that are part of the protocol. */\nexport const LIMITS = {\n"
        + lines
        + "} as const\n"
    )


def _enum(enum: type[Enum]) -> str:
    members = "".join(f"  | {_literal(member.value)}\n" for member in enum)
    return f"{_comment(enum)}export type {enum.__name__} =\n{members}"


def _body_by_kind() -> str:
    lines = "".join(f"  {kind}: {struct.__name__}\n" for kind, struct in BODY_OF.items())
    return (
        "/** The body of each kind of message. */\n"
        f"export interface BodyByKind {{\n{lines}}}\n\n"
        "/** A kind and the body that goes with it. */\n"
        "export type KindAndBody<K extends keyof BodyByKind> = {\n"
        "  [Kind in K]: { kind: Kind; body: BodyByKind[Kind] }\n"
        "}[K]\n"
    )


def _union(name: str, members: tuple[type[msgspec.Struct], ...]) -> str:
    lines = "".join(f"  | {member.__name__}\n" for member in members)
    return f"export type {name} =\n{lines}"


def _answer_map(name: str, commands: tuple[type[Command], ...]) -> str:
    lines = "".join(
        f"  {_literal(command.__struct_config__.tag)}: {ANSWER_OF.get(command, Ok).__name__}\n"
        for command in commands
    )
    return f"/** What each command is answered with. */\nexport interface {name} {{\n{lines}}}\n"
