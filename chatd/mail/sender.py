"""Sends what the outbox holds: one sender a node, each mail claimed before it is touched.

It is woken when something was queued here, looks by itself every so often for what other nodes
queued or left lying, and waits longer with each failure. What it cannot know it says.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from chatd.clock import Clock
from chatd.errors import Unavailable
from chatd.mail.message import addresses, compose
from chatd.mail.smtp import Delivery, Outcome, Transport
from chatd.storage.mails import FAILED, QUEUED, SENT, UNKNOWN
from chatd.storage.records import MailRecord
from chatd.storage.store import Store
from chatd.telemetry import LogEvent, logger

_log = logger(__name__)

AT_ONCE: Final = 4
"""Mails on their way at a time."""

CLAIM_LASTS_MS: Final = 15 * 60_000
"""A claim so old is a dead node's: every step of a delivery is bounded by the timeout."""

STOP_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderOptions:
    """How patient the sender is.

    Args:
        look_ms: How often it looks for what others queued.
        first_wait_ms: Before the second try; four times as long before each further one.
        last_wait_ms: No wait is longer.
        attempts_max: Then it has failed.
    """

    look_ms: int = 5_000
    first_wait_ms: int = 60_000
    last_wait_ms: int = 4 * 3_600_000
    attempts_max: int = 8


Tell = Callable[[MailRecord], Awaitable[None]]


class MailSender:
    """The sender of one node.

    Args:
        store: The outbox.
        transport: How a mail is handed over.
        clock: The time.
        options: How patient it is.
        tell: Called with each mail of which something new is known.
    """

    def __init__(
        self,
        store: Store,
        transport: Transport,
        clock: Clock,
        options: SenderOptions = SenderOptions(),
        *,
        tell: Tell,
    ) -> None:
        self._store = store
        self._transport = transport
        self._clock = clock
        self._options = options
        self._tell = tell
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_stopping = False

    def start(self) -> None:
        """Begin to send."""
        self._task = asyncio.get_running_loop().create_task(self._work(), name="mail-sender")

    def wake(self) -> None:
        """Something was queued."""
        self._wanted.set()

    async def stop(self) -> None:
        """Finish what is on its way, for a while; what is cut off then is of unknown outcome."""
        self._is_stopping = True
        self.wake()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_S)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def send_due(self) -> int:
        """Send what is due, and take back what was left lying; how many were touched."""
        now_ms = self._clock.now_ms()
        for mail in await self._store.recover_mails(now_ms - CLAIM_LASTS_MS, now_ms):
            await self._tell(mail)
        due = await self._store.due_mails(now_ms, AT_ONCE)
        results = await asyncio.gather(*map(self._send, due), return_exceptions=True)
        for failure in filter(None, results):
            _log.error(LogEvent.MAIL_DELAYED, exc_info=failure)
        return len(due)

    async def _work(self) -> None:
        while not self._is_stopping:
            self._wanted.clear()
            try:
                touched = await self.send_due()
            except Unavailable as error:
                _log.warning(LogEvent.MAIL_DELAYED, why=str(error))
                touched = 0
            except Exception:  # noqa: BLE001  # whatever it was, the next look may succeed
                _log.exception(LogEvent.MAIL_DELAYED)
                touched = 0
            if not touched:
                await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._options.look_ms / 1_000):
                await self._wanted.wait()
        except TimeoutError:
            pass

    async def _send(self, mail: MailRecord) -> None:
        claim = secrets.token_hex(16)
        if not await self._store.claim_mail(mail.mail, claim, self._clock.now_ms()):
            return
        tried = mail._replace(attempts=mail.attempts + 1)
        delivery = await self._deliver(tried, claim)
        if delivery.outcome is not Outcome.NOT_OURS:
            await self._finish(tried, claim, delivery)

    async def _deliver(self, mail: MailRecord, claim: str) -> Delivery:
        async def hand_over() -> bool:
            return await self._store.hand_over_mail(mail.mail, claim, self._clock.now_ms())

        try:
            content, (sender, recipient) = compose(mail), addresses(mail)
        except ValueError as error:
            return Delivery(Outcome.REFUSED, str(error))
        return await self._transport.deliver(content, sender, recipient, hand_over)

    async def _finish(self, mail: MailRecord, claim: str, delivery: Delivery) -> None:
        now_ms, state = self._clock.now_ms(), self._state(mail, delivery)
        is_finished = await self._store.finish_mail(
            mail.mail,
            claim,
            state,
            reason=delivery.reason,
            at_ms=now_ms,
            next_ms=now_ms + self._wait_ms(mail.attempts),
        )
        event = LogEvent.MAIL_SENT if state == SENT else LogEvent.MAIL_DELAYED
        _log.info(event, merchant=mail.merchant, mail=mail.mail, state=state)
        if is_finished:
            await self._tell(mail._replace(state=state, changed_ms=now_ms, reason=delivery.reason))

    def _state(self, mail: MailRecord, delivery: Delivery) -> str:
        match delivery.outcome:
            case Outcome.ACCEPTED:
                return SENT
            case Outcome.UNKNOWN:
                return UNKNOWN
            case Outcome.REFUSED_FOR_NOW if mail.attempts < self._options.attempts_max:
                return QUEUED
            case _:
                return FAILED

    def _wait_ms(self, attempts: int) -> int:
        options = self._options
        return int(min(options.first_wait_ms * 4 ** (attempts - 1), options.last_wait_ms))
