"""What can happen to one session: it is created, placed, appended to, answered, merged, closed."""

from routing.rows import CloseReason, Phase
from tests.oracle.world import Agent, Contact, Session, World, last_touched


def create(world: World, session: str, contact: Contact, phase: Phase) -> Session:
    created = Session(
        session=session,
        contact=contact.contact,
        shop=contact.shop,
        created_ms=world.now_ms,
        arrived_ms=world.now_ms,
        sequence=world.draw_sequence(),
        last_touched_ms=world.now_ms,
        phase=phase,
    )
    world.sessions[session] = created
    return created


def revive(world: World, session: Session) -> None:
    """A mailbox session arrives now; one that is held keeps its arrival."""
    if session.held_until_ms is None:
        session.arrived_ms = world.now_ms
        session.sequence = world.draw_sequence()


def bind(world: World, session: Session, agent: Agent) -> None:
    """Open if X is up and has a free window, else the tail of X's cache."""
    if agent.is_up and world.has_window(agent):
        open_for(world, session, [agent])
        return
    let_go(session)
    session.members = {agent.name: world.now_ms}
    session.phase = Phase.CACHED
    session.cache_sequence = world.draw_sequence()
    note_seen(session, agent.name)


def open_for(world: World, session: Session, agents: list[Agent]) -> None:
    """Open the session with exactly these members, all since now; guests stay."""
    guests = [guest for guest in session.guests if guest not in [a.name for a in agents]]
    let_go(session)
    session.guests = guests
    session.members = {agent.name: world.now_ms for agent in agents}
    session.phase = Phase.OPEN
    for agent in agents:
        note_seen(session, agent.name)


def to_queue(session: Session) -> None:
    """With its arrival and sequence."""
    let_go(session)
    session.phase = Phase.QUEUED


def to_mailbox(world: World, session: Session, held_until_ms: int | None) -> None:
    """A contact has one mailbox session at most: the older one's messages are taken over."""
    older = world.mailbox(session.contact)
    let_go(session)
    session.phase = Phase.MAILBOX
    session.held_until_ms = held_until_ms
    if older is not None:
        merge(world, older, session)


def let_go(session: Session) -> None:
    session.members = {}
    session.guests = []
    session.cache_sequence = None
    session.held_until_ms = None


def close(world: World, session: Session, reason: CloseReason) -> None:
    let_go(session)
    session.phase = Phase.CLOSED
    session.closed_ms = world.now_ms
    session.close_reason = reason
    del world.sessions[session.session]
    world.closed.append(session)


def merge(world: World, source: Session, target: Session) -> None:
    """R12: the target takes the older unanswered time, and who has seen the question."""
    if source.unanswered_since_ms is not None:
        if target.unanswered_since_ms is None:
            target.unanswered_since_ms = source.unanswered_since_ms
            target.seen = united(source.seen, list(target.members))
        else:
            older = min(source.unanswered_since_ms, target.unanswered_since_ms)
            target.unanswered_since_ms = older
            target.seen = united(target.seen, source.seen)
        target.hops = max(source.hops, target.hops)
    target.last_touched_ms = max(source.last_touched_ms, target.last_touched_ms)
    target.left = source.left and target.left
    close(world, source, CloseReason.MERGED)
    source.merged_into = target.session


def release(world: World, session: Session) -> None:
    """R12: merged into the contact's other live session, else waits again as it did before."""
    others = world.other_live(session)
    if others:
        merge(world, session, last_touched(others))
    elif world.has_buyer_left(session):
        to_mailbox(world, session, None)
    else:
        to_queue(session)


def append(world: World, session: Session) -> None:
    """A buyer's message: it makes an answered session unanswered, a second one changes nothing."""
    session.last_touched_ms = world.now_ms
    session.left = False
    if session.is_answered:
        session.unanswered_since_ms = world.now_ms
        session.seen = list(session.members)
        session.hops = 0


def answer(session: Session) -> None:
    session.unanswered_since_ms = None
    session.seen = []
    session.hops = 0


def note_seen(session: Session, agent: str) -> None:
    """R15: who was a member while this question waited."""
    if not session.is_answered and agent not in session.seen:
        session.seen.append(agent)


def united(first: list[str], second: list[str]) -> list[str]:
    return first + [name for name in second if name not in first]
