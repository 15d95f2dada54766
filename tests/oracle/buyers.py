"""What buyers do: write (R1–R9), come and go (R13), turn out to be known (R12)."""

from routing.commands import (
    ConnectBuyer,
    DisconnectBuyer,
    IdentifyVisitor,
    LeaveAsBuyer,
    PostBuyerMessage,
)
from routing.events import Refusal
from routing.rows import CloseReason, ContactFacts, ContactRow, Phase, SessionRow
from tests.oracle import moves, placing
from tests.oracle.world import LIVE, Agent, Contact, Refused, Session, World, last_touched


def adopt(world: World, facts: ContactFacts) -> Contact:
    """Facts are for a contact the desk does not know; absence counts from now."""
    row = facts.row
    if row.contact in world.contacts:
        return world.contacts[row.contact]
    if facts.mailbox is not None:
        world.sessions[facts.mailbox.session] = session_of(facts.mailbox)
    contact = Contact(
        contact=row.contact,
        shop=row.shop,
        recent_agent=row.recent_agent,
        recent_at_ms=row.recent_at_ms,
        private=row.private,
        blocked=row.blocked,
        priority=row.priority,
        connected=row.connected,
        absent_since_ms=None if row.connected else world.now_ms,
        gone=False,
    )
    world.contacts[row.contact] = contact
    return contact


def session_of(row: SessionRow) -> Session:
    return Session(
        session=row.session,
        contact=row.contact,
        shop=row.shop,
        created_ms=row.created_ms,
        arrived_ms=row.arrived_ms,
        sequence=row.sequence,
        last_touched_ms=row.last_touched_ms,
        phase=row.phase,
        unanswered_since_ms=row.unanswered_since_ms,
        seen=list(row.seen),
        hops=row.hops,
        left=row.left,
    )


def known(world: World, contact: str, facts: ContactFacts | None) -> Contact:
    if contact in world.contacts:
        return world.contacts[contact]
    if facts is None:
        raise Refused(Refusal.NOT_FOUND)
    return adopt(world, facts)


# ----------------------------------------------------------------------------- a message


def post(world: World, command: PostBuyerMessage) -> None:
    contact = known(world, command.contact, command.facts)
    if contact.blocked:  # R1
        raise Refused(Refusal.BLOCKED)
    contact.gone = False
    contact.absent_since_ms = None if contact.connected else world.now_ms
    moves.append(world, route(world, contact, command))


def route(world: World, contact: Contact, command: PostBuyerMessage) -> Session:
    """The session the message belongs to; the first rule that matches."""
    address = world.agents.get(command.address or "")
    named = world.sessions.get(command.session or "")
    is_named = named is not None and named.is_live and named.contact == contact.contact
    if contact.private and address is world.main() and not is_named:  # R2
        return to_main(world, contact, command)
    if named is not None and is_named:  # R3
        return named
    is_for_the_shop = command.session is not None  # R3: naming any other
    if address is not None and not is_for_the_shop:
        theirs = [s for s in world.live(contact.contact) if address.name in s.members]
        if theirs:  # R3
            return theirs[0]
        if may_be_addressed(world, contact, address):  # R5
            return bind_for(world, contact, address, command)
    return route_to_shop(world, contact, command)


def route_to_shop(world: World, contact: Contact, command: PostBuyerMessage) -> Session:
    live = world.live(contact.contact)
    if live:  # R3
        return last_touched(live)
    if contact.private:  # R4
        return to_main(world, contact, command)
    recent = world.fresh_recent(contact)
    if recent is not None and placing.takes_recents(recent):  # R6
        return bind_for(world, contact, recent, command)
    return arrive(world, contact, command)


def to_main(world: World, contact: Contact, command: PostBuyerMessage) -> Session:
    """R2: main's live session with them, else bind main if here, else mailbox(main)."""
    main = world.main()
    theirs = [s for s in world.live(contact.contact) if main.name in s.members]
    if theirs:
        return theirs[0]
    if not world.is_main_here():
        return to_mailbox(world, contact, command)
    waiting = waiting_session(world, contact)
    if waiting is None:
        return bind_for(world, contact, main, command)
    placing.bind_to_main(world, waiting)
    return waiting


