import base64
import json
from typing import Any

import jwt
import pytest

from chatd.auth.tokens import AccessClaims, Identity, TokenRejected, Tokens, read_identity
from tests.chatd.fake_clock import START_MS

SECRET = "s" * 32
SHOP_SECRET = "k" * 32
MINUTE_MS = 60_000
YEAR_MS = 366 * 24 * 60 * MINUTE_MS
NOW_S = START_MS // 1000


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(SECRET, access_ms=15 * MINUTE_MS, visitor_ms=YEAR_MS)


def unsigned(claims: dict[str, Any], algorithm: str = "none") -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims)}."


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def identity(claims: dict[str, Any], key: str = SHOP_SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


# Access


def test_access_token_names_its_agent(tokens: Tokens) -> None:
    token = tokens.issue_access("acme", "main", "f1", START_MS)
    expires_ms = START_MS + 15 * MINUTE_MS
    assert tokens.read_access(token, START_MS) == AccessClaims("acme", "main", "f1", expires_ms)


def test_access_token_counts_until_the_millisecond_it_expires(tokens: Tokens) -> None:
    issued_ms = START_MS + 123
    token = tokens.issue_access("acme", "main", "f1", issued_ms)
    tokens.read_access(token, issued_ms + 15 * MINUTE_MS - 1)
    with pytest.raises(TokenRejected, match="expired"):
        tokens.read_access(token, issued_ms + 15 * MINUTE_MS)


def test_access_token_is_refused_when_signed_by_another_server(tokens: Tokens) -> None:
    other = Tokens("o" * 32, access_ms=MINUTE_MS, visitor_ms=YEAR_MS)
    with pytest.raises(TokenRejected):
        tokens.read_access(other.issue_access("acme", "main", "f1", START_MS), START_MS)


def test_access_token_is_refused_without_a_signature(tokens: Tokens) -> None:
    claims = claims_of(tokens.issue_access("acme", "main", "f1", START_MS))
    for algorithm in ("none", "None", "HS256"):
        with pytest.raises(TokenRejected):
            tokens.read_access(unsigned(claims, algorithm), START_MS)


def test_access_token_is_refused_with_another_algorithm(tokens: Tokens) -> None:
    claims = claims_of(tokens.issue_access("acme", "main", "f1", START_MS))
    with pytest.raises(TokenRejected):
        tokens.read_access(jwt.encode(claims, "s" * 64, algorithm="HS512"), START_MS)


def test_access_token_is_refused_when_its_claims_were_changed(tokens: Tokens) -> None:
    header, _, signature = tokens.issue_access("acme", "x", "f1", START_MS).split(".")
    forged = unsigned({**claims_of(f"{header}.{_}.{signature}"), "sub": "main"}).split(".")[1]
    with pytest.raises(TokenRejected):
        tokens.read_access(f"{header}.{forged}.{signature}", START_MS)


def test_one_kind_of_token_is_refused_as_another(tokens: Tokens) -> None:
    visitor = tokens.issue_visitor("shop1", "v1", START_MS)
    access = tokens.issue_access("acme", "main", "f1", START_MS)
    with pytest.raises(TokenRejected):
        tokens.read_access(visitor, START_MS)
    with pytest.raises(TokenRejected):
        tokens.read_visitor(access, "shop1", START_MS)


@pytest.mark.parametrize("audience", ["visitor", ["access"], None])
def test_access_token_is_refused_for_another_audience_even_with_the_right_key(
    tokens: Tokens, audience: Any
) -> None:
    claims = claims_of(tokens.issue_access("acme", "main", "f1", START_MS)) | {"aud": audience}
    if audience is None:
        del claims["aud"]
    forged = jwt.encode(claims, tokens._access_key, algorithm="HS256")
    with pytest.raises(TokenRejected):
        tokens.read_access(forged, START_MS)


@pytest.mark.parametrize("claim", ["sub", "merchant", "family", "exp", "iss"])
def test_access_token_is_refused_without_a_claim(tokens: Tokens, claim: str) -> None:
    claims = claims_of(tokens.issue_access("acme", "main", "f1", START_MS))
    del claims[claim]
    with pytest.raises(TokenRejected):
        tokens.read_access(jwt.encode(claims, tokens._access_key, algorithm="HS256"), START_MS)


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "ü.ü.ü", "\ud800", "." * 4000])
def test_noise_is_refused(tokens: Tokens, token: str) -> None:
    with pytest.raises(TokenRejected):
        tokens.read_access(token, START_MS)
    with pytest.raises(TokenRejected):
        read_identity(token, SHOP_SECRET, START_MS)


