"""The desk a second time: the same commands in, the same rows out; no events, no reasons."""

from typing import assert_never

from routing import commands as c
from routing.events import Refusal
from routing.rows import ContactFacts, DeskRows, SessionRow
from routing.settings import DeskConfig
from tests.oracle import agents, buyers, people, snapshot
from tests.oracle.placing import settle
from tests.oracle.world import Refused, World

KINDS = ("agent", "answer", "buyer", "group", "invitation", "hold")
Due = tuple[int, int, tuple[str, ...]]
"""R0's order: the deadline, its kind's place in KINDS, the id."""


class Model:
    """Start with `Model(config, now_ms)`; then `handle` and `tick` as with a desk."""

    def __init__(self, config: DeskConfig, now_ms: int) -> None:
        known = {agent.agent: agents.new_agent(agent, now_ms) for agent in config.agents}
        self.world = World(config=config, now_ms=now_ms, agents=known)
        self._answers: dict[str, int] = {}
        """R15's moments that are still to come."""
        self._forgotten: list[ContactFacts] = []

    def handle(self, command: c.Command, now_ms: int) -> Refusal | None:
        """Fire what is due, then obey; a refusal changes nothing."""
        self._fire_until(now_ms)
        try:
            obey(self.world, command)
        except Refused as refused:
            self._forget()
            return refused.code
        settle(self.world)
        self._note_answers()
        self._forget()
        return None

    def tick(self, now_ms: int) -> None:
        self._fire_until(now_ms)
        self._forget()

    def next_deadline_ms(self) -> int | None:
        return min((due[0] for due in self._deadlines()), default=None)

    def rows(self) -> DeskRows:
        return snapshot.rows(self.world)

    def take_closed(self) -> list[SessionRow]:
        """The sessions closed since the last call, with their last state."""
        closed, self.world.closed = self.world.closed, []
        return [snapshot.session_row(session) for session in closed]

    def take_forgotten(self) -> list[ContactFacts]:
        """What the shell must know from now on of the contacts forgotten since the last call."""
        forgotten, self._forgotten = self._forgotten, []
        return forgotten

    def _fire_until(self, now_ms: int) -> None:
        """R0: the deadlines <= now, one by one, each at its own time; now never goes back."""
        now_ms = max(now_ms, self.world.now_ms)
        while True:
            due = min(self._deadlines(), default=None)
            if due is None or due[0] > now_ms:
                break
            self.world.now_ms = max(self.world.now_ms, due[0])
            self._fire(KINDS[due[1]], due[2])
            settle(self.world)
            self._note_answers()
        self.world.now_ms = now_ms

    def _deadlines(self) -> list[Due]:
        return [
            *((at, KINDS.index("agent"), (agent,)) for agent, at in self._agent_deadlines()),
            *((at, KINDS.index("answer"), (session,)) for session, at in self._answers.items()),
            *((at, KINDS.index("buyer"), (contact,)) for contact, at in self._buyer_deadlines()),
            *((at, KINDS.index("group"), (group,)) for group, at in self._group_deadlines()),
            *((at, KINDS.index("invitation"), ids) for ids, at in self._invitation_deadlines()),
            *((at, KINDS.index("hold"), (session,)) for session, at in self._hold_deadlines()),
        ]

    def _agent_deadlines(self) -> list[tuple[str, int]]:
        """R14: being lost ends."""
        grace = self.world.config.settings.disconnect_grace_ms
        lost = [(agent.name, agent.lost_since_ms) for agent in self.world.agents.values()]
        return [(name, since + grace) for name, since in lost if since is not None]

    def _buyer_deadlines(self) -> list[tuple[str, int]]:
        """R13: a buyer without a connection counts as having left."""
        grace = self.world.config.settings.buyer_grace_ms
        return [
            (contact.contact, contact.absent_since_ms + grace)
            for contact in self.world.contacts.values()
            if contact.absent_since_ms is not None
            and not contact.gone
            and self.world.holds(contact.contact)
        ]

    def _group_deadlines(self) -> list[tuple[str, int]]:
        """R7: a group was full for long enough; in the past it has had its settle."""
        wait = self.world.config.settings.group_wait_ms
        full = self.world.full_groups.items()
        return [(group, at + wait) for group, at in full if at + wait > self.world.now_ms]

    def _invitation_deadlines(self) -> list[tuple[tuple[str, str], int]]:
        ttl = self.world.config.settings.invitation_ttl_ms
        return [((i.session, i.target), i.sent_ms + ttl) for i in self.world.invitations]

    def _hold_deadlines(self) -> list[tuple[str, int]]:
        held = [(s.session, s.held_until_ms) for s in self.world.sessions.values()]
        return [(name, until) for name, until in held if until is not None]

    def _fire(self, kind: str, ids: tuple[str, ...]) -> None:
        world = self.world
        match kind:
            case "agent":
                agents.grace_over(world, world.agents[ids[0]])
            case "answer":
                del self._answers[ids[0]]
                agents.no_answer(world, world.sessions[ids[0]])
            case "buyer":
                buyers.buyer_gone(world, world.contacts[ids[0]])
            case "invitation":
                world.invitations = [i for i in world.invitations if (i.session, i.target) != ids]
            case "hold":
                world.sessions[ids[0]].held_until_ms = None
            case _:
                assert kind == "group"  # being settled is all it wants

    def _note_answers(self) -> None:
        """A moment already past when the situation arises never comes; nor does one come twice."""
        pending = {}
        for session in self.world.sessions.values():
            moment = agents.answer_moment(self.world, session)
            is_old = moment is not None and self._answers.get(session.session) == moment
            if moment is not None and (moment > self.world.now_ms or is_old):
                pending[session.session] = moment
        self._answers = pending

    def _forget(self) -> None:
        """Memory follows what is live: a contact with nothing live or held is forgotten."""
        world = self.world
        self._forgotten += [ContactFacts(row) for row in world.identified]
        world.identified = []
        for contact in list(world.contacts.values()):
            if not world.holds(contact.contact):
                mailbox = world.mailbox(contact.contact)
                row = None if mailbox is None else snapshot.session_row(mailbox)
                self._forgotten.append(ContactFacts(snapshot.contact_row(world, contact), row))
                if mailbox is not None:
                    del world.sessions[mailbox.session]
                del world.contacts[contact.contact]


