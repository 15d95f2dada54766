"""Signed tokens: an agent's access token, a visitor's token, and a shop's word on who a buyer is.

All are JWTs signed with HS256 and nothing else. Each kind has a key of its own, derived from the
server's secret, so that one kind can never pass for another; the audience says it once more.
Time comes in as `now_ms`, so PyJWT's own reading of the clock is switched off.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from typing import Any, Final

import jwt

from chatd.errors import ChatdError

_ALGORITHM: Final = "HS256"
_ISSUER: Final = "chatd"
_ACCESS: Final = "access"
_VISITOR: Final = "visitor"
_FILES: Final = "files"
_ATTEMPT: Final = "attempt"

ATTEMPT_MS: Final = 10 * 60_000
"""So long somebody may take to log in at an OpenID provider."""

LEEWAY_MS: Final = 30_000
"""How far the clock of a shop or of a provider may be off."""

_SUBJECT_MAX: Final = 64
_NAME_MAX: Final = 80
_EMAIL_MAX: Final = 254

TIME_IS_OURS: Final[dict[str, Any]] = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "strict_aud": True,
}


class TokenRejected(ChatdError):
    """A token is forged, expired, malformed or of another kind."""


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """Which agent an access token stands for. `family` is the log-in it descends from."""

    merchant: str
    username: str
    family: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class FilesClaims:
    """Whose files a key opens: an agent's by username, a buyer's by contact."""

    merchant: str
    role: str
    person: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """A log-in at an OpenID provider that was begun: what its browser keeps until it is back.

    Args:
        state: Comes back with the browser.
        nonce: Comes back in the provider's token.
        verifier: Proves that who asks for the token is who has begun (RFC 7636).
        remember: The log-in is to outlive the browser's end.
    """

    merchant: str
    state: str
    nonce: str
    verifier: str
    remember: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a shop says a buyer is. `subject` is the shop's own id of them."""

    subject: str
    name: str | None
    email: str | None


class Tokens:
    """Issues and reads the server's own tokens.

    Args:
        secret: The server's; whoever holds it can issue any token.
        access_ms: How long an access token lasts.
        visitor_ms: How long a visitor's token lasts after it was last issued.
        files_ms: How long a key to files lasts.
    """

    def __init__(
        self, secret: str, *, access_ms: int, visitor_ms: int, files_ms: int = 3_600_000
    ) -> None:
        self._access_key = _derive(secret, _ACCESS)
        self._visitor_key = _derive(secret, _VISITOR)
        self._files_key = _derive(secret, _FILES)
        self._attempt_key = _derive(secret, _ATTEMPT)
        self._files_ms = files_ms
        self._access_ms = access_ms
        self._visitor_ms = visitor_ms

    def issue_access(self, merchant: str, username: str, family: str, now_ms: int) -> str:
        """An access token for one agent."""
        claims = {"sub": username, "merchant": merchant, "family": family}
        return self._issue(self._access_key, _ACCESS, claims, now_ms, self._access_ms)

    def read_access(self, token: str, now_ms: int) -> AccessClaims:
        """Check an access token.

        Raises:
            TokenRejected: It is none of ours, or expired.
        """
        claims = _read(self._access_key, token, _ACCESS)
        return AccessClaims(
            merchant=_text(claims, "merchant"),
            username=_text(claims, "sub"),
            family=_text(claims, "family"),
            expires_ms=check_times(claims, now_ms, leeway_ms=0),
        )

    def issue_visitor(self, shop: str, visitor: str, now_ms: int) -> str:
        """A token by which one shop recognises an anonymous buyer."""
        claims = {"sub": visitor, "shop": shop}
        return self._issue(self._visitor_key, _VISITOR, claims, now_ms, self._visitor_ms)

    def read_visitor(self, token: str, shop: str, now_ms: int) -> str:
        """The visitor's id.

        Raises:
            TokenRejected: It is none of ours, expired, or another shop's.
        """
        claims = _read(self._visitor_key, token, _VISITOR)
        check_times(claims, now_ms, leeway_ms=0)
        if _text(claims, "shop") != shop:
            raise TokenRejected("another shop's visitor")
        return _text(claims, "sub")

    def issue_files(self, merchant: str, role: str, person: str, now_ms: int) -> tuple[str, int]:
        """A key to one person's files, and when it ends; it may stand in an address."""
        claims = {"sub": person, "merchant": merchant, "role": role}
        key = self._issue(self._files_key, _FILES, claims, now_ms, self._files_ms)
        return key, now_ms + self._files_ms

    def read_files(self, key: str, now_ms: int) -> FilesClaims:
        """Check a key to files.

        Raises:
            TokenRejected: It is none of ours, or expired.
        """
        claims = _read(self._files_key, key, _FILES)
        return FilesClaims(
            merchant=_text(claims, "merchant"),
            role=_text(claims, "role"),
            person=_text(claims, "sub"),
            expires_ms=check_times(claims, now_ms, leeway_ms=0),
        )

    def issue_attempt(self, attempt: Attempt, now_ms: int) -> str:
        """What a browser that has begun to log in elsewhere keeps."""
        claims = {
            "sub": attempt.merchant,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "verifier": attempt.verifier,
            "remember": "yes" if attempt.remember else "no",
        }
        return self._issue(self._attempt_key, _ATTEMPT, claims, now_ms, ATTEMPT_MS)

    def read_attempt(self, token: str, now_ms: int) -> Attempt:
        """Check what a browser has kept.

        Raises:
            TokenRejected: It is none of ours, or expired.
        """
        claims = _read(self._attempt_key, token, _ATTEMPT)
        check_times(claims, now_ms, leeway_ms=0)
        return Attempt(
            merchant=_text(claims, "sub"),
            state=_text(claims, "state"),
            nonce=_text(claims, "nonce"),
            verifier=_text(claims, "verifier"),
            remember=_text(claims, "remember") == "yes",
        )

    def _issue(
        self, key: bytes, audience: str, claims: dict[str, str], now_ms: int, lasts_ms: int
    ) -> str:
        # NumericDate may have a fraction (RFC 7519, 2): times stay exact to the millisecond.
        times = {"iat": now_ms / 1000, "exp": (now_ms + lasts_ms) / 1000}
        payload = {"iss": _ISSUER, "aud": audience, **claims, **times}
        return jwt.encode(payload, key, algorithm=_ALGORITHM)


