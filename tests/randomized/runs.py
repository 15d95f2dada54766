"""Runs: a fresh desk, some hundred random steps, everything derived from (seed, number)."""

from dataclasses import dataclass

from routing.rows import SessionRow
from tests.randomized.choices import Choices, Seeded
from tests.randomized.comparing import Disagreement, check_details
from tests.randomized.configurations import Setting, draw_setting
from tests.randomized.proposals import Situation, propose
from tests.randomized.trial import Entry, Restore, Restorer, Tick, Trial

STEPS = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a run went wrong, and what it takes to see it again."""

    seed: str
    number: int
    step: int
    message: str
    setting: Setting
    entries: tuple[Entry, ...]


def run(
    seed: str, number: int, steps: int = STEPS, restorer: Restorer | None = None
) -> Failure | None:
    """One run; None if everybody agreed all along."""
    choices = Seeded(f"{seed}/{number}")
    setting = draw_setting(choices)
    entries: list[Entry] = []
    try:
        trial = Trial(setting, restorer)
        for step in range(steps):
            entries.append(draw_entry(choices, trial, f"{number}-{step}"))
            trial.apply(entries[-1])
            if step % 25 == 0:
                check_details(trial.desk, trial.view)
        if number % 8 == 0:
            trial.replay()
    except Disagreement as disagreement:
        return Failure(seed, number, len(entries), str(disagreement), setting, tuple(entries))
    return None


def draw_entry(choices: Choices, trial: Trial, name: str) -> Entry:
    """`name` is new; a session created takes it, with a random beginning to be sorted by."""
    now_ms = draw_time(choices, trial)
    kind = choices.below(100)
    if kind == 0:
        return Entry(now_ms, Restore())
    if kind < 6:
        return Entry(now_ms, Tick())
    on = situation(trial, f"{choices.below(100):02}-{name}")
    return Entry(now_ms, propose(choices, on), at_once=choices.chance(20))


def situation(trial: Trial, fresh_id: str) -> Situation:
    stored = trial.shell.contacts.values()
    return Situation(
        view=trial.view,
        contacts=trial.setting.contacts,
        ended=ended(trial),
        blocked=tuple(row.contact for row in stored if row.blocked),
        recents=tuple((row.contact, row.recent_agent) for row in stored if row.recent_agent),
        fresh_id=fresh_id,
    )


def ended(trial: Trial) -> tuple[SessionRow, ...]:
    """The last few sessions the desk no longer holds: closed, or left in the mailbox."""
    held = trial.view.sessions
    return tuple(row for name, row in trial.shell.sessions.items() if name not in held)[-12:]


def draw_time(choices: Choices, trial: Trial) -> int:
    """The same millisecond, a little later, around the next deadline, rarely far off or back."""
    now_ms = trial.view.now_ms
    kind = choices.below(100)
    if kind < 50:
        return now_ms
    if kind < 84:
        return now_ms + choices.between(1, 25)
    due = trial.desk.next_deadline_ms()
    if kind < 94:
        return now_ms + 100 if due is None else max(now_ms, due + choices.between(-1, 1))
    if kind < 97:
        lapses = recents_lapse(trial)
        return choices.pick(lapses) + choices.between(-1, 0) if lapses else now_ms
    if kind < 99:
        return now_ms + choices.pick((100, 200, 300, 1_000, 2_000))
    return now_ms + (
        choices.between(3_000, 80_000) if choices.chance(30) else -choices.between(1, 500)
    )


def recents_lapse(trial: Trial) -> list[int]:
    """The moments to come at which a recent contact is no longer fresh."""
    wait_ms = trial.config.settings.recent_contact_ms
    recents = [row.recent_at_ms for row in trial.shell.contacts.values()]
    moments = [at_ms + wait_ms for at_ms in recents if at_ms is not None]
    return [moment for moment in moments if moment > trial.view.now_ms]
