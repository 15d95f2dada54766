"""Configure: agents, shops and settings that change under a running desk."""

from dataclasses import replace

from routing.commands import Configure
from routing.desk import Desk
from routing.events import DeskConfigured, LimitsChanged, Refusal
from routing.rows import Phase
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig
from tests.routing.stage import OFFLINE, ONLINE, SECOND, START_MS, Stage, agents_of


def with_agents(stage: Stage, *agents: AgentConfig) -> DeskConfig:
    """The same merchant with these agents."""
    return replace(stage.config, agents=agents)


def test_an_agent_who_is_taken_out_departs_as_if_offline() -> None:
    stage = Stage()
    stage.online("x", "y")
    answered, unanswered = stage.write("b1", to="x"), stage.write("b2", to="x")
    stage.reply("x", answered)
    stage.configure(with_agents(stage, *agents_of("my")))
    assert stage.where(answered) == "closed: agent_offline"
    assert stage.where(unanswered) == "y"
    assert stage.desk.agent("x") is None
    assert "x" not in stage.folded.agents


def test_recents_lapse_when_an_agent_is_taken_out_and_comes_again() -> None:
    stage = Stage()
    stage.online("x", "y")
    stage.recent("b", "x")
    everybody = stage.config
    stage.configure(with_agents(stage, *agents_of("my")))
    stage.at(5)
    stage.configure(everybody)
    assert stage.folded.agents["x"].enabled_ms == START_MS + 5 * SECOND
    stage.online("x")
    stage.write("full", to="x")
    assert stage.where(stage.write("b")) == "y"


def test_main_is_neither_taken_out_nor_exchanged() -> None:
    stage = Stage()
    without = Configure(with_agents(stage, *agents_of("xy")))
    assert stage.refused(without) is Refusal.BAD_REQUEST
    exchanged = [replace(agent, main=agent.agent == "x") for agent in agents_of("mxy")]
    assert stage.refused(Configure(with_agents(stage, *exchanged))) is Refusal.BAD_REQUEST


def test_a_new_agent_is_known_and_takes_what_waits_when_logged_in() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.online("x")
    stage.write("full")
    waiting = stage.write("b")
    stage.configure(with_agents(stage, *agents_of("mxz", w=1, r=1)))
    assert DeskConfigured() in stage.events
    stage.online("z")
    assert stage.where(waiting) == "z"


def test_a_lower_reception_maximum_lowers_the_windows_and_moves_nothing() -> None:
    stage = Stage(w=3, r=3)
    stage.online("x")
    sessions = [stage.write(f"b{number}") for number in range(3)]
    stage.configure(with_agents(stage, *agents_of("mxy", w=1, r=2)))
    assert LimitsChanged("x", 2) in stage.events
    assert [stage.where(session) for session in sessions] == ["x", "x", "x"]
    assert stage.where(stage.write("b4")) == "queue 1"


def test_a_higher_reception_maximum_takes_what_waits() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.online("x")
    stage.write("full")
    waiting = stage.write("b")
    stage.configure(with_agents(stage, *agents_of("mx", w=1, r=2)))
    assert stage.where(waiting) == "cache of x"


def test_other_boosts_sort_the_queue_anew() -> None:
    stage = Stage("mx", w=1, r=1)
    stage.online("x")
    stage.write("full")
    first = stage.write("b1")
    stage.at(1)
    second = stage.write("b2")
    stage.priority("b2", 1)
    assert stage.desk.queue(9) == [second, first]
    settings = DeskSettings(boost_ms=(0, 1, 2))
    stage.configure(replace(stage.config, settings=settings))
    assert stage.desk.queue(9) == [first, second]


def test_other_graces_count_from_when_they_started() -> None:
    stage = Stage()
    stage.online("x")
    stage.drop("x")
    stage.at(10)
    settings = DeskSettings(disconnect_grace_ms=20 * SECOND)
    stage.configure(replace(stage.config, settings=settings))
    assert stage.desk.next_deadline_ms() == START_MS + 20 * SECOND


def test_a_shop_that_vanishes_keeps_its_sessions_for_everyone() -> None:
    shops = (ShopConfig("shop"), ShopConfig("east", group="e", priority=2))
    agents = (
        *agents_of("mx", w=1, r=1),
        AgentConfig("y", windows_max=1, reception_max=1, groups=frozenset({"e"})),
    )
    stage = Stage(agents, shops=shops)
    stage.online("y")
    stage.write("full", shop="east")
    waiting = stage.write("b", shop="east")
    stage.online("x")
    assert stage.where(waiting) == "queue 1"
    stage.configure(replace(stage.config, shops=shops[:1]))
    assert stage.where(waiting) == "x"


def test_the_invitations_of_an_agent_who_is_taken_out_end() -> None:
    stage = Stage()
    stage.online("x", "y")
    session = stage.write("b", to="x")
    stage.invite("x", session, "y")
    stage.configure(with_agents(stage, *agents_of("mx")))
    assert stage.desk.invitations_of(session) == []


def test_the_full_groups_of_a_group_nobody_has_any_more_are_forgotten() -> None:
    agents = (
        *agents_of("m"),
        AgentConfig("y", windows_max=1, reception_max=1, groups=frozenset({"e"})),
    )
    stage = Stage(agents, shops=(ShopConfig("shop", group="e"),))
    stage.online("y")
    stage.write("full")
    assert stage.desk.rows().desk.full_groups == (("e", START_MS),)
    stage.configure(with_agents(stage, agents[0], replace(agents[1], groups=frozenset())))
    assert stage.desk.rows().desk.full_groups == ()


def test_rows_of_an_agent_unknown_to_a_newer_configuration_depart_with_it() -> None:
    stage = Stage()
    stage.online("x", "y")
    session = stage.write("b", to="x")
    newer = with_agents(stage, *agents_of("myz"))
    desk = Desk.restore(newer, stage.desk.rows())
    desk.check_invariants()
    assert desk.agent("z") is not None
    desk.handle(Configure(newer), stage.now_ms)
    desk.check_invariants()
    assert desk.agent("x") is None
    row = desk.session(session)
    assert row is not None
    assert row.phase is Phase.OPEN
    assert [member.agent for member in row.members] == ["y"]
    assert desk.take_changes().agents_removed == ("x",)


def test_taking_the_same_configuration_again_changes_nothing() -> None:
    stage = Stage("mxy", w=1, r=2)
    stage.online("x", "y")
    for number in range(6):
        stage.write(f"b{number}")
    stage.drop("y")
    before = stage.desk.rows()
    stage.configure(stage.config)
    assert stage.desk.rows() == before
    assert stage.events == [DeskConfigured()]
    stage.state("y", OFFLINE)
    stage.state("y", ONLINE)


def test_no_wait_of_a_full_group_is_refused() -> None:
    stage = Stage()
    settings = replace(stage.config.settings, group_wait_ms=0)
    assert stage.refused(Configure(replace(stage.config, settings=settings))) is Refusal.BAD_REQUEST
