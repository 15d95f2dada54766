"""The same steps, chosen by hypothesis, which swarms over the rules.

What it finds is shortened by leaving steps out: its own way takes minutes with so many draws.
"""

from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from routing.commands import ConnectAgent
from tests.randomized.choices import Choices
from tests.randomized.comparing import Disagreement
from tests.randomized.configurations import draw_setting
from tests.randomized.proposals import PROPOSALS, Proposal, post_buyer_message
from tests.randomized.runs import draw_time, situation
from tests.randomized.shrinking import story
from tests.randomized.trial import Entry, Restore, Tick, Trial

STEPS_MAX = 80


class Drawn(Choices):
    """Small numbers first, so that a failure shrinks to the plainest desk that has it."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def below(self, limit: int) -> int:
        return int(self._data.draw(st.integers(0, limit - 1)))


class DeskMachine(RuleBasedStateMachine):
    """Rules for each proposal, added below, and one each for time and for restoring."""

    def __init__(self) -> None:
        super().__init__()
        self.trial: Trial | None = None
        self.entries: list[Entry] = []

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        choices = Drawn(data)
        self.trial = Trial(draw_setting(choices))
        for agent in self.trial.view.agents:
            if not choices.chance(25):
                self.apply(Entry(self.trial.view.now_ms, ConnectAgent(agent)))
        for _ in range(choices.below(8)):
            self.take(post_buyer_message, choices)

    @rule(data=st.data())
    def tick(self, data: st.DataObject) -> None:
        assert self.trial is not None
        self.apply(Entry(draw_time(Drawn(data), self.trial), Tick()))

    @rule()
    def restore(self) -> None:
        assert self.trial is not None
        self.apply(Entry(self.trial.view.now_ms, Restore()))

    def take(self, proposal: Proposal, choices: Choices) -> None:
        assert self.trial is not None
        now_ms = draw_time(choices, self.trial)
        fresh_id = f"{choices.below(100):02}-{len(self.entries)}"
        command = proposal(choices, situation(self.trial, fresh_id))
        if command is not None:
            self.apply(Entry(now_ms, command, at_once=choices.chance(20)))

    def apply(self, entry: Entry) -> None:
        assert self.trial is not None
        self.entries.append(entry)
        try:
            self.trial.apply(entry)
        except Disagreement as disagreement:
            raise Disagreement(story(self.trial.setting, self.entries)) from disagreement


def step_of(proposal: Proposal) -> Callable[[DeskMachine, st.DataObject], None]:
    def step(self: DeskMachine, data: st.DataObject) -> None:
        self.take(proposal, Drawn(data))

    step.__name__ = proposal.__name__
    return step


for each, weight in PROPOSALS.items():
    for copy in range(1 + weight // 10):
        setattr(DeskMachine, f"{each.__name__}{copy}", rule(data=st.data())(step_of(each)))


@pytest.mark.slow
def test_desk_agrees_with_its_oracle_whatever_hypothesis_tries() -> None:
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    limits = settings(max_examples=100, stateful_step_count=STEPS_MAX, phases=phases)
    run_state_machine_as_test(DeskMachine, settings=limits)
