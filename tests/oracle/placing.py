"""R7–R9 for one session, and settle for all of them."""

from routing.rows import Phase
from tests.oracle import moves
from tests.oracle.world import Agent, Invitation, Session, World


def candidates(world: World, shop: str) -> list[Agent]:
    """R7: eligible are the group's agents; of those who accept, the lowest tier having room."""
    base = eligible(world, world.shop(shop).group)
    if any(agent.is_accepting for agent in base):
        free = [a for a in base if a.is_up and a.is_accepting and world.has_room(a)]
        lowest = min((agent.config.tier for agent in free), default=0)
        return [agent for agent in free if agent.config.tier == lowest]
    return [a for a in base if a.is_up and a.is_suspended and world.has_room(a)]


def eligible(world: World, group: str) -> list[Agent]:
    """R7: the group's agents, or everybody's when no member accepts or all have long been full."""
    members = [agent for agent in world.receiving() if group in agent.config.groups]
    if group == "" or not any(agent.is_accepting for agent in members):
        return world.receiving()
    since = world.full_groups.get(group)
    waited = since is not None and since + world.config.settings.group_wait_ms <= world.now_ms
    return world.receiving() if waited and is_full(world, group) else members


def is_full(world: World, group: str) -> bool:
    """R7: all accepting members are at r (lost ones counted)."""
    accepting = [a for a in world.receiving() if group in a.config.groups and a.is_accepting]
    return bool(accepting) and not any(world.has_room(agent) for agent in accepting)


def balance(world: World, among: list[Agent]) -> Agent | None:
    """R8: the minimum of the key; only this moves the last balanced turn."""
    winner = min(among, key=world.balance_key, default=None)
    if winner is not None:
        winner.last_turn = world.draw_turn()
    return winner


def settle(world: World) -> None:
    end_holds(world)
    pop_caches(world)
    return_held(world)
    walk_queue(world)
    world.invitations = [i for i in world.invitations if not is_void(world, i)]
    note_full_groups(world)


def end_holds(world: World) -> None:
    """A live session of the contact ends the hold of its mailbox session."""
    for session in world.sessions.values():
        if session.held_until_ms is not None and world.live(session.contact):
            session.held_until_ms = None


def pop_caches(world: World) -> None:
    """Settle (1): each up agent pops its own cache FIFO while open < w."""
    for agent in world.agents.values():
        while agent.is_up and world.has_window(agent) and world.cache_of(agent):
            moves.open_for(world, world.cache_of(agent)[0], [agent])


def return_held(world: World) -> None:
    """As soon as somebody is here and its buyer is connected; for a private contact, main."""
    for session in world.sessions.values():
        if session.held_until_ms is None:
            continue
        contact = world.contacts[session.contact]
        is_awaited = world.is_main_here() if contact.private else world.is_somebody_here()
        if is_awaited and contact.connected:
            moves.to_queue(session)


def walk_queue(world: World) -> None:
    """Settle (2): again and again the first in R10's order that can be placed."""
    while any(place(world, session) for session in world.queue()):
        pass


def place(world: World, session: Session) -> bool:
    """By R2 or R4 (private, main here), else R6, else R7–R9; False if it stays."""
    contact = world.contacts[session.contact]
    recent = world.fresh_recent(contact)
    if contact.private and world.is_main_here():
        bind_to_main(world, session)
    elif recent is not None and takes_recents(recent):
        moves.bind(world, session, recent)
    elif winner := balance(world, candidates(world, session.shop)):
        moves.bind(world, session, winner)
    elif not world.is_somebody_here():
        until = world.now_ms + world.config.settings.queue_hold_ms
        moves.to_mailbox(world, session, None if world.has_buyer_left(session) else until)
    else:
        return False
    return True


def bind_to_main(world: World, session: Session) -> None:
    """R2: a mailbox session of theirs is merged into the waiting one, which keeps its arrival."""
    moves.bind(world, session, world.main())
    mailbox = world.mailbox(session.contact)
    if mailbox is not None:
        moves.merge(world, mailbox, session)


def takes_recents(agent: Agent) -> bool:
    """R6: here, accepting or suspended (lost ones included: it goes to their cache)."""
    return agent.config.receives and (agent.is_accepting or agent.is_suspended)


def is_void(world: World, invitation: Invitation) -> bool:
    """Settle (3)."""
    session = world.sessions.get(invitation.session)
    target = world.agents.get(invitation.target)
    if session is None or target is None or session.phase not in {Phase.OPEN, Phase.CACHED}:
        return True
    is_over = invitation.sent_ms + world.config.settings.invitation_ttl_ms <= world.now_ms
    is_needless = world.serves(target, session.contact) or not target.is_here
    return is_over or is_needless or invitation.inviter not in session.members


def note_full_groups(world: World) -> None:
    """R7: since when, after every command, all accepting members of a group are at r."""
    named = {shop.group for shop in world.config.shops}
    named |= {group for agent in world.agents.values() for group in agent.config.groups}
    world.full_groups = {
        group: world.full_groups.get(group, world.now_ms)
        for group in sorted(named - {""})
        if is_full(world, group)
    }
