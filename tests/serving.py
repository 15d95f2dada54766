"""Real servers for tests: in a process of their own, or in the test's own event loop.

    server = start_server(tmp_path)                  # merchant acme, see ACME
    server.websocket_url; server.log(); server.kill(); server = server.start_again(); server.stop()

    async with running_server(tmp_path) as server:   # the same, without a process
        ...

Both listen on a free port of 127.0.0.1, with cheap password hashes and generous rates unless
settings say otherwise: `start_server(tmp_path, commands_per_s=5)` sets CHATD_COMMANDS_PER_S.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from chatd.app import App, open_app, provision
from chatd.clock import Clock
from chatd.config import PREFIX, Config, load_config
from chatd.demo.provisioning import demo_file
from chatd.provision import ProvisionFile, parse_provision
from chatd.realtime.server import Server
from chatd.storage.engine import Database
from tests.databases import new_database

READY_TIMEOUT_S: Final = 30.0
STOP_TIMEOUT_S: Final = 10.0
SECRET: Final = "test-secret-test-secret-test-secret"
IDENTITY_SECRET: Final = "acme-identity-acme-identity-acme"

ACME: Final = f"""
merchant = "acme"
name = "Acme Outdoor"

[[shops]]
id = "acme"
name = "Acme Outdoor"
origins = ["http://shop.test"]
identity_secret = "{IDENTITY_SECRET}"

[[agents]]
username = "main"
password = "password-main"
name = "Main"
role = "owner"
main = true

[[agents]]
username = "x"
password = "password-x"
name = "Xenia"

[[agents]]
username = "y"
password = "password-y"
name = "Yves"

