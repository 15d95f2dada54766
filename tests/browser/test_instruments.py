"""What these tests listen and look with does hear and see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.async_api import Page

from tests.browser.accessibility import check_accessible
from tests.browser.quiet import Quiet
from tests.browser.stage import Stage

_INLINE_STYLE = """
const style = document.createElement('style')
style.append('p { color: red }')
document.body.append(style)
"""
_POLICY = "Content Security Policy"


@pytest.mark.parametrize(
    ("mischief", "complaint"),
    [
        ("console.error('something is wrong')", "something is wrong"),
        ("setTimeout(() => { throw Error('nobody caught it') })", "nobody caught it"),
        ("Promise.reject(Error('nobody caught it'))", "nobody caught it"),
        ("fetch('/assets/none.js')", "404"),
        ("new WebSocket('ws://127.0.0.1:1/')", _POLICY),
        (_INLINE_STYLE, _POLICY),
    ],
)
async def test_a_complaint_is_heard(stage: Stage, mischief: str, complaint: str) -> None:
    page = await _open(stage)
    heard, stage.quiet.complaints = stage.quiet.complaints, []
    assert heard == []
    await page.evaluate(f"() => {{ {mischief} }}")
    await _until(page, lambda: any(complaint in one for one in stage.quiet.complaints))
    with pytest.raises(AssertionError, match=complaint):
        stage.quiet.check()
    stage.quiet.complaints.clear()


async def test_an_expected_complaint_does_not_count(stage: Stage) -> None:
    quiet = Quiet()
    quiet.expect("wrong")
    page = await _open(stage)
    quiet.listen(page.context, "page")
    await page.evaluate("() => { console.error('wrong'); console.error('bad') }")
    await _until(page, lambda: quiet.complaints != [])
    assert [complaint for complaint in quiet.complaints if "wrong" in complaint] == []
    stage.quiet.complaints.clear()


async def test_axe_finds_what_cannot_be_read_in_one_scheme(stage: Stage) -> None:
    page = await _open(stage)
    await page.evaluate(
        """() => {
          const [main, title, words] = ['main', 'h1', 'p'].map(tag => document.createElement(tag))
          title.append('Title')
          words.append('Grey words')
          main.append(title, words)
          document.body.replaceChildren(main)
          document.body.style.background = 'light-dark(#fff, #777)'
          document.documentElement.style.colorScheme = 'light dark'
          document.querySelector('p').style.color = '#666'
        }"""
    )
    await page.evaluate("delete document.documentElement.dataset.theme")
    with pytest.raises(AssertionError, match="greys, dark: color-contrast") as found:
        await check_accessible(page, "greys")
    assert "greys, light" not in str(found.value)


async def _open(stage: Stage) -> Page:
    context = await stage.context("page")
    page = await context.new_page()
    await page.goto(f"{stage.server.url}/console/")
    await page.get_by_role("heading", name="Agent console").wait_for()
    return page


async def _until(page: Page, is_so: Callable[[], bool]) -> None:
    """Let the browser's events come in until it is so."""
    for _ in range(1_000):
        if is_so():
            return
        await page.evaluate("new Promise(done => setTimeout(done, 10))")
    raise AssertionError("it never was")
