"""`python -m tests.randomized --steps 1000000 --seed N`: exit 1 at the first disagreement."""

import argparse
import random
import sys
import time

from tests.randomized.runs import STEPS, Failure, run
from tests.randomized.shrinking import story


def main() -> int:
    arguments = parse()
    seed = arguments.seed or str(random.SystemRandom().randrange(10**6))
    print(f"seed {seed}", flush=True)
    if arguments.run is not None:
        failure = run(seed, arguments.run)
        if failure is not None:
            report(failure)
        return int(failure is not None)
    started, failures = time.monotonic(), 0
    for number in range(-(-arguments.steps // STEPS)):
        failure = run(seed, number)
        if failure is not None:
            failures += 1
            report(failure)
            if not arguments.keep_going:
                return 1
        if number % 500 == 499:
            rate = (number + 1) * STEPS / (time.monotonic() - started)
            print(f"{(number + 1) * STEPS} steps, {rate:.0f} a second", flush=True)
    print(f"{arguments.steps} steps, {failures} disagreements")
    return int(failures > 0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.randomized")
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--seed", help="a fresh one is drawn, and printed, if there is none")
    parser.add_argument("--run", type=int, help="only this run of the seed")
    parser.add_argument("--keep-going", action="store_true", help="past the first disagreement")
    return parser.parse_args()


def report(failure: Failure) -> None:
    print(f"\nseed {failure.seed}, run {failure.number}, step {failure.step}: {failure.message}")
    print(f"\n{story(failure.setting, failure.entries)}")
    print(f"\nagain: python -m tests.randomized --seed {failure.seed} --run {failure.number}\n")


if __name__ == "__main__":
    sys.exit(main())
