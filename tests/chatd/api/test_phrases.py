"""Phrases over HTTP: whose they are, who has them at once, and files of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chatd.protocol import limits
from chatd.protocol.events import SettingsChanged
from tests.chatd.api.whole_site import WholeSite, open_site
from tests.chatd.desks.world import turn

SIZES, RETURNS = "【尺码】均码，160 到 175 可穿。", "【退换】七天无理由。"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[WholeSite]:
    async with open_site(tmp_path) as opened:
        yield opened


async def add(site: WholeSite, who: str, book: str, *rows: tuple[str, str]) -> Any:
    view: Any = None
    for group, text in rows:
        view = await site.done(who, "POST", f"phrases/{book}", group=group, text=text)
    return view


def shown(book: Any) -> list[tuple[str, str]]:
    return [(one["group"], one["text"]) for one in book["phrases"]]


async def test_a_shared_phrase_is_everybodys_at_once(site: WholeSite) -> None:
    xenia = await site.agent("x")
    view = await add(site, "boss", "shared", ("售前", SIZES))
    await turn()
    assert xenia.last(SettingsChanged).settings.phrases == view["version"] == 1
    assert shown((await site.get("x", "phrases"))["shared"]) == [("售前", SIZES)]
    assert view["changed_by"] == "boss"


async def test_own_phrases_are_ones_own(site: WholeSite) -> None:
    await add(site, "x", "own", ("", "Back in a minute."))
    assert shown((await site.get("x", "phrases"))["own"]) == [("", "Back in a minute.")]
    assert shown((await site.get("y", "phrases"))["own"]) == []


async def test_agents_do_not_write_in_everybodys_book(site: WholeSite) -> None:
    view = await add(site, "boss", "shared", ("", "Hello"))
    phrase, forbidden = view["phrases"][0]["id"], (403, "not_allowed")
    text = {"version": 1, "group": "", "text": "no"}
    assert await site.refused("x", "POST", "phrases/shared", group="", text="no") == forbidden
    assert await site.refused("x", "PUT", f"phrases/shared/{phrase}", **text) == forbidden
    removed = await site.refused("x", "DELETE", f"phrases/shared/{phrase}?version=1")
    assert removed == forbidden
    order = {"version": 1, "phrases": [{"id": phrase, "group": "mine"}]}
    assert await site.refused("x", "PUT", "phrases/shared", **order) == forbidden
    file = {"version": 1, "mode": "replace", "csv": "a,b"}
    assert await site.refused("x", "POST", "phrases/shared/import", **file) == forbidden
    assert (await site.http.get("/api/phrases")).status_code == 401
    assert shown((await site.get("x", "phrases"))["shared"]) == [("", "Hello")]


async def test_a_new_phrase_joins_its_group(site: WholeSite) -> None:
    view = await add(site, "boss", "shared", ("a", "1"), ("b", "2"), ("a", "3"), ("c", "4"))
    assert shown(view) == [("a", "1"), ("a", "3"), ("b", "2"), ("c", "4")]


async def test_a_phrase_is_changed_and_taken_out_where_it_is(site: WholeSite) -> None:
    view = await add(site, "x", "own", ("a", "1"), ("a", "2"), ("a", "3"))
    second, third = view["phrases"][1]["id"], view["phrases"][2]["id"]
    text = {"version": 3, "group": "b", "text": RETURNS}
    view = await site.done("x", "PUT", f"phrases/own/{second}", **text)
    assert shown(view) == [("a", "1"), ("b", RETURNS), ("a", "3")]
    view = await site.done("x", "DELETE", f"phrases/own/{third}?version=4")
    assert shown(view) == [("a", "1"), ("b", RETURNS)]
    assert await site.refused("x", "DELETE", f"phrases/own/{third}?version=5") == (404, "not_found")


async def test_phrases_are_put_in_another_order_and_group(site: WholeSite, tmp_path: Path) -> None:
    view = await add(site, "boss", "shared", ("a", "1"), ("a", "2"), ("b", "3"))
    first, second, third = (one["id"] for one in view["phrases"])
    order = [{"id": third, "group": "b"}, {"id": first, "group": "a"}, {"id": second, "group": "b"}]
    await site.done("boss", "PUT", "phrases/shared", version=3, phrases=order)
    wanted = [("b", "3"), ("a", "1"), ("b", "2")]
    assert shown((await site.get("x", "phrases"))["shared"]) == wanted
    async with open_site(tmp_path) as again:
        assert shown((await again.get("x", "phrases"))["shared"]) == wanted
    for wrong in (order[:2], [*order, order[0]], [*order[:2], {"id": "other", "group": ""}]):
        refused = await site.refused("boss", "PUT", "phrases/shared", version=4, phrases=wrong)
        assert refused == (400, "bad_request")


async def test_who_saw_an_older_book_overwrites_nothing(site: WholeSite) -> None:
    view = await add(site, "boss", "shared", ("", "1"), ("", "2"))
    phrase, stale = view["phrases"][0]["id"], (409, "stale_view")
    text = {"version": 1, "group": "", "text": "other"}
    assert await site.refused("main", "PUT", f"phrases/shared/{phrase}", **text) == stale
    assert await site.refused("main", "DELETE", f"phrases/shared/{phrase}?version=1") == stale
    file = {"version": 1, "mode": "replace", "csv": "a,b"}
    assert await site.refused("main", "POST", "phrases/shared/import", **file) == stale
    assert shown((await site.get("x", "phrases"))["shared"]) == [("", "1"), ("", "2")]


async def test_a_file_of_phrases_goes_out_and_comes_back(site: WholeSite) -> None:
    rows = [("售前", SIZES), ("", 'two\r\nlines, "quoted"'), ("售前", "=1+1")]
    await add(site, "boss", "shared", *rows)
    kept = shown((await site.get("boss", "phrases"))["shared"])
    file = await site.ask("x", "GET", "phrases/shared/export")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.content.startswith(b"\xef\xbb\xbf")
    text = file.content.decode()
    taken = await site.done("x", "POST", "phrases/own/import", version=0, mode="add", csv=text)
    assert (taken["added"], taken["known"]) == (3, 0)
    assert shown(taken["book"]) == kept
    taken = await site.done("x", "POST", "phrases/own/import", version=1, mode="add", csv=text)
    assert (taken["added"], taken["known"], taken["book"]["version"]) == (0, 3, 1)


async def test_a_file_replaces_a_book_and_what_stays_keeps_its_key(site: WholeSite) -> None:
    view = await add(site, "x", "own", ("a", "1"), ("a", "2"))
    second = view["phrases"][1]["id"]
    await site.done("x", "PUT", "phrases/pins", pins=["", second])
    text = "group,text\nb,3\na,2\n"
    await site.done("x", "POST", "phrases/own/import", version=2, mode="replace", csv=text)
    seen = await site.get("x", "phrases")
    assert shown(seen["own"]) == [("b", "3"), ("a", "2")]
    assert seen["own"]["phrases"][1]["id"] == second
    assert seen["pins"] == ["", second, "", ""]


async def test_of_a_file_with_a_bad_row_nothing_is_taken(site: WholeSite) -> None:
    text = 'group,text\na,fine\nb\n"c",\n'
    answer = await site.ask(
        "boss", "POST", "phrases/shared/import", version=0, mode="add", csv=text
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["problems"] == [
        {"line": 3, "fault": "columns"},
        {"line": 4, "fault": "empty"},
    ]
    assert (await site.get("x", "phrases"))["shared"]["phrases"] == []


async def test_books_are_bounded(site: WholeSite) -> None:
    most = limits.PHRASES_OWN_MAX
    text = "".join(f"g,phrase {number}\n" for number in range(most))
    taken = await site.done("x", "POST", "phrases/own/import", version=0, mode="add", csv=text)
    assert taken["added"] == taken["book"]["phrases_max"] == most
    assert await site.refused("x", "POST", "phrases/own", group="g", text="more") == (
        413,
        "too_large",
    )
    more = await site.ask(
        "x", "POST", "phrases/own/import", version=1, mode="replace", csv=f"{text}g,more\n"
    )
    problems = more.json()["error"]["problems"]
    assert problems == [{"line": most + 1, "fault": "too_many"}]
    assert len((await site.get("x", "phrases"))["own"]["phrases"]) == most


@pytest.mark.parametrize(
    "phrase",
    [
        {"group": "", "text": "【hint】  "},
        {"group": "", "text": ""},
        {"group": "", "text": "x" * 2_001},
        {"group": "g" * 41, "text": "x"},
        {"group": "", "text": "a\0b"},
    ],
)
async def test_phrases_that_cannot_be_are_refused(site: WholeSite, phrase: Any) -> None:
    assert await site.refused("x", "POST", "phrases/own", **phrase) == (400, "bad_request")
    assert await site.refused("x", "POST", "phrases/other", **phrase) == (404, "not_found")


async def test_keys_hold_shared_and_own_phrases_alone(site: WholeSite) -> None:
    shared = (await add(site, "boss", "shared", ("", "1")))["phrases"][0]["id"]
    own = (await add(site, "x", "own", ("", "2")))["phrases"][0]["id"]
    foreign = (await add(site, "y", "own", ("", "3")))["phrases"][0]["id"]
    seen = await site.done("x", "PUT", "phrases/pins", pins=[own, "", shared])
    assert seen["pins"] == [own, "", shared, ""]
    assert await site.refused("x", "PUT", "phrases/pins", pins=[foreign]) == (404, "not_found")
    assert await site.refused("x", "PUT", "phrases/pins", pins=[""] * 5) == (400, "bad_request")
    assert (await site.get("y", "phrases"))["pins"] == [""] * 4


async def test_changes_of_phrases_are_audited(site: WholeSite) -> None:
    await add(site, "boss", "shared", ("", "1"), ("", "2"))
    latest = (await site.get("boss", "settings/changes"))["changes"][0]
    assert (latest["agent"], latest["kind"], latest["subject"]) == ("boss", "phrases", "")
    assert latest["after"] == {"phrases": 2, "version": 2}
