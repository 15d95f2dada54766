"""Settle: what follows every command that can change routing, and every deadline.

(1) each up agent pops its own cache while it has free windows; then held sessions return; (2) the
queue is walked in the order of R10 and whoever can be placed is placed; (3) void invitations end.
At last it is noted which groups are full.

Each part looks only at what the step has touched: an entry that could not be placed before cannot
be placed now unless something it waits for has changed (I6), and that something says so.
"""

from queueing.waiting import Key
from routing import moves
from routing.agents import AgentState
from routing.arrivals import bind
from routing.balance import base_pool, choose, take_turn
from routing.events import InvitationEnd, InvitationEnded
from routing.roster import EVERYONE
from routing.rows import Decision, InvitationRow, Member, Phase
from routing.rules import refused_by_all
from routing.schedule import schedule_group
from routing.sessions import SessionState
from routing.state import DeskState


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


# --------------------------------------------------------------------------------- (2) the queue


def walk_queue(desk: DeskState) -> None:
    """(2) In the order of R10 place whoever can be placed; nobody here: all to the mailbox (I7)."""
    if desk.somebody_is_here:
        while (session := _next_placeable(desk)) is not None:
            _place(desk, session)
    else:
        while (head := desk.queue.head()) is not None:
            _send_to_mailbox(desk, desk.sessions[head[2]])
    desk.woken_agents.clear()


def _next_placeable(desk: DeskState) -> SessionState | None:
    """The first entry, in the order of R10, that something could place."""
    if not desk.queue:
        desk.roster.woken_groups.clear()
        return None
    heads = [_private_head(desk), _recent_head(desk), _balanced_head(desk)]
    found = min((head for head in heads if head is not None), default=None)
    return None if found is None else desk.sessions[found[2]]


def _private_head(desk: DeskState) -> Key | None:
    return desk.queue.head_of_private() if desk.main_is_here else None


def _recent_head(desk: DeskState) -> Key | None:
    """The first of those whose recent contact has just begun to take them, or who just came."""
    heads = (
        _fresh_head(desk, agent) for agent in desk.woken_agents.values() if agent.takes_addressed
    )
    return min((head for head in heads if head is not None), default=None)


def _fresh_head(desk: DeskState, agent: AgentState) -> Key | None:
    """Those whose recent contact has lapsed are dropped on the way: it never comes back."""
    while (head := desk.queue.head_of_recent(agent.id)) is not None:
        contact = desk.contact_of(desk.sessions[head[2]])
        if desk.fresh_recent(contact) is agent:
            return head
        desk.queue.drop_recent(head[2])
    return None


def _balanced_head(desk: DeskState) -> Key | None:
    """The first of those whose group has a candidate.

    Only groups whose pool has changed are looked at, and, if everyone's pool has a candidate,
    those that are astray: they wait for everyone's, because their own does not accept.
    """
    desk.roster.flush()
    heads = []
    for group in _groups_to_look_at(desk):
        head = desk.queue.head_of_group(group)
        pool = base_pool(desk, group)
        if head is None or not pool.candidates():
            desk.roster.rest_group(group, is_astray=head is not None and pool.group != group)
        else:
            heads.append(head)
    return min(heads, default=None)


def _groups_to_look_at(desk: DeskState) -> list[str]:
    roster = desk.roster
    if EVERYONE not in roster.woken_groups:
        return list(roster.woken_groups)
    return list(dict.fromkeys((*roster.woken_groups, *roster.astray_groups)))


def _place(desk: DeskState, session: SessionState) -> None:
    """R2 and R4 (private, main here), else R6, else R7 and R8."""
    contact = desk.contact_of(session)
    if contact.private and desk.main_is_here:
        main = desk.roster.main
        bind(desk, session, main, Decision("R4", main.id))
        return
    recent = desk.fresh_recent(contact)
    if recent is not None and recent.takes_addressed:
        bind(desk, session, recent, Decision("R6", recent.id))
        return
    choice = choose(desk, desk.group_of(session))
    assert choice is not None
    take_turn(desk, choice.agent)
    bind(desk, session, choice.agent, choice.decision)


def _send_to_mailbox(desk: DeskState, session: SessionState) -> None:
    """R9: what leaves the queue because everybody went is held, unless its buyer has left."""
    has_left = session.left or desk.contact_of(session).gone
    held_until_ms = None if has_left else desk.now_ms + desk.settings.queue_hold_ms
    decision = refused_by_all(desk, desk.group_of(session))
    moves.put_in_mailbox(desk, session, decision, held_until_ms)


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
