"""What an OpenID provider says of somebody (OpenID Connect Core 1.0, 3.1.3.7). Pure.

Signatures are asymmetric ones alone: the provider's public keys verify them, and nothing that is
public could ever sign (`none`, HS256 with a public key).
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import jwt

from chatd.auth.tokens import LEEWAY_MS, TIME_IS_OURS, TokenRejected, check_times

ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
)
KEYS_MAX: Final = 64
_TOKEN_CHARACTERS_MAX: Final = 32 * 1024
_OPTIONS: Final[Any] = {
    **TIME_IS_OURS,
    "strict_aud": False,
    "enforce_minimum_key_length": True,
    "require": ["iss", "sub", "aud", "iat", "exp"],
}


class UnknownKey(TokenRejected):
    """Signed by a key that is not at hand: the provider may have a new one."""


@dataclass(frozen=True, slots=True)
class Expected:
    """For whom, by whom and for which log-in a token must have been made."""

    issuer: str
    client_id: str
    nonce: str


def read_keys(jwks: Any) -> tuple[jwt.PyJWK, ...]:
    """The keys of a set (RFC 7517) that may verify a token; what we cannot use is passed over."""
    written = jwks.get("keys") if isinstance(jwks, dict) else None
    keys = []
    for one in written[:KEYS_MAX] if isinstance(written, list) else ():
        if isinstance(one, dict) and one.get("use", "sig") == "sig":
            try:
                keys.append(jwt.PyJWK.from_dict(one))
            except (jwt.PyJWTError, ValueError, TypeError):
                continue
    return tuple(key for key in keys if key.algorithm_name in ALGORITHMS)


def read_id_token(
    token: str, keys: Sequence[jwt.PyJWK], expected: Expected, now_ms: int
) -> dict[str, Any]:
    """Check a token, and give its claims.

    Raises:
        UnknownKey: None of the keys is the one it names.
        TokenRejected: It is forged, expired, or made for another log-in.
    """
    if len(token) > _TOKEN_CHARACTERS_MAX:
        raise TokenRejected("too long")
    try:
        key, algorithm = _key_of(token, keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=[algorithm],
            audience=expected.client_id,
            issuer=expected.issuer,
            options=_OPTIONS,
        )
    except (jwt.PyJWTError, UnicodeError, ValueError, TypeError) as error:
        raise TokenRejected(str(error)) from error
    check_times(claims, now_ms, leeway_ms=LEEWAY_MS)
    _check_party(claims, expected.client_id)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(
        nonce.encode(errors="surrogatepass"), expected.nonce.encode()
    ):
        raise TokenRejected("`nonce` is another log-in's")
    return claims


def named_by(claims: dict[str, Any], claim: str) -> str:
    """Who somebody is, by one claim.

    Raises:
        TokenRejected: It is not there, or an e-mail address that the provider has not verified:
            anybody may claim one.
    """
    said = claims.get(claim)
    if not isinstance(said, str) or not said:
        raise TokenRejected(f"the provider does not say `{claim}`")
    if claim == "email" and claims.get("email_verified") is not True:
        raise TokenRejected("the provider has not verified the e-mail address")
    return said


def _key_of(token: str, keys: Sequence[jwt.PyJWK]) -> tuple[jwt.PyJWK, str]:
    header = jwt.get_unverified_header(token)
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise TokenRejected(f"signed by {algorithm!r}")
    named = header.get("kid")
    found = [key for key in keys if named is None or key.key_id == named]
    if len(found) != 1:
        raise UnknownKey("signed by a key that is not known")
    return found[0], str(algorithm)


def _check_party(claims: dict[str, Any], client_id: str) -> None:
    """A token for several parties says for whom it was made."""
    audience, party = claims["aud"], claims.get("azp")
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (is_shared or party is not None) and party != client_id:
        raise TokenRejected("made for another party")
