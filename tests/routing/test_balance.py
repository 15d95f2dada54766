"""R7 and R8, and what they owe to fairness (I4, I8, I10, I13, I15)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.rows import BalanceKey
from routing.settings import AgentConfig, ShopConfig
from tests.routing.stage import BUSY, ONLINE, SUSPENDED, Stage, agents_of

SHOPS = (ShopConfig("shop"), ShopConfig("east", group="e"))


def grouped(w: int = 1, r: int | None = 1) -> Stage:
    """x and y serve the group e, m and z do not."""
    agents = (
        AgentConfig("m", main=True, windows_max=w, reception_max=r, tier=1),
        AgentConfig("x", windows_max=w, reception_max=r, groups=frozenset({"e"})),
        AgentConfig("y", windows_max=w, reception_max=r, groups=frozenset({"e"})),
        AgentConfig("z", windows_max=w, reception_max=r),
    )
    return Stage(agents, shops=SHOPS)


def arrive(stage: Stage, contact: str, shop: str = "east") -> str:
    """A new buyer of a shop writes."""
    return stage.write(contact, shop=shop)


def test_r7_a_group_keeps_its_buyers_to_itself() -> None:
    stage = grouped(w=2, r=2)
    stage.online("x", "y", "z")
    assert [stage.where(arrive(stage, f"b{number}")) for number in range(4)] == [
        "x",
        "y",
        "x",
        "y",
    ]


def test_r7_everyone_is_eligible_when_no_member_accepts() -> None:
    stage = grouped()
    stage.state("x", SUSPENDED)
    stage.state("y", BUSY)
    stage.online("z")
    assert stage.where(arrive(stage, "b")) == "z"


def test_r7_a_lost_member_counts_as_accepting_but_gets_nobody() -> None:
    stage = grouped()
    stage.online("x", "z")
    stage.drop("x")
    session = arrive(stage, "b")
    assert stage.where(session) == "queue 1"
    stage.at(60)
    assert stage.where(session) == "z"


def test_r7_everyone_is_eligible_when_the_group_was_full_for_the_whole_wait() -> None:
    stage = grouped()
    stage.online("x", "y", "z")
    arrive(stage, "b1")
    stage.at(10)
    arrive(stage, "b2")
    session = arrive(stage, "b3")
    stage.at(69.999)
    assert stage.where(session) == "queue 1"
    stage.at(70)
    assert stage.where(session) == "z"
    stage.online("m")
    assert stage.where(arrive(stage, "b4")) == "m"


def test_r7_the_wait_starts_again_when_the_group_had_room_in_between() -> None:
    stage = grouped()
    stage.online("x", "y", "z")
    first = arrive(stage, "b1")
    arrive(stage, "b2")
    stage.at(30)
    stage.close("x", first)
    arrive(stage, "b3")
    waiting = arrive(stage, "b4")
    stage.at(89.999)
    assert stage.where(waiting) == "queue 1"
    stage.at(90)
    assert stage.where(waiting) == "z"


def test_r7_a_waiting_group_returns_to_its_members_when_one_has_room() -> None:
    stage = grouped()
    stage.online("x", "y")
    first = arrive(stage, "b1")
    arrive(stage, "b2")
    stage.at(70)
    waiting = arrive(stage, "b3")
    assert stage.where(waiting) == "queue 1"
    stage.close("x", first)
    assert stage.where(waiting) == "x"


def test_r7_the_lowest_tier_with_room_comes_first() -> None:
    agents = (
        AgentConfig("m", main=True, windows_max=1, reception_max=1, tier=2),
        AgentConfig("x", windows_max=1, reception_max=1, tier=1),
        AgentConfig("y", windows_max=1, reception_max=1, tier=0),
    )
    stage = Stage(agents)
    stage.online("m", "x", "y")
    places = [stage.where(stage.write(f"b{number}")) for number in range(4)]
    assert places == ["y", "x", "m", "queue 1"]


def test_r7_the_suspended_share_whatever_their_tiers() -> None:
    stage = Stage("mxy")
    for agent in "mxy":
        stage.state(agent, SUSPENDED)
    assert [stage.where(stage.write(f"b{number}")) for number in range(3)] == ["m", "x", "y"]


def test_i10_a_suspended_agent_gets_nobody_while_a_full_one_accepts() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x")
    stage.state("y", SUSPENDED)
    stage.write("full")
    assert stage.where(stage.write("b")) == "queue 1"


def test_i10_a_suspended_agent_gets_nobody_while_a_lost_one_accepts() -> None:
    stage = Stage()
    stage.online("x")
    stage.drop("x")
    stage.state("y", SUSPENDED)
    assert stage.where(stage.write("b")) == "queue 1"


def test_r8_a_free_window_beats_a_lighter_load() -> None:
    agents = (
        AgentConfig("m", main=True, receives=False),
        AgentConfig("x", windows_max=1, reception_max=9, weight=9),
        AgentConfig("y", windows_max=9, reception_max=9, weight=1),
    )
    stage = Stage(agents)
    stage.online("x", "y")
    stage.write("b0", to="x")
    stage.write("b1", to="y")
    assert stage.where(stage.write("b2")) == "y", "1/1 with a window against 1/9 without"


def test_r8_loads_are_compared_by_weight_exactly() -> None:
    agents = (
        AgentConfig("m", main=True, receives=False),
        AgentConfig("x", windows_max=9, reception_max=9, weight=3),
        AgentConfig("y", windows_max=9, reception_max=9, weight=1),
    )
    stage = Stage(agents)
    stage.online("x", "y")
    places = [stage.where(stage.write(f"b{number}")) for number in range(8)]
    assert [places.count(agent) for agent in "xy"] == [6, 2]


def test_r8_equal_loads_go_to_the_longest_ago_turn_then_the_provision_order() -> None:
    stage = Stage("mxy")
    stage.online("x", "y")
    first, second = stage.write("b1"), stage.write("b2")
    assert (stage.where(first), stage.where(second)) == ("x", "y")
    stage.close("x", first)
    stage.close("y", second)
    assert stage.where(stage.write("b3")) == "x"


def test_r8_only_balancing_moves_a_turn() -> None:
    stage = Stage("mxy")
    stage.online("x", "y")
    stage.close("x", stage.write("b1", to="x"))
    stage.close("x", stage.start("x", "b2"))
    stage.recent("b3", "x")
    stage.close("x", stage.write("b3"))
    assert stage.where(stage.write("b4")) == "x", "x was given nobody by balancing yet"
    assert stage.desk.rows().desk.next_turn == 2


def test_i15_toggling_states_or_logging_in_again_never_improves_a_turn() -> None:
    stage = Stage("mxy")
    stage.online("x", "y")
    stage.close("x", stage.write("b1"))
    stage.state("x", SUSPENDED)
    stage.state("x", BUSY)
    stage.drop("x")
    stage.at(100)
    stage.state("x", ONLINE)
    assert stage.where(stage.write("b2")) == "y"


def test_i4_balancing_stops_at_the_reception_maximum() -> None:
    stage = Stage("mx", w=1, r=2)
    stage.online("x")
    places = [stage.where(stage.write(f"b{number}")) for number in range(4)]
    assert places == ["x", "cache of x", "queue 1", "queue 2"]


def test_an_unlimited_reception_maximum_never_queues() -> None:
    stage = Stage("mx", w=1, r=None)
    stage.online("x")
    for number in range(20):
        stage.write(f"b{number}")
    assert len(stage.desk.cache("x")) == 19
    assert stage.desk.waiting() == 0


@pytest.mark.parametrize("load", [0, 1, 2, 3, 4])
def test_i13_a_log_in_gains_at_most_the_room_there_is(load: int) -> None:
    stage = Stage("mxy", w=1, r=3)
    stage.online("x", "y")
    for number in range(load):
        stage.write(f"own{number}", to="y")
    stage.drop("y")
    for number in range(8):
        stage.write(f"b{number}")
    before = len(stage.desk.sessions_of("y"))
    assert before == load
    stage.state("y", ONLINE)
    assert len(stage.desk.sessions_of("y")) - before == max(0, 3 - load)


@settings(max_examples=30)
@given(st.lists(st.sampled_from("xyz"), max_size=6), st.integers(1, 20))
def test_i8_arrivals_alone_keep_equal_weights_within_one(order: list[str], count: int) -> None:
    stage = Stage("mxyz", w=50, r=50)
    stage.online("x", "y", "z")
    for agent in order:
        stage.close(agent, stage.start(agent, "other"))
    for number in range(count):
        stage.write(f"b{number}")
    loads = [len(stage.desk.sessions_of(agent)) for agent in "xyz"]
    assert max(loads) - min(loads) <= 1


def test_the_reason_names_winner_and_runner_up_by_the_key_in_order() -> None:
    stage = Stage("mxyz", w=2, r=3)
    stage.online("m", "x", "y")
    stage.state("z", SUSPENDED)
    stage.write("b1")
    decision = stage.session(stage.write("b2")).decision
    assert decision is not None
    assert (decision.rule, decision.agent, decision.runner_up) == ("R8", "y", "x")
    assert decision.key == BalanceKey(is_full=False, load=(0, 1), last_turn=0, order=2)
    assert decision.runner_up_key == BalanceKey(is_full=False, load=(1, 1), last_turn=1, order=1)
    assert decision.refused == (
        ("higher_tier_available", 1),
        ("not_first", 1),
        ("suspended_while_others_accept", 1),
    )


def test_the_reason_of_waiting_counts_why_nobody_took_it() -> None:
    agents = (
        *agents_of("mxyzuv", w=1, r=1),
        AgentConfig("s", receives=False),
    )
    stage = Stage(agents)
    stage.online("x", "z")
    stage.state("y", BUSY)
    stage.state("u", SUSPENDED)
    stage.write("full")
    stage.write("full too")
    stage.drop("z")
    decision = stage.session(stage.write("b")).decision
    assert decision is not None
    assert decision.rule == "R9"
    assert decision.refused == (
        ("busy", 1),
        ("full", 1),
        ("lost", 1),
        ("not_receiving", 1),
        ("offline", 2),
        ("suspended_while_others_accept", 1),
    )


def test_balanced_turns_are_handed_out_in_order() -> None:
    stage = Stage("mxyz", w=9, r=9)
    stage.online("x", "y", "z")
    for number in range(6):
        stage.write(f"b{number}")
    assert [row.last_turn for row in stage.desk.rows().agents] == [0, 4, 5, 6]


def test_a_group_without_agents_is_everyones() -> None:
    stage = Stage("mx", shops=(ShopConfig("shop", group="nobody"),))
    stage.online("x")
    assert stage.where(stage.write("b")) == "x"
