"""Every table. A record of `chatd.storage.records` has a table's columns, in its order.

Times are milliseconds since the epoch. Blobs are MessagePack, `…_json` columns are JSON. Free
text (names, messages, notes, reasons) stands in columns of its own and never in a blob of ids
and numbers: the journal, a desk's rows, a decision.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

SLOTS = 256
"""Parts that all merchants are divided into; the unit of ownership."""

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_index",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


def _id(name: str, *args: Any, nullable: bool = False) -> Column[str]:
    return Column(name, String(64), *args, nullable=nullable)


def _ms(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _integer(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean(create_constraint=False), nullable=False)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _blob(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


def _merchant() -> Column[str]:
    return _id("merchant", ForeignKey("merchants.merchant"))


def _merchant_id() -> Column[str]:
    """Without a foreign key: the desk that writes vouches for it; a check costs every message."""
    return _id("merchant")


# ------------------------------------------------------------------------------ as provisioned

merchants = Table(
    "merchants",
    metadata,
    _id("merchant"),
    _text("name"),
    _integer("revision"),
    _text("settings_json"),
    PrimaryKeyConstraint("merchant"),
)

shops = Table(
    "shops",
    metadata,
    _id("shop"),
    _merchant(),
    _integer("position"),
    _flag("enabled"),
    _text("name"),
    _text("origins_json"),
    _text("identity_secret", nullable=True),
    _text("group"),
    _integer("priority"),
    _text("settings_json"),
    PrimaryKeyConstraint("shop"),
    Index(None, "merchant"),
)

agents = Table(
    "agents",
    metadata,
    _merchant(),
    _id("agent"),
    _integer("position"),
    _flag("enabled"),
    _text("name"),
    _text("role"),
    _text("password_hash"),
    _flag("main"),
    _flag("receives"),
    _integer("windows_max"),
    _integer("reception_max", nullable=True),
    _integer("weight"),
    _integer("tier"),
    _text("groups_json"),
    PrimaryKeyConstraint("merchant", "agent"),
)

private_contacts = Table(
    "private_contacts",
    metadata,
    _merchant(),
    _id("contact"),
    _id("shop"),
    _text("buyer"),
    PrimaryKeyConstraint("merchant", "contact"),
)

settings = Table(
    "settings",
    metadata,
    _merchant(),
    _id("kind"),
    _id("subject"),
    _integer("version"),
    _text("value_json"),
    _ms("changed_ms"),
    _id("changed_by"),
    PrimaryKeyConstraint("merchant", "kind", "subject"),
)
"""What people set in the console. `subject`: a shop, an agent, or "" for the whole merchant."""

setting_changes = Table(
    "setting_changes",
    metadata,
    _merchant(),
    _integer("change"),
    _ms("at_ms"),
    _id("agent"),
    _id("kind"),
    _id("subject"),
    _text("before_json", nullable=True),
    _text("after_json"),
    PrimaryKeyConstraint("merchant", "change"),
)

# ------------------------------------------------------------------------------- what a desk is

slots = Table(
    "slots",
    metadata,
    Column("slot", Integer, nullable=False, autoincrement=False),
    _integer("version"),
    _text("batch"),
    PrimaryKeyConstraint("slot"),
)

desks = Table(
    "desks",
    metadata,
    _merchant(),
    Column("slot", Integer, ForeignKey("slots.slot"), nullable=False),
    _integer("step"),
    _integer("revision"),
    _ms("now_ms"),
    _integer("next_sequence"),
    _integer("next_turn"),
    _blob("full_groups"),
    _ms("next_deadline_ms", nullable=True),
    _flag("is_live"),
    PrimaryKeyConstraint("merchant"),
)

desk_configs = Table(
    "desk_configs",
    metadata,
    _merchant(),
    _integer("revision"),
    _blob("config"),
    PrimaryKeyConstraint("merchant"),
)

agent_states = Table(
    "agent_states",
    metadata,
    _merchant(),
    _id("agent"),
    _text("intent", nullable=True),
    _flag("connected"),
    _ms("lost_since_ms", nullable=True),
    _integer("windows_max"),
    _integer("last_turn"),
    _ms("enabled_ms"),
    PrimaryKeyConstraint("merchant", "agent"),
)

contacts = Table(
    "contacts",
    metadata,
    _merchant(),
    _id("contact"),
    _id("shop"),
    _text("buyer", nullable=True),
    _text("name", nullable=True),
    _text("email", nullable=True),
    _ms("created_ms"),
    _id("recent_agent", nullable=True),
    _ms("recent_at_ms", nullable=True),
    _flag("private"),
    _flag("blocked"),
    _integer("priority"),
    _id("mailbox", nullable=True),
    _flag("connected"),
    _ms("absent_since_ms", nullable=True),
    _flag("gone"),
    PrimaryKeyConstraint("merchant", "contact"),
    Index(None, "merchant", "recent_agent", "recent_at_ms"),
    sqlite_with_rowid=False,
)

former_visitors = Table(
    "former_visitors",
    metadata,
    _id("contact"),
    _merchant_id(),
    _id("visitor"),
    PrimaryKeyConstraint("contact", "merchant", "visitor"),
    Index(None, "merchant", "visitor"),
    sqlite_with_rowid=False,
)
"""Visitors who turned out to be a contact: what they sent before counts as the contact's."""

