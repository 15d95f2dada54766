"""R17: what people do with sessions: reply, close, open, claim, start, leave, supervise."""

import pytest

from routing.commands import (
    BlockContact,
    ClaimSession,
    CloseSession,
    Command,
    LeaveSession,
    OpenSession,
    PostAgentMessage,
    Reassign,
    StartSession,
    StepIn,
    TakeOver,
)
from routing.events import (
    AgentMessageStored,
    LeaveReason,
    MemberJoined,
    MemberLeft,
    QuestionAnswered,
    Refusal,
)
from routing.settings import AgentConfig
from tests.routing.stage import AWAY, BUSY, OFFLINE, START_MS, Stage, agents_of

NOBODYS = "no such session"


@pytest.mark.parametrize(
    "command",
    [
        PostAgentMessage("x", NOBODYS),
        CloseSession("x", NOBODYS),
        OpenSession("x", NOBODYS),
        ClaimSession("x", NOBODYS),
        LeaveSession("x", NOBODYS),
        StepIn("x", NOBODYS),
        TakeOver("x", NOBODYS),
        Reassign("x", NOBODYS, "y"),
    ],
)
def test_an_unknown_session_is_not_found(command: Command) -> None:
    stage = Stage()
    stage.online("x", "y")
    assert stage.refused(command) is Refusal.NOT_FOUND


# ---------------------------------------------------------------------------------- replying


def test_a_reply_answers_and_makes_the_recent_contact() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.at(5)
    events = stage.do(PostAgentMessage("x", session))
    assert QuestionAnswered(session, "x", 5_000) in events
    assert AgentMessageStored("x", session) in events
    assert stage.session(session).unanswered_since_ms is None
    row = stage.folded.contacts["b"]
    assert (row.recent_agent, row.recent_at_ms) == ("x", START_MS + 5_000)


def test_a_second_message_of_the_buyer_does_not_move_the_question() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.at(5)
    stage.write("b")
    assert stage.session(session).unanswered_since_ms == START_MS


def test_a_supervisors_reply_answers_and_makes_no_recent_contact() -> None:
    stage = Stage()
    stage.online("x", "y")
    session = stage.write("b", to="x")
    stage.at(5)
    stage.do(StepIn("y", session))
    stage.reply("y", session)
    row = stage.session(session)
    assert row.unanswered_since_ms is None
    assert row.last_touched_ms == START_MS
    assert stage.folded.contacts["b"].recent_agent is None


def test_only_who_takes_part_writes_and_only_in_an_open_session() -> None:
    stage = Stage(w=1, r=2)
    stage.online("x", "y")
    session = stage.write("b", to="x")
    cached = stage.write("c", to="x")
    assert stage.refused(PostAgentMessage("y", session)) is Refusal.NOT_MEMBER
    assert stage.refused(PostAgentMessage("x", cached)) is Refusal.NOT_OPEN


# ---------------------------------------------------------------------- closing, opening, leaving


def test_closing_is_for_members_of_open_and_cached_sessions() -> None:
    stage = Stage(w=1, r=2)
    stage.online("x")
    session, cached = stage.write("b1"), stage.write("b2")
    queued = stage.write("b3")
    assert stage.refused(CloseSession("y", session)) is Refusal.NOT_MEMBER
    assert stage.refused(CloseSession("x", queued)) is Refusal.NOT_OPEN
    stage.close("x", cached)
    assert stage.where(cached) == "closed: agent"
    assert stage.where(queued) == "cache of x"


def test_opening_by_hand_is_for_ones_own_cache_and_needs_a_connection() -> None:
    stage = Stage(w=1, r=2)
    stage.online("x", "y")
    session = stage.write("b1", to="x")
    cached = stage.write("b2", to="x")
    assert stage.refused(OpenSession("x", session)) is Refusal.NOT_OPEN
    assert stage.refused(OpenSession("y", cached)) is Refusal.NOT_MEMBER
    stage.drop("x")
    assert stage.refused(OpenSession("x", cached)) is Refusal.UNREACHABLE


def test_leaving_is_for_guests_and_for_one_of_several_members() -> None:
    stage = Stage("mxyz")
    stage.online("x", "y", "z")
    session = stage.write("b", to="x")
    assert stage.refused(LeaveSession("y", session)) is Refusal.NOT_MEMBER
    assert stage.refused(LeaveSession("x", session)) is Refusal.LAST_MEMBER
    stage.do(StepIn("z", session))
    stage.leave("z", session)
    assert stage.session(session).guests == ()


