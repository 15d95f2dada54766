"""The lock files say what, never where from: any mirror may serve it, hashes say it is the same."""

import json
import re
from typing import Any

import pytest

from tests.architecture.tree import ROOT, files, named

LOCKS = ["requirements.lock", "requirements-dev.lock"]
# Put together here, so that this file does not name one.
REGISTRIES = re.compile(
    "|".join(
        host.replace("_", re.escape("."))
        for host in (
            "pypi_org",
            "pythonhosted_org",
            "registry_npmjs",
            "registry_yarnpkg",
            "npmmirror_com",
            "deb_debian_org",
            "proxy_golang_org",
        )
    )
)


@pytest.mark.parametrize("name", LOCKS)
def test_requirements_are_pinned_with_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:", entry), entry
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_runtime_pins_are_the_same_in_both_locks() -> None:
    runtime, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / n).read_text(), re.MULTILINE)) for n in LOCKS
    )
    assert runtime - dev == set()


def test_npm_lock_has_integrity_and_no_address() -> None:
    lock: dict[str, Any] = json.loads((ROOT / "webclient/package-lock.json").read_text())
    installed = {name: entry for name, entry in lock["packages"].items() if name}
    assert installed
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
    bundled = {name for name, entry in installed.items() if entry.get("inBundle")}
    assert [
        n for n, entry in installed.items() if "integrity" not in entry and n not in bundled
    ] == []


def test_npm_dependencies_are_exact() -> None:
    package = json.loads((ROOT / "webclient/package.json").read_text())
    for group in ("dependencies", "devDependencies"):
        for name, version in package[group].items():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), name


def test_no_file_names_a_registry() -> None:
    texts = ((path, path.read_bytes().decode(errors="replace")) for path in files())
    assert [named(path) for path, text in texts if REGISTRIES.search(text)] == []
