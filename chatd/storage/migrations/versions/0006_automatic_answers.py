"""Automatic answers: which messages are, and which were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TOLD = ("told_welcome_ms", "told_cached_ms", "told_busy_ms", "told_silent_ms")


def upgrade() -> None:
    """Add a mark to messages, and to sessions what each was told."""
    op.add_column(
        "messages",
        sa.Column("automatic", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for name in TOLD:
        op.add_column("touches", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Remove them."""
    for name in TOLD:
        op.drop_column("touches", name)
    op.drop_column("messages", "automatic")
