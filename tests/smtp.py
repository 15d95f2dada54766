"""A real SMTP server in the test's own event loop, which can be made to fail at each step.

async with smtp_server() as server:
    server.port; server.received; server.behave = "drop_after_data"
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Literal, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

Behaviour = Literal[
    "accept", "refuse_now", "refuse", "refuse_recipient", "refuse_data", "drop_after_data", "stall"
]


@dataclass
class SmtpServer:
    """What it has received, and how it behaves next.

    Args:
        port: On 127.0.0.1.
        received: Contents that came whole, whatever was replied.
        accepted: Those that were accepted.
        behave: How it behaves from now on.
    """

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    accepted: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    behave: Behaviour = "accept"
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def reset(self) -> None:
        """Forget what has come, and accept what comes."""
        self.received.clear()
        self.accepted.clear()
        self.envelopes.clear()
        self.arrived.clear()
        self.behave = "accept"

    async def handle_MAIL(  # noqa: N802  # as aiosmtpd calls it
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.behave == "refuse_now":
            return "451 later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # as aiosmtpd calls it
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.behave == "refuse_recipient":
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # as aiosmtpd calls it
        self, server: Any, _session: Session, envelope: Envelope
    ) -> str:
        content = cast("bytes", envelope.content)
        message = email.message_from_bytes(content, policy=email.policy.default)
        self.received.append(message)
        self.envelopes.append(envelope)
        self.arrived.set()
        match self.behave:
            case "drop_after_data":
                server.transport.abort()
                return "250 OK"
            case "stall":
                await asyncio.sleep(3_600)
            case "refuse_data":
                return "452 no room"
            case "refuse":
                return "554 spam"
            case _:
                pass
        self.accepted.append(message)
        return "250 OK"


@contextlib.asynccontextmanager
async def smtp_server(**options: Any) -> AsyncIterator[SmtpServer]:
    """A server that listens on a free port."""
    loop, handler = asyncio.get_running_loop(), SmtpServer()
    listening = await loop.create_server(
        lambda: SMTP(handler, loop=loop, enable_SMTPUTF8=False, **options), "127.0.0.1", 0
    )
    handler.port = listening.sockets[0].getsockname()[1]
    yield handler
    listening.close()
