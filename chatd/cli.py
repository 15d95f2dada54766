"""The command line. Every failure an operator can cause is one clear line, never a traceback.

Exit codes: 0 done · 1 it could not be done now (database, port) or did not hold (replay)
· 2 what was asked is wrong (arguments, environment, provision file).
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import gc
import logging
import os
import re
import resource
import socket
import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import uvloop

from chatd.app import open_app, open_store, provision
from chatd.clock import SystemClock
from chatd.config import PREFIX, SECRET_CHARACTERS_MIN, Config, load_config
from chatd.demo.orders import endpoint_of
from chatd.demo.provisioning import demo_file
from chatd.desks.exporting import export
from chatd.desks.journal import Step
from chatd.desks.replay import ReplayDiffers, replay
from chatd.errors import (
    CommandRejected,
    ConfigError,
    ErrorCode,
    ProvisionError,
    ProvisionProblem,
    Unavailable,
)
from chatd.protocol import typescript
from chatd.protocol.schema import json_schema
from chatd.provision import parse_provision
from chatd.realtime.server import Server
from chatd.storage.backup import back_up, restore
from chatd.storage.claims import is_claimed
from chatd.storage.engine import Database
from chatd.storage.errors import ShopsTaken
from chatd.storage.migrate import migrate
from chatd.telemetry import LogEvent, configure_logging, logger

DONE: Final = 0
FAILED: Final = 1
WRONG: Final = 2
INTERRUPTED: Final = 130

_BACKLOG: Final = 2_048
_COLLECTOR_FIRST: Final = 50_000
"""How many new objects make the collector look at them."""
_OWN_DESCRIPTORS: Final = 64
"""For the database, the log, the event loop, and requests over HTTP."""
ERASED_WITHIN_S: Final = 60
LOOKS_PER_S: Final = 5
_PORT_MAX: Final = 65_535
_WILDCARDS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104  # looked for, not bound
_SECRET: Final = f"{PREFIX}SECRET"
Result = TypeVar("Result")
_log = logger(__name__)


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: Without the program's name.

    Returns:
        The exit code.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except ConfigError as error:
        return _complain(error.problems, WRONG)
    except ProvisionError as error:
        return _complain((f"{options.file}: {problem}" for problem in error.problems), WRONG)
    except Unavailable as error:
        return _complain([str(error)], FAILED)
    except OSError as error:
        return _complain([_describe(error)], FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chatd", description="Live chat and routing server.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run the server")
    serve.add_argument("--host", help="address to listen on (CHATD_HOST)")
    serve.add_argument("--port", type=_port, help="port to listen on, 0 for any (CHATD_PORT)")
    serve.add_argument("--demo", action="store_true", help="with a merchant to try it with")
    serve.set_defaults(command=_serve)

    provisioning = commands.add_parser("provision", help="create or update a merchant")
    provisioning.add_argument("file", type=Path, help="a TOML file")
    provisioning.set_defaults(command=_provision)

    migration = commands.add_parser("migrate", help="bring the database to the present tables")
    migration.set_defaults(command=_migrate)

    schema = commands.add_parser("schema", help="print the protocol as JSON Schema")
    schema.add_argument("--write", action="store_true", help="write the web client's types instead")
    schema.set_defaults(command=_schema)

    check = commands.add_parser("check-config", help="read the environment and show every setting")
    check.set_defaults(command=_check_config)

    backing_up = commands.add_parser("backup", help="write a back-up, while servers run too")
    backing_up.add_argument("file", type=Path, help="the tar to write")
    backing_up.set_defaults(command=_backup)

    restoring = commands.add_parser("restore", help="put a back-up in the database's place")
    restoring.add_argument("file", type=Path, help="a tar that backup wrote")
    restoring.set_defaults(command=_restore)

    exporting = commands.add_parser("export", help="print all that is kept of a contact, as JSON")
    exporting.add_argument("merchant")
    exporting.add_argument("contact", help="its id")
    exporting.set_defaults(command=_export)

    erasing = commands.add_parser("erase", help="erase what a contact wrote and was called")
    erasing.add_argument("merchant")
    erasing.add_argument("contact", help="its id")
    erasing.set_defaults(command=_erase)

    replaying = commands.add_parser("replay", help="run a merchant's journal through a fresh desk")
    replaying.add_argument("merchant")
    replaying.set_defaults(command=_replay)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _PORT_MAX:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to {_PORT_MAX}")
    return int(text)


# ------------------------------------------------------------------------------------- serve


def _serve(options: argparse.Namespace) -> int:
    config = load_config(os.environ, demo=options.demo)
    config = replace(
        config,
        host=options.host or config.host,
        port=config.port if options.port is None else options.port,
    )
    configure_logging(json=config.log_format == "json", level=config.log_level)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = replace(config, connections_max=min(config.connections_max, _room_for_connections()))
    with _listen(config.host, config.port) as listener:
        config = replace(config, port=listener.getsockname()[1])
        migrate(config.database)
        _collect_rarely()
        _run(_serve_on(listener, config, is_demo=options.demo))
    return DONE


def _collect_rarely() -> None:
    """Look for cycles less often than Python does by itself: a message leaves none behind.

    A server that falls behind holds thousands of messages in flight; looking through them again
    and again made it fall behind further.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECTOR_FIRST, *gc.get_threshold()[1:])


