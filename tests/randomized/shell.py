"""What stands around a desk, as small as it can be: a database, and who is connected."""

from dataclasses import replace

from routing.desk import Desk

from routing import commands as c
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

    def needed(self, desk: Desk, contact: str) -> ContactFacts | None:
        return None if desk.holds(contact) else self.facts(contact)

    def complete(self, desk: Desk, command: c.Command) -> c.Command:
        """The command with its facts, for the contacts the desk does not hold."""
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
                return replace(command, facts=self.needed(desk, command.contact))
            case c.ClaimSession():
                return replace(command, facts=self.facts_of_session(desk, command.session))
            case c.IdentifyVisitor():
                return replace(
                    command,
                    visitor_facts=self.needed(desk, command.visitor),
                    contact_facts=self.needed(desk, command.contact),
                )
            case _:
                return command

    def facts_of_session(self, desk: Desk, session: str) -> ContactFacts | None:
        row = self.sessions.get(session)
        if row is None or row.phase is not Phase.MAILBOX:
            return None
        return self.needed(desk, row.contact)

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
