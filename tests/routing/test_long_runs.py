"""Long seeded runs: whatever people do, the invariants hold and a restored desk goes on alike.

The commands are chosen by looking at the desk ("close one of the open sessions"), so that they
mean something. What the desk should decide is checked elsewhere; here it must stay consistent.
"""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from presence.states import PresenceState
from routing import commands as c
from routing.desk import Desk
from routing.events import BuyerMessageStored, CommandRefused
from routing.rows import ContactFacts, ContactRow, InvitationMode, Phase
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig
from tests.routing.folding import Folded

STEPS = 400
CONTACTS = [f"c{number}" for number in range(9)]

TIGHT = DeskConfig(
    DeskSettings(queue_max=4, no_answer_ms=20_000, recent_contact_ms=300_000),
    (ShopConfig("shop"),),
    (
        AgentConfig("m", main=True, windows_max=1, reception_max=2, tier=1),
        AgentConfig("x", windows_max=1, reception_max=1),
        AgentConfig("y", windows_max=2, reception_max=3, weight=2),
    ),
)
GROUPED = DeskConfig(
    DeskSettings(no_answer_ms=15_000, buyer_grace_ms=90_000),
    (ShopConfig("shop"), ShopConfig("east", "e", 1), ShopConfig("west", "w", 2)),
    (
        AgentConfig("m", main=True, windows_max=1, reception_max=2),
        AgentConfig("x", windows_max=1, reception_max=2, groups=frozenset({"e"})),
        AgentConfig("y", windows_max=1, reception_max=1, groups=frozenset({"e", "w"})),
        AgentConfig("z", windows_max=1, reception_max=None, groups=frozenset({"w"}), tier=2),
        AgentConfig("s", receives=False),
    ),
)


class Run:
    """One desk, its restored twin, and dice."""

    def __init__(self, config: DeskConfig, seed: int) -> None:
        self.dice = random.Random(seed)
        self.config = config
        self.now_ms = 1_000_000
        self.desk = Desk.new(config, self.now_ms)
        self.twin = Desk.new(config, self.now_ms)
        self.folded = Folded()
        self.folded.take(self.desk.take_changes())
        self.names = [agent.agent for agent in config.agents]
        self.number = 0
        self.connected: set[str] = set()

    def step(self) -> None:
        self.now_ms += self.dice.choice((0, 0, 1, 500, 5_000, 20_000, 70_000))
        command = self.dice.choice(COMMANDS)(self)
        if isinstance(command, c.ConnectBuyer | c.PostBuyerMessage):
            self.connected.add(command.contact)
        if isinstance(command, c.DisconnectBuyer):
            self.connected.discard(command.contact)
        if isinstance(command, c.Restart):
            self.connected.clear()
        if isinstance(command, c.Configure):
            self.config = command.config
        self.apply(command)

    def apply(self, command: c.Command) -> None:
        events = self.desk.handle(command, self.now_ms)
        assert events == self.twin.handle(command, self.now_ms)
        self.desk.check_invariants()
        rows = self.desk.rows()
        assert self.twin.rows() == rows
        self.folded.take(self.desk.take_changes())
        assert self.folded.rows() == rows
        if isinstance(command, c.PostBuyerMessage):
            refused = sum(isinstance(event, CommandRefused) for event in events)
            stored = sum(isinstance(event, BuyerMessageStored) for event in events)
            assert refused + stored == 1, "I16"
        if self.dice.random() < 0.2:
            self.twin = Desk.restore(self.config, rows)
            assert self.twin.next_deadline_ms() == self.desk.next_deadline_ms()

    def agent(self) -> str:
        return self.dice.choice(self.names)

    def contact(self) -> str:
        return self.dice.choice(CONTACTS)

    def session(self, *phases: Phase) -> tuple[str, str]:
        """A session in one of these phases, and one of its members; perhaps none."""
        found = [row for row in self.desk.rows().sessions if row.phase in phases]
        if not found:
            return "none", self.agent()
        row = self.dice.choice(found)
        members = [member.agent for member in row.members]
        return row.session, self.dice.choice(members or [self.agent()])

    def new_id(self) -> str:
        self.number += 1
        return f"s{self.dice.randrange(1000):03}-{self.number}"

    def facts(self, contact: str) -> ContactFacts | None:
        if self.desk.holds(contact):
            return None
        shops = self.config.shops
        shop = shops[CONTACTS.index(contact) % len(shops)].shop
        row = self.folded.contacts.get(contact) or ContactRow(contact, shop)
        mailbox = None if row.mailbox is None else self.folded.sessions[row.mailbox]
        return ContactFacts(replace(row, connected=contact in self.connected), mailbox)


def _write(run: Run) -> c.Command:
    contact = run.contact()
    live = run.session(Phase.OPEN, Phase.CACHED, Phase.QUEUED)[0]
    return c.PostBuyerMessage(
        contact,
        run.new_id(),
        run.facts(contact),
        address=run.dice.choice((None, None, run.agent())),
        session=run.dice.choice((None, None, None, live)),
        within_hours=run.dice.random() < 0.9,
    )


def _reply(run: Run) -> c.Command:
    session, agent = run.session(Phase.OPEN)
    return c.PostAgentMessage(agent, session)


