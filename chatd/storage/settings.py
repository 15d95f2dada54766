"""What people set in the console, as documents by (kind, subject), and who changed what.

A change is of one version: who saw an older one is told so instead of overwriting it. Changes are
numbered for each merchant; by the last number every node learns that there are new ones.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from chatd.storage.errors import SettingChanged
from chatd.storage.records import SettingChangeRecord, SettingRecord
from chatd.storage.tables import setting_changes, settings


class NewSetting(NamedTuple):
    """A setting as it is to be. `version`: the one it replaces, 0 where there is none yet."""

    merchant: str
    kind: str
    subject: str
    version: int
    value_json: str
    agent: str
    at_ms: int


def read_setting(
    connection: Connection, merchant: str, kind: str, subject: str
) -> SettingRecord | None:
    """One setting, if anybody ever set it."""
    columns = settings.c
    statement = select(settings).where(
        columns.merchant == merchant, columns.kind == kind, columns.subject == subject
    )
    row = connection.execute(statement).first()
    return None if row is None else SettingRecord._make(row)


def write_setting(connection: Connection, wanted: NewSetting) -> SettingRecord:
    """Replace a setting and write down what it was; the same value again changes nothing."""
    merchant, kind, subject = wanted.merchant, wanted.kind, wanted.subject
    before = read_setting(connection, merchant, kind, subject)
    if (0 if before is None else before.version) != wanted.version:
        raise SettingChanged
    if before is not None and before.value_json == wanted.value_json:
        return before
    after = SettingRecord(
        merchant, kind, subject, wanted.version + 1, wanted.value_json, wanted.at_ms, wanted.agent
    )
    columns = settings.c
    is_it = (columns.merchant == merchant) & (columns.kind == kind) & (columns.subject == subject)
    connection.execute(
        insert(settings).values(after)
        if before is None
        else update(settings).where(is_it).values(after._asdict())
    )
    _write_down(connection, before, after)
    return after


def _write_down(connection: Connection, before: SettingRecord | None, after: SettingRecord) -> None:
    columns = setting_changes.c
    last = select(func.max(columns.change)).where(columns.merchant == after.merchant)
    change = SettingChangeRecord(
        merchant=after.merchant,
        change=(connection.execute(last).scalar() or 0) + 1,
        at_ms=after.changed_ms,
        agent=after.changed_by,
        kind=after.kind,
        subject=after.subject,
        before_json=None if before is None else before.value_json,
        after_json=after.value_json,
    )
    connection.execute(insert(setting_changes).values(change))


def read_setting_changes(
    connection: Connection, merchant: str, before: int | None, limit: int
) -> list[SettingChangeRecord]:
    """The latest changes, or those before one of them, the latest first."""
    columns = setting_changes.c
    statement = select(setting_changes).where(columns.merchant == merchant)
    if before is not None:
        statement = statement.where(columns.change < before)
    rows = connection.execute(statement.order_by(columns.change.desc()).limit(limit))
    return [SettingChangeRecord._make(row) for row in rows]
