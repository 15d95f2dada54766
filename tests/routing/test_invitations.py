"""R17, I14, settle (3): invitations to join a session or to take it over."""

import pytest

from routing.commands import (
    AcceptInvitation,
    CloseSession,
    Command,
    DeclineInvitation,
    LeaveSession,
    SendInvitation,
    SetPresence,
    TakeOver,
)
from routing.events import (
    InvitationEnd,
    InvitationEnded,
    InvitationSent,
    LeaveReason,
    MemberLeft,
    Refusal,
)
from routing.rows import InvitationMode
from tests.routing.stage import AWAY, BUSY, SECOND, START_MS, SUSPENDED, Stage

JOIN, TRANSFER = InvitationMode.JOIN, InvitationMode.TRANSFER


def invited(mode: InvitationMode = JOIN) -> tuple[Stage, str]:
    """x has invited y to a session; z may help."""
    stage = Stage("mxyz", w=1, r=2)
    stage.online("x", "y", "z")
    session = stage.write("b", to="x")
    stage.invite("x", session, "y", mode)
    return stage, session


def ends(stage: Stage) -> list[InvitationEnd]:
    """How invitations have ended in the last step."""
    return [event.end for event in stage.events if isinstance(event, InvitationEnded)]


def test_an_invitation_is_told_and_listed_until_it_is_too_old() -> None:
    stage, session = invited()
    assert stage.events == [InvitationSent(session, "x", "y", JOIN, START_MS + 60 * SECOND)]
    assert [row.session for row in stage.desk.invitations_for("y")] == [session]
    assert [row.target for row in stage.desk.invitations_of(session)] == ["y"]
    stage.at(59.999)
    assert stage.desk.invitations_of(session)
    stage.at(60)
    assert ends(stage) == [InvitationEnd.EXPIRED]
    assert stage.refused(AcceptInvitation("y", session)) is Refusal.INVITATION_GONE


def test_accepting_to_join_appends_and_counts_for_both_beyond_the_cap() -> None:
    stage, session = invited()
    stage.write("full", to="y")
    stage.accept("y", session)
    assert ends(stage) == [InvitationEnd.ACCEPTED]
    assert stage.where(session) == "x+y"
    views = [stage.desk.agent(agent) for agent in "xy"]
    assert [view.open for view in views if view is not None] == [1, 2]


def test_accepting_a_transfer_replaces_the_inviter() -> None:
    stage, session = invited(TRANSFER)
    stage.accept("y", session)
    assert stage.where(session) == "y"
    left = MemberLeft(session, "x", guest=False, reason=LeaveReason.TRANSFERRED)
    assert left in stage.events


def test_a_transfer_of_a_three_way_session_keeps_the_others_in_their_order() -> None:
    stage, session = invited()
    stage.accept("y", session)
    stage.invite("x", session, "z", TRANSFER)
    stage.accept("z", session)
    assert stage.where(session) == "y+z"


@pytest.mark.parametrize(("mode", "where"), [(JOIN, "x+y"), (TRANSFER, "y")])
def test_a_cached_session_may_be_offered_and_opens(mode: InvitationMode, where: str) -> None:
    stage = Stage("mxy", w=1, r=2)
    stage.online("x", "y")
    stage.write("full", to="x")
    cached = stage.write("b", to="x")
    stage.invite("x", cached, "y", mode)
    stage.at(5)
    stage.accept("y", cached)
    assert stage.where(cached) == where
    assert {member.since_ms for member in stage.session(cached).members} == {START_MS + 5 * SECOND}


def test_declining_ends_it() -> None:
    stage, session = invited()
    stage.do(DeclineInvitation("y", session))
    assert ends(stage) == [InvitationEnd.DECLINED]
    assert stage.refused(DeclineInvitation("y", session)) is Refusal.INVITATION_GONE


@pytest.mark.parametrize("target_state", [SUSPENDED, BUSY, "lost"])
def test_whoever_is_here_may_be_invited(target_state: object) -> None:
    stage, session = invited()
    if target_state is SUSPENDED or target_state is BUSY:
        stage.do(SetPresence("z", SUSPENDED if target_state is SUSPENDED else BUSY))
    else:
        stage.drop("z")
    stage.invite("x", session, "z")
    assert len(stage.desk.invitations_of(session)) == 2


def test_a_lost_target_accepts_only_after_coming_back() -> None:
    stage, session = invited()
    stage.drop("y")
    assert stage.refused(AcceptInvitation("y", session)) is Refusal.UNREACHABLE
    stage.online("y")
    stage.accept("y", session)
    assert stage.where(session) == "x+y"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SendInvitation("x", "none", "z", JOIN), Refusal.NOT_FOUND),
        (SendInvitation("z", "s1", "y", JOIN), Refusal.NOT_MEMBER),
        (SendInvitation("x", "s1", "?", JOIN), Refusal.NOT_FOUND),
        (SendInvitation("x", "s1", "x", JOIN), Refusal.ALREADY_MEMBER),
        (SendInvitation("x", "s1", "y", TRANSFER), Refusal.ALREADY_MEMBER),
        (SendInvitation("x", "s1", "m", JOIN), Refusal.UNREACHABLE),
    ],
)
def test_an_invitation_is_refused(command: Command, code: Refusal) -> None:
    stage, session = invited()
    assert session == "s1"
    assert stage.refused(command) is code


def test_who_serves_the_contact_elsewhere_is_not_invited() -> None:
    stage, session = invited()
    stage.write("b", to="z")
    assert stage.refused(SendInvitation("x", session, "z", JOIN)) is Refusal.ALREADY_MEMBER


def test_a_waiting_session_is_offered_to_nobody() -> None:
    stage = Stage("mxy")
    stage.state("x", BUSY)
    queued = stage.write("b")
    assert stage.refused(SendInvitation("x", queued, "y", JOIN)) is Refusal.NOT_OPEN


def test_an_invitation_is_void_when_its_session_closes() -> None:
    stage, session = invited()
    stage.do(CloseSession("x", session))
    assert ends(stage) == [InvitationEnd.VOID]


def test_an_invitation_is_void_when_its_inviter_is_no_member() -> None:
    stage, session = invited()
    stage.do(TakeOver("z", session))
    assert ends(stage) == [InvitationEnd.VOID]


def test_an_invitation_is_void_when_its_inviter_leaves() -> None:
    stage, session = invited()
    stage.accept("y", session)
    stage.invite("x", session, "z")
    stage.do(LeaveSession("x", session))
    assert ends(stage) == [InvitationEnd.VOID]


def test_an_invitation_is_void_when_its_target_goes() -> None:
    stage, _ = invited()
    stage.do(SetPresence("y", AWAY))
    assert ends(stage) == [InvitationEnd.VOID]


def test_an_invitation_is_void_when_its_target_serves_the_contact_by_now() -> None:
    stage, session = invited()
    stage.write("b", to="y")
    assert ends(stage) == [InvitationEnd.VOID]
    assert stage.where(session) == "x"


def test_void_invitations_end_in_the_order_of_session_and_target() -> None:
    stage, session = invited()
    stage.invite("x", session, "z")
    stage.do(CloseSession("x", session))
    targets = [event.target for event in stage.events if isinstance(event, InvitationEnded)]
    assert targets == ["y", "z"]
