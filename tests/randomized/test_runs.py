import os

import pytest

from tests.randomized.runs import STEPS, run
from tests.randomized.shrinking import story

SEED = os.environ.get("RANDOMIZED_SEED", "1")
"""The same runs each time: a change is judged by its own. `make simulate-desk` draws others."""


def agree(numbers: range) -> None:
    for number in numbers:
        failure = run(SEED, number)
        if failure is not None:
            pytest.fail(
                f"step {failure.step}: {failure.message}\n\n"
                f"{story(failure.setting, failure.entries)}\n\n"
                f"python -m tests.randomized --seed {SEED} --run {number}"
            )


def test_desk_agrees_with_its_oracle_in_short() -> None:
    agree(range(15))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_desk_agrees_with_its_oracle(part: int) -> None:
    runs = 110_000 // STEPS // 10
    agree(range(part * runs, (part + 1) * runs))