def _room_for_connections() -> int:
    """How many connections the process may hold: each is a file descriptor.

    One beyond them is refused with a word, while a process without descriptors cannot even that.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return sys.maxsize if most == resource.RLIM_INFINITY else max(1, most - _OWN_DESCRIPTORS)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=_BACKLOG)


async def _serve_on(listener: socket.socket, config: Config, *, is_demo: bool) -> None:
    if is_demo:
        await provision(config, demo_file(endpoint_of(config)))
    async with open_app(config, is_demo=is_demo) as app:
        server = Server(
            app,
            config,
            on_started=lambda: _announce(config, is_demo=is_demo),
            before_close=app.stop,
        )
        await server.serve(sockets=[listener])
    _log.info(LogEvent.SERVER_STOPPED)


def _announce(config: Config, *, is_demo: bool) -> None:
    _log.info(LogEvent.SERVER_STARTED, host=config.host, port=config.port)
    url = config.base_url
    lines = [f"chatd listens at {url}/"]
    if is_demo:
        lines += [
            f"  shop page with the widget   {url}/demo/",
            f"  console                     {url}/console/",
            "  merchant demo; log in as agent1, agent2, supervisor or main, password = user name",
        ]
    if config.host in _WILDCARDS and not config.public_url:
        lines.append("  set CHATD_PUBLIC_URL: browsers are refused at every other address")
    print("\n".join(lines), flush=True)


# --------------------------------------------------------------------------------- provision


def _provision(options: argparse.Namespace) -> int:
    source = _read_text(options.file)
    file = parse_provision(source)
    config = _offline_config()
    migrate(config.database)
    try:
        changed = _run(provision(config, file))
    except ShopsTaken as error:
        raise ProvisionError(
            [
                ProvisionProblem(_line_of_shop(source, shop), f"{shop} is another merchant's shop")
                for shop in error.shops
            ]
        ) from error
    print(f"{file.merchant}: {'provisioned' if changed else 'nothing changed'}")
    return DONE


def _read_text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProvisionError([ProvisionProblem(line, "the file is not UTF-8")]) from error


def _line_of_shop(source: str, shop: str) -> int:
    """The line of the provision file which names the shop; 1 if it is written unusually."""
    naming = re.compile(rf"""\s*id\s*=\s*["']{re.escape(shop)}["']""")
    numbered = enumerate(source.splitlines(), start=1)
    return next((number for number, line in numbered if naming.match(line)), 1)


# ------------------------------------------------------------------------------------ replay


def _replay(options: argparse.Namespace) -> int:
    return _run(_replay_merchant(_offline_config(), options.merchant))


async def _replay_merchant(config: Config, merchant: str) -> int:
    steps = events = 0
    async with open_store(config) as store:
        stored = await store.load_desk(merchant)
        if stored is None:
            return _complain([f"there is no merchant {merchant}"], WRONG)
        try:
            async for step in replay(store, stored):
                _print_step(step)
                steps += 1
                events += len(step.events)
        except ReplayDiffers as error:
            return _complain([str(error)], FAILED)
    print(f"{steps} steps, {events} events: the same, and the same rows")
    return DONE


def _print_step(step: Step) -> None:
    print(f"{step.step:>8}  {_instant(step.now_ms)}  {step.entry}")
    for event in step.events:
        print(f"{'':>8}  {event}")


# ----------------------------------------------------------------------------------- back-up


def _backup(options: argparse.Namespace) -> int:
    config = _offline_config()
    about = back_up(Database.of_url(config.database), config.files_dir, options.file)
    size = options.file.stat().st_size
    print(f"{options.file}: {size} bytes, at revision {about.revision}, checked")
    return DONE


def _restore(options: argparse.Namespace) -> int:
    config = _offline_config()
    done = restore(Database.of_url(config.database), config.files_dir, options.file)
    print(f"restored what was backed up at {_instant(done.about.at_ms)}, {done.files} files")
    if done.kept is not None:
        print(f"what was there before is in {done.kept}")
    return DONE


# ------------------------------------------------------------------------------ a contact's data


def _export(options: argparse.Namespace) -> int:
    return _run(_export_contact(_offline_config(), options.merchant, options.contact))


async def _export_contact(config: Config, merchant: str, contact: str) -> int:
    async with open_store(config) as store:
        record = await store.find_contact(merchant, contact)
        if record is None:
            return _complain([f"there is no contact {contact} of {merchant}"], WRONG)
        async for piece in export(store, record, inside=True):
            sys.stdout.buffer.write(piece)
    print()
    return DONE


def _erase(options: argparse.Namespace) -> int:
    config = _offline_config()
    path = Database.of_url(config.database).path
    return _run(
        _erase_contact(config, options.merchant, options.contact, is_served=is_claimed(path))
    )


async def _erase_contact(config: Config, merchant: str, contact: str, *, is_served: bool) -> int:
    """The server that has the desk in memory does it; without a server this process does."""
    try:
        if is_served:
            await _ask_server(config, merchant, contact)
        else:
            async with open_app(config) as app:
                await app.desks.housekeeping.erase(merchant, contact)
    except CommandRejected:
        return _complain([f"there is no contact {contact} of {merchant}"], WRONG)
    print(f"{contact} of {merchant}: erased. Back-ups made before still hold it")
    return DONE


async def _ask_server(config: Config, merchant: str, contact: str) -> None:
    async with open_store(config) as store:
        if await store.find_contact(merchant, contact) is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        await store.ask_erasure(merchant, contact, SystemClock().now_ms())
        for _ in range(ERASED_WITHIN_S * LOOKS_PER_S):
            await asyncio.sleep(1 / LOOKS_PER_S)
            wishes = await store.open_erasures()
            if (merchant, contact) not in {(one.merchant, one.contact) for one in wishes}:
                return
    raise Unavailable("the server has not erased it yet; it will, as soon as it can")


# ------------------------------------------------------------------------------------ others


def _migrate(_options: argparse.Namespace) -> int:
    before, after = migrate(_offline_config().database)
    print(f"at {after}" if before == after else f"from {before or 'nothing'} to {after}")
    return DONE


def _schema(options: argparse.Namespace) -> int:
    if options.write:
        print(typescript.write(Path.cwd()))
    else:
        print(msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode())
    return DONE


def _check_config(_options: argparse.Namespace) -> int:
    for name, value in load_config(os.environ).settings():
        print(f"{name}={value}")
    return DONE


# ----------------------------------------------------------------------------------- helpers


def _offline_config() -> Config:
    """The configuration of a command that signs nothing: it needs no secret."""
    unused = "-" * SECRET_CHARACTERS_MIN
    return load_config({**os.environ, _SECRET: os.environ.get(_SECRET) or unused})


def _instant(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1_000, UTC).isoformat(timespec="milliseconds")


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def _complain(problems: Iterable[str], code: int) -> int:
    for problem in problems:
        print(f"chatd: {problem}", file=sys.stderr)
    return code


def _describe(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is taken: choose another one with --port or CHATD_PORT"
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"
