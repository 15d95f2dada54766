"""The shop that every run begins with: one migrated and provisioned database, copied for each."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Final

from chatd.desks.merchants import stored_merchant
from chatd.provision import parse_provision
from chatd.storage.sqlite import SqliteStore
from tests.databases import new_database

_AGENT: Final = """
[[agents]]
username = "{name}"
password = "password"
name = "{name}"
{more}
"""

_MERCHANT: Final = """
merchant = "{merchant}"
name = "{merchant}"
[settings]
disconnect_grace_ms = 4000
buyer_grace_ms = 15000
queue_hold_ms = 20000
invitation_ttl_ms = 3000
no_answer_ms = 5000
group_wait_ms = 3000
queue_max = 4
categories = ["other"]
[[shops]]
id = "{merchant}"
name = "{merchant}"
identity_secret = "identity-identity-identity-identity"
"""

AGENTS: Final = ("m", "x", "y", "boss")
_ROLES: Final = {
    "m": 'role = "owner"\nmain = true\nwindows_max = 1\nreception_max = 2',
    "x": "windows_max = 1\nreception_max = 2",
    "y": "windows_max = 2\nreception_max = 3",
    "boss": 'role = "supervisor"',
}
MERCHANTS: Final = ("acme", "other")


def provision_file(merchant: str) -> str:
    """A merchant with four agents whose windows are soon full and whose patience is short."""
    agents = (_AGENT.format(name=name, more=_ROLES[name]) for name in AGENTS)
    return _MERCHANT.format(merchant=merchant) + "".join(agents)


def fast_directory() -> Path:
    """In memory where there is such a place: nothing here survives a power cut anyway."""
    memory = Path("/dev/shm")
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="simulation-", dir=parent))


def make_template(directory: Path) -> Path:
    """The database of two merchants nobody has written to yet."""
    path = new_database(directory / "template.db")
    asyncio.run(_provision(path))
    return path


async def _provision(path: Path) -> None:
    store = SqliteStore(f"sqlite+aiosqlite:///{path}")
    for merchant in MERCHANTS:
        file = parse_provision(provision_file(merchant))
        await store.provision(stored_merchant(file, dict.fromkeys(AGENTS, "hash")))
    await store.close()
