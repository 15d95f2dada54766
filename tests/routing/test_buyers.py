"""R13: buyers who leave, or are gone."""

import pytest

from routing.commands import (
    ConnectBuyer,
    DisconnectBuyer,
    LeaveAsBuyer,
    SetPriority,
)
from routing.events import BuyerAbsenceChanged, Refusal
from tests.routing.stage import BUSY, START_MS, Stage


def test_r13_leaving_an_answered_session_closes_it() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.reply("x", session)
    stage.buyer_leaves("b", session)
    assert stage.where(session) == "closed: buyer_left"


def test_r13_leaving_an_unanswered_session_leaves_it_in_the_mailbox() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.buyer_leaves("b", session)
    assert stage.where(session) == "mailbox"
    assert stage.session(session).left


def test_r13_an_unanswered_session_is_merged_into_the_contacts_other_one() -> None:
    stage = Stage()
    stage.online("x", "y")
    with_x, with_y = stage.write("b", to="x"), stage.write("b", to="y")
    stage.buyer_leaves("b", with_x)
    assert stage.where(with_x) == f"merged into {with_y}"
    assert not stage.session(with_y).left, "only if both were left"


def test_r13_a_private_contacts_session_is_never_merged() -> None:
    stage = Stage()
    stage.private("p")
    stage.online("m", "x")
    with_x, with_main = stage.write("p", to="x"), stage.write("p", to="m")
    stage.buyer_leaves("p", with_x)
    assert stage.where(with_x) == "mailbox"
    assert stage.where(with_main) == "m"


def test_r13_leaving_the_queue_is_leaving_a_message() -> None:
    stage = Stage()
    stage.state("x", BUSY)
    session = stage.write("b")
    stage.buyer_leaves("b", session)
    assert stage.where(session) == "mailbox"


def test_r13_a_cached_session_stays() -> None:
    stage = Stage(w=1, r=3)
    stage.online("x")
    stage.write("full")
    session = stage.write("b")
    stage.buyer_leaves("b", session)
    assert stage.where(session) == "cache of x"


def test_r13_after_the_grace_all_sessions_leave_in_id_order() -> None:
    stage = Stage()
    stage.online("x", "y")
    answered, unanswered = stage.write("b", to="x"), stage.write("b", to="y")
    stage.reply("x", answered)
    stage.go("b")
    stage.at(599.999)
    assert stage.where(unanswered) == "y"
    stage.at(600)
    assert stage.where(answered) == "closed: buyer_left"
    assert stage.where(unanswered) == "mailbox"
    assert BuyerAbsenceChanged("b", connected=False, gone=True) in stage.events


def test_r13_two_unanswered_sessions_end_as_one_in_the_mailbox() -> None:
    stage = Stage()
    stage.online("x", "y")
    first, second = stage.write("b", to="x"), stage.write("b", to="y")
    stage.go("b")
    stage.at(600)
    assert stage.where(first) == f"merged into {second}"
    assert stage.where(second) == "mailbox"


def test_r13_connecting_in_time_ends_the_grace() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.go("b")
    stage.at(500)
    stage.come("b")
    stage.at(5000)
    assert stage.where(session) == "x"


def test_r13_writing_without_a_connection_starts_the_grace_again() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.go("b")
    stage.at(400)
    stage.write("b")
    stage.online_buyers.discard("b")
    stage.at(999.999)
    assert stage.where(session) == "x"
    stage.at(1000)
    assert stage.where(session) == "mailbox"


def test_r13_who_was_gone_is_back_when_writing() -> None:
    stage = Stage(w=1, r=3)
    stage.online("x")
    stage.write("full")
    stage.write("b")
    stage.go("b")
    stage.at(600)
    contact = stage.desk.contact("b")
    assert contact is not None
    assert contact.gone
    stage.write("b")
    assert BuyerAbsenceChanged("b", connected=False, gone=False) in stage.events
    contact = stage.desk.contact("b")
    assert contact is not None
    assert not contact.gone
    assert contact.absent_since_ms == START_MS + 600_000


def test_a_buyer_the_desk_does_not_hold_comes_and_goes_unnoticed() -> None:
    stage = Stage()
    before = stage.desk.rows()
    assert stage.do(ConnectBuyer("b")) == []
    assert stage.do(DisconnectBuyer("b")) == []
    assert stage.desk.rows() == before


def test_connecting_twice_or_going_twice_is_told_once() -> None:
    stage = Stage()
    stage.online("x")
    stage.write("b")
    assert stage.do(ConnectBuyer("b")) == []
    assert stage.do(DisconnectBuyer("b")) == [BuyerAbsenceChanged("b", connected=False, gone=False)]
    stage.at(5)
    assert stage.do(DisconnectBuyer("b")) == []
    contact = stage.desk.contact("b")
    assert contact is not None
    assert contact.absent_since_ms == START_MS


def test_leaving_what_is_not_theirs_is_not_found() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.write("other")
    assert stage.refused(LeaveAsBuyer("other", session)) is Refusal.NOT_FOUND
    assert stage.refused(LeaveAsBuyer("b", "none")) is Refusal.NOT_FOUND
    assert stage.refused(LeaveAsBuyer("unknown", session)) is Refusal.NOT_FOUND


def test_leaving_a_mailbox_session_the_desk_does_not_hold_marks_it_left() -> None:
    stage = Stage()
    session = stage.write("b")
    stage.buyer_leaves("b", session)
    assert stage.session(session).left
    assert not stage.desk.holds("b")


@pytest.mark.parametrize("priority", [-1, 3])
def test_a_priority_beyond_its_range_is_a_bad_request(priority: int) -> None:
    stage = Stage()
    assert stage.refused(SetPriority("b", priority, stage.facts("b"))) is Refusal.BAD_REQUEST
