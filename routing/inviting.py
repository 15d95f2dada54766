"""R17: invitations of a colleague to a session, to join it or to take it over."""

from routing import moves
from routing.acts import require_member, require_not_serving, require_taken, require_up
from routing.commands import AcceptInvitation, DeclineInvitation, SendInvitation
from routing.errors import Refused
from routing.events import InvitationEnd, InvitationSent, LeaveReason, Refusal
from routing.rows import Decision, InvitationMode, InvitationRow, Member, Phase
from routing.settle import end_invitation
from routing.state import DeskState


def send_invitation(desk: DeskState, command: SendInvitation) -> None:
    """A member offers an open or cached session; the target is here, perhaps lost."""
    session = desk.session_named(command.session)
    require_taken(session)
    require_member(session, command.agent)
    target = desk.agent_named(command.target)
    if target.id == command.agent:
        raise Refused(Refusal.ALREADY_MEMBER, "nobody invites themselves")
    require_not_serving(desk, session, target)
    if desk.invitations.find(session.session, target.id) is not None:
        raise Refused(Refusal.ALREADY_MEMBER, "that agent is invited already")
    if not target.is_here:
        raise Refused(Refusal.UNREACHABLE, "that agent is away or offline")
    desk.invitation_sent(
        InvitationRow(session.session, target.id, command.agent, command.mode, desk.now_ms)
    )
    expires_ms = desk.now_ms + desk.settings.invitation_ttl_ms
    desk.emit(InvitationSent(session.session, command.agent, target.id, command.mode, expires_ms))


def accept_invitation(desk: DeskState, command: AcceptInvitation) -> None:
    """The target becomes a member, the inviter of a transfer is none any more.

    A cached session opens, for a member who stays as well.
    """
    invitation = _open_invitation(desk, command.session, command.agent)
    agent = desk.agent_named(command.agent)
    require_up(agent)
    session = desk.session_named(command.session)
    require_not_serving(desk, session, agent)
    members = session.members
    if invitation.mode is InvitationMode.TRANSFER:
        members = tuple(member for member in members if member.agent != invitation.inviter)
    if session.phase is Phase.CACHED:
        members = tuple(Member(member.agent, desk.now_ms) for member in members)
    members = (*members, Member(agent.id, desk.now_ms))
    end_invitation(desk, invitation, InvitationEnd.ACCEPTED)
    decision = Decision("accept", agent.id)
    moves.open_for(desk, session, members, decision, LeaveReason.TRANSFERRED)


def decline_invitation(desk: DeskState, command: DeclineInvitation) -> None:
    """The target does not want to."""
    invitation = _open_invitation(desk, command.session, command.agent)
    end_invitation(desk, invitation, InvitationEnd.DECLINED)


def _open_invitation(desk: DeskState, session: str, target: str) -> InvitationRow:
    invitation = desk.invitations.find(session, target)
    if invitation is None:
        raise Refused(Refusal.INVITATION_GONE, "there is no such invitation")
    return invitation
