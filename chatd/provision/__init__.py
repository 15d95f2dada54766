"""The provision file: a merchant, its shops and its agents, read from TOML and checked whole.

What comes out is data only; writing it is storage's. Every mistake is reported at once, each
with its line and what is wrong.
"""

from chatd.provision.file import (
    PrivateContact,
    ProvisionedAgent,
    ProvisionedProduct,
    ProvisionedShop,
    ProvisionFile,
    parse_provision,
)
from chatd.provision.oidc import ProvisionedOidc, claim_value

__all__ = [
    "PrivateContact",
    "ProvisionFile",
    "ProvisionedAgent",
    "ProvisionedOidc",
    "ProvisionedProduct",
    "ProvisionedShop",
    "claim_value",
    "parse_provision",
]
