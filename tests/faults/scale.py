"""How much of each fault: a small sample in the test run, the full number by `make faults`."""

from __future__ import annotations

import os
from typing import Final, TypeVar

FULL: Final = os.environ.get("FAULTS_FULL") == "1"

T = TypeVar("T")


def sample(small: T, full: T) -> T:
    """The number that fits this run."""
    return full if FULL else small
