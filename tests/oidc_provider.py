"""A small OpenID provider on this host: a page to log in on, codes, tokens and keys.

    with open_provider() as provider:
        provider.issuer                                  # goes into the provision file
        provider.people["ana"] = {"email": "ana@acme.test", "email_verified": True}

It keeps to the rules (codes are good once, for one client and one proof) unless a test tells it
not to.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import json
import secrets
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT_ID: Final = "chatd"
CLIENT_SECRET: Final = "secret of chatd: 100% & more"

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Accounts</title>
<link rel="icon" href="data:,"></head>
<body><main><h1>Who are you?</h1>{links}</main></body></html>"""


def new_key(bits: int = 2_048) -> RSAPrivateKey:
    """A key pair."""
    return generate_private_key(public_exponent=65_537, key_size=bits)


@functools.cache
def usual_key() -> RSAPrivateKey:
    """What every provider signs with to begin with: making one takes a while."""
    return new_key()


@dataclass
class Code:
    """What a code stands for, until it is used."""

    person: str
    redirect_uri: str
    nonce: str
    challenge: str


@dataclass
class Provider:
    """The running provider, and how it misbehaves.

    Args:
        port: Where it listens.
        people: What is known of each account; `sub` is its name.
        key: What tokens are signed with; `published` is what its keys say.
        alg: The tokens' algorithm.
        change: Makes other claims of a token's.
        metadata: Instead of what the metadata would say.
        delay_s: Before each answer.
        is_down: Each answer is 503.
        now_s: Its clock.
        asked: The paths that were asked for.
    """

    port: int
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    key: RSAPrivateKey = field(default_factory=usual_key)
    kid: str = "first"
    published: dict[str, RSAPrivateKey] = field(default_factory=dict)
    alg: str = "RS256"
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    metadata: dict[str, Any] = field(default_factory=dict)
    delay_s: float = 0
    is_down: bool = False
    now_s: Callable[[], float] = time.time
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, Code] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.published[self.kid] = self.key

    @property
    def issuer(self) -> str:
        """As the provision file names it."""
        return f"http://127.0.0.1:{self.port}/realm"

    def rotate(self, kid: str) -> None:
        """Sign with a new key from now on."""
        self.key, self.kid = new_key(), kid
        self.published = {kid: self.key}

    def answer(self, path: str, form: dict[str, str] | None, authorization: str) -> Any:
        """What is at a path: a page (str), JSON, or an address to go to (`Redirect`)."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path.removeprefix("/realm"):
            case "/.well-known/openid-configuration":
                return self._metadata()
            case "/keys":
                return {"keys": [_public(kid, key) for kid, key in self.published.items()]}
            case "/authorize":
                return self._authorize(query, parts.query)
            case "/token":
                return self._token(form or {}, authorization)
            case _:
                raise KeyError(path)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.metadata,
        }

    def _authorize(self, query: dict[str, str], written: str) -> Any:
        person = query.get("person")
        if person is None:
            return _PAGE.format(
                links="".join(
                    f'<p><a href="?{written}&amp;person={name}">{name}</a></p>'
                    for name in (*self.people, "nobody")
                )
            )
        if person == "nobody":
            back = {"error": "access_denied", "state": query["state"]}
        else:
            assert query["code_challenge_method"] == "S256"
            code = secrets.token_urlsafe(16)
            self._codes[code] = Code(
                person, query["redirect_uri"], query["nonce"], query["code_challenge"]
            )
            back = {"code": code, "state": query["state"], "iss": self.issuer}
        return Redirect(f"{query['redirect_uri']}?{urlencode(back)}")

    def _token(self, form: dict[str, str], authorization: str) -> Any:
        if self._client_of(form, authorization) != (CLIENT_ID, CLIENT_SECRET):
            return Refusal(401, "invalid_client")
        code = self._codes.pop(form["code"], None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if code is None or code.redirect_uri != form["redirect_uri"] or code.challenge != challenge:
            return Refusal(400, "invalid_grant")
        return {"token_type": "Bearer", "id_token": self._id_token(code)}

    def _client_of(self, form: dict[str, str], authorization: str) -> tuple[str, str]:
        if "client_secret" in form:
            return form["client_id"], form["client_secret"]
        _, _, packed = authorization.partition(" ")
        client, _, secret = base64.b64decode(packed).decode().partition(":")
        return unquote(client), unquote(secret)

    def _id_token(self, code: Code) -> str:
        now_s = int(self.now_s())
        claims = {
            "iss": self.issuer,
            "sub": code.person,
            "aud": CLIENT_ID,
            "iat": now_s,
            "exp": now_s + 300,
            "nonce": code.nonce,
            **self.people[code.person],
        }
        key: Any = None if self.alg == "none" else self.key
        if self.alg == "HS256":
            key = hashlib.sha256(b"anything").digest()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of keys that are too short, on purpose
            return jwt.encode(self.change(claims), key, self.alg, headers={"kid": self.kid})


@dataclass(frozen=True, slots=True)
class Redirect:
    """Go there."""

    url: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """RFC 6749, 5.2."""

    status: int
    error: str


def _public(kid: str, key: RSAPrivateKey) -> dict[str, Any]:
    written: dict[str, Any] = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return written | {"kid": kid, "use": "sig", "alg": "RS256"}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        """Answer with what is there."""
        self._answer(None)

    def do_POST(self) -> None:
        """Take a form."""
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self._answer({name: values[0] for name, values in parse_qs(body).items()})

    def _answer(self, form: dict[str, str] | None) -> None:
        provider = self.provider
        provider.asked.append(urlsplit(self.path).path.removeprefix("/realm"))
        time.sleep(provider.delay_s)
        if provider.is_down:
            self._say(503, {})
            return
        answer = provider.answer(self.path, form, self.headers.get("authorization", ""))
        match answer:
            case Redirect(url):
                self._say(302, {}, location=url)
            case Refusal(status, error):
                self._say(status, {"error": error})
            case _:
                self._say(200, answer)

    def _say(self, status: int, content: Any, **headers: str) -> None:
        is_page = isinstance(content, str)
        body = content.encode() if is_page else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "text/html" if is_page else "application/json")
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def open_provider() -> Iterator[Provider]:
    """Serve one on a free port, from threads."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        provider = Provider(server.server_address[1])
        handler.provider = provider  # type: ignore[attr-defined]  # declared by `_Handler`
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            yield provider
        finally:
            server.shutdown()


def oidc_table(provider: Provider, **settings: str) -> str:
    """What a provision file says of it."""
    written = {
        "issuer": provider.issuer,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        **settings,
    }
    return "\n[oidc]\n" + "".join(f'{name} = "{value}"\n' for name, value in written.items())
