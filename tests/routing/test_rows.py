"""I17 and what a desk tells its store: rows, changes, and what it forgets."""

from dataclasses import replace

from routing.commands import BlockContact, ConnectAgent, PostBuyerMessage
from routing.desk import Desk
from routing.rows import Phase
from routing.settings import DeskSettings
from tests.routing.stage import BUSY, OFFLINE, START_MS, Stage


def busy_stage() -> Stage:
    """Every phase, a guest's worth of invitations, a full group of deadlines."""
    stage = Stage("mxyz", w=1, r=2, settings=DeskSettings(no_answer_ms=90_000, queue_max=9))
    stage.online("x", "y")
    sessions = [stage.write(f"b{number}") for number in range(7)]
    stage.reply("x", sessions[0])
    stage.open("x", sessions[2])
    stage.state("z", BUSY)
    stage.invite("x", sessions[0], "z")
    stage.drop("y")
    stage.go("b6")
    stage.private("b5")
    return stage


def test_i17_a_restored_desk_is_the_same_and_says_nothing() -> None:
    stage = busy_stage()
    rows = stage.desk.rows()
    restored = Desk.restore(stage.config, rows)
    restored.check_invariants()
    assert restored.rows() == rows
    assert restored.next_deadline_ms() == stage.desk.next_deadline_ms()
    changes = restored.take_changes()
    assert (changes.agents, changes.contacts, changes.sessions) == ((), (), ())


def test_i17_a_restored_desk_goes_on_like_the_one_it_was_taken_from() -> None:
    stage = busy_stage()
    restored = Desk.restore(stage.config, stage.desk.rows())
    while (due_ms := stage.desk.next_deadline_ms()) is not None:
        assert restored.tick(due_ms) == stage.desk.tick(due_ms)
        assert restored.rows() == stage.desk.rows()


def test_i8_the_same_commands_give_the_same_events() -> None:
    assert busy_stage().desk.rows() == busy_stage().desk.rows()


def test_a_new_desk_tells_its_agents_once() -> None:
    stage = Stage("mx")
    desk = Desk.new(stage.config, START_MS)
    assert [row.agent for row in desk.take_changes().agents] == ["m", "x"]
    changes = desk.take_changes()
    assert changes.agents == ()
    assert changes.next_deadline_ms is None
    assert not changes.is_live


def test_only_what_changed_is_told() -> None:
    stage = Stage("mx")
    stage.online("x")
    first, second = stage.write("b1"), stage.write("b2")
    stage.desk.handle(PostBuyerMessage("b2", "unused"), stage.now_ms)
    changes = stage.desk.take_changes()
    assert [row.session for row in changes.sessions] == [second]
    assert changes.contacts == ()
    assert changes.agents == ()
    assert stage.session(first).phase is Phase.OPEN


def test_a_refused_command_tells_no_row() -> None:
    stage = Stage("mx")
    stage.do(BlockContact("b", stage.facts("b")))
    stage.desk.handle(PostBuyerMessage("b", "new", stage.facts("b")), stage.now_ms)
    changes = stage.desk.take_changes()
    assert (changes.contacts, changes.sessions) == ((), ())


def test_a_closed_session_and_its_forgotten_contact_come_once_more() -> None:
    stage = Stage("mx")
    stage.online("x")
    session = stage.write("b")
    stage.at(3)
    stage.close("x", session)
    row = stage.session(session)
    assert (row.phase, row.closed_ms, row.members) == (Phase.CLOSED, START_MS + 3_000, ())
    assert not stage.desk.holds("b")
    assert stage.desk.session(session) is None
    assert stage.desk.rows().contacts == ()


def test_memory_follows_what_is_live() -> None:
    stage = Stage("mx")
    mailbox = stage.write("b")
    assert stage.desk.rows().sessions == ()
    assert stage.folded.contacts["b"].mailbox == mailbox
    stage.online("x")
    stage.write("b")
    assert [row.session for row in stage.desk.rows().sessions] == [mailbox]
    assert stage.folded.contacts["b"].mailbox is None


def test_a_desk_is_live_while_somebody_is_here_or_something_is_held() -> None:
    stage = Stage("mx")
    stage.desk.handle(ConnectAgent("x"), stage.now_ms)
    assert stage.desk.take_changes().is_live
    stage.state("x", BUSY)
    stage.desk.handle(PostBuyerMessage("b", "s", stage.facts("b")), stage.now_ms)
    stage.state("x", OFFLINE)
    assert stage.desk.take_changes().is_live
    stage.at(15 * 60)
    assert not stage.desk.take_changes().is_live


def test_facts_of_a_contact_the_desk_holds_are_not_read() -> None:
    stage = Stage("mx")
    facts = stage.facts("b")
    assert facts is not None
    stage.online("x")
    session = stage.write("b")
    stale = replace(facts, row=replace(facts.row, blocked=True))
    stage.do(PostBuyerMessage("b", "unused", stale))
    assert stage.session(session).last_touched_ms == START_MS
    contact = stage.desk.contact("b")
    assert contact is not None
    assert not contact.blocked
