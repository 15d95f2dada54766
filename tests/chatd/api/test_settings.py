"""What is set over HTTP, by whom, and who has it at once: a whole server without a network."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from chatd.app import App, open_app, provision
from chatd.config import load_config
from chatd.desks.contact_ids import contact_of_visitor
from chatd.protocol.events import BuyerSettingsChanged
from chatd.provision import parse_provision
from chatd.storage.migrate import migrate
from tests.chatd.desks.world import Client, turn
from tests.serving import ACME, settings_of

ORIGIN = "http://127.0.0.1:8000"
TENT = {"question": "Do you ship abroad?", "answer": "Yes, everywhere."}
WELCOME = {"on": True, "text": "Hello, I am here."}
OFF = {"on": False, "text": ""}
ANSWERS = {
    "welcome": WELCOME,
    "cached": OFF,
    "busy": {"after_s": 30, **OFF},
    "silent": {"after_s": 600, "on": True, "text": "Are you still there?"},
}


class Site:
    """A server, asked as agents."""

    def __init__(self, app: App, http: httpx.AsyncClient) -> None:
        self.app = app
        self.http = http
        self._tokens: dict[str, str] = {}

    async def ask(self, who: str, method: str, path: str, **body: Any) -> httpx.Response:
        if who not in self._tokens:
            login = {"merchant": "acme", "username": who, "password": f"password-{who}"}
            answer = await self.http.post("/api/login", json=login)
            self._tokens[who] = answer.json()["access_token"]
        headers = {"authorization": f"Bearer {self._tokens[who]}"}
        json = body or None
        return await self.http.request(method, f"/api/settings/{path}", headers=headers, json=json)

    async def get(self, who: str, path: str) -> Any:
        answer = await self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def put(self, who: str, path: str, **body: Any) -> Any:
        answer = await self.ask(who, "PUT", path, **body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, who: str, path: str, **body: Any) -> tuple[int, str]:
        answer = await self.ask(who, "PUT" if body else "GET", path, **body)
        return answer.status_code, answer.json()["error"]["code"]

    async def visitor(self) -> Client:
        runtime = await self.app.desks.runtime("acme")
        buyer = Client(runtime, "buyer", contact=contact_of_visitor("b"), shop="acme")
        buyer.snapshot = await runtime.attach_buyer(buyer, cast("str", buyer.contact), "acme", None)
        return buyer


@contextlib.asynccontextmanager
async def open_site(directory: Path) -> AsyncIterator[Site]:
    config = load_config(settings_of(directory))
    config.data_dir.mkdir(exist_ok=True)
    migrate(config.database)
    await provision(config, parse_provision(ACME))
    async with open_app(config) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
            yield Site(app, http)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


async def test_questions_reach_an_open_widget_at_once(site: Site) -> None:
    buyer = await site.visitor()
    assert buyer.snapshot.settings.questions == ()
    view = await site.put("boss", "questions/acme", version=0, questions=[TENT])
    assert (view["version"], view["questions"], view["changed_by"]) == (1, [TENT], "boss")
    await turn()
    told = buyer.last(BuyerSettingsChanged).settings.questions
    assert [(one.question, one.answer) for one in told] == [tuple(TENT.values())]
    later = await site.visitor()
    assert later.snapshot.settings.questions == told
    assert (await site.get("x", "questions/acme"))["questions"] == [TENT]


async def test_settings_outlive_a_restart_and_a_new_file(site: Site, tmp_path: Path) -> None:
    await site.put("boss", "questions/acme", version=0, questions=[TENT])
    await site.put("x", "answers/own", version=0, answers=ANSWERS)
    async with open_site(tmp_path) as again:
        await provision(load_config(settings_of(tmp_path)), parse_provision(ACME + "\n"))
        assert (await again.get("x", "questions/acme"))["questions"] == [TENT]
        assert (await again.get("x", "answers"))["own"]["answers"] == ANSWERS


async def test_who_saw_an_older_version_is_told_so(site: Site) -> None:
    await site.put("boss", "questions/acme", version=0, questions=[TENT])
    other = [{"question": "Mine?", "answer": "No."}]
    stale = await site.refused("main", "questions/acme", version=0, questions=other)
    assert stale == (409, "stale_view")
    assert (await site.get("main", "questions/acme"))["questions"] == [TENT]


async def test_only_supervisors_set_what_is_everybodys(site: Site) -> None:
    forbidden = (403, "not_allowed")
    assert await site.refused("x", "questions/acme", version=0, questions=[]) == forbidden
    forced = {"version": 0, "forced": True, "answers": ANSWERS}
    assert await site.refused("x", "answers/everybody", **forced) == forbidden
    assert await site.refused("x", "changes") == forbidden
    assert (await site.http.get("/api/settings/answers")).status_code == 401


async def test_own_answers_are_ones_own(site: Site) -> None:
    first = await site.get("x", "answers")
    assert first["own"]["version"] == 0
    assert not first["own"]["answers"]["welcome"]["on"]
    await site.put("x", "answers/own", version=0, answers=ANSWERS)
    await site.put("boss", "answers/everybody", version=0, forced=True, answers=ANSWERS)
    mine, boss = await site.get("x", "answers"), await site.get("boss", "answers")
    assert (mine["own"]["answers"], boss["own"]["version"]) == (ANSWERS, 0)
    assert mine["everybody"] == boss["everybody"]
    assert mine["everybody"]["forced"]


@pytest.mark.parametrize(
    "answers",
    [
        {**ANSWERS, "welcome": {"on": True, "text": "  "}},
        {**ANSWERS, "welcome": {"on": True, "text": "x" * 501}},
        {**ANSWERS, "busy": {"after_s": 4, "on": True, "text": "soon"}},
        {**ANSWERS, "other": OFF},
    ],
    ids=["empty", "too long", "too soon", "unknown"],
)
async def test_answers_that_cannot_be_are_refused(site: Site, answers: Any) -> None:
    refused = await site.refused("x", "answers/own", version=0, answers=answers)
    assert refused == (400, "bad_request")
    assert (await site.get("x", "answers"))["own"]["version"] == 0


async def test_questions_that_cannot_be_are_refused(site: Site) -> None:
    blank = [{"question": " ", "answer": "Yes."}]
    for questions in (blank, [TENT] * 21):
        refused = await site.refused("boss", "questions/acme", version=0, questions=questions)
        assert refused == (400, "bad_request")
    unknown = await site.refused("boss", "questions/other", version=0, questions=[TENT])
    assert unknown == (404, "not_found")


async def test_changes_say_who_set_what_when_and_what_it_was(site: Site) -> None:
    await site.put("boss", "questions/acme", version=0, questions=[TENT])
    await site.put("main", "questions/acme", version=1, questions=[])
    listed = await site.get("boss", "changes")
    assert [(one["agent"], one.get("before"), one["after"]) for one in listed["changes"]] == [
        ("main", [TENT], []),
        ("boss", None, [TENT]),
    ]
    assert {(one["kind"], one["subject"]) for one in listed["changes"]} == {("questions", "acme")}
    assert not listed["more"]
    assert [one["change"] for one in (await site.get("boss", "changes?before=2"))["changes"]] == [1]
    assert await site.refused("boss", "changes?before=x") == (400, "bad_request")
