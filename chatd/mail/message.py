"""An e-mail as bytes. Pure, but for its date.

Plain text in UTF-8. Every address is parsed and every name loses its control characters before it
comes near a header, and the library refuses line breaks in what is left: nothing that a buyer or
an agent wrote can become a header of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from chatd.addresses import mailbox
from chatd.storage.records import MailRecord

_POLICY = SMTP.clone(cte_type="7bit", raise_on_defect=True)


def compose(mail: MailRecord) -> bytes:
    """The mail with its headers; the same bytes whenever it is sent, but for nothing."""
    sender = mailbox(mail.sender)
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    message["To"] = mailbox(mail.recipient)
    if mail.reply_to:
        message["Reply-To"] = mailbox(mail.reply_to)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(datetime.fromtimestamp(mail.created_ms / 1_000, UTC))
    message["Message-ID"] = f"<{mail.mail}@{sender.domain}>"
    message.set_content(mail.text, charset="utf-8", cte="base64")
    return message.as_bytes()


def addresses(mail: MailRecord) -> tuple[str, str]:
    """Sender and recipient of the envelope."""
    return mailbox(mail.sender).addr_spec, mailbox(mail.recipient).addr_spec


def _one_line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