# Visitors


def test_visitor_token_names_its_visitor(tokens: Tokens) -> None:
    token = tokens.issue_visitor("shop1", "v1", START_MS)
    assert tokens.read_visitor(token, "shop1", START_MS + YEAR_MS - 1) == "v1"
    with pytest.raises(TokenRejected, match="expired"):
        tokens.read_visitor(token, "shop1", START_MS + YEAR_MS)


def test_visitor_token_is_refused_by_another_shop(tokens: Tokens) -> None:
    token = tokens.issue_visitor("shop1", "v1", START_MS)
    with pytest.raises(TokenRejected, match="shop"):
        tokens.read_visitor(token, "shop2", START_MS)


# Identities


def test_identity_says_who_a_buyer_is() -> None:
    token = identity({"sub": "42", "name": "Ada", "email": "ada@example.org", "exp": NOW_S + 60})
    assert read_identity(token, SHOP_SECRET, START_MS) == Identity("42", "Ada", "ada@example.org")


def test_identity_needs_only_a_subject() -> None:
    token = identity({"sub": "42", "name": "", "email": None})
    assert read_identity(token, SHOP_SECRET, START_MS + YEAR_MS) == Identity("42", None, None)


def test_identity_expires_when_it_says_so() -> None:
    token = identity({"sub": "42", "exp": NOW_S})
    read_identity(token, SHOP_SECRET, START_MS + 29_999)
    with pytest.raises(TokenRejected, match="expired"):
        read_identity(token, SHOP_SECRET, START_MS + 30_000)


def test_identity_begins_when_it_says_so() -> None:
    token = identity({"sub": "42", "nbf": NOW_S + 60})
    read_identity(token, SHOP_SECRET, START_MS + 30_000)
    with pytest.raises(TokenRejected, match="not yet"):
        read_identity(token, SHOP_SECRET, START_MS + 29_999)


def test_identity_is_refused_when_another_shop_signed_it() -> None:
    with pytest.raises(TokenRejected):
        read_identity(identity({"sub": "42"}, "z" * 32), SHOP_SECRET, START_MS)


def test_identity_is_refused_with_another_algorithm() -> None:
    with pytest.raises(TokenRejected):
        read_identity(identity({"sub": "42"}, "k" * 64, "HS512"), "k" * 64, START_MS)
    with pytest.raises(TokenRejected):
        read_identity(unsigned({"sub": "42"}), SHOP_SECRET, START_MS)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"sub": ""},
        {"sub": "x" * 65},
        {"sub": "a\0b"},
        {"sub": "42", "name": "x" * 81},
        {"sub": "42", "name": ["Ada"]},
        {"sub": "42", "email": {"at": "x"}},
        {"sub": "42", "email": "x" * 255},
        {"sub": "42", "exp": "soon"},
        {"sub": "42", "exp": True},
        {"sub": "42", "exp": float("inf")},
        {"sub": "42", "exp": -(10**400)},
        {"sub": "42", "nbf": [1]},
    ],
)
def test_identity_is_refused_when_a_claim_is_not_as_documented(claims: dict[str, Any]) -> None:
    with pytest.raises(TokenRejected):
        read_identity(identity(claims), SHOP_SECRET, START_MS)


@pytest.mark.parametrize("subject", [42, ["42"], {"id": 42}])
def test_identity_is_refused_when_the_subject_is_no_text(subject: Any) -> None:
    signed = jwt.PyJWS().encode(json.dumps({"sub": subject}).encode(), SHOP_SECRET, "HS256")
    with pytest.raises(TokenRejected):
        read_identity(signed, SHOP_SECRET, START_MS)
