"""A whole server without a network, asked over HTTP as its agents."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx

from chatd.app import App, open_app, provision
from chatd.config import load_config
from chatd.desks.contact_ids import contact_of_visitor
from chatd.provision import parse_provision
from tests.chatd.desks.world import Client
from tests.databases import new_database
from tests.serving import ACME, settings_of

ORIGIN = "http://127.0.0.1:8000"


class WholeSite:
    """A server, asked as agents (`x`, `boss`, …) and visited by buyers."""

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
        return await self.http.request(method, f"/api/{path}", headers=headers, json=body or None)

    async def done(self, who: str, method: str, path: str, **body: Any) -> Any:
        answer = await self.ask(who, method, path, **body)
        assert answer.is_success, answer.text
        return answer.json()

    async def get(self, who: str, path: str) -> Any:
        return await self.done(who, "GET", path)

    async def refused(self, who: str, method: str, path: str, **body: Any) -> tuple[int, str]:
        answer = await self.ask(who, method, path, **body)
        return answer.status_code, answer.json()["error"]["code"]

    async def agent(self, name: str) -> Client:
        runtime = await self.app.desks.runtime("acme")
        is_supervisor = name in {"boss", "main"}
        agent = Client(runtime, "agent", agent=name, is_supervisor=is_supervisor)
        agent.snapshot = await runtime.attach_agent(agent, name)
        return agent

    async def visitor(self, name: str = "b", **options: Any) -> Client:
        runtime = await self.app.desks.runtime("acme")
        buyer = Client(runtime, "buyer", contact=contact_of_visitor(name), shop="acme")
        contact = cast("str", buyer.contact)
        buyer.snapshot = await runtime.attach_buyer(
            buyer, contact, "acme", options.pop("page", None), **options
        )
        return buyer


@contextlib.asynccontextmanager
async def open_site(
    directory: Path, provisioned: str = ACME, **settings: Any
) -> AsyncIterator[WholeSite]:
    """A server whose database is in this directory, as it is or new."""
    config = load_config(settings_of(directory, **settings))
    path = config.data_dir / "chatd.db"
    if not path.exists():
        new_database(path)
    await provision(config, parse_provision(provisioned))
    async with open_app(config) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
            yield WholeSite(app, http)
