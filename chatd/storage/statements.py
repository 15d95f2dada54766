"""The statements of a batch in SQLite's words, compiled once; a record is a row of parameters."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, literal_column, select, update

from chatd.storage import known_statements, left_tables, tables
from chatd.storage.compiling import compiled, inserted, kept, replaced


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

SLOT_BATCH: Final = compiled(
    select(tables.slots.c.batch).where(tables.slots.c.slot == bindparam("slot_"))
)
"""The id of the batch that last advanced a slot."""

IN_ORDER: Final[tuple[tuple[str, str], ...]] = (
    ("desks", replaced(tables.desks)),
    ("desk_configs", replaced(tables.desk_configs)),
    ("agents_removed", _removed_agent()),
    ("agent_states", replaced(tables.agent_states)),
    ("contacts", replaced(tables.contacts)),
    ("moved_visitors", _moved_sessions()),
    *(("moved_visitors", statement) for statement in known_statements.MOVED_VISITORS),
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
    ("visits", known_statements.VISITS),
    ("trails_cut", known_statements.TRAILS_CUT),
    ("products", known_statements.PRODUCTS),
    ("products_cut", known_statements.PRODUCTS_CUT),
    ("journal", inserted(tables.journal)),
    ("checkpoints", inserted(tables.checkpoints)),
)
"""(field of `Writes`, statement), in an order that matters: foreign keys; agents who come back;
visitors who, having handed over their sessions, begin others."""