def obey(world: World, command: c.Command) -> None:  # noqa: C901, PLR0912 - one case a command
    match command:
        case c.Configure():
            agents.configure(world, command)
        case c.Restart():
            agents.restart(world)
        case c.ConnectAgent():
            agents.connect(world, command)
        case c.DisconnectAgent():
            agents.disconnect(world, command)
        case c.SetPresence():
            agents.set_presence(world, command)
        case c.SetLimits():
            agents.set_limits(world, command)
        case c.PostBuyerMessage():
            buyers.post(world, command)
        case c.ConnectBuyer():
            buyers.connect(world, command)
        case c.DisconnectBuyer():
            buyers.disconnect(world, command)
        case c.LeaveAsBuyer():
            buyers.leave(world, command)
        case c.IdentifyVisitor():
            buyers.identify(world, command)
        case c.BlockContact():
            people.block(world, command)
        case c.UnblockContact():
            people.unblock(world, command)
        case c.SetPrivate():
            people.set_private(world, command)
        case c.SetPriority():
            people.set_priority(world, command)
        case c.PostAgentMessage():
            people.post(world, command)
        case c.CloseSession():
            people.close(world, command)
        case c.OpenSession():
            people.open_cached(world, command)
        case c.ClaimSession():
            people.claim(world, command)
        case c.StartSession():
            people.start(world, command)
        case c.SendInvitation():
            people.invite(world, command)
        case c.AcceptInvitation():
            people.accept(world, command)
        case c.DeclineInvitation():
            people.decline(world, command)
        case c.LeaveSession():
            people.leave(world, command)
        case c.StepIn():
            people.step_in(world, command)
        case c.TakeOver():
            people.take_over(world, command)
        case c.Reassign():
            people.reassign(world, command)
        case _:
            assert_never(command)
