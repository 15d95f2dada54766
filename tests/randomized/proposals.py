"""State-aware commands: each rule of play looks at the desk and proposes something likely to bite.

"Close the k-th open session", "invite somebody to a cached one", "answer the question that is due".
A proposal is None where the desk offers nothing to do. Facts are left to the shell.
"""

from collections.abc import Callable
from dataclasses import dataclass

from presence.states import PresenceState
from routing import commands as c
from routing.rows import InvitationMode, Phase, SessionRow
from tests.oracle.view import View, names
from tests.randomized import configurations
from tests.randomized.choices import Choices

STATES = tuple(PresenceState)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a proposal may look at.

    `ended` are the last sessions the desk does not hold, `blocked` the contacts who are, `recents`
    those with a recent contact, and who that is.
    """

    view: View
    contacts: tuple[tuple[str, str], ...]
    ended: tuple[SessionRow, ...]
    blocked: tuple[str, ...]
    recents: tuple[tuple[str, str], ...]
    fresh_id: str

    def agents(self) -> list[str]:
        return list(self.view.agents)

    def buyers(self) -> list[str]:
        return [contact for contact, _ in self.contacts]

    def sessions(self, *phases: Phase) -> list[SessionRow]:
        return [s for s in self.view.rows.sessions if s.phase in phases]

    def mailbox(self) -> list[SessionRow]:
        """Held by the desk or not."""
        ended = [session for session in self.ended if session.phase is Phase.MAILBOX]
        return self.sessions(Phase.MAILBOX) + ended


Proposal = Callable[[Choices, Situation], c.Command | None]


# -------------------------------------------------------------------------------- agents


def agent(choices: Choices, on: Situation) -> str:
    """Anybody."""
    return "nobody" if choices.chance(1) else choices.pick(on.agents())


def ready(choices: Choices, on: Situation) -> str:
    """Most likely one who is up."""
    up = [name for name in on.agents() if on.view.is_up(name)]
    return choices.pick(up) if up and choices.chance(85) else agent(choices, on)


def connect_agent(choices: Choices, on: Situation) -> c.Command:
    absent = [row.agent for row in on.view.rows.agents if not row.connected]
    is_useful = absent and choices.chance(90)
    return c.ConnectAgent(choices.pick(absent) if is_useful else agent(choices, on))


def disconnect_agent(choices: Choices, on: Situation) -> c.Command:
    present = [row.agent for row in on.view.rows.agents if row.connected]
    is_useful = present and choices.chance(90)
    return c.DisconnectAgent(choices.pick(present) if is_useful else agent(choices, on))


def set_presence(choices: Choices, on: Situation) -> c.Command:
    """Now and then the last one who is here leaves the whole queue alone."""
    here = [agent.agent for agent in on.view.receiving if on.view.is_here(agent.agent)]
    if on.view.queue and len(here) == 1 and choices.chance(60):
        return c.SetPresence(here[0], choices.pick((PresenceState.AWAY, PresenceState.OFFLINE)))
    state = PresenceState.ONLINE if choices.chance(40) else choices.pick(STATES)
    return c.SetPresence(agent(choices, on), state)


def set_limits(choices: Choices, on: Situation) -> c.Command:
    return c.SetLimits(agent(choices, on), choices.between(0, 4))


def configure(choices: Choices, on: Situation) -> c.Command:
    remembered = sorted({agent for _, agent in on.recents})
    return c.Configure(configurations.draw_change(choices, on.view.config, remembered))


def restart(choices: Choices, on: Situation) -> c.Command:
    return c.Restart()


# -------------------------------------------------------------------------------- buyers


def buyer(choices: Choices, on: Situation) -> str:
    """Somebody, or somebody whom the desk holds already or an agent has answered."""
    if on.recents and choices.chance(15):
        return choices.pick(on.recents)[0]
    held = list(on.view.contacts)
    return choices.pick(held) if held and choices.chance(40) else choices.pick(on.buyers())


def post_buyer_message(choices: Choices, on: Situation) -> c.Command:
    contact = buyer(choices, on)
    return c.PostBuyerMessage(
        contact=contact,
        new_session=on.fresh_id,
        address=draw_address(choices, on, contact),
        session=draw_named(choices, on, contact),
        within_hours=not choices.chance(8),
    )


def draw_address(choices: Choices, on: Situation, contact: str) -> str | None:
    if choices.chance(50):
        return None
    if choices.chance(30):
        return on.view.main
    members = [name for session in on.view.live.get(contact, []) for name in names(session)]
    return choices.pick(members) if members and choices.chance(30) else agent(choices, on)


def draw_named(choices: Choices, on: Situation, contact: str) -> str | None:
    if choices.chance(70):
        return None
    own = [s.session for s in on.view.rows.sessions if s.contact == contact]
    if own and choices.chance(70):
        return choices.pick(own)
    others = [s.session for s in (*on.view.rows.sessions, *on.ended)]
    return choices.pick(others) if others and choices.chance(90) else "unknown"


def connect_buyer(choices: Choices, on: Situation) -> c.Command:
    absent = [row.contact for row in on.view.rows.contacts if not row.connected]
    is_useful = absent and choices.chance(70)
    return c.ConnectBuyer(choices.pick(absent) if is_useful else choices.pick(on.buyers()))


def disconnect_buyer(choices: Choices, on: Situation) -> c.Command:
    present = [row.contact for row in on.view.rows.contacts if row.connected]
    is_useful = present and choices.chance(90)
    return c.DisconnectBuyer(choices.pick(present) if is_useful else choices.pick(on.buyers()))


def leave_as_buyer(choices: Choices, on: Situation) -> c.Command | None:
    sessions = [*on.view.rows.sessions, *on.ended]
    if not sessions:
        return None
    session = choices.pick(sessions)
    contact = buyer(choices, on) if choices.chance(5) else session.contact
    return c.LeaveAsBuyer(contact, session.session)


def identify_visitor(choices: Choices, on: Situation) -> c.Command:
    """A visitor and a contact of the same shop, likely both with something; or twice the same."""
    pairs = [
        (visitor, contact)
        for visitor, shop in on.contacts
        for contact, other in on.contacts
        if shop == other and "visitor" in visitor and "visitor" not in contact
    ]
    waiting = {s.contact for s in on.view.rows.sessions if s.phase in {Phase.QUEUED, Phase.MAILBOX}}
    for likely in (waiting, on.view.contacts.keys()):
        both = [pair for pair in pairs if pair[0] in likely and pair[1] in likely]
        if both and choices.chance(60):
            return c.IdentifyVisitor(*choices.pick(both))
    visitor, contact = choices.pick(pairs)
    return c.IdentifyVisitor(visitor, visitor if choices.chance(5) else contact)


def block_contact(choices: Choices, on: Situation) -> c.Command:
    return c.BlockContact(buyer(choices, on))


def unblock_contact(choices: Choices, on: Situation) -> c.Command:
    is_useful = on.blocked and choices.chance(80)
    return c.UnblockContact(choices.pick(on.blocked if is_useful else on.buyers()))


def set_private(choices: Choices, on: Situation) -> c.Command:
    return c.SetPrivate(buyer(choices, on), choices.chance(60))


def set_priority(choices: Choices, on: Situation) -> c.Command:
    bad = choices.pick((-1, 3)) if choices.chance(5) else None
    return c.SetPriority(buyer(choices, on), choices.below(3) if bad is None else bad)


# ------------------------------------------------------------------------------ sessions


def served(choices: Choices, on: Situation, *phases: Phase) -> tuple[str, str] | None:
    """(agent, session): a member of one in these phases, now and then any agent, any session."""
    if choices.chance(5):
        return agent(choices, on), any_session(choices, on)
    sessions = on.sessions(*phases)
    if not sessions:
        return None
    session = choices.pick(sessions)
    members = names(session) + session.guests
    is_member = members and choices.chance(92)
    return choices.pick(members) if is_member else agent(choices, on), session.session


def any_session(choices: Choices, on: Situation) -> str:
    sessions = [session.session for session in (*on.view.rows.sessions, *on.ended)]
    return choices.pick(sessions) if sessions and choices.chance(90) else "unknown"


def post_agent_message(choices: Choices, on: Situation) -> c.Command | None:
    pair = served(choices, on, Phase.OPEN)
    return c.PostAgentMessage(*pair) if pair else None


def close_session(choices: Choices, on: Situation) -> c.Command | None:
    phases = (Phase.CACHED,) if choices.chance(15) else (Phase.OPEN,)
    pair = served(choices, on, *phases)
    return c.CloseSession(*pair) if pair else None


def open_session(choices: Choices, on: Situation) -> c.Command | None:
    pair = served(choices, on, Phase.CACHED)
    return c.OpenSession(*pair) if pair else None


def claim_session(choices: Choices, on: Situation) -> c.Command | None:
    sessions = on.sessions(Phase.QUEUED) + on.mailbox()
    if choices.chance(4):
        return c.ClaimSession(agent(choices, on), any_session(choices, on))
    return c.ClaimSession(ready(choices, on), choices.pick(sessions).session) if sessions else None


def start_session(choices: Choices, on: Situation) -> c.Command:
    return c.StartSession(ready(choices, on), buyer(choices, on), on.fresh_id)


def send_invitation(choices: Choices, on: Situation) -> c.Command | None:
    pair = served(choices, on, Phase.OPEN, Phase.CACHED)
    if pair is None:
        return None
    mode, target = choices.pick(tuple(InvitationMode)), ready(choices, on)
    others = [name for name in on.agents() if on.view.is_here(name) and name != pair[0]]
    is_useful = others and choices.chance(80)
    return c.SendInvitation(*pair, choices.pick(others) if is_useful else target, mode)


def accept_invitation(choices: Choices, on: Situation) -> c.Command | None:
    pair = invited(choices, on)
    return c.AcceptInvitation(*pair) if pair else None


def decline_invitation(choices: Choices, on: Situation) -> c.Command | None:
    pair = invited(choices, on)
    return c.DeclineInvitation(*pair) if pair else None


def invited(choices: Choices, on: Situation) -> tuple[str, str] | None:
    if choices.chance(5):
        return agent(choices, on), any_session(choices, on)
    if not on.view.rows.invitations:
        return None
    invitation = choices.pick(on.view.rows.invitations)
    return invitation.target, invitation.session


def leave_session(choices: Choices, on: Situation) -> c.Command | None:
    together = [s for s in on.sessions(Phase.OPEN) if len(s.members) > 1 or s.guests]
    if together and choices.chance(80):
        session = choices.pick(together)
        return c.LeaveSession(choices.pick(names(session) + session.guests), session.session)
    pair = served(choices, on, Phase.OPEN, Phase.CACHED) if choices.chance(20) else None
    return c.LeaveSession(*pair) if pair else None


def step_in(choices: Choices, on: Situation) -> c.Command | None:
    return c.StepIn(*pair) if (pair := elsewhere(choices, on, Phase.OPEN)) else None


def take_over(choices: Choices, on: Situation) -> c.Command | None:
    pair = elsewhere(choices, on, Phase.OPEN, Phase.CACHED)
    return c.TakeOver(*pair) if pair else None


def reassign(choices: Choices, on: Situation) -> c.Command | None:
    pair = elsewhere(choices, on, Phase.OPEN, Phase.CACHED, Phase.QUEUED)
    return c.Reassign(*pair, target=ready(choices, on)) if pair else None


def elsewhere(choices: Choices, on: Situation, *phases: Phase) -> tuple[str, str] | None:
    """(anybody, a session in one of these phases)"""
    sessions = on.sessions(*phases)
    if choices.chance(5):
        return agent(choices, on), any_session(choices, on)
    return (ready(choices, on), choices.pick(sessions).session) if sessions else None


PROPOSALS: dict[Proposal, int] = {
    post_buyer_message: 100,
    connect_agent: 30,
    disconnect_agent: 7,
    set_presence: 14,
    set_limits: 4,
    configure: 5,
    restart: 1,
    connect_buyer: 18,
    disconnect_buyer: 10,
    leave_as_buyer: 5,
    identify_visitor: 6,
    block_contact: 2,
    unblock_contact: 3,
    set_private: 5,
    set_priority: 4,
    post_agent_message: 25,
    close_session: 9,
    open_session: 6,
    claim_session: 6,
    start_session: 8,
    send_invitation: 22,
    accept_invitation: 40,
    decline_invitation: 2,
    leave_session: 10,
    step_in: 6,
    take_over: 4,
    reassign: 6,
}
"""Each with its weight; merchants' and servers' events are rare, messages are not."""

DRAWN = tuple(proposal for proposal, weight in PROPOSALS.items() for _ in range(weight))


def propose(choices: Choices, on: Situation) -> c.Command:
    """A command the desk can do something with."""
    while True:
        command = choices.pick(DRAWN)(choices, on)
        if command is not None:
            return command
