"""Settle: what follows every command that can change routing, and every deadline.

(1) each up agent pops its own cache while it has free windows; then held sessions return; (2) the
queue is walked in the order of R10 and whoever can be placed is placed (`routing.walk`); (3) void
invitations end. At last it is noted which groups are full. Each part looks only at what the step
has touched.
"""

from routing import moves
from routing.events import InvitationEnd, InvitationEnded
from routing.roster import EVERYONE
from routing.rows import Decision, InvitationRow, Member, Phase
from routing.schedule import schedule_group
from routing.state import DeskState
from routing.walk import walk_queue


def settle(desk: DeskState) -> None:
    """Bring the desk to rest."""
    pop_caches(desk)
    return_held(desk)
    walk_queue(desk)
    void_invitations(desk)
    note_fullness(desk)
    desk.touched_agents.clear()


# -------------------------------------------------------------------------------- (1) the caches


def pop_caches(desk: DeskState) -> None:
    """(1) Each up agent pops its own cache, first in first out, while open < w (I5)."""
    for agent in sorted(desk.touched_agents.values(), key=lambda agent: agent.order):
        while agent.is_up and agent.has_free_window:
            head = agent.cache.head()
            if head is None:
                break
            moves.open_for(
                desk,
                desk.sessions[head],
                (Member(agent.id, desk.now_ms),),
                Decision("cache", agent.id),
            )


def return_held(desk: DeskState) -> None:
    """R9: a held session returns when somebody is here (private: main) and its buyer connected."""
    if not desk.held:
        return
    while desk.somebody_is_here and (session := desk.held.next_ready()) is not None:
        moves.put_in_queue(desk, desk.sessions[session], Decision("R9"))
    while desk.main_is_here and (session := desk.held.next_ready_private()) is not None:
        moves.put_in_queue(desk, desk.sessions[session], Decision("R9"))


# --------------------------------------------------------------------------- (3) the invitations


def void_invitations(desk: DeskState) -> None:
    """(3) End the invitations that what the step has touched makes void."""
    if not desk.invitations:
        return
    touched: dict[tuple[str, str], InvitationRow] = {}
    for session in desk.touched_sessions:
        _collect(touched, desk.invitations.of_session(session))
    for contact in desk.touched_contacts.values():
        for session in contact.live:
            _collect(touched, desk.invitations.of_session(session))
    for agent in desk.touched_agents:
        _collect(touched, desk.invitations.of_target(agent))
    for _, invitation in sorted(touched.items()):
        if _is_void(desk, invitation):
            end_invitation(desk, invitation, InvitationEnd.VOID)


def _collect(into: dict[tuple[str, str], InvitationRow], found: list[InvitationRow]) -> None:
    for invitation in found:
        into[invitation.session, invitation.target] = invitation


def _is_void(desk: DeskState, invitation: InvitationRow) -> bool:
    """Its session closed, its inviter no member, its target gone or serving the contact, too old.

    A target who is lost may still come back in time.
    """
    session = desk.sessions.get(invitation.session)
    if session is None or session.phase not in (Phase.OPEN, Phase.CACHED):
        return True
    if session.member(invitation.inviter) is None:
        return True
    target = desk.roster.by_name.get(invitation.target)
    if target is None or not target.is_here:
        return True
    if desk.contact_of(session).served_by(target.id) is not None:
        return True
    return invitation.sent_ms + desk.settings.invitation_ttl_ms <= desk.now_ms


def end_invitation(desk: DeskState, invitation: InvitationRow, end: InvitationEnd) -> None:
    """The invitation is no more."""
    desk.invitation_ended(invitation)
    desk.emit(
        InvitationEnded(
            invitation.session, invitation.inviter, invitation.target, invitation.mode, end
        )
    )


# ------------------------------------------------------------------------------- full groups


def note_fullness(desk: DeskState) -> None:
    """R7: since when all accepting members of a group are at r, noted after every settle."""
    desk.roster.flush()
    for group in desk.roster.moved_groups:
        if group != EVERYONE:
            pool = desk.roster.pools.get(group)
            is_full = pool is not None and pool.is_full
            desk.fullness.note(group, is_full=is_full, now_ms=desk.now_ms)
            schedule_group(desk, group)
    desk.roster.moved_groups.clear()
