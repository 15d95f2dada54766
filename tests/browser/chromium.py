"""The browser, and how it is started."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.browser.shop_site import HOST

_SHELL: Final = "/usr/bin/chromium-headless-shell"
"""Chromium's engine without the browser around it: two thirds of the work."""

CHROMIUM: Final = _SHELL if Path(_SHELL).exists() else "/usr/bin/chromium"

ARGUMENTS: Final = [
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