# ------------------------------------------------------------------------------------ claiming


def test_claiming_from_the_queue_opens_beyond_the_cap_and_keeps_the_arrival() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x")
    stage.write("full")
    stage.at(5)
    queued = stage.write("b")
    stage.at(9)
    stage.claim("x", queued)
    assert stage.where(queued) == "x"
    assert stage.session(queued).arrived_ms == START_MS + 5_000
    agent = stage.desk.agent("x")
    assert agent is not None
    assert agent.open == 2


def test_claiming_from_the_mailbox_ends_a_hold() -> None:
    stage = Stage()
    stage.state("x", BUSY)
    session = stage.write("b")
    stage.go("b")
    stage.state("x", OFFLINE)
    stage.state("x", BUSY)
    assert stage.where(session) == "held"
    stage.claim("x", session)
    assert stage.where(session) == "x"
    assert stage.session(session).held_until_ms is None


def test_a_mailbox_session_cannot_be_claimed_while_the_contact_has_a_live_one() -> None:
    stage = Stage()
    stage.private("b")
    mailbox = stage.write("b")
    stage.online("x", "m")
    stage.write("b", to="x")
    assert stage.refused(ClaimSession("m", mailbox)) is Refusal.NOT_ALLOWED


def test_only_main_claims_a_private_contacts_mailbox() -> None:
    stage = Stage()
    stage.private("p")
    mailbox = stage.write("p")
    stage.online("x")
    command = ClaimSession("x", mailbox, stage.facts("p"))
    assert stage.refused(command) is Refusal.NOT_ALLOWED
    stage.drop("x")
    stage.at(60)
    stage.state("m", BUSY)
    stage.claim("m", mailbox)
    assert stage.where(mailbox) == "m"


def test_what_belongs_to_somebody_or_is_blocked_cannot_be_claimed() -> None:
    stage = Stage()
    mailbox = stage.write("blocked")
    stage.online("x", "y")
    session = stage.write("b", to="x")
    assert stage.refused(ClaimSession("y", session)) is Refusal.NOT_OPEN
    stage.do(BlockContact("blocked", stage.facts("blocked")))
    command = ClaimSession("y", mailbox, stage.facts("blocked"))
    assert stage.refused(command) is Refusal.BLOCKED


@pytest.mark.parametrize("is_lost", [True, False])
def test_claiming_needs_an_agent_who_is_up(is_lost: bool) -> None:
    stage = Stage()
    stage.state("x", BUSY)
    stage.online("y")
    stage.state("y", BUSY)
    queued = stage.write("b")
    if is_lost:
        stage.drop("y")
    else:
        stage.state("y", AWAY)
    assert stage.refused(ClaimSession("y", queued)) is Refusal.UNREACHABLE


# ------------------------------------------------------------------------------------ starting


def test_starting_makes_an_answered_session_that_is_open() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x")
    stage.write("full")
    session = stage.start("x", "b")
    assert stage.where(session) == "x"
    assert stage.session(session).unanswered_since_ms is None


def test_starting_pulls_what_waits_then_the_mailbox_then_makes_a_new_one() -> None:
    stage = Stage(w=1, r=2)
    mailbox = stage.write("mail")
    stage.at(5)
    stage.online("x")
    stage.write("full")
    cached = stage.write("own")
    queued = stage.write("waits")
    assert stage.start("x", "own") == cached
    assert stage.start("x", "waits") == queued
    assert stage.start("x", "mail") == mailbox
    assert stage.session(mailbox).arrived_ms == START_MS
    assert stage.start("x", "own") == cached, "an open one of one's own stays as it is"
    assert stage.events == []


def test_starting_is_refused_while_a_colleague_serves_the_contact() -> None:
    stage = Stage(w=1, r=2)
    stage.online("x", "y")
    stage.write("b1", to="x")
    stage.write("b2", to="x")
    for contact in ("b1", "b2"):
        assert stage.refused(StartSession("y", contact, "new")) is Refusal.NOT_ALLOWED


def test_starting_with_a_blocked_contact_or_without_a_connection_is_refused() -> None:
    stage = Stage()
    stage.online("x")
    stage.do(BlockContact("b", stage.facts("b")))
    assert stage.refused(StartSession("x", "b", "new", stage.facts("b"))) is Refusal.BLOCKED
    stage.drop("x")
    command = StartSession("x", "other", "new", stage.facts("other"))
    assert stage.refused(command) is Refusal.UNREACHABLE


