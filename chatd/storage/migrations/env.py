"""How Alembic runs a migration: on the connection it is given, in one transaction."""

from __future__ import annotations

from alembic import context

from chatd.storage import known_tables, left_tables
from chatd.storage.tables import metadata

assert known_tables.phrases.metadata is left_tables.mails.metadata is metadata
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
