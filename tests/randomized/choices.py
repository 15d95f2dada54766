"""Where chance comes from: a seeded generator, or whatever else can draw a number."""

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices(ABC):
    @abstractmethod
    def below(self, limit: int) -> int:
        """0 <= n < limit"""

    def between(self, first: int, last: int) -> int:
        return first + self.below(last - first + 1)

    def pick(self, among: Sequence[T]) -> T:
        return among[self.below(len(among))]

    def chance(self, percent: int) -> bool:
        return self.below(100) >= 100 - percent


class Seeded(Choices):
    """The same seed draws the same numbers on every machine."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def below(self, limit: int) -> int:
        return int(self._random.random() * limit)
