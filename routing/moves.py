"""The moves of a session between its phases (I1), and of agents in and out of it.

    to / from  new    open       cached           queued   mailbox
    open       start  members    window, pull     place    claim, revive
    cached     R5–R8  –          pull             place    revive
    queued     R9     release    release          –        hold returns
    mailbox    R9     R11, R13   R11, R13         R9, R13  –
    closed     –      any        any              any      merge

A move lifts the session from where it stands, puts it where it goes and says so. The decision is
taken elsewhere; whether a move is allowed, too.
"""

from typing import assert_never

from routing.agents import AgentState
from routing.contacts import ContactState
from routing.events import (
    LeaveReason,
    MemberJoined,
    MemberLeft,
    SessionCached,
    SessionClosed,
    SessionCreated,
    SessionMailed,
    SessionOpened,
    SessionQueued,
)
from routing.rows import CloseReason, Decision, Member, Phase
from routing.sessions import SessionState
from routing.state import DeskState


def create(desk: DeskState, contact: ContactState, session: str) -> SessionState:
    """A new session of a contact; it arrives now and stands nowhere yet."""
    created = SessionState(
        session=session,
        contact=contact.contact,
        shop=contact.shop,
        created_ms=desk.now_ms,
        arrived_ms=desk.now_ms,
        sequence=desk.draw_sequence(),
        last_touched_ms=desk.now_ms,
    )
    desk.sessions[session] = created
    desk.emit(SessionCreated(session, contact.contact))
    return created


def arrive_again(desk: DeskState, session: SessionState) -> None:
    """R9: a mailbox session is revived by its buyer and arrives now."""
    session.arrived_ms = desk.now_ms
    session.sequence = desk.draw_sequence()


def open_for(
    desk: DeskState,
    session: SessionState,
    members: tuple[Member, ...],
    decision: Decision,
    why: LeaveReason = LeaveReason.REPLACED,
) -> None:
    """Open a session for exactly these members; a former one who is not among them leaves."""
    before = session.members
    guests = session.guests
    _lift(desk, session)
    session.phase = Phase.OPEN
    session.members = members
    names = {member.agent for member in members}
    session.guests = tuple(guest for guest in guests if guest not in names)
    for guest in guests:
        if guest in names:
            del desk.roster.by_name[guest].guest_of[session.session]
    for member in members:
        agent = desk.roster.by_name[member.agent]
        agent.open += 1
        agent.sessions[session.session] = session
        desk.load_changed(agent)
    _announce_members(desk, session, before, why)
    _put_live(desk, session, decision)
    desk.emit(SessionOpened(session.session, members[0].agent, decision))


def put_in_cache(
    desk: DeskState, session: SessionState, agent: AgentState, decision: Decision
) -> None:
    """Put a session at the tail of an agent's cache."""
    before = session.members
    _lift(desk, session)
    session.phase = Phase.CACHED
    session.members = (Member(agent.id, desk.now_ms),)
    session.cache_sequence = desk.draw_sequence()
    agent.cache.append(session.session)
    agent.sessions[session.session] = session
    desk.load_changed(agent)
    _announce_members(desk, session, before, LeaveReason.REPLACED)
    _put_live(desk, session, decision)
    desk.emit(SessionCached(session.session, agent.id, decision))


def put_in_queue(desk: DeskState, session: SessionState, decision: Decision) -> None:
    """Let a session wait, at the place its arrival gives it."""
    _lift(desk, session)
    _release_everybody(desk, session)
    session.phase = Phase.QUEUED
    desk.enqueue(session)
    _put_live(desk, session, decision)
    desk.emit(SessionQueued(session.session, decision))


def put_in_mailbox(
    desk: DeskState, session: SessionState, decision: Decision, held_until_ms: int | None = None
) -> None:
    """Put a session into the mailbox; one that is there already is merged into it."""
    contact = desk.contact_of(session)
    _lift(desk, session)
    _release_everybody(desk, session)
    older = contact.mailbox
    if older is not None:
        merge(desk, older, session)
    session.phase = Phase.MAILBOX
    session.decision = decision
    session.held_until_ms = held_until_ms
    contact.mailbox = session
    desk.note_hold(contact)
    desk.session_changed(session)
    desk.contact_changed(contact)
    desk.emit(SessionMailed(session.session, held_until_ms, decision))


