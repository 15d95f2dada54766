"""The composition root: the only place that knows which part is made of which."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from chatd.api.accounts import Accounts
from chatd.api.application import http_application
from chatd.api.avatars import AvatarSettings
from chatd.api.callers import Callers as HttpCallers
from chatd.api.contacts import Contacts
from chatd.api.demo import Demo
from chatd.api.file_callers import FileCallers
from chatd.api.files import FileServing
from chatd.api.health import Health
from chatd.api.known import Known
from chatd.api.left import Left
from chatd.api.logins import StoredLogins
from chatd.api.oidc import OidcLogins
from chatd.api.pages import Pages
from chatd.api.phrases import Phrases
from chatd.api.privacy import Privacy
from chatd.api.settings import Settings
from chatd.api.static import StaticFiles
from chatd.api.uploads import Uploads
from chatd.auth.passwords import Passwords
from chatd.auth.tokens import Tokens
from chatd.clock import Clock, SystemClock
from chatd.demo.orders import DemoOrders, endpoint_of
from chatd.demo.phrases import provide_phrases
from chatd.demo.provisioning import MERCHANT, SHOP
from chatd.demo.simulation import Simulation
from chatd.desks.left_limits import LeftRates
from chatd.desks.merchants import stored_merchant
from chatd.desks.registry import DeskOptions, Desks
from chatd.errors import Unavailable
from chatd.known.contacts import KnownContacts
from chatd.known.orders import Orders
from chatd.known.phrases import Phrases as Books
from chatd.known.products import Products
from chatd.known.regions import Regions
from chatd.mail.sender import MailSender, SenderOptions
from chatd.mail.smtp import SmtpOptions, SmtpTransport
from chatd.oidc.providers import Providers
from chatd.outgoing.client import Outgoing
from chatd.realtime.callers import Callers
from chatd.realtime.connections import Connections
from chatd.realtime.endpoint import Endpoint, Services
from chatd.realtime.measures import CommandMeasures
from chatd.storage.sqlite import SqliteStore
from chatd.telemetry import LogEvent, Metrics, logger
from chatd.uploads.avatars import Avatars
from chatd.uploads.contents import DiskContents
from chatd.uploads.keeper import Keeper
from chatd.uploads.receiving import Receiving

if TYPE_CHECKING:
    from starlette.routing import Route
    from starlette.types import ASGIApp, Receive, Scope, Send

    from chatd.config import Config
    from chatd.provision import ProvisionFile
    from chatd.storage.store import Store

STATIC: Final = Path(__file__).with_name("static")

PROVISIONED_S: Final = 1.0
"""How often somebody looks whether a merchant was provisioned anew."""

TIDIED_MS: Final = 3_600_000
"""How often it is looked what is older than it may be."""

COLLECTED_S: Final = 600.0
"""How often uploads that nobody sent are let go."""

_log = logger(__name__)


class App:
    """Everything a server serves, as one ASGI application.

    Args:
        config: The operator's settings.
        store: The database, its tables up to date.
        clock: The time.
        metrics: What everything is counted in.
        is_demo: The demo page and its simulated buyers are part of it.
    """

    def __init__(
        self, config: Config, store: Store, clock: Clock, metrics: Metrics, *, is_demo: bool
    ) -> None:
        self._config = config
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._tokens = Tokens(
            config.secret,
            access_ms=config.access_token_ms,
            visitor_ms=config.visitor_token_ms,
            files_ms=config.files_key_ms,
        )
        self.desks = Desks(store, clock, _desk_options(config), metrics=self._metrics)
        self.phrases = Books(self.desks, clock)
        self._mail = self._make_mail()
        self._passwords = make_passwords(config)
        self._contents = DiskContents(config.files_dir)
        self.uploads = Keeper(store, self._contents)
        self._connections = Connections(config)
        self._simulation = Simulation(config, SHOP) if is_demo else None
        self._outgoing = Outgoing(loopback_allowed=config.outgoing_loopback or is_demo)
        self._orders = Orders(self._outgoing, clock)
        self._oidc_outgoing = Outgoing(
            loopback_allowed=config.outgoing_loopback,
            internal_hosts=frozenset(config.oidc_internal_hosts.split(",")),
        )
        self._providers = Providers(
            self._oidc_outgoing, clock, loopback_allowed=config.outgoing_loopback
        )
        self._websocket = self._make_websocket()
        self._http = self._make_http()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one WebSocket."""
        serve: ASGIApp = self._websocket if scope["type"] == "websocket" else self._http
        await serve(scope, receive, send)

    async def start(self) -> None:
        """Restore what was live, and notice from now on what is provisioned."""
        await self.desks.start()
        if self._mail is not None:
            self._mail.start()
        self._tasks = [
            asyncio.create_task(self._watch_provisioning()),
            asyncio.create_task(self._keep_house()),
            asyncio.create_task(self._collect_uploads()),
        ]

    async def stop(self) -> None:
        """Begin nothing new, answer what was begun, and commit it. Idempotent."""
        if self._connections.is_stopping:
            return
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._simulation is not None:
            await self._simulation.stop()
        await self._connections.stop()
        if self._mail is not None:
            await self._mail.stop()
        await self._orders.stop()
        await self._outgoing.close()
        await self._providers.stop()
        await self._oidc_outgoing.close()
        await self.desks.stop()

    def close(self) -> None:
        """Let the threads go."""
        self._passwords.close()
        self._contents.close()

    async def _watch_provisioning(self) -> None:
        """Ask the database: `provision` is another process, on any node."""
        while True:
            await asyncio.sleep(PROVISIONED_S)
            try:
                await self.desks.refresh()
                self._connections.check_accounts()
            except Exception:  # noqa: BLE001  # whatever it was, the next look may succeed
                _log.exception(LogEvent.PROVISIONING_FAILED)

    async def _keep_house(self) -> None:
        """Erasures at once, by whichever process they are asked for; the rest once an hour."""
        housekeeping = self.desks.housekeeping
        tidied_ms = self._clock.monotonic_ms()
        while True:
            await asyncio.sleep(PROVISIONED_S)
            try:
                await housekeeping.fulfil_wishes()
                if self._clock.monotonic_ms() >= tidied_ms + TIDIED_MS:
                    tidied_ms = self._clock.monotonic_ms()
                    await housekeeping.tidy()
            except Exception:  # noqa: BLE001  # whatever it was, it is tried again
                _log.exception(LogEvent.HOUSEKEEPING_FAILED)

    async def _collect_uploads(self) -> None:
        """Let go what nobody sent. More than one node may do so."""
        while True:
            try:
                before_ms = self._clock.now_ms() - self._config.uploads_unused_ms
                collected = await self.uploads.collect(before_ms)
                if collected:
                    _log.info(LogEvent.UPLOADS_COLLECTED, uploads=collected)
            except Unavailable:
                _log.exception(LogEvent.COLLECTING_FAILED)
            await asyncio.sleep(COLLECTED_S)

    def _make_mail(self) -> MailSender | None:
        config = self._config
        if not config.smtp_host:
            return None
        transport = SmtpTransport(
            SmtpOptions(
                host=config.smtp_host,
                port=config.smtp_port,
                tls=config.smtp_tls,
                username=config.smtp_username,
                password=config.smtp_password,
                timeout_ms=config.smtp_timeout_ms,
                hostname=urlsplit(config.base_url).hostname or "localhost",
            )
        )
        options = SenderOptions(attempts_max=config.smtp_attempts_max)
        sender = MailSender(self._store, transport, self._clock, options, tell=self.desks.note_mail)
        self.desks.mail_queued = sender.wake
        return sender

    def _make_websocket(self) -> Endpoint:
        services = Services(
            config=self._config,
            clock=self._clock,
            metrics=self._metrics,
            measures=CommandMeasures(self._metrics),
            callers=Callers(self.desks, self._tokens, self._clock, Regions()),
            connections=self._connections,
        )
        return Endpoint(services)

    def _make_oidc(self, accounts: Accounts, logins: StoredLogins) -> OidcLogins:
        return OidcLogins(
            config=self._config,
            clock=self._clock,
            logins=logins,
            accounts=accounts,
            tokens=self._tokens,
            providers=self._providers,
            metrics=self._metrics,
        )

    def _make_avatars(self, callers: HttpCallers) -> AvatarSettings:
        return AvatarSettings(
            callers,
            self.desks,
            Avatars(self._store, self._contents, self._clock),
            store=self._store,
            contents=self._contents,
            clock=self._clock,
        )

    def _make_http(self) -> ASGIApp:
        config = self._config
        logins = StoredLogins(self._store)
        accounts = Accounts(
            config=config,
            clock=self._clock,
            logins=logins,
            passwords=self._passwords,
            tokens=self._tokens,
            desks=self.desks,
            metrics=self._metrics,
        )
        callers = HttpCallers(accounts, self.desks)
        file_callers = FileCallers(self._tokens, self.desks, self._clock)
        receiving = Receiving(config, self._store, self._contents, self._clock)
        is_demo = self._simulation is not None
        routes: list[Route] = [
            *accounts.routes(),
            *self._make_oidc(accounts, logins).routes(),
            *Contacts(callers).routes(),
            *Privacy(callers, self.desks, self._store, self._tokens, self._clock).routes(),
            *Left(callers, self.desks).routes(),
            *Settings(callers, self.desks, self._clock).routes(),
            *self._make_avatars(callers).routes(),
            *Phrases(callers, self.phrases).routes(),
            *Uploads(file_callers, receiving).routes(),
            *FileServing(file_callers, self._store, self._contents).routes(),
            *Known(
                callers,
                KnownContacts(self.desks, self._orders, self._clock),
                Products(self.desks, self._clock),
            ).routes(),
            *Health(self._store, self.desks, self._metrics).routes(),
            *Pages(config, StaticFiles(STATIC), self.desks, is_demo=is_demo).routes(),
        ]
        if self._simulation is not None:
            routes += DemoOrders(endpoint_of(config)[1], self._clock).routes()
            routes += Demo(MERCHANT, accounts, self.desks, self._simulation).routes()
        return http_application(routes, config, self._clock, version=version("chatd"))


