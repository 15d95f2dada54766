"""I1–I17, as far as one state shows them: naive on purpose, from the rows and the configuration.

Nothing here uses the rules or the indices it checks; every value is worked out again, in the
plainest way, from what `Desk.rows` says. What only a step shows (I4, I8–I11, I13, I15, I16) is for
the tests.
"""

from collections.abc import Iterator

from presence.states import PresenceState
from routing.errors import InvariantViolation
from routing.restoring import rows_of
from routing.rows import AgentRow, ContactRow, DeskRows, Phase, SessionRow
from routing.settings import AgentConfig, ShopConfig
from routing.state import DeskState

_LIVE = (Phase.OPEN, Phase.CACHED, Phase.QUEUED)
_TAKING = (PresenceState.ONLINE, PresenceState.INVISIBLE, PresenceState.SUSPENDED)


def check(desk: DeskState) -> None:
    """Check everything.

    Raises:
        InvariantViolation: Names the invariant and what breaks it.
    """
    picture = Picture(desk)
    for check_one in (
        _i1_phases,
        _i2_one_live_session_an_agent,
        _i3_absent_agents_have_nothing,
        _i5_no_idle_window,
        _i6_nothing_placeable_waits,
        _i7_no_queue_without_agents,
        _i12_positions,
        _i14_invitations,
        _contacts,
        _caches,
        _deadlines,
    ):
        for problem in check_one(picture):
            raise InvariantViolation(f"{check_one.__name__.lstrip('_')}: {problem}")


class Picture:
    """The rows, found by name."""

    def __init__(self, desk: DeskState) -> None:
        self.desk = desk
        self.rows: DeskRows = rows_of(desk)
        self.now_ms = self.rows.desk.now_ms
        self.configs = {agent.id: agent.config for agent in desk.roster.order}
        self.shops = {shop.shop: shop for shop in desk.config.shops}
        self.agents = {row.agent: row for row in self.rows.agents}
        self.contacts = {row.contact: row for row in self.rows.contacts}
        self.sessions = {row.session: row for row in self.rows.sessions}

    def state(self, row: AgentRow) -> PresenceState:
        """The effective state."""
        if row.intent is not None and (row.connected or row.lost_since_ms is not None):
            return row.intent
        return PresenceState.OFFLINE

    def is_here(self, row: AgentRow) -> bool:
        """Accepting, suspended or busy; lost ones included."""
        return self.state(row) not in (PresenceState.AWAY, PresenceState.OFFLINE)

    def is_up(self, row: AgentRow) -> bool:
        """Here, with a connection."""
        return row.connected and self.is_here(row)

    def of_agent(self, agent: str, phase: Phase) -> list[SessionRow]:
        """The sessions in this phase in which the agent is a member."""
        return [
            row
            for row in self.rows.sessions
            if row.phase is phase and any(member.agent == agent for member in row.members)
        ]

    def load(self, agent: str) -> int:
        """Open and cached."""
        return len(self.of_agent(agent, Phase.OPEN)) + len(self.of_agent(agent, Phase.CACHED))

    def has_room(self, agent: str) -> bool:
        """Whether load < r."""
        reception_max = self.configs[agent].reception_max
        return reception_max is None or self.load(agent) < reception_max

    def shop(self, session: SessionRow) -> ShopConfig:
        """The session's shop."""
        return self.shops.get(session.shop, ShopConfig(session.shop))

    def queued(self) -> list[SessionRow]:
        """The sessions in the waiting queue."""
        return [row for row in self.rows.sessions if row.phase is Phase.QUEUED]

    def receiving(self) -> list[AgentConfig]:
        """The agents who receive buyers."""
        return [config for config in self.configs.values() if config.receives]


def _i1_phases(picture: Picture) -> Iterator[str]:
    for row in picture.rows.sessions:
        name, members = row.session, len(row.members)
        if row.phase is Phase.CLOSED:
            yield f"{name} is closed and still held"
        if bool(members) != (row.phase in (Phase.OPEN, Phase.CACHED)):
            yield f"{name} is {row.phase} with {members} members"
        if row.phase is Phase.CACHED and members != 1:
            yield f"{name} is cached with {members} members"
        if len({member.agent for member in row.members}) != members:
            yield f"{name} has a member twice"
        if row.guests and row.phase is not Phase.OPEN:
            yield f"{name} has guests while {row.phase}"
        if set(row.guests) & {member.agent for member in row.members}:
            yield f"{name} has a guest who is a member"
        if (row.cache_sequence is None) != (row.phase is not Phase.CACHED):
            yield f"{name} is {row.phase} with cache sequence {row.cache_sequence}"
        if row.held_until_ms is not None and row.phase is not Phase.MAILBOX:
            yield f"{name} is held while {row.phase}"
        if row.unanswered_since_ms is None and (row.seen or row.hops):
            yield f"{name} is answered and still counts its question"


