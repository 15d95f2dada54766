"""The checker: each invariant is seen when it is broken by hand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from presence.states import PresenceState
from routing.desk import Desk
from routing.errors import InvariantViolation
from routing.rows import DeskRows, Member, Phase, SessionRow
from tests.routing.stage import START_MS, Stage


def staged() -> Stage:
    """x has one open and one cached session, y is busy, one waits, one is invited."""
    stage = Stage("mxy", w=1, r=2)
    stage.online("x")
    for number in range(3):
        stage.write(f"b{number}")
    stage.state("y", PresenceState.BUSY)
    stage.invite("x", "s1", "y")
    return stage


def change(rows: DeskRows, session: str, **fields: object) -> DeskRows:
    """The rows with one session changed."""
    changed = tuple(
        replace(row, **fields) if row.session == session else row  # type: ignore[arg-type]  # a test's own fields
        for row in rows.sessions
    )
    return replace(rows, sessions=changed)


def agent(rows: DeskRows, name: str, **fields: object) -> DeskRows:
    """The rows with one agent changed."""
    changed = tuple(
        replace(row, **fields) if row.agent == name else row  # type: ignore[arg-type]  # a test's own fields
        for row in rows.agents
    )
    return replace(rows, agents=changed)


def contact(rows: DeskRows, name: str, **fields: object) -> DeskRows:
    """The rows with one contact changed."""
    changed = tuple(
        replace(row, **fields) if row.contact == name else row  # type: ignore[arg-type]  # a test's own fields
        for row in rows.contacts
    )
    return replace(rows, contacts=changed)


def copied(rows: DeskRows, session: str, **fields: object) -> DeskRows:
    """The rows with one session twice, the copy changed."""
    (found,) = (row for row in rows.sessions if row.session == session)
    copy: SessionRow = replace(found, session="copy", sequence=99, **fields)  # type: ignore[arg-type]  # a test's own fields
    return replace(rows, sessions=(copy, *rows.sessions))


def invitation(rows: DeskRows, **fields: object) -> DeskRows:
    """The rows with the invitation changed."""
    (found,) = rows.invitations
    changed = replace(found, **fields)  # type: ignore[arg-type]  # a test's own fields
    return replace(rows, invitations=(changed,))


X, Y = Member("x", START_MS), Member("y", START_MS)

BROKEN: dict[str, tuple[str, Callable[[DeskRows], DeskRows]]] = {
    "open without members": ("i1", lambda rows: change(rows, "s1", members=())),
    "queued with a member": ("i1", lambda rows: change(rows, "s3", members=(Y,))),
    "cached with two": ("i1", lambda rows: change(rows, "s2", members=(X, Y))),
    "a member twice": ("i1", lambda rows: change(rows, "s1", members=(X, X))),
    "a guest who is a member": ("i1", lambda rows: change(rows, "s1", guests=("x",))),
    "a guest of a cached session": ("i1", lambda rows: change(rows, "s2", guests=("y",))),
    "held while queued": ("i1", lambda rows: change(rows, "s3", held_until_ms=START_MS + 1)),
    "answered with hops": ("i1", lambda rows: change(rows, "s1", unanswered_since_ms=None, hops=1)),
    "served twice": ("i2", lambda rows: copied(rows, "s1")),
    "served and queued": (
        "i2",
        lambda rows: copied(rows, "s1", phase=Phase.QUEUED, members=()),
    ),
    "away with a session": ("i3", lambda rows: agent(rows, "x", intent=PresenceState.AWAY)),
    "a free window over a cache": ("i5", lambda rows: agent(rows, "x", windows_max=2)),
    "a suspended one could take it": (
        "i6",
        lambda rows: agent(rows, "m", intent=PresenceState.ONLINE, connected=True),
    ),
    "main is here for it": (
        "i6",
        lambda rows: contact(
            agent(rows, "m", intent=PresenceState.BUSY, connected=True), "b2", private=True
        ),
    ),
    "its recent contact takes it": (
        "i6",
        lambda rows: contact(rows, "b2", recent_agent="x", recent_at_ms=START_MS),
    ),
    "an inviter who is no member": ("i14", lambda rows: invitation(rows, inviter="m")),
    "a target who serves the contact": ("i14", lambda rows: invitation(rows, target="x")),
    "a target who is gone": ("i14", lambda rows: invitation(rows, target="m")),
    "too old": ("i14", lambda rows: invitation(rows, sent_ms=0)),
    "of a queued session": ("i14", lambda rows: invitation(rows, session="s3")),
    "a blocked contact": ("contacts", lambda rows: contact(rows, "b0", blocked=True)),
    "a mailbox that is none": (
        "contacts",
        lambda rows: contact(rows, "b0", connected=False, absent_since_ms=None),
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_invariant_is_named(what: str) -> None:
    stage = staged()
    name, break_rows = BROKEN[what]
    desk = Desk.restore(stage.config, break_rows(stage.desk.rows()))
    with pytest.raises(InvariantViolation, match=f"^{name}"):
        desk.check_invariants()


def test_i7_a_queue_without_agents_is_named() -> None:
    stage = Stage("mx")
    stage.state("x", PresenceState.BUSY)
    stage.write("b")
    rows = agent(stage.desk.rows(), "x", intent=PresenceState.AWAY)
    with pytest.raises(InvariantViolation, match=r"^i7"):
        Desk.restore(stage.config, rows).check_invariants()


def test_i12_a_queue_out_of_order_is_named() -> None:
    stage = staged()
    stage.write("b3")
    stage.desk._state.queue.remove("s3")
    with pytest.raises(InvariantViolation, match=r"^i12"):
        stage.desk.check_invariants()


def test_a_cache_that_differs_from_its_sessions_is_named() -> None:
    stage = staged()
    stage.desk._state.roster.by_name["x"].cache.remove("s2")
    with pytest.raises(InvariantViolation, match=r"^caches"):
        stage.desk.check_invariants()


def test_a_deadline_that_was_forgotten_is_named() -> None:
    stage = staged()
    stage.desk._state.deadlines.clear()
    with pytest.raises(InvariantViolation, match=r"^deadlines"):
        stage.desk.check_invariants()
