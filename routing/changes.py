"""What the steps since the last look have changed, to be told as rows."""

from collections.abc import Iterable
from typing import TypeVar

from routing.agents import AgentState
from routing.contacts import ContactState
from routing.rows import (
    AgentRow,
    ContactRow,
    InvitationRow,
    SessionRow,
)
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

    def agents(self) -> tuple[AgentRow, ...]:
        """By id, like the other rows."""
        return tuple([one.row() for one in _in_order(self._agents)]) if self._agents else ()

    def agents_removed(self) -> tuple[str, ...]:
        """Sorted."""
        return tuple(sorted(self._agents_removed)) if self._agents_removed else ()

    def contacts(self) -> tuple[ContactRow, ...]:
        """By id; a forgotten contact comes with its last state."""
        return tuple([one.row() for one in _in_order(self._contacts)]) if self._contacts else ()

    def sessions(self) -> tuple[SessionRow, ...]:
        """By id; a closed session comes with its last state."""
        return tuple([session.row() for session in _in_order(self._sessions)])

    def invitations(self) -> tuple[InvitationRow, ...]:
        """By (session, target)."""
        return tuple(_in_order(self._invitations)) if self._invitations else ()

    def invitations_removed(self) -> tuple[tuple[str, str], ...]:
        """Sorted."""
        return tuple(sorted(self._invitations_removed)) if self._invitations_removed else ()


def _in_order(things: dict[Key, Thing]) -> Iterable[Thing]:
    """By key. There is one thing after a plain message, and there are none of most kinds."""
    if len(things) < 2:
        return things.values()
    return [things[key] for key in sorted(things)]
