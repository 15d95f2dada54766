"""The tables of left messages: who has seen to them, and the e-mails that answer them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from chatd.storage.tables import metadata


def _id(name: str) -> Column[str]:
    return Column(name, String(64), nullable=False)


def _session() -> Column[str]:
    return Column("session", String(64), ForeignKey("sessions.session"), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


_ON_ITS_WAY = text("state IN ('queued', 'sending')")

handled = Table(
    "handled",
    metadata,
    _session(),
    _id("merchant"),
    _id("agent"),
    _number("at_ms", nullable=True),
    PrimaryKeyConstraint("session"),
    sqlite_with_rowid=False,
)
"""Who has seen to a left message; `at_ms` is null when that was taken back."""

mails = Table(
    "mails",
    metadata,
    _id("mail"),
    _id("merchant"),
    _session(),
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
    Column("claim", String(64), nullable=True),
    _number("claimed_ms", nullable=True),
    _number("handed_ms", nullable=True),
    _number("changed_ms"),
    _text("reason"),
    PrimaryKeyConstraint("mail"),
    Index(None, "session"),
    Index("mails_open_index", "state", "next_ms", sqlite_where=_ON_ITS_WAY),
)
"""E-mails to buyers, from being asked for to what came of it; see `chatd.storage.mails`."""
