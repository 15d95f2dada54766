"""Where a buyer came from, by a page's referrer: the site, and what was searched for. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

KEYWORDS_MAX: Final = 100
_FIELDS_MAX: Final = 50
_PARAMETERS: Final = {
    "baidu": ("wd", "word", "kw"),
    "bing": ("q",),
    "duckduckgo": ("q",),
    "ecosia": ("q",),
    "google": ("q",),
    "haosou": ("q",),
    "naver": ("query",),
    "so": ("q",),
    "sogou": ("query", "keyword"),
    "sm": ("q",),
    "taobao": ("q",),
    "toutiao": ("keyword",),
    "yahoo": ("p",),
    "yandex": ("text",),
}
"""By the name a search engine has in whatever country: what it calls the words."""


class Source(NamedTuple):
    """`site` is a host without `www.`; `keywords` what was searched for, where it is told."""

    site: str
    keywords: str | None


def source_of(referrer: str | None) -> Source | None:
    """Where a visit came from; None where nothing is told."""
    if not referrer:
        return None
    try:
        parts = urlsplit(referrer)
        host = parts.hostname or ""
    except ValueError:
        return None
    if not host:
        return None
    return Source(host.removeprefix("www."), _keywords(host, parts.query))


def host_of(url: str) -> str:
    """The host of a page; "" of what has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _keywords(host: str, query: str) -> str | None:
    names = next((_PARAMETERS[label] for label in host.split(".")[:-1] if label in _PARAMETERS), ())
    if not names:
        return None
    try:
        fields = parse_qs(query, max_num_fields=_FIELDS_MAX)
    except ValueError:
        return None
    words = next((fields[name][0] for name in names if name in fields), "")
    shown = " ".join("".join(one if one.isprintable() else " " for one in words).split())
    return shown[:KEYWORDS_MAX] or None
