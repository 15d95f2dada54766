"""`/api/oidc…`: log-in through the merchant's OpenID provider.

    POST /api/oidc/login {merchant}    → {url}, and a cookie that remembers what was begun
    …the browser logs in at the provider…
    GET  /api/oidc/callback/{merchant} → the console; logged in, or with a word on why not

Each merchant's provider leads back to an address of its own, so that one merchant's provider can
never answer for another's (RFC 9700, 4.4). The cookie must be Lax, for the browser comes back
from another site; what it brings logs nobody in without the state, the code and the proof.

A merchant that does not exist is answered like one without a provider.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse
from starlette.routing import Route

from chatd.api.answers import json_answer, read_json
from chatd.auth.id_tokens import named_by
from chatd.auth.rates import Meters, payer_of
from chatd.auth.tokens import ATTEMPT_MS, Attempt, TokenRejected
from chatd.errors import ChatdError, CommandRejected, ErrorCode, Unavailable
from chatd.oidc.providers import CodeRefused, ProviderFailed
from chatd.protocol.http import OidcAnswer, OidcOffer, OidcRequest
from chatd.telemetry import LogEvent, logger

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from chatd.api.accounts import Accounts
    from chatd.api.logins import StoredLogins
    from chatd.auth.tokens import Tokens
    from chatd.clock import Clock
    from chatd.config import Config
    from chatd.desks.merchants import OidcSettings
    from chatd.oidc.providers import Providers
    from chatd.telemetry import Metrics

_log = logger(__name__)

COOKIE: Final = "chatd_oidc_"
ATTEMPTS_MAX: Final = 4
"""Log-ins that one browser has begun at a time."""

_PATH: Final = "/api/oidc"
_STATE_MAX: Final = 200
_CODE_MAX: Final = 4_000


class LoginFailed(ChatdError):
    """Nobody is logged in. `word` is what the console tells, the rest is for the log."""

    def __init__(self, word: str, why: str) -> None:
        super().__init__(why)
        self.word = word


class OidcLogins:
    """The endpoints of log-in elsewhere.

    Args:
        config: The throttle and the server's own address.
        clock: Tells the time.
        logins: Knows merchants and accounts.
        accounts: Begins log-ins.
        tokens: Signs what a browser keeps meanwhile.
        providers: Asks the providers.
        metrics: Counts log-ins.
    """

    def __init__(
        self,
        *,
        config: Config,
        clock: Clock,
        logins: StoredLogins,
        accounts: Accounts,
        tokens: Tokens,
        providers: Providers,
        metrics: Metrics,
    ) -> None:
        self._clock = clock
        self._logins = logins
        self._accounts = accounts
        self._tokens = tokens
        self._providers = providers
        self._metrics = metrics
        self._base_url = config.base_url
        self._is_secure = config.base_url.startswith("https:")
        per_min = 2 * config.login_tries_per_min
        self._tries = Meters(per_min / 60, per_min)

    def routes(self) -> list[Route]:
        """What is about log-in elsewhere."""
        return [
            Route("/api/oidc", self._offer),
            Route("/api/oidc/login", self._begin, methods=["POST"]),
            Route("/api/oidc/callback/{merchant}", self._finish, methods=["GET"]),
        ]

    async def _offer(self, _request: Request) -> Response:
        """Whether any merchant here has it: of none in particular."""
        return json_answer(OidcOffer(await self._logins.offers_oidc()))

    async def _begin(self, request: Request) -> Response:
        self._accounts.check_origin(request)
        wanted = await read_json(request, OidcRequest)
        self._check_rate(request)
        settings = await self._logins.find_oidc(wanted.merchant)
        if settings is None:
            raise CommandRejected(ErrorCode.NOT_FOUND, "There is no such log-in.")
        attempt = Attempt(wanted.merchant, *_drawn(), remember=wanted.remember)
        try:
            url = await self._providers.authorization_url(
                settings, attempt, self._redirect_uri(wanted.merchant)
            )
        except ProviderFailed as error:
            self._count("refused", LogEvent.LOGIN_REFUSED, wanted.merchant, why=str(error))
            raise Unavailable("the provider cannot be asked") from error
        answer = json_answer(OidcAnswer(url))
        self._keep(request, answer, attempt)
        return answer

    async def _finish(self, request: Request) -> Response:
        merchant = request.path_params["merchant"]
        name = _cookie_name(request.query_params.get("state", ""))
        try:
            attempt = self._attempt(request, name, merchant)
            answer = await self._admit(request, attempt)
        except LoginFailed as error:
            self._count("refused", LogEvent.LOGIN_REFUSED, merchant, why=str(error))
            answer = _to_console(login=error.word, merchant=merchant)
        self._forget(answer, name)
        return answer

    def _attempt(self, request: Request, name: str, merchant: str) -> Attempt:
        """What this browser has begun, if it is what comes back."""
        state = request.query_params.get("state", "")
        try:
            self._check_rate(request)
            attempt = self._tokens.read_attempt(request.cookies.get(name, ""), self._clock.now_ms())
        except CommandRejected as error:
            raise LoginFailed("throttled", "too many tries") from error
        except TokenRejected as error:
            raise LoginFailed("state", f"no attempt: {error}") from error
        is_it = hmac.compare_digest(attempt.state.encode(), state.encode(errors="surrogatepass"))
        if not is_it or attempt.merchant != merchant:
            raise LoginFailed("state", "another attempt")
        return attempt

    async def _admit(self, request: Request, attempt: Attempt) -> Response:
        """Log in whom the provider names."""
        try:
            username = await self._who(request, attempt)
            answer = _to_console(merchant=attempt.merchant, user=username)
            await self._accounts.admit(
                request, answer, attempt.merchant, username, remember=attempt.remember
            )
        except Unavailable as error:
            raise LoginFailed("server", str(error)) from error
        self._count("accepted", LogEvent.LOGIN_ACCEPTED, attempt.merchant, agent=username)
        return answer

    async def _who(self, request: Request, attempt: Attempt) -> str:
        """The agent whom the provider names."""
        settings = await self._logins.find_oidc(attempt.merchant)
        if settings is None:
            raise LoginFailed("state", "no provider any more")
        said = await self._said(request, attempt, settings)
        username = settings.agent(said)
        if username is None or not await self._logins.has_agent(attempt.merchant, username):
            raise LoginFailed("unknown", "no such agent")
        return username

    async def _said(self, request: Request, attempt: Attempt, settings: OidcSettings) -> str:
        query = request.query_params
        if "error" in query:
            raise LoginFailed("denied", "the provider has logged nobody in")
        if query.get("iss", settings.issuer) != settings.issuer:
            raise LoginFailed("token", "another issuer answers")
        code = query.get("code", "")
        if not 0 < len(code) <= _CODE_MAX:
            raise LoginFailed("token", "no code")
        redirect_uri = self._redirect_uri(attempt.merchant)
        try:
            claims = await self._providers.claims(settings, attempt, code, redirect_uri)
            return named_by(claims, settings.claim)
        except ProviderFailed as error:
            raise LoginFailed("provider", str(error)) from error
        except (CodeRefused, TokenRejected) as error:
            raise LoginFailed("token", str(error)) from error

    def _keep(self, request: Request, answer: Response, attempt: Attempt) -> None:
        """Have the browser remember the attempt; the oldest of too many is forgotten."""
        begun = [name for name in request.cookies if name.startswith(COOKIE)]
        for oldest in begun[: -(ATTEMPTS_MAX - 1)]:
            self._forget(answer, oldest)
        answer.set_cookie(
            _cookie_name(attempt.state),
            self._tokens.issue_attempt(attempt, self._clock.now_ms()),
            max_age=ATTEMPT_MS // 1_000,
            path=_PATH,
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    def _forget(self, answer: Response, name: str) -> None:
        answer.delete_cookie(
            name, path=_PATH, secure=self._is_secure, httponly=True, samesite="lax"
        )

    def _check_rate(self, request: Request) -> None:
        address = request.client.host if request.client else ""
        wait_ms = self._tries.take(payer_of(address), int(self._clock.monotonic_ms()))
        if wait_ms:
            self._metrics.logins.labels("throttled").inc()
            raise CommandRejected(ErrorCode.RATE, "Too many tries.", retry_after_ms=wait_ms)

    def _redirect_uri(self, merchant: str) -> str:
        return f"{self._base_url}/api/oidc/callback/{quote(merchant, safe='')}"

    def _count(self, result: str, event: LogEvent, merchant: str, **more: str) -> None:
        self._metrics.logins.labels(result).inc()
        _log.info(event, merchant=merchant, by="oidc", **more)


def _drawn() -> tuple[str, str, str]:
    """State, nonce and verifier: 256 bits each."""
    return secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(32)


def _cookie_name(state: str) -> str:
    """One for each attempt; whatever else comes as a state has none."""
    is_one = state.isascii() and state.replace("-", "").replace("_", "").isalnum()
    return f"{COOKIE}{state[:16] if is_one and len(state) <= _STATE_MAX else ''}"


def _to_console(**query: str) -> Response:
    """A relative address: what the Host header says is not to be believed."""
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    return RedirectResponse(f"/console/?{urlencode(query)}", 302, headers)
