"""Files that people send, and where they were sent to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "uploads",
        _id("upload"),
        _id("merchant"),
        _text("role"),
        _id("author"),
        _text("name"),
        _integer("size"),
        _integer("received"),
        _text("content", nullable=True),
        _text("type", nullable=True),
        _integer("width", nullable=True),
        _integer("height", nullable=True),
        _integer("created_ms"),
        _integer("completed_ms", nullable=True),
        sa.PrimaryKeyConstraint("upload", name="uploads_pkey"),
        sqlite_with_rowid=False,
    )
    _index("uploads", "merchant", "role", "author", "created_ms")
    _index("uploads", "content")
    _index("uploads", "created_ms")
    op.create_table(
        "attachments",
        _id("upload"),
        _id("session"),
        _text("channel"),
        _id("merchant"),
        sa.PrimaryKeyConstraint("upload", "session", "channel", name="attachments_pkey"),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"], name="attachments_session_fkey"),
        sqlite_with_rowid=False,
    )
    _index("attachments", "session")


def downgrade() -> None:
    """Drop them. The files stay on the disk."""
    op.drop_table("attachments")
    op.drop_table("uploads")


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), nullable=False)


def _integer(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"{table}_{'_'.join(columns)}_index", table, list(columns))
