"""Avatars over HTTP: who sets which, who sees them, and that nothing of a former one is left."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from chatd.app import provision
from chatd.provision import parse_provision
from tests.chatd.api.uploading import Person, buying, serving_as
from tests.chatd.uploads.samples import PDF, animated, picture, sideways
from tests.clients import log_in
from tests.serving import ACME, RunningServer, running_server

pytestmark = pytest.mark.slow

OWN, SHOP = "/api/settings/avatar", "/api/settings/avatar/acme"
PICTURE = picture("PNG", (64, 48))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RunningServer]:
    async with running_server(tmp_path) as started:
        yield started


class Sitter:
    """An agent who sets avatars."""

    def __init__(self, person: Person, token: str) -> None:
        self.person = person
        self._headers = {"authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.person.http.request(method, path, json=body, headers=self._headers)

    async def put(
        self, content: bytes, *, version: int = 0, path: str = OWN, **square: Any
    ) -> httpx.Response:
        upload = (await self.person.upload(content))["upload"]
        source = {"upload": upload, "x": 0, "y": 0, "side": 32} | square
        return await self.ask("PUT", path, {"version": version, "source": source})

    async def set(self, content: bytes, **options: Any) -> dict[str, Any]:
        answer = await self.put(content, **options)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


async def sitter(server: RunningServer, person: Person, username: str) -> Sitter:
    return Sitter(person, await log_in(server.url, username))


async def shown(server: RunningServer, picture: str, **query: str) -> httpx.Response:
    """As a page shows it: by the address alone."""
    async with httpx.AsyncClient(base_url=server.url) as anybody:
        return await anybody.get(f"/api/avatars/{picture}", params=query)


def on_disk(directory: Path) -> list[str]:
    return sorted(one.name for one in (directory / "data" / "files").rglob("*") if one.is_file())


async def test_a05_agent_sets_an_avatar_and_colleagues_and_buyers_have_it(
    server: RunningServer,
) -> None:
    async with (
        serving_as(server, "x") as xenia,
        serving_as(server, "boss") as boss,
        buying(server) as ann,
    ):
        await ann.chat.say("hello")
        await ann.chat.event("session.changed")
        x = await sitter(server, xenia, "x")
        view = await x.set(PICTURE)
        avatar = view["avatar"]
        assert (view["version"], view["changed_by"], "moving" in avatar) == (1, "x", False)
        assert (await x.ask("GET", OWN)).json() == view
        told = await boss.chat.event("presence.changed", agent="x", avatar=avatar)
        assert told["state"] == "online"
        changed = await ann.chat.event("session.changed")
        assert changed["session"]["avatars"] == {"Xenia": avatar}
        answer = await shown(server, avatar["picture"])
        assert Image.open(io.BytesIO(answer.content)).size == (32, 32)
        async with serving_as(server, "y") as yves:
            agents = {one["agent"]: one for one in yves.chat.welcome["agents"]}
            assert (agents["x"]["avatar"], "avatar" in agents["y"]) == (avatar, False)


async def test_buyers_see_the_avatar_of_whom_they_have_met_and_no_other(
    server: RunningServer,
) -> None:
    async with serving_as(server, "x") as xenia, serving_as(server, "boss") as boss:
        await (await sitter(server, boss, "boss")).set(PICTURE)
        x = await sitter(server, xenia, "x")
        avatar = (await x.set(PICTURE))["avatar"]
        async with buying(server) as ann:
            await ann.chat.say("hello")
            changed = await ann.chat.event("session.changed")
            assert changed["session"]["avatars"] == {"Xenia": avatar}


async def test_browsers_may_do_nothing_with_an_avatar_but_show_it(server: RunningServer) -> None:
    async with serving_as(server, "x") as xenia:
        avatar = (await (await sitter(server, xenia, "x")).set(sideways(), y=10))["avatar"]
    answer = await shown(server, avatar["picture"])
    headers = answer.headers
    assert headers["content-type"] == "image/webp"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "private, max-age=86400, immutable"
    assert b"at home" not in answer.content


async def test_avatar_that_moves_has_a_still_one(server: RunningServer) -> None:
    async with serving_as(server, "x") as xenia:
        avatar = (await (await sitter(server, xenia, "x")).set(animated()))["avatar"]
    assert avatar["moving"] is True
    frames = {}
    for view in ("", "still"):
        answer = await shown(server, avatar["picture"], view=view)
        assert int(answer.headers["content-length"]) == len(answer.content)
        frames[view] = getattr(Image.open(io.BytesIO(answer.content)), "n_frames", 1)
    assert frames == {"": 2, "still": 1}


async def test_former_avatar_and_what_it_was_made_of_are_gone(
    server: RunningServer, tmp_path: Path
) -> None:
    async with serving_as(server, "x") as xenia:
        x = await sitter(server, xenia, "x")
        first = (await x.set(PICTURE))["avatar"]
        assert len(on_disk(tmp_path)) == 2
        second = (await x.set(animated(), version=1))["avatar"]
        assert len(on_disk(tmp_path)) == 2
        assert (await shown(server, first["picture"])).status_code == 404
        assert (await shown(server, second["picture"])).status_code == 200
        removed = await x.ask("PUT", OWN, {"version": 2, "source": None})
        assert ("avatar" in removed.json(), removed.json()["version"]) == (False, 3)
        assert (await shown(server, second["picture"])).status_code == 404
        assert on_disk(tmp_path) == []


async def test_avatar_stays_when_what_nobody_sent_is_collected(server: RunningServer) -> None:
    async with serving_as(server, "x") as xenia:
        avatar = (await (await sitter(server, xenia, "x")).set(PICTURE))["avatar"]
    assert await server.app.uploads.collect(2**53) == 0
    assert (await shown(server, avatar["picture"])).status_code == 200


async def test_picture_of_a_message_stays_when_it_was_made_an_avatar(
    server: RunningServer,
) -> None:
    async with serving_as(server, "x") as xenia, buying(server) as ann:
        session = (await ann.chat.say("hello"))["session"]
        await xenia.chat.event("session.changed")
        body = await xenia.upload(PICTURE)
        await xenia.send(body, session=session)
        source = {"upload": body["upload"], "x": 0, "y": 0, "side": 32}
        x = await sitter(server, xenia, "x")
        await x.ask("PUT", OWN, {"version": 0, "source": source})
        assert (await xenia.fetch(session, body["upload"])).content == PICTURE


async def test_upload_that_is_no_avatar_is_not_shown(server: RunningServer) -> None:
    async with serving_as(server, "x") as xenia:
        body = await xenia.upload(PICTURE)
    for name in (body["upload"], "u_%", "u_" + "_" * 32, "%"):
        assert (await shown(server, name)).status_code == 404


@pytest.mark.parametrize(
    ("square", "status"),
    [
        ({"x": 0, "y": 0, "side": 48}, 200),
        ({"x": 16, "y": 0, "side": 48}, 200),
        ({"x": 17, "y": 0, "side": 48}, 400),
        ({"x": 0, "y": 1, "side": 48}, 400),
        ({"x": -1, "y": 0, "side": 10}, 400),
        ({"x": 0, "y": 0, "side": 0}, 400),
    ],
)
async def test_square_is_inside_of_the_picture(
    server: RunningServer, square: dict[str, Any], status: int
) -> None:
    async with serving_as(server, "x") as xenia:
        answer = await (await sitter(server, xenia, "x")).put(PICTURE, **square)
        assert answer.status_code == status


async def test_avatar_is_made_of_a_picture_of_ones_own(server: RunningServer) -> None:
    async with serving_as(server, "x") as xenia, serving_as(server, "y") as yves:
        x = await sitter(server, xenia, "x")
        assert (await x.put(PDF)).status_code == 400
        begun = await xenia.begin(PICTURE)
        foreign = (await yves.upload(PICTURE))["upload"]
        for upload, status in ((begun, 400), (foreign, 404), ("u_0", 404)):
            source = {"upload": upload, "x": 0, "y": 0, "side": 32}
            answer = await x.ask("PUT", OWN, {"version": 0, "source": source})
            assert answer.status_code == status


async def test_who_saw_an_older_version_is_told_so_and_leaves_nothing(
    server: RunningServer, tmp_path: Path
) -> None:
    async with serving_as(server, "x") as xenia:
        x = await sitter(server, xenia, "x")
        await x.set(PICTURE)
        stale = await x.put(animated(), version=0)
        assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale_view")
    await server.app.uploads.collect(2**53)
    assert len(on_disk(tmp_path)) == 2


async def test_of_two_at_once_one_is_told_so_and_leaves_nothing(
    server: RunningServer, tmp_path: Path
) -> None:
    async with serving_as(server, "x") as xenia:
        x = await sitter(server, xenia, "x")
        uploads = [(await xenia.upload(one))["upload"] for one in (PICTURE, animated())]
        wanted = [
            {"version": 0, "source": {"upload": one, "x": 0, "y": 0, "side": 32}} for one in uploads
        ]
        answers = await asyncio.gather(*(x.ask("PUT", OWN, one) for one in wanted))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        for one in uploads:
            await xenia.http.delete(f"/api/uploads/{one}")
    assert len(on_disk(tmp_path)) == 2


async def test_name_that_two_share_has_no_avatar_for_the_buyer(server: RunningServer) -> None:
    twins = ACME.replace('name = "Yves"', 'name = "Xenia"')
    await provision(server.config, parse_provision(twins))
    await server.app.desks.refresh()
    async with (
        serving_as(server, "x") as xenia,
        buying(server) as ann,
    ):
        await (await sitter(server, xenia, "x")).set(PICTURE)
        session = (await ann.chat.say("hello"))["session"]
        changed = await ann.chat.event("session.changed")
        assert set(changed["session"]["avatars"]) == {"Xenia"}
        async with serving_as(server, "y") as yves:
            await (await sitter(server, yves, "y")).set(PICTURE)
            await xenia.chat.call(t="invitation.send", session=session, to="y", mode="join")
            await yves.chat.event("invitation.received")
            await yves.chat.call(t="invitation.accept", session=session)
            changed = await ann.chat.event("session.changed")
            assert changed["session"]["agents"] == ["Xenia", "Xenia"]
            assert "avatars" not in changed["session"]


async def test_shop_has_an_avatar_that_supervisors_set_and_its_buyers_see_at_once(
    server: RunningServer,
) -> None:
    async with (
        serving_as(server, "x") as xenia,
        serving_as(server, "boss") as boss,
        buying(server) as ann,
    ):
        x, supervisor = await sitter(server, xenia, "x"), await sitter(server, boss, "boss")
        refused = await x.put(PICTURE, path=SHOP)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
        avatar = (await supervisor.set(PICTURE, path=SHOP))["avatar"]
        assert (await x.ask("GET", SHOP)).json()["avatar"] == avatar
        told = await ann.chat.event("settings.changed")
        assert told["settings"]["avatar"] == avatar
        async with buying(server) as bob:
            assert bob.chat.welcome["settings"]["avatar"] == avatar
        elsewhere = await supervisor.put(PICTURE, path=f"{OWN}/other")
        assert elsewhere.status_code == 404


async def test_who_has_left_shows_their_face_no_more(server: RunningServer, tmp_path: Path) -> None:
    async with serving_as(server, "y") as yves:
        avatar = (await (await sitter(server, yves, "y")).set(PICTURE))["avatar"]
    left = ACME.replace('username = "y"', 'username = "z"')
    assert await provision(server.config, parse_provision(left))
    await server.app.desks.refresh()
    assert (await shown(server, avatar["picture"])).status_code == 404
    await server.app.uploads.collect(2**53)
    assert on_disk(tmp_path) == []
