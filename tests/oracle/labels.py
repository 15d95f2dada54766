"""The engine's own labels, held against what happened: a `Decision` must be true."""

from fractions import Fraction

from routing import commands as c
from routing.events import SessionCached, SessionMailed, SessionOpened, SessionQueued
from routing.rows import BalanceKey, Decision, SessionRow
from routing.settings import AgentConfig
from tests.oracle.balancing import balance_key
from tests.oracle.view import Step, View, names

PERSONS: dict[str, type] = {
    "open": c.OpenSession,
    "claim": c.ClaimSession,
    "start": c.StartSession,
    "accept": c.AcceptInvitation,
    "take_over": c.TakeOver,
    "reassign": c.Reassign,
}


def check(step: Step) -> None:
    """Each decision told in this step."""
    for event in step.events:
        if isinstance(event, SessionOpened | SessionCached | SessionQueued | SessionMailed):
            check_rule(step, event.session, event.decision)
    for row in step.after.rows.sessions:
        assert row.decision is not None, f"{row.session} is there without a decision"


def check_rule(step: Step, session: str, decision: Decision) -> None:
    """The named rule can have done this."""
    after, command = step.after, step.command
    message = command if isinstance(command, c.PostBuyerMessage) else None
    row = after.sessions.get(session)
    contact = after.contacts.get(row.contact) if row is not None else None
    is_true = True
    is_mixed = step.fired and command is not None
    match decision.rule:
        case "R2" | "R4" | "R6" if is_mixed:
            pass  # the command may have changed what was so when the deadline fired
        case "R2" | "R4":
            is_true = decision.agent == after.main and (contact is None or contact.private)
        case "R5":
            is_true = message is not None and message.address == decision.agent
        case "R6":
            is_true = contact is None or decision.agent == after.recent(contact)
        case "R8" | "R15":
            is_true = decision.agent is not None and has_turn(step, decision.agent)
        case "R16":
            is_true = message is not None and not message.within_hours
        case "R18":
            is_true = message is not None and after.config.settings.queue_max is not None
        case "cache" | "R9" | "R11" | "R13":
            pass
        case act:
            is_true = isinstance(command, PERSONS[act])
    assert is_true, f"{session}: {decision} is not what happened"


def has_turn(step: Step, agent: str) -> bool:
    """The agent was balanced to in this step, or is no longer there to be asked."""
    row = step.after.agents.get(agent)
    return row is None or row.last_turn >= step.before.rows.desk.next_turn


def check_balanced(before: View, row: SessionRow, in_order: list[AgentConfig]) -> None:
    """R8 told the winner's and the runner-up's keys as they were."""
    decision = row.decision
    assert decision is not None
    assert decision.rule == "R8", f"{row.session}: balanced, told as {decision.rule}"
    assert decision.agent == names(row)[0], f"{row.session}: {decision.agent} is told"
    told = [(decision.agent, decision.key), (decision.runner_up, decision.runner_up_key)]
    real = [(agent.agent, key_of(before, agent)) for agent in in_order[:2]]
    assert told == [*real, (None, None)][:2], f"I8 {row.session}: {told} told, {real} true"


def key_of(view: View, agent: AgentConfig) -> BalanceKey:
    is_full, load, last_turn, order = balance_key(view, agent)
    exact = Fraction(load)
    return BalanceKey(is_full, (exact.numerator, exact.denominator), last_turn, order)
