"""What agents know and reuse, as the shell asks a database for it; and the SQLite twin."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from chatd.storage import phrases
from chatd.storage.known_records import PhrasePinRecord, PhraseRecord
from chatd.storage.phrases import StoredBook
from chatd.storage.settings import NewSetting

Connecting = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


class Known(Protocol):
    """The part of a `Store` no desk is restored from. Raises as a `Store` does."""

    async def phrase_book(self, merchant: str, owner: str) -> StoredBook:
        """A book of phrases, an empty one if nobody ever wrote in it."""

    async def change_phrases(self, wanted: NewSetting, content: list[PhraseRecord]) -> StoredBook:
        """Make a book what is given.

        Raises:
            SettingChanged: It has another version than the one to be replaced.
        """

    async def phrase_pins(self, merchant: str, agent: str) -> list[PhrasePinRecord]:
        """What is on an agent's keys."""

    async def pin_phrases(self, merchant: str, agent: str, wanted: list[PhrasePinRecord]) -> None:
        """Put these on an agent's keys, and nothing else."""


class SqliteKnown:
    """See `Known`.

    Args:
        reading: Opens one state of the database.
        writing: Opens a transaction that holds the write lock.
    """

    def __init__(self, reading: Connecting, writing: Connecting) -> None:
        self._reading = reading
        self._writing = writing

    async def phrase_book(self, merchant: str, owner: str) -> StoredBook:
        """A book of phrases."""
        async with self._reading() as connection:
            return await connection.run_sync(phrases.read_book, merchant, owner)

    async def change_phrases(self, wanted: NewSetting, content: list[PhraseRecord]) -> StoredBook:
        """Make a book what is given."""
        async with self._writing() as connection:
            return await connection.run_sync(phrases.write_book, wanted, content)

    async def phrase_pins(self, merchant: str, agent: str) -> list[PhrasePinRecord]:
        """What is on an agent's keys."""
        async with self._reading() as connection:
            return await connection.run_sync(phrases.read_pins, merchant, agent)

    async def pin_phrases(self, merchant: str, agent: str, wanted: list[PhrasePinRecord]) -> None:
        """Put these on an agent's keys, and nothing else."""
        async with self._writing() as connection:
            await connection.run_sync(phrases.write_pins, merchant, agent, wanted)
