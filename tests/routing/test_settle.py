"""Settle, the waiting queue (R9, R10, R18), holds, and R16."""

import pytest

from presence.states import PresenceState
from routing.commands import LeaveAsBuyer, PostBuyerMessage, SetLimits
from routing.events import SessionMailed, SessionOpened, SessionQueued
from routing.settings import MINUTE_MS, AgentConfig, DeskConfig, DeskSettings, ShopConfig
from tests.routing.stage import (
    AWAY,
    BUSY,
    INVISIBLE,
    OFFLINE,
    ONLINE,
    START_MS,
    SUSPENDED,
    Stage,
)

# -------------------------------------------------------------------------------- (1) the caches


@pytest.mark.parametrize("state", [ONLINE, INVISIBLE, SUSPENDED, BUSY])
def test_a_cache_pops_in_every_state_that_is_up(state: PresenceState) -> None:
    stage = Stage("mx", w=1, r=3)
    stage.online("x")
    first, second = stage.write("b1"), stage.write("b2")
    stage.state("x", state)
    stage.close("x", first)
    assert stage.where(second) == "x"


def test_a_lost_agents_cache_pops_when_they_are_back() -> None:
    stage = Stage("mx", w=1, r=3)
    stage.online("x")
    first, second = stage.write("b1"), stage.write("b2")
    stage.drop("x")
    stage.buyer_leaves("b1", first)
    assert stage.where(second) == "cache of x"
    stage.at(7)
    stage.state("x", ONLINE)
    assert stage.where(second) == "x"
    (member,) = stage.session(second).members
    assert member.since_ms == START_MS + 7_000


def test_raising_the_limit_pops_at_once_and_lowering_moves_nothing() -> None:
    stage = Stage("mx", w=1, r=3)
    stage.online("x")
    sessions = [stage.write(f"b{number}") for number in range(3)]
    stage.do(SetLimits("x", 3))
    assert [stage.where(session) for session in sessions] == ["x", "x", "x"]
    stage.do(SetLimits("x", 1))
    assert [stage.where(session) for session in sessions] == ["x", "x", "x"]


# --------------------------------------------------------------------------------- (2) the queue


def test_r10_a_higher_priority_of_contact_or_shop_counts() -> None:
    shops = (ShopConfig("shop"), ShopConfig("vip", priority=2))
    stage = Stage("mx", w=1, r=1, shops=shops)
    stage.online("x")
    stage.write("full")
    low = stage.write("low")
    stage.at(60)
    same = stage.write("same")
    stage.priority("same", 1)
    assert stage.desk.queue(9) == [low, same], "a boost of 60 s after 60 s: the sequence decides"
    stage.at(299)
    of_shop = stage.write("b", shop="vip")
    assert stage.desk.queue(9) == [of_shop, low, same]


def test_r10_changing_the_priority_moves_who_waits() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.online("x")
    stage.write("full")
    first, second = stage.write("b1"), stage.write("b2")
    stage.priority("b2", 2)
    assert stage.desk.queue(9) == [second, first]
    stage.priority("b2", 0)
    assert stage.desk.queue(9) == [first, second]


def test_i12_the_first_who_can_be_served_goes_first_and_others_are_skipped() -> None:
    shops = (ShopConfig("shop"), ShopConfig("east", group="e"))
    agents = (
        AgentConfig("m", main=True, receives=False),
        AgentConfig("x", windows_max=1, reception_max=1, groups=frozenset({"e"})),
        AgentConfig("y", windows_max=1, reception_max=1),
    )
    stage = Stage(agents, shops=shops)
    stage.online("x", "y")
    at_x, at_y = stage.write("b1", shop="east"), stage.write("b2")
    east, first, second = stage.write("b3", shop="east"), stage.write("b4"), stage.write("b5")
    stage.close("y", at_y)
    assert (stage.where(east), stage.where(first)) == ("queue 1", "y")
    stage.close("x", at_x)
    assert (stage.where(east), stage.where(second)) == ("x", "queue 1")


def test_settle_gives_who_waits_to_a_recent_contact_who_comes() -> None:
    stage = Stage("mxy", w=1, r=1)
    stage.online("x", "y")
    stage.recent("b", "x")
    stage.state("x", BUSY)
    stage.write("full")
    waiting = stage.write("b")
    assert stage.where(waiting) == "queue 1"
    stage.state("x", SUSPENDED)
    assert stage.where(waiting) == "x"
    decision = stage.session(waiting).decision
    assert decision is not None
    assert decision.rule == "R6"


