from pathlib import Path

import pytest

from tests.randomized.from_sqlite import FromSqlite
from tests.randomized.runs import run
from tests.randomized.test_runs import SEED


@pytest.mark.slow
def test_desk_goes_on_identically_when_restored_from_its_database(tmp_path: Path) -> None:
    for number in range(40):
        restorer = FromSqlite(tmp_path / f"{number}.db")
        failure = run(f"{SEED}/sqlite", number, restorer=restorer)
        restorer.close()
        if failure is not None:
            pytest.fail(f"run {number}, step {failure.step}: {failure.message}")