def read_identity(token: str, shop_secret: str, now_ms: int) -> Identity:
    """Check a shop's identity token and say whom it names.

    `sub` is required; `exp` and `nbf` count when they are there.

    Raises:
        TokenRejected: It is forged, expired, or its claims are not as documented.
    """
    options = {**TIME_IS_OURS, "require": ["sub"], "verify_aud": False}
    claims = _decode(token, shop_secret.encode(), options=options)
    check_times(claims, now_ms, leeway_ms=LEEWAY_MS)
    subject = _text(claims, "sub")
    if len(subject) > _SUBJECT_MAX:
        raise TokenRejected("`sub` is too long")
    return Identity(
        subject=subject,
        name=_optional_text(claims, "name", _NAME_MAX),
        email=_optional_text(claims, "email", _EMAIL_MAX),
    )


def _derive(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), f"chatd {purpose} token".encode(), hashlib.sha256)


def _read(key: bytes, token: str, audience: str) -> dict[str, Any]:
    options = {**TIME_IS_OURS, "require": ["sub", "iss", "aud", "iat", "exp"]}
    return _decode(token, key, audience=audience, issuer=_ISSUER, options=options)


def _decode(token: str, key: bytes, **checks: Any) -> dict[str, Any]:
    try:
        return jwt.decode(token, key, algorithms=[_ALGORITHM], **checks)
    except (jwt.PyJWTError, UnicodeError) as error:
        raise TokenRejected(str(error)) from error


def check_times(claims: dict[str, Any], now_ms: int, *, leeway_ms: int) -> int:
    """The moment of expiry, 0 if there is none.

    Raises:
        TokenRejected: `exp` is over, or `nbf` is still to come.
    """
    expires_ms = _milliseconds(claims, "exp")
    starts_ms = _milliseconds(claims, "nbf")
    if expires_ms is not None and now_ms >= expires_ms + leeway_ms:
        raise TokenRejected("expired")
    if starts_ms is not None and now_ms < starts_ms - leeway_ms:
        raise TokenRejected("not yet valid")
    return expires_ms or 0


def _milliseconds(claims: dict[str, Any], name: str) -> int | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRejected(f"`{name}` is no time")
    if isinstance(value, float) and not math.isfinite(value):
        raise TokenRejected(f"`{name}` is no time")
    return round(value * 1000)


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value or "\0" in value:
        raise TokenRejected(f"`{name}` is missing")
    return value


def _optional_text(claims: dict[str, Any], name: str, longest: int) -> str | None:
    if claims.get(name) is None or claims[name] == "":
        return None
    value = _text(claims, name)
    if len(value) > longest:
        raise TokenRejected(f"`{name}` is too long")
    return value
