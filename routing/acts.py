"""What agents do with sessions: reply, close, open, claim, start, leave (R13, R17)."""

from routing import moves
from routing.agents import AgentState
from routing.commands import (
    ClaimSession,
    CloseSession,
    LeaveSession,
    OpenSession,
    PostAgentMessage,
    StartSession,
)
from routing.contacts import ContactState
from routing.errors import Refused
from routing.events import (
    AgentMessageStored,
    ContactChanged,
    LeaveReason,
    QuestionAnswered,
    Refusal,
)
from routing.rows import CloseReason, Decision, Member, Phase
from routing.sessions import SessionState
from routing.state import DeskState


def post_agent_message(desk: DeskState, command: PostAgentMessage) -> None:
    """R13: a member's reply makes the recent contact; anybody's public reply answers."""
    session = desk.session_named(command.session)
    is_member = session.member(command.agent) is not None
    if not is_member and command.agent not in session.guests:
        raise Refused(Refusal.NOT_MEMBER, "only who takes part may write")
    if session.phase is not Phase.OPEN:
        raise Refused(Refusal.NOT_OPEN, "the session waits for a window")
    if session.unanswered_since_ms is not None:
        waited_ms = desk.now_ms - session.unanswered_since_ms
        session.answer()
        desk.emit(QuestionAnswered(session.session, command.agent, waited_ms))
    if is_member:
        session.last_touched_ms = desk.now_ms
        _note_recent(desk, desk.contact_of(session), command.agent)
    desk.session_changed(session)
    desk.emit(AgentMessageStored(command.agent, session.session))


def _note_recent(desk: DeskState, contact: ContactState, agent: str) -> None:
    is_another = contact.recent_agent != agent
    contact.recent_agent = agent
    contact.recent_at_ms = desk.now_ms
    desk.contact_changed(contact)
    if is_another:
        desk.emit(ContactChanged(contact.contact))


def close_session(desk: DeskState, command: CloseSession) -> None:
    """A member ends an open or cached session."""
    session = desk.session_named(command.session)
    require_taken(session)
    require_member(session, command.agent)
    moves.close(desk, session, CloseReason.AGENT)


def open_session(desk: DeskState, command: OpenSession) -> None:
    """R17: pop a session from one's own cache by hand, even beyond the cap."""
    session = desk.session_named(command.session)
    if session.phase is not Phase.CACHED:
        raise Refused(Refusal.NOT_OPEN, "the session is in nobody's cache")
    require_member(session, command.agent)
    agent = desk.agent_named(command.agent)
    require_up(agent)
    open_by_hand(desk, session, agent, "open")


def claim_session(desk: DeskState, command: ClaimSession) -> None:
    """R17: take a session from the waiting queue or the mailbox; it keeps its arrival."""
    agent = desk.agent_named(command.agent)
    session = _claimed(desk, command)
    if session.phase not in (Phase.QUEUED, Phase.MAILBOX):
        raise Refused(Refusal.NOT_OPEN, "the session belongs to somebody")
    require_up(agent)
    contact = desk.contact_of(session)
    require_unblocked(contact)
    if session.phase is Phase.MAILBOX:
        if not may_take_mailbox(desk, contact, agent):
            raise Refused(Refusal.NOT_ALLOWED, "a private contact's mailbox is main's")
        if contact.live:
            raise Refused(Refusal.NOT_ALLOWED, "the contact has a live session")
    open_by_hand(desk, session, agent, "claim")


def _claimed(desk: DeskState, command: ClaimSession) -> SessionState:
    """The session of a claim: the desk's own, or the mailbox session of the facts."""
    facts = command.facts
    mailbox = None if facts is None else facts.mailbox
    if facts is not None and mailbox is not None and mailbox.session == command.session:
        desk.admit(facts.row.contact, facts)
    return desk.session_named(command.session)


def start_session(desk: DeskState, command: StartSession) -> bool:
    """R17: write to a contact first; returns whether anything changed.

    What waits in the queue or in one's own cache is pulled, else the mailbox session is revived
    with its arrival, else a new session starts. It opens beyond the cap.
    """
    agent = desk.agent_named(command.agent)
    require_up(agent)
    contact = desk.admit(command.contact, command.facts)
    require_unblocked(contact)
    _require_no_colleague(contact, agent)
    session = contact.last_touched()
    if session is not None and session.phase is Phase.OPEN:
        return False
    if session is None and may_take_mailbox(desk, contact, agent):
        session = contact.mailbox
    session = session or moves.create(desk, contact, command.new_session)
    open_by_hand(desk, session, agent, "start")
    return True


def _require_no_colleague(contact: ContactState, agent: AgentState) -> None:
    for session in contact.live.values():
        if any(member.agent != agent.id for member in session.members):
            raise Refused(Refusal.NOT_ALLOWED, "a colleague serves this contact")


def leave_session(desk: DeskState, command: LeaveSession) -> None:
    """I14: one of several members, or a guest, leaves; the last member cannot."""
    session = desk.session_named(command.session)
    agent = desk.agent_named(command.agent)
    if agent.id in session.guests:
        moves.drop_guest(desk, session, agent, LeaveReason.LEFT)
        return
    require_member(session, agent.id)
    if len(session.members) == 1:
        raise Refused(Refusal.LAST_MEMBER, "the last member cannot leave")
    moves.drop_member(desk, session, agent, LeaveReason.LEFT)


# ------------------------------------------------------------------ what several of these require


def open_by_hand(desk: DeskState, session: SessionState, agent: AgentState, act: str) -> None:
    """Open a session for the agent alone, because a person decided so."""
    moves.open_for(desk, session, (Member(agent.id, desk.now_ms),), Decision(act, agent.id))


def may_take_mailbox(desk: DeskState, contact: ContactState, agent: AgentState) -> bool:
    """R17: only main takes a private contact's mailbox session."""
    return not contact.private or agent is desk.roster.main


def require_up(agent: AgentState) -> None:
    """R17: here, with a connection."""
    if not agent.is_up:
        raise Refused(Refusal.UNREACHABLE, "the agent is not here or has no connection")


def require_unblocked(contact: ContactState) -> None:
    """R17: blocked contacts cannot be claimed or started."""
    if contact.blocked:
        raise Refused(Refusal.BLOCKED, "the contact is blocked")


def require_member(session: SessionState, agent: str) -> None:
    """The agent takes part in the session as a member."""
    if session.member(agent) is None:
        raise Refused(Refusal.NOT_MEMBER, "only a member may do that")


def require_taken(session: SessionState) -> None:
    """The session is open or cached."""
    if session.phase not in (Phase.OPEN, Phase.CACHED):
        raise Refused(Refusal.NOT_OPEN, "the session is neither open nor cached")


def require_not_serving(desk: DeskState, session: SessionState, agent: AgentState) -> None:
    """I2, R17: the agent serves the session's contact in no live session yet."""
    if desk.contact_of(session).served_by(agent.id) is not None:
        raise Refused(Refusal.ALREADY_MEMBER, "that agent already serves the contact")
