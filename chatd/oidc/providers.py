"""OpenID providers, asked: what they offer, with which keys they sign, who has logged in there.

    discovery ──▶ the browser goes to the provider ──▶ comes back with a code
                                                          └▶ code for ID token ──▶ keys ──▶ claims

What they offer and their keys are kept for an hour; a token that names another key has them asked
for once more, at most once a minute. Whoever waits for the same thing waits for one request.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import jwt
import msgspec

from chatd.auth.id_tokens import Expected, UnknownKey, read_id_token, read_keys
from chatd.auth.tokens import Attempt
from chatd.clock import Clock
from chatd.desks.merchants import OidcSettings
from chatd.errors import ChatdError
from chatd.outgoing.client import Limits, Outgoing, OutgoingFailed, OutgoingFault

T = TypeVar("T")

KEPT_MS: Final = 60 * 60_000
KEYS_AGAIN_MS: Final = 60_000
"""Least time between two looks for new keys of one provider."""

KEPT_MAX: Final = 64
"""Providers that are remembered."""

EXCHANGES_MAX: Final = 4
"""Codes of one provider that are exchanged at a time: a slow one holds up no other's."""

_LIMITS: Final = Limits(seconds=5.0, bytes_max=256 * 1024)
_FORM: Final = "application/x-www-form-urlencoded"
_BASIC, _POST = "client_secret_basic", "client_secret_post"
_REFUSALS: Final = range(400, 500)


class ProviderFailed(ChatdError):
    """A provider cannot be asked, or what it answers is of no use."""


class CodeRefused(ChatdError):
    """A provider does not give a token for a code: it was used before, or is too old."""


