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
        _wake_groups(desk)
        _fire(desk, deadline)
        settle(desk)
        set_deadlines(desk)


def _wake_groups(desk: DeskState) -> None:
    """A group whose wait ends in this millisecond is everyone's from its first deadline on."""
    for group in desk.deadlines.ids_at(DeadlineKind.GROUP, desk.now_ms):
        desk.roster.woken_groups[group] = None


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


def set_deadlines(desk: DeskState) -> None:
    """Set the deadlines of what was touched."""
    for session in desk.touched_sessions.values():
        schedule_session(desk, session)
    desk.touched_sessions.clear()
    if desk.touched_contacts:
        touched, desk.touched_contacts = desk.touched_contacts, {}
        for contact in touched.values():
            _keep_or_release(desk, contact)


def _keep_or_release(desk: DeskState, contact: ContactState) -> None:
    if desk.contacts.get(contact.contact) is not contact:
        return
    if contact.is_held:
        schedule_contact(desk, contact)
        if not contact.is_kept:
            contact.is_kept = True
            desk.changes.contact(contact)
    else:
        desk.deadlines.set(DeadlineKind.BUYER, contact.contact, None)
        desk.idle_contacts[contact.contact] = contact


def finish_step(desk: DeskState) -> None:
    """Memory follows what is live, not history: forget contacts with nothing live or held.

    Only now, not after each deadline: the shell brings no facts of a contact that the desk held
    when the command was given, though a deadline of the same step may let go of it.
    """
    set_deadlines(desk)
    if desk.idle_contacts:
        idle, desk.idle_contacts = desk.idle_contacts, {}
        for contact in idle.values():
            if desk.contacts.get(contact.contact) is contact and not contact.is_held:
                desk.forget(contact)