[[agents]]
username = "boss"
password = "password-boss"
name = "Boss"
role = "supervisor"
"""
"""A merchant with a main account, two agents x and y, and a supervisor; `password-` + name."""

LEFT_LIMITLESS: Final[dict[str, Any]] = {
    "left_per_contact_per_day": 1_000_000,
    "left_per_address_per_day": 1_000_000,
    "left_per_shop_per_day": 10_000_000,
}
"""For a server to which one address leaves more messages than people do."""

_GENEROUS: Final[dict[str, Any]] = {
    "connections_per_s": 100_000,
    "connections_burst": 100_000,
    "address_commands_per_s": 100_000,
    "address_commands_burst": 100_000,
    "requests_per_s": 100_000,
    "requests_burst": 100_000,
    "login_tries_per_min": 10_000,
    "argon2_time_cost": 1,
    "argon2_memory_kib": 8,
    "argon2_parallelism": 1,
    "log_format": "json",
}


@dataclass
class ServerProcess:
    """A chatd in a process of its own. Send signals through it, never by name."""

    process: subprocess.Popen[bytes]
    url: str
    directory: Path
    environ: dict[str, str]
    arguments: list[str]
    descriptors_max: int | None
    _log_path: Path = field(repr=False)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def websocket_url(self) -> str:
        return f"ws{self.url.removeprefix('http')}/ws"

    @property
    def database_path(self) -> Path:
        return self.directory / "data" / "chatd.db"

    def log(self) -> str:
        """Everything it has said, on both streams."""
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """SIGKILL: no last words."""
        self.process.kill()
        self.process.wait(STOP_TIMEOUT_S)

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def start_again(self) -> ServerProcess:
        """The same server, at the same port, with the same database."""
        assert self.process.poll() is not None, "it still runs"
        arguments = [*self.arguments, "--port", str(self.port)]
        return _start(self.directory, self.environ, arguments, self.descriptors_max)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def settings_of(directory: Path, **settings: Any) -> dict[str, str]:
    """The `CHATD_…` of a server whose data is below a directory."""
    chosen = {"secret": SECRET, "data_dir": directory / "data", **_GENEROUS, **settings}
    return {f"{PREFIX}{name.upper()}": str(value) for name, value in chosen.items()}


def run_chatd(
    *arguments: str, environ: dict[str, str], timeout_s: float = READY_TIMEOUT_S
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "chatd", *arguments],
        env=_plain_environ() | environ,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def start_server(
    directory: Path,
    *,
    file: str | None = ACME,
    demo: bool = False,
    descriptors_max: int | None = None,
    program: Sequence[str] = ("chatd",),
    **settings: Any,
) -> ServerProcess:
    """Provision a merchant and start a server; returns when it is ready.

    Args:
        directory: Its own; data and log go there.
        file: The provision file's text; None provisions nothing.
        demo: Start with --demo.
        descriptors_max: File descriptors the process may have.
        program: Another module to run than chatd, and words before `serve`.
        settings: As in `Config`.
    """
    environ = settings_of(directory, **settings)
    if file is not None:
        provided = _provide(load_config(environ, demo=demo), parse_provision(file))
        with ThreadPoolExecutor(1) as thread:  # here a loop may be running
            thread.submit(asyncio.run, provided).result()
    arguments = [*program, "serve", *(["--demo"] if demo else []), "--port", "0"]
    return _start(directory, environ, arguments, descriptors_max)


async def _provide(config: Config, *files: ProvisionFile) -> None:
    """As `chatd provision`, which takes a process."""
    path = Database.of_url(config.database).path
    if not path.exists():
        new_database(path)
    for file in files:
        await provision(config, file)


@contextlib.contextmanager
def serving(directory: Path, **options: Any) -> Iterator[ServerProcess]:
    """As `start_server`; killed at the end if it still runs."""
    server = start_server(directory, **options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def _start(
    directory: Path, environ: dict[str, str], arguments: list[str], descriptors_max: int | None
) -> ServerProcess:
    log_path = directory / "server.log"
    begin = log_path.stat().st_size if log_path.exists() else 0
    with log_path.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=_plain_environ() | environ,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    if descriptors_max is not None:
        # Before its first line of Python is read, let alone the limit.
        bound = (descriptors_max, descriptors_max)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, bound)
    try:
        url = _wait_ready(process, log_path, begin)
    except BaseException:
        process.kill()
        process.wait(STOP_TIMEOUT_S)
        raise
    kept = [word for word in arguments if word != "--port" and not word.isdigit()]
    return ServerProcess(process, url, directory, environ, kept, descriptors_max, log_path)


def _wait_ready(process: subprocess.Popen[bytes], log_path: Path, begin: int) -> str:
    deadline = time.monotonic() + READY_TIMEOUT_S
    said = ""
    while time.monotonic() < deadline:
        said = log_path.read_bytes()[begin:].decode(errors="replace")
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}:\n{said}")
        for line in said.splitlines():
            if line.startswith("chatd listens at "):
                url = line.removeprefix("chatd listens at ").rstrip("/")
                with urllib.request.urlopen(f"{url}/readyz", timeout=READY_TIMEOUT_S):
                    return url
        time.sleep(0.02)
    raise AssertionError(f"the server was not ready in time:\n{said}")


def _plain_environ() -> dict[str, str]:
    """The test run's environment without what would configure a server."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


@dataclass
class RunningServer:
    """A chatd in the test's own event loop."""

    app: App
    config: Config
    server: Server

    @property
    def url(self) -> str:
        return self.config.base_url

    @property
    def websocket_url(self) -> str:
        return f"ws{self.url.removeprefix('http')}/ws"


@contextlib.asynccontextmanager
async def running_server(
    directory: Path,
    *,
    file: str | None = ACME,
    demo: bool = False,
    clock: Clock | None = None,
    **settings: Any,
) -> AsyncIterator[RunningServer]:
    """As `start_server`, without a process; stopped gently at the end. `clock`: a fake one."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        config = load_config(settings_of(directory, port=port, **settings), demo=demo)
        given = [] if file is None else [parse_provision(file)]
        await _provide(config, *given, *([demo_file()] if demo else []))
        started = asyncio.Event()
        async with open_app(config, is_demo=demo, clock=clock) as app:
            server = Server(
                app,
                config,
                on_started=started.set,
                before_close=app.stop,
                stops_at_signals=False,
            )
            task = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                await asyncio.wait(
                    [task, asyncio.ensure_future(started.wait())],
                    return_when=asyncio.FIRST_COMPLETED,
                )
                yield RunningServer(app, config, server)
            finally:
                server.stop()
                await task
