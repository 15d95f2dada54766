"""`python -m tests.fuzz --frames 1000000 --seed N`: exit 1 at the first breach of the contract."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from tests.fuzz.trial import Trial, growth, trial

ROUNDS = 50


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--seed", help="a fresh one is drawn, and printed, if there is none")
    arguments = parser.parse_args()
    seed = arguments.seed or str(random.SystemRandom().randrange(10**6))
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as directory:
        grown = uvloop.run(run(Path(directory), seed, arguments.frames))
    if grown:
        print(f"left behind: {grown}")
    return int(bool(grown))


async def run(directory: Path, seed: str, frames: int) -> str:
    """What grew; "" if nothing."""
    began = time.monotonic()
    async with trial(directory, seed) as it:
        for number in range(ROUNDS):
            await it.round(frames // ROUNDS)
            report(it, number, time.monotonic() - began)
    return growth(it.tally.rests)


def report(it: Trial, number: int, took_s: float) -> None:
    tally, rest = it.tally, it.tally.rests[-1]
    print(
        f"round {number + 1}: {tally.frames:,} frames, {tally.answered:,} answers, "
        f"{tally.connections:,} connections ({dict(sorted(tally.closed.items()))}), "
        f"{rest.resident_bytes / 1024**2:.0f} MiB, {rest.tasks} tasks, "
        f"{rest.descriptors} descriptors, {tally.frames / took_s:,.0f} frames a second",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
