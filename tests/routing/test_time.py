"""R0: deadlines come before the command, in their order, each at its own time."""

from routing.commands import ConnectAgent, SetPriority
from routing.deadlines import Deadline, DeadlineKind, Deadlines
from routing.events import (
    BuyerAbsenceChanged,
    CommandRefused,
    InvitationEnd,
    InvitationEnded,
    PresenceChanged,
    Refusal,
)
from routing.settings import DeskSettings
from tests.routing.stage import OFFLINE, START_MS, Stage


def test_r0_a_period_is_over_at_its_last_millisecond() -> None:
    stage = Stage()
    stage.online("x")
    stage.drop("x")
    stage.now_ms += DeskSettings().disconnect_grace_ms
    events = stage.do(ConnectAgent("x"))
    states = [event.state for event in events if isinstance(event, PresenceChanged)]
    assert states[0] is OFFLINE, "what comes in that millisecond comes too late"


def test_r0_an_earlier_now_counts_as_the_last_one() -> None:
    stage = Stage()
    stage.online("x")
    stage.at(10)
    stage.now_ms -= 5_000
    session = stage.write("b")
    assert stage.session(session).arrived_ms == START_MS + 10_000


def test_r0_deadlines_fire_at_their_own_time_though_the_clock_is_further() -> None:
    stage = Stage(w=1, r=3)
    stage.online("x")
    session = stage.write("b")
    stage.drop("x")
    stage.online("y")
    stage.at(500)
    (member,) = stage.session(session).members
    assert member.agent == "y"
    assert member.since_ms == START_MS + 60_000


def test_r0_deadlines_of_one_moment_fire_by_kind_then_id() -> None:
    stage = Stage(settings=DeskSettings(buyer_grace_ms=60_000), agents="mxyz")
    stage.online("x", "y", "z")
    session = stage.write("b", to="z")
    stage.invite("z", session, "x")
    stage.go("b")
    stage.drop("y")
    stage.drop("x")
    stage.at(60)
    told = [
        type(event).__name__ + ":" + (event.agent if isinstance(event, PresenceChanged) else "")
        for event in stage.events
        if isinstance(event, PresenceChanged | BuyerAbsenceChanged | InvitationEnded)
    ]
    # x's going voids the invitation before its own deadline comes.
    assert told == [
        "PresenceChanged:x",
        "InvitationEnded:",
        "PresenceChanged:y",
        "BuyerAbsenceChanged:",
    ]


def test_r0_a_refused_command_leaves_what_the_deadlines_did() -> None:
    stage = Stage()
    stage.online("x", "y")
    session = stage.write("b", to="x")
    stage.invite("x", session, "y")
    stage.now_ms += DeskSettings().invitation_ttl_ms
    events = stage.do(SetPriority("b", 3))
    assert isinstance(events[0], InvitationEnded)
    assert events[0].end is InvitationEnd.EXPIRED
    assert events[-1] == CommandRefused(Refusal.BAD_REQUEST, "a priority is 0, 1 or 2")
    assert stage.desk.invitations_of(session) == []


def test_the_next_deadline_is_the_first_and_none_without_any() -> None:
    stage = Stage()
    assert stage.desk.next_deadline_ms() is None
    stage.online("x", "y")
    stage.drop("x")
    stage.at(5)
    stage.drop("y")
    assert stage.desk.next_deadline_ms() == START_MS + 60_000
    stage.do(ConnectAgent("x"))
    assert stage.desk.next_deadline_ms() == START_MS + 65_000


def test_deadlines_are_replaced_and_popped_in_order() -> None:
    deadlines = Deadlines()
    deadlines.set(DeadlineKind.HOLD, "s", 5)
    deadlines.set(DeadlineKind.AGENT, "x", 5)
    deadlines.set(DeadlineKind.AGENT, "a", 9)
    deadlines.set(DeadlineKind.AGENT, "a", 5)
    deadlines.set(DeadlineKind.BUYER, "b", 1)
    deadlines.set(DeadlineKind.BUYER, "b", None)
    assert deadlines.at_ms(DeadlineKind.AGENT, "a") == 5
    assert deadlines.pop_due(4) is None
    assert [deadlines.pop_due(5) for _ in range(4)] == [
        Deadline(5, DeadlineKind.AGENT, "a"),
        Deadline(5, DeadlineKind.AGENT, "x"),
        Deadline(5, DeadlineKind.HOLD, "s"),
        None,
    ]
    assert deadlines.next_ms() is None
