"""R12: an anonymous visitor turns out to be a known contact: two become one."""

from routing import moves
from routing.buyers import close_blocked
from routing.commands import IdentifyVisitor
from routing.contacts import ContactState
from routing.errors import Refused
from routing.events import Refusal, VisitorIdentified
from routing.rows import ContactRow, Phase
from routing.sessions import SessionState
from routing.state import DeskState

_ORDER = {Phase.OPEN: 0, Phase.CACHED: 1, Phase.QUEUED: 2}


def identify_visitor(desk: DeskState, command: IdentifyVisitor) -> None:
    """Sessions and facts of the visitor become the contact's."""
    if command.visitor == command.contact:
        raise Refused(Refusal.BAD_REQUEST, "a visitor is somebody else than the contact")
    visitor = desk.admit(command.visitor, command.visitor_facts)
    contact = desk.admit(command.contact, command.contact_facts)
    _unite_facts(contact, visitor)
    kept, dropped = _choose_side(contact, visitor)
    kept_mailbox, merged_mailbox = _choose_mailbox(contact, visitor)
    _move_sessions(desk, visitor, contact)
    desk.contact_changed(contact)
    if kept and dropped:
        _merge_live(desk, kept, dropped)
    if kept_mailbox is not None and merged_mailbox is not None:
        _merge_mailbox(desk, contact, kept_mailbox, merged_mailbox)
    if contact.live:
        moves.end_hold(desk, contact)
    if contact.blocked:
        close_blocked(desk, contact)
    desk.reindex(contact)
    _drop_visitor(desk, visitor)
    desk.emit(VisitorIdentified(command.visitor, command.contact))


def _unite_facts(contact: ContactState, visitor: ContactState) -> None:
    """Private and blocked if either is, the higher priority, the later recent."""
    contact.private = contact.private or visitor.private
    contact.blocked = contact.blocked or visitor.blocked
    contact.priority = max(contact.priority, visitor.priority)
    if (visitor.recent_at_ms or 0) > (contact.recent_at_ms or 0):
        contact.recent_agent = visitor.recent_agent
        contact.recent_at_ms = visitor.recent_at_ms
    contact.connected = contact.connected or visitor.connected
    contact.gone = not contact.connected and contact.gone and visitor.gone
    absences = [side.absent_since_ms or 0 for side in (contact, visitor)]
    contact.absent_since_ms = None if contact.connected else max(absences)


def _choose_side(
    contact: ContactState, visitor: ContactState
) -> tuple[list[SessionState], list[SessionState]]:
    """The side with the better phase keeps its live sessions; a tie: the contact's."""
    sides = sorted((contact, visitor), key=_best_phase)
    return list(sides[0].live.values()), list(sides[1].live.values())


def _best_phase(side: ContactState) -> int:
    return min((_ORDER[session.phase] for session in side.live.values()), default=len(_ORDER))


def _choose_mailbox(
    contact: ContactState, visitor: ContactState
) -> tuple[SessionState | None, SessionState | None]:
    """Of two mailbox sessions the last touched stays; a tie: the contact's."""
    mine, other = contact.mailbox, visitor.mailbox
    if mine is None or other is None:
        return mine or other, None
    return (other, mine) if other.last_touched_ms > mine.last_touched_ms else (mine, other)


def _move_sessions(desk: DeskState, visitor: ContactState, contact: ContactState) -> None:
    for session in visitor.sessions:
        session.contact = contact.contact
        desk.session_changed(session)
    contact.live.update(visitor.live)
    contact.mailbox = contact.mailbox or visitor.mailbox
    visitor.live = {}
    visitor.mailbox = None


def _merge_live(desk: DeskState, kept: list[SessionState], dropped: list[SessionState]) -> None:
    """The other side's are merged, in id order, into the last touched of the better phase."""
    best = min(_ORDER[session.phase] for session in kept)
    target = max(
        (session for session in kept if _ORDER[session.phase] == best),
        key=lambda session: session.touched_key,
    )
    for session in sorted(dropped, key=lambda session: session.session):
        if session.phase is target.phase is Phase.QUEUED:
            _take_older_arrival(target, session)
        moves.merge(desk, session, target)


def _merge_mailbox(
    desk: DeskState, contact: ContactState, kept: SessionState, merged: SessionState
) -> None:
    """With the older arrival, and the later end of those that are held."""
    holds = [
        session.held_until_ms for session in (kept, merged) if session.held_until_ms is not None
    ]
    _take_older_arrival(kept, merged)
    contact.mailbox = kept
    moves.merge(desk, merged, kept)
    kept.held_until_ms = max(holds, default=None)
    desk.session_changed(kept)


def _take_older_arrival(target: SessionState, source: SessionState) -> None:
    older = min((target.arrived_ms, target.sequence), (source.arrived_ms, source.sequence))
    target.arrived_ms, target.sequence = older


def _drop_visitor(desk: DeskState, visitor: ContactState) -> None:
    """The visitor is nobody any more; its row comes once more, bare."""
    bare = ContactState.of(ContactRow(visitor.contact, visitor.shop))
    desk.forget(visitor)
    desk.changes.contact(bare)