def may_be_addressed(world: World, contact: Contact, agent: Agent) -> bool:
    """R5: here and (accepting, or suspended and (a sub, or the contact's fresh recent))."""
    if not agent.config.receives:
        return False
    is_recent = world.fresh_recent(contact) is agent
    return agent.is_accepting or (agent.is_suspended and (not agent.config.main or is_recent))


def bind_for(world: World, contact: Contact, agent: Agent, command: PostBuyerMessage) -> Session:
    """R2, R5, R6: pulls along what waits, else revives the mailbox session, else a new one."""
    session = waiting_session(world, contact)
    if session is None:
        session = world.mailbox(contact.contact)
        if session is not None and contact.private and not agent.config.main:
            session = None  # a private contact's mailbox is main's
        if session is not None:
            moves.revive(world, session)
    if session is None:
        session = moves.create(world, command.new_session, contact, Phase.QUEUED)
    moves.bind(world, session, agent)
    return session


def waiting_session(world: World, contact: Contact) -> Session | None:
    """In the queue, or in anybody's cache; the last touched of several."""
    waiting = (Phase.QUEUED, Phase.CACHED)
    sessions = [s for s in world.live(contact.contact) if s.phase in waiting]
    return last_touched(sessions) if sessions else None


def arrive(world: World, contact: Contact, command: PostBuyerMessage) -> Session:
    """R7–R9, R16, R18. What is held only takes the message."""
    mailbox = world.mailbox(contact.contact)
    if mailbox is not None and mailbox.held_until_ms is not None:
        return mailbox
    if not command.within_hours:
        return to_mailbox(world, contact, command)
    winner = placing.balance(world, placing.candidates(world, contact.shop))
    if winner is not None:
        return bind_for(world, contact, winner, command)
    cap = world.config.settings.queue_max
    is_full = cap is not None and len(world.queue()) >= cap
    if is_full or not world.is_somebody_here():
        return to_mailbox(world, contact, command)
    if mailbox is None:
        return moves.create(world, command.new_session, contact, Phase.QUEUED)
    moves.revive(world, mailbox)
    moves.to_queue(mailbox)
    return mailbox


def to_mailbox(world: World, contact: Contact, command: PostBuyerMessage) -> Session:
    mailbox = world.mailbox(contact.contact)
    if mailbox is not None:
        return mailbox
    return moves.create(world, command.new_session, contact, Phase.MAILBOX)


# --------------------------------------------------------------------------- come and go


def connect(world: World, command: ConnectBuyer) -> None:
    contact = world.contacts.get(command.contact)
    if contact is not None:
        contact.connected = True
        contact.absent_since_ms = None
        contact.gone = False


def disconnect(world: World, command: DisconnectBuyer) -> None:
    contact = world.contacts.get(command.contact)
    if contact is not None and contact.connected:
        contact.connected = False
        contact.absent_since_ms = world.now_ms


def leave(world: World, command: LeaveAsBuyer) -> None:
    known(world, command.contact, command.facts)
    session = world.sessions.get(command.session)
    if session is None or session.contact != command.contact:
        raise Refused(Refusal.NOT_FOUND)
    session.left = True
    buyer_leaves(world, session)


def buyer_gone(world: World, contact: Contact) -> None:
    """R13 after buyer_grace_ms: every session, in id order."""
    contact.gone = True
    for name in sorted(world.sessions):
        session = world.sessions.get(name)
        if session is not None and session.contact == contact.contact:
            buyer_leaves(world, session)


