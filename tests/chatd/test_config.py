from dataclasses import fields
from pathlib import Path

import pytest

from chatd.config import Config, load_config
from chatd.errors import ConfigError

SECRET = {"CHATD_SECRET": "s" * 32}


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_config(environ)
    return caught.value.problems


def test_every_setting_has_a_default_but_the_secret() -> None:
    config = load_config(SECRET)
    assert config == Config(secret="s" * 32)
    assert (config.outbox_messages_max, config.outbox_bytes_max) == (1_000, 1_048_576)
    assert config.base_url == "http://127.0.0.1:8000"
    assert config.database == "sqlite+aiosqlite:///data/chatd.db"


def test_settings_come_from_the_environment() -> None:
    config = load_config(
        {
            **SECRET,
            "CHATD_PORT": "9000",
            "CHATD_PUBLIC_URL": "https://chat.example/",
            "CHATD_DATA_DIR": "/var/lib/chatd",
            "CHATD_COMMANDS_PER_S": "40",
            "CHATD_LOG_FORMAT": "json",
            "PATH": "/bin",
        }
    )
    assert config.port == 9_000
    assert config.base_url == "https://chat.example"
    assert config.database == "sqlite+aiosqlite:////var/lib/chatd/chatd.db"
    assert config.commands_per_s == 40
    assert config.log_format == "json"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("sqlite+aiosqlite:////var/x.db", "sqlite+aiosqlite:////var/x.db"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
    ],
)
def test_database_is_reached_by_its_asynchronous_driver(written: str, meant: str) -> None:
    assert load_config({**SECRET, "CHATD_DATABASE_URL": written}).database == meant


def test_empty_setting_has_its_default() -> None:
    assert load_config({**SECRET, "CHATD_REDIS_URL": "", "CHATD_PORT": ""}).port == 8_000


def test_unknown_setting_is_an_error() -> None:
    assert problems({**SECRET, "CHATD_PROT": "9000"}) == ("CHATD_PROT is not a setting",)


def test_secret_is_required() -> None:
    [problem] = problems({})
    assert problem.startswith("CHATD_SECRET is missing")
    [problem] = problems({"CHATD_SECRET": ""})
    assert problem.startswith("CHATD_SECRET is missing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET", "short"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "8e3"),
        ("PORT", "８０００"),
        ("COMMANDS_PER_S", "0"),
        ("OUTBOX_BYTES_MAX", "1"),
        ("LOG_FORMAT", "xml"),
        ("HOST", " "),
        ("DATABASE_URL", "mysql://h/d"),
        ("DATABASE_URL", "chatd.db"),
        ("REDIS_URL", "http://h"),
        ("PUBLIC_URL", "chat.example"),
        ("PUBLIC_URL", "ftp://chat.example"),
        ("PUBLIC_URL", "https://chat.example/path"),
        ("PUBLIC_URL", "https://user@chat.example"),
        ("PUBLIC_URL", "https://chat.example:99999"),
        ("PUBLIC_URL", "https://[::1"),
    ],
)
def test_setting_out_of_range_is_an_error_that_names_it(name: str, value: str) -> None:
    [problem] = problems({**SECRET, f"CHATD_{name}": value})
    assert problem.startswith(f"CHATD_{name} ")


def test_everything_wrong_is_said_at_once() -> None:
    assert len(problems({"CHATD_PORT": "x", "CHATD_X": "1", "CHATD_LOG_LEVEL": "loud"})) == 4


def test_demo_draws_a_secret_once_and_keeps_it(tmp_path: Path) -> None:
    environ = {"CHATD_DATA_DIR": str(tmp_path / "new")}
    first = load_config(environ, demo=True)
    assert len(first.secret) >= 32
    assert load_config(environ, demo=True).secret == first.secret
    [kept] = (tmp_path / "new").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    other = {"CHATD_DATA_DIR": str(tmp_path / "other")}
    assert load_config(other, demo=True).secret != first.secret


def test_demo_takes_the_secret_it_is_given(tmp_path: Path) -> None:
    environ = {**SECRET, "CHATD_DATA_DIR": str(tmp_path)}
    assert load_config(environ, demo=True).secret == SECRET["CHATD_SECRET"]
    assert list(tmp_path.iterdir()) == []


def test_settings_are_shown_with_secrets_masked() -> None:
    config = load_config(
        {
            **SECRET,
            "CHATD_DATABASE_URL": "postgresql://chatd:pass%40word@db/chatd?password=hidden",
            "CHATD_REDIS_URL": "redis://:hush@cache:6379/0",
        }
    )
    shown = dict(config.settings())
    assert len(shown) == len(fields(Config))
    assert shown["CHATD_PORT"] == "8000"
    assert shown["CHATD_SECRET"] == "********"
    assert shown["CHATD_DATABASE_URL"] == "postgresql+asyncpg://chatd:********@db/chatd?********"
    assert shown["CHATD_REDIS_URL"] == "redis://:********@cache:6379/0"
    for secret in ("s" * 32, "pass%40word", "hidden", "hush"):
        assert secret not in repr(config)


def test_sqlite_file_is_shown_as_it_is() -> None:
    config = load_config({**SECRET, "CHATD_DATABASE_URL": "sqlite:////var/x.db"})
    assert dict(config.settings())["CHATD_DATABASE_URL"] == "sqlite+aiosqlite:////var/x.db"


def test_documented_limits_are_the_defaults() -> None:
    config = Config()
    assert config.frame_bytes_max == 64 * 1024
    assert (config.commands_per_s, config.commands_burst) == (20, 60)
    assert (config.connections_per_s, config.tabs_max) == (10, 16)
    assert config.previews_per_s == 5
    assert config.hello_timeout_ms == 10_000
    assert (config.ping_interval_ms, config.ping_timeout_ms, config.beat_ms) == (
        15_000,
        20_000,
        20_000,
    )
    assert (config.http_body_bytes_max, config.upload_bytes_max) == (10_485_760, 10_485_760)
    assert config.login_tries_per_min == 10
    assert (config.access_token_ms, config.refresh_previous_ms) == (900_000, 30_000)
