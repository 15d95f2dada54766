"""R15: a question nobody answers goes to another agent."""

import pytest

from presence.states import PresenceState
from routing.commands import StepIn
from routing.events import LeaveReason, MemberLeft
from routing.settings import MINUTE_MS, AgentConfig, DeskSettings
from tests.routing.stage import BUSY, START_MS, SUSPENDED, Stage

R15 = DeskSettings(no_answer_ms=MINUTE_MS)


def staged(agents: str = "mxy", w: int = 2, r: int | None = 3) -> tuple[Stage, str]:
    """x has a question; the other subs are online."""
    stage = Stage(agents, w, r, settings=R15)
    stage.online("x")
    session = stage.write("b")
    stage.online(*agents[2:])
    return stage, session


def test_r15_is_off_by_default() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.online("y")
    stage.at(100_000)
    assert stage.where(session) == "x"


def test_r15_a_question_goes_on_after_its_time_and_not_before() -> None:
    stage, session = staged()
    stage.at(59.999)
    assert stage.where(session) == "x"
    stage.at(60)
    assert stage.where(session) == "y"
    assert MemberLeft(session, "x", guest=False, reason=LeaveReason.NO_ANSWER) in stage.events
    row = stage.session(session)
    assert (row.hops, row.seen) == (1, ("x", "y"))
    assert row.decision is not None
    assert (row.decision.rule, row.decision.agent) == ("R15", "y")
    assert row.unanswered_since_ms == START_MS


def test_r15_counts_from_when_the_member_joined_if_that_is_later() -> None:
    stage, session = staged("mxyz")
    stage.at(60)
    assert stage.where(session) == "y"
    stage.at(119.999)
    assert stage.where(session) == "y"
    stage.at(120)
    assert stage.where(session) == "z"


def test_r15_stops_after_two_hops() -> None:
    stage, session = staged("mxyzu")
    stage.at(10_000)
    assert stage.where(session) == "z"
    assert stage.session(session).hops == 2


def test_r15_a_reply_starts_a_new_count() -> None:
    stage, session = staged()
    stage.at(60)
    stage.reply("y", session)
    stage.at(100)
    stage.write("b")
    stage.at(160)
    assert stage.where(session) == "x", "a new question may come back to who had the last one"


def test_r15_does_not_come_again_when_nobody_could_take_it() -> None:
    stage, session = staged("mx")
    stage.at(60)
    assert stage.where(session) == "x"
    stage.online("m")
    stage.at(1000)
    assert stage.where(session) == "x"


@pytest.mark.parametrize("state", [SUSPENDED, BUSY])
def test_r15_passes_by_who_is_no_candidate(state: PresenceState) -> None:
    stage, session = staged()
    stage.state("y", state)
    stage.at(60)
    assert stage.where(session) == "x"


def test_r15_needs_a_free_window() -> None:
    stage, session = staged(w=1)
    stage.write("other", to="y")
    stage.at(30)
    stage.reply("y", stage.desk.sessions_of("y")[0])
    stage.at(60)
    assert stage.where(session) == "x"


def test_r15_chooses_the_tier_before_it_looks_for_windows() -> None:
    agents = (
        AgentConfig("m", main=True, windows_max=1, reception_max=3, tier=1),
        AgentConfig("x", windows_max=1, reception_max=3),
        AgentConfig("y", windows_max=1, reception_max=3),
    )
    stage = Stage(agents, settings=R15)
    stage.online("x", "y")
    session, other = stage.write("b"), stage.write("other")
    stage.reply("y", other)
    stage.online("m")
    stage.at(60)
    assert stage.where(session) == "x", "y has room and no window; main has both and a later tier"


def test_r15_does_not_go_to_who_serves_the_contact() -> None:
    stage, session = staged()
    with_y = stage.write("b", to="y")
    stage.reply("y", with_y)
    stage.at(60)
    assert stage.where(session) == "x"


def test_r15_leaves_three_way_sessions_alone() -> None:
    stage, session = staged("mxyz")
    stage.invite("x", session, "y")
    stage.accept("y", session)
    stage.at(1000)
    assert stage.where(session) == "x+y"


def test_r15_leaves_private_contacts_alone() -> None:
    stage, session = staged()
    stage.private("b")
    stage.at(1000)
    assert stage.where(session) == "x"


def test_r15_leaves_a_lost_members_session_to_the_grace() -> None:
    stage, session = staged()
    stage.at(10)
    stage.drop("x")
    stage.at(60)
    assert stage.where(session) == "x"
    stage.at(70)
    assert stage.where(session) == "y"
    assert stage.session(session).hops == 0


def test_r15_counts_whoever_had_it_in_a_cache() -> None:
    stage = Stage("mxy", w=1, r=3, settings=R15)
    stage.online("x")
    full = stage.write("full")
    cached = stage.write("b")
    stage.online("y")
    assert stage.write("b", to="y") == cached
    stage.reply("x", full)
    stage.close("x", full)
    stage.at(60)
    assert stage.where(cached) == "y", "x had it in the cache while it waited"
    assert stage.session(cached).seen == ("x", "y")


def test_r15_a_supervisor_who_gets_it_is_no_guest_any_more() -> None:
    stage, session = staged()
    stage.do(StepIn("y", session))
    stage.at(60)
    assert stage.where(session) == "y"
    assert stage.session(session).guests == ()


def test_r15_frees_a_window_for_the_cache() -> None:
    stage = Stage("mxy", w=1, r=2, settings=R15)
    stage.online("x")
    session = stage.write("b1")
    cached = stage.write("b2")
    stage.online("y")
    stage.at(60)
    assert (stage.where(session), stage.where(cached)) == ("y", "x")
    assert stage.session(cached).members[0].since_ms == START_MS + 60_000


def test_r13_a_guest_answers_and_becomes_neither_recent_nor_the_last_touch() -> None:
    stage, session = staged()
    stage.at(10)
    stage.do(StepIn("y", session))
    stage.reply("y", session)
    row = stage.session(session)
    assert row.unanswered_since_ms is None
    assert row.last_touched_ms == START_MS
    contact = stage.desk.contact("b")
    assert contact is not None
    assert contact.recent_agent is None
    stage.at(100)
    assert stage.where(session) == "x", "what has an answer goes nowhere"