def _close(run: Run) -> c.Command:
    session, agent = run.session(Phase.OPEN, Phase.CACHED)
    return c.CloseSession(agent, session)


def _open(run: Run) -> c.Command:
    session, agent = run.session(Phase.CACHED)
    return c.OpenSession(agent, session)


def _claim(run: Run) -> c.Command:
    contact = run.contact()
    facts = run.facts(contact)
    if facts is not None and facts.mailbox is not None:
        return c.ClaimSession(run.agent(), facts.mailbox.session, facts)
    return c.ClaimSession(run.agent(), run.session(Phase.QUEUED, Phase.MAILBOX)[0])


def _start(run: Run) -> c.Command:
    contact = run.contact()
    return c.StartSession(run.agent(), contact, run.new_id(), run.facts(contact))


def _invite(run: Run) -> c.Command:
    session, agent = run.session(Phase.OPEN, Phase.CACHED)
    return c.SendInvitation(agent, session, run.agent(), run.dice.choice(list(InvitationMode)))


def _answer_invitation(run: Run) -> c.Command:
    invitations = run.desk.rows().invitations
    if not invitations:
        return c.DeclineInvitation(run.agent(), "none")
    invitation = run.dice.choice(invitations)
    command = run.dice.choice((c.AcceptInvitation, c.AcceptInvitation, c.DeclineInvitation))
    return command(invitation.target, invitation.session)


def _leave(run: Run) -> c.Command:
    session, agent = run.session(Phase.OPEN)
    return c.LeaveSession(run.dice.choice((agent, run.agent())), session)


def _supervise(run: Run) -> c.Command:
    session, _ = run.session(Phase.OPEN, Phase.OPEN, Phase.CACHED, Phase.QUEUED)
    match run.dice.randrange(3):
        case 0:
            return c.StepIn(run.agent(), session)
        case 1:
            return c.TakeOver(run.agent(), session)
        case _:
            return c.Reassign(run.agent(), session, run.agent())


def _presence(run: Run) -> c.Command:
    return c.SetPresence(run.agent(), run.dice.choice(list(PresenceState)))


def _limits(run: Run) -> c.Command:
    return c.SetLimits(run.agent(), run.dice.randrange(0, 4))


def _buyer_leaves(run: Run) -> c.Command:
    contact = run.contact()
    facts = run.facts(contact)
    row = run.desk.contact(contact) if facts is None else facts.row
    mine = [r.session for r in run.desk.rows().sessions if r.contact == contact]
    mine += [row.mailbox] if row is not None and row.mailbox is not None else []
    return c.LeaveAsBuyer(contact, run.dice.choice(mine or ["none"]), facts)


def _identify(run: Run) -> c.Command:
    visitor, contact = run.contact(), run.contact()
    shop = CONTACTS.index(visitor) % len(run.config.shops)
    if shop != CONTACTS.index(contact) % len(run.config.shops):
        contact = visitor
    return c.IdentifyVisitor(visitor, contact, run.facts(visitor), run.facts(contact))


def _facts(run: Run) -> c.Command:
    contact = run.contact()
    facts = run.facts(contact)
    match run.dice.randrange(6):
        case 0:
            return c.BlockContact(contact, facts)
        case 1 | 2:
            return c.UnblockContact(contact, facts)
        case 3 | 4:
            return c.SetPrivate(contact, run.dice.random() < 0.5, facts)
        case _:
            return c.SetPriority(contact, run.dice.randrange(3), facts)


def _rare(run: Run) -> c.Command:
    if run.dice.random() < 0.7:
        return c.Restart()
    agents = list(run.config.agents)
    kept = [agents[0], *(agent for agent in agents[1:] if run.dice.random() < 0.8)]
    missing = [name for name in run.names if name not in {agent.agent for agent in kept}]
    if missing and run.dice.random() < 0.5:
        kept.append(AgentConfig(run.dice.choice(missing), windows_max=1, reception_max=2))
    settings = replace(run.config.settings, no_answer_ms=run.dice.choice((0, 15_000)))
    return c.Configure(DeskConfig(settings, run.config.shops, tuple(kept)))


COMMANDS: list[Callable[[Run], c.Command]] = [
    *[_write] * 12,
    *[_reply] * 5,
    *[_close] * 4,
    *[_presence] * 4,
    *[lambda run: c.ConnectAgent(run.agent())] * 6,
    *[lambda run: c.DisconnectAgent(run.agent())] * 2,
    *[lambda run: c.ConnectBuyer(run.contact())] * 3,
    *[lambda run: c.DisconnectBuyer(run.contact())] * 2,
    *[_invite] * 3,
    *[_answer_invitation] * 3,
    *[_facts] * 3,
    _open,
    _claim,
    _start,
    _leave,
    _supervise,
    _limits,
    _buyer_leaves,
    _identify,
    _rare,
]


@pytest.mark.parametrize("config", [TIGHT, GROUPED], ids=["tight", "grouped"])
@pytest.mark.parametrize("seed", range(8))
def test_everything_stays_consistent_over_a_long_run(config: DeskConfig, seed: int) -> None:
    run = Run(config, seed)
    for _ in range(STEPS):
        run.step()