def test_a_sub_starts_anew_with_a_private_contact_who_has_left_a_message() -> None:
    stage = Stage()
    stage.private("p")
    mailbox = stage.write("p")
    stage.online("x")
    assert stage.start("x", "p") != mailbox
    assert stage.where(mailbox) == "mailbox"


# ---------------------------------------------------------------------------------- supervision


def test_stepping_in_does_not_count_and_ends_with_the_session() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x", "y")
    session = stage.write("b", to="x")
    stage.do(StepIn("y", session))
    agent = stage.desk.agent("y")
    assert agent is not None
    assert agent.open == 0
    assert stage.desk.sessions_of("y") == [session]
    stage.close("x", session)
    assert MemberLeft(session, "y", guest=True, reason=LeaveReason.RELEASED) in stage.events
    assert stage.desk.sessions_of("y") == []


def test_stepping_in_is_refused_where_it_makes_no_sense() -> None:
    stage = Stage("mxyz", w=1, r=2)
    stage.online("x", "y")
    session, cached = stage.write("b1", to="x"), stage.write("b2", to="x")
    assert stage.refused(StepIn("y", cached)) is Refusal.NOT_OPEN
    assert stage.refused(StepIn("x", session)) is Refusal.ALREADY_MEMBER
    assert stage.refused(StepIn("z", session)) is Refusal.UNREACHABLE
    stage.do(StepIn("y", session))
    assert stage.refused(StepIn("y", session)) is Refusal.ALREADY_MEMBER


@pytest.mark.parametrize("steps_in_first", [True, False])
def test_taking_over_replaces_all_members(steps_in_first: bool) -> None:
    stage = Stage()
    stage.online("m", "x", "y")
    session = stage.write("b", to="x")
    stage.invite("x", session, "y")
    stage.accept("y", session)
    if steps_in_first:
        stage.do(StepIn("m", session))
    events = stage.do(TakeOver("m", session))
    assert stage.where(session) == "m"
    assert stage.session(session).guests == ()
    assert MemberLeft(session, "x", guest=False, reason=LeaveReason.REPLACED) in events
    assert MemberJoined(session, "m", guest=False) in events


def test_a_member_may_take_over_but_the_only_one_has_nothing_to_take() -> None:
    stage = Stage(w=1, r=2)
    stage.online("x", "y")
    session = stage.write("b", to="x")
    assert stage.refused(TakeOver("x", session)) is Refusal.ALREADY_MEMBER
    stage.invite("x", session, "y")
    stage.accept("y", session)
    stage.do(TakeOver("x", session))
    assert stage.where(session) == "x"


def test_taking_over_opens_a_cached_session_and_needs_one_that_is_taken() -> None:
    stage = Stage(w=1, r=2)
    stage.online("x")
    stage.write("full", to="x")
    cached = stage.write("b", to="x")
    queued = stage.write("c")
    stage.state("m", BUSY)
    assert stage.refused(TakeOver("m", queued)) is Refusal.NOT_OPEN
    stage.do(TakeOver("m", cached))
    assert stage.where(cached) == "m"


def test_taking_over_is_refused_when_serving_the_contact_elsewhere() -> None:
    stage = Stage()
    stage.online("x", "y")
    with_x = stage.write("b", to="x")
    stage.write("b", to="y")
    assert stage.refused(TakeOver("y", with_x)) is Refusal.ALREADY_MEMBER


def test_reassigning_gives_any_live_session_to_an_agent_who_is_up() -> None:
    stage = Stage((*agents_of("mxy", w=1, r=2), AgentConfig("s", receives=False)))
    stage.online("x", "s")
    stage.state("s", AWAY)
    sessions = [stage.write(f"b{number}") for number in range(3)]
    stage.state("y", BUSY)
    for session in sessions:
        stage.do(Reassign("s", session, "y"))
    assert [stage.where(session) for session in sessions] == ["y", "y", "y"]


def test_reassigning_is_refused_where_it_cannot_be() -> None:
    stage = Stage()
    mailbox = stage.write("mail")
    stage.online("x", "y")
    session = stage.write("b", to="x")
    stage.private("mail")
    stage.write("mail", to="y")
    assert stage.refused(Reassign("x", mailbox, "y")) is Refusal.NOT_OPEN
    assert stage.refused(Reassign("m", session, "y")) is Refusal.UNREACHABLE
    assert stage.refused(Reassign("y", session, "m")) is Refusal.UNREACHABLE
    assert stage.refused(Reassign("y", session, "?")) is Refusal.NOT_FOUND
    assert stage.refused(Reassign("y", session, "x")) is Refusal.ALREADY_MEMBER
