"""R13 and the facts of a contact: buyers who connect, leave and are gone; blocks and priorities."""

from routing import moves
from routing.commands import (
    BlockContact,
    ConnectBuyer,
    DisconnectBuyer,
    LeaveAsBuyer,
    SetPriority,
    SetPrivate,
    UnblockContact,
)
from routing.contacts import ContactState
from routing.errors import Refused
from routing.events import BuyerAbsenceChanged, ContactChanged, Refusal
from routing.rows import CloseReason, Decision, Phase
from routing.sessions import SessionState
from routing.state import DeskState

PRIORITY_MAX = 2


def connect_buyer(desk: DeskState, command: ConnectBuyer) -> None:
    """The contact's first connection is there; their held session may return."""
    contact = desk.contacts.get(command.contact)
    if contact is None or contact.connected:
        return
    contact.connected = True
    contact.absent_since_ms = None
    contact.gone = False
    _absence_changed(desk, contact)


def disconnect_buyer(desk: DeskState, command: DisconnectBuyer) -> None:
    """The contact's last connection is gone; the buyer's grace starts."""
    contact = desk.contacts.get(command.contact)
    if contact is not None and contact.connected:
        lose_buyer(desk, contact)


def lose_buyer(desk: DeskState, contact: ContactState) -> None:
    """A buyer is without a connection since now."""
    contact.connected = False
    contact.absent_since_ms = desk.now_ms
    _absence_changed(desk, contact)


def buyer_is_gone(desk: DeskState, contact: ContactState) -> None:
    """R13: `buyer_grace_ms` without a connection: all the contact's sessions, in id order."""
    contact.gone = True
    _absence_changed(desk, contact)
    for session in contact.sessions:
        if session.session in desk.sessions:  # an earlier one may have taken this one over
            _leave_session(desk, contact, session)


def leave_as_buyer(desk: DeskState, command: LeaveAsBuyer) -> None:
    """R13: the buyer leaves one session, until they write in it again."""
    contact = desk.contacts.get(command.contact)
    if contact is None and command.facts is not None:
        contact = desk.admit(command.contact, command.facts)
    session = desk.sessions.get(command.session)
    if contact is None or session is None or session.contact != contact.contact:
        raise Refused(Refusal.NOT_FOUND, "there is no such session of this contact")
    if not session.left:
        session.left = True
        desk.session_changed(session)
    _leave_session(desk, contact, session)


def _leave_session(desk: DeskState, contact: ContactState, session: SessionState) -> None:
    """R13: open and answered: closed; else another live session takes it over; else the mailbox.

    Queued: the mailbox. Cached: it stays. In the mailbox: it no longer returns by itself.
    """
    decision = Decision("R13")
    match session.phase:
        case Phase.OPEN if session.unanswered_since_ms is None:
            moves.close(desk, session, CloseReason.BUYER_LEFT)
        case Phase.OPEN:
            other = contact.last_touched(besides=session)
            if other is not None and not contact.private:
                moves.merge(desk, session, other)
            else:
                moves.put_in_mailbox(desk, session, decision)
        case Phase.QUEUED:
            moves.put_in_mailbox(desk, session, decision)
        case Phase.MAILBOX:
            moves.end_hold(desk, contact)
        case _:
            pass


def _absence_changed(desk: DeskState, contact: ContactState) -> None:
    desk.contact_changed(contact)
    desk.note_hold(contact)
    desk.emit(BuyerAbsenceChanged(contact.contact, contact.connected, contact.gone))


# --------------------------------------------------------------------------- facts of a contact


def block_contact(desk: DeskState, command: BlockContact) -> None:
    """R1: refuse the contact from now on, and close what is live."""
    contact = desk.admit(command.contact, command.facts)
    if contact.blocked:
        return
    contact.blocked = True
    _facts_changed(desk, contact)
    close_blocked(desk, contact)


def close_blocked(desk: DeskState, contact: ContactState) -> None:
    """R1: a blocked contact has nothing live, and nothing that returns."""
    for session in contact.sessions:
        if session.is_live:
            moves.close(desk, session, CloseReason.BLOCKED)
    moves.end_hold(desk, contact)


def unblock_contact(desk: DeskState, command: UnblockContact) -> None:
    """Lift a block."""
    contact = desk.admit(command.contact, command.facts)
    if contact.blocked:
        contact.blocked = False
        _facts_changed(desk, contact)


def set_private(desk: DeskState, command: SetPrivate) -> None:
    """Bind a contact to the main account, or release it."""
    contact = desk.admit(command.contact, command.facts)
    if contact.private != command.private:
        contact.private = command.private
        _facts_changed(desk, contact)


def set_priority(desk: DeskState, command: SetPriority) -> None:
    """R10: the contact's priority; what waits is sorted anew."""
    if not 0 <= command.priority <= PRIORITY_MAX:
        raise Refused(Refusal.BAD_REQUEST, "a priority is 0, 1 or 2")
    contact = desk.admit(command.contact, command.facts)
    if contact.priority != command.priority:
        contact.priority = command.priority
        _facts_changed(desk, contact)


def _facts_changed(desk: DeskState, contact: ContactState) -> None:
    desk.contact_changed(contact)
    desk.reindex(contact)
    desk.emit(ContactChanged(contact.contact))
