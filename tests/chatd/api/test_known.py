"""What is known of buyers over HTTP: who may know it, and that it is what buyers did and see."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chatd.desks.contact_ids import contact_of_buyer
from chatd.desks.runtime import BuyerIdentity
from chatd.errors import ErrorCode
from chatd.protocol.commands import PageInfo
from chatd.protocol.events import MessagePosted, SettingsChanged
from tests.chatd.api.whole_site import WholeSite, open_site
from tests.chatd.desks.world import Client, turn
from tests.serving import ACME

BAIDU = "https://www.baidu.com/s?wd=%E5%B8%90%E7%AF%B7"
HOME = PageInfo("https://shop.test/", "Home", BAIDU)
TENT = {"id": "t2", "title": "Tent", "url": "https://shop.test/t2", "price": "¥ 899.00"}
FORBIDDEN = (403, "not_allowed")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[WholeSite]:
    async with open_site(tmp_path) as opened:
        yield opened


async def served(site: WholeSite, name: str = "b", **options: Any) -> tuple[Client, Client, str]:
    """An agent, a buyer of theirs who has written, and the session."""
    agent = await site.agent("x")
    buyer = await site.visitor(name, **options)
    accepted = await buyer.say("hello")
    return agent, buyer, accepted.session


def path(buyer: Client, rest: str = "") -> str:
    return f"contacts/{buyer.contact}{rest}"


# ------------------------------------------------------------------------------ trail and source


async def test_the_trail_and_source_are_what_the_buyer_did(site: WholeSite) -> None:
    _, buyer, _ = await served(site, page=HOME, region="CN")
    await buyer.ask("page.visit", url="https://shop.test/t2", title="Tent", product=TENT)
    known = await site.get("x", path(buyer))
    tent, home = known["trail"]
    assert (tent["url"], tent["product"], "left_ms" in tent) == (TENT["url"], TENT, False)
    assert home["left_ms"] == tent["at_ms"] >= home["at_ms"]
    assert (known["source"]["site"], known["source"]["keywords"]) == ("baidu.com", "帐篷")
    assert known["region"] == "CN"


async def test_the_trail_outlives_a_restart_and_names_the_page_left_last(
    site: WholeSite, tmp_path: Path
) -> None:
    _, buyer, _ = await served(site, page=HOME, region="CN")
    await buyer.ask("page.visit", url="https://shop.test/t2", title="Tent", product=TENT)
    buyer.leave()
    await site.app.desks.wait_idle()
    await site.app.stop()
    async with open_site(tmp_path) as again:
        known = await again.get("x", path(buyer))
        assert [one["title"] for one in known["trail"]] == ["Tent", "Home"]
        assert all("left_ms" in one for one in known["trail"])
        assert (known["region"], known["source"]["keywords"]) == ("CN", "帐篷")


async def test_only_the_last_fifty_pages_are_kept(site: WholeSite) -> None:
    _, buyer, _ = await served(site)
    for number in range(60):
        await buyer.ask("page.visit", url=f"https://shop.test/{number}", title=f"{number}")
        if number % 20 == 0:
            await site.app.desks.wait_idle()
    buyer.leave()
    await site.app.desks.wait_idle()
    known = await site.get("x", path(buyer))
    assert [one["title"] for one in known["trail"]] == [f"{at}" for at in reversed(range(10, 60))]
    assert len(await site.app.desks.known.visits("acme", str(buyer.contact))) == 50


async def test_what_was_learned_of_a_visitor_stays_when_they_say_who_they_are(
    site: WholeSite,
) -> None:
    _, buyer, _ = await served(site, page=HOME, region="CN")
    note = {"version": 0, "phone": "138", "company": "", "note": "Likes green."}
    await site.done("x", "PUT", path(buyer, "/note"), **note)
    await buyer.ask("page.visit", url="https://shop.test/t2", title="Tent")
    runtime, ann = buyer.runtime, contact_of_buyer("acme", "acme", "ann")
    await runtime.identify("acme", ann, buyer.contact, BuyerIdentity("ann", "Ann"))
    buyer.leave()
    await site.app.desks.wait_idle()
    known = await site.get("x", f"contacts/{ann}")
    assert (known["note"]["phone"], known["note"]["note"]) == ("138", "Likes green.")
    assert [one["title"] for one in known["trail"]] == ["Tent", "Home"]
    assert len(known["sessions"]) == 1


async def test_notes_of_visitor_and_contact_become_one(site: WholeSite) -> None:
    runtime = await site.app.desks.runtime("acme")
    await site.agent("x")
    ann = contact_of_buyer("acme", "acme", "ann")
    await runtime.identify("acme", ann, None, BuyerIdentity("ann"))
    known_ann = Client(runtime, "buyer", contact=ann, shop="acme")
    await runtime.attach_buyer(known_ann, ann, "acme", None)
    await known_ann.say()
    note = {"version": 0, "phone": "138", "company": "", "note": "First."}
    await site.done("x", "PUT", f"contacts/{ann}/note", **note)
    visitor = await site.visitor("v")
    await visitor.say()
    note = {"version": 0, "phone": "139", "company": "Acme", "note": "Second."}
    await site.done("main", "PUT", path(visitor, "/note"), **note)
    await runtime.identify("acme", ann, visitor.contact, BuyerIdentity("ann"))
    merged = (await site.get("x", f"contacts/{ann}"))["note"]
    assert (merged["phone"], merged["company"], merged["note"]) == (
        "138",
        "Acme",
        "First.\nSecond.",
    )


# --------------------------------------------------------------------------------- who may know


async def test_only_who_serves_or_served_or_oversees_may_know(site: WholeSite) -> None:
    agent, buyer, session = await served(site, page=HOME)
    note = {"version": 0, "phone": "", "company": "", "note": "x"}
    for who, method, rest, body in (
        ("y", "GET", "", {}),
        ("y", "GET", "/orders", {}),
        ("y", "GET", "/sessions", {}),
        ("y", "GET", f"/sessions/{session}", {}),
        ("y", "PUT", "/note", note),
    ):
        refused = await site.refused(who, method, path(buyer, rest), **body)
        assert refused == (409, "not_member"), rest
    for who in ("x", "boss", "main"):
        assert (await site.get(who, path(buyer)))["contact"]["id"] == buyer.contact
    assert (await site.http.get(f"/api/{path(buyer)}")).status_code == 401
    assert await site.refused("x", "GET", "contacts/v_other") == (404, "not_found")
    await agent.ask("session.close", session=session)
    assert (await site.get("x", path(buyer)))["trail"]


async def test_who_waits_may_be_known_by_all(site: WholeSite) -> None:
    await site.agent("x")
    runtime = await site.app.desks.runtime("acme")
    agent = await site.agent("y")
    await agent.ask("presence.set", state="busy")
    busy = Client(runtime, "agent", agent="x")
    await runtime.attach_agent(busy, "x")
    await busy.ask("presence.set", state="busy")
    waiting = await site.visitor("w", page=HOME)
    assert (await waiting.say()).phase == "queued"
    for who in ("x", "y"):
        assert (await site.get(who, path(waiting)))["trail"][0]["title"] == "Home"


# ------------------------------------------------------------------------------------------ note


async def test_a_note_is_written_by_its_version(site: WholeSite) -> None:
    _, buyer, _ = await served(site)
    note = {"version": 0, "phone": " 138 ", "company": "Acme", "note": "VIP"}
    view = await site.done("x", "PUT", path(buyer, "/note"), **note)
    assert (view["version"], view["phone"], view["changed_by"]) == (1, "138", "x")
    stale = await site.refused("boss", "PUT", path(buyer, "/note"), **note)
    assert stale == (409, "stale_view")
    assert (await site.get("boss", path(buyer)))["note"] == view
    long = {**note, "version": 1, "phone": "1" * 81}
    assert await site.refused("x", "PUT", path(buyer, "/note"), **long) == (400, "bad_request")


# ------------------------------------------------------------------------------- former sessions


async def test_former_sessions_are_told_whoever_served_them(site: WholeSite) -> None:
    agent, buyer, first = await served(site)
    await agent.say("what can I do?", session=first, channel="public")
    await agent.say("odd one", session=first, channel="internal")
    await agent.ask("session.summarize", session=first, category="Sizes", note="asked for M")
    await agent.ask("session.close", session=first)
    agent.leave()
    await agent.ask("presence.set", state="offline")
    other = await site.agent("y")
    second = (await buyer.say("me again")).session
    assert second != first
    await turn()
    assert other.events(MessagePosted)
    seen = await site.get("y", path(buyer))
    latest, former = seen["sessions"]
    assert (latest["id"], former["id"]) == (second, first)
    assert (former["agents"], former["category"], former["note"]) == (
        ["Xenia"],
        "Sizes",
        "asked for M",
    )
    said = await site.get("y", path(buyer, f"/sessions/{first}"))
    texts = [one["body"].get("text") for one in said["messages"] if one["kind"] == "text"]
    assert texts == ["hello", "what can I do?"]
    before = f"/sessions?before_ms={latest['created_ms']}"
    older = await site.get("y", path(buyer, before))
    assert [one["id"] for one in older["sessions"]] == (
        [first] if former["created_ms"] < latest["created_ms"] else []
    )


async def test_a_session_of_another_contact_is_not_told(site: WholeSite) -> None:
    _, buyer, _ = await served(site)
    foreign = await site.visitor("other")
    theirs = (await foreign.say("secret")).session
    refused = await site.refused("x", "GET", path(buyer, f"/sessions/{theirs}"))
    assert refused == (404, "not_found")


async def test_a_transcript_is_read_in_pages(site: WholeSite) -> None:
    _, buyer, session = await served(site)
    for number in range(60):
        await buyer.say(f"{number}")
    last = await site.get("x", path(buyer, f"/sessions/{session}"))
    assert (len(last["messages"]), last["more"]) == (50, True)
    before = last["messages"][0]["seq"]
    rest = await site.get("x", path(buyer, f"/sessions/{session}?before_seq={before}"))
    assert rest["messages"][-1]["seq"] == before - 1
    assert not rest["more"]


# ---------------------------------------------------------------------------------------- orders


@contextlib.asynccontextmanager
async def order_system(answer: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    asked: list[bytes] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        asked.append(head + await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(answer), answer))
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


async def test_orders_come_from_the_shops_own_system(tmp_path: Path) -> None:
    order = {"id": "A-1", "status": "paid", "total": "¥ 1", "items": [{"title": "Tent"}]}
    async with order_system(json.dumps({"orders": [order]}).encode()) as (port, asked):
        source = ACME.replace(
            'origins = ["http://shop.test"]',
            f'erp_url = "http://127.0.0.1:{port}/"\nerp_secret = "{"k" * 32}"',
        )
        async with open_site(tmp_path, source, outgoing_loopback="yes") as site:
            _, buyer, _ = await served(site)
            unknown = await site.get("x", path(buyer, "/orders"))
            assert (unknown["state"], asked) == ("unknown", [])
            note = {"version": 0, "phone": "138", "company": "", "note": ""}
            await site.done("x", "PUT", path(buyer, "/note"), **note)
            found = await site.get("x", path(buyer, "/orders"))
            assert (found["state"], found["orders"]) == ("ok", [order])
            assert b'"phone":"138"' in asked[0]
            assert b"x-chatd-signature: v1=" in asked[0]
            await site.get("x", path(buyer, "/orders"))
            assert len(asked) == 1
            await site.get("x", path(buyer, "/orders?fresh=1"))
            assert len(asked) == 2


async def test_this_host_is_not_asked_unless_the_operator_says_so(tmp_path: Path) -> None:
    async with order_system(b'{"orders": []}') as (port, asked):
        source = ACME.replace(
            'origins = ["http://shop.test"]',
            f'erp_url = "http://127.0.0.1:{port}/"\nerp_secret = "{"k" * 32}"',
        )
        async with open_site(tmp_path, source) as site:
            _, buyer, _ = await served(site)
            note = {"version": 0, "phone": "138", "company": "", "note": ""}
            await site.done("x", "PUT", path(buyer, "/note"), **note)
            found = await site.get("x", path(buyer, "/orders"))
            assert (found["state"], found["fault"], asked) == ("failed", "address", [])


async def test_a_shop_without_a_system_has_no_orders(site: WholeSite) -> None:
    _, buyer, _ = await served(site)
    assert (await site.get("x", path(buyer, "/orders"))) == {"state": "off"}


# -------------------------------------------------------------------------------------- products


async def test_products_are_configured_pinned_and_sent(tmp_path: Path) -> None:
    lamp = '[[products]]\nshop = "acme"\nid = "lamp"\ntitle = "Lamp"\nurl = "https://shop.test/l"\n'
    async with open_site(tmp_path, ACME + lamp) as site:
        agent, buyer, session = await served(site)
        await agent.ask(
            "message.send", cid="p", session=session, channel="public", kind="product", body=TENT
        )
        pack = {"title": "Pack", "url": "https://shop.test/p", "pinned": True}
        await site.done("y", "PUT", "shops/acme/products/pack", **pack)
        await turn()
        assert buyer.last(MessagePosted).body == TENT
        listed = (await site.get("y", "shops/acme/products"))["products"]
        assert [one["id"] for one in listed] == ["lamp", "pack", "t2"]
        assert listed[0]["configured"]
        assert listed[1]["pinned"]
        gone = await site.done("y", "DELETE", "shops/acme/products/t2")
        assert [one["id"] for one in gone["products"]] == ["lamp", "pack"]
        for product in ("lamp", "t2"):
            refused = await site.refused("y", "DELETE", f"shops/acme/products/{product}")
            assert refused == (404, "not_found")


async def test_what_a_buyer_says_they_look_at_is_no_product_of_the_shop(site: WholeSite) -> None:
    _, buyer, session = await served(site)
    await buyer.ask("page.visit", url="https://evil.test/", title="x", product=TENT)
    await buyer.ask("message.send", cid="p", session=session, kind="product", body=TENT)
    assert (await site.get("x", "shops/acme/products"))["products"] == []


async def test_products_that_cannot_be_are_refused(site: WholeSite) -> None:
    bad = {"title": "x", "url": "javascript:alert(1)"}
    good = {"title": "x", "url": "https://shop.test/"}
    assert await site.refused("x", "PUT", "shops/acme/products/p", **bad) == (400, "bad_request")
    assert await site.refused("x", "PUT", "shops/other/products/p", **good) == (404, "not_found")
    long = f"shops/acme/products/{'p' * 65}"
    assert await site.refused("x", "PUT", long, **good) == (400, "bad_request")


# ------------------------------------------------------------------- blacklist and summary types


async def test_the_blacklist_says_who_when_and_why_until_it_is_lifted(site: WholeSite) -> None:
    agent, buyer, _ = await served(site)
    await agent.ask("contact.block", contact=buyer.contact, reason="insults")
    listed = (await site.get("y", "blacklist"))["contacts"]
    assert [(one["contact"], one["agent"], one["reason"]) for one in listed] == [
        (buyer.contact, "x", "insults")
    ]
    await agent.ask("contact.unblock", contact=buyer.contact)
    assert (await site.get("y", "blacklist")) == {"contacts": [], "more": False}


async def test_summary_types_are_in_force_at_once(site: WholeSite) -> None:
    agent = await site.agent("x")
    groups = [{"name": "售前", "types": ["尺码", "颜色"]}, {"name": "", "types": ["其他"]}]
    view = await site.done("boss", "PUT", "settings/summary-types", version=0, groups=groups)
    assert (view["version"], view["groups"]) == (1, groups)
    await turn()
    told = agent.last(SettingsChanged).settings
    assert told.categories == ("尺码", "颜色", "其他")
    assert [one.name for one in told.summary_groups] == ["售前", ""]
    session = (await (await site.visitor()).say()).session
    await agent.ask("session.summarize", session=session, category="颜色", note="")
    former = await agent.refused("session.summarize", session=session, category="Sizes", note="")
    assert former is ErrorCode.BAD_REQUEST
    assert (
        await site.refused("x", "PUT", "settings/summary-types", version=1, groups=[]) == FORBIDDEN
    )
    assert await site.refused("boss", "PUT", "settings/summary-types", version=0, groups=[]) == (
        409,
        "stale_view",
    )


async def test_the_files_types_hold_until_others_are_set(tmp_path: Path) -> None:
    source = ACME.replace("[[shops]]", '[settings]\ncategories = ["Sizes"]\n[[shops]]', 1)
    async with open_site(tmp_path, source) as site:
        seen = await site.get("x", "settings/summary-types")
        assert seen == {"version": 0, "groups": [{"name": "", "types": ["Sizes"]}]}
        await site.done("boss", "PUT", "settings/summary-types", version=0, groups=[])
        assert (await site.get("x", "settings/summary-types"))["groups"] == []


@pytest.mark.parametrize(
    "groups",
    [
        [{"name": "", "types": ["x" * 26]}],
        [{"name": "", "types": [" "]}],
        [{"name": "", "types": ["a", "a"]}],
        [{"name": "g", "types": []}, {"name": "g ", "types": []}],
        [
            {"name": "a", "types": [f"{at}" for at in range(30)]},
            {"name": "b", "types": [f"b{at}" for at in range(21)]},
        ],
    ],
    ids=["too long", "blank", "twice", "group twice", "too many"],
)
async def test_summary_types_that_cannot_be_are_refused(site: WholeSite, groups: Any) -> None:
    refused = await site.refused("boss", "PUT", "settings/summary-types", version=0, groups=groups)
    assert refused == (400, "bad_request")
