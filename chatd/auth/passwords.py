"""Passwords by argon2id, off the event loop, and as slow for a name nobody has."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import argon2

_THREADS: Final = 2
"""Each hash holds its whole memory: this bounds what a storm of log-ins can take."""


class Passwords:
    """Hashes and checks passwords in threads of its own.

    Args:
        time_cost: Passes over the memory.
        memory_kib: Memory of one hash.
        parallelism: Lanes of one hash.
    """

    def __init__(self, *, time_cost: int, memory_kib: int, parallelism: int) -> None:
        self._hasher = argon2.PasswordHasher(
            time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism
        )
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="password")
        self._hash_of_nobody = self._hasher.hash(secrets.token_hex(16))

    async def hash(self, password: str) -> str:
        """The encoded hash to store, its parameters and salt included."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.hash_now, password)

    def hash_now(self, password: str) -> str:
        """As `hash`, for where there is no event loop (provisioning)."""
        return self._hasher.hash(password)

    async def verify(self, stored_hash: str | None, password: str) -> bool:
        """Whether the password is the stored one.

        With None (there is no such account) it takes as long, and is False.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._verify, stored_hash, password)

    def is_outdated(self, stored_hash: str) -> bool:
        """Whether a hash was made at another cost than today's: hash anew after a log-in."""
        return self._hasher.check_needs_rehash(stored_hash)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _verify(self, stored_hash: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored_hash or self._hash_of_nobody, password)
        except argon2.exceptions.VerifyMismatchError:
            return False
        return stored_hash is not None
