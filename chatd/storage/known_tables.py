"""The tables of what agents know and reuse: phrases, products, and what is known of contacts.

They stand beside the desk's: no desk is restored from them. As in `tables`, a record of
`chatd.storage.known_records` has a table's columns, in its order.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, PrimaryKeyConstraint, String, Table, Text

from chatd.storage.tables import metadata


def _id(name: str) -> Column[str]:
    return Column(name, String(64), nullable=False)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


phrases = Table(
    "phrases",
    metadata,
    _id("merchant"),
    _id("owner"),
    _id("phrase"),
    _number("position"),
    _text("group"),
    _text("text"),
    PrimaryKeyConstraint("merchant", "owner", "phrase"),
    sqlite_with_rowid=False,
)
"""`owner`: an agent, or "" for everybody's."""

phrase_pins = Table(
    "phrase_pins",
    metadata,
    _id("merchant"),
    _id("agent"),
    _number("place"),
    _id("phrase"),
    PrimaryKeyConstraint("merchant", "agent", "place"),
    sqlite_with_rowid=False,
)
"""Up to four for each agent, of the shared phrases and their own."""

products = Table(
    "products",
    metadata,
    _id("merchant"),
    _id("shop"),
    _id("product"),
    _text("title"),
    _text("url"),
    _text("price", nullable=True),
    _text("image", nullable=True),
    Column("pinned", Boolean(create_constraint=False), nullable=False),
    _number("sent_ms"),
    PrimaryKeyConstraint("merchant", "shop", "product"),
    Index(None, "merchant", "shop", "pinned", "sent_ms"),
    sqlite_with_rowid=False,
)
"""Products of a shop that agents have sent lately, and those they pinned.

Never what a buyer says they look at: that would put a stranger's words before every agent."""

visits = Table(
    "visits",
    metadata,
    _id("merchant"),
    _id("contact"),
    _number("at_ms"),
    _number("left_ms", nullable=True),
    _text("url"),
    _text("title"),
    _text("referrer", nullable=True),
    _text("region", nullable=True),
    _text("product_json", nullable=True),
    PrimaryKeyConstraint("merchant", "contact", "at_ms"),
    sqlite_with_rowid=False,
)
"""A contact's last pages: the trail. `region` is a country's code; an address is never kept."""

contact_notes = Table(
    "contact_notes",
    metadata,
    _id("merchant"),
    _id("contact"),
    _number("version"),
    _text("phone"),
    _text("company"),
    _text("note"),
    _number("changed_ms"),
    _id("changed_by"),
    PrimaryKeyConstraint("merchant", "contact"),
    sqlite_with_rowid=False,
)
"""What agents wrote down about a contact."""
