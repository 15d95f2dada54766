"""What agents know and reuse, as the shell asks a database for it; and the SQLite twin."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from chatd.storage import contacts_known, phrases
from chatd.storage.known_records import (
    BlockedRecord,
    ContactNoteRecord,
    PastSessionRecord,
    PhrasePinRecord,
    PhraseRecord,
    ProductRecord,
    VisitRecord,
)
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

    async def note(self, merchant: str, contact: str) -> ContactNoteRecord | None:
        """What agents wrote down about a contact."""

    async def change_note(self, wanted: ContactNoteRecord) -> ContactNoteRecord:
        """Replace it; `version` is the one to be replaced.

        Raises:
            SettingChanged: It has another one.
        """

    async def visits(self, merchant: str, contact: str) -> list[VisitRecord]:
        """The pages a contact has left, the latest first."""

    async def past_sessions(
        self, merchant: str, contact: str, before_ms: int | None, limit: int
    ) -> list[PastSessionRecord]:
        """A contact's sessions, or those begun before a moment, the latest first."""

    async def blocked(
        self, merchant: str, before_ms: int | None, limit: int
    ) -> list[BlockedRecord]:
        """Who is blocked, or was before a moment, the latest first."""

    async def products(self, merchant: str, shop: str) -> list[ProductRecord]:
        """A shop's products: pinned ones, then those sent last."""

    async def keep_product(self, wanted: ProductRecord) -> None:
        """Keep a product; old ones make room."""

    async def remove_product(self, merchant: str, shop: str, product: str) -> bool:
        """Forget a product; False if there was none."""


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

    async def note(self, merchant: str, contact: str) -> ContactNoteRecord | None:
        """What agents wrote down about a contact."""
        async with self._reading() as connection:
            return await connection.run_sync(contacts_known.read_note, merchant, contact)

    async def change_note(self, wanted: ContactNoteRecord) -> ContactNoteRecord:
        """Replace what agents wrote down."""
        async with self._writing() as connection:
            return await connection.run_sync(contacts_known.write_note, wanted)

    async def visits(self, merchant: str, contact: str) -> list[VisitRecord]:
        """The pages a contact has left."""
        async with self._reading() as connection:
            return await connection.run_sync(contacts_known.read_visits, merchant, contact)

    async def past_sessions(
        self, merchant: str, contact: str, before_ms: int | None, limit: int
    ) -> list[PastSessionRecord]:
        """A contact's sessions."""
        async with self._reading() as connection:
            return await connection.run_sync(
                contacts_known.read_past_sessions, merchant, contact, before_ms, limit
            )

    async def blocked(
        self, merchant: str, before_ms: int | None, limit: int
    ) -> list[BlockedRecord]:
        """Who is blocked."""
        async with self._reading() as connection:
            return await connection.run_sync(
                contacts_known.read_blocked, merchant, before_ms, limit
            )

    async def products(self, merchant: str, shop: str) -> list[ProductRecord]:
        """A shop's products."""
        async with self._reading() as connection:
            return await connection.run_sync(contacts_known.read_products, merchant, shop)

    async def keep_product(self, wanted: ProductRecord) -> None:
        """Keep a product."""
        async with self._writing() as connection:
            await connection.run_sync(contacts_known.write_product, wanted)

    async def remove_product(self, merchant: str, shop: str, product: str) -> bool:
        """Forget a product."""
        async with self._writing() as connection:
            return await connection.run_sync(contacts_known.remove_product, merchant, shop, product)