def test_settle_forgets_a_recent_contact_who_lapsed_while_the_buyer_waited() -> None:
    stage = Stage("mxy", w=1, r=1, settings=DeskSettings(recent_contact_ms=10_000))
    stage.online("x", "y")
    stage.recent("b", "x")
    stage.state("x", BUSY)
    stage.write("full")
    waiting = stage.write("b")
    stage.at(10)
    stage.state("x", SUSPENDED)
    assert stage.where(waiting) == "queue 1"


def test_settle_binds_a_private_contact_who_waits_when_main_comes() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.online("x")
    stage.write("full")
    waiting = stage.write("b")
    stage.private("b")
    stage.state("m", BUSY)
    assert stage.where(waiting) == "m"


def test_settle_binds_who_waits_when_the_contact_becomes_private() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.state("m", BUSY)
    stage.online("x")
    stage.write("full")
    waiting = stage.write("b")
    stage.private("b")
    assert stage.where(waiting) == "m"


def test_the_walk_looks_again_at_who_was_skipped_when_placing_another_fills_a_group() -> None:
    """I6, I12: the group of the first is not full until the second is in a lost member's cache."""

    def agents(*, y_receives: bool, z_max: int) -> tuple[AgentConfig, ...]:
        east = frozenset({"e"})
        return (
            AgentConfig("m", main=True, receives=False),
            AgentConfig("x", windows_max=1, reception_max=1, groups=east),
            AgentConfig("y", windows_max=1, reception_max=1, groups=east, receives=y_receives),
            AgentConfig("z", windows_max=1, reception_max=z_max),
        )

    shops = (ShopConfig("shop"), ShopConfig("east", group="e"))
    stage = Stage(agents(y_receives=False, z_max=1), shops=shops)
    stage.online("x", "y", "z")
    stage.recent("r", "y")
    stage.write("full", shop="east")
    stage.write("full too")
    stage.at(61)
    stage.drop("y")
    first, second = stage.write("b", shop="east"), stage.write("r")
    assert (stage.where(first), stage.where(second)) == ("queue 1", "queue 2")
    stage.configure(DeskConfig(DeskSettings(), shops, agents(y_receives=True, z_max=2)))
    assert stage.where(second) == "cache of y"
    assert stage.where(first) == "cache of z"


# ------------------------------------------------------------------- R9: the mailbox and the hold


def held() -> tuple[Stage, str]:
    """A session that left the queue because everybody went."""
    stage = Stage("mx", w=1, r=1)
    stage.online("x")
    stage.state("x", BUSY)
    session = stage.write("b")
    stage.at(10)
    stage.state("x", OFFLINE)
    assert stage.where(session) == "held"
    assert stage.session(session).held_until_ms == START_MS + 10_000 + 15 * MINUTE_MS
    return stage, session


def test_i7_the_queue_goes_to_the_mailbox_when_the_last_agent_goes() -> None:
    stage, session = held()
    assert any(isinstance(event, SessionMailed) for event in stage.events)
    assert stage.desk.waiting() == 0
    assert stage.desk.holds("b")
    assert stage.session(session).arrived_ms == START_MS


def test_r9_a_held_session_returns_with_its_arrival_when_somebody_comes() -> None:
    stage, session = held()
    stage.state("x", BUSY)
    assert stage.where(session) == "queue 1"
    assert stage.session(session).arrived_ms == START_MS
    assert any(isinstance(event, SessionQueued) for event in stage.events)


def test_r9_a_held_session_returns_when_its_buyer_connects_later() -> None:
    stage, session = held()
    stage.go("b")
    stage.online("x")
    assert stage.where(session) == "held"
    stage.come("b")
    assert stage.where(session) == "x"


def test_r9_a_held_session_stays_when_the_hold_is_over() -> None:
    stage, session = held()
    stage.at(10 + 15 * 60)
    assert stage.where(session) == "mailbox"
    stage.online("x")
    assert stage.where(session) == "mailbox"


def test_r9_what_is_written_meanwhile_changes_neither_arrival_nor_hold() -> None:
    stage, session = held()
    before = stage.session(session)
    stage.at(100)
    assert stage.write("b") == session
    after = stage.session(session)
    assert stage.where(session) == "held"
    assert (after.arrived_ms, after.sequence) == (before.arrived_ms, before.sequence)
    assert after.held_until_ms == before.held_until_ms
    assert after.last_touched_ms == START_MS + 100_000


