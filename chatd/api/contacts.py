"""`GET /api/contacts/recent`: whom an agent replied to last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from chatd.api.answers import json_answer
from chatd.protocol.http import RecentContacts

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from chatd.api.callers import Callers

RECENT_MAX: Final = 50


class Contacts:
    """Contacts as an agent may see them.

    Args:
        callers: Knows who asks.
    """

    def __init__(self, callers: Callers) -> None:
        self._callers = callers

    def routes(self) -> list[Route]:
        """What is about contacts."""
        return [Route("/api/contacts/recent", self._recent)]

    async def _recent(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        contacts = await caller.runtime.recent_contacts(caller.agent, RECENT_MAX)
        return json_answer(RecentContacts(contacts))
