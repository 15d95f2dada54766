"""The decision table of docs/routing.md: one test for each row, in its order.

m is main, x and y are subs; agents not named are offline; w = 2, r = 3.
"""

import pytest

from presence.states import PresenceState
from tests.routing.stage import AWAY, BUSY, INVISIBLE, OFFLINE, ONLINE, SUSPENDED, Stage

ACCEPTING = [ONLINE, INVISIBLE]
ABSENT = [AWAY, OFFLINE]


def staged(**states: PresenceState) -> Stage:
    """A stage with these agents in these states."""
    stage = Stage()
    for agent, state in states.items():
        stage.state(agent, state)
    return stage


def with_recent(contact: str, agent: str) -> Stage:
    """A stage where the agent has served the contact before; everybody is offline now."""
    stage = staged()
    stage.online(agent)
    stage.recent(contact, agent)
    stage.state(agent, OFFLINE)
    return stage


@pytest.mark.parametrize("main", [*ACCEPTING, SUSPENDED])
def test_row_1_main_gets_a_private_contact_when_online_or_suspended(main: PresenceState) -> None:
    stage = staged(m=main, x=ONLINE)
    stage.private("p")
    assert stage.where(stage.write("p", to="m")) == "m"


def test_row_2_main_gets_a_private_contact_when_busy() -> None:
    stage = staged(m=BUSY, x=ONLINE)
    stage.private("p")
    assert stage.where(stage.write("p", to="m")) == "m"


@pytest.mark.parametrize("main", ABSENT)
def test_row_3_mains_mailbox_gets_a_private_contact_when_main_is_gone(main: PresenceState) -> None:
    stage = staged(m=main, x=ONLINE, y=ONLINE)
    stage.private("p")
    assert stage.where(stage.write("p", to="m")) == "mailbox"


@pytest.mark.parametrize(
    ("main", "where"), [(ONLINE, "m"), (SUSPENDED, "m"), (BUSY, "m"), (AWAY, "mailbox")]
)
def test_row_4_a_private_contact_at_the_shop_is_treated_as_addressing_main(
    main: PresenceState, where: str
) -> None:
    stage = staged(m=main, x=ONLINE)
    stage.private("p")
    assert stage.where(stage.write("p")) == where


@pytest.mark.parametrize("address", [None, "x"])
@pytest.mark.parametrize("owner", [*ACCEPTING, SUSPENDED, BUSY, "lost"])
def test_row_5_a_live_session_stays_with_its_owner_whatever_its_state(
    owner: PresenceState | str, address: str | None
) -> None:
    stage = staged(x=ONLINE)
    session = stage.write("b")
    stage.online("y")
    if isinstance(owner, PresenceState):
        stage.state("x", owner)
    else:
        stage.drop("x")
    assert stage.write("b", to=address) == session
    assert stage.where(session) == "x"


@pytest.mark.parametrize("is_answered", [True, False])
def test_row_6_a_live_session_is_ended_when_its_owner_goes_away(is_answered: bool) -> None:
    stage = staged(x=ONLINE, y=ONLINE)
    session = stage.write("b", to="x")
    if is_answered:
        stage.reply("x", session)
    stage.state("x", AWAY)
    assert stage.where(session) == "closed: agent_away"


@pytest.mark.parametrize("main", ACCEPTING)
def test_row_7_main_gets_whoever_addresses_it_when_it_accepts(main: PresenceState) -> None:
    stage = staged(m=main, x=ONLINE)
    assert stage.where(stage.write("n", to="m")) == "m"


def test_row_8_a_suspended_main_gets_its_recent_contact() -> None:
    stage = with_recent("b", "m")
    stage.state("m", SUSPENDED)
    stage.online("x")
    assert stage.where(stage.write("b", to="m")) == "m"


def test_row_9_a_suspended_main_diverts_others_to_those_who_are_not() -> None:
    stage = staged(m=SUSPENDED, x=SUSPENDED, y=ONLINE)
    assert stage.where(stage.write("n", to="m")) == "y"


def test_row_9_all_share_evenly_when_all_are_suspended() -> None:
    stage = staged(m=SUSPENDED, x=SUSPENDED, y=SUSPENDED)
    places = [stage.where(stage.write(buyer, to="m")) for buyer in ("n1", "n2", "n3", "n4")]
    assert places == ["m", "x", "y", "m"]


@pytest.mark.parametrize("main", [BUSY, *ABSENT])
def test_row_10_others_are_diverted_when_main_is_busy_or_gone(main: PresenceState) -> None:
    stage = staged(m=main, x=ONLINE)
    assert stage.where(stage.write("n", to="m")) == "x"


@pytest.mark.parametrize("sub", [*ACCEPTING, SUSPENDED])
def test_row_11_a_sub_gets_whoever_addresses_it(sub: PresenceState) -> None:
    stage = staged(x=sub, y=ONLINE)
    assert stage.where(stage.write("n", to="x")) == "x"


