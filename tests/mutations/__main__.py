"""`python -m tests.mutations`: the random runs must kill every mutation; exit 1 if they do not."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutations.catalogue import MUTATIONS
from tests.mutations.hunting import ROOT, Kill, copy_packages, hunt, run_random
from tests.mutations.mutation import Mutation

SOUND_RUNS = 20
"""What the unbroken desk must survive, so that a kill means something."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--runs", type=int, default=2_000, help="at most so many for each mutation")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rule", help="only the mutations of this rule")
    arguments = parser.parse_args()
    chosen = [m for m in MUTATIONS if arguments.rule in {None, m.rule}]
    with TemporaryDirectory(prefix="desk-") as name:
        sound = Path(name)
        copy_packages(ROOT, sound)
        kill = run_random(sound, arguments.seed, SOUND_RUNS)
        if kill is not None:
            print(f"the desk itself is not sound: {verdict(kill, None)}")
            return 1
        return judge_all(chosen, sound, arguments)


def judge_all(chosen: list[Mutation], sound: Path, arguments: argparse.Namespace) -> int:
    def judge(mutation: Mutation) -> tuple[Mutation, Kill | None, str | None]:
        try:
            return mutation, hunt(mutation, arguments.seed, arguments.runs, sound), None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told and fails the whole
            return mutation, None, f"{type(error).__name__}: {error}"

    bad = 0
    with ThreadPoolExecutor(arguments.processes) as pool:
        for mutation, kill, error in pool.map(judge, chosen):
            bad += kill is None
            print(f"{mutation.rule:9} {mutation.what}: {verdict(kill, error)}", flush=True)
    print(f"{len(chosen)} mutations, {len(chosen) - bad} killed, seed {arguments.seed}")
    return int(bad > 0)


def verdict(kill: Kill | None, error: str | None) -> str:
    if error is not None:
        return f"ERROR {error}"
    if kill is None:
        return "SURVIVED"
    return f"killed in run {kill.run}, step {kill.step}: {kill.message}"


if __name__ == "__main__":
    sys.exit(main())
