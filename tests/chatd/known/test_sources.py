"""Where a buyer came from, out of what their browser says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatd.known.sources import KEYWORDS_MAX, Source, source_of


@pytest.mark.parametrize(
    ("referrer", "source"),
    [
        (
            "https://www.baidu.com/s?wd=%E5%8F%8C%E4%BA%BA%E5%B8%90%E7%AF%B7&x=1",
            Source("baidu.com", "双人帐篷"),
        ),
        (
            "https://www.google.co.uk/search?q=two+person+tent",
            Source("google.co.uk", "two person tent"),
        ),
        ("https://cn.bing.com/search?q=tent", Source("cn.bing.com", "tent")),
        ("https://www.sogou.com/web?query=tent", Source("sogou.com", "tent")),
        ("https://www.so.com/s?q=tent", Source("so.com", "tent")),
        ("https://search.yahoo.com/search?p=tent", Source("search.yahoo.com", "tent")),
        ("https://yandex.ru/search/?text=tent", Source("yandex.ru", "tent")),
        ("https://www.google.com/", Source("google.com", None)),
        ("https://www.baidu.com/link?url=abc", Source("baidu.com", None)),
        ("https://blog.example/tents?q=no+search", Source("blog.example", None)),
        ("https://also.example/?q=x", Source("also.example", None)),
        ("https://google.com/?q=%20%00%0a%20", Source("google.com", None)),
        ("", None),
        (None, None),
        ("https://[bad", None),
        ("mailto:a@b", None),
    ],
)
def test_site_and_keywords_are_told(referrer: str | None, source: Source | None) -> None:
    assert source_of(referrer) == source


@given(st.text())
def test_whatever_a_browser_says_is_taken(text: str) -> None:
    for referrer in (text, f"https://www.baidu.com/s?wd={text}"):
        found = source_of(referrer)
        if found is not None and found.keywords is not None:
            assert 0 < len(found.keywords) <= KEYWORDS_MAX
            assert found.keywords.isprintable()
