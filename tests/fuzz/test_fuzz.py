"""20,000 frames nobody should send, and proof that the trial would notice. `make fuzz`: 10^6."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from chatd.desks.history import History
from chatd.errors import CommandRejected
from chatd.protocol.codec import CommandDecoder, Encoding
from chatd.protocol.commands import AgentCommand, BuyerCommand
from chatd.realtime.connection import Connection
from chatd.realtime.pipeline import Pipeline
from tests.fuzz.mutations import encode
from tests.fuzz.peer import Broken
from tests.fuzz.trial import growth, trial
from tests.fuzz.values import AGENT_COMMANDS, BUYER_COMMANDS, Known, command

pytestmark = pytest.mark.slow

ROUNDS = 10
ROUND_FRAMES = 2_000
SEED = "1"


async def test_every_frame_is_answered_or_ends_its_connection_and_nothing_is_left_behind(
    tmp_path: Path,
) -> None:
    async with trial(tmp_path, SEED) as it:
        for _ in range(ROUNDS):
            await it.round(ROUND_FRAMES)
    assert growth(it.tally.rests) == ""
    assert it.tally.frames >= ROUNDS * ROUND_FRAMES
    assert it.tally.answered > it.tally.frames / 2
    assert it.tally.closed[4400] > 0


# What the trial must notice


async def test_exception_in_a_command_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_arguments: Any, **_more: Any) -> None:
        raise KeyError

    monkeypatch.setattr(History, "page", fail)
    with pytest.raises(Broken):
        await one_round(tmp_path)


async def test_missing_answer_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep_quiet(self: Connection, re: int, rejected: CommandRejected) -> None: ...

    monkeypatch.setattr(Connection, "_refuse", keep_quiet)
    with pytest.raises(BaseExceptionGroup, match="unhandled errors") as noticed:
        await one_round(tmp_path, answer_timeout_s=0.2)
    assert noticed.group_contains(Broken)


async def test_answer_to_another_command_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = Pipeline.filled

    def fill_last_first(self: Pipeline) -> None:
        self._places.reverse()
        filled(self)

    monkeypatch.setattr(Pipeline, "filled", fill_last_first)
    with pytest.raises(BaseExceptionGroup, match="unhandled errors") as noticed:
        await one_round(tmp_path, answer_timeout_s=0.2)
    assert noticed.group_contains(Broken)


async def test_task_that_outlives_its_connection_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, left = Connection.run, []

    async def run_and_leave_something(self: Connection) -> None:
        left.append(asyncio.create_task(asyncio.sleep(3600)))
        await run(self)

    monkeypatch.setattr(Connection, "run", run_and_leave_something)
    async with trial(tmp_path, SEED) as it:
        for _ in range(3):
            await it.round(200)
    assert "tasks" in growth(it.tally.rests)
    for task in left:
        task.cancel()


async def one_round(directory: Path, **options: Any) -> None:
    async with trial(directory, SEED, **options) as it:
        await it.round(1_000)


# What it sends


@pytest.mark.parametrize("encoding", list(Encoding))
@pytest.mark.parametrize(
    ("commands", "structs"), [(AgentCommand, AGENT_COMMANDS), (BuyerCommand, BUYER_COMMANDS)]
)
def test_drawn_commands_are_mostly_good(
    commands: Any, structs: tuple[type[msgspec.Struct], ...], encoding: Encoding
) -> None:
    decoder: CommandDecoder[Any] = CommandDecoder(commands)
    known = Known(random.Random(SEED), ["token"])
    name: Literal["json", "msgpack"] = "json" if encoding is Encoding.JSON else "msgpack"
    for struct in structs:
        drawn = [encode(command(struct, known), name) for _ in range(50)]
        taken = sum(is_taken(decoder, payload, encoding) for payload in drawn)
        assert taken > 10, struct


def is_taken(decoder: CommandDecoder[Any], payload: bytes, encoding: Encoding) -> bool:
    try:
        decoder.decode(payload, encoding)
    except Exception:  # noqa: BLE001  # whatever it is, it is not taken
        return False
    return True
