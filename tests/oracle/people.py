"""What agents do with sessions and contacts (R11, R17)."""

from routing.commands import (
    AcceptInvitation,
    BlockContact,
    ClaimSession,
    CloseSession,
    DeclineInvitation,
    LeaveSession,
    OpenSession,
    PostAgentMessage,
    Reassign,
    SendInvitation,
    SetPriority,
    SetPrivate,
    StartSession,
    StepIn,
    TakeOver,
    UnblockContact,
)
from routing.events import Refusal
from routing.rows import CloseReason, InvitationMode, Phase
from tests.oracle import moves
from tests.oracle.agents import agent_named
from tests.oracle.buyers import adopt, close_all, known
from tests.oracle.world import Agent, Invitation, Refused, Session, World

SERVED = (Phase.OPEN, Phase.CACHED)


def session_named(world: World, name: str) -> Session:
    if name not in world.sessions:
        raise Refused(Refusal.NOT_FOUND)
    return world.sessions[name]


def require_up(world: World, name: str) -> Agent:
    """R17: only an up agent may claim, start, open, accept, step in, take over."""
    agent = agent_named(world, name)
    require(agent.is_up, Refusal.UNREACHABLE)
    return agent


def require(condition: bool, otherwise: Refusal) -> None:
    if not condition:
        raise Refused(otherwise)


# ---------------------------------------------------------------------- within a session


def post(world: World, command: PostAgentMessage) -> None:
    session = session_named(world, command.session)
    is_member = command.agent in session.members
    require(is_member or command.agent in session.guests, Refusal.NOT_MEMBER)
    require(session.phase is Phase.OPEN, Refusal.NOT_OPEN)
    moves.answer(session)
    if is_member:  # R13: a supervisor stepping in does not make the recent contact
        session.last_touched_ms = world.now_ms
        contact = world.contacts[session.contact]
        contact.recent_agent = command.agent
        contact.recent_at_ms = world.now_ms


def close(world: World, command: CloseSession) -> None:
    session = session_named(world, command.session)
    require(session.phase in SERVED, Refusal.NOT_OPEN)
    require(command.agent in session.members, Refusal.NOT_MEMBER)
    moves.close(world, session, CloseReason.AGENT)


def open_cached(world: World, command: OpenSession) -> None:
    """Even beyond the cap."""
    session = session_named(world, command.session)
    require(session.phase is Phase.CACHED, Refusal.NOT_OPEN)
    require(command.agent in session.members, Refusal.NOT_MEMBER)
    moves.open_for(world, session, [require_up(world, command.agent)])


def leave(world: World, command: LeaveSession) -> None:
    session = session_named(world, command.session)
    agent_named(world, command.agent)
    if command.agent in session.guests:
        session.guests.remove(command.agent)
        return
    require(command.agent in session.members, Refusal.NOT_MEMBER)
    require(len(session.members) > 1, Refusal.LAST_MEMBER)
    del session.members[command.agent]


def step_in(world: World, command: StepIn) -> None:
    session = session_named(world, command.session)
    agent_named(world, command.agent)
    require(session.phase is Phase.OPEN, Refusal.NOT_OPEN)
    agent = require_up(world, command.agent)
    is_new = command.agent not in session.guests and not world.serves(agent, session.contact)
    require(is_new, Refusal.ALREADY_MEMBER)
    session.guests.append(command.agent)


def take_over(world: World, command: TakeOver) -> None:
    session = session_named(world, command.session)
    agent_named(world, command.agent)
    require(session.phase in SERVED, Refusal.NOT_OPEN)
    agent = require_up(world, command.agent)
    others = world.other_live(session)
    require(list(session.members) != [agent.name], Refusal.ALREADY_MEMBER)
    require(not any(agent.name in s.members for s in others), Refusal.ALREADY_MEMBER)
    moves.open_for(world, session, [agent])


def reassign(world: World, command: Reassign) -> None:
    session = session_named(world, command.session)
    require(session.is_live, Refusal.NOT_OPEN)
    require(agent_named(world, command.agent).connected, Refusal.UNREACHABLE)
    target = require_up(world, command.target)
    require(not world.serves(target, session.contact), Refusal.ALREADY_MEMBER)
    moves.open_for(world, session, [target])


# --------------------------------------------------------------------------- invitations


