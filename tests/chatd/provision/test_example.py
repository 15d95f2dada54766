"""The example an operator starts from is one that works."""

from pathlib import Path

from chatd.provision import parse_provision

EXAMPLE = Path(__file__).parents[3] / "deploy" / "merchant.toml"


def test_example_is_accepted_as_it_is() -> None:
    file = parse_provision(EXAMPLE.read_text(encoding="utf-8"))
    assert [agent.config.agent for agent in file.agents] == ["main", "ana", "lead"]
    assert file.working_hours is not None
    assert file.desk.settings.queue_max == 500
    assert file.retention == (1095, 1095, 400)
