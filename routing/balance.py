"""R7 and R8: among whom a new buyer is divided, and who of them is next."""

from collections.abc import Sequence

from routing.agents import AgentState
from routing.pools import Pool, RankKey, Standing
from routing.roster import EVERYONE
from routing.rows import Decision
from routing.state import DeskState
from routing.values import value


@value
class Choice:
    """R8's choice, with its reason."""

    agent: AgentState
    decision: Decision


def base_pool(desk: DeskState, group: str) -> Pool:
    """R7: whom a session of this group may go to.

    The group's members; everyone, if the group is "", if no member accepts (lost ones counted),
    or if all accepting members were at their reception maximum after every command for
    `group_wait_ms`, and still are.
    """
    pool = desk.roster.pools.get(group)
    if group == EVERYONE or pool is None or not pool.accepting:
        return desk.roster.everyone
    waited = desk.fullness.has_waited(
        group, wait_ms=desk.settings.group_wait_ms, now_ms=desk.now_ms
    )
    return desk.roster.everyone if waited and pool.is_full else pool


def candidates(desk: DeskState, group: str) -> tuple[Pool, Sequence[RankKey]]:
    """R7: the pool, and the keys of its candidates, R8's minimum first."""
    desk.roster.flush()
    pool = base_pool(desk, group)
    return pool, pool.candidates()


def choose(desk: DeskState, group: str) -> Choice | None:
    """R8: the minimum of (open >= w, load / weight, last balanced turn, provision order)."""
    pool, keys = candidates(desk, group)
    if not keys:
        return None
    winner = desk.roster.order[keys[0][3]]
    runner_up = desk.roster.order[keys[1][3]] if len(keys) > 1 else None
    return Choice(winner, balanced_decision(desk, pool, winner, runner_up, rule="R8"))


def take_turn(desk: DeskState, agent: AgentState) -> None:
    """R8: only being chosen by it moves the last balanced turn."""
    agent.last_turn = desk.next_turn
    desk.next_turn += 1
    desk.agent_changed(agent)


def balanced_decision(
    desk: DeskState, pool: Pool, winner: AgentState, runner_up: AgentState | None, rule: str
) -> Decision:
    """Why `winner` and none of the others of the pool."""
    return Decision(
        rule,
        winner.id,
        winner.balance_key(),
        None if runner_up is None else runner_up.id,
        None if runner_up is None else runner_up.balance_key(),
        passed_over(desk, pool, winner),
    )


def passed_over(
    desk: DeskState, pool: Pool, winner: AgentState | None
) -> tuple[tuple[str, int], ...]:
    """How many agents did not take it for which reason, by the reasons' names. O(1).

    The reasons are those of `routing.explain.Verdict`, counted instead of listed.
    """
    counts = pool.counts
    accepting = pool.accepting
    suspended = counts[Standing.SUSPENDED]
    suspended_full = counts[Standing.SUSPENDED_FULL]
    ready = counts[Standing.READY]
    in_tier = ready if winner is None or not accepting else pool.ready_in(winner.config.tier)
    chosen_from = in_tier if accepting else suspended
    reasons = (
        ("away", counts[Standing.AWAY]),
        ("busy", counts[Standing.BUSY]),
        ("full", counts[Standing.FULL] + (0 if accepting else suspended_full)),
        ("higher_tier_available", ready - in_tier),
        (
            "lost",
            counts[Standing.LOST] + counts[Standing.LOST_FULL] + counts[Standing.SUSPENDED_LOST],
        ),
        ("not_first", chosen_from - (winner is not None)),
        ("not_in_group", desk.roster.receiving - pool.size),
        ("not_receiving", len(desk.roster.order) - desk.roster.receiving),
        ("offline", counts[Standing.OFFLINE]),
        (
            "suspended_while_others_accept",
            suspended + suspended_full if accepting else 0,
        ),
    )
    return tuple(reason for reason in reasons if reason[1])
