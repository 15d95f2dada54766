"""An e-mail as bytes. Pure, but for its date.

Plain text in UTF-8. Every address is parsed and every name loses its control characters before it
comes near a header, and the library refuses line breaks in what is left: nothing that a buyer or
an agent wrote can become a header of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from chatd.storage.records import MailRecord

_POLICY = SMTP.clone(cte_type="7bit", raise_on_defect=True)


def mailbox(text: str) -> Address:
    """Read `Name <local@domain>` or a bare address. A domain may be international.

    Raises:
        ValueError: It is no address that any server would take.
    """
    if any(not letter.isprintable() for letter in text):
        raise ValueError("an address has no line breaks")
    name, spec = parseaddr(text)
    local, _, domain = spec.rpartition("@")
    if not local or not domain or not local.isascii() or "," in spec:
        raise ValueError(f"not an e-mail address: {text}")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        return Address(name, username=_parsed(local, ascii_domain), domain=ascii_domain)
    except (HeaderParseError, UnicodeError, IndexError) as error:
        raise ValueError(f"not an e-mail address: {text}") from error


def is_address(text: str) -> bool:
    """Whether mail can be sent there: a bare address and nothing else."""
    try:
        return mailbox(text).addr_spec.lower() == _ascii(text).lower()
    except ValueError:
        return False


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


def _parsed(local: str, domain: str) -> str:
    """The local part, as the library reads it."""
    return Address(addr_spec=f"{local}@{domain}").username


def _ascii(text: str) -> str:
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"
