import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def test_import_contracts_of_pyproject_hold() -> None:
    report = subprocess.run(
        [LINT_IMPORTS, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert report.returncode == 0, report.stdout + report.stderr
