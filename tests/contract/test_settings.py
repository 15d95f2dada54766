"""Settings people change in the console, and who changed what."""

import pytest

from chatd.storage.errors import SettingChanged
from chatd.storage.settings import NewSetting
from chatd.storage.store import Store
from tests.contract.rows import merchant


def wanted(value: str, version: int = 0, subject: str = "acme-1") -> NewSetting:
    return NewSetting("acme", "faq", subject, version, value, "m", 1_000 + version)


async def test_a_setting_is_what_it_was_changed_to(store: Store) -> None:
    await store.provision(merchant())
    assert await store.find_setting("acme", "faq", "acme-1") is None
    await store.change_setting(wanted("[1]"))
    changed = await store.change_setting(wanted("[2]", version=1))
    assert (changed.version, changed.value_json, changed.changed_by) == (2, "[2]", "m")
    assert await store.find_setting("acme", "faq", "acme-1") == changed
    assert await store.find_setting("acme", "faq", "other") is None
    assert await store.find_setting("other", "faq", "acme-1") is None


async def test_every_change_is_written_down_with_what_it_was(store: Store) -> None:
    await store.provision(merchant())
    await store.change_setting(wanted("[1]"))
    await store.change_setting(wanted("[2]", version=1))
    await store.change_setting(wanted("[]", subject=""))
    changes = await store.setting_changes("acme", None, 10)
    assert [(one.change, one.subject, one.before_json, one.after_json) for one in changes] == [
        (3, "", None, "[]"),
        (2, "acme-1", "[1]", "[2]"),
        (1, "acme-1", None, "[1]"),
    ]
    assert [one.change for one in await store.setting_changes("acme", 3, 1)] == [2]
    assert await store.setting_changes("other", None, 10) == []


async def test_who_saw_an_older_version_overwrites_nothing(store: Store) -> None:
    await store.provision(merchant())
    await store.change_setting(wanted("[1]"))
    for version in (0, 2):
        with pytest.raises(SettingChanged):
            await store.change_setting(wanted("[other]", version=version))
    kept = await store.find_setting("acme", "faq", "acme-1")
    assert kept is not None
    assert kept.value_json == "[1]"


async def test_the_last_change_is_known_and_the_same_value_again_is_none(store: Store) -> None:
    await store.provision(merchant())
    await store.change_setting(wanted("[1]"))
    assert await store.revisions() == {"acme": (1, 1)}
    await store.change_setting(wanted("[1]", version=1))
    assert await store.revisions() == {"acme": (1, 1)}
    assert len(await store.setting_changes("acme", None, 10)) == 1


async def test_provisioning_leaves_settings_alone(store: Store) -> None:
    await store.provision(merchant())
    await store.change_setting(wanted("[1]"))
    assert not await store.provision(merchant())
    assert await store.provision(merchant(agents=merchant().agents[:1]))
    stored = await store.load_merchant("acme")
    assert stored is not None
    assert [one.value_json for one in stored.settings] == ["[1]"]
    assert stored.last_change == 1
