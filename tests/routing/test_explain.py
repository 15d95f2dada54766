"""Explain, availability and the windows behind an expected wait."""

from routing.rows import BalanceKey, Phase
from routing.settings import AgentConfig, DeskSettings, ShopConfig
from routing.views import Availability, AvailabilityState, Explanation, Verdict
from tests.routing.stage import AWAY, BUSY, OFFLINE, SUSPENDED, Stage, agents_of

SHOPS = (ShopConfig("shop"), ShopConfig("east", group="e"))


def explained(stage: Stage, session: str) -> Explanation:
    """The explanation of a session the desk holds."""
    explanation = stage.desk.explain(session)
    assert explanation is not None
    return explanation


def verdicts(stage: Stage, session: str) -> dict[str, Verdict]:
    """Each agent's verdict."""
    return {
        candidate.agent.agent: candidate.verdict
        for candidate in explained(stage, session).candidates
    }


def everybody() -> Stage:
    """One agent of every kind, all full who can be; the buyers of the shop wait."""
    agents = (
        *agents_of("mxyzuvw", w=1, r=1),
        AgentConfig("s", receives=False),
    )
    stage = Stage(agents)
    stage.online("x", "z")
    stage.write("full")
    stage.write("full too")
    stage.drop("z")
    stage.state("y", BUSY)
    stage.state("u", SUSPENDED)
    stage.state("v", AWAY)
    return stage


def test_a_waiting_session_tells_why_each_agent_does_not_take_it() -> None:
    stage = everybody()
    session = stage.write("b")
    assert verdicts(stage, session) == {
        "m": Verdict.OFFLINE,
        "x": Verdict.FULL,
        "y": Verdict.BUSY,
        "z": Verdict.LOST,
        "u": Verdict.SUSPENDED_WHILE_OTHERS_ACCEPT,
        "v": Verdict.AWAY,
        "w": Verdict.OFFLINE,
        "s": Verdict.NOT_RECEIVING,
    }
    explanation = explained(stage, session)
    assert (explanation.rule, explanation.position) == ("R9", 1)
    assert explanation.phase is Phase.QUEUED
    (full,) = (one for one in explanation.candidates if one.agent.agent == "x")
    assert (full.agent.open, full.agent.cached, full.agent.config.reception_max) == (1, 0, 1)


def test_the_short_form_counts_the_same_reasons() -> None:
    stage = everybody()
    session = stage.write("b")
    decision = stage.session(session).decision
    assert decision is not None
    counted: dict[str, int] = {}
    for verdict in verdicts(stage, session).values():
        counted[verdict.value] = counted.get(verdict.value, 0) + 1
    assert dict(decision.refused) == counted


def test_an_open_session_tells_who_has_it_and_how_the_others_compare() -> None:
    stage = Stage("mxyz")
    stage.online("m", "x", "y")
    session = stage.write("b")
    explanation = explained(stage, session)
    assert verdicts(stage, session) == {
        "m": Verdict.HIGHER_TIER_AVAILABLE,
        "x": Verdict.TAKES,
        "y": Verdict.NOT_FIRST,
        "z": Verdict.OFFLINE,
    }
    assert explanation.rule == "R8"
    assert explanation.decision is not None
    assert explanation.decision.agent == "x"
    keys = [candidate.key for candidate in explanation.candidates]
    assert keys == [
        BalanceKey(is_full=False, load=(0, 1), last_turn=0, order=0),
        BalanceKey(is_full=False, load=(1, 1), last_turn=1, order=1),
        BalanceKey(is_full=False, load=(0, 1), last_turn=0, order=2),
        None,
    ]


def test_a_second_member_serves_the_contact() -> None:
    stage = Stage()
    stage.online("x", "y")
    session = stage.write("b", to="x")
    stage.invite("x", session, "y")
    stage.accept("y", session)
    assert verdicts(stage, session)["y"] is Verdict.SERVES_CONTACT


