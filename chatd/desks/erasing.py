"""What people wrote is made to go, in the database and in memory: on a contact's wish, and by age.

    sessions closed ──committed──▶ texts blanked in the database, a few rows at a time
                                     └▶ memory looks again; name and address go; who sees it is told

Ids and numbers stay: the journal has nothing else, so that a replay is as it was. A message keeps
its place and says that it was erased.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chatd.desks.messages import encode_body
from chatd.desks.parts import DeskParts
from chatd.desks.state import ContactState
from chatd.protocol.fields import RemovalReason
from routing import commands
from routing.rows import ContactFacts, Phase

BLANK: Final = encode_body({"key": "erased"})
"""The body of a message that was erased; its kind is `system`."""


class Erasing:
    """Lets go of what one live desk has in memory.

    Args:
        parts: The desk.
    """

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._live = parts.live

    async def close(self, name: str) -> int:
        """End whatever is live of a contact.

        Returns:
            The last step whose messages are to go.
        """
        live = self._live
        contact = await live.facts.contact(name)
        if contact is None:
            return live.steps
        facts = await live.facts.for_desk(contact)
        live.check()
        if not contact.row.blocked:
            # A block closes everything; lifted at once it leaves nothing else behind.
            self._parts.publisher.tell(live.step(commands.BlockContact(name, facts)))
            unblock = commands.UnblockContact(name, self._facts_now(contact))
            self._parts.publisher.tell(live.step(unblock))
        return live.steps

    def _facts_now(self, contact: ContactState) -> ContactFacts | None:
        """As `Facts.for_desk`, without giving up control: both steps are of one batch."""
        name, live = contact.row.contact, self._live
        if live.desk.holds(name):
            return None
        mailbox = live.facts.sessions.get(contact.row.mailbox or "")
        row = replace(contact.row, connected=self._parts.connections.has_contact(name))
        return ContactFacts(row, None if mailbox is None else mailbox.row)

    async def forget(self, name: str) -> None:
        """A contact has no name any more; memory looks at the database again."""
        live, publisher = self._live, self._parts.publisher
        contact = await live.facts.contact(name)
        if contact is None:
            return
        for known in list(contact.sessions):
            await self.look_again(known)
        live.check()
        contact.name = contact.email = contact.buyer = contact.page = contact.visit = None
        contact.trail = []
        live.store_contact(contact, live.begin())
        for session in contact.sessions.values():
            if session.row.phase is Phase.CLOSED:
                publisher.tell_removed(session, RemovalReason.GONE)
        participants = {one for each in contact.sessions.values() for one in each.participants}
        publisher.tell_contact(contact, *sorted(participants))
        publisher.tell_self(contact)

    async def store_checkpoint(self) -> None:
        """A replay may begin with what the desk is now."""
        self._live.store_checkpoint()

    def may_forget(self, name: str) -> bool:
        """Whether nobody has to do with a contact now."""
        return not self._live.desk.holds(name) and not self._parts.connections.has_contact(name)

    async def look_again(self, name: str) -> None:
        """What was stored of a session may have been blanked; is it in memory, too?"""
        stored = await self._parts.store.find_session(self._live.merchant, name)
        session = self._live.facts.sessions.get(name)
        if stored is not None and session is not None:
            self._live.facts.refresh(session, stored)
