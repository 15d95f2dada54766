"""docs/features.md has every item, and each test that it names exists."""

import ast
import re
from pathlib import Path

from tests.architecture.tree import ROOT

TABLE = ROOT / "docs/features.md"
AGENT = [f"A{number}" for number in range(1, 18)] + ["A8b", "A16b"]
BUYER = [f"B{number}" for number in range(1, 9)] + ["B4b"]
ROW = re.compile(r"^\| ([AB]\d+b?) \|[^|]+\|([^|]+)\|$", re.MULTILINE)
TEST = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def test_every_item_has_a_row_with_a_test() -> None:
    rows = ROW.findall(TABLE.read_text())
    assert sorted(item for item, _ in rows) == sorted(AGENT + BUYER)
    assert [item for item, tests in rows if not TEST.search(tests)] == []


def test_the_tests_that_the_table_names_exist() -> None:
    named = TEST.findall(TABLE.read_text())
    assert named
    missing = [f"{file}::{test}" for file, test in named if test not in _tests_of(file)]
    assert missing == []


def _tests_of(file: str) -> set[str]:
    path: Path = ROOT / "tests/browser" / file
    if not path.exists():
        return set()
    tree = ast.parse(path.read_text())
    return {node.name for node in tree.body if isinstance(node, ast.AsyncFunctionDef)}
