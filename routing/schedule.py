"""R0: when what fires. Each function follows from the state alone, so that a restored desk agrees.

A moment that is not after `now_ms` has passed: a question or a full group that old is not asked
again. One that was set already stays, though the present step may fire it only later.
"""

from routing.agents import AgentState
from routing.contacts import ContactState
from routing.deadlines import DeadlineKind
from routing.rows import Phase
from routing.sessions import SessionState
from routing.state import DeskState


def schedule_agent(desk: DeskState, agent: AgentState) -> None:
    """R14: the end of the grace."""
    at_ms = agent.presence.deadline_ms(desk.settings.disconnect_grace_ms)
    desk.deadlines.set(DeadlineKind.AGENT, agent.id, at_ms)


def schedule_contact(desk: DeskState, contact: ContactState) -> None:
    """R13: a buyer with something live or held, without a connection, is gone one day."""
    at_ms = None
    if contact.absent_since_ms is not None and not contact.gone:
        at_ms = contact.absent_since_ms + desk.settings.buyer_grace_ms
    desk.deadlines.set(DeadlineKind.BUYER, contact.contact, at_ms)


def schedule_session(desk: DeskState, session: SessionState) -> None:
    """R15 and the end of a hold (R9)."""
    desk.deadlines.set(DeadlineKind.HOLD, session.session, session.held_until_ms)
    if desk.settings.no_answer_ms:
        _set_unless_past(desk, DeadlineKind.ANSWER, session.session, _answer_due(desk, session))


def _answer_due(desk: DeskState, session: SessionState) -> int | None:
    if session.phase is not Phase.OPEN or session.unanswered_since_ms is None:
        return None
    if len(session.members) != 1:
        return None
    since_ms = max(session.unanswered_since_ms, session.members[0].since_ms)
    return since_ms + desk.settings.no_answer_ms


def schedule_group(desk: DeskState, group: str) -> None:
    """R7: the moment from which a full group's sessions may go to everyone."""
    since_ms = desk.fullness.since_ms(group)
    at_ms = None if since_ms is None else since_ms + desk.settings.group_wait_ms
    _set_unless_past(desk, DeadlineKind.GROUP, group, at_ms)


def schedule_everything(desk: DeskState) -> None:
    """All deadlines anew: a restored desk, or other settings. O(n)."""
    desk.deadlines.clear()
    for agent in desk.roster.order:
        schedule_agent(desk, agent)
    for contact in desk.contacts.values():
        schedule_contact(desk, contact)
    for session in desk.sessions.values():
        schedule_session(desk, session)
    for group in desk.fullness:
        schedule_group(desk, group)
    for invitation in desk.invitations:
        desk.schedule_invitation(invitation)


def _set_unless_past(desk: DeskState, kind: DeadlineKind, id: str, at_ms: int | None) -> None:
    is_past = at_ms is not None and at_ms <= desk.now_ms
    if is_past and desk.deadlines.at_ms(kind, id) != at_ms:
        at_ms = None
    desk.deadlines.set(kind, id, at_ms)