def invite(world: World, command: SendInvitation) -> None:
    session = session_named(world, command.session)
    require(session.phase in SERVED, Refusal.NOT_OPEN)
    require(command.agent in session.members, Refusal.NOT_MEMBER)
    target = agent_named(world, command.target)
    require(not world.serves(target, session.contact), Refusal.ALREADY_MEMBER)
    is_second = invitation_of(world, command.session, command.target) is not None
    require(not is_second, Refusal.ALREADY_MEMBER)
    require(target.is_here, Refusal.UNREACHABLE)  # a lost one may still be invited
    invitation = Invitation(
        session=command.session,
        target=command.target,
        inviter=command.agent,
        mode=command.mode,
        sent_ms=world.now_ms,
    )
    world.invitations.append(invitation)


def invitation_of(world: World, session: str, target: str) -> Invitation | None:
    for invitation in world.invitations:
        if (invitation.session, invitation.target) == (session, target):
            return invitation
    return None


def accept(world: World, command: AcceptInvitation) -> None:
    invitation = invitation_of(world, command.session, command.agent)
    if invitation is None:
        raise Refused(Refusal.INVITATION_GONE)
    target = require_up(world, command.agent)
    session = world.sessions[invitation.session]
    require(not world.serves(target, session.contact), Refusal.ALREADY_MEMBER)
    world.invitations.remove(invitation)
    if invitation.mode is InvitationMode.TRANSFER:
        del session.members[invitation.inviter]
    if session.phase is Phase.CACHED:
        members = [world.agents[name] for name in session.members]
        moves.open_for(world, session, [*members, target])
        return
    session.members[target.name] = world.now_ms
    session.guests = [guest for guest in session.guests if guest != target.name]
    moves.note_seen(session, target.name)


def decline(world: World, command: DeclineInvitation) -> None:
    invitation = invitation_of(world, command.session, command.agent)
    if invitation is None:
        raise Refused(Refusal.INVITATION_GONE)
    world.invitations.remove(invitation)


# ------------------------------------------------------------------------ claim and start


def claim(world: World, command: ClaimSession) -> None:
    """R17: from the queue or the mailbox; only main from a private contact's mailbox."""
    facts = command.facts
    if facts is not None and facts.mailbox is not None:
        adopt(world, facts)
    session = session_named(world, command.session)
    agent_named(world, command.agent)
    require(session.phase in {Phase.QUEUED, Phase.MAILBOX}, Refusal.NOT_OPEN)
    agent = require_up(world, command.agent)
    contact = world.contacts[session.contact]
    require(not contact.blocked, Refusal.BLOCKED)
    if session.phase is Phase.MAILBOX:
        require(agent.config.main or not contact.private, Refusal.NOT_ALLOWED)
        require(not world.live(contact.contact), Refusal.NOT_ALLOWED)
    moves.open_for(world, session, [agent])


def start(world: World, command: StartSession) -> None:
    """R17: opens beyond w; refused while a colleague serves the contact."""
    agent = require_up(world, command.agent)
    contact = known(world, command.contact, command.facts)
    require(not contact.blocked, Refusal.BLOCKED)
    live = world.live(contact.contact)
    serving = {name for session in live for name in session.members}
    require(not serving - {agent.name}, Refusal.NOT_ALLOWED)
    session = live[0] if live else world.mailbox(contact.contact)
    if session is not None and session.phase is Phase.MAILBOX:
        session = session if agent.config.main or not contact.private else None
    if session is None:
        session = moves.create(world, command.new_session, contact, Phase.QUEUED)
    if session.phase is not Phase.OPEN:
        moves.open_for(world, session, [agent])


# ------------------------------------------------------------------------------ contacts


def block(world: World, command: BlockContact) -> None:
    contact = known(world, command.contact, command.facts)
    contact.blocked = True
    close_all(world, contact)


def unblock(world: World, command: UnblockContact) -> None:
    known(world, command.contact, command.facts).blocked = False


def set_private(world: World, command: SetPrivate) -> None:
    known(world, command.contact, command.facts).private = command.private


def set_priority(world: World, command: SetPriority) -> None:
    require(command.priority in {0, 1, 2}, Refusal.BAD_REQUEST)
    known(world, command.contact, command.facts).priority = command.priority
