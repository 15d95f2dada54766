"""What the steps since the last look have changed, to be told as rows."""

from collections.abc import Iterable
from typing import TypeVar

from routing.agents import AgentState
from routing.contacts import ContactState
from routing.rows import Changes, DeskRow, InvitationRow
from routing.sessions import SessionState

Key = TypeVar("Key", str, tuple[str, str])
Thing = TypeVar("Thing")


class ChangeLog:
    """Collects whatever changed, once each; a thing that is gone keeps its last state here.

    It is asked after every message, which changes one session and nothing else.
    """

    def __init__(self) -> None:
        self._agents: dict[str, AgentState] = {}
        self._agents_removed: set[str] = set()
        self._contacts: dict[str, ContactState] = {}
        self._sessions: dict[str, SessionState] = {}
        self._invitations: dict[tuple[str, str], InvitationRow] = {}
        self._invitations_removed: set[tuple[str, str]] = set()
        self._all = (
            self._agents,
            self._agents_removed,
            self._contacts,
            self._sessions,
            self._invitations,
            self._invitations_removed,
        )

    def agent(self, agent: AgentState) -> None:
        """An agent's row is another one."""
        self._agents[agent.id] = agent
        self._agents_removed.discard(agent.id)

    def agent_removed(self, agent: AgentState) -> None:
        """An agent is no longer part of the merchant."""
        self._agents.pop(agent.id, None)
        self._agents_removed.add(agent.id)

    def contact(self, contact: ContactState) -> None:
        """A contact's row is another one."""
        self._contacts[contact.contact] = contact

    def session(self, session: SessionState) -> None:
        """A session's row is another one."""
        self._sessions[session.session] = session

    def invitation(self, invitation: InvitationRow) -> None:
        """An invitation was sent."""
        key = (invitation.session, invitation.target)
        self._invitations[key] = invitation
        self._invitations_removed.discard(key)

    def invitation_removed(self, invitation: InvitationRow) -> None:
        """An invitation has ended."""
        key = (invitation.session, invitation.target)
        self._invitations.pop(key, None)
        self._invitations_removed.add(key)

    def take(self, *, desk: DeskRow, next_deadline_ms: int | None, is_live: bool) -> Changes:
        """All of it, each kind by id, and begin anew.

        A closed session and a forgotten contact come with their last state.
        """
        agents, contacts, sessions = self._agents, self._contacts, self._sessions
        taken = Changes(
            desk=desk,
            next_deadline_ms=next_deadline_ms,
            is_live=is_live,
            agents=tuple([one.row() for one in _in_order(agents)]) if agents else (),
            agents_removed=tuple(sorted(self._agents_removed)) if self._agents_removed else (),
            contacts=tuple([one.row() for one in _in_order(contacts)]) if contacts else (),
            sessions=tuple([one.row() for one in _in_order(sessions)]),
            invitations=tuple(_in_order(self._invitations)) if self._invitations else (),
            invitations_removed=(
                tuple(sorted(self._invitations_removed)) if self._invitations_removed else ()
            ),
        )
        for kind in self._all:
            if kind:
                kind.clear()
        return taken


def _in_order(things: dict[Key, Thing]) -> Iterable[Thing]:
    """By key. There is one thing after a plain message, and there are none of most kinds."""
    if len(things) < 2:
        return things.values()
    return [things[key] for key in sorted(things)]
