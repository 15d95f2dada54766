"""Contact ids are derived, so that nobody has to look one up."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

_CHARACTERS: Final = 26
"""130 bits of base32."""


def contact_of_visitor(visitor: str) -> str:
    """The contact of somebody a shop knows by the visitor token alone."""
    return f"v_{visitor}"


def contact_of_buyer(merchant: str, shop: str, buyer: str) -> str:
    """The contact of somebody the shop has named; `buyer` is the `sub` of its identity token."""
    named = f"{merchant}\0{shop}\0{buyer}"
    digest = hashlib.sha256(named.encode()).digest()
    return "b_" + base64.b32encode(digest)[:_CHARACTERS].decode().lower()