_LIVE_OR_HELD = text("phase IN ('open', 'cached', 'queued') OR held_until_ms IS NOT NULL")

sessions = Table(
    "sessions",
    metadata,
    _id("session"),
    _merchant_id(),
    _id("contact"),
    _id("shop"),
    _text("phase"),
    _blob("members"),
    _blob("guests"),
    _ms("created_ms"),
    _ms("arrived_ms"),
    _integer("sequence"),
    _ms("held_until_ms", nullable=True),
    _integer("cache_sequence", nullable=True),
    _blob("decision", nullable=True),
    _ms("decided_ms"),
    _id("decided_by", nullable=True),
    _ms("opened_ms", nullable=True),
    _ms("closed_ms", nullable=True),
    _text("close_reason", nullable=True),
    _id("merged_into", nullable=True),
    PrimaryKeyConstraint("session"),
    ForeignKeyConstraint(["merchant", "contact"], ["contacts.merchant", "contacts.contact"]),
    Index("sessions_live_index", "merchant", sqlite_where=_LIVE_OR_HELD),
    Index("sessions_mailbox_index", "merchant", sqlite_where=text("phase = 'mailbox'")),
    Index(None, "merchant", "contact", "created_ms"),
    Index(None, "merchant", "closed_ms"),
    Index(None, "merged_into"),
    sqlite_with_rowid=False,
)

touches = Table(
    "touches",
    metadata,
    _id("session", ForeignKey("sessions.session")),
    _ms("last_touched_ms"),
    _ms("unanswered_since_ms", nullable=True),
    _blob("seen"),
    _integer("hops"),
    _flag("left"),
    _ms("told_welcome_ms", nullable=True),
    _ms("told_cached_ms", nullable=True),
    _ms("told_busy_ms", nullable=True),
    _ms("told_silent_ms", nullable=True),
    PrimaryKeyConstraint("session"),
    sqlite_with_rowid=False,
)
"""What a plain message changes of a session, apart from the rest: small rows are few pages."""

participants = Table(
    "participants",
    metadata,
    _id("session", ForeignKey("sessions.session")),
    _id("agent"),
    _merchant_id(),
    _ms("joined_ms"),
    PrimaryKeyConstraint("session", "agent"),
    Index(None, "merchant", "agent", "joined_ms"),
    sqlite_with_rowid=False,
)

invitations = Table(
    "invitations",
    metadata,
    _id("session", ForeignKey("sessions.session")),
    _id("target"),
    _merchant_id(),
    _id("inviter"),
    _text("mode"),
    _text("note"),
    _ms("sent_ms"),
    _text("end", nullable=True),
    _ms("ended_ms", nullable=True),
    _text("reason", nullable=True),
    PrimaryKeyConstraint("session", "target"),
    Index("invitations_open_index", "merchant", sqlite_where=text('"end" IS NULL')),
    sqlite_with_rowid=False,
)

journal = Table(
    "journal",
    metadata,
    _merchant_id(),
    _integer("step"),
    _ms("now_ms"),
    _blob("entries"),
    PrimaryKeyConstraint("merchant", "step"),
    sqlite_with_rowid=False,
)
"""A row is what a desk did in one batch: `step` and `now_ms` are its last step's."""

