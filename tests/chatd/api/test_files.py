from pathlib import Path
from typing import Any

import jwt
import pytest

from chatd.app import provision
from chatd.provision import parse_provision
from tests.chatd.api.uploading import Person, buying, serving_as
from tests.chatd.uploads.samples import PDF, picture, sideways
from tests.clients import Refused
from tests.serving import IDENTITY_SECRET, running_server

pytestmark = pytest.mark.slow

PICTURE = picture("PNG", (800, 600))


async def sent(person: Person, content: bytes, kind: str, name: str = "file", **fields: Any) -> Any:
    """Where a file was sent to: (session, upload)."""
    body = await person.upload(content, name)
    return (await person.send(body, kind, **fields))["session"], body["upload"]


async def test_whoever_takes_part_gets_the_very_bytes(tmp_path: Path) -> None:
    async with (
        running_server(tmp_path) as server,
        serving_as(server, "x") as xenia,
        buying(server) as ann,
    ):
        session, upload = await sent(ann, PICTURE, "image")
        posted = await xenia.chat.event("message.posted", kind="image")
        assert posted["body"]["upload"] == upload
        for person in (ann, xenia):
            assert (await person.fetch(session, upload)).content == PICTURE
        _, manual = await sent(xenia, PDF, "file", "手册.pdf", session=session)
        answer = await ann.fetch(session, manual)
        assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")
        assert answer.headers["content-disposition"] == (
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E6%89%8B%E5%86%8C.pdf"
        )


async def test_browsers_may_do_nothing_with_a_file_but_show_or_save_it(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        session, upload = await sent(ann, PICTURE, "image", "a.png")
        answer = await ann.fetch(session, upload)
        headers = answer.headers
        assert headers["content-type"] == "image/png"
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
        assert headers["cache-control"].startswith("private")
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["content-disposition"].startswith("inline")
        saved = await ann.fetch(session, upload, download="")
        assert saved.headers["content-disposition"].startswith("attachment")


async def test_thumbnail_is_small_and_tells_nothing(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        session, upload = await sent(ann, sideways(), "image")
        small = await ann.fetch(session, upload, view="thumbnail")
        assert small.headers["content-type"] == "image/webp"
        assert b"at home" not in small.content
        session, manual = await sent(ann, PDF, "file")
        assert (await ann.fetch(session, manual, view="thumbnail")).status_code == 404


async def test_file_of_others_is_as_if_there_were_none(tmp_path: Path) -> None:
    other = (
        'merchant = "other"\nname = "O"\n[[shops]]\nid = "o"\nname = "O"\n'
        'origins = ["http://o.test"]\n[[agents]]\nusername = "x"\npassword = "password-x"\n'
        'name = "X"\nrole = "owner"\nmain = true\n'
    )
    async with (
        running_server(tmp_path) as server,
        serving_as(server, "x") as xenia,
        serving_as(server, "boss") as boss,
        buying(server) as ann,
        buying(server) as bob,
    ):
        await provisioned(server.config, other)
        session, upload = await sent(ann, PICTURE, "image")
        assert (await xenia.fetch(session, upload)).status_code == 200
        assert (await boss.fetch(session, upload)).status_code == 200
        his, _ = await sent(bob, PDF, "file")
        async with serving_as(server, "y") as yves, serving_as(server, "x", "other") as foreign:
            for person in (bob, yves, foreign):
                assert (await person.fetch(session, upload)).status_code == 404
        assert (await ann.fetch(his, upload)).status_code == 404
        assert (await ann.fetch(session, "u_unknown")).status_code == 404


async def provisioned(config: Any, text: str) -> None:
    await provision(config, parse_provision(text))


async def test_whispered_file_is_not_the_buyers(tmp_path: Path) -> None:
    async with (
        running_server(tmp_path) as server,
        serving_as(server, "x") as xenia,
        buying(server) as ann,
    ):
        session = (await ann.chat.say("hello"))["session"]
        await xenia.chat.event("message.posted")
        _, upload = await sent(xenia, PDF, "file", session=session, channel="internal")
        assert (await xenia.fetch(session, upload)).status_code == 200
        assert (await ann.fetch(session, upload)).status_code == 404


async def test_file_is_nobodys_without_a_key(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        session, upload = await sent(ann, PICTURE, "image")
        ann.key = ""
        assert (await ann.fetch(session, upload)).status_code == 401
        ann.key = ann.chat.welcome["visitor"]
        assert (await ann.fetch(session, upload)).status_code == 401


async def test_body_is_the_servers_word(tmp_path: Path) -> None:
    async with (
        running_server(tmp_path) as server,
        serving_as(server, "x") as xenia,
        buying(server) as ann,
    ):
        body = await ann.upload(PICTURE, "real.png")
        lies = {"name": "fake.exe", "size": 7, "type": "text/html", "width": 1, "height": 1}
        await ann.send(body | lies)
        assert (await xenia.chat.event("message.posted"))["body"] == body


async def test_upload_is_sent_by_its_author_alone_and_when_it_is_complete(tmp_path: Path) -> None:
    async with (
        running_server(tmp_path) as server,
        serving_as(server, "x") as xenia,
        buying(server) as ann,
        buying(server) as bob,
    ):
        body = await ann.upload(PICTURE)
        session = (await ann.chat.say("hello"))["session"]
        await xenia.chat.event("message.posted")
        for person, where in ((bob, {}), (xenia, {"session": session})):
            with pytest.raises(Refused) as refused:
                await person.send(body, **where)
            assert refused.value.code == "not_found"
        half = {**body, "upload": await ann.begin(PICTURE)}
        with pytest.raises(Refused) as refused:
            await ann.send(half)
        assert refused.value.code == "not_found"


async def test_file_that_is_no_picture_is_not_sent_as_one(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        with pytest.raises(Refused) as refused:
            await ann.send(await ann.upload(PDF), "image")
        assert refused.value.code == "bad_request"


async def test_message_with_a_file_that_is_sent_again_gets_its_first_answer(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        body = await ann.upload(PICTURE)
        first = await ann.send(body, cid="once")
        again = await ann.send(body, cid="once")
        assert first["seq"] == again["seq"] == 1


async def test_visitor_who_turns_out_to_be_somebody_sends_what_they_uploaded(
    tmp_path: Path,
) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        session, former = await sent(ann, PICTURE, "image")
        body = await ann.upload(PDF)
        visitor = ann.chat.welcome["visitor"]
        async with buying(server, visitor=visitor, identity=identity("ann")) as known:
            await known.send(body, "file")
            assert (await known.fetch(session, former)).content == PICTURE
        assert (await ann.fetch(session, former)).status_code == 404


def identity(subject: str) -> str:
    return jwt.encode({"sub": subject}, IDENTITY_SECRET, algorithm="HS256")
