"""Figures are noted by tests, shown at the end, and written down when FAULTS_WRITE=1."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.faults.figures import Figure, Figures
from tests.faults.victim import Victim, victim_server

_HERE: Final = Path(__file__).parent
_FIGURES: Final = pytest.StashKey[Figures]()

Note = Callable[[str, str, str], None]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_FIGURES] = Figures()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of it needs processes and patience."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker("faults")
            item.add_marker("slow")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    figures = terminalreporter.config.stash[_FIGURES]
    if not figures.taken:
        return
    terminalreporter.section("figures of the faults")
    terminalreporter.write_line(figures.table())
    if os.environ.get("FAULTS_WRITE") == "1":
        figures.write()


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Note a figure: the fault, what must hold, what came out."""
    figures = request.config.stash[_FIGURES]

    def take(fault: str, limit: str, measured: str) -> None:
        figures.taken.append(Figure(fault, limit, measured, Path(request.node.path).name))

    return take


@pytest.fixture(scope="session")
def _victim_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    with victim_server(tmp_path_factory.mktemp("victim")) as victim:
        yield victim


@pytest.fixture
def victim(_victim_server: Victim) -> Victim:
    """A server with the limits everybody has, shared by the attacks; see `Victim.check`."""
    _victim_server.begin()
    return _victim_server
