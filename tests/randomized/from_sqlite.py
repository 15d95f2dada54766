"""The desk kept in a real database: what it changes goes in, and it is made again from it."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from chatd.desks import rows as records
from chatd.storage.batch import Batch, RemovedAgent, Writes
from chatd.storage.desks import StoredMerchant
from chatd.storage.migrate import migrate
from chatd.storage.records import InvitationRecord, MerchantRecord
from chatd.storage.sqlite import SqliteStore
from routing.desk import Desk
from routing.rows import Changes, DeskRows, InvitationRow
from routing.settings import DeskConfig

SLOT = 7


class FromSqlite:
    """One file for many desks, each a merchant of its own; nothing is written before it is read."""

    def __init__(self, file: Path) -> None:
        url = f"sqlite:///{file}"
        migrate(url)
        self._runner = asyncio.Runner()
        self._store = self._runner.run(opened(url))
        self._version = self._runner.run(self._store.slot_versions())[SLOT]
        self._merchants = 0
        self._kept: list[Changes] = []
        self._invitations: dict[tuple[str, str], InvitationRow] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.run(self._store.close())
        self._runner.close()

    def begin(self) -> Self:
        """A fresh desk comes next."""
        self._merchants += 1
        self._kept = []
        self._invitations = {}
        merchant = MerchantRecord(self._merchant, self._merchant, 1, "{}")
        self._runner.run(self._store.provision(StoredMerchant(merchant, (), (), ())))
        return self

    def keep(self, changes: Changes) -> None:
        self._kept.append(changes)

    def restore(self, config: DeskConfig, desk: Desk) -> Desk:
        self._commit(config)
        stored = self._runner.run(self._store.load_desk(self._merchant))
        assert stored is not None
        assert stored.desk is not None
        rows = DeskRows(
            records.desk_row(stored.desk),
            tuple(map(records.agent_row, sorted(stored.agent_states, key=lambda a: a.agent))),
            tuple(map(records.contact_row, sorted(stored.contacts, key=lambda c: c.contact))),
            tuple(records.session_row(session.record) for session in stored.sessions),
            tuple(
                map(
                    records.invitation_row,
                    sorted(stored.invitations, key=lambda i: (i.session, i.target)),
                )
            ),
        )
        return Desk.restore(records.decode_config(stored.desk.config), rows)

    @property
    def _merchant(self) -> str:
        return f"merchant{self._merchants}"

    def _commit(self, config: DeskConfig) -> None:
        """Step by step, as a shell would."""
        for changes in self._kept:
            batch = Batch("batch", {SLOT: self._version}, (self._writes(changes, config),))
            self._runner.run(self._store.commit(batch))
            self._version += 1
        self._kept = []

    def _writes(self, changes: Changes, config: DeskConfig) -> Writes:
        merchant = self._merchant
        return Writes(
            merchant,
            SLOT,
            desks=[
                records.desk_record(
                    merchant,
                    SLOT,
                    step=1,
                    revision=1,
                    config=records.encode_config(config),
                    row=changes.desk,
                    next_deadline_ms=changes.next_deadline_ms,
                    is_live=changes.is_live,
                )
            ],
            agent_states=[records.agent_record(merchant, row) for row in changes.agents],
            agents_removed=[RemovedAgent(merchant, name) for name in changes.agents_removed],
            contacts=[
                records.contact_record(merchant, row, None, None, None, 0)
                for row in changes.contacts
            ],
            sessions=[
                records.session_record(
                    merchant,
                    row,
                    decision=records.encode_decision(row.decision),
                    decided_ms=0,
                    decided_by=None,
                    opened_ms=None,
                )
                for row in changes.sessions
            ],
            invitations=self._invitation_records(changes),
        )

    def _invitation_records(self, changes: Changes) -> list[InvitationRecord]:
        """A row that is removed stays in the database, as ended."""
        ended = [self._invitations.pop(ids, None) for ids in changes.invitations_removed]
        self._invitations.update({(i.session, i.target): i for i in changes.invitations})
        return [
            *(
                records.invitation_record(self._merchant, row, "", end="void", ended_ms=0)
                for row in ended
                if row is not None
            ),
            *(records.invitation_record(self._merchant, row, "") for row in changes.invitations),
        ]


async def opened(url: str) -> SqliteStore:
    """On a loop, where the store's own engine belongs."""
    return SqliteStore(url)
