"""Log-in at an OpenID provider, from the button to the refresh cookie, and what must not work."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from structlog.testing import capture_logs

from chatd.app import App, open_app, provision
from chatd.config import load_config
from chatd.oidc import providers
from chatd.outgoing.client import Limits
from chatd.provision import parse_provision
from chatd.storage.migrate import migrate
from tests.chatd.fake_clock import FakeClock
from tests.oidc_provider import CLIENT_SECRET, Provider, new_key, oidc_table, open_provider
from tests.serving import ACME, settings_of

pytestmark = pytest.mark.slow

ORIGIN = "http://127.0.0.1:8000"
ANA = "Xenia@acme.test"


def with_oidc(provider: Provider, source: str = ACME, name: str = ANA, **settings: str) -> str:
    """The merchant acme, whose agent x the provider knows."""
    named = source.replace('username = "x"', f'username = "x"\noidc = "{name}"', 1)
    return named + oidc_table(provider, **settings)


class Site:
    """A server, asked as one browser."""

    def __init__(self, app: App, http: httpx.AsyncClient, clock: FakeClock) -> None:
        self.app = app
        self.http = http
        self.clock = clock

    async def begin(self, merchant: str = "acme", **fields: Any) -> httpx.Response:
        return await self.http.post("/api/oidc/login", json={"merchant": merchant, **fields})

    async def log_in_elsewhere(self, person: str = "ana", **fields: Any) -> str:
        """Begin, and log in at the provider: the address that leads back."""
        begun = await self.begin(**fields)
        assert begun.status_code == 200, begun.text
        async with httpx.AsyncClient() as elsewhere:
            there = await elsewhere.get(f"{begun.json()['url']}&person={person}")
        back = there.headers["location"]
        assert back.startswith(f"{ORIGIN}/api/oidc/callback/acme?")
        return back

    async def come_back(self, address: str) -> dict[str, str]:
        """What the console is told in its address."""
        answer = await self.http.get(address)
        assert answer.status_code == 302, answer.text
        assert answer.headers["cache-control"] == "no-store"
        parts = urlsplit(answer.headers["location"])
        assert parts.path == "/console/"
        return {name: values[0] for name, values in parse_qs(parts.query).items()}

    async def is_logged_in(self, username: str = "x") -> bool:
        account = {"merchant": "acme", "username": username}
        answer = await self.http.post("/api/refresh", json=account)
        assert answer.status_code in {200, 204}
        return answer.status_code == 200


@pytest.fixture
def provider() -> Iterator[Provider]:
    with open_provider() as opened:
        opened.people["ana"] = {"email": "xenia@ACME.test", "email_verified": True}
        opened.people["eve"] = {"email": "eve@acme.test", "email_verified": True}
        yield opened


@contextlib.asynccontextmanager
async def open_site(directory: Path, file: str, **settings: Any) -> AsyncIterator[Site]:
    config = load_config(settings_of(directory, **{"outgoing_loopback": "yes", **settings}))
    config.data_dir.mkdir(exist_ok=True)
    migrate(config.database)
    await provision(config, parse_provision(file))
    clock = FakeClock()
    async with open_app(config, clock=clock) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
            yield Site(app, http, clock)


@pytest.fixture
async def site(tmp_path: Path, provider: Provider) -> AsyncIterator[Site]:
    async with open_site(tmp_path, with_oidc(provider)) as opened:
        provider.now_s = lambda: opened.clock.now_ms() / 1_000
        yield opened


async def test_a16b_whom_the_provider_names_is_logged_in_as_with_a_password(site: Site) -> None:
    back = await site.log_in_elsewhere()
    assert await site.come_back(back) == {"merchant": "acme", "user": "x"}
    assert await site.is_logged_in()
    account = {"merchant": "acme", "username": "x"}
    assert (await site.http.post("/api/logout", json=account)).status_code == 204
    assert not await site.is_logged_in()


@pytest.mark.parametrize(("remember", "is_kept"), [(True, True), (False, False)])
async def test_cookies_are_out_of_scripts_reach_and_kept_as_was_wished(
    site: Site, remember: bool, is_kept: bool
) -> None:
    begun = (await site.begin(remember=remember)).headers["set-cookie"].lower()
    assert "httponly" in begun
    assert "samesite=lax" in begun
    assert "path=/api/oidc" in begun
    answer = await site.http.get(await site.log_in_elsewhere(remember=remember))
    refresh, attempt = sorted(answer.headers.get_list("set-cookie"), reverse=True)
    assert refresh.startswith("chatd_refresh_")
    assert "SameSite=strict" in refresh
    assert ("Max-Age=" in refresh) is is_kept
    assert attempt.startswith("chatd_oidc_")
    assert "Max-Age=0" in attempt


async def test_what_is_asked_of_the_provider_carries_state_nonce_and_proof(site: Site) -> None:
    asked = []
    for _ in range(2):
        url = (await site.begin()).json()["url"]
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert query["response_type"] == "code"
        assert query["scope"] == "openid email"
        assert query["code_challenge_method"] == "S256"
        assert query["redirect_uri"] == f"{ORIGIN}/api/oidc/callback/acme"
        asked.append([query["state"], query["nonce"], query["code_challenge"]])
    drawn = [one for each in asked for one in each]
    assert len(set(drawn)) == len(drawn)
    assert min(map(len, drawn)) >= 43


async def test_whether_there_is_such_a_log_in_is_said_of_the_server_and_of_no_merchant(
    tmp_path: Path, provider: Provider
) -> None:
    async with open_site(tmp_path, ACME) as site:
        assert (await site.http.get("/api/oidc")).json() == {"offered": False}
        answers = [await site.begin(merchant) for merchant in ("acme", "nobody", '"oidc":{')]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1
        config = load_config(settings_of(tmp_path))
        await provision(config, parse_provision(with_oidc(provider)))
        assert (await site.http.get("/api/oidc")).json() == {"offered": True}
        assert (await site.begin()).status_code == 200


async def refused(site: Site, back: str) -> str:
    """Why nobody is logged in, in the console's word for it."""
    told = await site.come_back(back)
    assert set(told) == {"login", "merchant"}, told
    assert not await site.is_logged_in()
    return told["login"]


