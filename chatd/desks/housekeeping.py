"""What is done in the background: erasures, retention, checkpoints of the journals.

Each transaction is short, and between two of them the desks' commits have their turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from chatd.clock import Clock
from chatd.desks.erasing import BLANK
from chatd.desks.merchants import Retention, read_merchant
from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.storage.store import Store
from chatd.telemetry import LogEvent, logger

if TYPE_CHECKING:
    from chatd.desks.runtime import DeskRuntime, OpenDesk

_log = logger(__name__)

DAY_MS: Final = 24 * 3_600_000
PAUSE_S: Final = 0.02
"""Between two transactions of a job."""


class Housekeeping:
    """The jobs of this process, for all desks.

    Args:
        store: The database.
        clock: Tells the time.
        runtimes: The desks in memory, by merchant.
        runtime: A merchant's desk, restored if need be.
        sleep: Waits for seconds.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        runtimes: dict[str, DeskRuntime],
        runtime: Callable[[str], Awaitable[DeskRuntime]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._runtimes = runtimes
        self._runtime = runtime
        self._sleep = sleep
        self._erasing: set[tuple[str, str]] = set()

    async def erase(self, merchant: str, contact: str) -> None:
        """Erase what a contact wrote and was called, and what was written to and about them.

        The wish is stored first: should the process die, the next one fulfils it.

        Raises:
            CommandRejected: `not_found`, there is no such contact.
            Unavailable: The database cannot do it now; the wish stands if it was stored.
        """
        if await self._store.find_contact(merchant, contact) is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        await self._store.ask_erasure(merchant, contact, self._clock.now_ms())
        await self._erase(merchant, contact)

    async def fulfil_wishes(self) -> None:
        """Carry out the erasures that were asked for elsewhere or before a crash."""
        for wish in await self._store.open_erasures():
            if (wish.merchant, wish.contact) not in self._erasing:
                await self._erase(wish.merchant, wish.contact)

    async def tidy(self) -> None:
        """Once a day for each desk a checkpoint; and what is older than its merchant keeps it."""
        for merchant in sorted(await self._store.revisions()):
            try:
                await self._tidy_merchant(merchant)
            except (CommandRejected, Unavailable) as error:
                _log.warning(LogEvent.HOUSEKEEPING_FAILED, merchant=merchant, why=str(error))

    async def _erase(self, merchant: str, contact: str) -> None:
        self._erasing.add((merchant, contact))
        try:
            runtime = await self._runtime(merchant)
            step = await runtime.carry_out(lambda desk: desk.erasing.close(contact))
            while await self._store.erase_contact(merchant, contact, step, BLANK):
                await self._sleep(PAUSE_S)
            await runtime.carry_out(lambda desk: desk.erasing.forget(contact))
            await self._store.finish_erasure(merchant, contact, self._clock.now_ms())
            await self._store.truncate_log()
        finally:
            self._erasing.discard((merchant, contact))
        _log.info(LogEvent.CONTACT_ERASED, merchant=merchant, contact=contact)

    async def _tidy_merchant(self, merchant: str) -> None:
        await self._store_checkpoint(merchant)
        stored = await self._store.load_merchant(merchant)
        if stored is not None:
            await self._apply(merchant, read_merchant(stored).retention)

    async def _store_checkpoint(self, merchant: str) -> None:
        runtime = self._runtimes.get(merchant)
        if runtime is None or not runtime.is_open:
            return
        step, at_ms = await self._store.last_checkpoint(merchant) or (0, 0)
        if runtime.steps > step and self._clock.now_ms() >= at_ms + DAY_MS:
            await runtime.carry_out(lambda desk: desk.erasing.store_checkpoint())

    async def _apply(self, merchant: str, retention: Retention) -> None:
        now_ms = self._clock.now_ms()
        if retention.messages_days is not None:
            await self._erase_texts(merchant, now_ms - retention.messages_days * DAY_MS)
        if retention.contacts_days is not None:
            await self._erase_names(merchant, now_ms - retention.contacts_days * DAY_MS)
        if retention.journal_days is not None:
            before_ms = now_ms - retention.journal_days * DAY_MS
            while await self._store.trim_journal(merchant, before_ms):
                await self._sleep(PAUSE_S)

    async def _erase_texts(self, merchant: str, before_ms: int) -> None:
        while erased := await self._store.erase_aged(merchant, before_ms, BLANK):
            runtime = self._runtimes.get(merchant)
            if runtime is not None and runtime.is_open:
                await runtime.carry_out(partial(_look_again, sessions=erased))
            await self._sleep(PAUSE_S)

    async def _erase_names(self, merchant: str, before_ms: int) -> None:
        """Once through: who is here now keeps the name until the next time."""
        for contact in await self._store.find_aged_contacts(merchant, before_ms):
            runtime = await self._runtime(merchant)
            if await runtime.carry_out(partial(_forget_aged, contact=contact)):
                await self._store.erase_about(merchant, contact)
            await self._sleep(PAUSE_S)


async def _look_again(desk: OpenDesk, sessions: list[str]) -> None:
    for session in sessions:
        await desk.erasing.look_again(session)


async def _forget_aged(desk: OpenDesk, contact: str) -> bool:
    if not desk.erasing.may_forget(contact):
        return False
    await desk.erasing.forget(contact)
    return True
