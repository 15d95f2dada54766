"""Addresses that clients make links and pictures of: of the web, and of nothing else."""

import json
from typing import Any

import pytest

from chatd.errors import BadCommand
from chatd.protocol.codec import Encoding, decode_buyer_command, decode_hello

BAD = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://shop.test/1",
    "//evil.example",
    "https:evil.example",
    "https://shop.test/ x",
    "https://shop.test/\n",
    "chrome://settings",
]


def commands(address: str) -> list[dict[str, Any]]:
    """Every place where a buyer may give one."""
    product = {"id": "1", "title": "Tent", "url": "https://shop.test/"}
    order = {"id": "1", "url": "https://shop.test/"}
    sent = {"t": "message.send", "id": 1, "cid": "c"}
    return [
        {**sent, "kind": "product", "body": {**product, "url": address}},
        {**sent, "kind": "product", "body": {**product, "image": address}},
        {**sent, "kind": "order", "body": {**order, "url": address}},
        {**sent, "kind": "order", "body": {**order, "image": address}},
        {"t": "page.visit", "id": 1, "url": address, "title": "Tent"},
        {"t": "hello", "id": 1, "shop": "acme", "page": {"url": address, "title": "Tent"}},
        {
            "t": "hello",
            "id": 1,
            "shop": "acme",
            "page": {"url": "https://shop.test/", "title": "Tent", "referrer": address},
        },
    ]


def decode(command: dict[str, Any]) -> None:
    frame = json.dumps(command).encode()
    if command["t"] == "hello":
        decode_hello(frame, Encoding.JSON)
    else:
        decode_buyer_command(frame, Encoding.JSON)


@pytest.mark.parametrize("address", BAD)
def test_address_of_another_scheme_is_refused_everywhere(address: str) -> None:
    for command in commands(address):
        with pytest.raises(BadCommand):
            decode(command)


def test_address_of_the_web_is_accepted_everywhere() -> None:
    for command in commands("https://shop.test/tent?a=1#x"):
        decode(command)


@pytest.mark.parametrize("email", ["a@b.test\n", "a@b.test\nbcc: c@d.test", "a b@c.test", "a@@b"])
def test_email_that_would_end_a_header_is_refused(email: str) -> None:
    command = {"t": "contact.update", "id": 1, "email": email}
    with pytest.raises(BadCommand):
        decode_buyer_command(json.dumps(command).encode(), Encoding.JSON)
