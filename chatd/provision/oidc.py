"""What a provision file says of log-in by OpenID Connect: whom to ask, and who is which agent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from chatd.provision.toml import Problems, Table, WrongValue, text

EMAIL: Final = "email"
_TEXT_MAX: Final = 1_000
_CLAIM_MAX: Final = 64
_VALUE_MAX: Final = 255
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class ProvisionedOidc:
    """A merchant's OpenID provider.

    Args:
        issuer: Its name, which is an address, exactly as its tokens have it.
        client_id: What we are called there.
        client_secret: By which it knows us; "": it goes by the PKCE proof alone.
        claim: What of a token says who somebody is.
        agents: Usernames by what the claim says.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str
    agents: dict[str, str]


def read_oidc(root: Table) -> ProvisionedOidc | None:
    """The table `[oidc]`, without its agents."""
    if not root.has("oidc"):
        return None
    table = root.table("oidc")
    found = ProvisionedOidc(
        issuer=table.take("issuer", _issuer, "", required=True),
        client_id=table.take("client_id", text(_TEXT_MAX), "", required=True),
        client_secret=table.take("client_secret", text(_TEXT_MAX), ""),
        claim=table.take("claim", text(_CLAIM_MAX), EMAIL),
        agents={},
    )
    table.finish()
    return found


def take_oidc_name(table: Table) -> str:
    """What the claim says for an agent; "": they log in by password alone."""
    return table.take("oidc", text(_VALUE_MAX), "")


def match_agents(
    oidc: ProvisionedOidc | None, names: Sequence[tuple[str, str]], problems: Problems
) -> None:
    """Note who is which agent, and what does not fit.

    Args:
        oidc: Gets the agents.
        names: Username and what the claim says, of each agent of the file.
        problems: Where to report.
    """
    for at, (username, said) in enumerate(names):
        if not said:
            continue
        name = claim_value(oidc.claim, said) if oidc is not None else said
        if oidc is None:
            problems.add(("agents", at, "oidc"), "needs the table `[oidc]`")
        elif oidc.claim == EMAIL and not re.fullmatch(r"[^@\s]+@[^@\s]+", said):
            problems.add(("agents", at, "oidc"), "must be an e-mail address, as `claim` is email")
        elif name in oidc.agents:
            problems.add(("agents", at, "oidc"), f"{said!r} is there twice")
        else:
            oidc.agents[name] = username
    if oidc is not None and not any(said for _, said in names):
        problems.add(("oidc",), "is of use to nobody: no agent has `oidc`")


def claim_value(claim: str, said: str) -> str:
    """What a claim says, to be compared: capitals make no difference in an e-mail address."""
    return said.casefold() if claim == EMAIL else said


def _issuer(value: Any) -> str:
    """https, or this host, which the server asks only where its operator allows it."""
    written = text(_TEXT_MAX)(value)
    parts = urlsplit(written)
    is_https = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    is_plain = not (parts.query or parts.fragment or parts.username or re.search(r"\s", written))
    if not (is_https and parts.hostname and is_plain):
        raise WrongValue("must be an address such as https://accounts.example.com")
    return written
