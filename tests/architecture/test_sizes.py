"""A file that outgrows its bound tells more than one story: split it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import is_pure, named, sources

PURE_LINES_MAX = 400
LINES_MAX = 500
FUNCTION_LINES_MAX = 70


def test_files_stay_within_their_lines() -> None:
    written = [path for path in sources(".py", ".ts", ".tsx", ".mjs", ".css") if _is_written(path)]
    assert [named(path) for path in written if _lines(path) > _lines_max(path)] == []


def test_functions_stay_within_their_lines() -> None:
    long = {named(path): list(_long_functions(path.read_text())) for path in sources(".py")}
    assert {name: functions for name, functions in long.items() if functions} == {}


def test_long_function_is_found_when_there_is_one() -> None:
    body = "    pass\n" * FUNCTION_LINES_MAX
    assert list(_long_functions(f"def step():\n{body}")) == ["step: 71 lines"]


def _is_written(path: Path) -> bool:
    return path.name != "generated.ts"


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _lines_max(path: Path) -> int:
    return PURE_LINES_MAX if is_pure(path) else LINES_MAX


def _long_functions(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield f"{node.name}: {lines} lines"
