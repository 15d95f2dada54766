"""Log-ins that last."""

from chatd.storage.records import (
    RefreshRecord,
)
from chatd.storage.store import Store
from tests.contract.rows import merchant


async def test_log_in_is_found_by_its_present_and_previous_token(store: Store) -> None:
    await store.provision(merchant())
    first = RefreshRecord("family", "acme", "x", "one", None, 1, 9_000)
    await store.add_refresh(first)
    assert await store.find_refresh("one") == first
    second = first._replace(current_hash="two", previous_hash="one")
    assert await store.rotate_refresh(second, from_hash="one")
    assert not await store.rotate_refresh(second, from_hash="one")
    assert await store.find_refresh("one") == await store.find_refresh("two") == second
    await store.remove_refresh("family")
    assert await store.find_refresh("two") is None


async def test_expired_log_ins_go_with_the_next_one(store: Store) -> None:
    await store.provision(merchant())
    await store.add_refresh(RefreshRecord("old", "acme", "x", "old", None, 1, 100))
    await store.add_refresh(RefreshRecord("new", "acme", "x", "new", None, 200, 9_000))
    assert await store.find_refresh("old") is None
    assert await store.find_refresh("new") is not None


async def test_password_hash_is_replaced(store: Store) -> None:
    await store.provision(merchant())
    await store.replace_password_hash("acme", "x", "better")
    found = await store.find_agent("acme", "x")
    assert found is not None
    assert found.password_hash == "better"
