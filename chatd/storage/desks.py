"""Desks as stored: a merchant's configuration and everything its desk holds, in one look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, ScalarSelect, Select, Table, bindparam, func, select

from chatd.storage.records import (
    AgentRecord,
    AgentStateRecord,
    ContactRecord,
    DeskConfigRecord,
    DeskRecord,
    InvitationRecord,
    JournalRecord,
    MerchantRecord,
    PrivateContactRecord,
    SettingRecord,
    ShopRecord,
)
from chatd.storage.sessions import (
    StoredSession,
    assemble,
    held_contacts,
    held_sessions,
    selects,
)
from chatd.storage.tables import (
    agent_states,
    agents,
    contacts,
    desk_configs,
    desks,
    invitations,
    journal,
    merchants,
    private_contacts,
    sessions,
    setting_changes,
    settings,
    shops,
    slots,
)

HANDLING_TIMES: Final = 50
"""Closed sessions whose mean handling time foretells a wait."""


def _of_merchant(table: Table) -> Select[Any]:
    return select(table).where(table.c.merchant == bindparam("merchant_id"))


# Made once: putting a statement together costs more than running it.
_HELD_SESSIONS: Final = selects(held_sessions())
_HELD_CONTACTS: Final = _of_merchant(contacts).where(contacts.c.contact.in_(held_contacts()))
_OFFERED: Final = _of_merchant(invitations).where(invitations.c.end.is_(None))
_HANDLING: Final = (
    select(sessions.c.closed_ms - sessions.c.opened_ms)
    .where(
        sessions.c.merchant == bindparam("merchant_id"),
        sessions.c.closed_ms.is_not(None),
        sessions.c.opened_ms.is_not(None),
        sessions.c.close_reason != "merged",
    )
    .order_by(sessions.c.closed_ms.desc())
    .limit(HANDLING_TIMES)
)


class Revisions(NamedTuple):
    """How often a merchant was provisioned otherwise, and its settings changed in the console."""

    file: int
    settings: int


@dataclass(frozen=True, slots=True)
class StoredMerchant:
    """A merchant as provisioned; shops and agents in the file's order, disabled ones included."""

    merchant: MerchantRecord
    shops: tuple[ShopRecord, ...]
    agents: tuple[AgentRecord, ...]
    private_contacts: tuple[PrivateContactRecord, ...]
    settings: tuple[SettingRecord, ...] = ()
    """What people set in the console, up to the `last_change`; no part of the file."""
    last_change: int = 0


@dataclass(frozen=True, slots=True)
class StoredDesk:
    """What a desk is restored from. `desk` and `config` are None before its first commit.

    Args:
        contacts: Those with a live or held session.
        sessions: All of these contacts' sessions that are not closed.
        invitations: The open ones.
        handling_ms: How long the last closed sessions were open, the latest first.
    """

    provisioned: StoredMerchant
    desk: DeskRecord | None
    config: DeskConfigRecord | None
    agent_states: tuple[AgentStateRecord, ...]
    contacts: tuple[ContactRecord, ...]
    sessions: tuple[StoredSession, ...]
    invitations: tuple[InvitationRecord, ...]
    handling_ms: tuple[int, ...]


def read_merchant(connection: Connection, merchant: str) -> StoredMerchant | None:
    """The merchant as provisioned, or None."""
    found = _rows(connection, _of_merchant(merchants).add_columns(_last_change()), merchant)
    if not found:
        return None
    *columns, last_change = found[0]
    return StoredMerchant(
        merchant=MerchantRecord._make(columns),
        shops=tuple(map(ShopRecord._make, _in_order(connection, shops, merchant))),
        agents=tuple(map(AgentRecord._make, _in_order(connection, agents, merchant))),
        private_contacts=tuple(
            map(
                PrivateContactRecord._make,
                _rows(connection, _of_merchant(private_contacts), merchant),
            )
        ),
        settings=tuple(
            map(SettingRecord._make, _rows(connection, _of_merchant(settings), merchant))
        ),
        last_change=last_change,
    )


def read_desk(connection: Connection, merchant: str) -> StoredDesk | None:
    """Everything of one desk, as of one moment if the connection is in a transaction."""
    provisioned = read_merchant(connection, merchant)
    if provisioned is None:
        return None
    desk = _rows(connection, _of_merchant(desks), merchant)
    config = _rows(connection, _of_merchant(desk_configs), merchant)
    states = _rows(connection, _of_merchant(agent_states), merchant)
    results = [_rows(connection, one, merchant) for one in _HELD_SESSIONS]
    return StoredDesk(
        provisioned=provisioned,
        desk=DeskRecord._make(desk[0]) if desk else None,
        config=DeskConfigRecord._make(config[0]) if config else None,
        agent_states=tuple(map(AgentStateRecord._make, states)),
        contacts=tuple(map(ContactRecord._make, _rows(connection, _HELD_CONTACTS, merchant))),
        sessions=tuple(assemble(results)),
        invitations=tuple(map(InvitationRecord._make, _rows(connection, _OFFERED, merchant))),
        handling_ms=tuple(row[0] for row in _rows(connection, _HANDLING, merchant)),
    )


def read_live_merchants(connection: Connection) -> list[str]:
    """Merchants whose desks hold something live."""
    live = select(desks.c.merchant).where(desks.c.is_live).order_by(desks.c.merchant)
    return list((connection.execute(live)).scalars())


def read_revisions(connection: Connection) -> dict[str, Revisions]:
    """How often each merchant has changed."""
    statement = select(merchants.c.merchant, merchants.c.revision, _last_change())
    return {row[0]: Revisions(*row[1:]) for row in connection.execute(statement)}


def _last_change() -> ScalarSelect[int]:
    """The number of a merchant's last change of a setting, or 0."""
    columns = setting_changes.c
    last = select(func.coalesce(func.max(columns.change), 0))
    return last.where(columns.merchant == merchants.c.merchant).scalar_subquery()


def read_slots(connection: Connection) -> dict[int, int]:
    """The version of each slot."""
    return {row[0]: row[1] for row in connection.execute(select(slots.c.slot, slots.c.version))}


def read_journal(
    connection: Connection, merchant: str, after_step: int, limit: int
) -> list[JournalRecord]:
    """The next batches that end after a step, in order."""
    statement = (
        _of_merchant(journal)
        .where(journal.c.step > after_step)
        .order_by(journal.c.step)
        .limit(limit)
    )
    return [JournalRecord._make(row) for row in _rows(connection, statement, merchant)]


def _rows(connection: Connection, statement: Select[Any], merchant: str) -> list[Any]:
    return list(connection.execute(statement, {"merchant_id": merchant}))


def _in_order(connection: Connection, table: Table, merchant: str) -> list[Any]:
    return _rows(connection, _of_merchant(table).order_by(table.c.position), merchant)
