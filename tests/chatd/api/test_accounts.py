from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest

from chatd.api.cookies import LOGINS_MAX, cookie_name
from chatd.errors import Unavailable
from tests.chatd.api.served import ORIGIN, site

X = cookie_name("acme", "x")


def named(username: str) -> dict[str, str]:
    return {"merchant": "acme", "username": username}


def cookie_of(answer: httpx.Response) -> Any:
    """The refresh cookie an answer sets, with its attributes."""
    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert cookie.key.startswith("chatd_refresh_")
    return cookie


def error_of(answer: httpx.Response) -> dict[str, Any]:
    error: dict[str, Any] = answer.json()["error"]
    return error


async def test_login_gives_an_access_token_and_a_cookie_scripts_cannot_read(
    tmp_path: Path,
) -> None:
    async with site(tmp_path) as page:
        answer = await page.login()
        assert answer.status_code == 200
        body = answer.json()
        claims = page.tokens.read_access(body["access_token"], page.clock.now_ms())
        assert (claims.merchant, claims.username) == ("acme", "x")
        assert body["expires_in_s"] == 900
        cookie = cookie_of(answer)
        assert cookie["httponly"]
        assert (cookie["samesite"].lower(), cookie["path"]) == ("strict", "/api")
        assert not cookie["max-age"]
        assert not cookie["secure"]
        assert answer.headers["cache-control"] == "no-store"


async def test_cookie_outlives_the_browser_when_the_login_is_remembered(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        answer = await page.login(remember=True)
        assert int(cookie_of(answer)["max-age"]) == 30 * 24 * 3600
        refreshed = await page.http.post("/api/refresh")
        assert int(cookie_of(refreshed)["max-age"]) == 30 * 24 * 3600


async def test_cookie_is_secure_when_the_public_address_is_https(tmp_path: Path) -> None:
    async with site(tmp_path, public_url="https://chat.example") as page:
        assert cookie_of(await page.login())["secure"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "password-y"},
        {"password": "x" * 4_000},
        {"username": "nobody"},
        {"merchant": "nobody"},
    ],
)
async def test_wrong_login_is_refused_alike(tmp_path: Path, wrong: dict[str, str]) -> None:
    async with site(tmp_path) as page:
        answer = await page.login(**wrong)
        assert answer.status_code == 401
        assert error_of(answer)["code"] == "not_allowed"
        assert "user name or the password" in error_of(answer)["message"]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"merchant":1}', b"\xff"])
async def test_malformed_login_is_a_bad_request(tmp_path: Path, content: bytes) -> None:
    async with site(tmp_path) as page:
        answer = await page.http.post(
            "/api/login", content=content, headers={"content-type": "application/json"}
        )
        assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_request")


