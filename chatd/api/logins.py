"""What log-in needs of the database, in the words of `chatd.auth`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from chatd.auth.refresh import RefreshRecord
from chatd.desks.merchants import read_merchant
from chatd.storage import records

if TYPE_CHECKING:
    from chatd.desks.merchants import OidcSettings
    from chatd.storage.store import Store


class StoredLogins:
    """Implements `chatd.auth.refresh.RefreshStore`, and keeps password hashes.

    Args:
        store: The database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def read_password_hash(self, merchant: str, username: str) -> str | None:
        """An account's hash; None when there is no such account."""
        agent = await self._store.find_agent(merchant, username)
        return None if agent is None else agent.password_hash

    async def has_agent(self, merchant: str, username: str) -> bool:
        """Whether there is such an account."""
        return await self._store.find_agent(merchant, username) is not None

    async def find_oidc(self, merchant: str) -> OidcSettings | None:
        """A merchant's OpenID provider, if there are both."""
        stored = await self._store.load_merchant(merchant)
        return None if stored is None else read_merchant(stored).oidc

    async def offers_oidc(self) -> bool:
        """Whether any merchant has an OpenID provider."""
        return await self._store.some_merchant_has("oidc")

    async def write_password_hash(self, merchant: str, username: str, password_hash: str) -> None:
        """Replace an account's hash by one of the same password."""
        await self._store.replace_password_hash(merchant, username, password_hash)

    async def add_refresh(self, record: RefreshRecord) -> None:
        """Keep a new log-in."""
        await self._store.add_refresh(records.RefreshRecord(**asdict(record)))

    async def find_refresh(self, token_hash: str) -> RefreshRecord | None:
        """The log-in whose current or previous hash this is."""
        found = await self._store.find_refresh(token_hash)
        return None if found is None else RefreshRecord(*found)

    async def rotate_refresh(self, record: RefreshRecord, *, from_hash: str) -> bool:
        """Store the record if the family's current hash is still `from_hash`; False if not."""
        stored = records.RefreshRecord(**asdict(record))
        return await self._store.rotate_refresh(stored, from_hash=from_hash)

    async def remove_refresh(self, family: str) -> None:
        """Forget a log-in; nothing happens if it is gone."""
        await self._store.remove_refresh(family)
