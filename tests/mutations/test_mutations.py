import pytest

from tests.mutations.catalogue import MUTATIONS
from tests.mutations.hunting import ROOT, MutationError, hunt, mutated
from tests.mutations.mutation import Mutation

SAMPLE = [m for m in MUTATIONS if m.rule in {"R10", "R18"}]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.rule} {m.what}")
def test_mutation_still_applies(mutation: Mutation) -> None:
    source = (ROOT / mutation.file).read_text()
    assert mutated(mutation, source) != source


def test_mutation_of_a_text_that_is_not_there_is_an_error() -> None:
    with pytest.raises(MutationError, match="found 0 times"):
        mutated(Mutation("R0", "nothing", "routing/desk.py", "no such text", ""), "some text")


@pytest.mark.slow
@pytest.mark.parametrize("mutation", SAMPLE, ids=lambda m: f"{m.rule} {m.what}")
def test_random_runs_notice_a_broken_desk(mutation: Mutation) -> None:
    assert hunt(mutation, seed="1", runs=200) is not None


@pytest.mark.slow
def test_random_runs_agree_with_a_sound_desk() -> None:
    sound = Mutation("R0", "nothing", "routing/deadlines.py", "> now_ms:", "> now_ms :")
    assert hunt(sound, seed="1", runs=10) is None
