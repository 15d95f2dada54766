"""Hypothesis strategies for whatever struct of the wire, made from its own type information."""

import re
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from chatd.protocol.bodies import BODY_OF

_PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def structs(struct: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Instances of a struct that its own decoder accepts."""
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return _builtins(info).map(lambda value: _converted(value, struct)).filter(_is_valid)


class _Invalid:
    """What came out of a check that looks at two fields at once."""


def _converted(value: Any, struct: type[msgspec.Struct]) -> Any:
    try:
        return msgspec.convert(value, struct)
    except msgspec.ValidationError:
        return _Invalid()


def _is_valid(value: Any) -> bool:
    return not isinstance(value, _Invalid)


def _builtins(info: inspect.Type) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911, PLR0912  # one case for each kind of type
    match info:
        case inspect.Metadata(type=inner):
            return _builtins(inner)
        case inspect.StructType():
            return _struct(info)
        case inspect.StrType():
            return _string(info)
        case inspect.IntType(ge=least, le=most):
            return st.integers(0 if least is None else least, 2**53 - 1 if most is None else most)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case inspect.EnumType(cls=enum):
            return st.sampled_from([member.value for member in enum])
        case inspect.TupleType(item_types=items):
            return st.tuples(*map(_builtins, items)).map(list)
        case inspect.VarTupleType(item_type=item):
            return st.lists(_builtins(item), max_size=2)
        case inspect.DictType(key_type=key, value_type=value):
            return st.dictionaries(_builtins(key), _builtins(value), max_size=2)
        case inspect.UnionType(types=types):
            return st.one_of(*map(_builtins, types))
        case _:
            raise TypeError(info)


def _struct(info: inspect.StructType) -> st.SearchStrategy[Any]:
    required = {"t": st.just(info.tag)} if info.tag_field else {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    has_body = any(field.name == "body" for field in info.fields)
    for field in info.fields:
        if has_body and field.name in {"kind", "body"}:
            continue
        (required if field.required else optional)[field.encode_name] = _builtins(field.type)
    rows = st.fixed_dictionaries(required, optional=optional)
    if not has_body:
        return rows
    kind = next(field.type for field in info.fields if field.name == "kind")
    assert isinstance(kind, inspect.EnumType)
    pairs = st.one_of(*(_kind_and_body(member.value) for member in kind.cls))
    return st.builds(lambda row, pair: {**row, **pair}, rows, pairs)


def _kind_and_body(kind: str) -> st.SearchStrategy[Any]:
    body = _builtins(inspect.type_info(BODY_OF[kind])).map(_without_none)
    return st.fixed_dictionaries({"kind": st.just(kind), "body": body})


def _without_none(body: Any) -> Any:
    return {name: value for name, value in body.items() if value is not None}


def _string(info: inspect.StrType) -> st.SearchStrategy[str]:
    text = _PLAIN.filter(lambda value: len(value) >= (info.min_length or 0))
    if info.pattern is None:
        return text
    pattern = re.compile(info.pattern)
    examples = st.sampled_from(
        ["shop", "agent:x", "a@b.example", "https://shop.example/a?b=c", "", "1", "名字"]
    ).filter(lambda value: len(value) >= (info.min_length or 0))
    return (text | examples).filter(lambda value: pattern.search(value) is not None)
