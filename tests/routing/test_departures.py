"""R11, R12 and R14: agents who go, and what becomes of their sessions."""

import pytest

from presence.states import PresenceState
from routing.commands import (
    ConnectAgent,
    DisconnectAgent,
    Restart,
    SetLimits,
    SetPresence,
    StepIn,
)
from routing.events import LeaveReason, MemberLeft, PresenceChanged, Refusal
from routing.rows import Phase
from tests.routing.stage import AWAY, BUSY, OFFLINE, ONLINE, START_MS, SUSPENDED, Stage

HERE = [ONLINE, SUSPENDED, BUSY]


@pytest.mark.parametrize("is_answered", [True, False])
def test_r11_away_closes_what_is_open_answered_or_not(is_answered: bool) -> None:
    stage = Stage()
    stage.online("x", "y")
    session = stage.write("b")
    if is_answered:
        stage.reply("x", session)
    stage.state("x", AWAY)
    assert stage.where(session) == "closed: agent_away"


def test_r11_offline_closes_what_is_answered_and_releases_what_is_not() -> None:
    stage = Stage(w=2, r=3)
    stage.online("x")
    answered, unanswered, cached = (stage.write(f"b{number}") for number in range(3))
    stage.reply("x", answered)
    stage.state("y", BUSY)
    stage.state("x", OFFLINE)
    assert stage.where(answered) == "closed: agent_offline"
    assert (stage.where(unanswered), stage.where(cached)) == ("queue 1", "queue 2")
    assert stage.session(unanswered).arrived_ms == START_MS


@pytest.mark.parametrize("goes", [AWAY, OFFLINE])
def test_r11_one_of_several_members_leaves_and_the_session_goes_on(goes: PresenceState) -> None:
    stage = Stage()
    stage.online("x", "y")
    session = stage.write("b", to="x")
    stage.invite("x", session, "y")
    stage.accept("y", session)
    stage.state("x", goes)
    assert stage.where(session) == "y"
    assert MemberLeft(session, "x", guest=False, reason=LeaveReason.DEPARTED) in stage.events


def test_r11_a_supervisor_who_stepped_in_leaves() -> None:
    stage = Stage()
    stage.online("x", "y")
    session = stage.write("b", to="x")
    stage.do(StepIn("y", session))
    stage.state("y", AWAY)
    assert stage.session(session).guests == ()
    assert MemberLeft(session, "y", guest=True, reason=LeaveReason.DEPARTED) in stage.events


@pytest.mark.parametrize("goes", [AWAY, OFFLINE])
def test_r11_mains_private_contacts_go_to_mains_mailbox(goes: PresenceState) -> None:
    stage = Stage(w=1, r=3)
    stage.online("m", "x")
    for contact in ("p1", "p2"):
        stage.private(contact)
    open_session, cached = stage.write("p1"), stage.write("p2")
    stage.state("m", goes)
    assert stage.where(open_session) == stage.where(cached) == "mailbox"


@pytest.mark.parametrize(("goes", "why"), [(AWAY, "agent_away"), (OFFLINE, "agent_offline")])
def test_r11_an_answered_private_session_of_main_is_closed(goes: PresenceState, why: str) -> None:
    stage = Stage()
    stage.online("m", "x")
    stage.private("p")
    session = stage.write("p")
    stage.reply("m", session)
    stage.state("m", goes)
    assert stage.where(session) == f"closed: {why}"


def test_r11_mains_other_sessions_are_treated_like_a_subs() -> None:
    stage = Stage()
    stage.online("m", "x")
    session = stage.write("b", to="m")
    stage.state("m", OFFLINE)
    assert stage.where(session) == "x"


def test_r11_sessions_are_released_in_the_order_of_their_arrival() -> None:
    stage = Stage(w=1, r=4)
    stage.online("x")
    sessions = [stage.write(f"b{number}") for number in range(3)]
    stage.open("x", sessions[2])
    stage.state("x", OFFLINE)
    released = [event.session for event in stage.events if isinstance(event, MemberLeft)]
    assert released == sessions


def test_i3_i9_what_is_cached_stays_through_every_state_that_is_here() -> None:
    stage = Stage(w=1, r=3)
    stage.online("x", "y")
    for number in range(4):
        stage.write(f"b{number}", to="x")
    before = stage.desk.cache("x")
    for state in HERE:
        stage.state("x", state)
        assert stage.desk.cache("x") == before
    stage.state("x", AWAY)
    assert stage.desk.sessions_of("x") == []