# ------------------------------------------------------------------------------ what comes back


async def test_another_state_is_refused(site: Site) -> None:
    back = await site.log_in_elsewhere()
    state = parse_qs(urlsplit(back).query)["state"][0]
    other = parse_qs(urlsplit((await site.begin()).json()["url"]).query)["state"][0]
    assert (
        await refused(site, back.replace(state, state[:-1] + "A" * (state[-1] != "A"))) == "state"
    )
    assert await refused(site, back.replace(state, "")) == "state"
    assert await refused(site, back.replace(state, "é" * 300)) == "state"
    # A state of one's own that was begun for another code: the proof is another.
    assert await refused(site, back.replace(state, other)) == "token"


async def test_another_browser_is_refused(site: Site) -> None:
    back = await site.log_in_elsewhere()
    site.http.cookies.clear()
    assert await refused(site, back) == "state"


async def test_another_merchants_address_is_refused(site: Site) -> None:
    back = await site.log_in_elsewhere()
    assert await refused(site, back.replace("callback/acme", "callback/other")) == "state"


async def test_who_takes_too_long_is_refused(site: Site) -> None:
    back = await site.log_in_elsewhere()
    site.clock.advance(10 * 60_000)
    assert await refused(site, back) == "state"


async def test_cookie_that_somebody_made_is_refused(site: Site) -> None:
    back = await site.log_in_elsewhere()
    (name,) = (name for name in site.http.cookies if name.startswith("chatd_oidc_"))
    claims = jwt.decode(site.http.cookies[name], options={"verify_signature": False})
    forged = jwt.encode(claims, "another secret, another secret, another", "HS256")
    site.http.cookies.clear()
    site.http.cookies.set(name, forged)
    assert await refused(site, back) == "state"


