"""Merchants made for tests: a main account, two agents and a supervisor, with the caps wanted."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import jwt

IDENTITY_SECRET: Final = "identity-of-buyers-identity-of-buyers"
SHOP_NAME: Final = "Harbour Outdoor"
WELCOME: Final = "Welcome to Harbour Outdoor. Ask us anything."
CATEGORIES: Final = ("Sizes", "Delivery", "Returns")

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"x": "Xenia", "y": "Yves", "main": "Mara", "boss": "Bo"}
)
"""Display name by username; the password is `password-` and the username."""

_numbers: Iterator[int] = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Merchant:
    """One merchant with one shop, which has the same id.

    Args:
        name: The id of both.
        windows_max: Of each agent.
        reception_max: Of each agent.
        settings: More of `[settings]`.
        has_orders: The shop's site is its order system too.
        is_preview_shown: Agents see what its buyers type.
    """

    name: str
    windows_max: int = 5
    reception_max: int = 8
    settings: Mapping[str, Any] = field(default_factory=dict)
    has_orders: bool = False
    is_preview_shown: bool = True

    def file(self, origin: str) -> str:
        """The provision file.

        Args:
            origin: Whose pages may frame the widget.
        """
        settings = {"categories": list(CATEGORIES), **self.settings}
        written = "\n".join(f"{name} = {value}" for name, value in settings.items())
        roles = {"main": 'role = "owner"\nmain = true', "boss": 'role = "supervisor"'}
        agents = "".join(self._agent(username, roles.get(username, "")) for username in NAMES)
        orders = f'erp_url = "{_here(origin)}/orders"\nerp_secret = "{"k" * 32}"'
        return f"""
merchant = "{self.name}"
name = "{SHOP_NAME}"
[settings]
{written}
[[shops]]
id = "{self.name}"
name = "{SHOP_NAME}"
origins = ["{origin}"]
identity_secret = "{IDENTITY_SECRET}"
welcome = "{WELCOME}"
preview_shown = {str(self.is_preview_shown).lower()}
{orders if self.has_orders else ""}
{agents}"""

    def _agent(self, username: str, role: str) -> str:
        return f"""
[[agents]]
username = "{username}"
password = "{password_of(username)}"
name = "{NAMES[username]}"
windows_max = {self.windows_max}
reception_max = {self.reception_max}
{role}
"""


def _here(origin: str) -> str:
    """A site's address as the server reaches it."""
    return f"http://127.0.0.1:{urlsplit(origin).port}"


def next_name() -> str:
    """An id that no merchant of this run has had."""
    return f"harbour{next(_numbers)}"


def password_of(username: str) -> str:
    """An account's password."""
    return f"password-{username}"


def identity_of(name: str) -> str:
    """What the shop's page says of a buyer who is logged in there: a signed token."""
    claims = {"sub": f"buyer-{name.lower()}", "name": name}
    return jwt.encode(claims, IDENTITY_SECRET, algorithm="HS256")
