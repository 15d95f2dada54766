"""Left messages: who has seen to them, and the e-mails that answer them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables, and an index of the mailbox."""
    op.create_table(
        "handled",
        _id("session"),
        _id("merchant"),
        _id("agent"),
        sa.Column("at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"], name="handled_session_fkey"),
        sa.PrimaryKeyConstraint("session", name="handled_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mails",
        _id("mail"),
        _id("merchant"),
        _id("session"),
        _number("seq"),
        _id("agent"),
        _text("sender"),
        _text("reply_to"),
        _text("recipient"),
        _text("subject"),
        _text("text"),
        _number("created_ms"),
        _text("state"),
        _number("attempts"),
        _number("next_ms"),
        sa.Column("claim", sa.String(64), nullable=True),
        sa.Column("claimed_ms", sa.BigInteger(), nullable=True),
        sa.Column("handed_ms", sa.BigInteger(), nullable=True),
        _number("changed_ms"),
        _text("reason"),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"], name="mails_session_fkey"),
        sa.PrimaryKeyConstraint("mail", name="mails_pkey"),
    )
    op.create_index("mails_session_index", "mails", ["session"])
    op.create_index(
        "mails_open_index",
        "mails",
        ["state", "next_ms"],
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index(
        "sessions_mailbox_index",
        "sessions",
        ["merchant"],
        sqlite_where=sa.text("phase = 'mailbox'"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("sessions_mailbox_index", "sessions")
    op.drop_table("mails")
    op.drop_table("handled")


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)
