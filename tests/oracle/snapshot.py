"""The oracle's world as the desk's rows; `decision` is left out, it is the engine's own label."""

from routing.rows import (
    AgentRow,
    ContactRow,
    DeskRow,
    DeskRows,
    InvitationRow,
    Member,
    SessionRow,
)
from tests.oracle.world import Agent, Contact, Invitation, Session, World


def rows(world: World) -> DeskRows:
    return DeskRows(
        desk=DeskRow(
            now_ms=world.now_ms,
            next_sequence=world.next_sequence,
            next_turn=world.next_turn,
            full_groups=tuple(sorted(world.full_groups.items())),
        ),
        agents=tuple(agent_row(world.agents[name]) for name in sorted(world.agents)),
        contacts=tuple(
            contact_row(world, world.contacts[name])
            for name in sorted(world.contacts)
            if world.holds(name)
        ),
        sessions=tuple(session_row(world.sessions[name]) for name in sorted(world.sessions)),
        invitations=tuple(
            invitation_row(i)
            for i in sorted(world.invitations, key=lambda i: (i.session, i.target))
        ),
    )


def agent_row(agent: Agent) -> AgentRow:
    return AgentRow(
        agent=agent.name,
        intent=agent.intent,
        connected=agent.connected,
        lost_since_ms=agent.lost_since_ms,
        windows_max=agent.windows_max,
        last_turn=agent.last_turn,
        enabled_ms=agent.enabled_ms,
    )


def contact_row(world: World, contact: Contact) -> ContactRow:
    mailbox = world.mailbox(contact.contact)
    return ContactRow(
        contact=contact.contact,
        shop=contact.shop,
        recent_agent=contact.recent_agent,
        recent_at_ms=contact.recent_at_ms,
        private=contact.private,
        blocked=contact.blocked,
        priority=contact.priority,
        mailbox=mailbox.session if mailbox is not None else None,
        connected=contact.connected,
        absent_since_ms=contact.absent_since_ms,
        gone=contact.gone,
    )


def session_row(session: Session) -> SessionRow:
    return SessionRow(
        session=session.session,
        contact=session.contact,
        shop=session.shop,
        phase=session.phase,
        members=tuple(Member(agent, since) for agent, since in session.members.items()),
        guests=tuple(session.guests),
        created_ms=session.created_ms,
        arrived_ms=session.arrived_ms,
        sequence=session.sequence,
        last_touched_ms=session.last_touched_ms,
        unanswered_since_ms=session.unanswered_since_ms,
        seen=tuple(session.seen),
        hops=session.hops,
        left=session.left,
        held_until_ms=session.held_until_ms,
        cache_sequence=session.cache_sequence,
        decision=None,
        closed_ms=session.closed_ms,
        close_reason=session.close_reason,
        merged_into=session.merged_into,
    )


def invitation_row(invitation: Invitation) -> InvitationRow:
    return InvitationRow(
        session=invitation.session,
        target=invitation.target,
        inviter=invitation.inviter,
        mode=invitation.mode,
        sent_ms=invitation.sent_ms,
    )
