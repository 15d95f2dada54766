"""The environment as one frozen `Config`. Every limit is a setting, with the default that ships.

A setting is the field's name in capitals after `CHATD_`: `outbox_bytes_max` is
`CHATD_OUTBOX_BYTES_MAX`. An unknown `CHATD_…` is an error, so that a slip of the pen is seen.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from chatd.addresses import mailbox
from chatd.errors import ConfigError

PREFIX: Final = "CHATD_"
SECRET_CHARACTERS_MIN: Final = 32
_MASK: Final = "********"
_DEMO_KEY_FILE: Final = "demo.key"
_DATA_DIR: Final = Path("data")

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB
_SECOND_MS: Final = 1_000
_MINUTE_MS: Final = 60 * _SECOND_MS
_DAY_MS: Final = 24 * 60 * _MINUTE_MS

Parse = Callable[[str], Any]


def _whole(least: int, most: int) -> Parse:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return parse


def _one_of(*words: str) -> Parse:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return text

    return parse


def _yes_or_no(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("must be yes or no")
    return text == "yes"


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def _secret(text: str) -> str:
    if len(text) < SECRET_CHARACTERS_MIN:
        raise ValueError(f"must have at least {SECRET_CHARACTERS_MIN} characters")
    return text


def _mailbox(text: str) -> str:
    try:
        mailbox(text)
    except ValueError as error:
        raise ValueError("must be an e-mail address such as Shop <help@shop.example>") from error
    return text


def _directory(text: str) -> Path:
    return Path(_filled(text))


_DATABASE_SCHEMES: Final = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


def _host_names(text: str) -> str:
    names = text.split(",")
    if not all(re.fullmatch(r"[A-Za-z0-9.:-]+", name) for name in names):
        raise ValueError("must be host names, with commas between them")
    return text.lower()


def _database_url(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in _DATABASE_SCHEMES:
        raise ValueError("must start with sqlite:/// or postgresql://")
    return f"{_DATABASE_SCHEMES[scheme]}://{rest}"


def _redis_url(text: str) -> str:
    if urlsplit(text).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("must start with redis://, rediss:// or unix://")
    return text


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be the http:// or https:// address the server is reached at")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError("must end after the host and port")
    if parts.port == 0:
        raise ValueError("must not name port 0")
    return f"{parts.scheme}://{parts.netloc}"


def _setting(default: Any, parse: Parse, *, secret: bool = False) -> Any:
    metadata = {"parse": parse, "secret": secret}
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What an operator decides. Units are in the names; `…_per_s` and `…_per_min` are rates."""

    # Where it runs
    host: str = _setting("127.0.0.1", _filled)
    port: int = _setting(8000, _whole(0, 65_535))
    public_url: str = _setting("", _public_url)
    """The address browsers use; http://host:port when empty."""
    forwarded_allow_ips: str = _setting("127.0.0.1", _filled)
    """Proxies whose X-Forwarded-For is believed, comma-separated, `*` for any."""
    data_dir: Path = _setting(_DATA_DIR, _directory)  # noqa: RUF009  # `_setting` is a `field`
    database_url: str = _setting("", _database_url, secret=True)
    """An SQLite file in the data directory when empty."""
    redis_url: str = _setting("", _redis_url, secret=True)
    """A single node when empty."""
    secret: str = _setting("", _secret, secret=True)
    """Signs every token the server issues."""
    log_format: str = _setting("text", _one_of("text", "json"))
    log_level: str = _setting("info", _one_of("debug", "info", "warning", "error"))

    outgoing_loopback: bool = _setting(False, _yes_or_no)
    """Order endpoints and OpenID providers may be on this host, without TLS: for trying out."""

    oidc_internal_hosts: str = _setting("", _host_names)
    """OpenID providers' hosts, comma-separated, that may have inner addresses; with TLS."""

    # Connections
    frame_bytes_max: int = _setting(64 * _KIB, _whole(_KIB, 16 * _MIB))
    hello_timeout_ms: int = _setting(10 * _SECOND_MS, _whole(100, 10 * _MINUTE_MS))
    ping_interval_ms: int = _setting(15 * _SECOND_MS, _whole(100, 10 * _MINUTE_MS))
    ping_timeout_ms: int = _setting(20 * _SECOND_MS, _whole(100, 10 * _MINUTE_MS))
    beat_ms: int = _setting(20 * _SECOND_MS, _whole(100, 10 * _MINUTE_MS))
    connections_per_s: int = _setting(10, _whole(1, 1_000_000))
    """New connections from one address."""
    connections_burst: int = _setting(20, _whole(1, 1_000_000))
    connections_max: int = _setting(20_000, _whole(1, 10_000_000))
    """WebSockets at a time; the process needs a file descriptor for each."""
    tabs_max: int = _setting(16, _whole(1, 10_000))
    """Connections of one person at a time."""
    commands_per_s: int = _setting(20, _whole(1, 1_000_000))
    commands_burst: int = _setting(60, _whole(1, 1_000_000))
    address_commands_per_s: int = _setting(100, _whole(1, 1_000_000))
    """Of all buyers of one address together: who is cut and comes back gets no new burst."""
    address_commands_burst: int = _setting(200, _whole(1, 1_000_000))
    previews_per_s: int = _setting(5, _whole(1, 1_000))
    outbox_messages_max: int = _setting(1_000, _whole(10, 1_000_000))
    outbox_bytes_max: int = _setting(_MIB, _whole(64 * _KIB, 1_024 * _MIB))
    queue_changed_ms: int = _setting(_SECOND_MS, _whole(10, _MINUTE_MS))
    """Least time between two `queue.changed`, and between two `presence.changed` of one agent."""
    position_changed_ms: int = _setting(2 * _SECOND_MS, _whole(10, _MINUTE_MS))
    """Least time between two positions told to one buyer."""

    # Database
    commit_interval_ms: int = _setting(10, _whole(0, _SECOND_MS))
    """Least time between the beginnings of two transactions; the first after a rest is at once."""

    commands_waiting_max: int = _setting(20_000, _whole(1, 10_000_000))
    """Commands that may wait for their commit; at half of it previews are left out."""

    # HTTP
    requests_per_s: int = _setting(100, _whole(1, 1_000_000))
    """Below /api/, of one address."""
    requests_burst: int = _setting(500, _whole(1, 1_000_000))
    http_body_bytes_max: int = _setting(10 * _MIB, _whole(_KIB, 1_024 * _MIB))

    # Uploads
    upload_bytes_max: int = _setting(10 * _MIB, _whole(_KIB, 10 * _MIB))
    uploads_per_min: int = _setting(30, _whole(1, 1_000_000))
    """Of one person."""
    upload_day_bytes_max: int = _setting(200 * _MIB, _whole(_KIB, 1_024 * 1_024 * _MIB))
    """Of one person in 24 hours; each file counts 64 KiB more than it has."""
    upload_address_mib_per_min: int = _setting(20, _whole(1, 1_000_000))
    """Of all buyers of one address together; ten times as much at once."""
    upload_free_bytes_min: int = _setting(256 * _MIB, _whole(0, 1_024 * 1_024 * _MIB))
    """So much of the disk is left to the database: with less, nothing new is received."""
    uploads_unused_ms: int = _setting(_DAY_MS, _whole(_DAY_MS, 400 * _DAY_MS))
    """An upload that no message names by then goes."""
    files_key_ms: int = _setting(60 * _MINUTE_MS, _whole(_MINUTE_MS, _DAY_MS))

    # E-mail
    smtp_host: str = _setting("", _filled)
    """The server that e-mails to buyers are handed to; none are sent when empty."""
    smtp_port: int = _setting(587, _whole(1, 65_535))
    smtp_tls: str = _setting("starttls", _one_of("starttls", "tls", "none"))
    """`starttls` and `tls` demand encryption and a certificate that holds."""
    smtp_username: str = _setting("", _filled)
    smtp_password: str = _setting("", _filled, secret=True)
    smtp_from: str = _setting("", _mailbox)
    """Who e-mails are from where neither shop nor merchant says so."""
    smtp_timeout_ms: int = _setting(30 * _SECOND_MS, _whole(100, _MINUTE_MS))
    """For each step of handing one over."""
    smtp_attempts_max: int = _setting(8, _whole(1, 100))

    # Left messages
    left_per_contact_per_day: int = _setting(50, _whole(1, 1_000_000))
    left_per_address_per_day: int = _setting(200, _whole(1, 1_000_000))
    left_per_shop_per_day: int = _setting(5_000, _whole(1, 10_000_000))

    # Accounts
    login_tries_per_min: int = _setting(10, _whole(1, 1_000_000))
    """For each account, and for each address."""
    access_token_ms: int = _setting(15 * _MINUTE_MS, _whole(_SECOND_MS, _DAY_MS))
    token_grace_ms: int = _setting(_MINUTE_MS, _whole(0, 10 * _MINUTE_MS))
    """How long a connection outlives its access token."""
    refresh_token_ms: int = _setting(30 * _DAY_MS, _whole(_MINUTE_MS, 400 * _DAY_MS))
    refresh_previous_ms: int = _setting(30 * _SECOND_MS, _whole(0, 10 * _MINUTE_MS))
    """How long the refresh token before the present one still counts: tabs race."""
    visitor_token_ms: int = _setting(400 * _DAY_MS, _whole(_DAY_MS, 4_000 * _DAY_MS))
    argon2_time_cost: int = _setting(3, _whole(1, 100))
    argon2_memory_kib: int = _setting(64 * _KIB, _whole(8, 16 * _MIB))
    argon2_parallelism: int = _setting(4, _whole(1, 64))

    @property
    def base_url(self) -> str:
        """The address browsers use."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL with an asynchronous driver."""
        if self.database_url:
            return self.database_url
        return f"sqlite+aiosqlite:///{self.data_dir / 'chatd.db'}"

    @property
    def files_dir(self) -> Path:
        """Where uploaded files are."""
        return self.data_dir / "files"

    def settings(self) -> list[tuple[str, str]]:
        """Every setting as (name, value), in the order above; secrets are masked."""
        return [(_name(one), _shown(one, getattr(self, one.name))) for one in fields(self)]


