"""Runs a merchant's journal through a fresh desk, and compares with what is stored.

It begins with the desk's first step, or with the oldest checkpoint where the journal before that
was let go; later checkpoints are compared in passing. The same commands at the same times must give
the same events (I8), and leave the rows that are stored. A difference is a bug, or a desk of
another version.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import fields
from itertools import zip_longest
from typing import Any, Final

from chatd.desks.journal import Entry, NewDesk, Step, Tick, decode_steps
from chatd.desks.rows import decode_config, decode_rows, desk_rows
from chatd.errors import ChatdError
from chatd.storage.desks import StoredDesk
from chatd.storage.records import CheckpointRecord
from chatd.storage.store import Store
from routing.desk import Desk
from routing.events import Event
from routing.rows import DeskRows

_BATCHES_AT_ONCE: Final = 100


class ReplayDiffers(ChatdError):
    """The first difference between the replay and what is stored."""


async def replay(store: Store, stored: StoredDesk) -> AsyncIterator[Step]:
    """Take every step of a desk again, up to the state that was stored.

    Args:
        store: Where the journal is.
        stored: The desk as it was read; later steps are left out.

    Raises:
        ReplayDiffers: At the first difference.
    """
    if stored.desk is None:
        return
    merchant, last_step = stored.desk.merchant, stored.desk.step
    checkpoints = deque(one for one in await store.checkpoints(merchant) if one.step <= last_step)
    desk: Desk | None = None
    async for one in _journal(store, merchant, last_step):
        if isinstance(one.entry, NewDesk):
            desk = Desk.new(one.entry.config, one.now_ms)
        while checkpoints and checkpoints[0].step < one.step:
            desk = _pass(checkpoints.popleft(), desk)
        if desk is None:
            raise ReplayDiffers(f"step {one.step}: the journal does not begin with a new desk")
        _compare_events(one.step, one.events, _take(desk, one.entry, one.now_ms))
        yield one
    while checkpoints:
        desk = _pass(checkpoints.popleft(), desk)
    if desk is None:
        raise ReplayDiffers("the journal is empty")
    _compare_rows(desk_rows(stored), desk.rows())


def _pass(checkpoint: CheckpointRecord, desk: Desk | None) -> Desk:
    """Begin at a checkpoint, or see that the desk is what it says."""
    rows = decode_rows(checkpoint.rows)
    if desk is None:
        return Desk.restore(decode_config(checkpoint.config), rows)
    _compare_rows(rows, desk.rows())
    return desk


async def _journal(store: Store, merchant: str, last_step: int) -> AsyncIterator[Step]:
    after_step = -1
    while batches := await store.journal(merchant, after_step, _BATCHES_AT_ONCE):
        for batch in batches:
            for one in decode_steps(batch.entries):
                if one.step > last_step:
                    return
                yield one
        after_step = batches[-1].step


def _take(desk: Desk, entry: Entry, now_ms: int) -> list[Event]:
    match entry:
        case NewDesk():
            return []
        case Tick():
            return desk.tick(now_ms)
        case _:
            return desk.handle(entry, now_ms)


def _compare_events(step: int, journal: Sequence[Event], replayed: Sequence[Event]) -> None:
    for number, (before, now) in enumerate(zip_longest(journal, replayed), start=1):
        if before != now:
            raise ReplayDiffers(
                f"step {step}, event {number}: the journal has {before}, the replay {now}"
            )


def _compare_rows(stored: DeskRows, replayed: DeskRows) -> None:
    for field in fields(DeskRows):
        before, now = _as_rows(getattr(stored, field.name)), _as_rows(getattr(replayed, field.name))
        for stored_row, replayed_row in zip_longest(before, now):
            if stored_row != replayed_row:
                raise ReplayDiffers(
                    f"{field.name}: stored is {stored_row}, the replay has {replayed_row}"
                )


def _as_rows(value: Any) -> Iterable[Any]:
    return value if isinstance(value, tuple) else (value,)
