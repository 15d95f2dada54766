"""The statements of a batch in SQLite's words, compiled once; a record is a row of parameters."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table, bindparam, delete, insert, literal_column, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import ClauseElement

from chatd.storage import left_tables, tables

_DIALECT: Final = sqlite.dialect(paramstyle="qmark")


def compiled(statement: ClauseElement, *, columns: list[str] | None = None) -> str:
    """A statement's text, its parameters as question marks in their order of appearance."""
    return str(statement.compile(dialect=_DIALECT, column_keys=columns))


def inserted(table: Table) -> str:
    """Add rows that are new."""
    return compiled(insert(table), columns=table.columns.keys())


def replaced(table: Table) -> str:
    """Add rows, or replace those with the same primary key."""
    keys = list(table.primary_key)
    statement = sqlite.insert(table)
    values = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column not in keys
    }
    return compiled(
        statement.on_conflict_do_update(index_elements=keys, set_=values),
        columns=table.columns.keys(),
    )


def kept(table: Table) -> str:
    """Add rows, and leave those alone that are there."""
    statement = sqlite.insert(table).on_conflict_do_nothing()
    return compiled(statement, columns=table.columns.keys())


def _removed_agent() -> str:
    states = tables.agent_states
    return compiled(
        delete(states).where(
            states.c.merchant == bindparam("merchant_"), states.c.agent == bindparam("agent_")
        )
    )


def _moved_sessions() -> str:
    """Closed ones above all; the others' rows are in the batch anyway."""
    sessions = tables.sessions
    return compiled(
        update(sessions)
        .values(contact=bindparam("contact_"))
        .where(
            sessions.c.merchant == bindparam("merchant_"),
            sessions.c.contact == bindparam("visitor_"),
        )
    )


def _advanced_slot() -> str:
    slots = tables.slots
    return compiled(
        update(slots)
        .values(version=slots.c.version + literal_column("1"), batch=bindparam("batch_"))
        .where(slots.c.slot == bindparam("slot_"), slots.c.version == bindparam("version_"))
    )


ADVANCE_SLOT: Final = _advanced_slot()
"""Compare-and-set: takes (batch id, slot, version), changes one row or none."""

IN_ORDER: Final[tuple[tuple[str, str], ...]] = (
    ("desks", replaced(tables.desks)),
    ("desk_configs", replaced(tables.desk_configs)),
    ("agents_removed", _removed_agent()),
    ("agent_states", replaced(tables.agent_states)),
    ("contacts", replaced(tables.contacts)),
    ("moved_visitors", _moved_sessions()),
    ("sessions", replaced(tables.sessions)),
    ("touches", replaced(tables.touches)),
    ("participants", kept(tables.participants)),
    ("invitations", replaced(tables.invitations)),
    ("messages", inserted(tables.messages)),
    ("attachments", kept(tables.attachments)),
    ("moved_visitors", kept(tables.former_visitors)),
    ("reads", replaced(tables.reads)),
    ("summaries", replaced(tables.summaries)),
    ("ratings", replaced(tables.ratings)),
    ("handled", replaced(left_tables.handled)),
    ("mails", inserted(left_tables.mails)),
    ("blocks", replaced(tables.blocks)),
    ("journal", inserted(tables.journal)),
    ("checkpoints", inserted(tables.checkpoints)),
)
"""(field of `Writes`, statement), in an order that matters: foreign keys; agents who come back;
visitors who, having handed over their sessions, begin others."""