def load_config(environ: Mapping[str, str], *, demo: bool = False) -> Config:
    """Read the environment; a setting that is empty there has its default.

    With `demo`, a missing `CHATD_SECRET` is drawn once and kept in the data directory, so that
    tokens outlive a restart.

    Raises:
        ConfigError: A setting is unknown, out of range or missing; says all of it at once.
    """
    known = {_name(one): one for one in fields(Config)}
    problems: list[str] = []
    values: dict[str, Any] = {}
    for name in sorted(name for name in environ if name.startswith(PREFIX)):
        if name not in known:
            problems.append(f"{name} is not a setting")
            continue
        try:
            if environ[name]:
                values[known[name].name] = known[name].metadata["parse"](environ[name])
        except ValueError as error:
            problems.append(f"{name} {error}")
    if not environ.get(f"{PREFIX}SECRET") and not demo:
        problems.append(f"{PREFIX}SECRET is missing: at least {SECRET_CHARACTERS_MIN} characters")
    if problems:
        raise ConfigError(problems)
    config = Config(**values)
    return config if config.secret else replace(config, secret=_demo_secret(config.data_dir))


def _name(one: Field[Any]) -> str:
    return PREFIX + one.name.upper()


def _shown(one: Field[Any], value: Any) -> str:
    text = str(value)
    if not one.metadata["secret"] or not text or text.startswith("sqlite"):
        return text
    if "://" not in text:
        return _MASK
    parts = urlsplit(text)
    user, at, host = parts.netloc.rpartition("@")
    shown_user = f"{user.partition(':')[0]}:{_MASK}" if ":" in user else user
    shown_query = _MASK if parts.query else ""
    return urlunsplit(parts._replace(netloc=f"{shown_user}{at}{host}", query=shown_query))


def _demo_secret(data_dir: Path) -> str:
    path = data_dir / _DEMO_KEY_FILE
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(SECRET_CHARACTERS_MIN), encoding="ascii")
        unfinished.replace(path)
    return path.read_text(encoding="ascii")
