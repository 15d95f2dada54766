"""Seeds one after the other, each on a fresh copy of the same shop."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import structlog

from tests.simulation.store import Disk
from tests.simulation.trial import Outcome, run_seed
from tests.simulation.world import fast_directory, make_template


class Failure(NamedTuple):
    """A seed under which a promise was not kept."""

    seed: int
    error: Exception

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.error}\nagain: make simulate SEED={self.seed}"


@contextmanager
def shop() -> Iterator[Shop]:
    """A place for runs, gone afterwards."""
    directory = fast_directory()
    before = structlog.get_config()
    structlog.configure(processors=[_silence])
    try:
        disk = Disk(make_template(directory))
        # What is there by now stays: the collector need not look through it in every run.
        gc.collect()
        gc.freeze()
        yield Shop(disk)
        disk.close()
    finally:
        gc.unfreeze()
        structlog.configure(**before)
        shutil.rmtree(directory)


class Shop:
    """Runs seeds."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def run(self, seed: int) -> Outcome | Failure:
        """One seed. Whatever is raised is a failure: nothing may be."""
        gc.disable()  # what a run leaves behind is collected after it
        try:
            return run_seed(seed, self._disk)
        except Exception as error:  # noqa: BLE001 # that is what is looked for
            return Failure(seed, error)
        finally:
            gc.enable()

    def failures(self, seeds: Iterable[int]) -> Iterator[Failure]:
        """The seeds that fail."""
        for seed in seeds:
            outcome = self.run(seed)
            if isinstance(outcome, Failure):
                yield outcome


def _silence(*_about: object) -> structlog.typing.EventDict:
    raise structlog.DropEvent
