"""R12: an anonymous visitor turns out to be a known contact."""

from dataclasses import replace

from routing.commands import BlockContact, IdentifyVisitor
from routing.events import Refusal, VisitorIdentified
from routing.rows import ContactRow
from tests.routing.stage import BUSY, OFFLINE, ONLINE, START_MS, Stage


def identify(stage: Stage, visitor: str = "v", contact: str = "b") -> None:
    """The visitor logs in to the shop."""
    command = IdentifyVisitor(visitor, contact, stage.facts(visitor), stage.facts(contact))
    events = stage.do(command)
    assert VisitorIdentified(visitor, contact) in events
    if visitor in stage.online_buyers:
        stage.online_buyers.add(contact)


def test_r12_the_visitors_session_becomes_the_contacts() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("v")
    identify(stage)
    assert stage.session(session).contact == "b"
    assert not stage.desk.holds("v")
    assert stage.folded.contacts["v"] == ContactRow("v", "shop")
    assert stage.write("b") == session


def test_r12_the_side_with_the_better_phase_keeps_its_own() -> None:
    stage = Stage(w=1, r=2)
    stage.online("x")
    of_visitor = stage.write("v")
    of_contact = stage.write("b")
    assert (stage.where(of_visitor), stage.where(of_contact)) == ("x", "cache of x")
    identify(stage)
    assert stage.where(of_contact) == f"merged into {of_visitor}"
    assert stage.session(of_visitor).contact == "b"


def test_r12_a_tie_is_the_contacts() -> None:
    stage = Stage()
    stage.online("x", "y")
    of_visitor, of_contact = stage.write("v"), stage.write("b")
    stage.reply("y", of_contact)
    identify(stage)
    assert stage.where(of_visitor) == f"merged into {of_contact}"
    assert stage.session(of_contact).unanswered_since_ms == START_MS


def test_r12_the_others_go_into_the_last_touched_of_the_better_phase() -> None:
    stage = Stage("mxyz", w=1, r=2)
    stage.online("x", "y", "z")
    with_x, with_y = stage.write("b", to="x"), stage.write("b", to="y")
    stage.at(1)
    stage.reply("x", with_x)
    of_visitor = stage.write("v", to="z")
    identify(stage)
    assert stage.where(of_visitor) == f"merged into {with_x}"
    assert stage.where(with_y) == "y"


def test_r12_between_two_queued_the_older_arrival_stays() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x")
    full = stage.write("full")
    of_visitor, between, of_contact = stage.write("v"), stage.write("n"), stage.write("b")
    sequence = stage.session(of_visitor).sequence
    identify(stage)
    assert stage.where(of_visitor) == f"merged into {of_contact}"
    assert stage.session(of_contact).sequence == sequence
    assert stage.desk.queue(9) == [of_contact, between]
    stage.close("x", full)
    assert stage.where(of_contact) == "x"


def test_r12_of_two_mailbox_sessions_the_last_touched_stays_with_the_older_arrival() -> None:
    stage = Stage()
    of_contact = stage.write("b")
    stage.at(5)
    of_visitor = stage.write("v")
    older = stage.session(of_contact)
    identify(stage)
    assert stage.where(of_contact) == f"merged into {of_visitor}"
    kept = stage.session(of_visitor)
    assert (kept.contact, kept.arrived_ms, kept.sequence) == (
        "b",
        older.arrived_ms,
        older.sequence,
    )
    assert stage.folded.contacts["b"].mailbox == of_visitor
    assert stage.folded.contacts["v"].mailbox is None


def test_r12_the_later_end_of_a_hold_stays() -> None:
    stage = Stage("mx")
    stage.state("x", BUSY)
    of_contact = stage.write("b")
    stage.state("x", OFFLINE)
    stage.at(30)
    stage.state("x", BUSY)
    assert stage.where(of_contact) == "queue 1"
    stage.state("x", OFFLINE)
    held_until_ms = stage.session(of_contact).held_until_ms
    of_visitor = stage.write("v")
    assert stage.where(of_visitor) == "mailbox"
    stage.at(31)
    stage.write("v")
    identify(stage)
    assert stage.where(of_contact) == f"merged into {of_visitor}"
    assert stage.session(of_visitor).held_until_ms == held_until_ms
    stage.state("x", BUSY)
    assert stage.where(of_visitor) == "queue 1"


def test_r12_a_live_session_ends_the_hold_of_the_other_side() -> None:
    stage = Stage("mx")
    stage.state("x", BUSY)
    held = stage.write("b")
    stage.go("b")
    stage.state("x", OFFLINE)
    stage.state("x", ONLINE)
    assert stage.where(held) == "held"
    live = stage.write("v")
    identify(stage)
    assert stage.where(held) == "mailbox"
    assert stage.where(live) == "x"


def test_r12_private_and_priority_come_along_and_the_later_recent() -> None:
    stage = Stage()
    stage.online("x", "y")
    stage.recent("b", "x")
    stage.at(1)
    stage.recent("v", "y")
    stage.private("v")
    stage.priority("v", 2)
    identify(stage)
    row = stage.folded.contacts["b"]
    assert (row.private, row.priority, row.recent_agent) == (True, 2, "y")


def test_r12_the_contacts_own_recent_stays_when_it_is_later() -> None:
    stage = Stage()
    stage.online("x", "y")
    stage.recent("v", "y")
    stage.at(1)
    stage.recent("b", "x")
    identify(stage)
    assert stage.folded.contacts["b"].recent_agent == "x"


def test_r12_a_blocked_contacts_live_sessions_close() -> None:
    stage = Stage()
    stage.online("x")
    stage.do(BlockContact("b", stage.facts("b")))
    session = stage.write("v")
    identify(stage)
    assert stage.where(session) == "closed: blocked"


def test_r12_a_session_that_becomes_private_goes_to_main_when_it_waits() -> None:
    stage = Stage(w=1, r=1)
    stage.state("m", BUSY)
    stage.private("b")
    session = stage.write("v")
    assert stage.where(session) == "queue 1"
    identify(stage)
    assert stage.where(session) == "m"


def test_r12_both_are_one_buyer_for_the_grace() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("v")
    stage.go("v")
    stage.at(100)
    facts = stage.facts("b")
    assert facts is not None
    connected = replace(facts, row=replace(facts.row, connected=True))
    stage.do(IdentifyVisitor("v", "b", None, connected))
    contact = stage.desk.contact("b")
    assert contact is not None
    assert contact.connected
    stage.at(5000)
    assert stage.where(session) == "x"


def test_one_cannot_be_identified_as_oneself_or_as_nobody() -> None:
    stage = Stage()
    same = IdentifyVisitor("v", "v", stage.facts("v"), stage.facts("v"))
    assert stage.refused(same) is Refusal.BAD_REQUEST
    assert stage.refused(IdentifyVisitor("v", "b", stage.facts("v"))) is Refusal.BAD_REQUEST


def test_invitations_of_an_agent_who_serves_the_other_side_become_void() -> None:
    stage = Stage()
    stage.online("x", "y")
    of_contact = stage.write("b", to="x")
    stage.write("v", to="y")
    stage.invite("x", of_contact, "y")
    identify(stage, "b", "v")
    assert stage.desk.invitations_of(of_contact) == []
