"""What an agent is to a session or a contact, and whether that allows what they ask."""

from __future__ import annotations

from typing import Final

from chatd.auth.permissions import STRANGER, Relation, refusal
from chatd.desks.connections import Connections
from chatd.desks.live import LiveDesk
from chatd.desks.merchants import Agent
from chatd.desks.state import ContactState, SessionState
from chatd.desks.subscribers import Subscriber
from chatd.desks.views import account_of
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.fields import AuthorRole, Channel
from chatd.storage.store import Store
from routing.rows import Phase

RECENT_SESSIONS: Final = 5
"""A contact's last sessions: who took part in them knows the contact."""

_NOTHING: Final[frozenset[str]] = frozenset()
_PUBLIC: Final = frozenset({Channel.PUBLIC.value})
_ALL: Final = frozenset({Channel.PUBLIC.value, Channel.INTERNAL.value})

_MERGES_MAX: Final = 16
"""A session merged into one that was merged, and so on: followed no further than this."""


class Access:
    """Finds what a command names, and checks that the one who asks may.

    Args:
        live: The desk.
        connections: Who watches what.
        store: Where former sessions are.
    """

    def __init__(self, live: LiveDesk, connections: Connections, store: Store) -> None:
        self._live = live
        self._connections = connections
        self._store = store

    def agent(self, subscriber: Subscriber) -> Agent:
        """Who asks.

        Raises:
            CommandRejected: `not_allowed`, when they are no longer part of the merchant.
        """
        agent = self._live.config.agents.get(subscriber.agent or "")
        if agent is None or agent.config is None:
            raise CommandRejected(ErrorCode.NOT_ALLOWED, "This account was disabled.")
        return agent

    async def session(self, session: str) -> SessionState:
        """A session of this merchant.

        Raises:
            CommandRejected: `not_found`: there is none, or it is another merchant's.
        """
        found = await self._live.facts.session(session)
        if found is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return found

    async def contact(self, contact: str) -> ContactState:
        """A contact of this merchant.

        Raises:
            CommandRejected: `not_found`.
        """
        found = await self._live.facts.contact(contact)
        if found is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return found

    async def recent_sessions(self, contact: ContactState) -> list[SessionState]:
        """A contact's last sessions, the oldest of them first."""
        if not contact.is_stored:
            return []
        facts, name = self._live.facts, contact.row.contact
        ids = await self._store.find_sessions_of(self._live.merchant, name, RECENT_SESSIONS)
        stored = [await facts.session(session) for session in reversed(ids)]
        found = {session.row.session: session for session in stored if session is not None}
        return list((found | contact.sessions).values())

    def check(self, action: str, agent: Agent, relation: Relation = STRANGER) -> None:
        """Raise the permissions' refusal, if there is one."""
        code = refusal(action, account_of(agent), relation)
        if code is not None:
            raise CommandRejected(code)

    def check_session(
        self, action: str, subscriber: Subscriber, agent: Agent, session: SessionState
    ) -> None:
        """Check what they are to a session at hand."""
        self.check(action, agent, self.relation(subscriber, agent, session))

    async def readable(self, role: str, person: str, name: str) -> frozenset[str]:
        """The channels of a session that an agent or a contact may read; none if there is none."""
        session = await self._live.facts.session(name)
        if session is None:
            return _NOTHING
        if role == AuthorRole.BUYER:
            return _PUBLIC if session.row.contact == person else _NOTHING
        agent = self._live.config.agents.get(person)
        if agent is None or agent.config is None:
            return _NOTHING
        try:
            await self.check_reading("history.fetch", None, agent, session)
        except CommandRejected:
            return _NOTHING
        return _ALL

    async def check_reading(
        self, action: str, subscriber: Subscriber | None, agent: Agent, session: SessionState
    ) -> None:
        """Check whether they may see what was written; where it was merged into counts too."""
        relation = self.relation(subscriber, agent, session)
        code = refusal(action, account_of(agent), relation)
        for _ in range(_MERGES_MAX):
            if code is None or session.row.merged_into is None:
                break
            session = await self.session(session.row.merged_into)
            if session.takes_part(agent.agent):
                code = None
        if code is not None:
            raise CommandRejected(code)

    def check_contact(self, action: str, agent: Agent, known: list[SessionState]) -> None:
        """Check what they are to a contact, by the contact's sessions."""
        name = agent.agent
        relation = Relation(
            is_member=any(session.is_member(name) for session in known),
            is_guest=any(name in session.row.guests for session in known),
            was_member=any(name in session.participants for session in known),
        )
        self.check(action, agent, relation)

    async def check_knowing(self, action: str, name: str, contact: ContactState) -> None:
        """Check whether an agent may know of a contact, by any of its last sessions.

        A contact without sessions is known to those who oversee everything.
        """
        agent = self._live.config.agents.get(name)
        if agent is None or agent.config is None:
            raise CommandRejected(ErrorCode.NOT_ALLOWED, "This account was disabled.")
        account, code = account_of(agent), refusal(action, account_of(agent))
        for session in await self.recent_sessions(contact):
            if code is None:
                return
            code = refusal(action, account, self.relation(None, agent, session))
        if code is not None:
            raise CommandRejected(code)

    def check_mailbox(self, name: str, session: SessionState) -> None:
        """R17: only main reads a private contact's mailbox, whoever else may know the contact."""
        agent = self._live.config.agents[name]
        relation = self.relation(None, agent, session)
        if relation.is_mailbox_of_private:
            self.check("history.fetch", agent, relation)

    def relation(
        self, subscriber: Subscriber | None, agent: Agent, session: SessionState
    ) -> Relation:
        """What an agent is to a session; without a connection they watch nothing."""
        row, name = session.row, agent.agent
        return Relation(
            is_member=session.is_member(name),
            is_guest=name in row.guests,
            is_watcher=subscriber is not None
            and self._connections.is_watching(subscriber, row.session),
            is_invited=(row.session, name) in self._live.invitations,
            was_member=name in session.participants,
            is_waiting=row.phase in {Phase.QUEUED, Phase.MAILBOX},
            is_mailbox_of_private=row.phase is Phase.MAILBOX and session.contact.row.private,
        )