def test_r9_a_held_private_contact_returns_only_for_main() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.state("x", BUSY)
    session = stage.write("b")
    stage.state("x", OFFLINE)
    stage.private("b")
    stage.online("x")
    assert stage.where(session) == "held"
    stage.state("m", BUSY)
    assert stage.where(session) == "m"


def test_r9_a_leaving_buyer_ends_the_hold() -> None:
    stage, session = held()
    stage.do(LeaveAsBuyer("b", session))
    assert stage.where(session) == "mailbox"
    assert not stage.desk.holds("b")


def test_r9_the_buyers_grace_ends_the_hold() -> None:
    stage, session = held()
    stage.go("b")
    stage.at(10 + 600)
    assert stage.where(session) == "mailbox"


def test_r9_another_live_session_ends_the_hold() -> None:
    stage, session = held()
    stage.private("b")
    stage.online("x")
    with_x = stage.start("x", "b")
    assert with_x != session
    assert stage.where(session) == "mailbox"


def test_r9_nobody_here_who_receives_is_nobody_here() -> None:
    agents = (AgentConfig("m", main=True), AgentConfig("s", receives=False))
    stage = Stage(agents)
    stage.online("s")
    assert stage.where(stage.write("b")) == "mailbox"


def test_r9_a_lost_agent_is_somebody() -> None:
    stage = Stage("mx")
    stage.online("x")
    stage.drop("x")
    session = stage.write("b")
    assert stage.where(session) == "queue 1"
    stage.at(60)
    assert stage.where(session) == "held"


# --------------------------------------------------------------------------------- R16 and R18


def test_r16_out_of_hours_what_has_no_agent_of_its_own_goes_to_the_mailbox() -> None:
    stage = Stage()
    stage.online("m", "x")
    stage.recent("r", "x")
    stage.private("p")
    session = stage.write("b", within_hours=False)
    assert stage.where(session) == "mailbox"
    assert stage.where(stage.write("r", within_hours=False)) == "x"
    assert stage.where(stage.write("p", within_hours=False)) == "m"
    assert stage.where(stage.write("a", to="x", within_hours=False)) == "x"


def test_r16_out_of_hours_what_waits_is_still_served() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.online("x")
    full = stage.write("full")
    waiting = stage.write("b")
    assert stage.write("b", within_hours=False) == waiting
    stage.close("x", full)
    assert stage.where(waiting) == "x"


def test_r18_an_arrival_beyond_the_cap_gets_the_mailbox() -> None:
    stage = Stage("mx", w=1, r=1, settings=DeskSettings(queue_max=1))
    stage.online("x")
    stage.write("full")
    waiting = stage.write("b1")
    beyond = stage.write("b2")
    assert (stage.where(waiting), stage.where(beyond)) == ("queue 1", "mailbox")
    assert stage.session(beyond).held_until_ms is None
    decision = stage.session(beyond).decision
    assert decision is not None
    assert decision.rule == "R18"


def test_r18_a_released_session_returns_to_a_queue_at_its_cap() -> None:
    stage = Stage("mxy", w=1, r=1, settings=DeskSettings(queue_max=1))
    stage.online("x", "y")
    released = stage.write("b1")
    stage.write("b2")
    waiting = stage.write("b3")
    stage.state("x", OFFLINE)
    assert stage.desk.queue(9) == [released, waiting]


# --------------------------------------------------------------------------------- no settling


def test_a_message_in_an_open_session_moves_nothing() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.online("x")
    open_session = stage.write("b")
    waiting = stage.write("other")
    events = stage.do(PostBuyerMessage("b", "unused"))
    assert [type(event).__name__ for event in events] == ["BuyerMessageStored"]
    stage.reply("x", open_session)
    assert stage.where(waiting) == "queue 1"
    assert not any(isinstance(event, SessionOpened) for event in stage.events)


def test_an_agent_who_goes_away_drains_to_a_colleague_in_the_order_of_arrival() -> None:
    stage = Stage("mxy", w=1, r=4)
    stage.online("x")
    sessions = [stage.write(f"b{number}") for number in range(4)]
    stage.online("y")
    stage.state("x", AWAY)
    assert stage.where(sessions[1]) == "y"
    assert stage.desk.cache("y") == sessions[2:]
