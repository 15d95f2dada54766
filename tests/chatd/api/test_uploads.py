import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.chatd.api.uploading import PART, Person, buying, serving_as
from tests.chatd.fake_clock import FakeClock
from tests.chatd.uploads.samples import PDF, picture
from tests.chatd.uploads.test_thumbnails import bomb
from tests.clients import log_in
from tests.serving import RunningServer, running_server, serving

pytestmark = pytest.mark.slow

PICTURE = picture("PNG", (64, 48))


def on_disk(directory: Path) -> list[Path]:
    return [path for path in (directory / "data" / "files").rglob("*") if path.is_file()]


async def test_upload_is_described_by_its_content(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        body = await ann.upload(PICTURE, "../my cat.html")
        assert body.pop("upload").startswith("u_")
        assert body == {
            "name": "my cat.html.png",
            "size": len(PICTURE),
            "type": "image/png",
            "width": 64,
            "height": 48,
        }


async def test_agent_uploads_with_the_access_token(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, serving_as(server, "x") as xenia:
        xenia.http.headers["authorization"] = f"Bearer {await log_in(server.url, 'x')}"
        assert (await xenia.upload(PDF, "manual.pdf"))["type"] == "application/pdf"


async def test_parts_come_one_after_the_other(tmp_path: Path) -> None:
    content = PDF + b"%" * 100_000
    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(content)
        first = await ann.part(upload, 0, content[:40_000])
        assert (first.status_code, first.json()["offset"]) == (200, 40_000)
        assert "complete" not in first.json()
        asked = await ann.http.head(f"/api/uploads/{upload}")
        assert asked.headers["upload-offset"] == "40000"
        assert asked.headers["upload-length"] == str(len(content))
        last = await ann.part(upload, 40_000, content[40_000:])
        assert last.json()["complete"] is True


@pytest.mark.parametrize("offset", ["0", "39999", "40001", "99999999999"])
async def test_part_for_another_place_is_refused_and_told_the_right_one(
    tmp_path: Path, offset: str
) -> None:
    content = PDF + b"%" * 100_000
    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(content)
        await ann.part(upload, 0, content[:40_000])
        refused = await ann.part(upload, int(offset), content[40_000:])
        assert (refused.status_code, refused.headers["upload-offset"]) == (409, "40000")
        assert (await ann.part(upload, 40_000, content[40_000:])).json()["complete"] is True


@pytest.mark.parametrize("offset", ["", "-1", "1e3", "٣", "9" * 40])
async def test_offset_that_is_no_number_is_refused(tmp_path: Path, offset: str) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(PDF)
        headers = {name.encode(): value.encode() for name, value in PART.items()}
        headers[b"upload-offset"] = offset.encode()
        answer = await ann.http.patch(f"/api/uploads/{upload}", content=PDF, headers=headers)
        assert answer.status_code == 400


async def test_complete_upload_takes_no_more(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        body = await ann.upload(PDF)
        for offset in (0, len(PDF)):
            assert (await ann.part(body["upload"], offset, b"more")).status_code == 409


@pytest.mark.parametrize("size", [0, -1, 10 * 1024 * 1024 + 1, 2**70])
async def test_size_out_of_bounds_is_refused_before_the_disk_is_touched(
    tmp_path: Path, size: int
) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        answer = await ann.announce("file", size)
        assert answer.status_code == (400 if size < 1 else 413)
        assert on_disk(tmp_path) == []


async def test_more_bytes_than_announced_are_refused_and_the_former_kept(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(PDF)
        await ann.part(upload, 0, PDF[:10])
        assert (await ann.part(upload, 10, PDF[10:] + b"!")).status_code == 413
        assert (await ann.part(upload, 10, PDF[10:])).json()["complete"] is True


async def test_more_bytes_of_unknown_length_are_refused_too(tmp_path: Path) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(PDF)
        assert (await ann.part(upload, 0, parts())).status_code == 413
        assert sum(path.stat().st_size for path in on_disk(tmp_path)) <= len(PDF)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"<html><script>run()</script></html>", 415),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='run()'/>", 415),
        (b"MZ" + b"\0" * 100, 415),
        (PICTURE[:60], 400),
        (bomb(20_000, 20_000), 413),
    ],
)
async def test_content_that_is_not_taken_leaves_nothing(
    tmp_path: Path, content: bytes, status: int
) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(content, "innocent.png")
        assert (await ann.part(upload, 0, content)).status_code == status
        assert on_disk(tmp_path) == []
        assert (await ann.http.get(f"/api/uploads/{upload}")).status_code == 404


async def test_given_up_upload_leaves_nothing(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(PDF)
        await ann.part(upload, 0, PDF[:10])
        assert (await ann.http.delete(f"/api/uploads/{upload}")).status_code == 204
        assert on_disk(tmp_path) == []
        assert (await ann.part(upload, 10, PDF[10:])).status_code == 404


async def test_sent_upload_is_not_given_up(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        body = await ann.upload(PDF)
        session = (await ann.send(body, "file"))["session"]
        await ann.http.delete(f"/api/uploads/{body['upload']}")
        assert (await ann.fetch(session, body["upload"])).content == PDF


async def test_upload_of_somebody_else_is_as_if_there_were_none(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann, buying(server) as bob:
        async with serving_as(server, "boss") as boss:
            begun = await ann.begin(PDF)
            for other in (bob, boss):
                assert (await other.http.get(f"/api/uploads/{begun}")).status_code == 404
                assert (await other.part(begun, 0, PDF)).status_code == 404
                assert (await other.http.delete(f"/api/uploads/{begun}")).status_code == 404
        assert (await ann.part(begun, 0, PDF)).json()["complete"] is True


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer {key}x"])
async def test_whoever_has_no_key_may_nothing(tmp_path: Path, authorization: str) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(PDF)
        ann.http.headers["authorization"] = authorization.format(key=ann.key)
        assert (await ann.announce("file", 5)).status_code == 401
        assert (await ann.part(upload, 0, PDF)).status_code == 401
        assert (await ann.http.post(f"/api/uploads?key={ann.key}")).status_code == 401


async def test_key_ends(tmp_path: Path) -> None:
    clock = FakeClock()
    async with running_server(tmp_path, clock=clock) as server, buying(server) as ann:
        clock.advance(61 * 60_000)
        assert (await ann.announce("file", 5)).status_code == 401


async def test_visitors_token_and_key_do_not_pass_for_each_other(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        ann.http.headers["authorization"] = f"Bearer {ann.chat.welcome['visitor']}"
        assert (await ann.announce("file", 5)).status_code == 401


async def test_blocked_buyer_uploads_nothing(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        async with serving_as(server, "x") as xenia:
            session = (await ann.chat.say("hello"))["session"]
            await xenia.chat.event("session.changed")
            await xenia.chat.call(t="contact.block", contact=ann.chat.welcome["you"]["id"])
            assert session
        assert (await ann.announce("file", 5)).json()["error"]["code"] == "blocked"


async def test_too_many_uploads_wait(tmp_path: Path) -> None:
    async with running_server(tmp_path, uploads_per_min=3) as server, buying(server) as ann:
        answers = [await ann.announce("file", 5) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
        assert int(answers[-1].headers["retry-after"]) > 0


async def test_too_many_bytes_a_day_wait_until_the_next(tmp_path: Path) -> None:
    clock = FakeClock()
    limits: dict[str, Any] = {"upload_day_bytes_max": 1024 * 1024}
    async with running_server(tmp_path, clock=clock, **limits) as server, buying(server) as ann:
        assert (await ann.announce("file", 900_000)).status_code == 201
        assert (await ann.announce("file", 100_000)).status_code == 429
        clock.advance(25 * 60 * 60_000)
        ann.http.headers["authorization"] = f"Bearer {(await ann.chat.call(t='files.key'))['key']}"
        assert (await ann.announce("file", 900_000)).status_code == 201


async def test_buyers_of_one_address_share_a_bound(tmp_path: Path) -> None:
    size = 9 * 1024 * 1024
    async with (
        running_server(tmp_path, upload_address_mib_per_min=1) as server,
        buying(server) as ann,
        buying(server) as bob,
        serving_as(server, "x") as xenia,
    ):
        assert (await ann.announce("file", size)).status_code == 201
        assert (await bob.announce("file", size)).status_code == 429
        assert (await xenia.announce("file", size)).status_code == 201


async def test_disk_that_is_nearly_full_takes_nothing_new(tmp_path: Path) -> None:
    limits: dict[str, Any] = {"upload_free_bytes_min": 2**40}
    async with running_server(tmp_path, **limits) as server, buying(server) as ann:
        assert (await ann.announce("file", 5)).status_code == 503


async def test_many_at_once_are_all_received(tmp_path: Path) -> None:
    contents = [PDF + b"%" * (100_000 + number) for number in range(12)]
    async with running_server(tmp_path) as server, buying(server) as ann:
        bodies = await asyncio.gather(*(ann.upload(content) for content in contents))
        assert [body["size"] for body in bodies] == [len(content) for content in contents]


async def test_more_at_once_than_there_is_room_for_are_told_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatd.uploads.receiving.RECEIVING_MAX", 1)
    async with running_server(tmp_path) as server, buying(server) as ann, buying(server) as bob:
        slow = Slow(PDF)
        receiving = asyncio.create_task(ann.part(await ann.begin(PDF), 0, slow.parts()))
        await slow.begun.wait()
        refused = await bob.part(await bob.begin(PDF), 0, PDF)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "busy")
        slow.go_on.set()
        assert (await receiving).json()["complete"] is True


class Slow:
    """A body of which the second half waits."""

    def __init__(self, content: bytes) -> None:
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self._content = content

    async def parts(self) -> AsyncIterator[bytes]:
        yield self._content[:10]
        await asyncio.sleep(0.05)  # let the first half arrive
        self.begun.set()
        await self.go_on.wait()
        yield self._content[10:]


async def test_newest_connection_goes_on_with_an_upload(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(PDF)
        slow = Slow(PDF)
        lost = asyncio.create_task(ann.part(upload, 0, slow.parts()))
        await slow.begun.wait()
        offset = (await ann.http.get(f"/api/uploads/{upload}")).json()["offset"]
        assert (await ann.part(upload, offset, PDF[offset:])).json()["complete"] is True
        slow.go_on.set()
        await asyncio.wait([lost])


async def test_upload_goes_on_where_it_was_when_the_server_is_killed(tmp_path: Path) -> None:
    content = picture("PNG", (900, 900)) + b"\0" * 3_000_000
    with serving(tmp_path) as server:
        async with buying(server) as ann:
            upload = await ann.begin(content)
            assert (await ann.part(upload, 0, content[:1_500_000])).json()["offset"] == 1_500_000
            key, visitor = ann.key, ann.chat.welcome["visitor"]
            server.kill()
        again = await asyncio.to_thread(server.start_again)
        async with buying(again, visitor=visitor) as ann:
            ann.http.headers["authorization"] = f"Bearer {key}"
            assert await offset_of(ann, upload) == 1_500_000
            assert (await ann.part(upload, 1_500_000, content[1_500_000:])).json()["complete"]
            body = (await ann.http.get(f"/api/uploads/{upload}")).json()
            session = (await ann.send({name: body[name] for name in FIELDS}))["session"]
            assert (await ann.fetch(session, upload)).content == content
        again.stop()


FIELDS = ("upload", "name", "size", "type", "width", "height")


async def offset_of(person: Person, upload: str) -> Any:
    return (await person.http.get(f"/api/uploads/{upload}")).json()["offset"]


async def test_whole_upload_is_completed_when_its_check_was_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann:
        upload = await ann.begin(PDF)
        with monkeypatch.context() as failing:
            failing.setattr("chatd.uploads.receiving._look_at", fail)
            assert (await ann.part(upload, 0, PDF)).status_code == 500
        assert await offset_of(ann, upload) == len(PDF)
        assert (await ann.part(upload, len(PDF), b"")).json()["complete"] is True


def fail(_content: bytes) -> None:
    raise KeyError


async def test_upload_that_nobody_sends_goes_after_a_day(tmp_path: Path) -> None:
    clock = FakeClock()
    async with running_server(tmp_path, clock=clock) as server, buying(server) as ann:
        sent, unsent = await ann.upload(PDF), await ann.upload(PICTURE)
        session = (await ann.send(sent, "file"))["session"]
        unfinished = await ann.begin(PDF)
        await ann.part(unfinished, 0, PDF[:10])
        await collect(server, clock, 23 * 60 * 60_000)
        assert len(on_disk(tmp_path)) == 4
        await collect(server, clock, 2 * 60 * 60_000)
        assert [path.read_bytes() for path in on_disk(tmp_path)] == [PDF]
        key = (await ann.chat.call(t="files.key"))["key"]
        ann.key, ann.http.headers["authorization"] = key, f"Bearer {key}"
        assert (await ann.fetch(session, sent["upload"])).content == PDF
        assert (await ann.http.get(f"/api/uploads/{unsent['upload']}")).status_code == 404


async def collect(server: RunningServer, clock: FakeClock, later_ms: int) -> None:
    clock.advance(later_ms)
    await server.app.uploads.collect(clock.now_ms() - server.config.uploads_unused_ms)


async def test_content_goes_with_the_last_upload_that_has_it(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, buying(server) as ann, buying(server) as bob:
        hers, his = await ann.upload(PDF), await bob.upload(PDF)
        session = (await ann.send(hers, "file"))["session"]
        assert len(on_disk(tmp_path)) == 1
        assert await server.app.uploads.forget([his["upload"]]) == 1
        assert (await ann.fetch(session, hers["upload"])).content == PDF
        assert await server.app.uploads.forget([hers["upload"], "u_unknown"]) == 1
        assert on_disk(tmp_path) == []
        assert (await ann.fetch(session, hers["upload"])).status_code == 404
