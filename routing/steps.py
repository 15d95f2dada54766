"""R0: one step of a desk: the deadlines that are due, then the command, each brought to rest."""

from routing import moves
from routing.buyers import buyer_is_gone
from routing.contacts import ContactState
from routing.deadlines import Deadline, DeadlineKind
from routing.departures import grace_is_over
from routing.events import InvitationEnd
from routing.schedule import schedule_contact, schedule_session
from routing.settle import end_invitation, settle
from routing.state import DeskState
from routing.unanswered import pass_on


def fire_deadlines(desk: DeskState, now_ms: int) -> None:
    """Fire what is due, in the order (deadline; kind; id), each at its own time with its settle."""
    while (deadline := desk.deadlines.pop_due(now_ms)) is not None:
        desk.now_ms = max(desk.now_ms, deadline.at_ms)
        _fire(desk, deadline)
        settle(desk)
        finish_step(desk)


def _fire(desk: DeskState, deadline: Deadline) -> None:
    match deadline.kind:
        case DeadlineKind.AGENT:
            grace_is_over(desk, desk.roster.by_name[deadline.id])
        case DeadlineKind.ANSWER:
            pass_on(desk, desk.sessions[deadline.id])
        case DeadlineKind.BUYER:
            buyer_is_gone(desk, desk.contacts[deadline.id])
        case DeadlineKind.GROUP:
            desk.roster.woken_groups[deadline.id] = None
        case DeadlineKind.INVITATION:
            invitation = desk.invitations.find(deadline.id, deadline.target)
            assert invitation is not None
            end_invitation(desk, invitation, InvitationEnd.EXPIRED)
        case DeadlineKind.HOLD:
            session = desk.sessions[deadline.id]
            moves.end_hold(desk, desk.contact_of(session))


def finish_step(desk: DeskState) -> None:
    """Set the deadlines of what was touched, and forget contacts with nothing live or held."""
    for session in desk.touched_sessions.values():
        schedule_session(desk, session)
    desk.touched_sessions.clear()
    if desk.touched_contacts:
        touched, desk.touched_contacts = desk.touched_contacts, {}
        for contact in touched.values():
            _keep_or_forget(desk, contact)


def _keep_or_forget(desk: DeskState, contact: ContactState) -> None:
    """Memory follows what is live, not history."""
    if desk.contacts.get(contact.contact) is not contact:
        return
    if contact.is_held:
        schedule_contact(desk, contact)
        if not contact.is_kept:
            contact.is_kept = True
            desk.changes.contact(contact)
    else:
        desk.forget(contact)
