"""A shop's web site, on an origin of its own: one product page with the widget's script tag."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

HOST: Final = "shop.test"
"""Chromium is told that this name is this computer: to it, shop and server are two sites."""

TITLE: Final = "Two-person tent"

ORDER: Final[dict[str, Any]] = {
    "id": "A-2503",
    "status": "paid",
    "total": "¥ 899.00",
    "items": [{"title": "Tent", "count": 2}],
    "tracking": {"number": "SF-1", "carrier": "SF"},
}
"""What the shop's own system answers to whoever asks."""

PRODUCT: Final = {
    "id": "T2",
    "title": "Two-person tent, moss",
    "url": "http://shop.test/t2",
    "price": "¥ 899.00",
}

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
body {{ font: 16px/1.5 Georgia, serif; margin: 40px; max-width: 560px }}
button, textarea {{ background: #060; color: #ff0; border: 4px dotted }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>Three seasons, two people, one dog. 2.1 kg.</p>
<p><button type="button">Add to cart</button></p>
</main>
<script async src="{server}/widget.js" {data}></script>
</body>
</html>
"""

_POLICY: Final = (
    "default-src 'none'; script-src {server}; frame-src {server}; "
    "style-src 'unsafe-inline'; img-src data:"
)
"""A strict shop: the widget must do with its script and its frame."""


@dataclass(frozen=True, slots=True)
class ShopSite:
    """The running site."""

    port: int

    @property
    def origin(self) -> str:
        """As the provision file names it."""
        return f"http://{HOST}:{self.port}"

    def page(self, server: str, **data: str) -> str:
        """The address of the product page.

        Args:
            server: Whose widget stands on it.
            data: The `data-…` of the script tag.
        """
        return f"{self.origin}/?{urlencode({'server': server, **data})}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer with the page that the address describes."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        server = query.pop("server")
        data = " ".join(f'data-{name}="{value}"' for name, value in query.items())
        body = _PAGE.format(title=TITLE, server=server, data=data).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", _POLICY.format(server=server))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Be the shop's order system."""
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"orders": [ORDER]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def open_shop_site() -> Iterator[ShopSite]:
    """Serve it on a free port, from a thread."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            yield ShopSite(server.server_address[1])
        finally:
            server.shutdown()
