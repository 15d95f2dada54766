"""Who uploads and fetches files: by an agent's access token, or by a key from the WebSocket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatd.api.answers import NotLoggedIn
from chatd.auth.tokens import TokenRejected
from chatd.errors import CommandRejected
from chatd.uploads.quotas import Author

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.auth.tokens import Tokens
    from chatd.clock import Clock
    from chatd.desks.registry import Desks
    from chatd.desks.runtime import DeskRuntime


class FileCallers:
    """Recognises who asks for a file or brings one.

    Args:
        tokens: Reads tokens and keys.
        desks: Know whether an account is still there.
        clock: Tells whether they have expired.
    """

    def __init__(self, tokens: Tokens, desks: Desks, clock: Clock) -> None:
        self._tokens = tokens
        self._desks = desks
        self._clock = clock

    async def recognise(self, request: Request, *, in_address: bool = False) -> Author:
        """Who asks; `in_address`: the key may stand in the address, as pictures need it.

        Raises:
            NotLoggedIn: Nobody we know.
        """
        author = self._author(request, in_address=in_address)
        try:
            runtime = await self.runtime(author)
            if author.role == "agent":
                runtime.agent_profile(author.id)
        except CommandRejected as error:
            raise NotLoggedIn("There is no such account any more.") from error
        return author

    async def runtime(self, author: Author) -> DeskRuntime:
        """Their merchant's desk."""
        return await self._desks.runtime(author.merchant)

    def _author(self, request: Request, *, in_address: bool) -> Author:
        address = request.client.host if request.client else ""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            token = request.query_params.get("key", "") if in_address else ""
        now_ms = self._clock.now_ms()
        try:
            files = self._tokens.read_files(token, now_ms)
            return Author(files.merchant, files.role, files.person, address)
        except TokenRejected as error:
            if scheme.lower() != "bearer":
                raise NotLoggedIn("Expected a key of `files.key`.") from error
        try:
            access = self._tokens.read_access(token, now_ms)
        except TokenRejected as error:
            raise NotLoggedIn(str(error)) from error
        return Author(access.merchant, "agent", access.username, address)
