"""R15: a question nobody answers goes to another agent."""

from itertools import islice

from routing import moves
from routing.agents import AgentState
from routing.balance import balanced_decision, candidates, take_turn
from routing.contacts import ContactState
from routing.events import LeaveReason
from routing.pools import RankKey
from routing.rows import Member, Phase
from routing.sessions import SessionState
from routing.state import DeskState


def pass_on(desk: DeskState, session: SessionState) -> None:
    """R15: to another agent, if all it takes holds at this moment; it does not come again."""
    contact = desk.contact_of(session)
    if not _may_pass_on(desk, session, contact):
        return
    pool, keys = candidates(desk, desk.group_of(session))
    takers = (agent for key in keys if (agent := _taker(desk, key, session, contact)) is not None)
    found = list(islice(takers, 2))
    if not found:
        return
    winner, runner_up = found[0], found[1] if len(found) > 1 else None
    decision = balanced_decision(desk, pool, winner, runner_up, rule="R15")
    take_turn(desk, winner)
    session.hops += 1
    members = (Member(winner.id, desk.now_ms),)
    moves.open_for(desk, session, members, decision, LeaveReason.NO_ANSWER)


def _may_pass_on(desk: DeskState, session: SessionState, contact: ContactState) -> bool:
    """Open, unanswered, one member who is up, hops left; a private contact's never."""
    if session.phase is not Phase.OPEN or session.unanswered_since_ms is None:
        return False
    if contact.private or len(session.members) != 1:
        return False
    if session.hops >= desk.settings.no_answer_hops_max:
        return False
    return desk.roster.by_name[session.members[0].agent].is_up


def _taker(
    desk: DeskState, key: RankKey, session: SessionState, contact: ContactState
) -> AgentState | None:
    """The candidate, if it has a free window, serves the contact nowhere and never had this."""
    agent = desk.roster.order[key[3]]
    is_other = agent.id not in session.seen and contact.served_by(agent.id) is None
    return agent if agent.has_free_window and is_other else None