def test_a_group_tells_who_is_not_in_it() -> None:
    agents = (*agents_of("mx"), AgentConfig("y", reception_max=5, groups=frozenset({"e"})))
    stage = Stage(agents, shops=SHOPS)
    stage.online("x", "y")
    session = stage.write("b", shop="east")
    assert verdicts(stage, session) == {
        "m": Verdict.NOT_IN_GROUP,
        "x": Verdict.NOT_IN_GROUP,
        "y": Verdict.TAKES,
    }
    decision = stage.session(session).decision
    assert decision is not None
    assert decision.refused == (("not_in_group", 2),)


def test_a_private_contacts_message_is_mains_alone() -> None:
    stage = Stage()
    stage.state("x", BUSY)
    session = stage.write("p")
    stage.state("x", OFFLINE)
    stage.private("p")
    stage.online("x", "y")
    assert stage.where(session) == "held"
    assert verdicts(stage, session) == {
        "m": Verdict.OFFLINE,
        "x": Verdict.NOT_PRIVATE_OWNER,
        "y": Verdict.NOT_PRIVATE_OWNER,
    }


def test_what_the_desk_does_not_hold_has_no_explanation() -> None:
    assert Stage().desk.explain("none") is None


def test_availability_is_what_a_first_message_would_meet() -> None:
    stage = Stage("mx", w=1, r=1, settings=DeskSettings(queue_max=1))
    looks: list[Availability] = [stage.desk.availability("shop")]
    stage.online("x")
    looks.append(stage.desk.availability("shop"))
    stage.write("full")
    looks.append(stage.desk.availability("shop"))
    stage.write("waits")
    looks.append(stage.desk.availability("shop"))
    assert looks == [
        Availability(AvailabilityState.MAILBOX, 0),
        Availability(AvailabilityState.AVAILABLE, 0),
        Availability(AvailabilityState.QUEUE, 0),
        Availability(AvailabilityState.MAILBOX, 1),
    ]
    assert stage.where(stage.write("beyond")) == "mailbox"


def test_the_windows_are_those_of_the_agents_who_could_serve() -> None:
    agents = (
        *agents_of("mx", w=2, r=3),
        AgentConfig("y", windows_max=4, reception_max=8, groups=frozenset({"e"})),
        AgentConfig("s", windows_max=9, reception_max=9, receives=False),
    )
    stage = Stage(agents, shops=SHOPS)
    assert stage.desk.shop_windows("shop") == 0
    stage.state("x", SUSPENDED)
    assert stage.desk.shop_windows("shop") == 2
    stage.online("y", "s")
    assert stage.desk.shop_windows("shop") == 4
    stage.online("m")
    assert (stage.desk.shop_windows("shop"), stage.desk.shop_windows("east")) == (6, 4)
    stage.drop("m")
    assert stage.desk.shop_windows("shop") == 4


def test_a_private_session_waits_for_mains_windows() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.online("x")
    stage.write("full")
    session = stage.write("p")
    assert stage.desk.serving_windows(session) == 1
    stage.private("p")
    stage.desk.explain(session)
    assert stage.desk.serving_windows(session) == 1
    assert stage.desk.serving_windows("none") == 0


def test_the_desk_answers_who_is_where() -> None:
    stage = Stage("mxy", w=1, r=2)
    stage.online("x")
    session, cached = stage.write("b1"), stage.write("b2")
    waiting = stage.write("b3")
    desk = stage.desk
    assert desk.serving("b1", "x") == session
    assert desk.serving("b1", "y") is None
    assert desk.serving("nobody", "x") is None
    assert desk.sessions_of("x") == sorted([session, cached])
    assert (desk.cache("x"), desk.cache("?"), desk.sessions_of("?")) == ([cached], [], [])
    assert (desk.queue(5), desk.waiting(), desk.position(waiting)) == ([waiting], 1, 1)
    assert (desk.session("none"), desk.contact("none"), desk.agent("none")) == (None, None, None)
    assert [view.agent for view in desk.agents()] == ["m", "x", "y"]
    assert [(view.open, view.cached) for view in desk.agents()] == [(0, 0), (1, 1), (0, 0)]
    assert desk.holds("b1")
    assert not desk.holds("nobody")
