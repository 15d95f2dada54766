"""One e-mail to one SMTP server, and what is known of it afterwards.

connect, STARTTLS, AUTH, MAIL, RCPT     nothing was sent: any failure may be tried again
── hand over ──                         taken down that the content leaves now
DATA                                    a reply is the outcome; without one it is unknown
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final, Protocol

import aiosmtplib
from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPResponseException

QUIT_TIMEOUT_S: Final = 2.0
_PERMANENT: Final = range(500, 600)
_REASON_MAX: Final = 200


@unique
class Outcome(StrEnum):
    """What came of a try."""

    ACCEPTED = "accepted"
    """The server has taken it on."""
    REFUSED_FOR_NOW = "refused_for_now"
    """It was certainly not taken; later it may be."""
    REFUSED = "refused"
    """It was certainly not taken, and will not be."""
    UNKNOWN = "unknown"
    """The content left and no reply came."""
    NOT_OURS = "not_ours"
    """Somebody else sends it now: its content did not leave."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of a try, and the server's words or our own about it."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpOptions:
    """The server. `tls`: `starttls` (demanded), `tls` from the first byte on, or `none`."""

    host: str
    port: int
    tls: str
    username: str
    password: str
    timeout_ms: int
    hostname: str
    """What we call ourselves."""


class Transport(Protocol):
    """A way to hand an e-mail over."""

    async def deliver(
        self, content: bytes, sender: str, recipient: str, hand_over: Callable[[], Awaitable[bool]]
    ) -> Delivery:
        """Try once. `hand_over` is asked right before the content leaves; False: it may not."""


class SmtpTransport:
    """Each e-mail on a connection of its own.

    Args:
        options: The server.
    """

    def __init__(self, options: SmtpOptions) -> None:
        self._options = options

    async def deliver(
        self, content: bytes, sender: str, recipient: str, hand_over: Callable[[], Awaitable[bool]]
    ) -> Delivery:
        """Try once."""
        client = self._client()
        try:
            refused = await self._introduce(client, sender, recipient)
            if refused is not None:
                return refused
            if not await hand_over():
                return Delivery(Outcome.NOT_OURS)
            return await self._send(client, content)
        finally:
            with contextlib.suppress(SMTPException, OSError, ValueError):
                await client.quit(timeout=QUIT_TIMEOUT_S)
            client.close()

    def _client(self) -> SMTP:
        options = self._options
        return SMTP(
            hostname=options.host,
            port=options.port,
            use_tls=options.tls == "tls",
            start_tls=options.tls == "starttls",
            username=options.username or None,
            password=options.password or None,
            timeout=options.timeout_ms / 1_000,
            local_hostname=options.hostname,
        )

    async def _introduce(self, client: SMTP, sender: str, recipient: str) -> Delivery | None:
        try:
            await client.connect()
            await client.mail(sender)
            await client.rcpt(recipient)
        except SMTPAuthenticationError as error:
            return Delivery(Outcome.REFUSED_FOR_NOW, _reason(error))  # the operator may mend it
        except SMTPResponseException as error:
            return _refusal(error)
        except (SMTPException, OSError, ValueError) as error:
            return Delivery(Outcome.REFUSED_FOR_NOW, _reason(error))
        return None

    async def _send(self, client: SMTP, content: bytes) -> Delivery:
        try:
            await client.data(content)
        except aiosmtplib.SMTPDataError as error:
            return _refusal(error)
        except (SMTPException, OSError, ValueError) as error:
            return Delivery(Outcome.UNKNOWN, _reason(error))
        return Delivery(Outcome.ACCEPTED)


def _refusal(error: SMTPResponseException) -> Delivery:
    outcome = Outcome.REFUSED if error.code in _PERMANENT else Outcome.REFUSED_FOR_NOW
    return Delivery(outcome, f"{error.code} {_reason(error)}")


def _reason(error: Exception) -> str:
    words = error.message if isinstance(error, SMTPException) else str(error)
    return " ".join((words or type(error).__name__).split())[:_REASON_MAX]
