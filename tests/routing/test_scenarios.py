"""The twelve scenarios of docs/routing.md, word for word.

Main m, subs x and y; w = 2, r = 3 unless given; agents not named are offline.
"""

from routing.commands import LeaveSession
from routing.events import Refusal
from tests.routing.stage import AWAY, BUSY, ONLINE, SUSPENDED, Stage


def test_1_a_suspended_agent_goes_on_with_sessions_and_keeps_recent_contacts() -> None:
    stage = Stage()
    stage.online("m", "x", "y")
    session = stage.write("b", to="x")
    stage.state("x", SUSPENDED)
    assert stage.write("b") == session
    assert stage.where(session) == "x"
    stage.reply("x", session)
    stage.close("x", session)
    assert stage.where(stage.write("b")) == "x"


def test_2_a_suspended_main_keeps_private_contacts_and_the_suspended_share_evenly() -> None:
    stage = Stage()
    stage.private("p")
    stage.state("m", SUSPENDED)
    stage.online("x", "y")
    assert stage.where(stage.write("p", to="m")) == "m"
    assert stage.where(stage.write("n", to="m")) == "x"
    stage.state("x", SUSPENDED)
    stage.state("y", SUSPENDED)
    assert [stage.where(stage.write(buyer)) for buyer in ("n2", "n3", "n4")] == ["y", "m", "x"]


def test_3_new_buyers_pass_by_a_suspended_agent_whose_recent_contact_does_not() -> None:
    stage = Stage()
    stage.online("x", "y")
    stage.recent("b", "x")
    stage.state("x", SUSPENDED)
    assert [stage.where(stage.write(buyer)) for buyer in ("b1", "b2")] == ["y", "y"]
    assert stage.where(stage.write("b")) == "x"


def test_4_a_cache_stays_with_its_agent_and_pops_by_hand_beyond_the_cap() -> None:
    stage = Stage(w=1, r=4)
    stage.online("x")
    d, a, b, c = (stage.write(buyer) for buyer in "DABC")
    assert stage.where(d) == "x"
    assert stage.desk.cache("x") == [a, b, c]
    stage.online("y")
    assert stage.desk.cache("x") == [a, b, c]
    stage.open("x", c)
    stage.close("x", d)
    assert stage.where(c) == "x"
    assert stage.where(a) == "cache of x"
    stage.close("x", c)
    assert stage.where(a) == "x"


def test_5_a_private_contact_without_main_gets_the_mailbox_of_main() -> None:
    stage = Stage()
    stage.private("p")
    stage.online("x")
    session = stage.write("p", to="m")
    assert stage.where(session) == "mailbox"
    assert stage.write("p") == session
    assert stage.where(session) == "mailbox"
    assert stage.desk.sessions_of("x") == []


def test_6_seven_buyers_fill_windows_cache_and_queue() -> None:
    stage = Stage()
    stage.online("x", "y")
    sessions = [stage.write(f"b{number}") for number in range(1, 8)]
    assert [stage.where(session) for session in sessions] == [
        "x",
        "y",
        "x",
        "y",
        "cache of x",
        "cache of y",
        "queue 1",
    ]
    stage.close("x", sessions[0])
    assert stage.where(sessions[4]) == "x"
    assert stage.where(sessions[6]) == "cache of x"


def test_7_a_free_agent_drains_the_queue_and_positions_move_up() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x", "y")
    stage.write("a")
    at_y = stage.write("b")
    c, d = stage.write("c"), stage.write("d")
    assert (stage.where(c), stage.where(d)) == ("queue 1", "queue 2")
    stage.close("y", at_y)
    assert (stage.where(c), stage.where(d)) == ("y", "queue 1")


def _scenario_8_start() -> tuple[Stage, str, str]:
    stage = Stage(w=1, r=2)
    stage.online("x")
    return stage, stage.write("a"), stage.write("b")


def test_8_a_busy_agent_goes_on_and_a_returning_buyer_queues_behind() -> None:
    stage, a, b = _scenario_8_start()
    stage.state("x", BUSY)
    assert stage.write("a") == a
    n = stage.write("n")
    assert stage.where(n) == "queue 1"
    stage.close("x", a)
    assert stage.where(b) == "x"
    again = stage.write("a")
    assert (stage.where(n), stage.where(again)) == ("queue 1", "queue 2")


def test_9_an_agent_who_goes_away_ends_what_is_open_and_releases_the_cache() -> None:
    stage, a, b = _scenario_8_start()
    stage.online("y")
    assert (stage.where(a), stage.where(b)) == ("x", "cache of x")
    stage.state("x", AWAY)
    assert stage.where(a) == "closed: agent_away"
    assert stage.where(b) == "y"
    assert stage.where(stage.write("a")) == "cache of y"


def _scenario_10_start() -> tuple[Stage, str, str]:
    stage = Stage(w=1, r=3)
    stage.online("x")
    q, c = stage.write("q"), stage.write("c")
    stage.at(10)
    stage.drop("x")
    stage.online("y")
    assert (stage.where(q), stage.where(c)) == ("x", "cache of x")
    return stage, q, c


def test_10_a_lost_agent_who_is_back_in_time_keeps_everything() -> None:
    stage, q, c = _scenario_10_start()
    stage.at(40)
    stage.state("x", ONLINE)
    stage.at(200)
    assert (stage.where(q), stage.where(c)) == ("x", "cache of x")


def test_10_a_lost_agent_who_is_not_back_loses_it_to_a_colleague() -> None:
    stage, q, c = _scenario_10_start()
    stage.at(69.999)
    assert (stage.where(q), stage.where(c)) == ("x", "cache of x")
    stage.at(70)
    assert (stage.where(q), stage.where(c)) == ("y", "cache of y")


def test_11_three_way_counts_for_both_and_the_last_member_stays() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x", "y")
    b = stage.write("b")
    c = stage.write("c")
    stage.invite("x", b, "y")
    stage.accept("y", b)
    assert (stage.where(b), stage.where(c)) == ("x+y", "y")
    d = stage.write("d")
    assert stage.where(d) == "queue 1"
    stage.leave("x", b)
    assert (stage.where(b), stage.where(d)) == ("y", "x")
    assert stage.refused(LeaveSession("y", b)) is Refusal.LAST_MEMBER


def test_12_a_mailbox_session_is_revived_by_its_buyer_alone() -> None:
    stage = Stage()
    session = stage.write("b")
    assert stage.where(session) == "mailbox"
    stage.online("x")
    assert stage.where(session) == "mailbox"
    assert stage.write("b") == session
    assert stage.where(session) == "x"


def test_12_priority_counts_as_an_earlier_arrival() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x")
    stage.write("a")
    low = stage.write("low")
    stage.priority("vip", 1)
    stage.priority("late-vip", 1)
    stage.at(30)
    vip = stage.write("vip")
    stage.at(61)
    late_vip = stage.write("late-vip")
    assert stage.desk.queue(10) == [vip, low, late_vip]
