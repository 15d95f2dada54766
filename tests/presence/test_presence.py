import pytest

from presence.presence import Presence
from presence.states import PresenceState as State

HERE = [State.ONLINE, State.INVISIBLE, State.SUSPENDED, State.BUSY]
NOW_MS = 5_000


def state_of(presence: Presence) -> State:
    """Asked anew each time, so that mypy does not take an earlier answer for granted."""
    return presence.state


def lost_since(presence: Presence) -> int | None:
    """As `state_of`."""
    return presence.lost_since_ms


def connected(state: State) -> Presence:
    return Presence(state, connected=True)


@pytest.mark.parametrize(
    ("state", "is_accepting", "is_here"),
    [
        (State.ONLINE, True, True),
        (State.INVISIBLE, True, True),
        (State.SUSPENDED, False, True),
        (State.BUSY, False, True),
        (State.AWAY, False, False),
        (State.OFFLINE, False, False),
    ],
)
def test_each_state_says_what_it_means(state: State, is_accepting: bool, is_here: bool) -> None:
    assert (state.is_accepting, state.is_here) == (is_accepting, is_here)


def test_an_agent_is_offline_before_the_first_log_in() -> None:
    presence = Presence()
    assert state_of(presence) is State.OFFLINE
    assert not presence.is_here
    assert not presence.is_lost


def test_the_first_log_in_is_online() -> None:
    presence = Presence()
    presence.connect()
    assert state_of(presence) is State.ONLINE
    assert presence.is_up


@pytest.mark.parametrize("state", list(State))
def test_a_connection_restores_the_intent_whatever_it_was(state: State) -> None:
    presence = connected(state)
    presence.disconnect(NOW_MS)
    presence.expire()
    assert state_of(presence) is State.OFFLINE
    presence.connect()
    assert state_of(presence) is state


@pytest.mark.parametrize("state", HERE)
def test_an_agent_who_was_here_is_lost_when_the_last_connection_goes(state: State) -> None:
    presence = connected(state)
    presence.disconnect(NOW_MS)
    assert state_of(presence) is state
    assert presence.is_lost
    assert presence.is_here
    assert not presence.is_up
    assert presence.deadline_ms(grace_ms=60) == NOW_MS + 60


def test_an_agent_who_was_away_runs_the_grace_but_is_not_called_lost() -> None:
    presence = connected(State.AWAY)
    presence.disconnect(NOW_MS)
    assert state_of(presence) is State.AWAY
    assert not presence.is_lost
    assert presence.deadline_ms(grace_ms=60) == NOW_MS + 60


def test_an_agent_who_had_chosen_offline_has_no_grace() -> None:
    presence = connected(State.OFFLINE)
    presence.disconnect(NOW_MS)
    assert presence.deadline_ms(grace_ms=60) is None


def test_a_second_disconnect_does_not_prolong_the_grace() -> None:
    presence = connected(State.ONLINE)
    presence.disconnect(NOW_MS)
    presence.disconnect(NOW_MS + 50)
    assert lost_since(presence) == NOW_MS


def test_only_a_connection_or_offline_ends_being_lost() -> None:
    presence = connected(State.ONLINE)
    presence.disconnect(NOW_MS)
    presence.choose(State.BUSY)
    assert lost_since(presence) == NOW_MS
    assert state_of(presence) is State.BUSY
    presence.connect()
    assert lost_since(presence) is None
    assert presence.is_up


def test_choosing_offline_ends_the_grace_at_once_when_lost() -> None:
    presence = connected(State.ONLINE)
    presence.disconnect(NOW_MS)
    presence.choose(State.OFFLINE)
    assert state_of(presence) is State.OFFLINE
    assert presence.deadline_ms(grace_ms=60) is None


def test_choosing_after_the_grace_changes_the_intent_only() -> None:
    presence = connected(State.ONLINE)
    presence.disconnect(NOW_MS)
    presence.expire()
    presence.choose(State.SUSPENDED)
    assert state_of(presence) is State.OFFLINE
    presence.connect()
    assert state_of(presence) is State.SUSPENDED


@pytest.mark.parametrize("state", [*HERE, State.AWAY])
def test_a_restart_starts_the_grace_of_everybody_who_was_not_offline(state: State) -> None:
    presence = connected(state)
    presence.restart(NOW_MS)
    assert not presence.connected
    assert lost_since(presence) == NOW_MS
    assert state_of(presence) is state


def test_a_restart_starts_a_running_grace_again() -> None:
    presence = connected(State.ONLINE)
    presence.disconnect(NOW_MS)
    presence.restart(NOW_MS + 30)
    assert lost_since(presence) == NOW_MS + 30


@pytest.mark.parametrize("presence", [Presence(), connected(State.OFFLINE)])
def test_a_restart_leaves_an_offline_agent_offline(presence: Presence) -> None:
    presence.restart(NOW_MS)
    assert state_of(presence) is State.OFFLINE
    assert lost_since(presence) is None