async def test_login_as_a_form_is_a_bad_request(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        form = {"merchant": "acme", "username": "x", "password": "password-x"}
        assert (await page.http.post("/api/login", data=form)).status_code == 400


async def test_tries_are_throttled_for_an_account_and_let_through_again(tmp_path: Path) -> None:
    async with site(tmp_path, login_tries_per_min=3) as page:
        for _ in range(3):
            assert (await page.login(password="wrong")).status_code == 401
        refused = await page.login()
        assert (refused.status_code, error_of(refused)["code"]) == (429, "rate")
        assert error_of(refused)["retry_after_ms"] == 20_000
        assert refused.headers["retry-after"] == "20"
        page.clock.advance(20_000)
        assert (await page.login()).status_code == 200


async def test_unknown_names_are_throttled_for_an_address(tmp_path: Path) -> None:
    async with site(tmp_path, login_tries_per_min=3) as page:
        statuses = [(await page.login(f"nobody{n}")).status_code for n in range(4)]
        assert statuses == [401, 401, 401, 429]


async def test_refresh_replaces_the_token(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        first = cookie_of(await page.login()).value
        answer = await page.http.post("/api/refresh")
        assert answer.status_code == 200
        assert cookie_of(answer).value != first
        claims = page.tokens.read_access(answer.json()["access_token"], page.clock.now_ms())
        assert claims.username == "x"


async def test_replaced_token_counts_for_thirty_seconds_and_ends_the_login_after(
    tmp_path: Path,
) -> None:
    async with site(tmp_path) as page:
        first = cookie_of(await page.login()).value
        second = cookie_of(await page.http.post("/api/refresh")).value

        async def refresh_with(value: str) -> httpx.Response:
            page.http.cookies.clear()
            return await page.http.post("/api/refresh", headers={"cookie": f"{X}={value}"})

        page.clock.advance(29_999)
        racing = await refresh_with(first)
        assert (racing.status_code, cookie_of(racing).value) == (200, second)
        page.clock.advance(1)
        assert (await refresh_with(first)).status_code == 401
        assert (await refresh_with(second)).status_code == 401


@pytest.mark.parametrize("value", ["", "n.", "n.rubbish", "rubbish", "k." + "x" * 5_000])
async def test_refresh_without_a_token_that_counts_is_refused(tmp_path: Path, value: str) -> None:
    async with site(tmp_path) as page:
        headers = {"cookie": f"{X}={value}"}
        answer = await page.http.post("/api/refresh", headers=headers)
        assert (answer.status_code, error_of(answer)["code"]) == (401, "not_allowed")


async def test_refresh_has_nothing_to_say_to_a_first_visit(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        answer = await page.http.post("/api/refresh")
        assert (answer.status_code, answer.content) == (204, b"")


async def test_logout_ends_the_login(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        value = cookie_of(await page.login()).value
        answer = await page.http.post("/api/logout")
        assert answer.status_code == 204
        assert cookie_of(answer).value == ""
        page.http.cookies.clear()
        headers = {"cookie": f"{X}={value}"}
        assert (await page.http.post("/api/refresh", headers=headers)).status_code == 401


async def test_logout_of_nobody_is_done(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        assert (await page.http.post("/api/logout")).status_code == 204


async def test_logout_is_told_to_the_desk(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        token = (await page.login()).json()["access_token"]
        family = page.tokens.read_access(token, page.clock.now_ms()).family
        await page.http.post("/api/logout")
        assert page.desks.only.logged_out == [("x", family)]


async def test_login_stands_when_the_desk_could_not_be_told_of_the_logout(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        await page.login()
        page.desks.only.failure = Unavailable("no database")
        failed = await page.http.post("/api/logout")
        assert (failed.status_code, "set-cookie" in failed.headers) == (503, False)
        page.desks.only.failure = None
        assert (await page.http.post("/api/refresh")).status_code == 200
        assert (await page.http.post("/api/logout")).status_code == 204


async def test_each_account_of_a_browser_is_refreshed_by_itself(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        await page.login("x")
        await page.login("y")
        for username in ("x", "y", "x"):
            answer = await page.http.post("/api/refresh", json=named(username))
            token = answer.json()["access_token"]
            assert page.tokens.read_access(token, page.clock.now_ms()).username == username


async def test_refresh_that_names_nobody_is_the_latest_logins(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        await page.login("x")
        await page.login("y")
        for content in (b"{}", b""):
            headers = {"content-type": "application/json"}
            answer = await page.http.post("/api/refresh", content=content, headers=headers)
            token = answer.json()["access_token"]
            assert page.tokens.read_access(token, page.clock.now_ms()).username == "y"


async def test_refresh_of_an_account_without_a_login_here_is_nothing(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        await page.login("x")
        assert (await page.http.post("/api/refresh", json=named("y"))).status_code == 204


async def test_logout_of_one_account_leaves_the_others_of_the_browser(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        await page.login("x")
        await page.login("y")
        await page.http.post("/api/logout", json=named("x"))
        assert [agent for agent, _ in page.desks.only.logged_out] == ["x"]
        assert (await page.http.post("/api/refresh", json=named("x"))).status_code == 204
        assert (await page.http.post("/api/refresh", json=named("y"))).status_code == 200


async def test_oldest_login_of_a_browser_ends_when_there_are_too_many(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        first = cookie_of(await page.login("x")).value
        for number in range(LOGINS_MAX - 1):
            page.http.cookies.set(cookie_name("acme", f"n{number}"), "n.x", path="/api")
        await page.login("y")
        assert (await page.http.post("/api/refresh", json=named("x"))).status_code == 204
        page.http.cookies.clear()
        headers = {"cookie": f"{X}={first}"}
        assert (await page.http.post("/api/refresh", headers=headers)).status_code == 401


@pytest.mark.parametrize("body", [b"[]", b'{"merchant":1}', b'{"who":"x"}'])
@pytest.mark.parametrize("path", ["/api/refresh", "/api/logout"])
async def test_malformed_account_is_a_bad_request(tmp_path: Path, path: str, body: bytes) -> None:
    async with site(tmp_path) as page:
        await page.login()
        headers = {"content-type": "application/json"}
        answer = await page.http.post(path, content=body, headers=headers)
        assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_request")


@pytest.mark.parametrize("path", ["/api/login", "/api/refresh", "/api/logout"])
@pytest.mark.parametrize("origin", ["http://evil.test", "null", "https://127.0.0.1:8000"])
async def test_page_of_another_site_is_refused(tmp_path: Path, path: str, origin: str) -> None:
    async with site(tmp_path) as page:
        await page.login()
        answer = await page.http.post(path, headers={"origin": origin}, json={})
        assert (answer.status_code, error_of(answer)["code"]) == (403, "not_allowed")
        assert page.desks.only.logged_out == []
        assert (await page.http.post("/api/refresh", headers={"origin": ORIGIN})).status_code == 200


async def test_recent_contacts_are_those_of_whoever_asks(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        token = (await page.login()).json()["access_token"]
        answer = await page.http.get(
            "/api/contacts/recent", headers={"authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 200
        assert answer.json()["contacts"][0]["name"] == "of x, 50 at most"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer rubbish", "Basic eDp4"])
async def test_recent_contacts_need_an_access_token(tmp_path: Path, header: str | None) -> None:
    async with site(tmp_path) as page:
        headers = {} if header is None else {"authorization": header}
        answer = await page.http.get("/api/contacts/recent", headers=headers)
        assert (answer.status_code, error_of(answer)["code"]) == (401, "not_allowed")


async def test_recent_contacts_of_an_account_that_is_gone_are_refused(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        token = page.tokens.issue_access("acme", "gone", "f", page.clock.now_ms())
        answer = await page.http.get(
            "/api/contacts/recent", headers={"authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 401
