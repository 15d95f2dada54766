"""How much somebody may upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chatd.auth.rates import Meters
from chatd.clock import Clock
from chatd.config import Config
from chatd.errors import CommandRejected, ErrorCode
from chatd.storage.store import Store

_MIB: Final = 1024 * 1024
_DAY_MS: Final = 24 * 60 * 60_000
_FILE_BYTES: Final = 64 * 1024
"""What a file counts for besides its size."""

_BURST_MINUTES: Final = 10
_FULL_RETRY_MS: Final = 60 * 60_000


@dataclass(frozen=True, slots=True)
class Author:
    """Who uploads. `id` is a username or a contact; `address` where they come from."""

    merchant: str
    role: str
    id: str
    address: str = ""


class Quotas:
    """Checks what begins: by person, by day, and by address for buyers, who are free to be many.

    Args:
        config: The limits.
        store: What was uploaded before.
        clock: The time.
    """

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self._config = config
        self._store = store
        self._clock = clock
        self._begun = Meters(config.uploads_per_min / 60, config.uploads_per_min)
        per_min = config.upload_address_mib_per_min
        self._mib = Meters(per_min / 60, per_min * _BURST_MINUTES)

    async def take(self, author: Author, size: int) -> None:
        """Count an upload of so many bytes.

        Raises:
            CommandRejected: `too_large`, one file is over the bound; `rate`, all are.
        """
        if size < 1:
            raise CommandRejected(ErrorCode.BAD_REQUEST, "A file has at least one byte.")
        if size > self._config.upload_bytes_max:
            message = f"A file has at most {self._config.upload_bytes_max} bytes."
            raise CommandRejected(ErrorCode.TOO_LARGE, message)
        now_ms = int(self._clock.monotonic_ms())
        wait_ms = self._begun.take((author.merchant, author.role, author.id), now_ms)
        if wait_ms:
            raise CommandRejected(ErrorCode.RATE, "Too many uploads.", retry_after_ms=wait_ms)
        since_ms = self._clock.now_ms() - _DAY_MS
        usage = await self._store.upload_usage(author.merchant, author.role, author.id, since_ms)
        counted = usage.size + size + (usage.files + 1) * _FILE_BYTES
        if counted > self._config.upload_day_bytes_max:
            message = "Too much was uploaded today."
            raise CommandRejected(ErrorCode.RATE, message, retry_after_ms=_FULL_RETRY_MS)
        if author.role == "buyer":
            self._take_mib(author.address, size, now_ms)

    def _take_mib(self, address: str, size: int, now_ms: int) -> None:
        for _ in range(-(-size // _MIB)):
            wait_ms = self._mib.take(address, now_ms)
            if wait_ms:
                message = "Too much comes from this address."
                raise CommandRejected(ErrorCode.RATE, message, retry_after_ms=wait_ms)
