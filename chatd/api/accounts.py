"""Log-in, refresh and log-out: an access token in the answer, a refresh token in a cookie.

The cookie is HttpOnly and SameSite=Strict, and whatever reads or sets one also checks the Origin.
A browser has one for each account that is logged in (`cookies`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from chatd.api.answers import NotLoggedIn, json_answer, read_json
from chatd.api.cookies import LOGINS_MAX, LoginCookie, cookie_name, find_cookie, read_cookies
from chatd.auth.origins import is_own_origin, own_origins
from chatd.auth.rates import LoginThrottle
from chatd.auth.refresh import RefreshRejected, RefreshTokens
from chatd.auth.tokens import TokenRejected
from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.http import AccountRequest, LoginRequest, TokenAnswer
from chatd.telemetry import LogEvent, logger

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.api.logins import StoredLogins
    from chatd.auth.passwords import Passwords
    from chatd.auth.refresh import Refreshed, RefreshRecord
    from chatd.auth.tokens import AccessClaims, Tokens
    from chatd.clock import Clock
    from chatd.config import Config
    from chatd.desks.registry import Desks
    from chatd.telemetry import Metrics

_log = logger(__name__)


class Accounts:
    """The endpoints of log-in, and who asks elsewhere.

    Args:
        config: Lifetimes, the throttle and the server's own address.
        clock: Tells the time.
        logins: Where password hashes and log-ins are.
        passwords: Checks them.
        tokens: Issues and reads access tokens.
        desks: Where who logs out is offline from then on.
        metrics: Counts log-ins.
    """

    def __init__(
        self,
        *,
        config: Config,
        clock: Clock,
        logins: StoredLogins,
        passwords: Passwords,
        tokens: Tokens,
        desks: Desks,
        metrics: Metrics,
    ) -> None:
        self._config = config
        self._clock = clock
        self._logins = logins
        self._passwords = passwords
        self._tokens = tokens
        self._refresh_tokens = RefreshTokens(
            logins,
            secret=config.secret,
            lasts_ms=config.refresh_token_ms,
            previous_ms=config.refresh_previous_ms,
        )
        self._desks = desks
        self._metrics = metrics
        self._throttle = LoginThrottle(config.login_tries_per_min)
        self._own_origins = own_origins(config.base_url)
        self._is_secure = config.base_url.startswith("https:")

    def routes(self) -> list[Route]:
        """What is about log-in."""
        return [
            Route("/api/login", self.login, methods=["POST"]),
            Route("/api/refresh", self.refresh, methods=["POST"]),
            Route("/api/logout", self.logout, methods=["POST"]),
        ]

    async def login(self, request: Request) -> Response:
        """`POST /api/login`."""
        self.check_origin(request)
        wanted = await read_json(request, LoginRequest)
        self._check_throttle(wanted, _address(request))
        password_hash = await self._logins.read_password_hash(wanted.merchant, wanted.username)
        if not await self._passwords.verify(password_hash, wanted.password):
            self._count("refused", LogEvent.LOGIN_REFUSED, wanted)
            raise NotLoggedIn("The merchant, the user name or the password is wrong.")
        assert password_hash is not None
        await self._renew_hash(wanted, password_hash)
        now_ms = self._clock.now_ms()
        issued = await self._refresh_tokens.issue(wanted.merchant, wanted.username, now_ms)
        self._count("accepted", LogEvent.LOGIN_ACCEPTED, wanted)
        name = cookie_name(wanted.merchant, wanted.username)
        answer = self._token_answer(issued, LoginCookie(name, issued.token, wanted.remember))
        await self._make_room(request, answer, name)
        return answer

    async def admit(
        self, request: Request, answer: Response, merchant: str, username: str, *, remember: bool
    ) -> None:
        """Log somebody in who was recognised elsewhere: the answer's page asks for its token."""
        issued = await self._refresh_tokens.issue(merchant, username, self._clock.now_ms())
        name = cookie_name(merchant, username)
        cookie = LoginCookie(name, issued.token, remember)
        lasts_ms = self._config.refresh_token_ms
        cookie.set_on(answer, lasts_ms=lasts_ms, is_secure=self._is_secure)
        await self._make_room(request, answer, name)

    async def _make_room(self, request: Request, answer: Response, name: str) -> None:
        """One more log-in of a browser ends the oldest of too many."""
        others = [cookie for cookie in read_cookies(request) if cookie.name != name]
        for oldest in others[: -(LOGINS_MAX - 1)]:
            await self._refresh_tokens.revoke(oldest.token)
            oldest.delete_on(answer, is_secure=self._is_secure)

    async def refresh(self, request: Request) -> Response:
        """`POST /api/refresh`. Nothing for whoever has no cookie: each first visit asks."""
        self.check_origin(request)
        cookie = find_cookie(request, await _read_account(request))
        if cookie is None:
            return _nothing()
        try:
            refreshed = await self._refresh_tokens.refresh(cookie.token, self._clock.now_ms())
        except RefreshRejected as error:
            if error.reused:
                _log.warning(LogEvent.REFRESH_REUSED, address=_address(request))
            raise NotLoggedIn("The log-in has ended.") from error
        return self._token_answer(refreshed, replace(cookie, token=refreshed.token))

    async def logout(self, request: Request) -> Response:
        """`POST /api/logout`. Logged out is whoever asks, whatever cookie they had.

        The desk comes first: should it fail, the log-in still stands and may be ended again.
        """
        self.check_origin(request)
        cookie = find_cookie(request, await _read_account(request))
        answer = _nothing()
        if cookie is not None:
            login = await self._refresh_tokens.find(cookie.token)
            if login is not None:
                await self._leave_desk(login)
                await self._refresh_tokens.revoke(cookie.token)
            cookie.delete_on(answer, is_secure=self._is_secure)
        return answer

    async def _leave_desk(self, login: RefreshRecord) -> None:
        """Logging out is a chosen offline, of an account that is still there."""
        try:
            runtime = await self._desks.runtime(login.merchant)
            await runtime.log_out(login.username, login.family)
        except CommandRejected as error:
            if error.code is not ErrorCode.NOT_FOUND:
                raise

    def read_bearer(self, request: Request) -> AccessClaims:
        """Whose access token a request carries.

        Raises:
            NotLoggedIn: None, or one that does not count.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise NotLoggedIn("Expected an access token as `Authorization: Bearer`.")
        try:
            return self._tokens.read_access(token, self._clock.now_ms())
        except TokenRejected as error:
            raise NotLoggedIn(str(error)) from error

    def check_origin(self, request: Request) -> None:
        """Refuse a request that another site's page makes.

        Raises:
            CommandRejected: It does.
        """
        if not is_own_origin(request.headers.get("origin"), self._own_origins):
            raise CommandRejected(ErrorCode.NOT_ALLOWED, "Another site may not do this.")

    def _check_throttle(self, wanted: LoginRequest, address: str) -> None:
        now_ms = int(self._clock.monotonic_ms())
        wait_ms = self._throttle.take(wanted.merchant, wanted.username, address, now_ms)
        if wait_ms:
            self._count("throttled", LogEvent.LOGIN_THROTTLED, wanted)
            raise CommandRejected(ErrorCode.RATE, "Too many tries.", retry_after_ms=wait_ms)

    async def _renew_hash(self, wanted: LoginRequest, password_hash: str) -> None:
        """Hash anew when the cost was another: now is when the password is at hand."""
        if self._passwords.is_outdated(password_hash):
            fresh = await self._passwords.hash(wanted.password)
            await self._logins.write_password_hash(wanted.merchant, wanted.username, fresh)

    def _token_answer(self, refreshed: Refreshed, cookie: LoginCookie) -> Response:
        record = refreshed.record
        access_token = self._tokens.issue_access(
            record.merchant, record.username, record.family, self._clock.now_ms()
        )
        answer = json_answer(TokenAnswer(access_token, self._config.access_token_ms // 1_000))
        lasts_ms = self._config.refresh_token_ms
        cookie.set_on(answer, lasts_ms=lasts_ms, is_secure=self._is_secure)
        return answer

    def _count(self, result: str, event: LogEvent, wanted: LoginRequest) -> None:
        self._metrics.logins.labels(result).inc()
        _log.info(event, merchant=wanted.merchant, agent=wanted.username)


async def _read_account(request: Request) -> AccountRequest:
    """Which log-in is meant; a request without a body means the latest."""
    if request.headers.get("content-length", "0") == "0":
        return AccountRequest()
    return await read_json(request, AccountRequest)


def _nothing() -> Response:
    return Response(status_code=204, headers={"cache-control": "no-store"})


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
