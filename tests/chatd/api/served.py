"""The HTTP interface over a real database, with a fake desk and no network."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
from starlette.routing import Route

from chatd.api.accounts import Accounts
from chatd.api.application import http_application
from chatd.api.callers import Callers
from chatd.api.contacts import Contacts
from chatd.api.demo import Demo
from chatd.api.file_callers import FileCallers
from chatd.api.files import FileServing
from chatd.api.health import Health
from chatd.api.known import Known
from chatd.api.left import Left
from chatd.api.logins import StoredLogins
from chatd.api.pages import Pages
from chatd.api.phrases import Phrases
from chatd.api.privacy import Privacy
from chatd.api.settings import Settings
from chatd.api.static import StaticFiles
from chatd.api.uploads import Uploads
from chatd.app import make_passwords, open_store, provision
from chatd.auth.tokens import Tokens
from chatd.config import Config, load_config
from chatd.desks.registry import DeskStats
from chatd.known.contacts import KnownContacts
from chatd.known.orders import Orders
from chatd.known.phrases import Phrases as Books
from chatd.known.products import Products
from chatd.outgoing.client import Outgoing
from chatd.protocol.views import AgentView, ContactView
from chatd.provision import parse_provision
from chatd.telemetry import Metrics
from chatd.uploads.contents import DiskContents
from chatd.uploads.receiving import Receiving
from tests.chatd.fake_clock import FakeClock
from tests.chatd.realtime.fakes import FakeDesks, FakeRuntime
from tests.databases import new_database
from tests.serving import ACME, settings_of

ORIGIN = "http://127.0.0.1:8000"


class TalkativeRuntime(FakeRuntime):
    """Also knows recent contacts and colleagues, and who has logged out."""

    def __init__(self) -> None:
        super().__init__()
        self.logged_out: list[tuple[str, str]] = []

    async def recent_contacts(self, agent: str, limit: int) -> tuple[ContactView, ...]:
        return (ContactView("v_1", "acme", f"of {agent}, {limit} at most"),)

    async def log_out(self, agent: str, login: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.logged_out.append((agent, login))

    def agents(self) -> tuple[AgentView, ...]:
        view: Any = dataclasses.make_dataclass(
            "view", ["agent", "state", "open", "cached", "reception_max"]
        )
        return (view("x", "online", 3, 1, None),)


class TalkativeDesks(FakeDesks):
    """Also counts."""

    def __init__(self) -> None:
        super().__init__()
        self.only = TalkativeRuntime()

    def stats(self) -> DeskStats:
        return DeskStats(1, 2, 3, 4, 5, 6, 7)


class FakeSimulation:
    """Implements `chatd.api.demo.Simulation`."""

    is_on = False

    def switch(self, *, on: bool) -> None:
        self.is_on = on


class Site:
    """A client of the HTTP interface, as a browser on its own page."""

    def __init__(self, config: Config, store: Any, static: Path, *, is_demo: bool) -> None:
        self.config = config
        self.clock = FakeClock()
        self.desks = cast("Any", TalkativeDesks())
        self.tokens = Tokens(
            config.secret, access_ms=config.access_token_ms, visitor_ms=config.visitor_token_ms
        )
        self.passwords = make_passwords(config)
        self.accounts = Accounts(
            config=config,
            clock=self.clock,
            logins=StoredLogins(store),
            passwords=self.passwords,
            tokens=self.tokens,
            desks=self.desks,
            metrics=Metrics(),
        )
        callers = Callers(self.accounts, self.desks)
        files = FileCallers(self.tokens, self.desks, self.clock)
        self.contents = DiskContents(config.files_dir)
        receiving = Receiving(config, store, self.contents, self.clock)
        routes: list[Route] = [
            *self.accounts.routes(),
            *Contacts(callers).routes(),
            *Privacy(callers, self.desks, store, self.tokens, self.clock).routes(),
            *Left(callers, self.desks).routes(),
            *Settings(callers, self.desks, self.clock).routes(),
            *Phrases(callers, Books(self.desks, self.clock)).routes(),
            *Uploads(files, receiving).routes(),
            *FileServing(files, store, self.contents).routes(),
            *Known(
                callers,
                KnownContacts(self.desks, Orders(Outgoing(), self.clock), self.clock),
                Products(self.desks, self.clock),
            ).routes(),
            *Health(store, self.desks, Metrics()).routes(),
            *Pages(config, StaticFiles(static), self.desks, is_demo=is_demo).routes(),
        ]
        if is_demo:
            routes += Demo("acme", self.accounts, self.desks, FakeSimulation()).routes()
        app = http_application(routes, config, self.clock, version="1.2.3")
        self._app = app
        self.http = self.from_address("127.0.0.1")

    def from_address(self, address: str) -> httpx.AsyncClient:
        """A client of another machine."""
        transport = httpx.ASGITransport(
            self._app, raise_app_exceptions=False, client=(address, 123)
        )
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN)

    async def login(self, username: str = "x", **fields: Any) -> httpx.Response:
        wanted = {"merchant": "acme", "username": username, "password": f"password-{username}"}
        return await self.http.post("/api/login", json=wanted | fields)


@contextlib.asynccontextmanager
async def site(directory: Path, *, is_demo: bool = False, **settings: Any) -> AsyncIterator[Site]:
    """A provisioned database and a client of it."""
    config = load_config(settings_of(directory, **settings))
    config.data_dir.mkdir()
    shutil.copy(await _template(), config.data_dir / "chatd.db")
    static = directory / "static"
    async with open_store(config) as store:
        served = Site(config, store, static, is_demo=is_demo)
        async with served.http:
            yield served
        served.passwords.close()
        served.contents.close()


async def _template() -> Path:
    """A provisioned database, made once."""
    if not _made:
        directory = Path(tempfile.mkdtemp(prefix="chatd-api-"))
        atexit.register(shutil.rmtree, directory)
        config = load_config(settings_of(directory))
        new_database(config.data_dir / "chatd.db")
        await provision(config, parse_provision(ACME))
        _made.append(directory / "data" / "chatd.db")
    return _made[0]


_made: list[Path] = []


def build_static(directory: Path) -> None:
    """What the web client's build leaves behind, in small."""
    for name, text in {
        "widget.js": "run()",
        "widget/frame.html": "<p>frame</p>",
        "console/index.html": "<p>{nonce}</p>",
        "demo/index.html": "<p>demo</p>",
        "assets/index-abc.js": "1;" * 1_000,
    }.items():
        path = directory / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (directory / "secret.txt").write_text("secret", encoding="utf-8")
