"""Refresh cookies: one for each account that is logged in at a browser.

The name carries a digest of the account, so that the tabs of one browser may belong to several
accounts and each is renewed and logged out by itself. There are at most `LOGINS_MAX`; one more
log-in ends the oldest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chatd.protocol.http import AccountRequest

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PREFIX: Final = "chatd_refresh_"
LOGINS_MAX: Final = 8
_PATH: Final = "/api"
_KEPT: Final = "k."
_FOR_NOW: Final = "n."
"""What a cookie's value begins with: kept over the browser's end, or not."""


@dataclass(frozen=True, slots=True)
class LoginCookie:
    """One account's log-in at a browser. `is_kept`: it outlives the browser's end."""

    name: str
    token: str
    is_kept: bool

    def set_on(self, answer: Response, *, lasts_ms: int, is_secure: bool) -> None:
        """Have the browser keep it: out of scripts' reach, and from other sites' requests."""
        answer.set_cookie(
            self.name,
            (_KEPT if self.is_kept else _FOR_NOW) + self.token,
            max_age=lasts_ms // 1_000 if self.is_kept else None,
            path=_PATH,
            secure=is_secure,
            httponly=True,
            samesite="strict",
        )

    def delete_on(self, answer: Response, *, is_secure: bool) -> None:
        """Have the browser forget it."""
        answer.delete_cookie(
            self.name, path=_PATH, secure=is_secure, httponly=True, samesite="strict"
        )


def cookie_name(merchant: str, username: str) -> str:
    """The cookie of one account. Usernames may hold anything, cookie names may not."""
    account = f"{merchant}\0{username}".encode(errors="surrogatepass")
    return PREFIX + hashlib.sha256(account).hexdigest()[:16]


def read_cookies(request: Request) -> list[LoginCookie]:
    """The log-ins of the browser that asks, in its order: the oldest first."""
    return [
        LoginCookie(name, value.removeprefix(_KEPT).removeprefix(_FOR_NOW), value.startswith(_KEPT))
        for name, value in request.cookies.items()
        if name.startswith(PREFIX)
    ]


def find_cookie(request: Request, account: AccountRequest) -> LoginCookie | None:
    """The log-in of the account that is named; if none is, the latest one."""
    cookies = read_cookies(request)
    if account.merchant is not None and account.username is not None:
        name = cookie_name(account.merchant, account.username)
        cookies = [cookie for cookie in cookies if cookie.name == name]
    return cookies[-1] if cookies else None
