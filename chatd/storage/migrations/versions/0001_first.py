"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SLOTS = 256


def upgrade() -> None:
    """Make every table, and the slots."""
    _make_provisioned()
    _make_desks()
    _make_contacts()
    _make_sessions()
    _make_participants()
    _make_written()
    _make_accounts()
    slots = sa.table("slots", sa.column("slot"), sa.column("version"), sa.column("batch"))
    op.bulk_insert(slots, [{"slot": slot, "version": 0, "batch": ""} for slot in range(SLOTS)])


def downgrade() -> None:
    """Drop every table."""
    for table in (
        "refresh_tokens",
        "blocks",
        "ratings",
        "summaries",
        "reads",
        "messages",
        "invitations",
        "participants",
        "touches",
        "sessions",
        "journal",
        "former_visitors",
        "contacts",
        "agent_states",
        "desk_configs",
        "desks",
        "slots",
        "private_contacts",
        "agents",
        "shops",
        "merchants",
    ):
        op.drop_table(table)


def _id(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), nullable=nullable)


def _integer(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(create_constraint=False), nullable=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _blob(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary, nullable=nullable)


def _make_provisioned() -> None:
    op.create_table(
        "merchants",
        _id("merchant"),
        _text("name"),
        _integer("revision"),
        _text("settings_json"),
        sa.PrimaryKeyConstraint("merchant"),
    )
    op.create_table(
        "shops",
        _id("shop"),
        _id("merchant"),
        _integer("position"),
        _flag("enabled"),
        _text("name"),
        _text("origins_json"),
        _text("identity_secret", nullable=True),
        _text("group"),
        _integer("priority"),
        _text("settings_json"),
        sa.ForeignKeyConstraint(["merchant"], ["merchants.merchant"]),
        sa.PrimaryKeyConstraint("shop"),
    )
    op.create_index("shops_merchant_index", "shops", ["merchant"])
    op.create_table(
        "agents",
        _id("merchant"),
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
        sa.ForeignKeyConstraint(["merchant"], ["merchants.merchant"]),
        sa.PrimaryKeyConstraint("merchant", "agent"),
    )
    op.create_table(
        "private_contacts",
        _id("merchant"),
        _id("contact"),
        _id("shop"),
        _text("buyer"),
        sa.ForeignKeyConstraint(["merchant"], ["merchants.merchant"]),
        sa.PrimaryKeyConstraint("merchant", "contact"),
    )


def _make_desks() -> None:
    op.create_table(
        "slots",
        sa.Column("slot", sa.Integer, autoincrement=False, nullable=False),
        _integer("version"),
        _text("batch"),
        sa.PrimaryKeyConstraint("slot"),
    )
    op.create_table(
        "desks",
        _id("merchant"),
        sa.Column("slot", sa.Integer, nullable=False),
        _integer("step"),
        _integer("revision"),
        _integer("now_ms"),
        _integer("next_sequence"),
        _integer("next_turn"),
        _blob("full_groups"),
        _integer("next_deadline_ms", nullable=True),
        _flag("is_live"),
        sa.ForeignKeyConstraint(["merchant"], ["merchants.merchant"]),
        sa.ForeignKeyConstraint(["slot"], ["slots.slot"]),
        sa.PrimaryKeyConstraint("merchant"),
    )
    op.create_table(
        "desk_configs",
        _id("merchant"),
        _integer("revision"),
        _blob("config"),
        sa.ForeignKeyConstraint(["merchant"], ["merchants.merchant"]),
        sa.PrimaryKeyConstraint("merchant"),
    )
    op.create_table(
        "agent_states",
        _id("merchant"),
        _id("agent"),
        _text("intent", nullable=True),
        _flag("connected"),
        _integer("lost_since_ms", nullable=True),
        _integer("windows_max"),
        _integer("last_turn"),
        _integer("enabled_ms"),
        sa.ForeignKeyConstraint(["merchant"], ["merchants.merchant"]),
        sa.PrimaryKeyConstraint("merchant", "agent"),
    )


def _make_contacts() -> None:
    op.create_table(
        "contacts",
        _id("merchant"),
        _id("contact"),
        _id("shop"),
        _text("buyer", nullable=True),
        _text("name", nullable=True),
        _text("email", nullable=True),
        _integer("created_ms"),
        _id("recent_agent", nullable=True),
        _integer("recent_at_ms", nullable=True),
        _flag("private"),
        _flag("blocked"),
        _integer("priority"),
        _id("mailbox", nullable=True),
        _flag("connected"),
        _integer("absent_since_ms", nullable=True),
        _flag("gone"),
        sa.ForeignKeyConstraint(["merchant"], ["merchants.merchant"]),
        sa.PrimaryKeyConstraint("merchant", "contact"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "contacts_merchant_recent_agent_recent_at_ms_index",
        "contacts",
        ["merchant", "recent_agent", "recent_at_ms"],
    )
    op.create_table(
        "journal",
        _id("merchant"),
        _integer("step"),
        _integer("now_ms"),
        _blob("command"),
        _blob("events"),
        sa.PrimaryKeyConstraint("merchant", "step"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "former_visitors",
        _id("contact"),
        _id("merchant"),
        _id("visitor"),
        sa.PrimaryKeyConstraint("contact", "merchant", "visitor"),
        sqlite_with_rowid=False,
    )


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        _id("session"),
        _id("merchant"),
        _id("contact"),
        _id("shop"),
        _text("phase"),
        _blob("members"),
        _blob("guests"),
        _integer("created_ms"),
        _integer("arrived_ms"),
        _integer("sequence"),
        _integer("held_until_ms", nullable=True),
        _integer("cache_sequence", nullable=True),
        _blob("decision", nullable=True),
        _integer("decided_ms"),
        _id("decided_by", nullable=True),
        _integer("opened_ms", nullable=True),
        _integer("closed_ms", nullable=True),
        _text("close_reason", nullable=True),
        _id("merged_into", nullable=True),
        sa.ForeignKeyConstraint(["merchant", "contact"], ["contacts.merchant", "contacts.contact"]),
        sa.PrimaryKeyConstraint("session"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "sessions_live_index",
        "sessions",
        ["merchant"],
        sqlite_where=sa.text("phase IN ('open', 'cached', 'queued') OR held_until_ms IS NOT NULL"),
    )
    op.create_index("sessions_merchant_closed_ms_index", "sessions", ["merchant", "closed_ms"])
    op.create_index(
        "sessions_merchant_contact_created_ms_index",
        "sessions",
        ["merchant", "contact", "created_ms"],
    )
    op.create_index("sessions_merged_into_index", "sessions", ["merged_into"])


def _make_participants() -> None:
    op.create_table(
        "touches",
        _id("session"),
        _integer("last_touched_ms"),
        _integer("unanswered_since_ms", nullable=True),
        _blob("seen"),
        _integer("hops"),
        _flag("left"),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"]),
        sa.PrimaryKeyConstraint("session"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "participants",
        _id("session"),
        _id("agent"),
        _id("merchant"),
        _integer("joined_ms"),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"]),
        sa.PrimaryKeyConstraint("session", "agent"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "participants_merchant_agent_joined_ms_index",
        "participants",
        ["merchant", "agent", "joined_ms"],
    )
    op.create_table(
        "invitations",
        _id("session"),
        _id("target"),
        _id("merchant"),
        _id("inviter"),
        _text("mode"),
        _text("note"),
        _integer("sent_ms"),
        _text("end", nullable=True),
        _integer("ended_ms", nullable=True),
        _text("reason", nullable=True),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"]),
        sa.PrimaryKeyConstraint("session", "target"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "invitations_open_index", "invitations", ["merchant"], sqlite_where=sa.text('"end" IS NULL')
    )


def _make_written() -> None:
    op.create_table(
        "messages",
        _id("session"),
        _text("channel"),
        _integer("seq"),
        _id("merchant"),
        _integer("step"),
        _integer("at_ms"),
        _text("role"),
        _id("author"),
        _text("kind"),
        _blob("body"),
        _id("cid", nullable=True),
        _text("phase", nullable=True),
        _integer("position", nullable=True),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"]),
        sa.PrimaryKeyConstraint("session", "channel", "seq"),
        sa.UniqueConstraint("merchant", "role", "author", "cid"),
    )
    op.create_table(
        "reads",
        _id("session"),
        _text("role"),
        _id("reader"),
        _text("channel"),
        _integer("seq"),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"]),
        sa.PrimaryKeyConstraint("session", "role", "reader", "channel"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "summaries",
        _id("session"),
        _text("category"),
        _text("note"),
        _id("agent"),
        _integer("at_ms"),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"]),
        sa.PrimaryKeyConstraint("session"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ratings",
        _id("session"),
        _integer("score"),
        _text("comment"),
        _integer("at_ms"),
        sa.ForeignKeyConstraint(["session"], ["sessions.session"]),
        sa.PrimaryKeyConstraint("session"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "blocks",
        _id("merchant"),
        _id("contact"),
        _id("agent"),
        _text("reason"),
        _integer("at_ms"),
        _integer("lifted_ms", nullable=True),
        sa.ForeignKeyConstraint(["merchant", "contact"], ["contacts.merchant", "contacts.contact"]),
        sa.ForeignKeyConstraint(["merchant"], ["merchants.merchant"]),
        sa.PrimaryKeyConstraint("merchant", "contact"),
    )


def _make_accounts() -> None:
    op.create_table(
        "refresh_tokens",
        _id("family"),
        _id("merchant"),
        _id("username"),
        _text("current_hash"),
        _text("previous_hash", nullable=True),
        _integer("rotated_ms"),
        _integer("expires_ms"),
        sa.ForeignKeyConstraint(["merchant"], ["merchants.merchant"]),
        sa.PrimaryKeyConstraint("family"),
    )
    op.create_index("refresh_tokens_current_hash_index", "refresh_tokens", ["current_hash"])
    op.create_index("refresh_tokens_expires_ms_index", "refresh_tokens", ["expires_ms"])
    op.create_index("refresh_tokens_previous_hash_index", "refresh_tokens", ["previous_hash"])