def buyer_leaves(world: World, session: Session) -> None:
    """R13."""
    private = world.contacts[session.contact].private
    others = world.other_live(session)
    if session.phase is Phase.OPEN and session.is_answered:
        moves.close(world, session, CloseReason.BUYER_LEFT)
    elif session.phase is Phase.OPEN and others and not private:
        moves.merge(world, session, last_touched(others))
    elif session.phase in {Phase.OPEN, Phase.QUEUED}:
        moves.to_mailbox(world, session, None)
    else:
        session.held_until_ms = None


# ------------------------------------------------------------------------------ identify


def identify(world: World, command: IdentifyVisitor) -> None:
    """R12: the visitor's sessions and facts become the contact's."""
    if command.visitor == command.contact:
        raise Refused(Refusal.BAD_REQUEST)
    visitor = known(world, command.visitor, command.visitor_facts)
    contact = known(world, command.contact, command.contact_facts)
    keeps, gives = world.live(contact.contact), world.live(visitor.contact)
    boxes = world.mailbox(contact.contact), world.mailbox(visitor.contact)
    for session in world.sessions.values():
        if session.contact == visitor.contact:
            session.contact = contact.contact
    unite_live(world, keeps, gives)
    unite_mailboxes(world, *boxes)
    unite_facts(visitor, contact)
    del world.contacts[visitor.contact]
    world.identified.append(ContactRow(visitor.contact, visitor.shop))
    if contact.blocked:
        close_all(world, contact)


def unite_live(world: World, keeps: list[Session], gives: list[Session]) -> None:
    """The side with the better phase (a tie: the contact's) keeps; the other's are merged."""
    if not keeps or not gives:
        return
    best = min(keeps, key=rank).phase
    if rank(min(gives, key=rank)) < rank(min(keeps, key=rank)):
        keeps, gives = gives, keeps
        best = min(keeps, key=rank).phase
    survivor = last_touched([session for session in keeps if session.phase is best])
    for session in sorted(gives, key=lambda s: s.session):
        if survivor.phase is Phase.QUEUED and session.phase is Phase.QUEUED:
            take_older_arrival(session, survivor)
        moves.merge(world, session, survivor)


def rank(session: Session) -> int:
    return LIVE.index(session.phase)


def take_older_arrival(source: Session, target: Session) -> None:
    arrivals = [(source.arrived_ms, source.sequence), (target.arrived_ms, target.sequence)]
    target.arrived_ms, target.sequence = min(arrivals)


def unite_mailboxes(world: World, stays: Session | None, goes: Session | None) -> None:
    """The last touched stays, with the older arrival and the later end of those held."""
    if stays is None or goes is None:
        return
    if goes.last_touched_ms > stays.last_touched_ms:
        stays, goes = goes, stays
    ends = [s.held_until_ms for s in (stays, goes) if s.held_until_ms is not None]
    take_older_arrival(goes, stays)
    moves.merge(world, goes, stays)
    stays.held_until_ms = max(ends, default=None)


def unite_facts(visitor: Contact, contact: Contact) -> None:
    """Private and blocked if either is, the higher priority, the later recent."""
    contact.private = contact.private or visitor.private
    contact.blocked = contact.blocked or visitor.blocked
    contact.priority = max(contact.priority, visitor.priority)
    if visitor.recent_at_ms is not None and (contact.recent_at_ms or -1) < visitor.recent_at_ms:
        contact.recent_agent = visitor.recent_agent
        contact.recent_at_ms = visitor.recent_at_ms
    contact.connected = contact.connected or visitor.connected
    contact.gone = contact.gone and visitor.gone and not contact.connected
    absences = [contact.absent_since_ms or 0, visitor.absent_since_ms or 0]
    contact.absent_since_ms = None if contact.connected else max(absences)


def close_all(world: World, contact: Contact) -> None:
    """R1: blocking closes the contact's live sessions; nothing of theirs returns by itself."""
    for session in sorted(world.live(contact.contact), key=lambda s: s.session):
        moves.close(world, session, CloseReason.BLOCKED)
    mailbox = world.mailbox(contact.contact)
    if mailbox is not None:
        mailbox.held_until_ms = None
