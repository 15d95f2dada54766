"""What a store does with a desk's changes: the newest row of a thing replaces the older ones."""

from routing.rows import (
    AgentRow,
    Changes,
    ContactRow,
    DeskRow,
    DeskRows,
    InvitationRow,
    Phase,
    SessionRow,
)


class Folded:
    """All rows ever told, newest first to last."""

    def __init__(self) -> None:
        self.desk: DeskRow | None = None
        self.agents: dict[str, AgentRow] = {}
        self.contacts: dict[str, ContactRow] = {}
        self.sessions: dict[str, SessionRow] = {}
        self.invitations: dict[tuple[str, str], InvitationRow] = {}

    def take(self, changes: Changes) -> None:
        """Lay the changes on top."""
        self.desk = changes.desk
        for agent in changes.agents_removed:
            self.agents.pop(agent, None)
        for key in changes.invitations_removed:
            self.invitations.pop(key, None)
        self.agents |= {row.agent: row for row in changes.agents}
        self.contacts |= {row.contact: row for row in changes.contacts}
        self.sessions |= {row.session: row for row in changes.sessions}
        self.invitations |= {(row.session, row.target): row for row in changes.invitations}

    def rows(self) -> DeskRows:
        """What a desk restored now would be given: contacts with something live or held."""
        assert self.desk is not None
        not_closed = [row for row in self.sessions.values() if row.phase is not Phase.CLOSED]
        held = {
            row.contact
            for row in not_closed
            if row.phase is not Phase.MAILBOX or row.held_until_ms is not None
        }
        return DeskRows(
            desk=self.desk,
            agents=tuple(row for _, row in sorted(self.agents.items())),
            contacts=tuple(row for id, row in sorted(self.contacts.items()) if id in held),
            sessions=tuple(
                sorted(
                    (row for row in not_closed if row.contact in held),
                    key=lambda row: row.session,
                )
            ),
            invitations=tuple(row for _, row in sorted(self.invitations.items())),
        )
