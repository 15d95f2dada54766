from chatd.protocol import typescript
from tests.architecture.tree import ROOT


def test_generated_types_are_what_the_structs_say() -> None:
    assert typescript.check(ROOT), "the wire changed: run .venv/bin/chatd schema --write"
