"""The browser, and how it is started."""

from __future__ import annotations

from typing import Final

from tests.browser.shop_site import HOST

CHROMIUM: Final = "/usr/bin/chromium"

ARGUMENTS: Final = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # In place of Playwright's own list, which takes the storage of frames on other sites away: ours
    # is partitioned, as in any browser that people use.
    "--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,Translate",
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
]
