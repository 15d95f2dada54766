"""A buyer's message: finding its session, moving it to where the rules say, storing the message."""

from typing import assert_never

from routing import moves
from routing.agents import AgentState
from routing.balance import take_turn
from routing.commands import PostBuyerMessage
from routing.contacts import ContactState
from routing.events import BuyerAbsenceChanged, BuyerMessageStored
from routing.rows import Decision, Member
from routing.rules import Append, Arrival, Bind, Mail, Wait, route
from routing.sessions import SessionState
from routing.state import DeskState


def post_buyer_message(desk: DeskState, command: PostBuyerMessage) -> bool:
    """R1–R9 for one message; returns whether settle has something to do."""
    contact = desk.admit(command.contact, command.facts)
    outcome = route(desk, _arrival(desk, contact, command))
    settles = False
    match outcome:
        case Append():
            session = outcome.session
        case Bind(agent, decision, is_balanced):
            settles = True
            session = _session_for(desk, contact, agent, command.new_session)
            if is_balanced:
                take_turn(desk, agent)
            bind(desk, session, agent, decision)
        case Wait(decision):
            settles = True
            session = _revived_or_new(desk, contact, command.new_session)
            moves.put_in_queue(desk, session, decision)
        case Mail(decision):
            session = _mailbox_session(desk, contact, command.new_session, decision)
        case _:
            assert_never(outcome)
    store_message(desk, contact, session)
    return settles


def _arrival(desk: DeskState, contact: ContactState, command: PostBuyerMessage) -> Arrival:
    address = None if command.address is None else desk.roster.by_name.get(command.address)
    named = None if command.session is None else contact.live.get(command.session)
    return Arrival(
        contact,
        address,
        named,
        names_another=command.session is not None and named is None,
        within_hours=command.within_hours,
    )


def _session_for(
    desk: DeskState, contact: ContactState, agent: AgentState, new_session: str
) -> SessionState:
    """Binding pulls along the session that waits, else revives the mailbox session, else a new one.

    A private contact's mailbox session is revived only towards main.
    """
    waiting = contact.waiting()
    if waiting is not None:
        return waiting
    if contact.private and agent is not desk.roster.main:
        return moves.create(desk, contact, new_session)
    return _revived_or_new(desk, contact, new_session)


def _revived_or_new(desk: DeskState, contact: ContactState, new_session: str) -> SessionState:
    """A mailbox session arrives now; one that is held keeps its arrival."""
    session = contact.mailbox
    if session is None:
        return moves.create(desk, contact, new_session)
    if not session.is_held:
        moves.arrive_again(desk, session)
    return session


def _mailbox_session(
    desk: DeskState, contact: ContactState, new_session: str, decision: Decision
) -> SessionState:
    if contact.mailbox is not None:
        return contact.mailbox
    session = moves.create(desk, contact, new_session)
    moves.put_in_mailbox(desk, session, decision)
    return session


def bind(desk: DeskState, session: SessionState, agent: AgentState, decision: Decision) -> None:
    """Open if the agent is up and has a free window, else the tail of their cache.

    R2: a private contact's mailbox session is closed into the one that is bound to main.
    """
    contact = desk.contact_of(session)
    if agent.is_up and agent.has_free_window:
        moves.open_for(desk, session, (Member(agent.id, desk.now_ms),), decision)
    else:
        moves.put_in_cache(desk, session, agent, decision)
    if contact.private and agent is desk.roster.main and contact.mailbox is not None:
        moves.merge(desk, contact.mailbox, session)


def store_message(desk: DeskState, contact: ContactState, session: SessionState) -> None:
    """The message belongs to this session. Writing takes back a leave and starts the grace anew."""
    session.ask(desk.now_ms)
    if contact.gone or not contact.connected:
        _heard_from(desk, contact)
    desk.session_changed(session)
    desk.emit(BuyerMessageStored(contact.contact, session.session))


def _heard_from(desk: DeskState, contact: ContactState) -> None:
    was_gone, contact.gone = contact.gone, False
    contact.absent_since_ms = None if contact.connected else desk.now_ms
    desk.contact_changed(contact)
    if was_gone:
        desk.emit(BuyerAbsenceChanged(contact.contact, contact.connected, gone=False))
