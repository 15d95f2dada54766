"""E-mail addresses: what is one, and its parts. Pure."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr


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


def _parsed(local: str, domain: str) -> str:
    """The local part, as the library reads it."""
    return Address(addr_spec=f"{local}@{domain}").username


def _ascii(text: str) -> str:
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"
