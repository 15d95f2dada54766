"""Explain: why each agent takes a session or does not. Computed on demand, O(agents).

It repeats the rules of a waiting session (settle (2)) as a verdict about each agent; the short
form, which counts the same reasons, is the `Decision` kept with the session.
"""

from routing.agents import AgentState
from routing.balance import base_pool
from routing.contacts import ContactState
from routing.pools import Pool, Standing
from routing.roster import EVERYONE
from routing.rows import Phase
from routing.sessions import SessionState
from routing.state import DeskState
from routing.views import (
    AgentView,
    Availability,
    AvailabilityState,
    Candidate,
    Explanation,
    Verdict,
)

_ABSENT = {
    Standing.OFFLINE: Verdict.OFFLINE,
    Standing.AWAY: Verdict.AWAY,
    Standing.BUSY: Verdict.BUSY,
    Standing.LOST: Verdict.LOST,
    Standing.LOST_FULL: Verdict.LOST,
    Standing.SUSPENDED_LOST: Verdict.LOST,
}
_COMPARED = frozenset({Verdict.TAKES, Verdict.NOT_FIRST, Verdict.HIGHER_TIER_AVAILABLE})


def view_of(agent: AgentState) -> AgentView:
    """The agent now."""
    return AgentView(
        agent=agent.id,
        row=agent.row(),
        config=agent.config,
        state=agent.state,
        lost=agent.presence.is_lost,
        open=agent.open,
        cached=len(agent.cache),
    )


def explain(desk: DeskState, session: SessionState) -> Explanation:
    """Why the session is where it is, and why each agent does or does not take it now."""
    desk.roster.flush()
    rule, chosen = _routed_now(desk, session)
    return Explanation(
        session=session.session,
        phase=session.phase,
        decision=session.decision,
        rule=rule,
        position=desk.queue.position(session.session),
        candidates=tuple(_candidate(desk, session, agent, chosen) for agent in desk.roster.order),
    )


def _routed_now(desk: DeskState, session: SessionState) -> tuple[str, AgentState | None]:
    """The rule that has placed the session or would place it now, and the agent it chooses."""
    contact = desk.contact_of(session)
    if session.members:
        rule = "R9" if session.decision is None else session.decision.rule
        return rule, desk.roster.by_name[session.members[0].agent]
    if contact.private and desk.main_is_here:
        return "R4", desk.roster.main
    if contact.private and session.phase is Phase.MAILBOX:
        return "R4", None
    recent = desk.fresh_recent(contact)
    if recent is not None and recent.takes_addressed:
        return "R6", recent
    keys = base_pool(desk, desk.group_of(session)).candidates()
    return ("R8", desk.roster.order[keys[0][3]]) if keys else ("R9", None)


def _candidate(
    desk: DeskState, session: SessionState, agent: AgentState, chosen: AgentState | None
) -> Candidate:
    verdict = Verdict.TAKES if agent is chosen else _verdict(desk, session, agent)
    key = agent.balance_key() if verdict in _COMPARED else None
    return Candidate(view_of(agent), verdict, key)


def _verdict(desk: DeskState, session: SessionState, agent: AgentState) -> Verdict:
    """Why not this agent: who may at all, then presence, then room, then R8."""
    contact = desk.contact_of(session)
    pool = base_pool(desk, desk.group_of(session))
    if contact.served_by(agent.id) is not None:
        return Verdict.SERVES_CONTACT
    if not agent.receives:
        return Verdict.NOT_RECEIVING
    if _is_mains_alone(desk, contact, session) and agent is not desk.roster.main:
        return Verdict.NOT_PRIVATE_OWNER
    if pool.group != EVERYONE and pool.group not in agent.config.groups:
        return Verdict.NOT_IN_GROUP
    return _ABSENT.get(agent.standing) or _compared(pool, agent)


def _is_mains_alone(desk: DeskState, contact: ContactState, session: SessionState) -> bool:
    return contact.private and (desk.main_is_here or session.phase is Phase.MAILBOX)


def _compared(pool: Pool, agent: AgentState) -> Verdict:
    """Why not an agent who is up, and accepting or suspended (R7, R8)."""
    if agent.standing in (Standing.SUSPENDED, Standing.SUSPENDED_FULL) and pool.accepting:
        return Verdict.SUSPENDED_WHILE_OTHERS_ACCEPT
    if not agent.has_room:
        return Verdict.FULL
    if agent.standing is Standing.READY and pool.lowest_tier() != agent.config.tier:
        return Verdict.HIGHER_TIER_AVAILABLE
    return Verdict.NOT_FIRST


def availability(desk: DeskState, shop: str) -> Availability:
    """Whether a new buyer of this shop is taken, waits or finds nobody (R7, R9, R18)."""
    desk.roster.flush()
    cap = desk.settings.queue_max
    waiting = len(desk.queue)
    if base_pool(desk, desk.shop(shop).group).candidates():
        state = AvailabilityState.AVAILABLE
    elif desk.somebody_is_here and (cap is None or waiting < cap):
        state = AvailabilityState.QUEUE
    else:
        state = AvailabilityState.MAILBOX
    return Availability(state, waiting)


def windows_at(desk: DeskState, shop: str) -> int:
    """The windows of the agents who could serve a new buyer of this shop. O(1)."""
    desk.roster.flush()
    return base_pool(desk, desk.shop(shop).group).serving_windows


def windows_for(desk: DeskState, session: SessionState) -> int:
    """The windows of the agents who could serve this waiting session. O(1)."""
    if desk.contact_of(session).private and desk.main_is_here:
        return desk.roster.main.windows_max
    return windows_at(desk, session.shop)
