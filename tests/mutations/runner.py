"""`python -m tests.mutations.runner FOLDER SEED RUNS`: the first disagreement as JSON, or null."""

import json
import sys
from pathlib import Path

import routing.desk
from tests.randomized.runs import run


def main(folder: str, seed: str, runs: str) -> None:
    source = Path(routing.desk.__file__).resolve()
    assert source.is_relative_to(Path(folder).resolve()), f"{source} is not the broken desk"
    for number in range(int(runs)):
        failure = run(seed, number)
        if failure is not None:
            first_line = failure.message.splitlines()[0]
            json.dump({"run": number, "step": failure.step, "message": first_line}, sys.stdout)
            return
    json.dump(None, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
