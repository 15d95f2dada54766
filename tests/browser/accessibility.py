"""axe, over what is on a screen now, in light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from playwright.async_api import Frame, Page

_AXE: Final = Path(__file__).parents[2] / "webclient/node_modules/axe-core/axe.min.js"
_SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_GRAVE: Final = frozenset({"serious", "critical"})

_RUN: Final = """
([within, tags]) => axe.run(document.querySelector(within), {
  iframes: false,
  resultTypes: ['violations'],
  runOnly: {type: 'tag', values: tags},
}).then(({violations}) => violations)
"""
"""What it found to be in order is a hundred times as much."""
_ADOPT: Final = """
rules => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(rules)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
"""
"""A style element would be what the page's policy forbids."""

# Colours are judged as they end up, not on their way there.
_STILL: Final = "*, ::before, ::after { transition: none !important }"
_HAS_SCHEME: Final = """
scheme => [undefined, scheme].includes(document.documentElement.dataset.theme)
"""
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def check_accessible(
    page: Page, state: str, *, within: str = "html", frames: bool = False
) -> None:
    """Fail if axe finds something serious or critical, in light or in dark.

    Args:
        page: What is looked at.
        state: What it shows, for the report.
        within: Look at this part alone, if it lies above others.
        frames: Look into its frames and not at the page itself, which is the shop's.
    """
    looked_at = page.frames[1:] if frames else [page.main_frame]
    found: list[str] = []
    for scheme in _SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        for frame in looked_at:
            await frame.wait_for_function(_HAS_SCHEME, arg=scheme)
            found += [f"{state}, {scheme}: {fault}" for fault in await _faults(frame, within)]
    await page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


async def _faults(frame: Frame, within: str) -> list[str]:
    if not await frame.evaluate("'axe' in window"):
        # Evaluated by the browser's tools and not by the page: its policy need not be lifted.
        await frame.evaluate(_AXE.read_text(encoding="utf-8"))
        await frame.evaluate(_ADOPT, _STILL)
    violations: list[dict[str, Any]] = await frame.evaluate(_RUN, [within, _TAGS])
    return [
        f"{violation['id']}: {node['failureSummary']}\n    {node['html'][:300]}"
        for violation in violations
        if violation["impact"] in _GRAVE
        for node in violation["nodes"]
    ]
