"""Saves what a desk changes and restores it, without an event loop: for tests and tools.

    restorer = Restorer(url, "acme")
    desk = Desk.new(config, now_ms)
    events = desk.handle(command, now_ms)
    restorer.save(desk.take_changes())      # one transaction
    assert restorer.load() == desk.rows()
    desk = Desk.restore(config, restorer.load())

It writes by the same statements as the server and reads by the same selects.
"""

from __future__ import annotations

from chatd.desks import rows
from chatd.desks.slots import slot_of
from chatd.storage.batch import Batch, RemovedAgent, Writes
from chatd.storage.desks import StoredMerchant, read_desk
from chatd.storage.engine import Database, connect, sync_engine
from chatd.storage.lookups import Lookups
from chatd.storage.migrate import migrate
from chatd.storage.provisioning import write_merchant
from chatd.storage.records import InvitationRecord, MerchantRecord
from chatd.storage.writer import write
from routing.rows import Changes, ContactFacts, ContactRow, DeskRows, InvitationRow


class Restorer:
    """One desk's rows in an SQLite file; everything blocks.

    Args:
        url: An SQLAlchemy URL; the file is made and migrated if need be.
        merchant: Whose desk it is.
    """

    def __init__(self, url: str, merchant: str = "merchant") -> None:
        migrate(url)
        database = Database.of_url(url)
        self._merchant = merchant
        self._connection = connect(database)
        self._lookups = Lookups(database, on_read=lambda: None)
        self._engine = sync_engine(database)
        self._version = 0
        self._invitations: dict[tuple[str, str], InvitationRow] = {}
        wanted = StoredMerchant(MerchantRecord(merchant, merchant, 1, "{}"), (), (), ())
        with self._engine.execution_options(immediate=True).begin() as connection:
            write_merchant(connection, wanted)

    def save(self, changes: Changes) -> None:
        """Write what steps have changed, in one transaction."""
        slot = slot_of(self._merchant)
        writes = self._writes(changes, slot)
        write(self._connection, Batch(str(self._version), {slot: self._version}, (writes,)))
        self._version += 1

    def load(self) -> DeskRows:
        """The rows as stored: equal to the live desk's (I17)."""
        with self._engine.connect() as connection:
            stored = read_desk(connection, self._merchant)
        assert stored is not None
        return rows.desk_rows(stored)

    def facts(self, contact: str, shop: str, *, connected: bool) -> ContactFacts:
        """What the shell would tell a desk of a contact it does not hold."""
        record = self._lookups.contact(self._merchant, contact)
        if record is None:
            return ContactFacts(ContactRow(contact, shop, connected=connected))
        row = rows.contact_row(record._replace(connected=connected))
        mailbox = self._lookups.session(self._merchant, row.mailbox) if row.mailbox else None
        return ContactFacts(
            row, None if mailbox is None else rows.session_row(mailbox.record, mailbox.touch)
        )

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()
        self._lookups.close()
        self._engine.dispose()

    def _writes(self, changes: Changes, slot: int) -> Writes:
        writes = Writes(self._merchant, slot)
        writes.desks = [
            rows.desk_record(
                self._merchant,
                slot=slot,
                step=self._version,
                revision=1,
                row=changes.desk,
                next_deadline_ms=changes.next_deadline_ms,
                is_live=changes.is_live,
            )
        ]
        writes.agent_states = [rows.agent_record(self._merchant, row) for row in changes.agents]
        writes.agents_removed = [
            RemovedAgent(self._merchant, agent) for agent in changes.agents_removed
        ]
        writes.contacts = [
            rows.contact_record(
                self._merchant, row, buyer=None, name=None, email=None, created_ms=0
            )
            for row in changes.contacts
        ]
        writes.sessions = [
            rows.session_record(
                self._merchant,
                row,
                decision=rows.encode_decision(row.decision),
                decided_ms=0,
                decided_by=None,
                opened_ms=None,
            )
            for row in changes.sessions
        ]
        writes.touches = [rows.touch_record(row) for row in changes.sessions]
        writes.invitations = self._invitation_records(changes)
        return writes

    def _invitation_records(self, changes: Changes) -> list[InvitationRecord]:
        ended = [
            rows.invitation_record(self._merchant, self._invitations.pop(key), "", end="void")
            for key in changes.invitations_removed
            if key in self._invitations
        ]
        self._invitations |= {(row.session, row.target): row for row in changes.invitations}
        sent = [rows.invitation_record(self._merchant, row, "") for row in changes.invitations]
        return ended + sent