def close(
    desk: DeskState, session: SessionState, reason: CloseReason, merged_into: str | None = None
) -> None:
    """End a session."""
    _lift(desk, session)
    _release_everybody(desk, session)
    session.phase = Phase.CLOSED
    session.closed_ms = desk.now_ms
    session.close_reason = reason
    session.merged_into = merged_into
    del desk.sessions[session.session]
    desk.session_changed(session)
    desk.emit(SessionClosed(session.session, reason, merged_into))


def merge(desk: DeskState, source: SessionState, target: SessionState) -> None:
    """R12: close a session into another one of the same contact, which takes over its question."""
    target.inherit(source)
    close(desk, source, CloseReason.MERGED, target.session)
    desk.session_changed(target)


def end_hold(desk: DeskState, contact: ContactState) -> None:
    """R9: the contact's mailbox session no longer returns by itself."""
    held = contact.held_session
    if held is not None:
        held.held_until_ms = None
        desk.held.remove(held.session)
        desk.session_changed(held)
        desk.contact_changed(contact)


def drop_member(
    desk: DeskState, session: SessionState, agent: AgentState, why: LeaveReason
) -> None:
    """One of several members of an open session leaves it."""
    session.members = tuple(member for member in session.members if member.agent != agent.id)
    agent.open -= 1
    del agent.sessions[session.session]
    desk.load_changed(agent)
    desk.session_changed(session)
    desk.emit(MemberLeft(session.session, agent.id, guest=False, reason=why))


def add_guest(desk: DeskState, session: SessionState, agent: AgentState) -> None:
    """A supervisor steps into an open session."""
    session.guests = (*session.guests, agent.id)
    agent.guest_of[session.session] = session
    desk.session_changed(session)
    desk.emit(MemberJoined(session.session, agent.id, guest=True))


def drop_guest(desk: DeskState, session: SessionState, agent: AgentState, why: LeaveReason) -> None:
    """A supervisor who stepped in leaves."""
    session.guests = tuple(guest for guest in session.guests if guest != agent.id)
    del agent.guest_of[session.session]
    desk.session_changed(session)
    desk.emit(MemberLeft(session.session, agent.id, guest=True, reason=why))


def _lift(desk: DeskState, session: SessionState) -> None:
    """Take a session out of where it stands; members and guests are still written down in it."""
    contact = desk.contact_of(session)
    match session.phase:
        case Phase.OPEN:
            for member in session.members:
                agent = desk.roster.by_name[member.agent]
                agent.open -= 1
                del agent.sessions[session.session]
                desk.load_changed(agent)
        case Phase.CACHED:
            agent = desk.roster.by_name[session.members[0].agent]
            agent.cache.remove(session.session)
            del agent.sessions[session.session]
            desk.load_changed(agent)
            session.cache_sequence = None
        case Phase.QUEUED:
            desk.queue.remove(session.session)
        case Phase.MAILBOX:
            _lift_from_mailbox(desk, session, contact)
        case Phase.CLOSED:
            pass
        case _:
            assert_never(session.phase)
    contact.live.pop(session.session, None)
    desk.touched_contacts[contact.contact] = contact


def _lift_from_mailbox(desk: DeskState, session: SessionState, contact: ContactState) -> None:
    desk.held.remove(session.session)
    session.held_until_ms = None
    if contact.mailbox is session:
        contact.mailbox = None
    desk.contact_changed(contact)


def _put_live(desk: DeskState, session: SessionState, decision: Decision) -> None:
    """The session is live now; any live session ends the hold of a mailbox session."""
    contact = desk.contact_of(session)
    session.decision = decision
    session.note_seen()
    contact.live[session.session] = session
    end_hold(desk, contact)
    desk.touched_contacts[contact.contact] = contact
    desk.session_changed(session)


def _announce_members(
    desk: DeskState, session: SessionState, before: tuple[Member, ...], why: LeaveReason
) -> None:
    names = {member.agent for member in session.members}
    earlier = {member.agent for member in before}
    for member in before:
        if member.agent not in names:
            desk.emit(MemberLeft(session.session, member.agent, guest=False, reason=why))
    for member in session.members:
        if member.agent not in earlier:
            desk.emit(MemberJoined(session.session, member.agent, guest=False))


def _release_everybody(desk: DeskState, session: SessionState) -> None:
    for member in session.members:
        desk.emit(
            MemberLeft(session.session, member.agent, guest=False, reason=LeaveReason.RELEASED)
        )
    session.members = ()
    for guest in session.guests:
        del desk.roster.by_name[guest].guest_of[session.session]
        desk.emit(MemberLeft(session.session, guest, guest=True, reason=LeaveReason.RELEASED))
    session.guests = ()
