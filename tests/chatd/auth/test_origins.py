import pytest

from chatd.auth.origins import is_own_origin, own_origins

OWN = own_origins("https://chat.example")


@pytest.mark.parametrize("origin", [None, "https://chat.example"])
def test_origin_is_own(origin: str | None) -> None:
    assert is_own_origin(origin, OWN)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "https://evil.example",
        "https://chat.example.evil.example",
        "https://evilchat.example",
        "https://sub.chat.example",
        "https://chat.example:8443",
        "https://chat.example:443",
        "http://chat.example",
        "https://chat.example/",
        "https://chat.example@evil.example",
        "https://CHAT.example",
        " https://chat.example",
    ],
)
def test_origin_is_foreign(origin: str) -> None:
    assert not is_own_origin(origin, OWN)


@pytest.mark.parametrize(
    ("base_url", "origins"),
    [
        ("https://chat.example", {"https://chat.example"}),
        ("https://chat.example:443", {"https://chat.example"}),
        ("http://Chat.Example:80", {"http://chat.example"}),
        ("http://chat.example:443", {"http://chat.example:443"}),
        ("http://[2001:db8::1]:8000", {"http://[2001:db8::1]:8000"}),
        (
            "http://localhost:8000",
            {"http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"},
        ),
        (
            "http://[::1]:8000",
            {"http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"},
        ),
    ],
)
def test_own_origins_are_written_as_browsers_write_them(base_url: str, origins: set[str]) -> None:
    assert own_origins(base_url) == origins
