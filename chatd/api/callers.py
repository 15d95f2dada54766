"""Who asks over HTTP: an agent as they are configured now, whatever their token was made for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatd.api.answers import NotLoggedIn
from chatd.auth.permissions import Account, Role, refusal
from chatd.errors import CommandRejected

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.api.accounts import Accounts
    from chatd.desks.registry import Desks
    from chatd.desks.runtime import DeskRuntime


@dataclass(frozen=True, slots=True)
class Caller:
    """An agent who asks, and their merchant's desk."""

    merchant: str
    agent: str
    account: Account
    runtime: DeskRuntime

    def check(self, action: str) -> None:
        """Raise the permissions' refusal, if there is one."""
        code = refusal(action, self.account)
        if code is not None:
            raise CommandRejected(code)


class Callers:
    """Finds out who asks.

    Args:
        accounts: Reads access tokens.
        desks: Knows the accounts there are.
    """

    def __init__(self, accounts: Accounts, desks: Desks) -> None:
        self._accounts = accounts
        self._desks = desks

    async def find(self, request: Request) -> Caller:
        """The agent whose access token a request carries.

        Raises:
            NotLoggedIn: There is no such token, or no such account any more.
            Unavailable: The desk cannot be asked now.
        """
        claims = self._accounts.read_bearer(request)
        try:
            runtime = await self._desks.runtime(claims.merchant)
            profile = runtime.agent_profile(claims.username)
        except CommandRejected as error:
            raise NotLoggedIn("There is no such account any more.") from error
        account = Account(Role(profile.role), profile.main)
        return Caller(claims.merchant, claims.username, account, runtime)
