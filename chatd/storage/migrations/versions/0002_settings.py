"""What people set in the console."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the settings and their changes."""
    op.create_table(
        "settings",
        sa.Column("merchant", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("value_json", sa.Text(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant"], ["merchants.merchant"], name="settings_merchant_fkey"
        ),
        sa.PrimaryKeyConstraint("merchant", "kind", "subject", name="settings_pkey"),
    )
    op.create_table(
        "setting_changes",
        sa.Column("merchant", sa.String(64), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("before_json", sa.Text(), nullable=True),
        sa.Column("after_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant"], ["merchants.merchant"], name="setting_changes_merchant_fkey"
        ),
        sa.PrimaryKeyConstraint("merchant", "change", name="setting_changes_pkey"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("setting_changes")
    op.drop_table("settings")
