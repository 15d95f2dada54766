import pytest

from tests.architecture.purity import impurities
from tests.architecture.tree import ROOT, is_pure, named, sources


def test_pure_packages_reach_nothing_outside_themselves() -> None:
    modules = [path for path in sources(".py") if is_pure(path)]
    assert modules
    found = [
        f"{named(path)} {impurity}"
        for path in modules
        for impurity in impurities(path.relative_to(ROOT).parts[0], path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("package", "code"),
    [
        ("routing", "import time"),
        ("routing", "from random import choice"),
        ("routing", "import asyncio"),
        ("routing", "from chatd.clock import now_ms"),
        ("routing", "import collections.abc, os.path"),
        ("presence", "from routing.rows import SessionRow"),
        ("presence", "import queueing"),
        ("queueing", "from datetime import datetime\nstart = datetime.now()"),
        ("queueing", "order = hash('buyer')"),
        ("queueing", "def peek():\n    import secrets"),
        ("routing", "async def step(): ..."),
    ],
)
def test_impurity_is_found_when_there_is_one(package: str, code: str) -> None:
    assert len(impurities(package, code)) == 1


@pytest.mark.parametrize(
    ("package", "code"),
    [
        ("routing", "from presence.states import PresenceState"),
        ("routing", "from .rows import SessionRow"),
        ("queueing", "from sortedcontainers import SortedDict"),
        ("presence", "from collections.abc import Iterator"),
        ("routing", "def step(command, now_ms):\n    return now_ms"),
    ],
)
def test_pure_code_is_let_pass(package: str, code: str) -> None:
    assert impurities(package, code) == []
