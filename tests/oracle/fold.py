"""Old state + events == new state: what a listener who sees events alone would believe."""

from dataclasses import dataclass, field

from presence.states import PresenceState
from routing import events as e
from routing.rows import InvitationMode, Phase
from tests.oracle.view import View, names


@dataclass(slots=True)
class Seen:
    """A session as a listener knows it; one never heard of is in the mailbox."""

    phase: Phase = Phase.MAILBOX
    members: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)


class Listener:
    def __init__(self, view: View) -> None:
        self.sessions = {
            s.session: Seen(s.phase, list(names(s)), list(s.guests)) for s in view.rows.sessions
        }
        self.presence: dict[str, tuple[PresenceState, bool]] = {
            agent: (state, view.is_lost(agent)) for agent, state in view.state.items()
        }
        self.windows = {row.agent: row.windows_max for row in view.rows.agents}
        self.absence = {c.contact: (c.connected, c.gone) for c in view.rows.contacts}
        self.invitations: dict[tuple[str, str], tuple[str, InvitationMode]] = {
            (i.session, i.target): (i.inviter, i.mode) for i in view.rows.invitations
        }
        self.changed_contacts: set[str] = set()

    def session(self, session: str) -> Seen:
        return self.sessions.setdefault(session, Seen())

    def hear(self, event: e.Event) -> None:
        match event:
            case e.PresenceChanged():
                self.presence[event.agent] = (event.state, event.lost)
            case e.LimitsChanged():
                self.windows[event.agent] = event.windows_max
            case e.BuyerAbsenceChanged():
                self.absence[event.contact] = (event.connected, event.gone)
            case e.InvitationSent():
                ids = (event.session, event.target)
                assert ids not in self.invitations, f"{ids} was invited already"
                self.invitations[ids] = (event.inviter, event.mode)
            case e.InvitationEnded():
                ended = self.invitations.pop((event.session, event.target))
                assert ended == (event.inviter, event.mode), f"another invitation ended: {event}"
            case e.ContactChanged():
                self.changed_contacts.add(event.contact)
            case e.VisitorIdentified():
                self.absence.pop(event.visitor, None)
                self.absence.pop(event.contact, None)
                self.changed_contacts.add(event.contact)
            case _:
                self.hear_of_session(event)

    def hear_of_session(self, event: e.Event) -> None:
        match event:
            case e.SessionCreated():
                assert event.session not in self.sessions, f"{event.session} was created already"
                self.session(event.session)
            case e.SessionOpened():
                self.session(event.session).phase = Phase.OPEN
            case e.SessionCached():
                self.session(event.session).phase = Phase.CACHED
            case e.SessionQueued():
                self.session(event.session).phase = Phase.QUEUED
            case e.SessionMailed():
                self.session(event.session).phase = Phase.MAILBOX
            case e.SessionClosed():
                self.session(event.session).phase = Phase.CLOSED
            case e.MemberJoined():
                session = self.session(event.session)
                joined = session.guests if event.guest else session.members
                assert event.agent not in joined, f"{event.agent} joined twice"
                joined.append(event.agent)
                if not event.guest and event.agent in session.guests:
                    session.guests.remove(event.agent)  # a member is no guest any more
            case e.MemberLeft():
                session = self.session(event.session)
                left = session.guests if event.guest else session.members
                assert event.agent in left, f"{event.agent} left and was not there"
                left.remove(event.agent)
            case _:
                pass  # says nothing about where things stand


def check(before: View, events: list[e.Event], after: View) -> None:
    """Raise AssertionError where a listener would be mistaken."""
    listener = Listener(before)
    for event in events:
        listener.hear(event)
    check_sessions(listener, after)
    for row in after.rows.agents:
        believed = listener.presence.get(row.agent, (PresenceState.OFFLINE, False))
        real = (after.state[row.agent], after.is_lost(row.agent))
        assert believed == real, f"{row.agent} is believed to be {believed}, is {real}"
        windows = listener.windows.get(row.agent, row.windows_max)
        assert windows == row.windows_max, f"{row.agent}'s windows are believed to be {windows}"
    for contact in after.rows.contacts:
        real_absence = (contact.connected, contact.gone)
        absence = listener.absence.get(contact.contact, real_absence)
        assert absence == real_absence, f"{contact.contact} is believed to be {absence}"
        check_facts(listener, before, after, contact.contact)
    invitations = {(i.session, i.target): (i.inviter, i.mode) for i in after.rows.invitations}
    assert listener.invitations == invitations, f"believed invitations: {listener.invitations}"


def check_sessions(listener: Listener, after: View) -> None:
    for row in after.rows.sessions:
        seen = listener.session(row.session)
        believed = (seen.phase, tuple(seen.members), seen.guests)
        real = (row.phase, names(row), list(row.guests))
        assert believed == real, f"{row.session} is believed to be {believed}, is {real}"
    for name, seen in listener.sessions.items():
        if name not in after.sessions:
            assert seen.phase in {Phase.CLOSED, Phase.MAILBOX}, f"{name} vanished"
            assert not seen.members, f"{name} is over, {seen.members} never left"
            assert not seen.guests, f"{name} is over, {seen.guests} never left"


def check_facts(listener: Listener, before: View, after: View, name: str) -> None:
    old, new = before.contacts.get(name), after.contacts[name]
    if old is None or name in listener.changed_contacts:
        return
    facts = (old.blocked, old.private, old.priority, old.recent_agent)
    is_same = facts == (new.blocked, new.private, new.priority, new.recent_agent)
    assert is_same, f"{name}'s facts changed unheard"
