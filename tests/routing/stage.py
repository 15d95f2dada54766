"""A stage for the desk: agents by one letter, a fake clock, and a shell that keeps the facts.

After every step it checks the invariants, that a desk restored from the rows is the same, and that
the changes told so far, laid on top of each other, are the rows.
"""

from dataclasses import replace
from itertools import count

from presence.states import PresenceState
from routing.commands import (
    AcceptInvitation,
    ClaimSession,
    CloseSession,
    Command,
    Configure,
    ConnectAgent,
    ConnectBuyer,
    DisconnectAgent,
    DisconnectBuyer,
    LeaveAsBuyer,
    LeaveSession,
    OpenSession,
    PostAgentMessage,
    PostBuyerMessage,
    SendInvitation,
    SetPresence,
    SetPriority,
    SetPrivate,
    StartSession,
)
from routing.desk import Desk
from routing.events import BuyerMessageStored, CommandRefused, Event, Refusal
from routing.rows import (
    CloseReason,
    ContactFacts,
    ContactRow,
    InvitationMode,
    Phase,
    SessionRow,
)
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig
from tests.routing.folding import Folded

SECOND = 1000
START_MS = 1_700_000_000_000

ONLINE = PresenceState.ONLINE
INVISIBLE = PresenceState.INVISIBLE
SUSPENDED = PresenceState.SUSPENDED
BUSY = PresenceState.BUSY
AWAY = PresenceState.AWAY
OFFLINE = PresenceState.OFFLINE


def agents_of(names: str, w: int = 2, r: int | None = 3) -> tuple[AgentConfig, ...]:
    """Agents named by one letter each, m being main, in that order."""
    return tuple(
        AgentConfig(name, main=name == "m", windows_max=w, reception_max=r, tier=int(name == "m"))
        for name in names
    )


