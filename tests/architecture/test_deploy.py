"""What deploy/ sets, chatd knows: it refuses to start with a setting that it does not."""

import re

import pytest

from chatd.config import SECRET_CHARACTERS_MIN, load_config
from tests.architecture.tree import ROOT

SETTING = re.compile(r"^\s*#?(?:Environment=)?(CHATD_[A-Z_]+)[=:] ?(\S*)", re.MULTILINE)
# Filled in by whoever deploys.
FILLED_IN = {"CHATD_SECRET": "s" * SECRET_CHARACTERS_MIN, "SITE_NAME": "chat.example.com"}


@pytest.mark.parametrize("name", ["chatd.env.example", "chatd.service", "compose.yaml"])
def test_settings_of_deployment_are_known(name: str) -> None:
    text = (ROOT / "deploy" / name).read_text().replace("${SITE_NAME}", FILLED_IN["SITE_NAME"])
    settings = {key: value.strip('"') for key, value in SETTING.findall(text)}
    assert settings
    load_config({**settings, "CHATD_SECRET": FILLED_IN["CHATD_SECRET"]})
