"""Refresh tokens: opaque, stored hashed, replaced at each use.

The tokens of one log-in are a family. The next token of a family is computed from the present
one and the server's secret, so that two tabs who present the same token at once, or one whose
answer got lost, are given the *same* next one. For a short while after a replacement the token
before still counts; presented later it is somebody else's copy, and ends the family.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from typing import Protocol

from chatd.errors import ChatdError


@dataclass(frozen=True, slots=True)
class RefreshRecord:
    """One log-in as it is stored, hashes only.

    `rotated_ms` is when `previous_hash` was replaced (issued, while there is none).
    """

    family: str
    merchant: str
    username: str
    current_hash: str
    previous_hash: str | None
    rotated_ms: int
    expires_ms: int


class RefreshStore(Protocol):
    """Where log-ins are kept. Each call is one transaction."""

    async def add_refresh(self, record: RefreshRecord) -> None:
        """Keep a new log-in."""

    async def find_refresh(self, token_hash: str) -> RefreshRecord | None:
        """The log-in whose current or previous hash this is."""

    async def rotate_refresh(self, record: RefreshRecord, *, from_hash: str) -> bool:
        """Store the record if the family's current hash is still `from_hash`; False if not."""

    async def remove_refresh(self, family: str) -> None:
        """Forget a log-in; nothing happens if it is gone."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A log-in and the token to hand out for it."""

    record: RefreshRecord
    token: str


class RefreshRejected(ChatdError):
    """The refresh token counts no more. `reused`: it was a copy, and the log-in is ended."""

    def __init__(self, reason: str, *, reused: bool = False) -> None:
        self.reused = reused
        super().__init__(reason)


class RefreshTokens:
    """Issues and replaces refresh tokens.

    Args:
        store: Where log-ins are kept.
        secret: The server's.
        lasts_ms: How long a log-in outlives its last use.
        previous_ms: How long the token before the present one still counts.
    """

    def __init__(
        self, store: RefreshStore, *, secret: str, lasts_ms: int, previous_ms: int
    ) -> None:
        self._store = store
        self._key = hmac.digest(secret.encode(), b"chatd refresh token", hashlib.sha256)
        self._lasts_ms = lasts_ms
        self._previous_ms = previous_ms

    async def issue(self, merchant: str, username: str, now_ms: int) -> Refreshed:
        """Begin a log-in."""
        token = secrets.token_urlsafe(32)
        record = RefreshRecord(
            family=secrets.token_hex(16),
            merchant=merchant,
            username=username,
            current_hash=_hash(token),
            previous_hash=None,
            rotated_ms=now_ms,
            expires_ms=now_ms + self._lasts_ms,
        )
        await self._store.add_refresh(record)
        return Refreshed(record, token)

    async def refresh(self, token: str, now_ms: int) -> Refreshed:
        """Replace a token by the family's next one.

        Raises:
            RefreshRejected: It is unknown, expired, or was replaced too long ago.
        """
        presented = _hash(token)
        record = await self._store.find_refresh(presented)
        if record is not None and record.current_hash == presented and now_ms < record.expires_ms:
            rotated = self._rotated(record, token, now_ms)
            if await self._store.rotate_refresh(rotated.record, from_hash=presented):
                return rotated
            # Another tab was faster; by now this token is the previous one.
            record = await self._store.find_refresh(presented)
        if record is None or now_ms >= record.expires_ms:
            raise RefreshRejected("unknown or expired")
        if now_ms >= record.rotated_ms + self._previous_ms:
            await self._store.remove_refresh(record.family)
            raise RefreshRejected("replaced before", reused=True)
        return Refreshed(record, self._next(token))

    async def find(self, token: str) -> RefreshRecord | None:
        """The log-in a token belongs to, the token before the present one included."""
        return await self._store.find_refresh(_hash(token))

    async def revoke(self, token: str) -> RefreshRecord | None:
        """End the log-in a token belongs to, and say which it was."""
        record = await self.find(token)
        if record is not None:
            await self._store.remove_refresh(record.family)
        return record

    def _rotated(self, record: RefreshRecord, token: str, now_ms: int) -> Refreshed:
        following = self._next(token)
        rotated = replace(
            record,
            current_hash=_hash(following),
            previous_hash=record.current_hash,
            rotated_ms=now_ms,
            expires_ms=now_ms + self._lasts_ms,
        )
        return Refreshed(rotated, following)

    def _next(self, token: str) -> str:
        digest = hmac.digest(self._key, token.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(token: str) -> str:
    """Of 256 random bits, so that a fast hash without salt is enough."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