class Stage:
    """A desk, its clock in seconds, and what a shell would know besides."""

    def __init__(
        self,
        agents: str | tuple[AgentConfig, ...] = "mxy",
        w: int = 2,
        r: int | None = 3,
        shops: tuple[ShopConfig, ...] = (ShopConfig("shop"),),
        settings: DeskSettings | None = None,
    ) -> None:
        configs = agents_of(agents, w, r) if isinstance(agents, str) else agents
        self.config = DeskConfig(settings or DeskSettings(), shops, configs)
        self.now_ms = START_MS
        self.desk = Desk.new(self.config, self.now_ms)
        self.folded = Folded()
        self.numbers = count(1)
        self.events: list[Event] = []
        self.online_buyers: set[str] = set()
        self._look()

    # ------------------------------------------------------------------------------- stepping

    def do(self, command: Command) -> list[Event]:
        """One step; the refusal, if any, is the last event."""
        self.events = self.desk.handle(command, self.now_ms)
        self._look()
        return self.events

    def at(self, seconds: float) -> None:
        """Let the clock go on to so many seconds after the start, firing what is due."""
        self.now_ms = START_MS + int(seconds * SECOND)
        self.events = self.desk.tick(self.now_ms)
        self._look()

    def configure(self, config: DeskConfig) -> None:
        """The merchant provisions something else."""
        self.config = config
        self._accepted(Configure(config))

    def refused(self, command: Command) -> Refusal:
        """The code of a command that is refused, and changes nothing."""
        before = self.desk.rows()
        events = self.do(command)
        assert isinstance(events[-1], CommandRefused), events
        assert replace(self.desk.rows(), desk=before.desk) == before
        return events[-1].code

    def _look(self) -> None:
        self.desk.check_invariants()
        rows = self.desk.rows()
        self.folded.take(self.desk.take_changes())
        assert self.folded.rows() == rows
        assert Desk.restore(self.config, rows).rows() == rows

    # --------------------------------------------------------------------------------- agents

    def online(self, *agents: str) -> None:
        """The agents log in."""
        for agent in agents:
            self.state(agent, ONLINE)

    def state(self, agent: str, state: PresenceState) -> None:
        """The agent chooses a state, and is connected afterwards unless it is offline."""
        self.do(SetPresence(agent, state))
        view = self.desk.agent(agent)
        if state is not OFFLINE and view is not None and not view.row.connected:
            self.do(ConnectAgent(agent))

    def drop(self, agent: str) -> None:
        """The agent's last connection goes."""
        self.do(DisconnectAgent(agent))

    def reply(self, agent: str, session: str) -> None:
        """The agent answers."""
        self._accepted(PostAgentMessage(agent, session))

    def close(self, agent: str, session: str) -> None:
        """The agent closes a session."""
        self._accepted(CloseSession(agent, session))

    def open(self, agent: str, session: str) -> None:
        """The agent pops a session by hand."""
        self._accepted(OpenSession(agent, session))

    def claim(self, agent: str, session: str) -> None:
        """The agent claims a session."""
        self._accepted(ClaimSession(agent, session, self.facts_of_session(session)))

    def start(self, agent: str, contact: str) -> str:
        """The agent writes to a contact first; returns the session."""
        self._accepted(StartSession(agent, contact, self.new_id(), self.facts(contact)))
        session = self.desk.serving(contact, agent)
        assert session is not None
        return session

    def invite(
        self, agent: str, session: str, target: str, mode: InvitationMode = InvitationMode.JOIN
    ) -> None:
        """The agent invites a colleague."""
        self._accepted(SendInvitation(agent, session, target, mode))

    def accept(self, agent: str, session: str) -> None:
        """The agent accepts."""
        self._accepted(AcceptInvitation(agent, session))

    def leave(self, agent: str, session: str) -> None:
        """The agent leaves a session."""
        self._accepted(LeaveSession(agent, session))

    # --------------------------------------------------------------------------------- buyers

    def write(
        self,
        contact: str,
        to: str | None = None,
        *,
        session: str | None = None,
        within_hours: bool = True,
        shop: str = "shop",
    ) -> str:
        """The buyer writes, from a shop's page that stays open; returns the message's session."""
        self.online_buyers.add(contact)
        command = PostBuyerMessage(
            contact, self.new_id(), self.facts(contact, shop), to, session, within_hours
        )
        events = self._accepted(command)
        stored = [event for event in events if isinstance(event, BuyerMessageStored)]
        assert len(stored) == 1, "I16: a message is stored exactly once"
        return stored[0].session

    def come(self, contact: str) -> None:
        """The buyer's page connects."""
        self.online_buyers.add(contact)
        self.do(ConnectBuyer(contact))

    def go(self, contact: str) -> None:
        """The buyer's page is closed."""
        self.online_buyers.discard(contact)
        self.do(DisconnectBuyer(contact))

    def buyer_leaves(self, contact: str, session: str) -> None:
        """The buyer leaves a session."""
        self._accepted(LeaveAsBuyer(contact, session, self.facts(contact)))

    def private(self, contact: str, private: bool = True) -> None:
        """Bind the contact to main, or release it."""
        self._accepted(SetPrivate(contact, private, self.facts(contact)))

    def priority(self, contact: str, priority: int) -> None:
        """Set the contact's priority."""
        self._accepted(SetPriority(contact, priority, self.facts(contact)))

    def recent(self, contact: str, agent: str) -> None:
        """Let the agent have served the contact once, with a reply; nothing stays open."""
        session = self.start(agent, contact)
        self.reply(agent, session)
        self.close(agent, session)

    # -------------------------------------------------------------------------------- looking

    def new_id(self) -> str:
        """An id for a session."""
        return f"s{next(self.numbers)}"

    def facts(self, contact: str, shop: str = "shop") -> ContactFacts | None:
        """What the shell knows of a contact the desk does not hold."""
        if self.desk.holds(contact):
            return None
        row = self.folded.contacts.get(contact) or ContactRow(contact, shop)
        mailbox = None if row.mailbox is None else self.folded.sessions[row.mailbox]
        row = replace(row, connected=contact in self.online_buyers)
        return ContactFacts(row, mailbox)

    def facts_of_session(self, session: str) -> ContactFacts | None:
        """The facts of a session's contact, if the desk does not hold it."""
        known = self.folded.sessions.get(session)
        return None if known is None else self.facts(known.contact)

    def session(self, session: str) -> SessionRow:
        """The newest row of a session, closed and forgotten ones included."""
        return self.folded.sessions[session]

    def where(self, session: str) -> str:
        """Where it stands, in one word: "x", "x+y", "cache of x", "queue 1", "mailbox", …"""
        row = self.session(session)
        names = "+".join(member.agent for member in row.members)
        match row.phase:
            case Phase.OPEN:
                return names
            case Phase.CACHED:
                return f"cache of {names}"
            case Phase.QUEUED:
                return f"queue {self.desk.position(session)}"
            case Phase.MAILBOX:
                return "mailbox" if row.held_until_ms is None else "held"
            case Phase.CLOSED if row.close_reason is CloseReason.MERGED:
                return f"merged into {row.merged_into}"
            case Phase.CLOSED:
                return f"closed: {row.close_reason}"

    def _accepted(self, command: Command) -> list[Event]:
        events = self.do(command)
        assert not isinstance(events[-1] if events else None, CommandRefused), events[-1]
        return events
