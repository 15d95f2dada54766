"""The demo's merchant, in the words of a provision file."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from chatd.provision import ProvisionFile, parse_provision

MERCHANT: Final = "demo"
SHOP: Final = "demo"


def demo_file() -> ProvisionFile:
    """The demo's provision file; its passwords are as short as the user names."""
    source = files("chatd.demo").joinpath("demo.toml").read_text(encoding="utf-8")
    return parse_provision(source, password_characters_min=1)