class _Offer(msgspec.Struct, frozen=True):
    """What we need of a provider's metadata (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = msgspec.field(
        default_factory=lambda: [_BASIC]
    )


class _TokenAnswer(msgspec.Struct, frozen=True):
    id_token: str


@dataclass(slots=True)
class _Known:
    """What is remembered of a provider."""

    offer: _Offer
    offer_ms: float
    keys: tuple[jwt.PyJWK, ...] = ()
    keys_ms: float | None = None


class Providers:
    """Asks the providers of all merchants.

    Args:
        outgoing: Makes the requests.
        clock: Tells how old things are.
        loopback_allowed: A provider may be on this host, without TLS.
    """

    def __init__(self, outgoing: Outgoing, clock: Clock, *, loopback_allowed: bool) -> None:
        self._outgoing = outgoing
        self._clock = clock
        self._schemes = {"https", "http"} if loopback_allowed else {"https"}
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Any]] = {}
        self._exchanges: dict[str, int] = {}

    async def authorization_url(
        self, settings: OidcSettings, attempt: Attempt, redirect_uri: str
    ) -> str:
        """Where a browser logs in.

        Raises:
            ProviderFailed: The provider cannot be asked.
        """
        known = await self._provider(settings.issuer)
        challenge = hashlib.sha256(attempt.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid email" if settings.claim == "email" else "openid profile",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        endpoint = known.offer.authorization_endpoint
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"

    async def claims(
        self, settings: OidcSettings, attempt: Attempt, code: str, redirect_uri: str
    ) -> dict[str, Any]:
        """What the provider says of whoever came back with a code.

        Raises:
            ProviderFailed: The provider cannot be asked now.
            CodeRefused: It gives nothing for this code.
            TokenRejected: What it gives does not hold.
        """
        known = await self._provider(settings.issuer)
        busy = self._exchanges.get(settings.issuer, 0)
        if busy >= EXCHANGES_MAX:
            raise ProviderFailed("busy")
        self._exchanges[settings.issuer] = busy + 1
        try:
            token = await self._exchange(known.offer, settings, attempt, code, redirect_uri)
        finally:
            self._exchanges[settings.issuer] -= 1
            if not self._exchanges[settings.issuer]:
                del self._exchanges[settings.issuer]
        expected = Expected(settings.issuer, settings.client_id, attempt.nonce)
        return await self._read(known, token, expected)

    async def stop(self) -> None:
        """Ask no more."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, known: _Known, token: str, expected: Expected) -> dict[str, Any]:
        await self._see_keys(known, KEPT_MS)
        try:
            return read_id_token(token, known.keys, expected, self._clock.now_ms())
        except UnknownKey:
            await self._see_keys(known, KEYS_AGAIN_MS)
        return read_id_token(token, known.keys, expected, self._clock.now_ms())

    async def _provider(self, issuer: str) -> _Known:
        """What a provider offers, asked if it is not known or was asked too long ago."""
        known = self._known.get(issuer)
        if known is None or self._clock.monotonic_ms() - known.offer_ms >= KEPT_MS:
            known = await self._once(f"offer {issuer}", lambda: self._discover(issuer))
        return known

    async def _discover(self, issuer: str) -> _Known:
        url = f"{issuer.removesuffix('/')}/.well-known/openid-configuration"
        offer = _decode(await self._get(url), _Offer)
        if offer.issuer != issuer:
            raise ProviderFailed("its metadata is of another issuer")
        endpoint = urlsplit(offer.authorization_endpoint)
        if endpoint.scheme not in self._schemes or not endpoint.hostname or endpoint.fragment:
            raise ProviderFailed("its log-in page has no https address")
        known = self._known[issuer] = _Known(offer, self._clock.monotonic_ms())
        self._known.move_to_end(issuer)
        if len(self._known) > KEPT_MAX:
            self._known.popitem(last=False)
        return known

    async def _see_keys(self, known: _Known, older_ms: int) -> None:
        """Ask for the keys if those at hand are so old."""
        now_ms = self._clock.monotonic_ms()
        if known.keys_ms is None or now_ms - known.keys_ms >= older_ms:
            await self._once(f"keys {known.offer.issuer}", lambda: self._fetch_keys(known))

    async def _fetch_keys(self, known: _Known) -> None:
        known.keys = read_keys(_decode(await self._get(known.offer.jwks_uri), dict))
        known.keys_ms = self._clock.monotonic_ms()

    async def _exchange(
        self,
        offer: _Offer,
        settings: OidcSettings,
        attempt: Attempt,
        code: str,
        redirect_uri: str,
    ) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": settings.client_id,
            "code_verifier": attempt.verifier,
        }
        headers = {"content-type": _FORM}
        if settings.client_secret and _BASIC in offer.token_endpoint_auth_methods_supported:
            headers["authorization"] = _basic(settings.client_id, settings.client_secret)
        elif settings.client_secret:
            form["client_secret"] = settings.client_secret
        try:
            answer = await self._outgoing.post(
                offer.token_endpoint, urlencode(form).encode(), headers, _LIMITS
            )
        except OutgoingFailed as failed:
            if failed.fault is OutgoingFault.STATUS and failed.status in _REFUSALS:
                raise CodeRefused(f"status {failed.status}") from failed
            raise ProviderFailed(str(failed)) from failed
        return _decode(answer, _TokenAnswer).id_token

    async def _get(self, url: str) -> bytes:
        try:
            return await self._outgoing.get(url, _LIMITS)
        except OutgoingFailed as failed:
            raise ProviderFailed(str(failed)) from failed

    async def _once(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """Do something that others who ask for it meanwhile wait for, too."""
        task = self._asking.get(name)
        if task is None:
            task = self._asking[name] = asyncio.ensure_future(work())
            task.add_done_callback(lambda done: self._done(name, done))
        result: T = await asyncio.shield(task)
        return result

    def _done(self, name: str, task: asyncio.Task[Any]) -> None:
        del self._asking[name]
        if not task.cancelled():
            task.exception()  # somebody who waited has it, unless they all have gone


def _decode(content: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProviderFailed("its answer has another shape") from error


def _basic(client_id: str, secret: str) -> str:
    """RFC 6749, 2.3.1: both are written as in a form before they are joined."""
    joined = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return f"Basic {base64.b64encode(joined.encode()).decode()}"
