"""Ten seeds keep every promise; the same seed is the same run; broken servers are noticed.

`make simulate-server` runs 100,000 of them, `SEED=` one again, and
`python -m tests.simulation --broken` all the negative controls.
"""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.simulation.broken import BREAKS
from tests.simulation.runs import Failure, Shop, shop

SEEDS = 10
AT_ONCE = 5
SEEN_WITHIN = 40
QUICKLY_SEEN = (
    "acknowledge before the commit",
    "publish before the commit",
    "keep a desk whose commit failed",
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place() -> Iterator[Shop]:
    with shop() as made:
        yield made


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_no_promise_is_broken_under_any_seed(place: Shop, first: int) -> None:
    assert [str(one) for one in place.failures(range(first, first + AT_ONCE))] == []


@pytest.mark.parametrize("name", QUICKLY_SEEN)
def test_broken_server_is_noticed(place: Shop, name: str) -> None:
    with BREAKS[name]():
        assert next(place.failures(range(SEEN_WITHIN)), None) is not None


def test_seed_is_the_same_run_again_in_another_process(place: Shop) -> None:
    outcome = place.run(7)
    assert not isinstance(outcome, Failure)
    assert outcome == place.run(7)
    again = subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--seed", "7"],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(outcome) in again.stdout


def test_other_seed_is_another_run(place: Shop) -> None:
    outcomes = [place.run(seed) for seed in (7, 8)]
    digests = {one.digest for one in outcomes if not isinstance(one, Failure)}
    assert len(digests) == 2
