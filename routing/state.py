"""What a desk knows, and the indices that keep a step O(log n).

Nothing here decides anything. The rules (`routing.rules`, `routing.balance`, `routing.settle`, …)
read this state and change it by the moves (`routing.moves`); whoever changes a thing says so by
`agent_changed`, `session_changed` or `contact_changed`, which keeps the indices, the deadlines and
the rows to be told in step.
"""

from queueing.fullness import GroupFullness
from queueing.held import HeldSessions
from queueing.waiting import Entry, WaitingQueue
from routing.agents import AgentState
from routing.changes import ChangeLog
from routing.contacts import ContactState
from routing.deadlines import DeadlineKind, Deadlines
from routing.errors import Refused
from routing.events import Event, Refusal
from routing.invitations import Invitations
from routing.roster import Roster
from routing.rows import ContactFacts, InvitationRow
from routing.sessions import SessionState
from routing.settings import DeskConfig, DeskSettings, ShopConfig


class DeskState:
    """One merchant's agents, live sessions, contacts, invitations and deadlines.

    `touched_…` collect what the present step has touched, for settle and the end of the step;
    `idle_contacts` have nothing live or held any more, and are forgotten when the step ends;
    `woken_agents` may take a waiting session as its recent contact.
    """

    def __init__(self, config: DeskConfig, agents: dict[str, AgentState], now_ms: int) -> None:
        self.now_ms = now_ms
        self.next_sequence = 1
        self.next_turn = 1
        self.events: list[Event] = []
        self.changes = ChangeLog()
        self.sessions: dict[str, SessionState] = {}
        self.contacts: dict[str, ContactState] = {}
        self.queue = WaitingQueue()
        self.held = HeldSessions()
        self.fullness = GroupFullness()
        self.invitations = Invitations()
        self.deadlines = Deadlines()
        self.touched_agents: dict[str, AgentState] = {}
        self.touched_sessions: dict[str, SessionState] = {}
        self.touched_contacts: dict[str, ContactState] = {}
        self.idle_contacts: dict[str, ContactState] = {}
        self.woken_agents: dict[str, AgentState] = {}
        self.configure(config, agents)

    def configure(self, config: DeskConfig, agents: dict[str, AgentState]) -> None:
        """Take a configuration with the agents it leads to."""
        self.config = config
        self.settings: DeskSettings = config.settings
        self._shops = {shop.shop: shop for shop in config.shops}
        self.roster = Roster(config, agents)

    # ------------------------------------------------------------------------------- looking up

    def shop(self, shop: str) -> ShopConfig:
        """The shop's configuration; of one that has vanished only the name is left."""
        return self._shops.get(shop) or ShopConfig(shop)

    def group_of(self, session: SessionState) -> str:
        """The group of agents a session's shop names."""
        return self.shop(session.shop).group

    def contact_of(self, session: SessionState) -> ContactState:
        """The contact whose session it is."""
        return self.contacts[session.contact]

    def agent_named(self, agent: str) -> AgentState:
        """The agent of a command, or the refusal."""
        found = self.roster.by_name.get(agent)
        if found is None:
            raise Refused(Refusal.NOT_FOUND, "there is no such agent")
        return found

    def session_named(self, session: str) -> SessionState:
        """The session of a command, or the refusal."""
        found = self.sessions.get(session)
        if found is None:
            raise Refused(Refusal.NOT_FOUND, "there is no such session")
        return found

    def admit(self, contact: str, facts: ContactFacts | None) -> ContactState:
        """The contact of a command: the desk's own, or the one the shell has facts of.

        A contact that ends the step with nothing live or held is forgotten again.
        """
        found = self.contacts.get(contact)
        if found is None:
            if facts is None or facts.row.contact != contact:
                raise Refused(Refusal.BAD_REQUEST, "nothing is known of this contact")
            found = ContactState.known(facts, self.now_ms)
            self.contacts[contact] = found
            if found.mailbox is not None:
                self.sessions[found.mailbox.session] = found.mailbox
        self.touched_contacts[contact] = found
        return found

    def fresh_recent(self, contact: ContactState) -> AgentState | None:
        """The agent who last replied to this contact, within `recent_contact_ms`.

        Recents from before an agent became (again) part of the merchant have lapsed.
        """
        if contact.recent_agent is None or contact.recent_at_ms is None:
            return None
        agent = self.roster.by_name.get(contact.recent_agent)
        if agent is None or contact.recent_at_ms < agent.enabled_ms:
            return None
        is_fresh = contact.recent_at_ms + self.settings.recent_contact_ms > self.now_ms
        return agent if is_fresh else None

    @property
    def somebody_is_here(self) -> bool:
        """An agent who receives buyers is here, lost ones included."""
        return self.roster.here > 0

    @property
    def main_is_here(self) -> bool:
        """R2: the main account receives and is here."""
        return self.roster.main.is_here and self.roster.main.receives

    # -------------------------------------------------------------------------------- changing

    def emit(self, event: Event) -> None:
        """Say what has happened."""
        self.events.append(event)

    def draw_sequence(self) -> int:
        """The next number of an arrival, or of a place in a cache."""
        drawn = self.next_sequence
        self.next_sequence += 1
        return drawn

    def load_changed(self, agent: AgentState) -> None:
        """The agent's windows, cache or limits are other ones."""
        self.touched_agents[agent.id] = agent
        self.roster.changed(agent)

    def agent_changed(self, agent: AgentState) -> None:
        """The agent's row is another one."""
        self.changes.agent(agent)
        self.load_changed(agent)

    def session_changed(self, session: SessionState) -> None:
        """The session's row is another one."""
        self.touched_sessions[session.session] = session
        self.changes.session(session)

    def contact_changed(self, contact: ContactState) -> None:
        """The contact's row is another one."""
        self.touched_contacts[contact.contact] = contact
        self.changes.contact(contact)

    def invitation_sent(self, invitation: InvitationRow) -> None:
        """A colleague was invited."""
        self.invitations.add(invitation)
        self.changes.invitation(invitation)
        self.schedule_invitation(invitation)

    def schedule_invitation(self, invitation: InvitationRow) -> None:
        """An invitation ends when it is older than `invitation_ttl_ms`."""
        at_ms = invitation.sent_ms + self.settings.invitation_ttl_ms
        self.deadlines.set(DeadlineKind.INVITATION, invitation.session, at_ms, invitation.target)

    def invitation_ended(self, invitation: InvitationRow) -> None:
        """An invitation is no more."""
        self.invitations.remove(invitation)
        self.changes.invitation_removed(invitation)
        self.deadlines.set(DeadlineKind.INVITATION, invitation.session, None, invitation.target)

    def forget(self, contact: ContactState) -> None:
        """The contact has nothing live or held: the shell knows it from now on."""
        del self.contacts[contact.contact]
        self.deadlines.set(DeadlineKind.BUYER, contact.contact, None)
        if contact.mailbox is not None:
            del self.sessions[contact.mailbox.session]
        if contact.is_kept:
            self.changes.contact(contact)

    # ------------------------------------------------------------------------- waiting and held

    def rank_of(self, session: SessionState) -> tuple[int, int]:
        """R10: (arrival − boost of the priority, sequence); the higher priority counts."""
        priority = max(self.contact_of(session).priority, self.shop(session.shop).priority)
        return (session.arrived_ms - self.settings.boost_ms[priority], session.sequence)

    def enqueue(self, session: SessionState) -> None:
        """Enter a session into the waiting queue, and wake what could place it."""
        contact = self.contact_of(session)
        recent = self.fresh_recent(contact)
        group = self.group_of(session)
        self.queue.add(
            Entry(
                key=(*self.rank_of(session), session.session),
                group=group,
                private=contact.private,
                recent=recent.id if recent is not None and recent.receives else None,
            )
        )
        self.roster.woken_groups[group] = None
        if recent is not None:
            self.woken_agents[recent.id] = recent

    def reindex(self, contact: ContactState) -> None:
        """The contact's facts are other ones: let what waits stand where that puts it."""
        for session in contact.live.values():
            if session.session in self.queue:
                self.queue.remove(session.session)
                self.enqueue(session)
        self.note_hold(contact)

    def note_hold(self, contact: ContactState) -> None:
        """The contact's held session, or what it waits for, is another one."""
        held = contact.held_session
        if held is not None:
            self.held.put(held.session, private=contact.private, connected=contact.connected)
