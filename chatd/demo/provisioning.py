"""The demo's merchant, in the words of a provision file."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from typing import Final

from chatd.provision import ProvisionFile, parse_provision

MERCHANT: Final = "demo"
SHOP: Final = "demo"


def demo_file(orders: tuple[str, str] | None = None) -> ProvisionFile:
    """The demo's provision file; its passwords are as short as the user names.

    Args:
        orders: Address and secret of the order endpoint, which depend on the server.
    """
    source = files("chatd.demo").joinpath("demo.toml").read_text(encoding="utf-8")
    file = parse_provision(source, password_characters_min=1)
    if orders is None:
        return file
    url, secret = orders
    shops = tuple(replace(shop, erp_url=url, erp_secret=secret) for shop in file.shops)
    return replace(file, shops=shops)
