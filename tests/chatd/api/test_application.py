import asyncio
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from chatd.api import answers
from chatd.errors import Unavailable
from chatd.protocol.http import LoginRequest
from tests.chatd.api.served import site
from tests.chatd.api.whole_site import open_site


async def test_health_asks_nothing_but_the_process(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        answer = await page.http.get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_ready_says_what_is_ready(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        answer = await page.http.get("/readyz")
        assert answer.status_code == 200
        assert answer.json() == {"status": "ok", "checks": {"database": "ok"}}


async def test_not_ready_when_the_database_is_gone(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        for path in (tmp_path / "data").iterdir():
            path.write_bytes(b"no database" * 1_000)
        answer = await page.http.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["status"] == "unavailable"


async def test_figures_are_in_prometheus_format(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        answer = await page.http.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain")
        assert "# TYPE chatd_connections gauge" in answer.text


async def test_description_names_every_path_and_resolves(tmp_path: Path) -> None:
    async with open_site(tmp_path) as page:
        unknown = (await page.http.get("/api/unknown")).text
        document = (await page.http.get("/api/openapi.json")).json()
        assert document["info"]["version"] == version("chatd")
        for path, methods in document["paths"].items():
            for method in methods:
                answer = await page.http.request(method, path)
                assert answer.status_code != 405, path
                assert answer.status_code != 404 or answer.text != unknown, path
        for schema in references(document):
            assert schema in document["components"]["schemas"]


def references(document: dict[str, Any]) -> list[str]:
    text = json.dumps(document)
    return [part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/api/login", 405, "bad_request"),
        ("DELETE", "/healthz", 405, "bad_request"),
    ],
)
async def test_what_is_not_there_is_said_in_one_shape(
    tmp_path: Path, method: str, path: str, status: int, code: str
) -> None:
    async with site(tmp_path) as page:
        answer = await page.http.request(method, path)
        assert answer.status_code == status
        assert answer.json()["error"]["code"] == code


async def test_large_body_is_refused(tmp_path: Path) -> None:
    async with site(tmp_path, http_body_bytes_max=1_024) as page:
        answer = await page.http.post(
            "/api/login", content=b" " * 2_000, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 413


async def test_large_body_of_unknown_length_is_refused(tmp_path: Path) -> None:
    async def body() -> Any:
        for _ in range(20):
            yield b" " * 100

    async with site(tmp_path, http_body_bytes_max=1_024) as page:
        answer = await page.http.post(
            "/api/login", content=body(), headers={"content-type": "application/json"}
        )
        assert answer.status_code == 413


async def test_failing_database_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_arguments: object) -> None:
        raise Unavailable("the database is locked")

    async with site(tmp_path) as page:
        monkeypatch.setattr(page.accounts._logins, "read_password_hash", fail)
        answer = await page.login()
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "unavailable"


async def test_bug_is_a_plain_500(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_arguments: object) -> None:
        raise KeyError("inner matters")

    async with site(tmp_path) as page:
        monkeypatch.setattr(page.accounts._logins, "read_password_hash", fail)
        answer = await page.login()
        assert answer.status_code == 500
        assert "inner matters" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_demo_shows_figures_and_switches(tmp_path: Path) -> None:
    async with site(tmp_path, is_demo=True) as page:
        figures = (await page.http.get("/api/demo")).json()
        assert figures == {
            "simulated": False,
            "sessions": 3,
            "waiting": 4,
            "messages": 5,
            "agents": [{"username": "x", "state": "online", "load": 4, "reception_max": None}],
        }
        switched = await page.http.post("/api/demo", json={"simulated": True})
        assert switched.json()["simulated"] is True


async def test_demo_is_not_switched_by_another_site(tmp_path: Path) -> None:
    async with site(tmp_path, is_demo=True) as page:
        answer = await page.http.post(
            "/api/demo", json={"simulated": True}, headers={"origin": "http://evil.test"}
        )
        assert answer.status_code == 403
        assert (await page.http.get("/api/demo")).json()["simulated"] is False


async def test_connection_ends_with_a_body_that_does_not_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "BODY_TIMEOUT_S", 0.01)

    async def never() -> Any:
        await asyncio.Event().wait()

    headers = [(b"content-type", b"application/json")]
    request = Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, never)
    with pytest.raises(HTTPException) as late:
        await answers.read_json(request, LoginRequest)
    answer = await answers.answer_http_exception(request, late.value)
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")


async def test_address_that_asks_too_often_is_refused_and_its_neighbours_are_not(
    tmp_path: Path,
) -> None:
    async with site(tmp_path, requests_per_s=10, requests_burst=2) as page:
        codes = [(await page.http.get("/api/left")).status_code for _ in range(3)]
        assert codes == [401, 401, 429]
        refused = await page.http.get("/api/left")
        assert refused.json()["error"]["code"] == "rate"
        assert refused.json()["error"]["retry_after_ms"] == 100
        assert refused.headers["retry-after"] == "1"
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert (await page.http.get("/healthz")).status_code == 200
        neighbour = page.from_address("203.0.113.9")
        assert (await neighbour.get("/api/left")).status_code == 401
        page.clock.advance(100)
        assert (await page.http.get("/api/left")).status_code == 401
