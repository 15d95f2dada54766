"""Hears what browsers complain of: errors, broken policies, requests that failed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import BrowserContext, ConsoleMessage, Request, Response, WebError

_COMPLAINTS: Final = frozenset({"error", "warning", "assert"})
_ABORTED: Final = "net::ERR_ABORTED"
"""A page was left while it still asked for something."""


@dataclass
class Quiet:
    """Everything that any page of a test complained of.

    A violated Content-Security-Policy is an error on the console, and so is a WebSocket that could
    not be opened. `expect` names beforehand what a test provokes.
    """

    complaints: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Complaints in which this is found do not count from now on."""
        self._expected.append(re.compile(pattern))

    def listen(self, context: BrowserContext, who: str) -> None:
        """Hear all pages of a context, their frames included."""

        def on_console(message: ConsoleMessage) -> None:
            if message.type in _COMPLAINTS:
                place = message.location.get("url", "")
                self._complain(f"{who}: console {message.type}: {message.text} ({place})")

        def on_error(error: WebError) -> None:
            self._complain(f"{who}: uncaught: {error.error}")

        def on_failed(request: Request) -> None:
            if request.failure != _ABORTED:
                self._complain(f"{who}: {request.method} {request.url}: {request.failure}")

        def on_response(response: Response) -> None:
            if response.status >= 400:
                self._complain(f"{who}: {response.status} {response.url}")

        context.on("console", on_console)
        context.on("weberror", on_error)
        context.on("requestfailed", on_failed)
        context.on("response", on_response)

    def _complain(self, complaint: str) -> None:
        if not any(pattern.search(complaint) for pattern in self._expected):
            self.complaints.append(complaint)

    def check(self) -> None:
        """Fail if there was any."""
        assert not self.complaints, "\n".join(self.complaints)