def _i2_one_live_session_an_agent(picture: Picture) -> Iterator[str]:
    for contact in picture.contacts:
        live = [
            row for row in picture.rows.sessions if row.contact == contact and row.phase in _LIVE
        ]
        serving = [member.agent for row in live for member in row.members]
        if len(serving) != len(set(serving)):
            yield f"{contact} is served twice by one agent: {serving}"
        if len(live) > 1 and any(row.phase is Phase.QUEUED for row in live):
            yield f"{contact} waits in the queue and is served elsewhere"


def _i3_absent_agents_have_nothing(picture: Picture) -> Iterator[str]:
    for row in picture.rows.sessions:
        for agent in (*(member.agent for member in row.members), *row.guests):
            if not picture.is_here(picture.agents[agent]):
                yield f"{agent} takes part in {row.session} and is not here"


def _i5_no_idle_window(picture: Picture) -> Iterator[str]:
    for agent, row in picture.agents.items():
        is_idle = len(picture.of_agent(agent, Phase.OPEN)) < row.windows_max
        if picture.is_up(row) and is_idle and picture.of_agent(agent, Phase.CACHED):
            yield f"{agent} has a cache and a free window"


def _i6_nothing_placeable_waits(picture: Picture) -> Iterator[str]:
    for row in picture.queued():
        contact = picture.contacts[row.contact]
        if contact.private and _main_takes(picture):
            yield f"{row.session} is private and main is here"
        if _recent_takes(picture, contact):
            yield f"{row.session} has a recent contact who takes it"
        if takers := _balanced_takers(picture, row):
            yield f"{row.session} could go to {takers}"


def _main_takes(picture: Picture) -> bool:
    return any(
        config.main and picture.is_here(picture.agents[config.agent])
        for config in picture.receiving()
    )


def _recent_takes(picture: Picture, contact: ContactRow) -> bool:
    agent, at_ms = contact.recent_agent, contact.recent_at_ms
    if agent is None or at_ms is None or agent not in picture.agents:
        return False
    row = picture.agents[agent]
    is_fresh = at_ms + picture.desk.settings.recent_contact_ms > picture.now_ms
    takes = picture.configs[agent].receives and picture.state(row) in _TAKING
    return is_fresh and at_ms >= row.enabled_ms and takes


def _balanced_takers(picture: Picture, session: SessionRow) -> list[str]:
    """R7, spelled out."""
    group = picture.shop(session).group
    everyone = [config.agent for config in picture.receiving()]
    members = [config.agent for config in picture.receiving() if group in config.groups]
    accepting = [agent for agent in members if _accepts(picture, agent)]
    eligible = members if group and accepting and not _overflows(picture, group) else everyone
    if any(_accepts(picture, agent) for agent in eligible):
        eligible = [agent for agent in eligible if _accepts(picture, agent)]
    else:
        eligible = [
            agent
            for agent in eligible
            if picture.state(picture.agents[agent]) is PresenceState.SUSPENDED
        ]
    return [
        agent
        for agent in eligible
        if picture.is_up(picture.agents[agent]) and picture.has_room(agent)
    ]


def _accepts(picture: Picture, agent: str) -> bool:
    state = picture.state(picture.agents[agent])
    return state in (PresenceState.ONLINE, PresenceState.INVISIBLE)


def _overflows(picture: Picture, group: str) -> bool:
    """The group was full after every command for `group_wait_ms`."""
    since_ms = dict(picture.rows.desk.full_groups).get(group)
    return since_ms is not None and (
        since_ms + picture.desk.settings.group_wait_ms <= picture.now_ms
    )


def _i7_no_queue_without_agents(picture: Picture) -> Iterator[str]:
    here = any(picture.is_here(picture.agents[config.agent]) for config in picture.receiving())
    if picture.queued() and not here:
        yield "somebody waits and nobody is here"


