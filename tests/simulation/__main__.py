"""`python -m tests.simulation`: 100,000 seeds, one of them, or the servers broken on purpose."""

from __future__ import annotations

import argparse
import random
import sys
import time

from tests.simulation.broken import BREAKS
from tests.simulation.runs import Failure, Shop, shop


def main() -> int:
    arguments = _parse()
    with shop() as place:
        if arguments.broken:
            return _broken(place)
        if arguments.seed is not None:
            return _one(place, arguments.seed)
        return _many(place, arguments.first, arguments.seeds)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100_000, help="how many, from a random one on")
    parser.add_argument("--first", type=int, help="the first of them")
    parser.add_argument("--seed", type=int, help="this one only")
    parser.add_argument("--broken", action="store_true", help="the negative controls")
    return parser.parse_args()


def _one(place: Shop, seed: int) -> int:
    outcome = place.run(seed)
    if isinstance(outcome, Failure):
        raise outcome.error
    print(outcome)
    return 0


def _many(place: Shop, wanted: int | None, count: int) -> int:
    began = time.monotonic()
    first = random.SystemRandom().randrange(10**9) if wanted is None else wanted
    print(f"seeds from {first}", flush=True)
    for number in range(count):
        outcome = place.run(first + number)
        if isinstance(outcome, Failure):
            print(outcome)
            return 1
        if number % 500 == 499:
            print(f"{number + 1} seeds, {(time.monotonic() - began):.0f} s", flush=True)
    print(f"{count} seeds, no promise broken")
    return 0


def _broken(place: Shop) -> int:
    unseen = 0
    for name, make_broken in BREAKS.items():
        with make_broken():
            failure = next(place.failures(range(1_000)), None)
        if failure is None:
            unseen += 1
            print(f"{name}: NOT SEEN in 1,000 seeds", flush=True)
        else:
            print(
                f"{name}: seed {failure.seed}: {str(failure.error).splitlines()[0][:100]}",
                flush=True,
            )
    return int(unseen > 0)


if __name__ == "__main__":
    sys.exit(main())
