"""A desk from its rows and back: restored, it equals the desk they were taken from (I17)."""

from queueing.fullness import GroupFullness
from routing.agents import AgentState
from routing.contacts import ContactState
from routing.rows import AgentRow, Changes, DeskRow, DeskRows, Phase
from routing.schedule import schedule_everything
from routing.sessions import SessionState
from routing.settings import AgentConfig, DeskConfig
from routing.state import DeskState


def new_state(config: DeskConfig, now_ms: int) -> DeskState:
    """A merchant's first desk: every agent known, nobody logged in."""
    agents = {agent.agent: AgentState.new(agent, now_ms) for agent in config.agents}
    desk = DeskState(config, agents, now_ms)
    for agent in desk.roster.order:
        desk.changes.agent(agent)
    return desk


def restore_state(config: DeskConfig, rows: DeskRows) -> DeskState:
    """The desk of these rows.

    The configuration may be newer than the rows: an agent without a row becomes part of the
    merchant now; a row without an agent stands as one who receives nobody, until `Configure` with
    this configuration disables them. O(n log n).
    """
    desk = DeskState(config, _agents(config, rows), rows.desk.now_ms)
    desk.next_sequence = rows.desk.next_sequence
    desk.next_turn = rows.desk.next_turn
    desk.fullness = GroupFullness(dict(rows.desk.full_groups))
    known = {row.agent for row in rows.agents}
    for agent in desk.roster.order:
        if agent.id not in known:
            desk.changes.agent(agent)
    for contact_row in rows.contacts:
        contact = ContactState.of(contact_row)
        contact.is_kept = True
        desk.contacts[contact.contact] = contact
    _restore_sessions(desk, [SessionState.of(row) for row in rows.sessions])
    for invitation in rows.invitations:
        desk.invitations.add(invitation)
    schedule_everything(desk)
    return desk


def _agents(config: DeskConfig, rows: DeskRows) -> dict[str, AgentState]:
    configs = {agent.agent: agent for agent in config.agents}
    agents = {
        name: AgentState.new(configured, rows.desk.now_ms) for name, configured in configs.items()
    }
    for row in rows.agents:
        agents[row.agent] = AgentState(configs.get(row.agent) or _stranger(row), row)
    return agents


def _stranger(row: AgentRow) -> AgentConfig:
    return AgentConfig(row.agent, receives=False, windows_max=row.windows_max, reception_max=None)


def _restore_sessions(desk: DeskState, sessions: list[SessionState]) -> None:
    """Put every session where it stands; caches in their order."""
    for session in sorted(sessions, key=lambda session: session.cache_sequence or 0):
        desk.sessions[session.session] = session
        contact = desk.contact_of(session)
        for member in session.members:
            agent = desk.roster.by_name[member.agent]
            agent.sessions[session.session] = session
            if session.phase is Phase.CACHED:
                agent.cache.append(session.session)
            else:
                agent.open += 1
        for guest in session.guests:
            desk.roster.by_name[guest].guest_of[session.session] = session
        if session.is_live:
            contact.live[session.session] = session
        else:
            contact.mailbox = session
        if session.phase is Phase.QUEUED:
            desk.enqueue(session)
        desk.note_hold(contact)


def rows_of(desk: DeskState) -> DeskRows:
    """Everything a desk holds. O(n log n)."""
    return DeskRows(
        desk=desk_row(desk),
        agents=tuple(agent.row() for _, agent in sorted(desk.roster.by_name.items())),
        contacts=tuple(contact.row() for _, contact in sorted(desk.contacts.items())),
        sessions=tuple(session.row() for _, session in sorted(desk.sessions.items())),
        invitations=tuple(desk.invitations),
    )


def desk_row(desk: DeskState) -> DeskRow:
    """The desk's own counters and clocks."""
    return DeskRow(desk.now_ms, desk.next_sequence, desk.next_turn, desk.fullness.rows())


def take_changes(desk: DeskState) -> Changes:
    """What has changed since the last call, as newest rows. O(changed)."""
    return desk.changes.take(
        desk=desk_row(desk),
        next_deadline_ms=desk.deadlines.next_ms(),
        is_live=bool(desk.contacts) or desk.roster.present > 0,
    )