def _i12_positions(picture: Picture) -> Iterator[str]:
    def rank(row: SessionRow) -> tuple[int, int]:
        priority = max(picture.contacts[row.contact].priority, picture.shop(row).priority)
        return (row.arrived_ms - picture.desk.settings.boost_ms[priority], row.sequence)

    expected = [row.session for row in sorted(picture.queued(), key=rank)]
    if list(picture.desk.queue) != expected:
        yield f"the queue is {list(picture.desk.queue)}, not {expected}"
    positions = [picture.desk.queue.position(session) for session in expected]
    if positions != list(range(1, len(expected) + 1)):
        yield f"positions are {positions}"


def _i14_invitations(picture: Picture) -> Iterator[str]:
    for invitation in picture.rows.invitations:
        row = picture.sessions.get(invitation.session)
        name = f"the invitation of {invitation.target} to {invitation.session}"
        if row is None or row.phase not in (Phase.OPEN, Phase.CACHED):
            yield f"{name}: the session is neither open nor cached"
            continue
        if all(member.agent != invitation.inviter for member in row.members):
            yield f"{name}: its inviter is no member"
        target = picture.agents.get(invitation.target)
        if target is None or not picture.is_here(target):
            yield f"{name}: its target is not here"
        if invitation.sent_ms + picture.desk.settings.invitation_ttl_ms <= picture.now_ms:
            yield f"{name}: it is too old"
        for other in picture.rows.sessions:
            serves = any(member.agent == invitation.target for member in other.members)
            if other.contact == row.contact and serves:
                yield f"{name}: its target serves the contact"


def _contacts(picture: Picture) -> Iterator[str]:
    """A held contact has something live or held, and at most one mailbox session."""
    for name, contact in picture.contacts.items():
        theirs = [row for row in picture.rows.sessions if row.contact == name]
        mailbox = [row for row in theirs if row.phase is Phase.MAILBOX]
        if [row.session for row in mailbox] != [contact.mailbox] * bool(contact.mailbox):
            yield f"{name} names the mailbox session {contact.mailbox}, not {mailbox}"
        live = [row for row in theirs if row.phase in _LIVE]
        held = [row for row in mailbox if row.held_until_ms is not None]
        if not live and not held:
            yield f"{name} is held for nothing"
        if live and held:
            yield f"{name} has a live and a held session"
        if contact.blocked and (live or held):
            yield f"{name} is blocked and has something live or held"
        if contact.connected != (contact.absent_since_ms is None):
            yield f"{name} is connected={contact.connected} and absent"
        if held and (contact.gone or held[0].left):
            yield f"{name} has left and is still held"


def _caches(picture: Picture) -> Iterator[str]:
    """What the agents carry is what the sessions say, and the pools rank it."""
    picture.desk.roster.flush()
    for agent in picture.desk.roster.order:
        cached = sorted(
            picture.of_agent(agent.id, Phase.CACHED), key=lambda row: row.cache_sequence or 0
        )
        if list(agent.cache) != [row.session for row in cached]:
            yield f"the cache of {agent.id} is {list(agent.cache)}"
        if agent.open != len(picture.of_agent(agent.id, Phase.OPEN)):
            yield f"{agent.id} counts {agent.open} open sessions"
        numerator, denominator = agent.balance_key().load
        load = picture.load(agent.id)
        if numerator * agent.config.weight != load * denominator:
            yield f"{agent.id} is ranked by {numerator}/{denominator}, its load is {load}"


def _deadlines(picture: Picture) -> Iterator[str]:
    """The next deadline is the first of all that follow from the rows."""
    settings = picture.desk.settings
    due = [
        row.lost_since_ms + settings.disconnect_grace_ms
        for row in picture.rows.agents
        if row.lost_since_ms is not None
    ]
    due += [
        row.absent_since_ms + settings.buyer_grace_ms
        for row in picture.rows.contacts
        if row.absent_since_ms is not None and not row.gone
    ]
    due += [row.held_until_ms for row in picture.rows.sessions if row.held_until_ms is not None]
    due += [row.sent_ms + settings.invitation_ttl_ms for row in picture.rows.invitations]
    once = [since_ms + settings.group_wait_ms for _, since_ms in picture.rows.desk.full_groups]
    once += [
        max(row.unanswered_since_ms, row.members[0].since_ms) + settings.no_answer_ms
        for row in picture.rows.sessions
        if settings.no_answer_ms
        and row.phase is Phase.OPEN
        and row.unanswered_since_ms is not None
        and len(row.members) == 1
    ]
    expected = min([*due, *(at_ms for at_ms in once if at_ms > picture.now_ms)], default=None)
    if picture.desk.deadlines.next_ms() != expected:
        yield f"the next is {picture.desk.deadlines.next_ms()}, not {expected}"
