from collections.abc import Iterator

import argon2
import pytest

from chatd.auth.passwords import Passwords


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords(time_cost=1, memory_kib=8, parallelism=1)
    yield made
    made.close()


async def test_password_is_accepted_when_it_is_the_one(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse")
    assert await passwords.verify(stored, "correct horse")
    assert not await passwords.verify(stored, "correct horses")


async def test_hash_is_argon2id_and_salted(passwords: Passwords) -> None:
    first, second = await passwords.hash("x"), passwords.hash_now("x")
    assert first.startswith("$argon2id$")
    assert first != second


async def test_unknown_name_is_refused_after_a_hash_of_the_same_cost(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def verify(self: argon2.PasswordHasher, stored: str, password: str) -> bool:
        checked.append(stored)
        return True

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify)
    assert not await passwords.verify(None, "anything")
    [dummy] = checked
    assert argon2.extract_parameters(dummy) == argon2.extract_parameters(passwords.hash_now("x"))


async def test_hash_is_outdated_when_the_cost_has_changed(passwords: Passwords) -> None:
    dearer = Passwords(time_cost=2, memory_kib=8, parallelism=1)
    stored = await passwords.hash("x")
    assert dearer.is_outdated(stored)
    assert not passwords.is_outdated(stored)
    assert await dearer.verify(stored, "x")
    dearer.close()
