"""What agents know and reuse: phrases, products, and what is known of contacts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _id(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    """Make their tables."""
    op.create_table(
        "phrases",
        _id("merchant"),
        _id("owner"),
        _id("phrase"),
        _number("position"),
        _text("group"),
        _text("text"),
        sa.PrimaryKeyConstraint("merchant", "owner", "phrase", name="phrases_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "phrase_pins",
        _id("merchant"),
        _id("agent"),
        _number("place"),
        _id("phrase"),
        sa.PrimaryKeyConstraint("merchant", "agent", "place", name="phrase_pins_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "products",
        _id("merchant"),
        _id("shop"),
        _id("product"),
        _text("title"),
        _text("url"),
        _text("price", nullable=True),
        _text("image", nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        _number("sent_ms"),
        sa.PrimaryKeyConstraint("merchant", "shop", "product", name="products_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "products_merchant_shop_pinned_sent_ms_index",
        "products",
        ["merchant", "shop", "pinned", "sent_ms"],
    )
    op.create_table(
        "visits",
        _id("merchant"),
        _id("contact"),
        _number("at_ms"),
        _number("left_ms", nullable=True),
        _text("url"),
        _text("title"),
        _text("referrer", nullable=True),
        _text("region", nullable=True),
        _text("product_json", nullable=True),
        sa.PrimaryKeyConstraint("merchant", "contact", "at_ms", name="visits_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact_notes",
        _id("merchant"),
        _id("contact"),
        _number("version"),
        _text("phone"),
        _text("company"),
        _text("note"),
        _number("changed_ms"),
        _id("changed_by"),
        sa.PrimaryKeyConstraint("merchant", "contact", name="contact_notes_pkey"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("contact_notes", "visits", "products", "phrase_pins", "phrases"):
        op.drop_table(table)
