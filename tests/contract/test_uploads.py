from collections.abc import Sequence

from chatd.storage.records import AttachmentRecord, UploadRecord
from chatd.storage.store import Store
from tests.contract.rows import Committer

AUTHOR = ("acme", "buyer", "b")


def upload(name: str = "u1", **changes: object) -> UploadRecord:
    record = UploadRecord(
        upload=name,
        merchant="acme",
        role="buyer",
        author="b",
        name="a.png",
        size=10,
        received=0,
        content=None,
        type=None,
        width=None,
        height=None,
        created_ms=1_000,
        completed_ms=None,
    )
    return record._replace(**changes)  # type: ignore[arg-type]  # columns by name


async def attach(commit: Committer, name: str, channel: str = "public") -> None:
    await commit(attachments=[AttachmentRecord(name, "s1", channel, "acme")])


class Dropped:
    def __init__(self) -> None:
        self.contents: list[str] = []

    async def __call__(self, contents: Sequence[str]) -> None:
        self.contents += contents


async def test_upload_is_found_by_its_author_alone(store: Store, commit: Committer) -> None:
    await store.add_upload(upload())
    assert await store.find_upload(*AUTHOR, "u1") == upload()
    assert await store.find_upload("acme", "agent", "b", "u1") is None
    assert await store.find_upload("acme", "buyer", "c", "u1") is None
    assert await store.find_upload("other", "buyer", "b", "u1") is None


async def test_upload_grows_from_where_it_is(store: Store) -> None:
    await store.add_upload(upload())
    assert await store.receive_upload("u1", from_byte=0, to_byte=4)
    assert not await store.receive_upload("u1", from_byte=0, to_byte=5)
    assert not await store.receive_upload("gone", from_byte=0, to_byte=4)
    found = await store.find_upload(*AUTHOR, "u1")
    assert found is not None
    assert found.received == 4


async def test_complete_upload_grows_no_more(store: Store) -> None:
    await store.add_upload(upload())
    complete = upload(received=10, content="aa", type="image/png", completed_ms=2)
    assert await store.place_upload("u1", "aa")
    assert await store.complete_upload(complete)
    assert not await store.receive_upload("u1", from_byte=10, to_byte=11)
    assert await store.find_upload(*AUTHOR, "u1") == complete
    assert not await store.complete_upload(upload("gone"))
    assert not await store.place_upload("gone", "aa")


async def test_usage_is_an_authors_since_then(store: Store) -> None:
    await store.add_upload(upload("u1", created_ms=10))
    await store.add_upload(upload("u2", created_ms=20, size=30))
    await store.add_upload(upload("u3", created_ms=20, author="c"))
    assert await store.upload_usage(*AUTHOR, 15) == (1, 30)
    assert await store.upload_usage(*AUTHOR, 0) == (2, 40)
    assert await store.upload_usage("acme", "agent", "b", 0) == (0, 0)


async def test_attached_upload_is_found_where_it_was_sent(store: Store, commit: Committer) -> None:
    await store.add_upload(upload())
    for channel in ("internal", "public", "public"):
        await attach(commit, "u1", channel)
    found = await store.find_attached("acme", "s1", "u1")
    assert found is not None
    assert found.upload == upload()
    assert found.channels == {"public", "internal"}
    assert await store.find_attached("acme", "s2", "u1") is None
    assert await store.find_attached("other", "s1", "u1") is None


async def test_unused_uploads_are_those_that_no_message_names(
    store: Store, commit: Committer
) -> None:
    for name, created_ms in (("late", 30), ("early", 10), ("sent", 5), ("new", 100)):
        await store.add_upload(upload(name, created_ms=created_ms))
    await attach(commit, "sent")
    assert await store.unused_uploads(50, 10) == ["early", "late"]
    assert await store.unused_uploads(50, 1) == ["early"]


async def test_content_is_dropped_with_its_last_upload(store: Store, commit: Committer) -> None:
    await store.add_upload(upload("u1", content="aa"))
    await store.add_upload(upload("u2", content="aa"))
    await store.add_upload(upload("u3"))
    await attach(commit, "u1")
    dropped = Dropped()
    assert await store.remove_uploads(["u1", "u3", "gone"], dropped) == 2
    assert dropped.contents == []
    assert await store.find_attached("acme", "s1", "u1") is None
    assert await store.remove_uploads(["u2"], dropped) == 1
    assert dropped.contents == ["aa"]


async def test_used_upload_stays_where_only_unused_ones_go(store: Store, commit: Committer) -> None:
    await store.add_upload(upload("u1", content="aa"))
    await attach(commit, "u1")
    dropped = Dropped()
    assert await store.remove_uploads(["u1"], dropped, unused=True) == 0
    assert dropped.contents == []
    assert await store.find_attached("acme", "s1", "u1") is not None
