"""A thousand seeds keep every promise; a seed is the same run again; broken servers are noticed.

`make simulate` runs 100,000 of them, `SEED=` one again, and
`python -m tests.simulation --broken` looks for each break in the first thousand.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.simulation.broken import BREAKS, SEEN_UNDER
from tests.simulation.runs import Failure, Shop, shop

SEEDS = 1_000
AT_ONCE = 50
TRIES = 150
"""Seeds a break may take; most show under the one that is noted, until a change moves the runs."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place() -> Iterator[Shop]:
    with shop() as made:
        yield made


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_no_promise_is_broken_under_any_seed(place: Shop, first: int) -> None:
    assert [str(one) for one in place.failures(range(first, first + AT_ONCE))] == []


@pytest.mark.parametrize("name", BREAKS)
def test_broken_server_is_noticed(place: Shop, name: str) -> None:
    first, seen_as = SEEN_UNDER[name]
    with BREAKS[name]():
        outcomes = map(place.run, range(first, first + TRIES))
        failures = (str(one) for one in outcomes if isinstance(one, Failure))
        assert any(seen_as in failure for failure in failures)


def test_seed_is_the_same_run_again_in_another_process(place: Shop) -> None:
    outcome = place.run(7)
    assert not isinstance(outcome, Failure)
    assert outcome == place.run(7)
    for hash_seed in ("1", "4711"):
        again = subprocess.run(
            [sys.executable, "-m", "tests.simulation", "--seed", "7"],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert str(outcome) in again.stdout


def test_runs_are_full_of_life_and_trouble(place: Shop) -> None:
    outcomes = [one for one in map(place.run, range(20)) if not isinstance(one, Failure)]
    assert len({one.digest for one in outcomes}) == len(outcomes)
    happened = sum((Counter(one.happened) for one in outcomes), Counter())
    each = {what: count / len(outcomes) for what, count in happened.items()}
    assert each["commands"] > 100
    assert each["acknowledged"] > 20
    assert each["commits stored"] > 30
    for what in ("cuts", "crashes", "commits failed", "commits unnoticed", "commits slow"):
        assert each[what] > 1, what
    assert {"restarts", "pauses", "jumps of the date", "stalled readers"} <= each.keys()
