"""How the desk's rows, commands and events are declared."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(kind: type[Kind]) -> type[Kind]:
    """A slotted dataclass, equal and hashed by its fields, which nobody may change.

    It is the type checker that holds to this. At run time a frozen dataclass pays a call a field
    whenever one is made, and each message makes rows of twenty.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
