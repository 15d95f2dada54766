"""Servers as processes of their own, on a core of their own, and what they use of the machine."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
GENERATOR_CORE: Final = 0
SERVER_CORE: Final = 1
START_S: Final = 60

_TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")

UNLIMITED: Final = {
    "CHATD_CONNECTIONS_PER_S": "1000000",
    "CHATD_CONNECTIONS_BURST": "1000000",
    "CHATD_CONNECTIONS_MAX": "1000000",
    "CHATD_TABS_MAX": "10000",
    "CHATD_COMMANDS_PER_S": "1000000",
    "CHATD_COMMANDS_BURST": "1000000",
    "CHATD_ADDRESS_COMMANDS_PER_S": "1000000",
    "CHATD_ADDRESS_COMMANDS_BURST": "1000000",
    "CHATD_REQUESTS_PER_S": "1000000",
    "CHATD_REQUESTS_BURST": "1000000",
    "CHATD_LOGIN_TRIES_PER_MIN": "1000000",
    "CHATD_ACCESS_TOKEN_MS": "86400000",
}
"""One machine is all clients at once, and works faster than people do."""

QUICK_PASSWORDS: Final = {
    "CHATD_ARGON2_TIME_COST": "1",
    "CHATD_ARGON2_MEMORY_KIB": "64",
    "CHATD_ARGON2_PARALLELISM": "1",
}
"""Hundreds of accounts log in before anything is measured."""


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of processor time since the start, of all threads."""

    user_s: float
    system_s: float

    @property
    def total_s(self) -> float:
        return self.user_s + self.system_s

    def __sub__(self, earlier: Cpu) -> Cpu:
        return Cpu(self.user_s - earlier.user_s, self.system_s - earlier.system_s)


class Server:
    """A running server. `name` is what the results call it."""

    def __init__(self, name: str, port: int, process: subprocess.Popen[bytes]) -> None:
        self.name = name
        self.port = port
        self.process = process

    def cpu(self) -> Cpu:
        return _cpu(Path(f"/proc/{self.process.pid}/stat"))

    def main_thread_cpu(self) -> Cpu:
        """Of the thread that runs the loop alone."""
        pid = self.process.pid
        return _cpu(Path(f"/proc/{pid}/task/{pid}/stat"))

    def resident_bytes(self) -> int:
        statm = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii")
        return int(statm.split()[1]) * _PAGE_BYTES

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _cpu(stat: Path) -> Cpu:
    fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
    return Cpu(int(fields[11]) / _TICKS_PER_S, int(fields[12]) / _TICKS_PER_S)


def pin_generator() -> bool:
    """Keep this process off the servers' core. False if there is only one."""
    if len(os.sched_getaffinity(0)) < 2:
        return False
    os.sched_setaffinity(0, {GENERATOR_CORE})
    return True


@contextlib.contextmanager
def running(
    name: str, arguments: Sequence[str], port: int, directory: Path, environment: Mapping[str, str]
) -> Iterator[Server]:
    """Start a server, wait until it listens, and stop it in the end."""
    log = directory / f"{name.replace(' ', '-')}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_pinned(), sys.executable, *arguments],
            cwd=ROOT,
            env={**_clean_environment(), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(name, port, process)
    try:
        _wait_listening(server, log)
        yield server
    finally:
        server.stop()


def relay(name: str, edge: str, directory: Path) -> contextlib.AbstractContextManager[Server]:
    """The bare relay behind one of its edges."""
    port = free_port()
    arguments = ["-m", "bench.relay", "--port", str(port), "--edge", edge]
    return running(name, arguments, port, directory, {})


@contextlib.contextmanager
def chatd(
    name: str,
    provision: str,
    directory: Path,
    *,
    module: Sequence[str] = ("-m", "chatd"),
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """chatd with one merchant, its database in `directory`, limits on rates out of the way.

    `settings` go before all others.
    """
    directory.mkdir(parents=True, exist_ok=True)
    toml = directory / "merchant.toml"
    toml.write_text(provision, encoding="utf-8")
    environment = {
        **UNLIMITED,
        **QUICK_PASSWORDS,
        "CHATD_SECRET": secrets.token_urlsafe(32),
        "CHATD_DATA_DIR": str(directory),
        **(settings or {}),
    }
    subprocess.run(
        [sys.executable, "-m", "chatd", "provision", str(toml)],
        cwd=ROOT,
        env={**_clean_environment(), **environment},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    port = free_port()
    with running(name, [*module, "serve", "--port", str(port)], port, directory, environment) as it:
        yield it


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _pinned() -> list[str]:
    return ["taskset", "-c", str(SERVER_CORE)] if (os.cpu_count() or 1) > SERVER_CORE else []


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CHATD_")}


def _wait_listening(server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(f"{server.name} ended:\n{log.read_text(errors='replace')}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{server.name} does not listen after {START_S} s")
