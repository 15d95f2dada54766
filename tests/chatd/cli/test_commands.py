"""Commands: what they print, and the code they end with."""

import logging
import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import structlog

from chatd.cli import run
from tests.architecture.tree import ROOT
from tests.serving import ACME, settings_of


@dataclass(frozen=True)
class Result:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """A server sends all logs where it is told; the test run's are to stay where they are."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


class Shell:
    """Runs commands in this process."""

    def __init__(
        self,
        directory: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.directory = directory
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def chatd(self, *arguments: str, **settings: object) -> Result:
        with self._monkeypatch.context() as patch:
            for name, value in settings_of(self.directory, **settings).items():
                patch.setenv(name, value)
            patch.chdir(self.directory)
            self._capsys.readouterr()
            try:
                code = run(arguments)
            except SystemExit as ended:
                code = int(str(ended.code))
            printed = self._capsys.readouterr()
        return Result(code, printed.out, printed.err)

    def provision(self, text: str, **settings: object) -> Result:
        path = self.directory / "merchant.toml"
        path.write_text(text, encoding="utf-8")
        return self.chatd("provision", str(path), **settings)


@pytest.fixture
def shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    return Shell(tmp_path, capsys, monkeypatch)


def assert_one_line(result: Result, code: int, says: str) -> None:
    """One clear line on standard error, and no traceback."""
    assert result.returncode == code
    (line,) = result.stderr.splitlines()
    assert line.startswith("chatd: ")
    assert says in line


@contextmanager
def write_locked(directory: Path) -> Iterator[None]:
    """Somebody else holds the database's write lock."""
    connection = sqlite3.connect(directory / "data" / "chatd.db", isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


# Provision


def test_provision_twice_changes_nothing_the_second_time(shell: Shell) -> None:
    first, second = shell.provision(ACME), shell.provision(ACME)
    assert (first.returncode, first.stdout) == (0, "acme: provisioned\n")
    assert (second.returncode, second.stdout) == (0, "acme: nothing changed\n")


def test_provision_of_another_password_changes_the_merchant(shell: Shell) -> None:
    shell.provision(ACME)
    changed = shell.provision(ACME.replace("password-x", "password-z"))
    assert changed.stdout == "acme: provisioned\n"


def test_provision_names_every_mistake_with_its_line(shell: Shell, tmp_path: Path) -> None:
    wrong = ACME.replace('role = "supervisor"', 'role = "king"').replace(
        'password = "password-y"', "password = 7"
    )
    result = shell.provision(wrong)
    assert result.returncode == 2
    lines = wrong.splitlines()
    numbers = [lines.index('role = "king"') + 1, lines.index("password = 7") + 1]
    assert sorted(numbers) == [int(line) for line in re.findall(r"line (\d+): ", result.stderr)]
    assert not (tmp_path / "data").exists()


def test_provision_of_broken_toml_names_the_line(shell: Shell) -> None:
    result = shell.provision('merchant = "acme"\nname = \n')
    assert result.returncode == 2
    assert "line 2" in result.stderr


def test_provision_of_another_merchants_shop_names_its_line(shell: Shell) -> None:
    shell.provision(ACME)
    other = ACME.replace('merchant = "acme"', 'merchant = "other"')
    result = shell.provision(other)
    line = other.splitlines().index('id = "acme"') + 1
    assert_one_line(result, 2, f"line {line}: acme is another merchant's shop")


def test_provision_of_a_missing_file_says_so(shell: Shell) -> None:
    assert_one_line(shell.chatd("provision", "missing.toml"), 1, "missing.toml")


def test_provision_of_a_file_that_is_no_text_says_so(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "merchant.toml"
    path.write_bytes(b"\xff\xfe")
    result = shell.chatd("provision", str(path))
    assert result.returncode == 2
    assert "UTF-8" in result.stderr


def test_provision_needs_no_secret(shell: Shell) -> None:
    assert shell.provision(ACME, secret="").returncode == 0


# The environment


def test_serve_without_a_secret_says_so(shell: Shell) -> None:
    assert_one_line(shell.chatd("serve", secret=""), 2, "CHATD_SECRET is missing")


def test_unknown_setting_is_an_error(shell: Shell) -> None:
    assert_one_line(shell.chatd("serve", prot=8000), 2, "CHATD_PROT is not a setting")


def test_every_wrong_setting_is_named(shell: Shell) -> None:
    result = shell.chatd("check-config", port="x", commands_per_s=0)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 2


def test_check_config_shows_every_setting_and_no_secret(shell: Shell, tmp_path: Path) -> None:
    result = shell.chatd("check-config")
    assert result.returncode == 0
    assert "CHATD_PORT=8000" in result.stdout
    assert "CHATD_SECRET=********" in result.stdout
    assert settings_of(tmp_path)["CHATD_SECRET"] not in result.stdout


# The port and the database


def test_serve_on_a_taken_port_says_so(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        result = shell.chatd("serve", "--port", port)
    assert_one_line(result, 1, "the port is taken")


def test_serve_on_a_strange_address_says_so(shell: Shell) -> None:
    result = shell.chatd("serve", "--port", "0", "--host", "203.0.113.1")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_serve_on_an_impossible_port_is_wrong_usage(
    shell: Shell, tmp_path: Path, port: str
) -> None:
    result = shell.chatd("serve", "--port", port)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", ["provision", "serve"])
def test_locked_database_is_said(shell: Shell, tmp_path: Path, command: str) -> None:
    shell.provision(ACME)
    argument = str(tmp_path / "merchant.toml") if command == "provision" else "--port=0"
    with write_locked(tmp_path):
        result = shell.chatd(command, argument)
    assert_one_line(result, 1, "locked")


def test_database_that_cannot_be_written_is_said(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a directory should be", encoding="utf-8")
    result = shell.chatd("migrate")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_database_that_is_none_is_said(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "chatd.db").write_bytes(b"no database" * 1_000)
    assert_one_line(shell.chatd("serve", "--port", "0"), 1, "not a database")


def test_migrate_twice_says_where_it_stands(shell: Shell) -> None:
    first, second = shell.chatd("migrate"), shell.chatd("migrate")
    assert first.stdout.startswith("from nothing to ")
    assert second.stdout == f"at {first.stdout.split()[-1]}\n"


# The rest


def test_schema_is_printed_as_json(shell: Shell) -> None:
    result = shell.chatd("schema")
    assert "AgentCommand" in msgspec.json.decode(result.stdout)["$defs"]


def test_schema_is_written_where_the_web_client_looks(shell: Shell, tmp_path: Path) -> None:
    result = shell.chatd("schema", "--write")
    assert result.returncode == 0
    generated = Path("webclient/src/protocol/generated.ts")
    assert (tmp_path / generated).read_text() == (ROOT / generated).read_text()


@pytest.mark.parametrize("arguments", [(), ("nothing",), ("provision",), ("serve", "extra")])
def test_wrong_usage_is_explained(shell: Shell, arguments: tuple[str, ...]) -> None:
    result = shell.chatd(*arguments)
    assert result.returncode == 2
    assert "usage: chatd" in result.stderr