@asynccontextmanager
async def open_app(
    config: Config, *, is_demo: bool = False, clock: Clock | None = None
) -> AsyncIterator[App]:
    """An application whose database is open and whose live desks are restored.

    Raises:
        Unavailable: The database cannot be opened.
    """
    async with AsyncExitStack() as stack:
        metrics = Metrics()
        store = await stack.enter_async_context(open_store(config, metrics))
        app = App(config, store, clock or SystemClock(), metrics, is_demo=is_demo)
        stack.callback(app.close)
        await app.start()
        stack.push_async_callback(app.stop)
        if is_demo:
            await provide_phrases(app.phrases)
        yield app


@asynccontextmanager
async def open_store(config: Config, metrics: Metrics | None = None) -> AsyncIterator[Store]:
    """The database, its tables up to date."""
    count_read = (metrics or Metrics()).database_reads.inc
    store = SqliteStore(config.database, on_read=count_read)
    try:
        yield store
    finally:
        await store.close()


async def provision(config: Config, file: ProvisionFile) -> bool:
    """Store a merchant; False if it was stored just so. A server that runs notices by itself.

    Raises:
        ShopsTaken: A shop is another merchant's.
        Unavailable: The database cannot be written.
    """
    async with open_store(config) as store:
        stored = await store.load_merchant(file.merchant)
        known = {} if stored is None else {one.agent: one.password_hash for one in stored.agents}
        with closing(make_passwords(config)) as passwords:
            hashes = {
                agent.config.agent: await _hash(
                    passwords, agent.password, known.get(agent.config.agent)
                )
                for agent in file.agents
            }
        return await store.provision(stored_merchant(file, hashes))


async def _hash(passwords: Passwords, password: str, known: str | None) -> str:
    """The stored hash if it is of this password: each hash is another, and would be a change."""
    if known is not None and await passwords.verify(known, password):
        return known
    return await passwords.hash(password)


def make_passwords(config: Config) -> Passwords:
    """What hashes passwords, at the operator's cost."""
    return Passwords(
        time_cost=config.argon2_time_cost,
        memory_kib=config.argon2_memory_kib,
        parallelism=config.argon2_parallelism,
    )


def _desk_options(config: Config) -> DeskOptions:
    return DeskOptions(
        queue_changed_ms=config.queue_changed_ms,
        position_changed_ms=config.position_changed_ms,
        commit_interval_ms=config.commit_interval_ms,
        commands_waiting_max=config.commands_waiting_max,
        mail_from=config.smtp_from if config.smtp_host else None,
        left_rates=LeftRates(
            per_contact=config.left_per_contact_per_day,
            per_address=config.left_per_address_per_day,
            per_shop=config.left_per_shop_per_day,
        ),
    )
