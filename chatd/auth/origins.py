"""Which pages may open the WebSocket and send cookies: the server's own, and no other.

The widget lives in a frame of the server's own origin, so a shop's page never needs to.
Without an Origin header it is no browser, and there is no cookie to misuse.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


def own_origins(base_url: str) -> frozenset[str]:
    """The origins of the server's address, as browsers write them (RFC 6454, 6.1).

    On a loopback address every name of loopback counts, since people type either.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    written = f"[{host}]" if ":" in host else host
    hosts = _LOOPBACK if written in _LOOPBACK else (written,)
    port = parts.port if parts.port not in {None, _DEFAULT_PORTS.get(parts.scheme)} else None
    suffix = "" if port is None else f":{port}"
    return frozenset(f"{parts.scheme}://{host}{suffix}" for host in hosts)


def is_own_origin(origin: str | None, own: frozenset[str]) -> bool:
    """Whether an Origin header (None: there was none) belongs to the server itself."""
    return origin is None or origin in own
