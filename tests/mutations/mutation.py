"""What a mutation is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """One rule, settle step or boundary got wrong."""

    rule: str
    what: str
    file: str
    old: str
    new: str