@pytest.mark.parametrize("sub", [*ACCEPTING, SUSPENDED])
def test_row_11_a_sub_gets_a_private_contact_who_addresses_it(sub: PresenceState) -> None:
    stage = staged(m=ONLINE, x=sub)
    stage.private("p")
    assert stage.where(stage.write("p", to="x")) == "x"


@pytest.mark.parametrize("sub", [BUSY, *ABSENT])
def test_row_12_a_sub_who_takes_nobody_diverts(sub: PresenceState) -> None:
    stage = staged(x=sub, y=ONLINE)
    assert stage.where(stage.write("n", to="x")) == "y"


@pytest.mark.parametrize(("main", "where"), [(BUSY, "m"), (AWAY, "mailbox")])
def test_row_12_a_sub_who_takes_nobody_diverts_a_private_contact_to_main(
    main: PresenceState, where: str
) -> None:
    stage = staged(m=main, x=BUSY, y=ONLINE)
    stage.private("p")
    assert stage.where(stage.write("p", to="x")) == where


@pytest.mark.parametrize("recent", [*ACCEPTING, SUSPENDED])
def test_row_13_the_recent_contact_gets_its_buyer_back(recent: PresenceState) -> None:
    stage = with_recent("b", "x")
    stage.state("x", recent)
    stage.online("y")
    assert stage.where(stage.write("b")) == "x"


def test_row_13_the_recent_contacts_cache_gets_its_buyer_when_windows_are_full() -> None:
    stage = with_recent("b", "x")
    stage.online("x", "y")
    for buyer in ("n1", "n2"):
        stage.write(buyer, to="x")
    assert stage.where(stage.write("b")) == "cache of x"


@pytest.mark.parametrize("recent", [BUSY, *ABSENT])
def test_row_14_a_recent_contact_who_takes_nobody_leaves_it_to_balancing(
    recent: PresenceState,
) -> None:
    stage = with_recent("b", "x")
    stage.state("x", recent)
    stage.online("y")
    assert stage.where(stage.write("b")) == "y"


def test_row_15_new_buyers_are_shared_evenly_with_free_windows_first() -> None:
    stage = staged(m=ONLINE, x=ONLINE, y=ONLINE)
    places = [stage.where(stage.write(f"n{number}")) for number in range(6)]
    assert places == ["x", "y", "x", "y", "cache of x", "cache of y"]


def _full_subs(**states: PresenceState) -> Stage:
    stage = staged(x=ONLINE, y=ONLINE)
    for number in range(6):
        stage.write(f"full{number}")
    for agent, state in states.items():
        stage.state(agent, state)
    return stage


@pytest.mark.parametrize("main", ACCEPTING)
def test_row_16_main_helps_out_when_the_subs_are_full(main: PresenceState) -> None:
    stage = _full_subs(m=main)
    assert stage.where(stage.write("n")) == "m"


@pytest.mark.parametrize("main", [SUSPENDED, BUSY, *ABSENT])
def test_row_16_the_queue_gets_new_buyers_when_main_does_not_accept(main: PresenceState) -> None:
    stage = _full_subs(m=main)
    assert stage.where(stage.write("n")) == "queue 1"


def test_row_17_the_suspended_share_evenly_when_nobody_accepts() -> None:
    stage = staged(m=SUSPENDED, x=SUSPENDED, y=BUSY)
    places = [stage.where(stage.write(buyer)) for buyer in ("n1", "n2", "n3")]
    assert places == ["m", "x", "m"]


def test_row_18_the_queue_gets_new_buyers_when_all_are_busy() -> None:
    stage = staged(m=BUSY, x=BUSY)
    assert stage.where(stage.write("n")) == "queue 1"


@pytest.mark.parametrize("address", [None, "m", "x"])
def test_row_19_the_mailbox_gets_everybody_when_all_are_gone(address: str | None) -> None:
    stage = staged(m=AWAY, x=AWAY)
    assert stage.where(stage.write("n", to=address)) == "mailbox"


def test_row_20_a_cached_session_stays_when_another_agent_idles() -> None:
    stage = staged(x=ONLINE)
    sessions = [stage.write(f"b{number}") for number in range(3)]
    assert stage.where(sessions[2]) == "cache of x"
    stage.online("y")
    stage.close("y", stage.start("y", "other"))
    assert stage.where(sessions[2]) == "cache of x"


def test_row_21_a_cached_session_opens_beyond_the_cap_when_popped_by_hand() -> None:
    stage = staged(x=ONLINE)
    sessions = [stage.write(f"b{number}") for number in range(3)]
    stage.open("x", sessions[2])
    assert [stage.where(session) for session in sessions] == ["x", "x", "x"]


def test_row_22_nothing_of_a_colleague_is_routed() -> None:
    """Agents talk in the internal channel: the desk has no command for it, and moves nothing."""
    stage = staged(x=ONLINE, y=ONLINE)
    session = stage.write("b", to="x")
    before = stage.desk.rows()
    stage.invite("x", session, "y")
    assert stage.desk.rows().sessions == before.sessions
