"""The journal has a row for each batch, no longer one for each step."""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STEPS_A_ROW: Final = 64
_Steps = list[tuple[int, int, msgspec.Raw, msgspec.Raw]]
_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(_Steps).decode


def upgrade() -> None:
    """Put the steps there are together, so many a row."""
    op.rename_table("journal", "former_journal")
    _make_journal("entries")
    connection = op.get_bind()
    for merchant in _merchants(connection):
        after = -1
        while steps := connection.exec_driver_sql(
            "SELECT step, now_ms, command, events FROM former_journal"
            " WHERE merchant = ? AND step > ? ORDER BY step LIMIT ?",
            (merchant, after, _STEPS_A_ROW),
        ).fetchall():
            after, now_ms = steps[-1][:2]
            entries = [(*one[:2], msgspec.Raw(one[2]), msgspec.Raw(one[3])) for one in steps]
            connection.exec_driver_sql(
                "INSERT INTO journal (merchant, step, now_ms, entries) VALUES (?, ?, ?, ?)",
                (merchant, after, now_ms, _encode(entries)),
            )
    op.drop_table("former_journal")


def downgrade() -> None:
    """Give each step its row again."""
    op.rename_table("journal", "former_journal")
    _make_journal("command", "events")
    connection = op.get_bind()
    for merchant in _merchants(connection):
        after = -1
        while batch := connection.exec_driver_sql(
            "SELECT step, entries FROM former_journal"
            " WHERE merchant = ? AND step > ? ORDER BY step LIMIT 1",
            (merchant, after),
        ).fetchone():
            after, entries = batch
            connection.exec_driver_sql(
                "INSERT INTO journal (merchant, step, now_ms, command, events)"
                " VALUES (?, ?, ?, ?, ?)",
                [(merchant, *one[:2], bytes(one[2]), bytes(one[3])) for one in _decode(entries)],
            )
    op.drop_table("former_journal")


def _make_journal(*blobs: str) -> None:
    op.create_table(
        "journal",
        sa.Column("merchant", sa.String(64), nullable=False),
        sa.Column("step", sa.BigInteger, nullable=False),
        sa.Column("now_ms", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.LargeBinary, nullable=False) for name in blobs),
        sa.PrimaryKeyConstraint("merchant", "step", name="journal_pkey"),
        sqlite_with_rowid=False,
    )


def _merchants(connection: sa.Connection) -> list[str]:
    found = connection.exec_driver_sql("SELECT DISTINCT merchant FROM former_journal")
    return [merchant for (merchant,) in found.fetchall()]
