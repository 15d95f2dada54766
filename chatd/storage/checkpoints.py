"""Checkpoints of the journal, and the journal before one that may go."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, func, select

from chatd.storage.records import CheckpointRecord
from chatd.storage.tables import checkpoints, journal

BATCHES_MAX: Final = 100
"""Rows of the journal one transaction lets go."""


def read_checkpoints(connection: Connection, merchant: str) -> list[CheckpointRecord]:
    """All there are, the oldest first."""
    statement = (
        select(checkpoints).where(checkpoints.c.merchant == merchant).order_by(checkpoints.c.step)
    )
    return [CheckpointRecord._make(row) for row in connection.execute(statement)]


def read_last_checkpoint(connection: Connection, merchant: str) -> tuple[int, int] | None:
    """Step and moment of the newest."""
    columns = checkpoints.c
    statement = (
        select(columns.step, columns.now_ms)
        .where(columns.merchant == merchant)
        .order_by(columns.step.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return None if row is None else (row[0], row[1])


def trim_journal(connection: Connection, merchant: str, before_ms: int) -> bool:
    """Let go of the oldest batches that the newest checkpoint before a moment stands for.

    Returns:
        True: call again, there may be more.
    """
    columns = checkpoints.c
    step = connection.execute(
        select(func.max(columns.step)).where(
            columns.merchant == merchant, columns.now_ms <= before_ms
        )
    ).scalar()
    if step is None:
        return False
    aged = (
        select(journal.c.step)
        .where(journal.c.merchant == merchant, journal.c.step <= step)
        .order_by(journal.c.step)
        .limit(BATCHES_MAX)
    )
    last = connection.execute(select(func.max(aged.subquery().c.step))).scalar()
    if last is not None:
        connection.execute(
            delete(journal).where(journal.c.merchant == merchant, journal.c.step <= last)
        )
        return True
    connection.execute(delete(checkpoints).where(columns.merchant == merchant, columns.step < step))
    return False