async def test_code_is_good_once(site: Site) -> None:
    back = await site.log_in_elsewhere()
    cookies = dict(site.http.cookies)
    assert "user" in await site.come_back(back)
    assert (await site.come_back(back))["login"] == "state"
    for name, value in cookies.items():
        site.http.cookies.set(name, value)
    assert (await site.come_back(back))["login"] == "token"


async def test_refusal_of_the_provider_is_told(site: Site) -> None:
    assert await refused(site, await site.log_in_elsewhere("nobody")) == "denied"


async def test_answer_in_another_issuers_name_is_refused(site: Site) -> None:
    back = await site.log_in_elsewhere()
    assert await refused(site, back.replace("realm", "other")) == "token"


# ----------------------------------------------------------------------------------- the token


def changed(**claims: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A token with other claims; None leaves one out."""

    def change(given: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in (given | claims).items() if value is not None}

    return change


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 5},
        {"iss": "https://other.example"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": ["chatd", "another"]},
        {"azp": "another"},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": 1_900_000_000},
        {"iat": None},
        {"email": None},
        {"email": 5},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
    ],
)
async def test_token_that_does_not_hold_is_refused(
    site: Site, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.change = changed(**claims)
    assert await refused(site, await site.log_in_elsewhere()) == "token"


async def test_token_for_several_parties_is_taken_when_it_was_made_for_us(
    site: Site, provider: Provider
) -> None:
    provider.change = changed(aud=["chatd", "another"], azp="chatd")
    assert "user" in await site.come_back(await site.log_in_elsewhere())


@pytest.mark.parametrize("alg", ["none", "HS256"])
async def test_token_without_a_signature_of_the_providers_is_refused(
    site: Site, provider: Provider, alg: str
) -> None:
    provider.alg = alg
    assert await refused(site, await site.log_in_elsewhere()) == "token"


async def test_token_signed_by_another_key_is_refused(site: Site, provider: Provider) -> None:
    provider.key = new_key()
    assert await refused(site, await site.log_in_elsewhere()) == "token"


async def test_key_that_is_too_short_is_refused(site: Site, provider: Provider) -> None:
    provider.key = provider.published["first"] = new_key(1_024)
    assert await refused(site, await site.log_in_elsewhere()) == "token"


async def test_new_key_is_found_but_not_looked_for_all_the_time(
    site: Site, provider: Provider
) -> None:
    assert "user" in await site.come_back(await site.log_in_elsewhere())
    provider.rotate("second")
    assert (await site.come_back(await site.log_in_elsewhere()))["login"] == "token"
    site.clock.advance(providers.KEYS_AGAIN_MS)
    assert "user" in await site.come_back(await site.log_in_elsewhere())
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    site.clock.advance(providers.KEPT_MS)
    assert "user" in await site.come_back(await site.log_in_elsewhere())
    assert provider.asked.count("/keys") == 3
    assert provider.asked.count("/.well-known/openid-configuration") == 2


# -------------------------------------------------------------------------------- who that is


async def test_whom_no_agent_is_said_to_be_is_refused(site: Site) -> None:
    assert await refused(site, await site.log_in_elsewhere("eve")) == "unknown"


async def test_agent_who_has_left_is_refused(
    site: Site, provider: Provider, tmp_path: Path
) -> None:
    back = await site.log_in_elsewhere()
    left = with_oidc(provider, ACME, "eve@acme.test").replace('username = "x"', 'username = "z"')
    await provision(load_config(settings_of(tmp_path)), parse_provision(left))
    assert await refused(site, back) == "unknown"


async def test_agent_who_leaves_while_the_provider_answers_is_refused(
    site: Site, provider: Provider, tmp_path: Path
) -> None:
    without = with_oidc(provider, ACME, "eve@acme.test").replace('username = "x"', 'username = "z"')
    config = load_config(settings_of(tmp_path))

    def change(claims: dict[str, Any]) -> dict[str, Any]:
        asyncio.run(provision(config, parse_provision(without)))
        return claims

    back = await site.log_in_elsewhere()
    provider.change = change
    assert await refused(site, back) == "unknown"


async def test_provider_that_was_taken_back_logs_nobody_in(site: Site, tmp_path: Path) -> None:
    back = await site.log_in_elsewhere()
    await provision(load_config(settings_of(tmp_path)), parse_provision(ACME))
    assert await refused(site, back) == "state"


async def test_another_claim_may_name_the_agent(tmp_path: Path, provider: Provider) -> None:
    provider.people["ana"] = {"groups": ["x"]}
    async with open_site(tmp_path, with_oidc(provider, name="ana", claim="sub")) as site:
        provider.now_s = lambda: site.clock.now_ms() / 1_000
        assert "user" in await site.come_back(await site.log_in_elsewhere())
        provider.people["Ana"] = {}
        assert (await site.come_back(await site.log_in_elsewhere("Ana")))["login"] == "unknown"


# ------------------------------------------------------------------------------- the provider


async def test_provider_that_is_down_is_told_at_the_button_and_on_the_way_back(
    site: Site, provider: Provider
) -> None:
    back = await site.log_in_elsewhere()
    provider.is_down = True
    assert await refused(site, back) == "provider"
    site.clock.advance(providers.KEPT_MS)
    answer = await site.begin()
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")


async def test_slow_provider_is_not_waited_for(
    site: Site, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = await site.log_in_elsewhere()
    monkeypatch.setattr(providers, "_LIMITS", Limits(seconds=0.05, bytes_max=1_000))
    provider.delay_s = 0.5
    assert await refused(site, back) == "provider"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://other.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "/authorize"},
        {"token_endpoint": None},
        {"padding": "x" * 300_000},
    ],
)
async def test_metadata_that_cannot_be_right_are_refused(
    site: Site, provider: Provider, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    assert (await site.begin()).status_code == 503


async def test_secret_goes_in_the_form_where_the_provider_wants_it_there(
    site: Site, provider: Provider
) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert "user" in await site.come_back(await site.log_in_elsewhere())


async def test_inner_address_is_asked_only_where_the_operator_says_so(
    tmp_path: Path, provider: Provider
) -> None:
    file = with_oidc(provider)
    async with open_site(tmp_path, file, outgoing_loopback="no") as site:
        assert (await site.begin()).status_code == 503
        assert provider.asked == []


# ------------------------------------------------------------------------------------ bounds


async def test_other_sites_and_too_many_tries_are_refused(
    tmp_path: Path, provider: Provider
) -> None:
    async with open_site(tmp_path, with_oidc(provider), login_tries_per_min=2) as site:
        foreign = {"origin": "https://evil.example"}
        answer = await site.http.post("/api/oidc/login", json={"merchant": "acme"}, headers=foreign)
        assert answer.status_code == 403
        statuses = [(await site.begin("nobody")).status_code for _ in range(5)]
        assert statuses == [404, 404, 404, 404, 429]
        told = await site.come_back("/api/oidc/callback/acme?state=x")
        assert told == {"login": "throttled", "merchant": "acme"}


async def test_browser_remembers_few_attempts(site: Site) -> None:
    for _ in range(9):
        await site.begin()
    names = [name for name in site.http.cookies if name.startswith("chatd_oidc_")]
    assert len(names) == 4


async def test_nothing_secret_is_logged(site: Site, provider: Provider) -> None:
    with capture_logs() as logs:
        back = await site.log_in_elsewhere()
        await site.come_back(back)
        provider.change = changed(nonce="wrong")
        await site.come_back(await site.log_in_elsewhere())
    assert [log["event"] for log in logs if log["event"].startswith("login")] == [
        "login.accepted",
        "login.refused",
    ]
    written = str(logs)
    code = parse_qs(urlsplit(back).query)["code"][0]
    for secret in (CLIENT_SECRET, code, "xenia@", *site.http.cookies.values()):
        assert secret not in written
    config = await site.app.desks.runtime("acme")
    assert CLIENT_SECRET not in repr((await config.wait_open()).parts.live.config)
