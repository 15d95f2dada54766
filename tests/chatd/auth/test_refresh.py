import asyncio

import pytest

from chatd.auth.refresh import RefreshRecord, RefreshRejected, RefreshTokens
from tests.chatd.fake_clock import START_MS

DAY_MS = 86_400_000
GRACE_MS = 30_000


class MemoryStore:
    """A `RefreshStore` that answers after other tasks had their turn, as a database does."""

    def __init__(self) -> None:
        self.records: dict[str, RefreshRecord] = {}

    async def add_refresh(self, record: RefreshRecord) -> None:
        await asyncio.sleep(0)
        self.records[record.family] = record

    async def find_refresh(self, token_hash: str) -> RefreshRecord | None:
        await asyncio.sleep(0)
        for record in self.records.values():
            if token_hash in {record.current_hash, record.previous_hash}:
                return record
        return None

    async def rotate_refresh(self, record: RefreshRecord, *, from_hash: str) -> bool:
        await asyncio.sleep(0)
        known = self.records.get(record.family)
        if known is None or known.current_hash != from_hash:
            return False
        self.records[record.family] = record
        return True

    async def remove_refresh(self, family: str) -> None:
        await asyncio.sleep(0)
        self.records.pop(family, None)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def refresh(store: MemoryStore) -> RefreshTokens:
    return RefreshTokens(store, secret="s" * 32, lasts_ms=30 * DAY_MS, previous_ms=GRACE_MS)


async def test_refresh_hands_out_the_next_token_of_the_same_log_in(refresh: RefreshTokens) -> None:
    first = await refresh.issue("acme", "main", START_MS)
    second = await refresh.refresh(first.token, START_MS + 1)
    third = await refresh.refresh(second.token, START_MS + 2)
    assert len({first.token, second.token, third.token}) == 3
    assert (third.record.merchant, third.record.username) == ("acme", "main")
    assert third.record.family == first.record.family


async def test_stored_record_tells_no_token(store: MemoryStore, refresh: RefreshTokens) -> None:
    issued = await refresh.issue("acme", "main", START_MS)
    assert issued.token not in repr(store.records)


async def test_racing_tabs_are_given_the_same_token(refresh: RefreshTokens) -> None:
    first = await refresh.issue("acme", "main", START_MS)
    tabs = await asyncio.gather(*(refresh.refresh(first.token, START_MS + 1) for _ in range(5)))
    assert len({tab.token for tab in tabs}) == 1
    await refresh.refresh(tabs[0].token, START_MS + 2)


async def test_lost_answer_may_be_asked_for_again_for_a_while(refresh: RefreshTokens) -> None:
    first = await refresh.issue("acme", "main", START_MS)
    second = await refresh.refresh(first.token, START_MS)
    again = await refresh.refresh(first.token, START_MS + GRACE_MS - 1)
    assert again.token == second.token


async def test_old_token_ends_the_log_in_when_it_comes_too_late(refresh: RefreshTokens) -> None:
    first = await refresh.issue("acme", "main", START_MS)
    second = await refresh.refresh(first.token, START_MS)
    with pytest.raises(RefreshRejected) as caught:
        await refresh.refresh(first.token, START_MS + GRACE_MS)
    assert caught.value.reused
    with pytest.raises(RefreshRejected) as caught:
        await refresh.refresh(second.token, START_MS + GRACE_MS)
    assert not caught.value.reused


async def test_token_before_the_previous_one_is_unknown(refresh: RefreshTokens) -> None:
    first = await refresh.issue("acme", "main", START_MS)
    second = await refresh.refresh(first.token, START_MS)
    await refresh.refresh(second.token, START_MS)
    with pytest.raises(RefreshRejected):
        await refresh.refresh(first.token, START_MS)


async def test_log_in_lasts_from_its_last_use(refresh: RefreshTokens) -> None:
    first = await refresh.issue("acme", "main", START_MS)
    second = await refresh.refresh(first.token, START_MS + 30 * DAY_MS - 1)
    third = await refresh.refresh(second.token, START_MS + 60 * DAY_MS - 2)
    with pytest.raises(RefreshRejected):
        await refresh.refresh(third.token, START_MS + 90 * DAY_MS - 2)


async def test_revoked_log_in_is_over(refresh: RefreshTokens) -> None:
    first = await refresh.issue("acme", "main", START_MS)
    revoked = await refresh.revoke(first.token)
    assert revoked is not None
    assert revoked.username == "main"
    with pytest.raises(RefreshRejected):
        await refresh.refresh(first.token, START_MS)
    assert await refresh.revoke(first.token) is None


async def test_next_token_depends_on_the_servers_secret(store: MemoryStore) -> None:
    first = RefreshTokens(store, secret="s" * 32, lasts_ms=DAY_MS, previous_ms=GRACE_MS)
    other = RefreshTokens(store, secret="t" * 32, lasts_ms=DAY_MS, previous_ms=GRACE_MS)
    issued = await first.issue("acme", "main", START_MS)
    taken = await first.refresh(issued.token, START_MS)
    guessed = await other.refresh(issued.token, START_MS)
    assert guessed.token != taken.token
    with pytest.raises(RefreshRejected):
        await first.refresh(guessed.token, START_MS)


@pytest.mark.parametrize("token", ["", "x", "ü" * 100, "\ud800"])
async def test_noise_is_refused(refresh: RefreshTokens, token: str) -> None:
    with pytest.raises(RefreshRejected):
        await refresh.refresh(token, START_MS)