def test_r12_a_released_session_is_merged_when_a_colleague_serves_the_contact() -> None:
    stage = Stage()
    stage.online("x", "y")
    with_x = stage.write("b", to="x")
    stage.at(5)
    with_y = stage.write("b", to="y")
    stage.reply("y", with_y)
    assert stage.session(with_y).unanswered_since_ms is None
    stage.state("x", OFFLINE)
    assert stage.where(with_x) == f"merged into {with_y}"
    target = stage.session(with_y)
    assert target.unanswered_since_ms == START_MS, "the older question is open again"
    assert target.seen == ("x", "y")


def test_r12_of_several_the_last_touched_takes_over() -> None:
    stage = Stage("mxyz")
    stage.online("x", "y", "z")
    with_x, with_y, with_z = (stage.write("b", to=agent) for agent in "xyz")
    stage.at(1)
    stage.reply("y", with_y)
    stage.state("x", OFFLINE)
    assert stage.where(with_x) == f"merged into {with_y}"
    assert stage.where(with_z) == "z"


def test_r12_a_session_its_buyer_left_goes_to_the_mailbox_when_released() -> None:
    stage = Stage(w=1, r=3)
    stage.online("x", "y")
    stage.write("full", to="x")
    cached = stage.write("b", to="x")
    stage.buyer_leaves("b", cached)
    assert stage.where(cached) == "cache of x"
    stage.state("x", OFFLINE)
    assert stage.where(cached) == "mailbox"


def test_r12_writing_takes_a_leave_back() -> None:
    stage = Stage(w=1, r=3)
    stage.online("x", "y")
    stage.write("full", to="x")
    cached = stage.write("b", to="x")
    stage.buyer_leaves("b", cached)
    stage.write("b")
    stage.state("x", OFFLINE)
    assert stage.session(cached).phase is not Phase.MAILBOX


def test_r12_a_gone_buyers_session_goes_to_the_mailbox_until_the_buyer_connects() -> None:
    stage = Stage(w=1, r=3)
    stage.online("x", "y")
    stage.write("full", to="x")
    first, second = stage.write("b1", to="x"), stage.write("b2", to="x")
    stage.go("b1")
    stage.go("b2")
    stage.at(600)
    stage.come("b2")
    assert stage.where(first) == "cache of x"
    stage.state("x", OFFLINE)
    assert stage.where(first) == "mailbox"
    assert stage.session(second).phase is not Phase.MAILBOX


def test_r14_departs_when_the_grace_is_over_and_not_before() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.drop("x")
    stage.at(59.999)
    assert stage.where(session) == "x"
    stage.at(60)
    assert stage.where(session) == "held"


def test_r14_choosing_a_state_when_lost_does_not_prolong_the_grace() -> None:
    stage = Stage()
    stage.online("x")
    stage.drop("x")
    stage.at(30)
    stage.do(SetPresence("x", BUSY))
    agent = stage.desk.agent("x")
    assert agent is not None
    assert (agent.state, agent.lost) == (BUSY, True)
    stage.at(60)
    assert stage.events == [PresenceChanged("x", OFFLINE, lost=False)]


def test_presence_is_told_only_when_it_changes() -> None:
    stage = Stage()
    assert stage.do(ConnectAgent("x")) == [PresenceChanged("x", ONLINE, lost=False)]
    assert stage.do(ConnectAgent("x")) == []
    assert stage.do(SetPresence("x", ONLINE)) == []
    assert stage.do(DisconnectAgent("x")) == [PresenceChanged("x", ONLINE, lost=True)]


def test_a_restart_makes_everybody_lost_since_now() -> None:
    stage = Stage()
    stage.online("x", "y")
    session = stage.write("b", to="x")
    stage.at(30)
    stage.drop("y")
    stage.at(50)
    stage.do(Restart())
    contact = stage.desk.contact("b")
    assert contact is not None
    assert (contact.connected, contact.absent_since_ms) == (False, START_MS + 50_000)
    stage.at(109.999)
    assert stage.where(session) == "x"
    stage.at(110)
    assert stage.where(session) == "held"


@pytest.mark.parametrize("windows", [0, 4])
def test_limits_beyond_the_reception_maximum_or_below_one_are_refused(windows: int) -> None:
    assert Stage().refused(SetLimits("x", windows)) is Refusal.BAD_REQUEST


def test_an_unknown_agent_is_not_found() -> None:
    stage = Stage()
    for command in (ConnectAgent("?"), SetPresence("?", ONLINE), SetLimits("?", 1)):
        assert stage.refused(command) is Refusal.NOT_FOUND
