"""Erasures that were asked for, and checkpoints of the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "erasures",
        sa.Column("merchant", sa.String(64), nullable=False),
        sa.Column("contact", sa.String(64), nullable=False),
        sa.Column("asked_ms", sa.BigInteger, nullable=False),
        sa.Column("done_ms", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("merchant", "contact"),
        sqlite_with_rowid=False,
    )
    open_ones = sa.text("done_ms IS NULL")
    op.create_index("erasures_open_index", "erasures", ["merchant"], sqlite_where=open_ones)
    op.create_table(
        "checkpoints",
        sa.Column("merchant", sa.String(64), nullable=False),
        sa.Column("step", sa.BigInteger, nullable=False),
        sa.Column("now_ms", sa.BigInteger, nullable=False),
        sa.Column("config", sa.LargeBinary, nullable=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("merchant", "step"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("checkpoints")
    op.drop_table("erasures")
