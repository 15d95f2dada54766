import ast
import subprocess
import sys
from pathlib import Path

from presence.states import PresenceState
from tests.architecture.tree import ROOT, named, sources

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def test_import_contracts_of_pyproject_hold() -> None:
    report = subprocess.run(
        [LINT_IMPORTS, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert report.returncode == 0, report.stdout + report.stderr


def test_oracle_says_by_itself_what_a_presence_state_means() -> None:
    meanings = {name for name, value in vars(PresenceState).items() if isinstance(value, property)}
    assert meanings
    borrowed = [
        f"{named(path)}:{node.lineno} {node.attr}"
        for path in sources(".py")
        if named(path).startswith("tests/oracle/")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in meanings
        # The oracle may call its own answers the same; what it asks of a state is borrowed.
        and ast.unparse(node.value).endswith("state")
    ]
    assert borrowed == []