checkpoints = Table(
    "checkpoints",
    metadata,
    _merchant_id(),
    _integer("step"),
    _ms("now_ms"),
    _blob("config"),
    _blob("rows"),
    PrimaryKeyConstraint("merchant", "step"),
    sqlite_with_rowid=False,
)
"""What a desk was after a step: a replay may begin there, and the journal before it may go."""

# ------------------------------------------------------------------------------ what people did

messages = Table(
    "messages",
    metadata,
    _id("session", ForeignKey("sessions.session")),
    _text("channel"),
    _integer("seq"),
    _merchant_id(),
    _integer("step"),
    _ms("at_ms"),
    _text("role"),
    _id("author"),
    _text("kind"),
    _blob("body"),
    _id("cid", nullable=True),
    _text("phase", nullable=True),
    _integer("position", nullable=True),
    Column("automatic", Boolean(create_constraint=False), nullable=False, server_default=false()),
    PrimaryKeyConstraint("session", "channel", "seq"),
    UniqueConstraint("cid", "author", "role", "merchant"),
)

reads = Table(
    "reads",
    metadata,
    _id("session", ForeignKey("sessions.session")),
    _text("role"),
    _id("reader"),
    _text("channel"),
    _integer("seq"),
    PrimaryKeyConstraint("session", "role", "reader", "channel"),
    sqlite_with_rowid=False,
)

summaries = Table(
    "summaries",
    metadata,
    _id("session", ForeignKey("sessions.session")),
    _text("category"),
    _text("note"),
    _id("agent"),
    _ms("at_ms"),
    PrimaryKeyConstraint("session"),
    sqlite_with_rowid=False,
)

ratings = Table(
    "ratings",
    metadata,
    _id("session", ForeignKey("sessions.session")),
    _integer("score"),
    _text("comment"),
    _ms("at_ms"),
    PrimaryKeyConstraint("session"),
    sqlite_with_rowid=False,
)

blocks = Table(
    "blocks",
    metadata,
    _merchant(),
    _id("contact"),
    _id("agent"),
    _text("reason"),
    _ms("at_ms"),
    _ms("lifted_ms", nullable=True),
    PrimaryKeyConstraint("merchant", "contact"),
    ForeignKeyConstraint(["merchant", "contact"], ["contacts.merchant", "contacts.contact"]),
)

erasures = Table(
    "erasures",
    metadata,
    _merchant_id(),
    _id("contact"),
    _ms("asked_ms"),
    _ms("done_ms", nullable=True),
    PrimaryKeyConstraint("merchant", "contact"),
    Index("erasures_open_index", "merchant", sqlite_where=text("done_ms IS NULL")),
    sqlite_with_rowid=False,
)
"""Contacts whose words and names are to go, and when they had gone."""

# ------------------------------------------------------------------------------------- uploads

uploads = Table(
    "uploads",
    metadata,
    _id("upload"),
    _merchant_id(),
    _text("role"),
    _id("author"),
    _text("name"),
    _integer("size"),
    _integer("received"),
    _text("content", nullable=True),
    _text("type", nullable=True),
    _integer("width", nullable=True),
    _integer("height", nullable=True),
    _ms("created_ms"),
    _ms("completed_ms", nullable=True),
    PrimaryKeyConstraint("upload"),
    Index(None, "merchant", "role", "author", "created_ms"),
    Index(None, "content"),
    Index(None, "created_ms"),
    sqlite_with_rowid=False,
)
"""A file that somebody sends or has sent. `content` is the SHA-256 its bytes are kept under."""

attachments = Table(
    "attachments",
    metadata,
    _id("upload"),
    _id("session", ForeignKey("sessions.session")),
    _text("channel"),
    _merchant_id(),
    PrimaryKeyConstraint("upload", "session", "channel"),
    Index(None, "session"),
    sqlite_with_rowid=False,
)
"""Where an upload was sent to: whoever may read there may fetch it. With its last row it goes."""

# ------------------------------------------------------------------------------------ accounts

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    _id("family"),
    _merchant(),
    _id("username"),
    _text("current_hash"),
    _text("previous_hash", nullable=True),
    _ms("rotated_ms"),
    _ms("expires_ms"),
    PrimaryKeyConstraint("family"),
    Index(None, "current_hash"),
    Index(None, "previous_hash"),
    Index(None, "expires_ms"),
)
