"""A merchant is made what its file says."""

import pytest

from chatd.storage.errors import ShopsTaken
from chatd.storage.records import (
    MerchantRecord,
    RefreshRecord,
)
from chatd.storage.store import Store
from tests.contract.rows import agent, merchant


async def test_provisioning_the_same_again_changes_nothing(store: Store) -> None:
    assert await store.provision(merchant())
    assert not await store.provision(merchant())
    assert await store.revisions() == {"acme": (1, 0)}
    changed = merchant(merchant=MerchantRecord("acme", "New name", 0, "{}"))
    assert await store.provision(changed)
    assert not await store.provision(changed)
    assert await store.revisions() == {"acme": (2, 0)}


async def test_who_is_not_wanted_any_more_is_disabled_and_logged_out(store: Store) -> None:
    await store.provision(merchant())
    await store.add_refresh(RefreshRecord("f", "acme", "x", "now", None, 1, 9_000))
    await store.provision(merchant(agents=(agent("acme", "m", 0),), shops=()))
    assert await store.find_agent("acme", "x") is None
    assert await store.find_shop("acme-1") is None
    assert await store.find_refresh("now") is None
    stored = await store.load_merchant("acme")
    assert stored is not None
    assert [(one.agent, bool(one.enabled)) for one in stored.agents] == [("m", True), ("x", False)]
    assert [bool(one.enabled) for one in stored.shops] == [False]
    assert not await store.provision(merchant(agents=(agent("acme", "m", 0),), shops=()))
    assert await store.provision(merchant())
    assert await store.find_agent("acme", "x") is not None


async def test_shop_of_another_merchant_is_not_taken(store: Store) -> None:
    await store.provision(merchant())
    with pytest.raises(ShopsTaken) as taken:
        await store.provision(merchant("other", shops=merchant().shops))
    assert taken.value.shops == ["acme-1"]
    assert await store.load_merchant("other") is None
