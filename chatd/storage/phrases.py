"""Phrases: two books for each agent, everybody's and their own, and what is on their keys.

A book is read and written as a whole, by version, like a setting; its version and who changed it
are those of the setting `phrases`, so that a change is audited and noticed like any other.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import sqlite

from chatd.storage.known_records import PhrasePinRecord, PhraseRecord
from chatd.storage.known_tables import phrase_pins, phrases
from chatd.storage.records import SettingRecord
from chatd.storage.settings import NewSetting, read_setting, write_setting

KIND: Final = "phrases"
"""The kind of setting that counts a book's versions."""


class StoredBook(NamedTuple):
    """A book in its order. `setting`: None until it is changed for the first time."""

    setting: SettingRecord | None
    phrases: list[PhraseRecord]

    @property
    def version(self) -> int:
        """How often it was changed."""
        return 0 if self.setting is None else self.setting.version


def read_book(connection: Connection, merchant: str, owner: str) -> StoredBook:
    """A book; an empty one if nobody ever wrote in it."""
    columns = phrases.c
    statement = (
        select(phrases)
        .where(columns.merchant == merchant, columns.owner == owner)
        .order_by(columns.position)
    )
    found = [PhraseRecord._make(row) for row in connection.execute(statement)]
    return StoredBook(read_setting(connection, merchant, KIND, owner), found)


def write_book(
    connection: Connection, wanted: NewSetting, content: list[PhraseRecord]
) -> StoredBook:
    """Make a book what is given; only rows that differ are written.

    Args:
        connection: In a transaction.
        wanted: The setting that goes with it; its subject is the book's owner.
        content: Every phrase, in its order.

    Raises:
        SettingChanged: The book has another version than the one to be replaced.
    """
    merchant, owner = wanted.merchant, wanted.subject
    setting = write_setting(connection, wanted)
    before = {row.phrase: row for row in read_book(connection, merchant, owner).phrases}
    gone = before.keys() - {row.phrase for row in content}
    changed = [row for row in content if before.get(row.phrase) != row]
    columns = phrases.c
    for phrase in sorted(gone):
        connection.execute(
            delete(phrases).where(
                columns.merchant == merchant, columns.owner == owner, columns.phrase == phrase
            )
        )
    if changed:
        statement = sqlite.insert(phrases)
        new = {name: statement.excluded[name] for name in ("position", "group", "text")}
        connection.execute(
            statement.on_conflict_do_update(index_elements=list(phrases.primary_key), set_=new),
            [row._asdict() for row in changed],
        )
    return StoredBook(setting, content)


def read_pins(connection: Connection, merchant: str, agent: str) -> list[PhrasePinRecord]:
    """What is on an agent's keys, in their order."""
    columns = phrase_pins.c
    statement = (
        select(phrase_pins)
        .where(columns.merchant == merchant, columns.agent == agent)
        .order_by(columns.place)
    )
    return [PhrasePinRecord._make(row) for row in connection.execute(statement)]


def write_pins(
    connection: Connection, merchant: str, agent: str, wanted: list[PhrasePinRecord]
) -> None:
    """Put these on an agent's keys, and nothing else."""
    columns = phrase_pins.c
    connection.execute(
        delete(phrase_pins).where(columns.merchant == merchant, columns.agent == agent)
    )
    if wanted:
        connection.execute(insert(phrase_pins), [row._asdict() for row in wanted])
