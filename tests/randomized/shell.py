"""What stands around a desk, as small as it can be: a database, and who is connected."""

from dataclasses import replace

from routing import commands as c
from routing.desk import Desk
from routing.rows import Changes, ContactFacts, ContactRow, Phase, SessionRow


class Shell:
    """Feeds the desk's changes to dicts, and gives a command the facts the desk does not hold."""

    def __init__(self, contacts: tuple[tuple[str, str], ...]) -> None:
        self.shops = dict(contacts)
        self.contacts: dict[str, ContactRow] = {}
        self.sessions: dict[str, SessionRow] = {}
        self.connected: set[str] = set()

    def store(self, changes: Changes) -> None:
        self.contacts.update({row.contact: row for row in changes.contacts})
        self.sessions.update({row.session: row for row in changes.sessions})

    def facts(self, contact: str) -> ContactFacts:
        """A contact never heard of is a new one."""
        row = self.contacts.get(contact) or ContactRow(contact, self.shops.get(contact, "shop0"))
        row = replace(row, connected=contact in self.connected)
        return ContactFacts(row, self.sessions[row.mailbox] if row.mailbox is not None else None)

    def complete(self, desk: Desk, command: c.Command, *, needless: bool) -> c.Command:
        """The command with its facts, for the contacts the desk does not hold.

        `needless`: false ones for those it does hold.
        """

        def known(contact: str) -> ContactFacts | None:
            if desk.holds(contact):
                return self.false_facts(contact) if needless else None
            return self.facts(contact)

        match command:
            case (
                c.PostBuyerMessage()
                | c.LeaveAsBuyer()
                | c.BlockContact()
                | c.UnblockContact()
                | c.SetPrivate()
                | c.SetPriority()
                | c.StartSession()
            ):
                return replace(command, facts=known(command.contact))
            case c.ClaimSession():
                row = self.sessions.get(command.session)
                is_mailbox = row is not None and row.phase is Phase.MAILBOX
                return replace(command, facts=known(row.contact) if row and is_mailbox else None)
            case c.IdentifyVisitor():
                return replace(
                    command,
                    visitor_facts=known(command.visitor),
                    contact_facts=known(command.contact),
                )
            case _:
                return command

    def false_facts(self, contact: str) -> ContactFacts:
        """Nothing of it is so any more."""
        row = ContactRow(contact, "nowhere", private=True, blocked=True, priority=2)
        mailbox = self.facts(contact).mailbox
        if mailbox is None:
            return ContactFacts(row)
        stale = replace(mailbox, arrived_ms=0, sequence=0, unanswered_since_ms=None, left=True)
        return ContactFacts(replace(row, mailbox=stale.session), stale)

    def note_connections(self, command: c.Command) -> None:
        match command:
            case c.ConnectBuyer():
                self.connected.add(command.contact)
            case c.DisconnectBuyer():
                self.connected.discard(command.contact)
            case c.Restart():
                self.connected.clear()
            case c.IdentifyVisitor():
                if command.visitor in self.connected:
                    self.connected.discard(command.visitor)
                    self.connected.add(command.contact)
            case _:
                pass
