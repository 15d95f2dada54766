"""A shorter way to the same kind of trouble: leave steps out while it still goes wrong."""

from collections.abc import Sequence

from tests.randomized.comparing import Disagreement
from tests.randomized.configurations import Setting
from tests.randomized.trial import Entry, Trial


def shrink(setting: Setting, entries: Sequence[Entry], attempts: int = 2_000) -> list[Entry]:
    """Halves, quarters, …, single steps; stops after so many attempts."""
    kept = list(entries)
    size = max(1, len(kept) // 2)
    while attempts > 0:
        start, is_shorter = 0, False
        while start < len(kept) and attempts > 0:
            shorter = kept[:start] + kept[start + size :]
            attempts -= 1
            if message(setting, shorter) is not None:
                kept, is_shorter = shorter, True
            else:
                start += size
        if size == 1 and not is_shorter:
            break
        size = max(1, size // 2)
    return kept


def message(setting: Setting, entries: Sequence[Entry]) -> str | None:
    """What goes wrong when these steps are taken; None if nothing does."""
    try:
        trial = Trial(setting)
        for entry in entries:
            trial.apply(entry)
    except Disagreement as disagreement:
        return str(disagreement)
    return None


def story(setting: Setting, entries: Sequence[Entry]) -> str:
    """The shortest way to the trouble that was found, and what the trouble is."""
    short = shrink(setting, entries)
    steps = [f"  {e.now_ms} {e.action}{' at once' if e.at_once else ''}" for e in short]
    return "\n".join([str(setting.config), "", *steps, "", str(message(setting, short))])
