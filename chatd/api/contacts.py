"""`GET /api/contacts/recent`: whom an agent replied to last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from chatd.api.answers import NotLoggedIn, json_answer
from chatd.errors import CommandRejected
from chatd.protocol.http import RecentContacts

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from chatd.api.accounts import Accounts
    from chatd.desks.registry import Desks

RECENT_MAX: Final = 50


class Contacts:
    """Contacts as an agent may see them.

    Args:
        accounts: Knows who asks.
        desks: Knows whom they talked to.
    """

    def __init__(self, accounts: Accounts, desks: Desks) -> None:
        self._accounts = accounts
        self._desks = desks

    def routes(self) -> list[Route]:
        """What is about contacts."""
        return [Route("/api/contacts/recent", self._recent)]

    async def _recent(self, request: Request) -> Response:
        claims = self._accounts.read_bearer(request)
        try:
            runtime = await self._desks.runtime(claims.merchant)
            runtime.agent_profile(claims.username)
        except CommandRejected as error:
            raise NotLoggedIn("There is no such account any more.") from error
        contacts = await runtime.recent_contacts(claims.username, RECENT_MAX)
        return json_answer(RecentContacts(contacts))
