"""Breaks a copy of the desk and sends the random runs after it, in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutations.mutation import Mutation

ROOT = Path(__file__).parents[2]
PACKAGES = ("presence", "queueing", "routing")
TIMEOUT_S = 900


class MutationError(Exception):
    """A mutation that says nothing: its text is not there, or the code does not even load."""


@dataclass(frozen=True, slots=True)
class Kill:
    """Where the random runs noticed; None in its place means they did not."""

    run: int
    step: int
    message: str


def mutated(mutation: Mutation, source: str) -> str:
    """The file's text with the mutation in it."""
    found = source.count(mutation.old)
    if found != 1:
        raise MutationError(f"{mutation.file}: found {found} times, not once: {mutation.old!r}")
    return source.replace(mutation.old, mutation.new)


def copy_packages(source: Path, folder: Path) -> None:
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source / package, folder / package, ignore=ignored)


def hunt(mutation: Mutation, seed: str, runs: int, source: Path = ROOT) -> Kill | None:
    """Run until somebody disagrees with the broken desk, or `runs` are over."""
    with TemporaryDirectory(prefix="mutation-") as name:
        folder = Path(name)
        copy_packages(source, folder)
        file = folder / mutation.file
        file.write_text(mutated(mutation, file.read_text()))
        return run_random(folder, seed, runs)


def run_random(folder: Path, seed: str, runs: int) -> Kill | None:
    """The packages come from the folder, the tests from here."""
    command = [sys.executable, "-m", "tests.mutations.runner", str(folder), seed, str(runs)]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode != 0:
        raise MutationError(done.stderr.strip() or f"the runner ended with {done.returncode}")
    answer = json.loads(done.stdout)
    return None if answer is None else Kill(**answer)
