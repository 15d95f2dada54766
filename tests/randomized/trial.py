"""One desk and its oracle, side by side: every step is taken twice and compared in every way."""

from dataclasses import dataclass, replace
from typing import Protocol

from routing import commands as c
from routing.desk import Desk
from routing.events import CommandRefused, Event, Refusal
from routing.rows import Changes, ContactFacts, DeskRows, Phase
from routing.settings import DeskConfig
from tests.oracle import fold, invariants
from tests.oracle.model import Model
from tests.oracle.view import Step, View
from tests.randomized.comparing import (
    BARE,
    Disagreement,
    check_queries,
    facts_of,
    laid_over,
    require_equal,
    require_same,
)
from tests.randomized.configurations import Setting
from tests.randomized.shell import Shell

START_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Tick:
    """Let time pass."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Throw the desk away and make it again from what is kept of it (I17)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of a run, so that a run can be taken again. The command is without facts.

    `at_once`: what is due fires inside `handle`, not tick by tick before it.
    """

    now_ms: int
    action: c.Command | Tick | Restore
    at_once: bool = False


class Restorer(Protocol):
    """Keeps what a desk changes, and makes the desk again from what it kept."""

    def keep(self, changes: Changes) -> None: ...

    def restore(self, config: DeskConfig, desk: Desk) -> Desk: ...


class FromRows:
    """The desk's own rows are all there is."""

    def keep(self, changes: Changes) -> None:
        """Nothing: the rows are asked for when they are needed."""

    def restore(self, config: DeskConfig, desk: Desk) -> Desk:
        return Desk.restore(config, desk.rows())


class Trial:
    def __init__(self, setting: Setting, restorer: Restorer | None = None) -> None:
        self.setting = setting
        self.config = setting.config
        self.shell = Shell(setting.contacts)
        self.desk = Desk.new(setting.config, START_MS)
        self.model = Model(setting.config, START_MS)
        self.view = View(self.desk.rows(), setting.config)
        self.remembered: dict[str, ContactFacts] = {}
        self.steps: list[tuple[int, c.Command | None]] = []
        self.events: list[Event] = []
        self._restorer = restorer or FromRows()
        self._check(self.view, None, [], fired=False)

    def apply(self, entry: Entry) -> None:
        """Take the step, or raise `Disagreement`."""
        try:
            match entry.action:
                case Restore():
                    self._restore()
                case Tick():
                    self._tick_until(entry.now_ms)
                case _:
                    if not entry.at_once:
                        self._tick_until(entry.now_ms)
                    self._handle(entry.action, entry.now_ms, needless=entry.at_once)
        except Disagreement:
            raise
        except Exception as error:
            raise Disagreement(f"{type(error).__name__}: {error}") from error

    def replay(self) -> None:
        """I8: the same commands give the same events, on a desk that was never restored."""
        desk = Desk.new(self.setting.config, START_MS)
        events: list[Event] = []
        for now_ms, command in self.steps:
            events += desk.tick(now_ms) if command is None else desk.handle(command, now_ms)
        if events != self.events:
            raise Disagreement("I8 the same commands gave other events")

    def _restore(self) -> None:
        self.desk = self._restorer.restore(self.config, self.desk)
        require_same("I17 restored", self.desk.rows(), self.view.rows)
        if self.desk.next_deadline_ms() != self.model.next_deadline_ms():
            raise Disagreement(f"I17 next deadline restored: {self.desk.next_deadline_ms()}")

    def _tick_until(self, now_ms: int) -> None:
        """One deadline at a time, each of them checked."""
        while (due := self.desk.next_deadline_ms()) is not None and due <= now_ms:
            before = self.view
            at = max(due, before.now_ms)
            self.steps.append((at, None))
            events = self.desk.tick(at)
            self.model.tick(at)
            self._check(before, None, events, fired=True)

    def _handle(self, command: c.Command, now_ms: int, *, needless: bool) -> None:
        """`needless`: the desk is also told lies about contacts it holds, which it must ignore."""
        before = self.view
        due = self.model.next_deadline_ms()
        is_due = due is not None and due <= now_ms
        complete = self.shell.complete(self.desk, command, needless=needless)
        for facts in facts_of(complete):
            if not self.desk.holds(facts.row.contact):
                self._check_facts(facts)
        self.steps.append((now_ms, complete))
        events = self.desk.handle(complete, now_ms)
        refusal = self.model.handle(complete, now_ms)
        self._check_refusal(events, refusal)
        if isinstance(command, c.Configure) and refusal is None:
            self.config = command.config
        self.shell.note_connections(command)
        self._check(before, complete, events, fired=is_due)

    def _check_facts(self, facts: ContactFacts) -> None:
        """What came out last for a contact is what the oracle remembers of it."""
        known = self.remembered.get(facts.row.contact)
        if known is None:
            return
        bare = [
            (replace(f.row, connected=False, absent_since_ms=None, gone=False), f.mailbox)
            for f in (facts, known)
        ]
        (row, mailbox), (known_row, known_mailbox) = bare
        if row != known_row:
            raise Disagreement(f"forgotten contact:\n  desk   {row}\n  oracle {known_row}")
        if mailbox is None or known_mailbox is None:
            if mailbox is not known_mailbox:
                raise Disagreement(f"forgotten mailbox: desk {mailbox}, oracle {known_mailbox}")
        elif BARE(mailbox) != BARE(known_mailbox):
            raise Disagreement(f"forgotten mailbox:\n  desk   {mailbox}\n  oracle {known_mailbox}")

    def _check_refusal(self, events: list[Event], expected: Refusal | None) -> None:
        codes = [event.code for event in events if isinstance(event, CommandRefused)]
        if codes != ([] if expected is None else [expected]):
            raise Disagreement(f"refused: desk {codes}, oracle {expected}")

    def _check(
        self, before: View, command: c.Command | None, events: list[Event], *, fired: bool
    ) -> None:
        """Everything that must hold after a step."""
        self.events += events
        rows = self.desk.rows()
        require_same("rows", rows, self.model.rows())
        deadline, expected = self.desk.next_deadline_ms(), self.model.next_deadline_ms()
        if deadline != expected:
            raise Disagreement(f"next deadline: desk {deadline}, oracle {expected}")
        self.view = View(rows, self.config)
        self._check_changes(before.rows, rows)
        self.desk.check_invariants()
        invariants.check(Step(before, command, fired, events, self.view))
        fold.check(before, events, self.view)
        check_queries(self.desk, self.view)

    def _check_changes(self, before: DeskRows, after: DeskRows) -> None:
        """The rows before, with what changed laid over them, are the rows after."""
        changes = self.desk.take_changes()
        require_equal(
            "changes laid over the rows", laid_over(before, changes, self.shell.sessions), after
        )
        is_live = bool(after.contacts) or any(s.is_here for s in self.view.state.values())
        if (changes.next_deadline_ms, changes.is_live) != (self.desk.next_deadline_ms(), is_live):
            raise Disagreement(f"changes: {changes.next_deadline_ms=}, {changes.is_live=}")
        closed = {row.session: row for row in self.model.take_closed()}
        told = {row.session: row for row in changes.sessions if row.phase is Phase.CLOSED}
        for name in sorted(closed.keys() | told.keys()):
            ours, theirs = told.get(name), closed.get(name)
            if ours is None or theirs is None or BARE(ours) != BARE(theirs):
                raise Disagreement(f"closed session:\n  desk   {ours}\n  oracle {theirs}")
        self.shell.store(changes)
        self._restorer.keep(changes)
        for facts in self.model.take_forgotten():
            self.remembered[facts.row.contact] = facts
